"""Our ZIP archives: written so that the same members give the same bytes, read with suspicion.

An archive that is read has to have the form that we write, to the byte. Nothing is written but
into the store that the caller gives, under names that come from the bytes.
"""

import hashlib
import os
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from signapp.domain.acts import DocumentRef
from signapp.domain.archive_errors import ArchiveRefusedError
from signapp.domain.errors import StorageError
from signapp.services.archives import (
    LIMITS,
    MANIFEST,
    ArchiveKind,
    Limits,
    Listed,
    Manifest,
    Member,
    Put,
    read_manifest,
)
from signapp.storage.documents import DocumentFiles, sync_folder
from signapp.storage.zip_frame import read_records, safe_name
from signapp.storage.zip_records import DEFLATED, STORED, Record, end_of

CHUNK = 1 << 16
PACKED = (".json", ".txt", ".xml", ".py", ".md", ".tsv", ".csv", ".sqlite", ".der", ".crl")
"""What is deflated; the rest, PDF files above all, is packed already."""
NESTED_NAME = re.compile(
    r"\.(zip|jar|docx|xlsx|odt|asice?|gz|tgz|bz2|xz|zst|7z|rar|tar)$", re.IGNORECASE
)
NESTED_BEGINNING = (
    *(b"PK\3\4", b"PK\5\6", b"PK\6\6", b"PK\7\x08", b"\x1f\x8b", b"BZh", b"\xfd7zXZ"),
    *(b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x28\xb5\x2f\xfd"),
)
LONGEST_LINE = 512
"""More than a line of the manifest takes, with the longest name."""
TAR_MARK, TAR_PLACE, BEGINNING = b"ustar", 257, 512


class ZipArchives:
    """Writes and opens archives; fits `services.archives.Archives`."""

    def write(self, path: Path, kind: ArchiveKind, members: Sequence[Member]) -> DocumentRef:
        """Write an archive under a name of its own first, then give it its name, durably."""
        ordered = sorted(members, key=lambda one: one.name)
        names = [one.name for one in ordered]
        if len({name.lower() for name in (*names, MANIFEST)}) <= len(names):
            raise ArchiveRefusedError(what="same_name", name=MANIFEST)
        unfinished = path.with_name(path.name + ".part")
        try:
            with unfinished.open("w+b") as file:
                _write_members(file, kind, ordered)
                file.flush()
                os.ftruncate(file.fileno(), file.tell())  # where a first try was longer
                os.fsync(file.fileno())
                file.seek(0)
                sha256 = hashlib.file_digest(file, "sha256").hexdigest()
                length = file.tell()
            unfinished.replace(path)
            sync_folder(path.absolute().parent)
        except OSError as e:
            raise StorageError(cause=str(e)) from e
        finally:
            unfinished.unlink(missing_ok=True)
        return DocumentRef(sha256, length)

    @contextmanager
    def place(self) -> Iterator[DocumentFiles]:
        """Open a folder for the members of an archive, which goes when it is left."""
        with TemporaryDirectory(prefix="signapp-") as folder:
            yield DocumentFiles(Path(folder))

    def open(self, path: Path, kind: ArchiveKind, limits: Limits = LIMITS) -> "ZipArchive":
        """Open an archive; only its frame and its manifest are read."""
        return ZipArchive(path, kind, limits)


def _write_members(file: IO[bytes], kind: ArchiveKind, members: Sequence[Member]) -> None:
    records, listed = list[Record](), list[Listed]()
    for member in members:
        if not safe_name(member.name):
            raise ArchiveRefusedError(what="unsafe_name", name=member.name)
        record, ref = _write_member(file, member)
        records.append(record)
        listed.append(Listed(member.name, ref.sha256, ref.length))
    manifest = Member(MANIFEST, Manifest(kind, tuple(listed)).to_json())
    records.append(_write_member(file, manifest)[0])
    offset, directory = file.tell(), b"".join(one.central() for one in records)
    file.write(directory + end_of(len(records), len(directory), offset))


def _write_member(file: IO[bytes], member: Member) -> tuple[Record, DocumentRef]:
    """Write a member packed, or as it is where that would look like a bomb, or be no shorter."""
    offset, packs = file.tell(), member.name.endswith(PACKED)
    record, ref = _pack(file, member, DEFLATED if packs else STORED)
    if packs and not record.packed < record.length < record.packed * LIMITS.ratio:
        file.seek(offset)
        record, ref = _pack(file, member, STORED)
    file.seek(offset)
    file.write(record.local())
    file.seek(record.ends)
    return record, ref


def _pack(file: IO[bytes], member: Member, method: int) -> tuple[Record, DocumentRef]:
    """Write the bytes of a member behind the place of its header."""
    name, offset, source = member.name.encode(), file.tell(), member.source
    length = len(source) if isinstance(source, bytes) else source.stat().st_size
    file.seek(Record(name, method, 0, 0, length, offset).begins)
    begins, read, crc, digest = file.tell(), 0, 0, hashlib.sha256()
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    for chunk in _source(source):
        read, crc = read + len(chunk), zlib.crc32(chunk, crc)
        digest.update(chunk)
        file.write(packer.compress(chunk) if method == DEFLATED else chunk)
    if method == DEFLATED:
        file.write(packer.flush())
    if read != length:  # the place of the header would not fit
        raise StorageError(cause=f"{member.name}: {read} != {length}")
    record = Record(name, method, crc, file.tell() - begins, length, offset)
    return record, DocumentRef(digest.hexdigest(), length)


def _source(source: bytes | Path) -> Iterator[bytes]:
    if isinstance(source, bytes):
        yield source
        return
    with source.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk


def _quietly(_: int) -> None:
    """Hear nothing of how far it is."""


class ZipArchive:
    """An archive that was opened; fits `services.archives.Archive`."""

    def __init__(self, path: Path, kind: ArchiveKind, limits: Limits) -> None:
        """Read frame and manifest. Raises ArchiveRefusedError, StorageError."""
        self._path, self._limits, self._inflated = path, limits, 0
        try:
            with path.open("rb") as file:
                self._records = read_records(file, limits)
        except OSError as e:
            raise StorageError(cause=str(e)) from e
        if MANIFEST not in self._records:
            raise ArchiveRefusedError(what="no_manifest", name=MANIFEST)
        if self._records[MANIFEST].length > (limits.members + 1) * LONGEST_LINE:
            raise ArchiveRefusedError(what="too_large", name=MANIFEST)
        self.manifest = read_manifest(b"".join(self._inflate(MANIFEST)))
        self._listed = {one.name: one for one in self.manifest.members}
        if self.manifest.kind is not kind:
            raise ArchiveRefusedError(what="other_kind", name=self.manifest.kind.value)
        if len(self._listed) != len(self.manifest.members):
            raise ArchiveRefusedError(what="manifest", name=MANIFEST)
        for name in sorted(self._listed.keys() ^ (self._records.keys() - {MANIFEST})):
            what = "missing" if name in self._listed else "unlisted"
            raise ArchiveRefusedError(what=what, name=name)

    def damaged(self) -> Iterator[ArchiveRefusedError]:
        """Yield what is wrong with the bytes of members, of each the first."""
        self._inflated = 0
        for name in self._listed:
            try:
                for _ in self.chunks(name):
                    pass
            except ArchiveRefusedError as e:
                if e.facts["what"] != "differs":
                    raise
                yield e

    def check(self) -> None:
        """Raise the first thing that is wrong with the bytes of members."""
        for found in self.damaged():
            raise found

    def read(self, name: str) -> bytes:
        """Return a member whose bytes are those of the manifest."""
        self._inflated = 0
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member, and compare them with the manifest at the end."""
        listed = self._listed.get(name)
        if listed is None:
            raise ArchiveRefusedError(what="missing", name=name)
        digest, length = hashlib.sha256(), 0
        for chunk in self._inflate(name):
            digest.update(chunk)
            length += len(chunk)
            yield chunk
        if (digest.hexdigest(), length) != (listed.sha256, listed.length):
            raise ArchiveRefusedError(what="differs", name=name)

    def store(self, put: Put, told: Callable[[int], None] = _quietly) -> dict[str, DocumentRef]:
        """Put every member into a store, when all were found to be sound."""
        self.check()
        kept = dict[str, DocumentRef]()
        self._inflated = 0
        for number, listed in enumerate(self.manifest.members, 1):
            kept[listed.name] = put(self.chunks(listed.name))
            told(number)
        return kept

    def _inflate(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a member, counted as they come."""
        record, crc, length = self._records[name], 0, 0
        opaque = name.startswith(self._limits.opaque) if self._limits.opaque else False
        if NESTED_NAME.search(name) and not opaque:
            raise ArchiveRefusedError(what="nested", name=name)
        beginning = b""
        for chunk in _unpacked(self._path, record):
            if len(beginning) < BEGINNING and not opaque:
                beginning += chunk[:BEGINNING]
                if _is_archive(beginning):
                    raise ArchiveRefusedError(what="nested", name=name)
            crc, length = zlib.crc32(chunk, crc), length + len(chunk)
            self._count(name, record, length, len(chunk))
            yield chunk
        if (crc, length) != (record.crc, record.length):
            raise ArchiveRefusedError(what="differs", name=name)

    def _count(self, name: str, record: Record, length: int, more: int) -> None:
        """Refuse what grows beyond the limits, whatever its header says."""
        self._inflated += more
        if self._inflated > self._limits.total:
            raise ArchiveRefusedError(what="too_large", name=name)
        if length > CHUNK and length > record.packed * self._limits.ratio:
            raise ArchiveRefusedError(what="ratio", name=name)
        if length > record.length:
            raise ArchiveRefusedError(what="differs", name=name)


def _is_archive(beginning: bytes) -> bool:
    """Tell whether bytes begin as an archive does."""
    tar = beginning[TAR_PLACE : TAR_PLACE + len(TAR_MARK)] == TAR_MARK
    return tar or beginning.startswith(NESTED_BEGINNING)


def _unpacked(path: Path, record: Record) -> Iterator[bytes]:
    """Yield what a member's packed bytes hold, a bounded piece at a time."""
    packed = _packed(path, record)
    if record.method == STORED:
        yield from packed
        return
    name, packer = record.name.decode(), zlib.decompressobj(-15)
    try:
        for raw in packed:
            left = raw
            while left and not packer.eof:
                yield packer.decompress(left, CHUNK)
                left = packer.unconsumed_tail
            if left or packer.unused_data:
                raise ArchiveRefusedError(what="differs", name=name)
        yield packer.flush()
    except zlib.error as e:
        raise ArchiveRefusedError(what="differs", name=name) from e
    if not packer.eof:
        raise ArchiveRefusedError(what="differs", name=name)


def _packed(path: Path, record: Record) -> Iterator[bytes]:
    """Yield the bytes of a member as they stand in the archive."""
    left = record.packed
    try:
        with path.open("rb") as file:
            file.seek(record.begins)
            while left:
                raw = file.read(min(CHUNK, left))
                if not raw:
                    raise ArchiveRefusedError(what="differs", name=record.name.decode())
                left -= len(raw)
                yield raw
    except OSError as e:
        raise StorageError(cause=str(e)) from e
