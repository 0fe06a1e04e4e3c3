"""Looks at the empty signature fields: could a mark be seen in them, and what is below it?"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

import pikepdf
import pypdfium2

from signapp.services.placing import SMALLEST
from signapp.services.ports import FileFinding
from signapp.signing.preflight.findings import finding
from signapp.signing.preflight.form import (
    form_fields,
    free_fields,
    is_signed,
    page_of,
    rectangle,
    signature_fields,
    size,
    visible,
    widget_of,
)
from signapp.signing.preflight.opening import Look

SLACK = 0.5

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True)
class _Place:
    name: str
    page: int
    box: Rectangle
    turned: bool
    unit: float

    @property
    def facts(self) -> dict[str, object]:
        return {"field": self.name, "page": self.page + 1}

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as they are shown."""
        left, bottom, right, top = (edge * self.unit for edge in self.box)
        size = right - left, top - bottom
        return size[::-1] if self.turned else size


def place_refusals(look: Look) -> Iterator[FileFinding]:
    """Yield the empty fields that nobody may be asked to sign in."""
    if look.pdf is None:
        return
    names = [name for _, name in signature_fields(look.pdf)]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield finding("field.same_name", field=name)
    for place in _places(look.pdf):
        if all(place.size) and not _is_within(look.pdf, place):
            yield finding("field.outside", **place.facts)


def place_remarks(look: Look) -> Iterator[FileFinding]:
    """Yield what is to be known of the empty fields."""
    if look.pdf is None:
        return
    free, places = free_fields(look.pdf), list(_places(look.pdf))
    for name in {name for _, name in free} - {place.name for place in places}:
        yield finding("field.no_page", field=name)
    for place in places:
        if not all(place.size):
            yield finding("field.invisible", **place.facts)
        elif place.size[0] < SMALLEST[0] or place.size[1] < SMALLEST[1]:
            yield finding("field.small", **place.facts)
    for one, other in combinations(places, 2):
        if _overlap(one, other):
            yield finding("field.overlaps", field=one.name, other=other.name)
    yield from _untagged(look.pdf)
    yield from _other_fields(look.pdf)


def text_below(document: pypdfium2.PdfDocument, look: Look) -> Iterator[FileFinding]:
    """Yield the empty fields whose mark would cover words of the page."""
    for place in _places(look.pdf) if look.pdf is not None else ():
        if place.page >= len(document) or not all(place.size):
            continue
        page = document[place.page]
        text = page.get_textpage()
        try:
            if text.get_text_bounded(*place.box).strip():
                yield finding("field.covers_text", **place.facts)
        finally:
            text.close()
            page.close()


def _places(pdf: pikepdf.Pdf) -> Iterator[_Place]:
    for field, name in free_fields(pdf):
        widget = widget_of(field)
        page = page_of(pdf, widget)
        if page is not None:
            shown = size(pdf.pages[page])
            box = rectangle(widget.get("/Rect", [0, 0, 0, 0]))
            yield _Place(name, page, box, shown.sideways, shown.unit)


def _is_within(pdf: pikepdf.Pdf, place: _Place) -> bool:
    left, bottom, right, top = visible(pdf.pages[place.page])
    return (
        left - SLACK <= place.box[0]
        and bottom - SLACK <= place.box[1]
        and place.box[2] <= right + SLACK
        and place.box[3] <= top + SLACK
    )


def _overlap(one: _Place, other: _Place) -> bool:
    a, b = one.box, other.box
    return (
        one.page == other.page
        and min(a[2], b[2]) - max(a[0], b[0]) > SLACK
        and min(a[3], b[3]) - max(a[1], b[1]) > SLACK
    )


def _untagged(pdf: pikepdf.Pdf) -> Iterator[FileFinding]:
    """Yield the fields that a reader of the tagged file would not be told of."""
    if "/StructTreeRoot" not in pdf.Root or is_signed(pdf):
        return
    for field, name in free_fields(pdf):
        if "/StructParent" not in widget_of(field):
            yield finding("field.untagged", field=name)


def _other_fields(pdf: pikepdf.Pdf) -> Iterator[FileFinding]:
    others = [name for _, name, kind in form_fields(pdf) if kind != "/Sig"]
    if others:
        yield finding("form.fields", count=len(others))
