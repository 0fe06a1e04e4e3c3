"""Where the pages of a document lie below each other, and which of them a person has seen."""

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRect

from signapp.services.ports import PageSize

BANDS = 6
"""A page counts as seen when each of this many bands of it has been on view."""


@dataclass(frozen=True)
class PageColumn:
    """Pages of some sizes at a scale (pixels a point), centred below each other."""

    sizes: tuple[PageSize, ...]
    scale: float
    gap: int

    @property
    def width(self) -> int:
        """The width of the widest page with its margins."""
        return max((self._size(page)[0] for page in self._pages()), default=0) + 2 * self.gap

    @property
    def height(self) -> int:
        """The height of all pages with the gaps between and around them."""
        return sum(self._size(page)[1] + self.gap for page in self._pages()) + self.gap

    def place(self, page: int, across: int) -> QRect:
        """Return where a page lies in a column that is `across` pixels wide."""
        width, height = self._size(page)
        top = self.gap + sum(self._size(above)[1] + self.gap for above in range(page))
        return QRect(max(self.gap, (across - width) // 2), top, width, height)

    def between(self, top: int, bottom: int) -> tuple[int, ...]:
        """Return the pages that are at least partly between two heights."""
        return tuple(
            page
            for page in self._pages()
            if self.place(page, 0).top() <= bottom and self.place(page, 0).bottom() >= top
        )

    def _pages(self) -> range:
        return range(len(self.sizes))

    def _size(self, page: int) -> tuple[int, int]:
        size = self.sizes[page]
        return round(size.width * self.scale), round(size.height * self.scale)


class SeenPages:
    """Which bands of which pages have been on view."""

    def __init__(self, pages: int) -> None:
        self._unseen = {(page, band) for page in range(pages) for band in range(BANDS)}
        self.pages = pages

    def look(self, page: int, place: QRect, top: int, bottom: int) -> None:
        """Note that the part of a page between two heights is on view."""
        for band in range(BANDS):
            middle = place.top() + (band + 0.5) * place.height() / BANDS
            if top <= middle <= bottom:
                self._unseen.discard((page, band))

    @property
    def count(self) -> int:
        """The number of pages that were seen from top to bottom."""
        return self.pages - len({page for page, _ in self._unseen})

    @property
    def complete(self) -> bool:
        """True when every page was seen."""
        return not self._unseen

    def next_unseen(self) -> tuple[int, float] | None:
        """Return the first page and the place in it (0 to 1) not seen yet, or None."""
        unseen = next(self._in_order(), None)
        return (unseen[0], unseen[1] / BANDS) if unseen else None

    def _in_order(self) -> Iterator[tuple[int, int]]:
        return iter(sorted(self._unseen))
