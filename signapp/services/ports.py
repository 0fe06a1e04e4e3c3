"""The protocols through which the use cases reach the world, and the values that cross them.

Every value is a frozen dataclass that `domain.values` can carry to a worker process and back.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Protocol

from signapp.domain.acts import DocumentRef
from signapp.services.arrivals import Arrivals
from signapp.services.binding_values import BindingWork
from signapp.services.import_values import TextReading
from signapp.services.public_copy_values import TraceSearch
from signapp.services.trust_values import ListReading, ListStore, TrustedList

# --- documents ------------------------------------------------------------------------------


LONGEST_RECORD = 1 << 16
"""More bytes than a decision record ever has."""


@dataclass(frozen=True)
class Embedded:
    """A file inside a PDF; `relationship` says whether it is data or a supplement of it."""

    name: str
    media_type: str
    description: str
    content: bytes
    relationship: str = "data"


@dataclass(frozen=True)
class TypesettingOrder:
    """What to typeset: a template's name, its data as JSON, and the files to embed.

    `moment` becomes the document's date, so that the same order gives the same bytes.
    """

    template: str
    data: str
    moment: datetime
    embedded: tuple[Embedded, ...] = ()


@dataclass(frozen=True)
class Box:
    """A marked rectangle: page from 0; left, bottom, right, top in PDF points."""

    name: str
    page: int
    left: float
    bottom: float
    right: float
    top: float

    @property
    def unseen(self) -> bool:
        """True of one without a size: a signature in it is invisible."""
        return self.left == self.right and self.bottom == self.top


@dataclass(frozen=True)
class Typeset:
    """A typeset PDF (PDF/A-3a and PDF/UA-1) and the boxes that its template marked."""

    pdf: bytes
    boxes: tuple[Box, ...]


@dataclass(frozen=True)
class FieldOrder:
    """A signature field to create and tag: its name, its accessible label, its place."""

    field: str
    label: str
    box: Box


@dataclass(frozen=True)
class PageSize:
    """The size of a page as it is shown, in points, and how its own coordinates lie in it.

    `left` and `bottom` are the corner of the visible part, `turn` how many degrees clockwise the
    page is shown turned, `unit` how many points one of its own units is.
    """

    width: float
    height: float
    left: float = 0.0
    bottom: float = 0.0
    turn: int = 0
    unit: float = 1.0

    @property
    def sideways(self) -> bool:
        """Tell whether it is turned by a quarter."""
        return self.turn % 180 != 0


@dataclass(frozen=True)
class Covered:
    """What a field would hide: the `words` in its box, or lines and pictures without words."""

    field: str
    words: str


@dataclass(frozen=True)
class FieldState:
    """A signature field in a file: where it is and whether it is filled."""

    box: Box
    filled: bool


@dataclass(frozen=True)
class PdfFacts:
    """What a PDF is: pages and signature fields."""

    pages: tuple[PageSize, ...]
    fields: tuple[FieldState, ...]


class Severity(Enum):
    """What a finding about a file means: it may not be signed, or look closely, or just know."""

    REFUSES = "refuses"
    WARNS = "warns"
    TELLS = "tells"


@dataclass(frozen=True)
class FileFinding:
    """Something that a look at a file found: a stable code, how severe it is, and its facts."""

    code: str
    severity: Severity
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Preflight:
    """What was found in a file before anything is decided on or signed (R43).

    `claims` are the standards that it says it keeps (PDF/A-3A, PDF/UA-1). `repairable` tells
    that a repaired copy would be free of everything that refuses it.
    """

    document: DocumentRef
    pages: int
    claims: tuple[str, ...]
    findings: tuple[FileFinding, ...]
    repairable: bool

    @property
    def refused(self) -> bool:
        """Tell whether the file may not be signed as it is."""
        return any(one.severity is Severity.REFUSES for one in self.findings)


@dataclass(frozen=True)
class PageImage:
    """A rendered page: RGBA rows from the top, 4 bytes a pixel."""

    width: int
    height: int
    pixels: bytes


@dataclass(frozen=True)
class TextChange:
    """Words that were taken out and put in, with a few words before and after."""

    before: str
    removed: str
    added: str
    after: str


@dataclass(frozen=True)
class Region:
    """A part of a page as shares of its width and height, from its top left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True)
class PageDifference:
    """How a page (from 0) differs from the same page of another file.

    Each file has its number of pages, so a page may be in one of them only. `regions` is where
    the pictures differ; `resized` says that the page has another size.
    """

    page: int
    old_pages: int
    new_pages: int
    changes: tuple[TextChange, ...]
    regions: tuple[Region, ...]
    resized: bool

    @property
    def differs(self) -> bool:
        """True unless words and picture are the same."""
        alone = not self.page < self.old_pages or not self.page < self.new_pages
        return alone or bool(self.changes or self.regions)


class Documents(Protocol):
    """Making, reading and showing PDF files."""

    def typeset(self, order: TypesettingOrder) -> Typeset:
        """Typeset a template. Raises GlyphMissingError, MarkTooSmallError, TypesettingError."""

    def mark_picture(self, content: bytes) -> bytes:
        """Return a picture for a mark, checked and redrawn (PNG). Raises MarkImageError."""

    def place_fields(self, source: bytes, fields: tuple[FieldOrder, ...]) -> bytes:
        """Return the PDF with tagged, empty signature fields and /SigFlags 3.

        Raises NotAPdfError, DamagedFileError, FieldOutsidePageError, FieldFilledError.
        """

    def inspect(self, path: Path) -> PdfFacts:
        """Return pages and fields of a PDF; refuse one that is not to be signed.

        Raises NotAPdfError, DamagedFileError, EncryptedFileError, ActiveContentError.
        """

    def preflight(self, path: Path) -> Preflight:
        """Return everything that is to be known of a file before it is decided on or signed."""

    def repair(self, path: Path) -> bytes:
        """Return a repaired copy of an unsigned file, whose pages look the same to the pixel.

        Raises RepairRefusedError (`what`), NotAPdfError.
        """

    def render(self, path: Path, page: int, scale: float) -> PageImage:
        """Render a page (from 0) with its signature widgets; scale 1 is 72 dpi."""

    def covered(self, path: Path, boxes: tuple[Box, ...]) -> tuple[Covered, ...]:
        """Return which boxes, in the pages' own coordinates, lie over something, and over what.

        Raises DamagedFileError.
        """

    def compare_page(self, old: Path, new: Path, page: int) -> PageDifference:
        """Compare a page (from 0) of two files: words and picture. Raises DamagedFileError."""

    def embedded_record(self, path: Path) -> bytes | None:
        """Return the decision record embedded in minutes, or None when there is none.

        Of what is too long to be one, only so much that this shows.
        """


# --- signatures -----------------------------------------------------------------------------


@dataclass(frozen=True)
class TrustMaterial:
    """Certificates (DER) that are trusted, others that help, and what tells of revocation (DER).

    That is revocation lists and `answers` of OCSP services.
    `lists` are trusted lists whose signatures were checked: the services in them are trusted too.
    """

    roots: tuple[bytes, ...] = ()
    others: tuple[bytes, ...] = ()
    revocation_lists: tuple[bytes, ...] = ()
    answers: tuple[bytes, ...] = ()
    lists: tuple[TrustedList, ...] = ()


@dataclass(frozen=True)
class SignatureOrder:
    """All that is needed to sign one field of one file, apart from the key.

    `source` is read, `output` is written. `signed_at` is the moment that the signature claims,
    `seal` a one-page PDF that becomes the visible mark; without one the signature is invisible.
    `certify` makes it a certification signature that permits form filling only.
    """

    source: Path
    output: Path
    field: str
    certificate: bytes
    trust: TrustMaterial
    signed_at: datetime
    seal: bytes
    name: str
    reason: str
    location: str
    certify: bool


@dataclass(frozen=True)
class PreparedSignature:
    """A file with a hole for the signature, and what the key has to sign.

    `signed_attributes` is the DER form that is signed; `start` and `end` bound the hole.
    """

    document_digest: bytes
    start: int
    end: int
    signed_attributes: bytes


@dataclass(frozen=True)
class SignedFile:
    """A file that was signed or extended, with the level found in it (B-B … B-LTA)."""

    document: DocumentRef
    cms: str
    level: str


class Holds(Enum):
    """The three states of every verdict, best first."""

    YES = "holds"
    NOT_KNOWN = "not_known"
    NO = "does_not_hold"


@dataclass(frozen=True)
class Remark:
    """One sentence of a verdict: a code (the key of its text) and the facts that fill it."""

    code: str
    facts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Part:
    """One part of a verdict and what is to be said about it."""

    holds: Holds
    remarks: tuple[Remark, ...]


@dataclass(frozen=True)
class SignatureVerdict:
    """What is known of one signature: content, signer, time, and the changes after it.

    `revision` is the signed revision (the bytes from the start of the file), `claimed` the
    moment that the signer's clock said, `proven` the moment that a time stamp proves; `kind` says
    what it is under eIDAS, or why that can't be told, `standard` what EN 319 102-1 makes of it;
    `certifies` is true of a certification that permits form filling only, and `attributes` is
    the SHA-256 of the very bytes that the key signed (the CMS signed attributes).
    """

    field: str
    signer: str
    certificate: str
    cms: str
    level: str
    revision: DocumentRef
    claimed: datetime | None
    proven: datetime | None
    content: Part
    person: Part
    time: Part
    changes: tuple[Remark, ...]
    certifies: bool = False
    attributes: str = ""
    kind: Remark | None = None
    standard: Part | None = None

    @property
    def holds(self) -> Holds:
        """The worst of the three parts, and of what the standard's procedure says."""
        parts = (self.content, self.person, self.time, *([self.standard] if self.standard else []))
        return worst(*(one.holds for one in parts))


@dataclass(frozen=True)
class DecidedRevision:
    """The bytes that were decided on, and the one field that may be filled after them."""

    document: DocumentRef
    field: str


@dataclass(frozen=True)
class Verdict:
    """What is known of a file: its signatures, and whether it is what was decided on.

    `decided` is absent when nothing is known of a decision.
    """

    document: DocumentRef
    signatures: tuple[SignatureVerdict, ...]
    decided: Part | None

    @property
    def holds(self) -> Holds:
        """The worst of all parts; a file without a signature does not hold."""
        if not self.signatures:
            return Holds.NO
        parts = [signature.holds for signature in self.signatures]
        return worst(*parts, *([self.decided.holds] if self.decided else []))


class JudgingStep(Enum):
    """The slow parts of judging a file, in their order."""

    CHANGES = "changes"
    PAGES = "pages"


@dataclass(frozen=True)
class Judging:
    """How far the judging of a file has come: signatures or pages done, and how many there are.

    `first` comes once, before the slow parts: each signature's own value, signer and time. What
    the slow parts have to show is not known in it, so it never holds.
    """

    step: JudgingStep
    done: int
    total: int
    first: Verdict | None = None


Told = Callable[[Judging], None]
"""Is told how far a judging has come. May raise CancelledError, which breaks it off."""


def worst(*states: Holds) -> Holds:
    """Return the worst of the states."""
    order = list(Holds)
    return max(states, key=order.index)


@dataclass(frozen=True)
class ValidationItem:
    """Something by which a signed file is validated, and which it carries itself.

    `kind` is signature, time_stamp, certificate, ocsp_answer or revocation_list, `field` that of
    a signature or time stamp; hash and length are of its DER form.
    """

    kind: str
    field: str
    sha256: str
    length: int


Stamper = Callable[[bytes], bytes]
"""Takes an RFC 3161 request (DER), returns the response (DER). Raises TimeStampFailedError."""


AskRevocation = Callable[[bytes, bytes], bytes]
"""Takes a certificate and its issuer's (DER), returns an OCSP response or a revocation list (DER).

Raises RevocationUnknownError.
"""


class Signing(Protocol):
    """PAdES signatures in phases, and the verdict on signed files; never holds a key."""

    def prepare(self, order: SignatureOrder) -> PreparedSignature:
        """Write the file with a hole; check field and certificate before any PIN is asked.

        Raises FieldMissingError, FieldFilledError, CertificateRefusedError and DocumentErrors.
        """

    def assemble(
        self, order: SignatureOrder, prepared: PreparedSignature, signature: bytes
    ) -> SignedFile:
        """Fill the hole of `order.output` with the signature and a time stamp where there is one.

        Can be repeated. Raises KeyMismatchError, SignatureNotValidError.
        """

    def extend(
        self, source: Path, output: Path, trust: TrustMaterial, at: datetime, field: str = ""
    ) -> SignedFile:
        """Write a further revision with revocation data and an archive time stamp (B-LTA).

        The result speaks of the signature in the field, or of the last one.

        Raises TimeStampFailedError, RevocationUnknownError, SignatureNotValidError.
        """

    def stamped_until(self, path: Path) -> datetime | None:
        """Return until when the last document time stamp counts; None where there is none.

        Raises DocumentErrors, StorageError.
        """

    def judge(
        self,
        path: Path,
        trust: TrustMaterial,
        at: datetime,
        decided: DecidedRevision | None,
    ) -> Verdict:
        """Return what is known of a file at a moment. Raises DocumentErrors only."""

    def validation_data(self, path: Path) -> tuple[ValidationItem, ...]:
        """Return what a file carries for its own validation. Raises DocumentErrors."""

    def certificate_standing(self, certificate: bytes, trust: TrustMaterial, at: datetime) -> str:
        """Return what speaks against a certificate (DER) as issued: nothing, or a cause.

        That is revoked, revocation_unknown, untrusted, expired, not_yet_valid, weak, unreadable.
        """

    def report(self, path: Path, trust: TrustMaterial, at: datetime, verdict: Verdict) -> str:
        """Return a report (ETSI TS 119 102-2, XML) that is nowhere better than the verdict.

        Raises ReportNotMadeError and other DocumentErrors.
        """


@dataclass(frozen=True)
class NoteStamp:
    """What a time stamp service answered (RFC 3161, DER), and the moment in it (whole seconds)."""

    response: bytes
    proven: datetime


@dataclass(frozen=True)
class StampVerdict:
    """What is known of a time stamp over a note: its moment, and whether that is proven."""

    moment: datetime | None
    part: Part


class NoteStamping(Protocol):
    """Time stamps over notes, which are asked for and judged like those in PDF files."""

    def stamp_note(self, note: bytes, trust: TrustMaterial) -> NoteStamp:
        """Ask for a stamp over a note, and trust no answer unseen.

        Raises TimeStampFailedError, TimeStampNotGoodError.
        """

    def judge_stamp(
        self, note: bytes, response: bytes, trust: TrustMaterial, at: datetime
    ) -> StampVerdict:
        """Return what is known at a moment of a service's answer to a note."""


class PdfWork(
    Documents,
    Arrivals,
    TextReading,
    TraceSearch,
    BindingWork,
    Signing,
    ListReading,
    NoteStamping,
    Protocol,
):
    """All work on PDF files: what the pdf worker does."""


class Checker(PdfWork, Protocol):
    """A pdf worker of its own for judging files, which tells how far it is."""

    def telling(self, told: Told) -> AbstractContextManager[None]:
        """Tell `told` of every judging inside; CancelledError raised by it ends the work."""

    def break_off(self) -> None:
        """End what is under way, from any thread: it ends with WorkerFailedError."""


# --- keys -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class KeyHome:
    """Where a key lives: the kind of home (`pkcs12`, `pkcs11`) and its place."""

    kind: str
    location: str


class PinTries(Enum):
    """How many tries a token says are left for its PIN."""

    NOT_TOLD = "not_told"
    FEW = "few"
    LAST = "last"
    LOCKED = "locked"


class PinUse(Enum):
    """How many signatures one PIN serves: several, or each asks anew (ALWAYS_AUTHENTICATE).

    A PIN is never kept for a key that asks for each; not known until a test signature was made.
    """

    NOT_KNOWN = "not_known"
    SEVERAL = "several"
    EACH = "each"


@dataclass(frozen=True)
class KeyState:
    """How a key that is there will be asked; with `pin_pad` the PIN is typed on the reader."""

    pin_pad: bool = False
    tries: PinTries = PinTries.NOT_TOLD


@dataclass(frozen=True)
class TokenFacts:
    """A token that is there: how it is asked, and the certificates (DER) on it.

    With `pin_pad` the PIN is typed on the reader, not on the screen.
    """

    home: KeyHome
    label: str
    pin_pad: bool
    tries: PinTries
    certificates: tuple[bytes, ...]


class Keys(Protocol):
    """Signing with a person's key: what the key worker does. Never parses a PDF."""

    def sign(self, home: KeyHome, pin: str, certificate: bytes, message: bytes) -> bytes:
        """Sign a message (SHA-256; RSA PKCS#1 v1.5 or ECDSA) with the certificate's key.

        `certificate` is the DER form. Raises the SigningErrors that tell a key's failure.
        """

    def pin_use(self, home: KeyHome, pin: str, certificate: bytes) -> PinUse:
        """Tell how many signatures one PIN serves, without signing. Raises as `sign`."""

    def state(self, home: KeyHome, certificate: bytes) -> KeyState:
        """Return how a key will be asked, without its PIN.

        Raises KeyHomeMissingError, KeyNotOnTokenError, TokenModuleError, TokenFailedError.
        """

    def certificates(self, home: KeyHome, pin: str) -> tuple[bytes, ...]:
        """Return the certificates (DER) in a home; a file is opened by its passphrase.

        Raises KeyHomeMissingError, KeyFileDamagedError, WrongPinError and what tokens raise.
        """

    def tokens(self, module: str) -> tuple[TokenFacts, ...]:
        """Return the tokens that a PKCS#11 module (a file) reaches.

        Raises TokenModuleError, TokenFailedError.
        """


# --- the world ------------------------------------------------------------------------------


class Clock(Protocol):
    """The time."""

    def now(self) -> datetime:
        """Return the present moment with its zone, in whole seconds."""


class TimeStamps(Protocol):
    """A time stamp service."""

    def stamp(self, request: bytes) -> bytes:
        """Answer an RFC 3161 request (DER). Raises TimeStampFailedError."""


class RevocationSource(Protocol):
    """Who can be asked whether a certificate is revoked."""

    def revocation(self, certificate: bytes, issuer: bytes) -> bytes:
        """Return an OCSP response or a revocation list (DER) for a certificate (DER), as of now.

        Raises RevocationUnknownError.
        """


class Trust(Protocol):
    """The trust anchors, certificates and revocation lists at hand."""

    @property
    def trusted_lists(self) -> ListStore:
        """The trusted lists that are kept here."""

    def material(self) -> TrustMaterial:
        """Return what is trusted now."""


# --- the register ---------------------------------------------------------------------------


@dataclass(frozen=True)
class StoredEntry:
    """An entry of the ledger as it is stored: its body (canonical JSON) and signature."""

    body: bytes
    signature: bytes


@dataclass(frozen=True)
class SaltedText:
    """A text that an entry commits to; it can be erased."""

    commitment: str
    salt: bytes
    text: str


@dataclass(frozen=True)
class CaseRow:
    """A line of the list of cases: a projection of the ledger."""

    number: str
    stage: str
    title: str
    section: int
    changed: str
    entries: int


@dataclass(frozen=True)
class SigningJob:
    """The journal of one signing: what is needed to go on after a crash.

    `phase` is prepared, key_used (the key may have signed) or signed (the signature is kept).
    """

    case: str
    phase: str
    order: SignatureOrder
    prepared: PreparedSignature | None = None
    signature: bytes = b""


class Register(Protocol):
    """A register's storage: entries, texts, documents, drafts, jobs and the list of cases."""

    work: Path

    def append(
        self,
        size: int,
        last: bytes,
        entry: StoredEntry,
        texts: tuple[SaltedText, ...] = (),
        row: CaseRow | None = None,
        erased: tuple[str, ...] = (),
    ) -> None:
        """Store entry number `size` (from 0) with its texts, and erase those of `erased`.

        `last` is the signature of the entry before it. Raises StaleHeadError when somebody else
        appended first, HistoryRewritten when the stored ledger is not the one that was read.
        """

    def size(self) -> int:
        """Return the number of entries."""

    def gapless(self) -> bool:
        """Tell whether the last entry is stored under the number that follows from how many."""

    def entries(self, start: int = 0) -> Iterator[StoredEntry]:
        """Yield the entries from number `start` on."""

    def text(self, commitment: str) -> SaltedText | None:
        """Return a text, or None when it was erased."""

    def texts(self) -> Iterator[SaltedText]:
        """Yield all texts."""

    def put(self, content: bytes) -> DocumentRef:
        """Store a document under its hash, durably."""

    def put_file(self, path: Path) -> DocumentRef:
        """Store a file as a document, durably."""

    def document(self, ref: DocumentRef) -> Path:
        """Return the file of a document after checking it.

        Raises DocumentMissingError, DocumentAlteredError.
        """

    def case_rows(self) -> tuple[CaseRow, ...]:
        """Return the list of cases, changed last first."""

    def replace_case_rows(self, rows: tuple[CaseRow, ...]) -> None:
        """Drop the list of cases and write it anew."""

    def save_draft(self, case: str, content: str) -> None:
        """Keep the draft of a case."""

    def draft(self, case: str) -> str | None:
        """Return the draft of a case, or None. Raises WorkDamagedError."""

    def save_job(self, job: SigningJob) -> None:
        """Keep the journal of a signing, durably."""

    def job(self, case: str) -> SigningJob | None:
        """Return the open signing of a case, or None. Raises WorkDamagedError."""

    def drop_job(self, case: str) -> None:
        """Forget the signing of a case: it is finished or given up."""

    def damaged_work(self) -> tuple[str, ...]:
        """Return the cases whose draft or open signing is not what was stored."""


# --- people at this desk --------------------------------------------------------------------


@dataclass(frozen=True)
class Credentials:
    """A person who signs in at this desk, and where their keys are.

    The PIN hints are empty outside a demo, where the keys are not secret. `pin_use` is known of
    the signature key before it is asked, once a test signature was made with it. The SHA-256 of
    the certificates is empty where nobody chose one: then the one that was bound last counts.
    """

    person: str
    session: KeyHome
    signature: KeyHome | None
    session_pin_hint: str = ""
    signature_pin_hint: str = ""
    pin_use: PinUse = PinUse.NOT_KNOWN
    session_certificate: str = ""
    signature_certificate: str = ""


class KeyPlaces(Protocol):
    """Where people's keys are, as this desk keeps it."""

    def people(self) -> tuple[Credentials, ...]:
        """Return whose keys are known here. Raises StorageError."""

    def keep(self, credentials: Credentials) -> None:
        """Keep where a person's keys are, and what is known of them. Raises StorageError."""


class MovableClock(Clock, Protocol):
    """The demo's clock: its date is shown, and moved by hand."""

    def days(self) -> tuple[datetime, ...]:
        """Return the moments that it can be moved on to."""

    def move_to(self, moment: datetime) -> None:
        """Move on to a later moment; an earlier one is refused with ClockBackwardsError."""
