"""Compares a page of one PDF with the same page of another: its words, and what it looks like."""

import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from difflib import SequenceMatcher
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from signapp.domain.errors import DamagedFileError
from signapp.services.ports import PageDifference, Region, TextChange

SCALE = 1.0  # 72 dpi
BYTES = 4
CONTEXT = 4
"""How many words are told before and after a change."""
GAP = 12
"""Changed rows of pixels that are no farther apart than this are one region."""


def compare_page(old: Path, new: Path, page: int) -> PageDifference:
    """Return how a page (from 0) of a file differs from the same page of another.

    Raises DamagedFileError.
    """
    try:
        with ExitStack() as stack:
            before, after = (_open(stack, path) for path in (old, new))
            counts = (len(before), len(after))
            shown = [_page(stack, one, page) for one in (before, after)]
            words = [_words(stack, one) for one in shown]
            regions, resized = _regions(shown[0], shown[1])
            return PageDifference(page, *counts, tuple(_changes(*words)), regions, resized)
    except pypdfium2.PdfiumError as e:
        raise DamagedFileError from e


def _open(stack: ExitStack, path: Path) -> pypdfium2.PdfDocument:
    document = pypdfium2.PdfDocument(path.read_bytes())
    stack.callback(document.close)
    document.init_forms()
    return document


def _page(
    stack: ExitStack, document: pypdfium2.PdfDocument, page: int
) -> pypdfium2.PdfPage | None:
    if page >= len(document):
        return None
    opened = document[page]
    stack.callback(opened.close)
    return opened


def _words(stack: ExitStack, page: pypdfium2.PdfPage | None) -> list[str]:
    """Return the words of a page; how its lines are broken makes no difference."""
    if page is None:
        return []
    text = page.get_textpage()
    stack.callback(text.close)
    return unicodedata.normalize("NFC", text.get_text_range()).split()


def _changes(old: list[str], new: list[str]) -> Iterator[TextChange]:
    """Yield what was taken out and put in, with a few words around it."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            yield TextChange(
                before=" ".join(old[max(0, start - CONTEXT) : start]),
                removed=" ".join(old[start:end]),
                added=" ".join(new[new_start:new_end]),
                after=" ".join(old[end : end + CONTEXT]),
            )


def _regions(
    old: pypdfium2.PdfPage | None, new: pypdfium2.PdfPage | None
) -> tuple[tuple[Region, ...], bool]:
    """Return where the pictures differ, as shares of the page; and whether its size does."""
    if old is None or new is None:
        return (), False
    (width, rows), (new_width, new_rows) = _rows(old), _rows(new)
    if (width, len(rows)) != (new_width, len(new_rows)):
        return (Region(0.0, 0.0, 1.0, 1.0),), True
    return tuple(_bands(rows, new_rows, width)), False


def _rows(page: pypdfium2.PdfPage) -> tuple[int, list[bytes]]:
    bitmap = page.render(scale=SCALE, may_draw_forms=True, force_bitmap_format=raw.FPDFBitmap_BGRx)
    try:
        pixels, used = bytes(bitmap.buffer), bitmap.width * BYTES
        starts = range(0, bitmap.stride * bitmap.height, bitmap.stride)
        return bitmap.width, [pixels[start : start + used] for start in starts]
    finally:
        bitmap.close()


def _bands(old: list[bytes], new: list[bytes], width: int) -> Iterator[Region]:
    """Yield the changed rows that lie together, each as one region."""
    changed = [row for row in range(len(old)) if old[row] != new[row]]
    while changed:
        count = 1
        while count < len(changed) and changed[count] - changed[count - 1] <= GAP:
            count += 1
        band, changed = changed[:count], changed[count:]
        spans = [_span(old[row], new[row]) for row in band]
        left, right = min(start for start, _ in spans), max(end for _, end in spans)
        yield Region(
            left / width, band[0] / len(old), (right + 1) / width, (band[-1] + 1) / len(old)
        )


def _span(old: bytes, new: bytes) -> tuple[int, int]:
    """Return the first and last pixel that differ in two rows that are not equal."""
    difference = int.from_bytes(old, "little") ^ int.from_bytes(new, "little")
    first = ((difference & -difference).bit_length() - 1) // 8
    last = (difference.bit_length() - 1) // 8
    return first // BYTES, last // BYTES
