"""Tells what a signature field would hide: the words, lines and pictures inside its box."""

import ctypes
import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from signapp.domain.errors import DamagedFileError
from signapp.services.ports import Box, Covered

MOST_PIXELS = 4_000_000
BYTES = 4
LONGEST = 60
"""How many letters are told of what is covered."""


def covered(path: Path, boxes: tuple[Box, ...]) -> tuple[Covered, ...]:
    """Return which boxes, in the pages' own coordinates, lie over something, and over what.

    Words are told, shortened; lines and pictures have none. A box that is one colour all over
    hides nothing. Raises DamagedFileError.
    """
    seen = [box for box in boxes if not box.unseen]
    try:
        with pypdfium2.PdfDocument(path.read_bytes()) as document:
            document.init_forms()
            found = [_look(document, box) for box in seen if 0 <= box.page < len(document)]
    except pypdfium2.PdfiumError as e:
        raise DamagedFileError from e
    return tuple(one for one in found if one is not None)


def _look(document: pypdfium2.PdfDocument, box: Box) -> Covered | None:
    with _page(document, box.page) as page:
        text = page.get_textpage()
        try:
            words = text.get_text_bounded(box.left, box.bottom, box.right, box.top)
        finally:
            text.close()
        told = " ".join(words.replace("\ufffe", "-").split())
        if told or _is_drawn_on(page, box):
            return Covered(box.name, told if len(told) <= LONGEST else f"{told[:LONGEST]}…")
    return None


@contextmanager
def _page(document: pypdfium2.PdfDocument, number: int) -> Iterator[pypdfium2.PdfPage]:
    page = document[number]
    try:
        yield page
    finally:
        page.close()


def _is_drawn_on(page: pypdfium2.PdfPage, box: Box) -> bool:
    """Tell whether a box has more than one colour."""
    scale = min(1.0, math.sqrt(MOST_PIXELS / max(1.0, page.get_width() * page.get_height())))
    bitmap = page.render(scale=scale, may_draw_forms=True, prefer_bgrx=True)
    try:
        left, right, top, bottom = _on_image(page, bitmap, box)
        rows = bytes(bitmap.buffer)
        starts = [row * bitmap.stride + left * BYTES for row in range(top, bottom)]
        wide = BYTES * (right - left)
        found = {rows[start : start + wide] for start in starts}
    finally:
        bitmap.close()
    first = next(iter(found), b"")
    return len(found) > 1 or first != first[:BYTES] * (right - left)


def _on_image(
    page: pypdfium2.PdfPage, bitmap: pypdfium2.PdfBitmap, box: Box
) -> tuple[int, int, int, int]:
    """Return where a box is on the image, without its very edge: left, right, top, bottom."""
    corners = []
    for x, y in ((box.left, box.bottom), (box.right, box.top)):
        column, row = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, bitmap.width, bitmap.height, 0, x, y, column, row)
        corners.append((column.value, row.value))
    (x1, y1), (x2, y2) = corners
    left, right = max(0, min(x1, x2)), min(bitmap.width, max(x1, x2))
    top, bottom = max(0, min(y1, y2)), min(bitmap.height, max(y1, y2))
    return left, max(left, right), top, max(top, bottom)
