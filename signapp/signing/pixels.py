"""Compares what two revisions of a file look like, page by page, outside the filled fields.

A second library (PDFium) draws the pages: a trick that only one parser falls for shows up here.
"""

import ctypes
import mmap
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw as pdfium

from signapp.services.ports import Holds, Part
from signapp.signing.remarks import LIBRARY_FAULTS, part

SCALE = 1.0  # 72 dpi
MARGIN = 2  # pixels of smoothing around a field
BYTES = 4
DIFFERENT, COVERED = "pixels_differ", "covered"


@dataclass(frozen=True)
class Place:
    """A rectangle on a page (from 0) that may look different, in PDF user space."""

    page: int
    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True)
class View:
    """A revision to compare with the whole file: its length and the places to leave out.

    `blank` are those of them that were blank paper in the revision, or must have been.
    """

    length: int
    without: tuple[Place, ...] = ()
    blank: tuple[Place, ...] = ()


@dataclass(frozen=True)
class Look:
    """Whether a view could be drawn, and the first page (from 0) with something against it."""

    drawn: bool
    page: int | None = None
    what: str = DIFFERENT

    def as_part(self, subject: str, same: Part) -> Part:
        """Return the part of a verdict on a subject (`content`, `decided`): `same` when equal."""
        if not self.drawn:
            return part(Holds.NOT_KNOWN, f"{subject}.not_rendered")
        if self.page is not None:
            return part(Holds.NO, f"{subject}.{self.what}", page=self.page + 1)
        return same


def compare_pages(
    data: mmap.mmap, views: list[View], told: Callable[[int, int], None] = lambda *_: None
) -> dict[int, Look]:
    """Return for each view, by its length, whether the whole file looks the same.

    Each page of the whole file is drawn once; `told` hears how many are done, and of how many.
    """
    looks = {view.length: Look(drawn=True) for view in views}
    pending = [view for view in views if view.length < len(data)]
    try:
        with ExitStack() as stack:
            opened = {view: stack.enter_context(_document(data, view.length)) for view in pending}
            whole = stack.enter_context(_document(data, len(data))) if opened else ()
            for page in range(len(whole)):
                told(page, len(whole))
                with _drawn(whole, page) as shown:
                    for view in pending:
                        if what := _against(opened[view], page, shown, view):
                            looks[view.length] = Look(drawn=True, page=page, what=what)
                pending = [view for view in pending if looks[view.length].page is None]
            for view in pending:
                if len(opened[view]) != len(whole):
                    looks[view.length] = Look(drawn=True, page=len(whole))
    except LIBRARY_FAULTS:
        return {view.length: Look(drawn=view.length == len(data)) for view in views}
    return looks


@dataclass(frozen=True)
class _Drawn:
    page: pypdfium2.PdfPage
    width: int
    height: int
    stride: int
    rows: bytes


def _against(document: pypdfium2.PdfDocument, page: int, shown: _Drawn, view: View) -> str:
    """Return what speaks against a page of a revision; nothing when it looks the same."""
    if page >= len(document):
        return DIFFERENT
    with _drawn(document, page) as older:
        if (older.width, older.height) != (shown.width, shown.height):
            return DIFFERENT
        if not all(_is_blank(older, place) for place in view.blank if place.page == page):
            return COVERED
        places = [place for place in view.without if place.page == page]
        if not places:
            return "" if older.rows == shown.rows else DIFFERENT
        before, after = bytearray(older.rows), bytearray(shown.rows)
        for place in places:
            _blank(older, place, before)
            _blank(older, place, after)
        return "" if before == after else DIFFERENT


def _is_blank(drawn: _Drawn, place: Place) -> bool:
    """Whether a place has one colour only."""
    left, right, top, bottom = _on_image(drawn, place, 0)
    wide = BYTES * (right - left)
    starts = [row * drawn.stride + left * BYTES for row in range(top, bottom)]
    rows = {drawn.rows[start : start + wide] for start in starts}
    first = next(iter(rows), b"")
    return len(rows) <= 1 and first == first[:BYTES] * (right - left)


def _blank(drawn: _Drawn, place: Place, pixels: bytearray) -> None:
    """Make a place white, wherever rotation and crop have put it on the image."""
    left, right, top, bottom = _on_image(drawn, place, MARGIN)
    white = b"\xff" * (BYTES * (right - left))
    for row in range(top, bottom):
        start = row * drawn.stride + left * BYTES
        pixels[start : start + len(white)] = white


def _on_image(drawn: _Drawn, place: Place, margin: int) -> tuple[int, int, int, int]:
    """Return where a place is on the image: left, right, top, bottom; empty when outside."""
    corners = [
        _to_pixel(drawn, x, y)
        for x in (place.left, place.right)
        for y in (place.bottom, place.top)
    ]
    left = max(0, min(x for x, _ in corners) - margin)
    right = min(drawn.width, max(x for x, _ in corners) + margin)
    top = max(0, min(y for _, y in corners) - margin)
    bottom = min(drawn.height, max(y for _, y in corners) + margin)
    return left, max(left, right), top, max(top, bottom)


def _to_pixel(drawn: _Drawn, x: float, y: float) -> tuple[int, int]:
    column, row = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(drawn.page, 0, 0, drawn.width, drawn.height, 0, x, y, column, row)
    return column.value, row.value


@contextmanager
def _document(data: mmap.mmap, length: int) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument((ctypes.c_char * length).from_buffer(data))
    try:
        document.init_forms()
        yield document
    finally:
        document.close()


@contextmanager
def _drawn(document: pypdfium2.PdfDocument, number: int) -> Iterator[_Drawn]:
    page = document[number]
    bitmap = page.render(scale=SCALE, may_draw_forms=True, prefer_bgrx=True)
    try:
        rows = bytes(bitmap.buffer)
        yield _Drawn(page, bitmap.width, bitmap.height, bitmap.stride, rows)
    finally:
        bitmap.close()
        page.close()
