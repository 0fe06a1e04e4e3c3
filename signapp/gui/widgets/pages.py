"""Where the pages of a document lie below each other, and which of them a person has seen."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

from PySide6.QtCore import QRect, QRectF

from signapp.services.ports import Box, PageSize

BANDS = 6
"""A page counts as seen when each of this many bands of it has been on view."""


@dataclass(frozen=True)
class PageColumn:
    """Pages of some sizes at a scale (pixels a point), centred below each other."""

    sizes: tuple[PageSize, ...]
    scale: float
    gap: int

    @cached_property
    def width(self) -> int:
        """The width of the widest page with its margins."""
        return max((size[0] for size in self._shown), default=0) + 2 * self.gap

    @property
    def height(self) -> int:
        """The height of all pages with the gaps between and around them."""
        return self._tops[-1]

    def place(self, page: int, across: int) -> QRect:
        """Return where a page lies in a column that is `across` pixels wide."""
        width, height = self._shown[page]
        return QRect(max(self.gap, (across - width) // 2), self._tops[page], width, height)

    def between(self, top: int, bottom: int) -> tuple[int, ...]:
        """Return the pages that are at least partly between two heights."""
        first = bisect_left(self._bottoms, top)
        behind = bisect_right(self._tops, bottom, hi=len(self._shown))
        return tuple(range(first, behind))

    @cached_property
    def _shown(self) -> tuple[tuple[int, int], ...]:
        return tuple(
            (round(one.width * self.scale), round(one.height * self.scale)) for one in self.sizes
        )

    @cached_property
    def _tops(self) -> tuple[int, ...]:
        """Where each page begins, and then where the next one would."""
        heights = (height + self.gap for _, height in self._shown)
        return tuple(accumulate(heights, initial=self.gap))

    @cached_property
    def _bottoms(self) -> tuple[int, ...]:
        """The last row of each page."""
        return tuple(top - self.gap - 1 for top in self._tops[1:])


def area(place: QRect, page: PageSize, shown: Box) -> QRectF:
    """Return where a box lies on the screen, when its page lies at a place there."""
    across, down = place.width() / page.width, place.height() / page.height
    return QRectF(
        place.left() + shown.left * across,
        place.top() + (page.height - shown.top) * down,
        (shown.right - shown.left) * across,
        (shown.top - shown.bottom) * down,
    )


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
