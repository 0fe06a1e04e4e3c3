"""A test signature on a page that is thrown away: does the key sign here, and how well?

It goes through the phases of a real signature, and nothing of it is kept: no act, no document.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from signapp.domain import errors
from signapp.domain.acts import DocumentRef, Purpose
from signapp.domain.errors import NotAuthorisedError, Reason, SignappError, Standing
from signapp.services.certificate_rules import CertificateCard
from signapp.services.desk import Desk
from signapp.services.key_check import check_certificate
from signapp.services.ports import (
    Credentials,
    DecidedRevision,
    FieldOrder,
    Holds,
    PinUse,
    SignatureOrder,
    SignatureVerdict,
    TypesettingOrder,
)
from signapp.texts.catalogue import Texts

FIELD = "Test"
SEAL = (200, 62)


@dataclass(frozen=True)
class Trial:
    """What a test signature showed.

    `level` is the one reached, `stamped_by` who stamped the time (nobody where it is empty) and
    `clock_off` how far this machine's clock was from theirs, in whole seconds. `missing` tells
    why there is no archive time stamp. `told` is what is to be known of the certificate.
    """

    level: str
    stamped_by: str
    seconds: float
    clock_off: int | None
    pin_use: PinUse
    missing: SignappError | None
    certificate: CertificateCard | None

    @property
    def told(self) -> tuple[Reason, ...]:
        """What is told of the certificate, though it signs."""
        return self.certificate.told if self.certificate else ()


def make_test_signature(desk: Desk, credentials: Credentials, pin: str) -> Trial:
    """Sign a page with a person's signature key, look at it, and throw it away.

    What is learned of the key (whether it asks for a PIN each time) is kept at this desk. Raises
    NotAuthorisedError with what speaks against the certificate, and whatever a real signature
    raises; nothing is signed that anybody keeps.
    """
    began = perf_counter()
    try:
        with _place(desk) as folder:
            trial = _sign(desk, credentials, pin, folder)
    except SignappError as e:
        e.standing = Standing.NOTHING_SIGNED
        raise
    if desk.key_places is not None:
        desk.key_places.keep(replace(credentials, pin_use=trial.pin_use))
    return replace(trial, seconds=perf_counter() - began)


@contextmanager
def _place(desk: Desk) -> Iterator[Path]:
    """Give a folder that the pdf worker reaches, for as long as the trial takes."""
    try:
        with TemporaryDirectory(prefix="trial-", dir=desk.journal.register.work) as folder:
            yield Path(folder)
    except OSError as e:
        raise errors.StorageError(cause=str(e)) from e


def _sign(desk: Desk, credentials: Credentials, pin: str, folder: Path) -> Trial:
    person, home = credentials.person, credentials.signature
    ref = desk.certificate(person, Purpose.SIGNATURE)
    if home is None:
        raise errors.KeyHomeMissingError(home="")
    if ref is None:
        raise NotAuthorisedError((errors.CertificateNotBound(certificate=""),))
    certificate = desk.read(ref)
    card = check_certificate(desk, person, Purpose.SIGNATURE, certificate)
    if card is not None and card.against:
        raise NotAuthorisedError(card.against)
    order = _order(desk, person, certificate, folder)
    prepared = desk.pdf.prepare(order)
    pin_use = desk.keys.pin_use(home, pin, certificate)
    signature = desk.keys.sign(home, pin, certificate, prepared.signed_attributes)
    before = desk.journal.clock.now()
    signed = desk.pdf.assemble(order, prepared, signature)
    after = desk.journal.clock.now()
    file, level, missing = order.output, signed.level, None
    try:
        later, now = folder / "extended.pdf", desk.journal.clock.now()
        level = desk.pdf.extend(file, later, order.trust, now, FIELD).level
        file = later
    except errors.SignappError as e:  # what a real signature then waits for in the outbox
        missing = e
    made = _judged(desk, file, order.source)
    off = _clock_off(made.proven, before, after) if made.proven else None
    return Trial(level, _stamper(made), 0.0, off, pin_use, missing, card)


def _judged(desk: Desk, file: Path, source: Path) -> SignatureVerdict:
    """Return our own verdict on the signature. Raises SignatureNotValidError."""
    content = source.read_bytes()
    decided = DecidedRevision(DocumentRef(sha256(content).hexdigest(), len(content)), FIELD)
    now = desk.journal.clock.now()
    verdict = desk.pdf.judge(file, desk.trust.material(), now, decided)
    (made,) = verdict.signatures
    bad = [one for one in (made.content, made.person, verdict.decided) if one]
    broken = [one for one in bad if one.holds is Holds.NO]
    if broken:
        codes = (remark.code for remark in broken[0].remarks)
        raise errors.SignatureNotValidError(cause=", ".join(codes))
    return made


def _order(desk: Desk, person: str, certificate: bytes, folder: Path) -> SignatureOrder:
    journal, texts = desk.journal, desk.document_texts
    now = journal.clock.now()
    name = journal.text(journal.state.roster.persons[person].name)
    page = {
        "language": texts.language,
        "title": texts.say("trial.title"),
        "paragraphs": [texts.say("trial.text", name=name), texts.both_moments(now)],
        "box": FIELD,
    }
    seal = {
        "language": texts.language,
        "title": texts.say("trial.title"),
        "width": SEAL[0],
        "height": SEAL[1],
        "label": texts.say("trial.title"),
        "name": name,
        "lines": [texts.both_moments(now)],
    }
    typeset = desk.pdf.typeset(TypesettingOrder("trial", json.dumps(page), now))
    (box,) = typeset.boxes
    source = folder / "page.pdf"
    source.write_bytes(desk.pdf.place_fields(typeset.pdf, (FieldOrder(FIELD, name, box),)))
    return SignatureOrder(
        source=source,
        output=folder / "signed.pdf",
        field=FIELD,
        certificate=certificate,
        trust=desk.trust.material(),
        signed_at=now,
        seal=desk.pdf.typeset(TypesettingOrder("seal", json.dumps(seal), now)).pdf,
        name=name,
        reason=texts.say("trial.title"),
        location="",
        certify=False,
    )


def _stamper(made: SignatureVerdict) -> str:
    by = (remark.facts.get("by", "") for remark in made.time.remarks)
    return next((one for one in by if one), "")


def _clock_off(proven: datetime, before: datetime, after: datetime) -> int:
    """Return how far a stamp is from the time in which it was made, in whole seconds."""
    second = timedelta(seconds=1)
    if proven < before - second:
        return round((proven - before).total_seconds())
    return round((proven - after).total_seconds()) if proven > after + second else 0


def trial_texts(texts: Texts, trial: Trial) -> Iterator[str]:
    """Yield what a test signature showed, line by line."""
    yield texts.say("trial.level", level=trial.level, seconds=f"{trial.seconds:.1f}")
    if trial.stamped_by:
        yield texts.say("trial.stamped", by=trial.stamped_by)
    else:
        yield texts.say("trial.not_stamped")
    if trial.clock_off is not None:
        off = trial.clock_off
        yield texts.say("trial.clock_off", seconds=off) if off else texts.say("trial.clock_right")
    yield texts.say(f"trial.pins.{trial.pin_use.value}")
    if trial.missing is not None:
        yield texts.say("trial.missing", cause=texts.error(trial.missing).cause)
