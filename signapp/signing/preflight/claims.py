"""Looks at what a file says about itself: its standards, title and language, its revisions."""

import io
from collections.abc import Iterator

import pikepdf
from pyhanko.pdf_utils.metadata.xmp_xml import parse_xmp

from signapp.services.ports import FileFinding
from signapp.signing.preflight.findings import finding
from signapp.signing.preflight.form import is_signed
from signapp.signing.preflight.opening import MISSHAPEN, Look
from signapp.signing.remarks import LIBRARY_FAULTS

LARGE = 100 * 1_000_000
MEGABYTE = 1_000_000
UNREADABLE: tuple[type[Exception], ...] = (*MISSHAPEN, *LIBRARY_FAULTS)


def claims(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Return the standards that a file says it keeps: PDF/A-3A, PDF/UA-1."""
    if has_broken_metadata(pdf):
        return ()
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        parts = [str(said.get(f"pdfaid:{key}") or "") for key in ("part", "conformance")]
        access = str(said.get("pdfuaid:part") or "")
    archive = "".join(parts).upper()
    named = {"PDF/A": archive, "PDF/UA": access}
    return tuple(f"{name}-{version}" for name, version in named.items() if version)


def has_broken_metadata(pdf: pikepdf.Pdf) -> bool:
    """Tell whether the file's XMP metadata cannot be read: then it cannot be signed."""
    if "/Metadata" not in pdf.Root:
        return False
    try:
        parse_xmp(io.BytesIO(pdf.Root.Metadata.read_bytes()))
    except UNREADABLE:
        return True
    return False


def claim_remarks(look: Look) -> Iterator[FileFinding]:
    """Yield what the file says about itself that matters for a signature, and what it lacks."""
    pdf = look.pdf
    if pdf is None:
        return
    for claim in claims(pdf):
        if claim.startswith("PDF/A-1"):
            yield finding("said.pdfa_1", claim=claim)
    if not _title(pdf):
        yield finding("said.no_title")
    if not str(pdf.Root.get("/Lang", "")):
        yield finding("said.no_language")


def file_remarks(look: Look) -> Iterator[FileFinding]:
    """Yield what is to be known of the file as a whole."""
    pdf = look.pdf
    if pdf is None:
        return
    form = pdf.Root.get("/AcroForm")
    if form is not None and bool(form.get("/NeedAppearances", False)):
        yield finding("form.need_appearances")
    if "/ID" not in pdf.trailer:
        yield finding("file.no_id")
    saved = revisions(look)
    if saved > 1 and not is_signed(pdf):
        yield finding("file.revisions", count=saved)
    if len(look.source) > LARGE:
        yield finding("file.large", size=len(look.source) // MEGABYTE)


def revisions(look: Look) -> int:
    """Return how often the file was saved; its first page's own table counts for nothing."""
    if look.pdf is None or look.reader is None:
        return 1
    return int(look.reader.xrefs.total_revisions) - (1 if look.pdf.is_linearized else 0)


def _title(pdf: pikepdf.Pdf) -> str:
    if has_broken_metadata(pdf):
        return ""
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        title = str(said.get("dc:title") or "")
    return title or str(pdf.docinfo.get("/Title", ""))
