"""Draws the pages of a PDF with PDFium, signature widgets included, as a person sees them."""

import ctypes
import math
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from signapp.domain.errors import DamagedFileError
from signapp.services.ports import PageImage

MOST_PIXELS = 40_000_000
"""A page that would have more pixels than this is drawn at a smaller scale."""


def render(path: Path, page: int, scale: float) -> PageImage:
    """Render a page (from 0), turned as it is shown, on white paper; scale 1 is 72 dpi.

    An oversized page is drawn smaller: `width` and `height` of the image tell. The file stays
    open until another one is asked for, so that turning pages is quick. Raises DamagedFileError.
    """
    try:
        shown = _open(path)[page]
        try:
            most = math.sqrt(MOST_PIXELS / max(1.0, shown.get_width() * shown.get_height()))
            bitmap = shown.render(
                scale=min(scale, most),
                may_draw_forms=True,
                fill_color=(255, 255, 255, 255),
                force_bitmap_format=raw.FPDFBitmap_BGRA,
                rev_byteorder=True,
            )
            try:
                return _image(bitmap)
            finally:
                bitmap.close()
        finally:
            shown.close()
    except pypdfium2.PdfiumError as e:
        raise DamagedFileError from e


def _image(bitmap: pypdfium2.PdfBitmap) -> PageImage:
    rows = ctypes.string_at(bitmap.buffer, bitmap.stride * bitmap.height)
    wanted = bitmap.width * 4
    if bitmap.stride != wanted:
        starts = range(0, len(rows), bitmap.stride)
        rows = b"".join(rows[start : start + wanted] for start in starts)
    return PageImage(bitmap.width, bitmap.height, rows)


@dataclass(frozen=True)
class _FileState:
    """What tells that a file is still the one that was opened."""

    path: Path
    changed: int
    length: int


_last: list[tuple[_FileState, pypdfium2.PdfDocument]] = []
"""The document that was asked for last, or nothing."""


def _open(path: Path) -> pypdfium2.PdfDocument:
    facts = path.stat()
    state = _FileState(path, facts.st_mtime_ns, facts.st_size)
    if _last and _last[0][0] == state:
        return _last[0][1]
    close_last()
    document = pypdfium2.PdfDocument(path.read_bytes())
    document.init_forms()  # before any page is loaded, or the widgets are not drawn
    _last.append((state, document))
    return document


def close_last() -> None:
    """Close the file that was drawn last, if one is still open."""
    while _last:
        _last.pop()[1].close()
