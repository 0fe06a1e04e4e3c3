"""The whole look at a file: everything that was found, or the first thing that refuses it."""

import hashlib
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pikepdf

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import ActiveContentError, DocumentError
from signapp.services.file_fitness import error_of
from signapp.services.ports import LONGEST_RECORD, FileFinding, PdfFacts, Preflight, Severity
from signapp.signing.preflight.active import (
    RECORD_NAME,
    active_content,
    dictionaries,
    file_name,
)
from signapp.signing.preflight.claims import (
    claim_remarks,
    claims,
    file_remarks,
    has_broken_metadata,
)
from signapp.signing.preflight.findings import REPAIRABLE, active, finding
from signapp.signing.preflight.form import signature_fields, size, state
from signapp.signing.preflight.opening import MISSHAPEN, Look, has_loose_widgets, looking, opened
from signapp.signing.preflight.pages import drawn_remarks, page_remarks
from signapp.signing.preflight.places import place_refusals, place_remarks
from signapp.signing.preflight.signed import signature_remarks, signing_refusals
from signapp.signing.remarks import LIBRARY_FAULTS

__all__ = ["RECORD_NAME", "embedded_record", "inspect", "preflight"]

Looking = Callable[[Look], Iterator[FileFinding]]


def preflight(path: Path) -> Preflight:
    """Return everything that is to be known of a file before it is decided on or signed.

    Never refuses: what stands in the way is among the findings.
    """
    source = path.read_bytes()
    with looking(source) as look:
        found = list(unfit(look))
        if look.pdf is not None and not look.pdf.is_encrypted:
            for looks in REMARKS:
                found += _guarded(look, looks)
        if look.may_be_signed and any(one.code in REPAIRABLE for one in found):
            found.append(finding("damage.signed"))
        once = {(one.code, *one.facts.items()): one for one in found}
        findings = tuple(sorted(once.values(), key=lambda one: _ORDER.index(one.severity)))
        return Preflight(
            document=DocumentRef(hashlib.sha256(source).hexdigest(), len(source)),
            pages=_pages(look),
            claims=claims(look.pdf) if look.pdf is not None else (),
            findings=findings,
            repairable=_is_repairable(look, findings),
        )


def inspect(path: Path) -> PdfFacts:
    """Return the pages and signature fields of a PDF; refuse one that is not to be read.

    Page sizes are as shown (rotation applied); boxes of fields are in the page's own, unrotated
    coordinates. Fields come in the form's order. Raises the error of the first finding of
    `preflight` that refuses: NotAPdfError, DamagedFileError, EncryptedFileError,
    ActiveContentError (`what`).
    """
    with looking(path.read_bytes()) as look:
        for one in unfit(look):
            raise error_of(one)
        assert look.pdf is not None  # or else something was found
        try:
            return PdfFacts(
                pages=tuple(size(page) for page in look.pdf.pages),
                fields=tuple(
                    state(look.pdf, field, name) for field, name in signature_fields(look.pdf)
                ),
            )
        except MISSHAPEN as e:
            raise error_of(finding("damage.structure")) from e


def embedded_record(path: Path) -> bytes | None:
    """Return the decision record embedded in minutes, or None when there is none.

    Raises NotAPdfError, DamagedFileError, EncryptedFileError; ActiveContentError when several
    files claim to be the record.
    """
    with opened(path.read_bytes()) as pdf:
        files = [it for it, _ in dictionaries(pdf) if "/EF" in it]
        records = [file for file in files if file_name(file) == RECORD_NAME]
        if len(records) > 1:
            raise ActiveContentError(what="embedded_file")
        return _beginning(records[0].EF.F) if records else None


def _beginning(stream: pikepdf.Stream) -> bytes:
    """Return a stream inflated, but no more of it than shows that it is too long for a record.

    What is packed otherwise than we pack is returned as it is, and can't be a record.
    """
    raw, most = stream.read_raw_bytes(), LONGEST_RECORD + 1
    if "/Filter" not in stream:
        return raw[:most]
    packed = stream.get("/Filter")
    names = [str(one) for one in packed] if isinstance(packed, pikepdf.Array) else [str(packed)]
    if names != ["/FlateDecode"] or "/DecodeParms" in stream:
        return raw[:most]
    try:
        return zlib.decompressobj().decompress(raw, most)
    except zlib.error as e:
        raise error_of(finding("damage.structure")) from e


def unfit(look: Look) -> Iterator[FileFinding]:
    """Yield why a file may not be worked with at all, signed or not."""
    yield from look.bytes_wrong
    if look.pdf is None or look.pdf.is_encrypted:
        return
    yield from _guarded(look, _loose)
    yield from _guarded(look, _active)
    yield from _guarded(look, _as_signed)


def _loose(look: Look) -> Iterator[FileFinding]:
    assert look.pdf is not None
    if has_loose_widgets(look.pdf):
        yield finding("damage.loose_widgets")
    if not len(look.pdf.pages):
        yield finding("damage.unreadable")
    for field, name in signature_fields(look.pdf):
        state(look.pdf, field, name)
    if has_broken_metadata(look.pdf):
        yield finding("damage.metadata")


def _active(look: Look) -> Iterator[FileFinding]:
    assert look.pdf is not None
    yield from map(active, active_content(look.pdf))


def _as_signed(look: Look) -> Iterator[FileFinding]:
    """Yield what the signing library would not read as the other one does."""
    reader = look.reader
    if HYBRID in look.source and (reader is None or reader.xrefs.hybrid_xrefs_present):
        yield finding("damage.hybrid")
    elif reader is None and not look.bytes_wrong:
        yield finding("damage.structure")


REMARKS: tuple[Looking, ...] = (
    signing_refusals,
    place_refusals,
    signature_remarks,
    place_remarks,
    page_remarks,
    drawn_remarks,
    claim_remarks,
    file_remarks,
)
GUARDED: tuple[type[Exception], ...] = (*MISSHAPEN, *LIBRARY_FAULTS, DocumentError)
_ORDER = tuple(Severity)
HYBRID = b"/XRefStm"


def _guarded(look: Look, looks: Looking) -> Iterator[FileFinding]:
    """Yield what a look finds; whatever is not in its promised form is damage."""
    try:
        yield from looks(look)
        if look.pdf is not None and look.pdf.get_warnings():
            yield finding("damage.structure")
    except GUARDED:
        yield finding("damage.structure")


def _pages(look: Look) -> int:
    try:
        return len(look.pdf.pages) if look.pdf is not None else 0
    except MISSHAPEN:
        return 0


def _is_repairable(look: Look, findings: tuple[FileFinding, ...]) -> bool:
    codes = {one.code for one in findings}
    refusing = {one.code for one in findings if one.severity is Severity.REFUSES}
    return (
        bool(codes & REPAIRABLE)
        and refusing <= REPAIRABLE
        and _pages(look) > 0
        and not look.may_be_signed
    )
