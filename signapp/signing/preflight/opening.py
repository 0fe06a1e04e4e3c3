"""Opens a PDF and tells what its bytes are: its format, its frame, its encryption, its damage."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import DecimalException
from functools import cached_property

import pikepdf
from pyhanko.pdf_utils.reader import PdfFileReader

from signapp.domain.errors import (
    DamagedFileError,
    DocumentError,
    EncryptedFileError,
    NotAPdfError,
)
from signapp.services.ports import FileFinding
from signapp.signing.preflight.findings import finding
from signapp.signing.remarks import LIBRARY_FAULTS

HEADER = b"%PDF-"
HEADER_ROOM = 1024
END = b"%%EOF"
BYTE_RANGE = b"/ByteRange"
BLANK = b"\r\n"
FORMATS = {
    b"{\\rtf": "RTF",
    b"%!PS": "PostScript",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"\xd0\xcf\x11\xe0": "DOC",
    b"<!DOCTYPE html": "HTML",
    b"<html": "HTML",
    b"<?xml": "XML",
}
ZIPPED = {"word/": "DOCX", "xl/": "XLSX", "ppt/": "PPTX", "content.xml": "ODT"}
MISSHAPEN = (
    pikepdf.exceptions.PikepdfError,
    AttributeError,
    DecimalException,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What pikepdf raises when the objects of a file do not have the promised form."""


@dataclass
class Look:
    """A file that is looked at: its bytes, and its objects as far as they can be read.

    `bytes_wrong` is what is wrong with the bytes themselves; a file with any of it is opened by
    recovery, only to be looked at further.
    """

    source: bytes
    pdf: pikepdf.Pdf | None = None
    bytes_wrong: list[FileFinding] = field(default_factory=list)

    @property
    def may_be_signed(self) -> bool:
        """Tell whether somebody may have signed the file, however damaged it is.

        A signature names its bytes, and that can stand nowhere but in the open.
        """
        return BYTE_RANGE in self.source

    @cached_property
    def reader(self) -> PdfFileReader | None:
        """The file as the signing library reads it, strictly, or None when it cannot."""
        try:
            reader = PdfFileReader(io.BytesIO(self.source), strict=True)
            reader.root.raw_get("/Pages")
        except LIBRARY_FAULTS:
            return None
        return reader


@contextmanager
def looking(source: bytes) -> Iterator[Look]:
    """Look at a file for the length of a `with`; nothing that is wrong with it is raised."""
    look = Look(source, bytes_wrong=list(_format(source)))
    if look.bytes_wrong:
        yield look
        return
    look.bytes_wrong += _frame(source)
    try:
        look.pdf = _open(look)
        yield look
    finally:
        if look.pdf is not None:
            look.pdf.close()


def _open(look: Look) -> pikepdf.Pdf | None:
    """Return the file's objects: strictly read if possible, by recovery if not."""
    pdf = None
    for recovering in (False, True):
        try:
            pdf = pikepdf.open(
                io.BytesIO(look.source), suppress_warnings=True, attempt_recovery=recovering
            )
            break
        except pikepdf.PasswordError:
            look.bytes_wrong.append(finding("encrypted.open"))
            return None
        except MISSHAPEN:
            continue
    if pdf is None:
        look.bytes_wrong.append(finding("damage.unreadable"))
    elif pdf.is_encrypted:
        look.bytes_wrong.append(_encryption(pdf))
    elif recovering or _is_damaged(pdf):
        look.bytes_wrong.append(finding("damage.structure"))
    return pdf


def _format(source: bytes) -> Iterator[FileFinding]:
    if not source.strip():
        yield finding("format.empty")
    elif HEADER not in source[:HEADER_ROOM]:
        known = next((name for start, name in FORMATS.items() if source.startswith(start)), "")
        known = known or _zipped(source)
        yield finding("format.other", format=known) if known else finding("format.unknown")


def _zipped(source: bytes) -> str:
    if not source.startswith(b"PK"):
        return ""
    try:
        with zipfile.ZipFile(io.BytesIO(source)) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, OSError):
        return "ZIP"
    starts = ((name, kind) for name in names for start, kind in ZIPPED.items()
              if name.startswith(start))  # fmt: skip
    return next((kind for _, kind in starts), "ZIP")


def _frame(source: bytes) -> Iterator[FileFinding]:
    """Yield what stands before the header or after the end, where a PDF has nothing."""
    before = source.index(HEADER)
    if before:
        yield finding("damage.junk_before", count=before)
    end = source.rfind(END)
    if end < 0:
        yield finding("damage.no_end")
    elif rest := source[end + len(END) :].strip(BLANK):
        yield finding("damage.junk_after", count=len(rest))


def _encryption(pdf: pikepdf.Pdf) -> FileFinding:
    may = pdf.allow
    signing = may.modify_form or may.modify_annotation or may.modify_other
    return finding("encrypted.owner" if signing else "encrypted.no_signing")


def _is_damaged(pdf: pikepdf.Pdf) -> bool:
    try:
        return bool(pdf.check_pdf_syntax() or pdf.get_warnings())
    except MISSHAPEN:
        return True


@contextmanager
def opened(source: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a PDF strictly for the length of a `with`: nothing is repaired, no warning passes.

    Whatever pikepdf raises inside the block becomes DamagedFileError. Raises NotAPdfError,
    DamagedFileError, EncryptedFileError.
    """
    if any(_format(source)):
        raise NotAPdfError
    if any(_frame(source)):
        raise DamagedFileError
    try:
        with pikepdf.open(
            io.BytesIO(source), suppress_warnings=True, attempt_recovery=False
        ) as pdf:
            if pdf.is_encrypted:
                raise EncryptedFileError
            yield pdf
            if pdf.get_warnings():
                raise DamagedFileError
    except DocumentError:
        raise
    except pikepdf.PasswordError as e:
        raise EncryptedFileError from e
    except MISSHAPEN as e:
        raise DamagedFileError from e


def refuse_damaged(pdf: pikepdf.Pdf) -> None:
    """Raise DamagedFileError for anything that qpdf warns of, and for widgets without a form."""
    if pdf.check_pdf_syntax() or has_loose_widgets(pdf):
        raise DamagedFileError


def has_loose_widgets(pdf: pikepdf.Pdf) -> bool:
    """Tell whether pages have widgets of a form that the file does not have."""
    if "/AcroForm" in pdf.Root:
        return False
    annotations = (it for page in pdf.pages for it in page.obj.get("/Annots", []))
    return any(annotation.get("/Subtype") == "/Widget" for annotation in annotations)
