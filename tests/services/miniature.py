"""An office in miniature: a real register, journal and rules; paper and pens that are quick.

The PDFs here are a few lines of text and the keys have no file, so that a case is walked in
milliseconds. What they do is honest all the same: bytes are only ever appended, a key signs only
what it is given and only with its PIN, and the verdict really verifies.
"""

# ruff: noqa: ARG002  (the ports give more than a miniature needs)
import atexit
import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from asn1crypto import cms
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signapp.demo.authority import BEGIN, END, DemoAuthority, Issued
from signapp.domain import errors
from signapp.domain.acts import (
    Actor,
    CertificateBound,
    DocumentRef,
    PersonEnrolled,
    Purpose,
    RosterChange,
)
from signapp.domain.authority import MINUTES_FIELD
from signapp.ledger.entries import EntryKey
from signapp.services.desk import Desk
from signapp.services.journal import Journal, Session, SignedIn, salted
from signapp.services.ports import (
    Box,
    DecidedRevision,
    FieldOrder,
    Holds,
    KeyHome,
    KeyState,
    PageImage,
    PageSize,
    Part,
    PdfFacts,
    PinUse,
    Preflight,
    PreparedSignature,
    SaltedText,
    SignatureOrder,
    SignatureVerdict,
    SignedFile,
    TrustMaterial,
    Typeset,
    TypesettingOrder,
    Verdict,
)
from signapp.services.register import Founder, Founding, found, sign_in
from signapp.services.signature import SigningKey
from signapp.storage.archives import ZipArchives
from signapp.storage.documents import ref_of
from signapp.storage.register import SqliteRegister
from signapp.texts.catalogue import Texts
from tests.domain.stories import first_roster
from tests.histories import MORE

PIN = "123456"
Put = Callable[[bytes], DocumentRef]
HOLE = 2000
REGISTRARS = ("raija", "kari")
MEMORY = Path("/dev/shm")
MARK = re.compile(
    rb"\n%signed (?P<said>\{[^\n]*\}) <(?P<hole>[0-9a-f.]{" + str(HOLE).encode() + rb"})>\n"
)


# --- paper ----------------------------------------------------------------------------------


class Paper:
    """Stands for the pdf worker: a file is text, and each later revision is appended to it."""

    def __init__(self) -> None:
        self.stamps = True

    def typeset(self, order: TypesettingOrder) -> Typeset:
        """Return the order itself as a document."""
        files = {one.name: one.content.hex() for one in order.embedded}
        said = [order.template, order.data, order.moment.isoformat(), files]
        box = Box(MINUTES_FIELD, 0, 10, 10, 200, 80)
        return Typeset(b"%PDF-miniature\n" + json.dumps(said).encode(), (box,))

    def place_fields(self, source: bytes, fields: tuple[FieldOrder, ...]) -> bytes:
        """Append the names of the fields."""
        return source + b"".join(f"\n%field {one.field}".encode() for one in fields)

    def inspect(self, path: Path) -> PdfFacts:
        """Refuse what is not paper."""
        if not path.read_bytes().startswith(b"%PDF"):
            raise errors.NotAPdfError
        return PdfFacts((PageSize(595, 842),), ())

    def preflight(self, path: Path) -> Preflight:
        """Find nothing in paper."""
        self.inspect(path)
        content = path.read_bytes()
        document = DocumentRef(hashlib.sha256(content).hexdigest(), len(content))
        return Preflight(document, 1, (), (), repairable=False)

    def repair(self, path: Path) -> bytes:
        """Paper needs no repair."""
        return path.read_bytes()

    def render(self, path: Path, page: int, scale: float) -> PageImage:
        """Show a white dot."""
        return PageImage(1, 1, b"\xff" * 4)

    def traces(self, path: Path, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return the words that the paper has."""
        return tuple(one for one in words if one in path.read_text("utf-8"))

    def embedded_record(self, path: Path) -> bytes | None:
        """Return the decision record that minutes embed."""
        first = path.read_bytes().split(b"\n")[1]
        files = json.loads(first)[3] if first.startswith(b"[") else {}
        return bytes.fromhex(files["decision.json"]) if "decision.json" in files else None

    def prepare(self, order: SignatureOrder) -> PreparedSignature:
        """Append a signature with a hole, and say what the key has to sign."""
        source = order.source.read_bytes()
        if f"\n%field {order.field}".encode() not in source:
            raise errors.FieldMissingError(field=order.field, there="–")
        if any(json.loads(one["said"])["field"] == order.field for one in MARK.finditer(source)):
            raise errors.FieldFilledError(field=order.field)
        said = {
            "field": order.field,
            "certificate": order.certificate.hex(),
            "name": order.name,
            "at": order.signed_at.isoformat(),
            "certify": order.certify,
            "seal": hashlib.sha256(order.seal).hexdigest(),
        }
        begin = source + f"\n%signed {json.dumps(said)} <".encode()
        _write(order.output, begin + b"." * HOLE + b">\n")
        digest = hashlib.sha256(begin + b">\n").digest()
        attributes = _attributes(digest, order.certificate)
        return PreparedSignature(digest, len(begin), len(begin) + HOLE, attributes)

    def assemble(
        self, order: SignatureOrder, prepared: PreparedSignature, signature: bytes
    ) -> SignedFile:
        """Fill the hole, if the signature fits the certificate."""
        if not _fits(order.certificate, prepared.signed_attributes, signature):
            raise errors.KeyMismatchError
        content = order.output.read_bytes()
        hole = (prepared.signed_attributes.hex() + "." + signature.hex()).ljust(HOLE, ".").encode()
        _write(order.output, content[: prepared.start] + hole + content[prepared.end :])
        return SignedFile(ref_of(order.output), hashlib.sha256(hole).hexdigest(), "B-T")

    def extend(
        self, source: Path, output: Path, trust: TrustMaterial, at: datetime, field: str = ""
    ) -> SignedFile:
        """Append an archive time stamp."""
        if not self.stamps:
            raise errors.TimeStampFailedError(cause="none")
        content = source.read_bytes()
        _write(output, content + f"\n%stamp {at.isoformat()}".encode())
        last = [one["hole"] for one in MARK.finditer(content)][-1]
        return SignedFile(ref_of(output), hashlib.sha256(last).hexdigest(), "B-LTA")

    def certificate_standing(self, certificate: bytes, trust: TrustMaterial, at: datetime) -> str:
        """Nothing speaks against it."""
        return ""

    def judge(
        self, path: Path, trust: TrustMaterial, at: datetime, decided: DecidedRevision | None
    ) -> Verdict:
        """Verify every signature, and that the file begins with what was decided on."""
        content = path.read_bytes()
        made = tuple(_judged(content, one) for one in MARK.finditer(content))
        begins = decided is None or (
            hashlib.sha256(content[: decided.document.length]).hexdigest()
            == decided.document.sha256
            and [one.field for one in made] == [decided.field]
        )
        part = Part(Holds.YES if begins else Holds.NO, ())
        return Verdict(ref_of(path), made, part if decided else None)


def _write(place: Path, content: bytes) -> None:
    """Write a file whole or not at all, and tell of the disk in our words, as the worker does."""
    part = place.with_suffix(".part")
    try:
        part.write_bytes(content)
        part.replace(place)
    except OSError as e:
        raise errors.StorageError(cause=str(e)) from e


def _attributes(digest: bytes, certificate: bytes) -> bytes:
    named = {"certs": [{"cert_hash": hashlib.sha256(certificate).digest()}]}
    values = {"message_digest": digest, "signing_certificate_v2": named}
    made = [cms.CMSAttribute({"type": kind, "values": [one]}) for kind, one in values.items()]
    content: bytes = cms.CMSAttributes(made).dump()
    return content


def _fits(certificate: bytes, message: bytes, signature: bytes) -> bool:
    key = x509.load_der_x509_certificate(certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(signature, message, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _judged(content: bytes, one: "re.Match[bytes]") -> SignatureVerdict:
    said = json.loads(one["said"])
    hole = one["hole"].rstrip(b".").split(b".")
    attributes, signature = (bytes.fromhex(part.decode()) for part in hole)
    certificate = bytes.fromhex(said["certificate"])
    signed = content[: one.start("hole")] + content[one.end("hole") : one.end()]
    right = attributes == _attributes(hashlib.sha256(signed).digest(), certificate)
    holds = Holds.YES if right and _fits(certificate, attributes, signature) else Holds.NO
    stamped = b"\n%stamp" in content[one.end() :]
    return SignatureVerdict(
        field=said["field"],
        signer=said["name"],
        certificate=hashlib.sha256(certificate).hexdigest(),
        cms=hashlib.sha256(one["hole"]).hexdigest(),
        level="B-LTA" if stamped else "B-T",
        revision=_ref(content[: one.end()]),
        claimed=datetime.fromisoformat(said["at"]),
        proven=None,
        content=Part(holds, ()),
        person=Part(Holds.YES, ()),
        time=Part(Holds.YES, ()),
        changes=(),
        certifies=said["certify"],
        attributes=hashlib.sha256(attributes).hexdigest(),
    )


def _ref(content: bytes) -> DocumentRef:
    return DocumentRef(hashlib.sha256(content).hexdigest(), len(content))


# --- pens -----------------------------------------------------------------------------------


@cache
def issued(person: str, purpose: Purpose) -> Issued:
    """Return a person's certificate and key (P-256)."""
    return _authority().issue(person, purpose, "p256", BEGIN, END)


@cache
def _authority() -> DemoAuthority:
    return DemoAuthority.found()


class Pens:
    """Stands for the key worker: holds everybody's keys, each behind the PIN.

    With `breaks` the worker ends after the key may have been used, and nobody knows.
    """

    def __init__(self) -> None:
        self.breaks = False

    def sign(self, home: KeyHome, pin: str, certificate: bytes, message: bytes) -> bytes:
        """Sign with the key of the home."""
        person, purpose = home.location.split()
        if pin != PIN:
            raise errors.WrongPinError
        if self.breaks:
            raise errors.WorkerFailedError(worker="key")
        key = issued(person, Purpose(purpose))
        if key.der != certificate:
            raise errors.KeyMismatchError
        assert isinstance(key.key, ec.EllipticCurvePrivateKey)
        return key.key.sign(message, ec.ECDSA(SHA256()))

    def pin_use(self, home: KeyHome, pin: str, certificate: bytes) -> PinUse:
        """One PIN serves them all."""
        return PinUse.SEVERAL

    def state(self, home: KeyHome, certificate: bytes) -> KeyState:
        """It is there, and asked on the screen."""
        return KeyState()

    def certificates(self, home: KeyHome, pin: str) -> tuple[bytes, ...]:
        """The one of the home."""
        person, purpose = home.location.split()
        return (issued(person, Purpose(purpose)).der,)

    def tokens(self, module: str) -> tuple[()]:
        """There are none."""
        return ()


def home_of(person: str, purpose: Purpose) -> KeyHome:
    """Return where a person's key is."""
    return KeyHome("pkcs12", f"{person} {purpose.value}")


# --- the office -----------------------------------------------------------------------------


@dataclass
class Clock:
    """Shows the moment it was set to."""

    moment: datetime

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment


class NoTrust:
    """Nobody outside is trusted here."""

    def material(self) -> TrustMaterial:
        """Return nothing."""
        return TrustMaterial()


def roster(put: Put) -> tuple[tuple[RosterChange, ...], tuple[SaltedText, ...]]:
    """Return the city's first roster with real certificates, and the names that it commits to."""
    changes, names = list[RosterChange](), []
    for change in (*first_roster(), *MORE):
        if isinstance(change, CertificateBound):
            changes.append(_bound(put, change.person, change.purpose))
        elif isinstance(change, PersonEnrolled):
            name = salted(change.person.title())
            names.append(name)
            changes.append(replace(change, name=name.commitment))
        else:
            changes.append(change)
    return tuple(changes), tuple(names)


def _bound(put: Put, person: str, purpose: Purpose) -> CertificateBound:
    certificate = issued(person, purpose)
    public = certificate.key.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return CertificateBound(
        person=person,
        purpose=purpose,
        certificate=put(certificate.der),
        public_key=public.hex(),
        not_before=BEGIN,
        not_after=END,
    )


class Miniature:
    """A city's desk with a clock to be set, and everybody's keys at hand."""

    def __init__(self, folder: Path, desk_key: EntryKey, moment: datetime) -> None:
        self.folder = folder
        self.desk_key = desk_key
        self.clock = Clock(moment)
        self.paper, self.pens = Paper(), Pens()
        self.register = SqliteRegister(folder)
        journal = Journal(self.register, self.clock, desk_key)
        self.desk = Desk(
            *(journal, self.paper, self.pens, NoTrust(), Texts("en")), archives=ZipArchives()
        )
        self._sessions: dict[str, Session] = {}

    def enter(self, actor: Actor) -> SignedIn:
        """Return somebody as they act, signed in anew when the last session is over."""
        session = self._sessions.get(actor.person)
        if session is None or not self._lasts(session):
            session = sign_in(self.desk, actor.person, home_of(actor.person, Purpose.SESSION), PIN)
            self._sessions[actor.person] = session
        return SignedIn(session, actor)

    def _lasts(self, session: Session) -> bool:
        return self.clock.now() < session.until - timedelta(minutes=1)

    def key(self, person: str, pin: str = PIN, *, impartial: bool = True) -> SigningKey:
        """Return a person's signature key."""
        certificate = self.desk.certificate(person, Purpose.SIGNATURE)
        assert certificate
        return SigningKey(home_of(person, Purpose.SIGNATURE), pin, certificate, impartial)

    def close(self) -> None:
        """Leave the register."""
        self.register.close()


@cache
def _template() -> tuple[Path, EntryKey]:
    place, desk_key = Path(tempfile.mkdtemp(dir=_where())), EntryKey()
    atexit.register(shutil.rmtree, place, ignore_errors=True)
    folder = place / "register"
    register = SqliteRegister.found(folder)
    changes, names = roster(register.put)
    founders = tuple(Founder(one, home_of(one, Purpose.SESSION), PIN) for one in REGISTRARS)
    clock = Clock(datetime(2017, 8, 1, 9, tzinfo=UTC))
    first, second = founders
    founding = Founding("Helsinki", True, changes, (first, second), names)
    found(register, clock, Pens(), desk_key, founding)
    register.close()
    return folder, desk_key


def _where() -> Path | None:
    return MEMORY if MEMORY.is_dir() else None


@contextmanager
def miniature(moment: datetime) -> Iterator[Miniature]:
    """Open a founded city of one's own."""
    template, desk_key = _template()
    with tempfile.TemporaryDirectory(dir=_where()) as folder:
        place = shutil.copytree(template, Path(folder) / "register")
        office = Miniature(place, desk_key, moment)
        try:
            yield office
        finally:
            office.close()
