"""Looks at a PDF before anybody works with it: what it is, and whether it may be signed at all."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import DecimalException
from pathlib import Path
from typing import Any

import pikepdf

from signapp.domain.errors import (
    ActiveContentError,
    DamagedFileError,
    DocumentError,
    EncryptedFileError,
    NotAPdfError,
)
from signapp.services.ports import Box, FieldState, PageSize, PdfFacts

RECORD_NAME = "decision.json"
"""The one file that may travel inside a PDF: the decision record in our own minutes."""

_HEADER = b"%PDF-"
_HEADER_ROOM = 1024
_ACTIONS = {
    "/JavaScript": "javascript",
    "/Launch": "launch",
    "/SubmitForm": "submit_form",
    "/ImportData": "import_data",
    "/GoToR": "external_file",
    "/GoToE": "embedded_file",
    "/Hide": "hide",
    "/SetOCGState": "layers",
    "/Rendition": "multimedia",
    "/Movie": "multimedia",
    "/Sound": "multimedia",
    "/GoTo3DView": "multimedia",
    "/RichMediaExecute": "multimedia",
}
_ANNOTATIONS = {
    "/FileAttachment": "embedded_file",
    "/Movie": "multimedia",
    "/Screen": "multimedia",
    "/Sound": "multimedia",
    "/3D": "multimedia",
    "/RichMedia": "multimedia",
}
_KEYS = {
    "/JS": "javascript",
    "/AA": "additional_actions",
    "/XFA": "xfa",
    "/OCProperties": "layers",
}
_MISSHAPEN = (
    pikepdf.exceptions.PikepdfError,
    AttributeError,
    DecimalException,
    IndexError,
    KeyError,
    OverflowError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
)
"""What pikepdf raises when the objects of a file do not have the promised form."""


def inspect(path: Path) -> PdfFacts:
    """Return the pages and signature fields of a PDF; refuse one that is not to be signed.

    Page sizes are as shown (rotation applied); boxes of fields are in the page's own, unrotated
    coordinates. Fields come in the form's order. Raises NotAPdfError, DamagedFileError,
    EncryptedFileError, ActiveContentError; `what` is one of the codes in this module.
    """
    with opened(path.read_bytes()) as pdf:
        refuse_damaged(pdf)
        for what in _active(pdf):
            raise ActiveContentError(what=what)
        return PdfFacts(
            pages=tuple(_size(page) for page in pdf.pages),
            fields=tuple(_state(pdf, field, name) for field, name in signature_fields(pdf)),
        )


def embedded_record(path: Path) -> bytes | None:
    """Return the decision record embedded in minutes, or None when there is none.

    Raises NotAPdfError, DamagedFileError, EncryptedFileError; ActiveContentError when several
    files claim to be the record.
    """
    with opened(path.read_bytes()) as pdf:
        files = [it for it in _dictionaries(pdf) if "/EF" in it]
        records = [file for file in files if _file_name(file) == RECORD_NAME]
        if len(records) > 1:
            raise ActiveContentError(what="embedded_file")
        return records[0].EF.F.read_bytes() if records else None


@contextmanager
def opened(source: bytes) -> Iterator[pikepdf.Pdf]:
    """Open a PDF strictly for the length of a `with`: nothing is repaired, no warning passes.

    Whatever pikepdf raises inside the block becomes DamagedFileError. Raises NotAPdfError,
    DamagedFileError, EncryptedFileError.
    """
    if _HEADER not in source[:_HEADER_ROOM]:
        raise NotAPdfError
    if not source.startswith(_HEADER) or not source.rstrip(b"\r\n").endswith(b"%%EOF"):
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
    except _MISSHAPEN as e:
        raise DamagedFileError from e


def refuse_damaged(pdf: pikepdf.Pdf) -> None:
    """Raise DamagedFileError for anything that qpdf warns of, and for widgets without a form."""
    if pdf.check_pdf_syntax():
        raise DamagedFileError
    if "/AcroForm" not in pdf.Root:
        annotations = (it for page in pdf.pages for it in page.obj.get("/Annots", []))
        if any(annotation.get("/Subtype") == "/Widget" for annotation in annotations):
            raise DamagedFileError


def signature_fields(pdf: pikepdf.Pdf) -> list[tuple[pikepdf.Object, str]]:
    """Return the signature fields with their full names, in the form's order.

    Document time stamps stand in such fields too, but they are nobody's signature.
    """
    return [
        (field, name)
        for field, name, kind in form_fields(pdf)
        if kind == "/Sig" and not ("/V" in field and field.V.get("/Type") == "/DocTimeStamp")
    ]


def form_fields(pdf: pikepdf.Pdf) -> list[tuple[pikepdf.Object, str, str]]:
    """Return every field of the form with its full name and kind, in the form's order."""
    form = pdf.Root.get("/AcroForm")
    found: list[tuple[pikepdf.Object, str, str]] = []
    seen: set[tuple[int, int]] = set()

    def walk(field: pikepdf.Object, above: str, kind: str) -> None:
        if field.is_indirect:
            if field.objgen in seen:
                raise DamagedFileError
            seen.add(field.objgen)
        own = field.get("/T")
        name = ".".join(part for part in (above, str(own or "")) if part)
        kind = str(field.get("/FT", kind))
        fields_below = [kid for kid in field.get("/Kids", []) if "/T" in kid]
        if own is not None and not fields_below:
            found.append((field, name, kind))
        for kid in fields_below:
            walk(kid, name, kind)

    for field in form.get("/Fields", []) if form is not None else []:
        walk(field, "", "")
    return found


def _state(pdf: pikepdf.Pdf, field: pikepdf.Object, name: str) -> FieldState:
    kids = field.get("/Kids")
    widget = kids[0] if kids is not None and len(kids) else field
    left, bottom, right, top = rectangle(widget.get("/Rect", [0, 0, 0, 0]))
    box = Box(name, _page_of(pdf, widget), left, bottom, right, top)
    return FieldState(box, filled="/V" in field)


def _page_of(pdf: pikepdf.Pdf, widget: pikepdf.Object) -> int:
    """Return the number of the widget's page; for a field that is on none, the first."""
    for number, page in enumerate(pdf.pages):
        annotations: Any = page.obj.get("/Annots", [])
        if any(other.is_indirect and other.objgen == widget.objgen for other in annotations):
            return number
    return 0


def rectangle(numbers: Any) -> tuple[float, float, float, float]:
    """Return a PDF rectangle as left, bottom, right, top in points."""
    x1, y1, x2, y2 = (float(number) for number in numbers)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def _size(page: pikepdf.Page) -> PageSize:
    left, bottom, right, top = rectangle(page.cropbox)
    unit = float(page.obj.get("/UserUnit", 1))
    width, height = (right - left) * unit, (top - bottom) * unit
    turned = int(page.rotation) % 180 != 0
    return PageSize(height, width, sideways=True) if turned else PageSize(width, height)


def _active(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Yield the code of everything in the file that may act, change or hide."""
    opening = pdf.Root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and opening.get("/S") != "/GoTo":
        yield "open_action"
    records = 0
    for dictionary in _dictionaries(pdf):
        keys = dictionary.keys()
        yield from (what for key, what in _KEYS.items() if key in keys)
        if "/S" in keys and (what := _ACTIONS.get(_word(dictionary["/S"]))):
            yield what
        if "/Subtype" in keys and (what := _ANNOTATIONS.get(_word(dictionary["/Subtype"]))):
            yield what
        if "/EF" in keys:
            records += 1
            if records > 1 or _file_name(dictionary) != RECORD_NAME:
                yield "embedded_file"


def _word(name: pikepdf.Object) -> str:
    return str(name) if isinstance(name, pikepdf.Name) else ""


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Yield every dictionary of the file, at any depth; streams yield theirs and are checked."""
    waiting: list[Any] = [pdf.trailer, *pdf.objects]
    while waiting:
        it = waiting.pop()
        if isinstance(it, pikepdf.Stream):
            if "/F" in it:  # the bytes stand in another file
                raise ActiveContentError(what="external_file")
            it = it.stream_dict
        if isinstance(it, pikepdf.Dictionary):
            yield it
            waiting += [child for child in it.as_dict().values() if _is_direct_container(child)]
        elif isinstance(it, pikepdf.Array):
            waiting += [child for child in it if _is_direct_container(child)]


def _is_direct_container(it: Any) -> bool:
    return isinstance(it, (pikepdf.Dictionary, pikepdf.Array)) and not it.is_indirect


def _file_name(specification: Any) -> str:
    names = {str(specification[key]) for key in ("/F", "/UF") if key in specification}
    return names.pop() if len(names) == 1 else ""
