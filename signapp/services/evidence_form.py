"""The members of evidence that a machine reads: what is in it, the excerpt, the texts."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import EntryMalformed, MalformedValueError
from signapp.domain.evidence_errors import EvidenceUnreadableError
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse
from signapp.ledger.excerpt import FILE as LEDGER
from signapp.ledger.excerpt import Gap, Shown
from signapp.services.ports import SaltedText

BUNDLE, TEXTS = "bundle.json", "texts.json"
FORMAT, VERSION = "signapp-evidence", 1


@dataclass(frozen=True)
class EvidenceFile:
    """A document in the evidence: its member, what it is, and its bytes."""

    name: str
    role: str
    sha256: str
    length: int

    @property
    def ref(self) -> DocumentRef:
        """The bytes that it has."""
        return DocumentRef(self.sha256, self.length)


@dataclass(frozen=True)
class Contents:
    """What the evidence is: on which case of which register, as of when, and its documents.

    `public` says that personal data were left out.
    """

    case: str
    register: str
    public: bool
    made: datetime
    documents: tuple[EvidenceFile, ...]
    format: str = FORMAT
    version: int = VERSION


@dataclass(frozen=True)
class LedgerPart:
    """The excerpt of the ledger, and the checkpoint (a signed note) to whose root it leads."""

    checkpoint: str
    entries: tuple[Shown, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True)
class TextsPart:
    """The texts that entries commit to."""

    texts: tuple[SaltedText, ...]


def written(part: Contents | LedgerPart | TextsPart) -> bytes:
    """Return a part as canonical JSON."""
    return canonical(to_plain(part, type(part)))


def read_contents(read: Callable[[str], bytes]) -> Contents:
    """Return what the evidence is. Raises EvidenceUnreadableError, ArchiveRefusedError."""
    contents: Contents = _part(read, BUNDLE, Contents)
    if (contents.format, contents.version) != (FORMAT, VERSION):
        raise EvidenceUnreadableError(name=BUNDLE)
    return contents


def read_ledger(read: Callable[[str], bytes]) -> LedgerPart:
    """Return the excerpt. Raises EvidenceUnreadableError, ArchiveRefusedError."""
    part: LedgerPart = _part(read, LEDGER, LedgerPart)
    return part


def read_texts(read: Callable[[str], bytes]) -> TextsPart:
    """Return the texts. Raises EvidenceUnreadableError, ArchiveRefusedError."""
    part: TextsPart = _part(read, TEXTS, TextsPart)
    return part


def _part(read: Callable[[str], bytes], name: str, kind: type) -> Any:
    content = read(name)
    try:
        return from_plain(parse(content), kind)
    except (EntryMalformed, MalformedValueError) as e:
        raise EvidenceUnreadableError(name=name) from e
