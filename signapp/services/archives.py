"""Archives that leave the program and come back: what stands in them, and how large they may be.

An archive is a plain ZIP with a manifest, `manifest.json`, as its last member. The manifest says
what kind of archive it is and lists every other member with its hash and length.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from signapp.domain.acts import DocumentRef
from signapp.domain.archive_errors import ArchiveRefusedError
from signapp.domain.errors import EntryMalformed, MalformedValueError
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse

MANIFEST = "manifest.json"
FORMAT, VERSION = "signapp-archive", 1


class ArchiveKind(Enum):
    """What an archive is for."""

    EVIDENCE = "evidence"
    CASE_REGISTER = "case-register"
    BACKUP = "backup"


@dataclass(frozen=True)
class Member:
    """What is put into an archive: its name there, and its bytes or the file that holds them."""

    name: str
    source: bytes | Path


@dataclass(frozen=True)
class Listed:
    """A member as the manifest lists it."""

    name: str
    sha256: str
    length: int

    @property
    def ref(self) -> DocumentRef:
        """The bytes that it must have."""
        return DocumentRef(self.sha256, self.length)


@dataclass(frozen=True)
class Manifest:
    """What an archive is, and all that is in it besides this."""

    kind: ArchiveKind
    members: tuple[Listed, ...]
    format: str = FORMAT
    version: int = VERSION

    def to_json(self) -> bytes:
        """Return the canonical JSON that stands in the archive."""
        return canonical(to_plain(self, Manifest))


def read_manifest(content: bytes) -> Manifest:
    """Return a manifest. Raises ArchiveRefusedError for anything else, or another version."""
    try:
        manifest: Manifest = from_plain(parse(content), Manifest)
    except (EntryMalformed, MalformedValueError) as e:
        raise ArchiveRefusedError(what="manifest", name=MANIFEST) from e
    if (manifest.format, manifest.version) != (FORMAT, VERSION):
        raise ArchiveRefusedError(what="manifest", name=MANIFEST)
    return manifest


@dataclass(frozen=True)
class Limits:
    """How much an archive may be: members, bytes in all when inflated, and times its own size.

    `opaque` names folders of the archive whose members may be archives themselves: they are kept
    as bytes and never opened.
    """

    members: int = 1000
    total: int = 200 << 20
    ratio: int = 100
    opaque: tuple[str, ...] = ()


LIMITS = Limits()

Put = Callable[[Iterator[bytes]], DocumentRef]
"""Keeps bytes as a document, and returns what was kept (`storage.documents`)."""


class Store(Protocol):
    """Where members are put under their hashes (`storage.documents`)."""

    def put_chunks(self, chunks: Iterator[bytes]) -> DocumentRef:
        """Store bytes as they come."""

    def put(self, content: bytes) -> DocumentRef:
        """Store bytes."""

    def checked(self, ref: DocumentRef) -> Path:
        """Return the file of what was stored. Raises DocumentMissingError."""


class Archive(Protocol):
    """An archive that was opened: its frame is sound, and its manifest lists what is there."""

    @property
    def manifest(self) -> Manifest:
        """What the archive is."""

    def damaged(self) -> Iterator[ArchiveRefusedError]:
        """Yield an error for each member whose bytes are not those of the manifest.

        What is too large or no plain member is raised.
        """

    def check(self) -> None:
        """Raise the first of what `damaged` yields."""

    def read(self, name: str) -> bytes:
        """Return a member, compared with the manifest. Raises ArchiveRefusedError."""

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member as they are inflated; compared at the end.

        Raises ArchiveRefusedError.
        """

    def store(self, put: Put, told: Callable[[int], None] = ...) -> dict[str, DocumentRef]:
        """Check everything, then put every member into a store; return where each name went.

        `told` hears how many members are stored. Raises ArchiveRefusedError, StorageError.
        """


class Archives(Protocol):
    """Writing and opening archives."""

    def write(self, path: Path, kind: ArchiveKind, members: Sequence[Member]) -> DocumentRef:
        """Write an archive, in place of one of that name, and return its own hash and length.

        The same members give the same bytes. Raises ArchiveRefusedError, StorageError.
        """

    def place(self) -> AbstractContextManager["Store"]:
        """Open a place for the members of an archive, which goes when it is left."""

    def open(self, path: Path, kind: ArchiveKind, limits: Limits = LIMITS) -> Archive:
        """Open an archive; nothing is written. Raises ArchiveRefusedError, StorageError."""
