"""Repairs a copy of an unsigned PDF: written anew, and compared to the pixel with the original."""

import hashlib
import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pypdfium2

from signapp.domain.errors import NotAPdfError
from signapp.domain.file_errors import RepairRefusedError
from signapp.signing.preflight.claims import has_broken_metadata
from signapp.signing.preflight.opening import BYTE_RANGE, HEADER, MISSHAPEN
from signapp.signing.remarks import LIBRARY_FAULTS

SCALE = 1.0  # 72 dpi


def repair(path: Path) -> bytes:
    """Return a repaired copy of an unsigned file; the file itself stays as it is.

    The copy has one revision, one table of its objects, nothing before or after it, and pages
    that look the same to the pixel. Raises NotAPdfError, RepairRefusedError (`what`: signed,
    encrypted, unreadable, looks_different).
    """
    source = path.read_bytes()
    start = source.find(HEADER)
    if start < 0:
        raise NotAPdfError
    if BYTE_RANGE in source:
        raise RepairRefusedError(what="signed")
    try:
        with pikepdf.open(io.BytesIO(source[start:]), suppress_warnings=True) as pdf:
            copy = _written_anew(pdf)
    except pikepdf.PasswordError as e:
        raise RepairRefusedError(what="encrypted") from e
    except MISSHAPEN as e:
        raise RepairRefusedError(what="unreadable") from e
    if not _look_the_same(source[start:], copy):
        raise RepairRefusedError(what="looks_different")
    return copy


def _written_anew(pdf: pikepdf.Pdf) -> bytes:
    if pdf.is_encrypted:
        raise RepairRefusedError(what="encrypted")
    if not len(pdf.pages):
        raise RepairRefusedError(what="unreadable")
    form = pdf.Root.get("/AcroForm")
    if form is not None and "/NeedAppearances" in form:
        pdf.generate_appearance_streams()  # which takes the request away where it is true
        if "/NeedAppearances" in form:
            del form["/NeedAppearances"]
    if has_broken_metadata(pdf):
        del pdf.Root["/Metadata"]
    pdf.remove_unreferenced_resources()
    output = io.BytesIO()
    pdf.save(output, deterministic_id=True, linearize=False)
    return output.getvalue().rstrip(b"\r\n") + b"\n"


def _look_the_same(before: bytes, after: bytes) -> bool:
    """Tell whether a second library draws the same pages; what it can't draw is not the same."""
    try:
        return list(_pages(before)) == list(_pages(after))
    except LIBRARY_FAULTS:
        return False


def _pages(content: bytes) -> Iterator[tuple[int, int, bytes]]:
    document = pypdfium2.PdfDocument(content)
    try:
        document.init_forms()
        for page in document:
            bitmap = page.render(scale=SCALE, may_draw_forms=True)
            yield bitmap.width, bitmap.height, hashlib.sha256(bitmap.buffer).digest()
            bitmap.close()
            page.close()
    finally:
        document.close()
