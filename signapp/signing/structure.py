"""Reads a signed PDF at the level of bytes: revisions, ends, and what each signature covers.

The difference analysis of pyHanko trusts its own parser. This layer makes sure that there is
nothing which another parser could read in another way: every byte after a signed revision belongs
to a revision, and a signature's hole is exactly its own /Contents.
"""

import hashlib
import mmap
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from asn1crypto import parser
from pyhanko.pdf_utils.generic import ArrayObject, DictionaryObject, IndirectObject, NumberObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature, extract_contents
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import DamagedFileError, EncryptedFileError, NotAPdfError
from signapp.services.ports import Remark
from signapp.signing.remarks import LIBRARY_FAULTS, remark

CHUNK = 1 << 20
LINE_ENDS = (b"", b"\n", b"\r", b"\r\n")
TRAILER_REACH = 1 << 16
DICTIONARY_REACH = 1 << 16
END = re.compile(
    rb"startxref[ \t]*(?:\r\n|\r|\n)(\d{1,12})[ \t]*(?:\r\n|\r|\n)%%EOF(?:\r\n|\r|\n|$)"
)
OBJECT = re.compile(
    rb"(?<![0-9])[0-9]{1,10}[\x00\t\n\f\r ]+[0-9]{1,5}[\x00\t\n\f\r ]+obj(?![a-z])"
)
BEFORE_HOLE = re.compile(rb"/Contents[\x00\t\n\f\r ]*\Z")
HEX = re.compile(rb"<(?:[0-9A-Fa-f]{2})+>\Z")


class SourceFile:
    """An opened PDF: its bytes (mapped, not read), pyHanko's strict reader, its revisions."""

    def __init__(self, data: mmap.mmap, reader: PdfFileReader) -> None:
        self.data = data
        self.reader = reader
        self.length = len(data)
        self._digests: dict[int, str] = {}

    @property
    def revisions(self) -> int:
        """The number of revisions."""
        return int(self.reader.xrefs.total_revisions)

    @cached_property
    def ends(self) -> tuple[int, ...]:
        """Where each revision ends, after %%EOF and its line end; -1 where that is not found."""
        return tuple(self._end_of(revision) for revision in range(self.revisions))

    def ref(self, length: int) -> DocumentRef:
        """Return the reference of the first `length` bytes; one pass serves many lengths."""
        if length not in self._digests:
            self.digest_all([length])
        return DocumentRef(self._digests[length], length)

    def digest_all(self, lengths: Iterable[int]) -> None:
        """Hash the file once, noting the digest of the prefix at each of the lengths."""
        digest, position = hashlib.sha256(), 0
        with memoryview(self.data) as view:
            for length in sorted(set(lengths)):
                for start in range(position, length, CHUNK):
                    digest.update(view[start : min(start + CHUNK, length)])
                position = length
                self._digests[length] = digest.copy().hexdigest()

    def revision_ending_at(self, length: int) -> int | None:
        """Return the revision that ends there (its last line end may be missing), or None."""
        for revision, end in enumerate(self.ends):
            if 0 <= end - length <= 2 and self.data[length:end] in LINE_ENDS:
                return revision
        return None

    def _end_of(self, revision: int) -> int:
        section = self.reader.xrefs.get_xref_container_info(revision)
        reach = min(self.length, section.end_location + TRAILER_REACH)
        found = END.search(self.data, section.end_location, reach)
        if not found or int(found[1]) != section.declared_startxref:
            return -1
        return found.end()

    def tail_faults(self, base: int) -> list[Remark]:
        """Return what is wrong with the bytes after a signed revision."""
        start, later = self.ends[base], range(base + 1, self.revisions)
        if self.ends[-1] != self.length:
            return [remark("content.bytes_after_end")]
        known = {offset for revision in later for offset in self._offsets(revision)}
        strays = [m.start() for m in OBJECT.finditer(self.data, start) if m.start() not in known]
        endings = [m.end() for m in END.finditer(self.data, start)]
        if strays or endings != [self.ends[revision] for revision in later]:
            offset = strays[0] if strays else start
            return [remark("content.bytes_unaccounted", offset=offset)]
        return []

    def _offsets(self, revision: int) -> Iterator[int]:
        xrefs = self.reader.xrefs
        yield xrefs.get_xref_container_info(revision).start_location
        for ref in xrefs.explicit_refs_in_revision(revision):
            place = xrefs.get_historical_ref(ref, revision)
            if isinstance(place, int):
                yield place


@dataclass(frozen=True)
class Signed:
    """One filled signature field: pyHanko's view of it, or None when it cannot be read."""

    field: str
    embedded: EmbeddedPdfSignature | None
    value: int
    byte_range: tuple[int, ...] = ()

    @property
    def is_time_stamp(self) -> bool:
        """Whether it is a document time stamp, which proves time and signs nothing."""
        if self.embedded is None:
            return False
        return bool(entry(self.embedded.sig_object, "/Type") == "/DocTimeStamp")

    @property
    def revision(self) -> int:
        """The number of the revision that was signed, from 0."""
        return int(self.embedded.signed_revision) if self.embedded else 0

    @property
    def end(self) -> int:
        """Where the signed bytes end."""
        return sum(self.byte_range[2:])

    @property
    def cms(self) -> bytes:
        """The signature (DER) without its padding."""
        return _der_value(self.embedded.pkcs7_content) if self.embedded else b""


def entry(dictionary: DictionaryObject, key: str, default: Any = None) -> Any:
    """Return what stands under a key, resolved; the library's own `get` leaves references."""
    return dictionary[key] if key in dictionary else default  # noqa: SIM401


def resolved(raw: Any) -> Any:
    """Return the object that a reference leads to, or the object itself."""
    return raw.get_object()


@contextmanager
def opened(path: Path) -> Iterator[SourceFile]:
    """Open a PDF for judging.

    Raises NotAPdfError, EncryptedFileError and DamagedFileError.
    """
    with path.open("rb") as stream:
        if stream.read(5) != b"%PDF-":
            raise NotAPdfError
        try:
            data = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_COPY)
            source = SourceFile(data, PdfFileReader(stream, strict=True))
            encrypted = "/Encrypt" in source.reader.trailer
            if not encrypted and entry(source.reader.root, "/Type") != "/Catalog":
                raise DamagedFileError
        except LIBRARY_FAULTS as e:
            raise DamagedFileError from e
        if encrypted:
            raise EncryptedFileError
        yield source  # the mapping is closed with its last user, PDFium included


def filled_fields(reader: PdfFileReader) -> list[Signed]:
    """Return the filled signature fields in the order in which they were signed."""
    found = []
    try:
        for name, value, field in enumerate_sig_fields(reader, filled_status=True):
            raw = field.get_object().raw_get("/V")
            number = raw.idnum if isinstance(raw, IndirectObject) else 0
            embedded = _embedded(reader, field, name) if value else None
            numbers = _numbers(embedded.byte_range) if embedded else ()
            readable = embedded if numbers else None
            found.append(Signed(str(name), readable, number, numbers))
    except LIBRARY_FAULTS as e:
        raise DamagedFileError from e
    return sorted(found, key=lambda signed: signed.revision)


def _embedded(reader: PdfFileReader, field: Any, name: str) -> EmbeddedPdfSignature | None:
    try:
        return EmbeddedPdfSignature(reader, field, name)
    except LIBRARY_FAULTS:
        return None


def _numbers(byte_range: Any) -> tuple[int, ...]:
    """Return a /ByteRange of four plain numbers, or nothing."""
    values = tuple(byte_range) if isinstance(byte_range, ArrayObject) else ()
    if len(values) != 4 or not all(isinstance(value, NumberObject) for value in values):
        return ()
    return tuple(int(value) for value in values)


def structure_faults(source: SourceFile, signed: Signed) -> list[Remark]:
    """Return what is wrong with the place and form of a signature in the file."""
    embedded = signed.embedded
    if embedded is None:
        return [remark("content.structure", what="/V")]
    start, before, after, rest = signed.byte_range
    if start or not 0 < before < after <= after + rest <= source.length or rest <= 0:
        return [remark("content.structure", what="/ByteRange")]
    if not _hole_is_contents(source, embedded, before, after):
        return [remark("content.structure", what="/Contents")]
    if source.revision_ending_at(after + rest) != embedded.signed_revision:
        return [remark("content.coverage")]
    if embedded.evaluate_signature_coverage() < SignatureCoverageLevel.ENTIRE_REVISION:
        return [remark("content.coverage")]
    return []


def _hole_is_contents(
    source: SourceFile, embedded: EmbeddedPdfSignature, before: int, after: int
) -> bool:
    """Whether the hole is the hexadecimal /Contents of this very dictionary, and nothing more."""
    data, xrefs = source.data, source.reader.xrefs
    value = embedded.sig_field.raw_get("/V").reference
    place = xrefs.get_historical_ref(value, embedded.signed_revision)
    if not isinstance(place, int) or not max(0, before - DICTIONARY_REACH) <= place < before:
        return False
    head, hole = data[place:before], data[before:after]
    if b"endobj" in head or not BEFORE_HOLE.search(head) or not HEX.match(hole):
        return False
    contents = extract_contents(embedded.sig_object)
    der = _der_value(contents)
    return (
        bytes.fromhex(hole[1:-1].decode("ascii")) == contents
        and der[:1] == b"\x30"
        and der[1:2] != b"\x80"
        and not contents[len(der) :].strip(b"\x00")
    )


def _der_value(contents: bytes) -> bytes:
    return contents[: parser.peek(contents)]
