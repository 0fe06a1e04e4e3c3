"""Reads the form of a PDF: its fields, where they are, and the pages below them."""

from typing import Any

import pikepdf

from signapp.domain.errors import DamagedFileError
from signapp.services.ports import Box, FieldState, PageSize


def signature_fields(pdf: pikepdf.Pdf) -> list[tuple[pikepdf.Object, str]]:
    """Return the signature fields with their full names, in the form's order.

    Document time stamps stand in such fields too, but they are nobody's signature.
    """
    return [
        (field, name)
        for field, name, kind in form_fields(pdf)
        if kind == "/Sig" and not ("/V" in field and field.V.get("/Type") == "/DocTimeStamp")
    ]


def free_fields(pdf: pikepdf.Pdf) -> list[tuple[pikepdf.Object, str]]:
    """Return the empty signature fields with their full names, in the form's order."""
    return [(field, name) for field, name in signature_fields(pdf) if "/V" not in field]


def is_signed(pdf: pikepdf.Pdf) -> bool:
    """Tell whether a file has a signature or a document time stamp."""
    return any(kind == "/Sig" and "/V" in field for field, _, kind in form_fields(pdf))


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


def widget_of(field: pikepdf.Object) -> pikepdf.Object:
    """Return where a field is drawn: its one kid, or the field itself."""
    kids = field.get("/Kids")
    return kids[0] if kids is not None and len(kids) else field


def state(pdf: pikepdf.Pdf, field: pikepdf.Object, name: str) -> FieldState:
    """Return where a field is and whether it is filled."""
    widget = widget_of(field)
    left, bottom, right, top = rectangle(widget.get("/Rect", [0, 0, 0, 0]))
    box = Box(name, page_of(pdf, widget) or 0, left, bottom, right, top)
    return FieldState(box, filled="/V" in field)


def page_of(pdf: pikepdf.Pdf, widget: pikepdf.Object) -> int | None:
    """Return the number of the page that a widget is on, or None when it is on none."""
    for number, page in enumerate(pdf.pages):
        annotations: Any = page.obj.get("/Annots", [])
        if any(other.is_indirect and other.objgen == widget.objgen for other in annotations):
            return number
    return None


def rectangle(numbers: Any) -> tuple[float, float, float, float]:
    """Return a PDF rectangle as left, bottom, right, top in points."""
    x1, y1, x2, y2 = (float(number) for number in numbers)
    return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)


def visible(page: pikepdf.Page) -> tuple[float, float, float, float]:
    """Return the visible part of a page: its crop box, as far as there is paper below it."""
    crop, paper = rectangle(page.cropbox), rectangle(page.mediabox)
    left, bottom = max(crop[0], paper[0]), max(crop[1], paper[1])
    right, top = min(crop[2], paper[2]), min(crop[3], paper[3])
    return (left, bottom, right, top) if left < right and bottom < top else paper


def size(page: pikepdf.Page) -> PageSize:
    """Return the size of a page as it is shown, and how its own coordinates lie in it."""
    left, bottom, right, top = visible(page)
    unit, turn = float(page.obj.get("/UserUnit", 1)), int(page.rotation) % 360
    width, height = (right - left) * unit, (top - bottom) * unit
    if turn % 180:
        width, height = height, width
    return PageSize(width, height, left, bottom, turn, unit)
