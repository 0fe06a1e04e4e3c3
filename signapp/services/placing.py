"""The rules of where signatures may stand on the pages of an agreement, as the pages are shown.

All lengths are points on the page as it is shown, from the lower left corner of what is seen.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import combinations

from signapp.domain.errors import FieldFilledError, FieldOutsidePageError
from signapp.domain.place_errors import (
    PlacesMissingError,
    PlacesOverlapError,
    PlaceTooSmallError,
)
from signapp.services.ports import Box, PageSize

MM = 72 / 25.4
"""Points in a millimetre."""
SMALLEST = (100.0, 30.0)
"""Below this width and height, in points, a mark cannot be read."""
MARGIN = 20 * MM
SLACK = 0.5


def check_places(pages: tuple[PageSize, ...], boxes: tuple[Box, ...]) -> None:
    """Refuse boxes in which, or so near each other that, the parties could not sign.

    Raises PlacesMissingError, FieldFilledError when a party has two, FieldOutsidePageError,
    PlaceTooSmallError, PlacesOverlapError.
    """
    if not boxes:
        raise PlacesMissingError
    names = [box.name for box in boxes]
    for box in boxes:
        if names.count(box.name) > 1:
            raise FieldFilledError(field=box.name)
        if not 0 <= box.page < len(pages) or not is_inside(pages[box.page], box):
            raise FieldOutsidePageError(field=box.name)
        if not box.unseen and is_too_small(box):
            size = (box.right - box.left, box.top - box.bottom)
            width, height, least_width, least_height = (
                f"{length / MM:.0f}" for length in (*size, *SMALLEST)
            )
            raise PlaceTooSmallError(
                field=box.name, width=width, height=height,
                least_width=least_width, least_height=least_height,
            )  # fmt: skip
    for one, other in combinations(boxes, 2):
        if overlap(one, other):
            raise PlacesOverlapError(field=one.name, other=other.name)


def is_inside(page: PageSize, box: Box) -> bool:
    """Tell whether a box is in the visible part of its page."""
    return (
        -SLACK <= box.left <= box.right <= page.width + SLACK
        and -SLACK <= box.bottom <= box.top <= page.height + SLACK
    )


def is_too_small(box: Box) -> bool:
    """Tell whether no mark is legible in a box."""
    width, height = box.right - box.left, box.top - box.bottom
    return width < SMALLEST[0] - SLACK or height < SMALLEST[1] - SLACK


def overlap(one: Box, other: Box) -> bool:
    """Tell whether two boxes lie over one another."""
    return (
        one.page == other.page
        and min(one.right, other.right) - max(one.left, other.left) > SLACK
        and min(one.top, other.top) - max(one.bottom, other.bottom) > SLACK
    )


def shifted(box: Box, right: float, up: float) -> Box:
    """Return a box moved by so many points."""
    return replace(
        box,
        left=box.left + right,
        right=box.right + right,
        bottom=box.bottom + up,
        top=box.top + up,
    )


def kept_inside(page: PageSize, box: Box) -> Box:
    """Return a box moved, and where it must be made smaller, until it is inside its page.

    It is never smaller than a mark needs, unless the page is.
    """
    if box.unseen:
        return box
    width = min(page.width, max(box.right - box.left, SMALLEST[0]))
    height = min(page.height, max(box.top - box.bottom, SMALLEST[1]))
    left = min(max(box.left, 0.0), page.width - width)
    bottom = min(max(box.bottom, 0.0), page.height - height)
    return replace(box, left=left, bottom=bottom, right=left + width, top=bottom + height)


def with_edges(page: PageSize, box: Box, edges: Mapping[str, float]) -> Box:
    """Return a box with some of its edges elsewhere, in the page and as far apart as must be."""
    left, bottom, right, top = box.left, box.bottom, box.right, box.top
    if "left" in edges:
        left = max(0.0, min(edges["left"], right - SMALLEST[0]))
    if "right" in edges:
        right = min(page.width, max(edges["right"], left + SMALLEST[0]))
    if "bottom" in edges:
        bottom = max(0.0, min(edges["bottom"], top - SMALLEST[1]))
    if "top" in edges:
        top = min(page.height, max(edges["top"], bottom + SMALLEST[1]))
    return replace(box, left=left, bottom=bottom, right=right, top=top)


@dataclass(frozen=True)
class Arrangement:
    """The boxes of all parties on the pages of a file; every change gives another arrangement.

    A change that would put a box over another one is not made, or only as far as it goes.
    """

    pages: tuple[PageSize, ...] = ()
    boxes: tuple[Box, ...] = ()

    def of(self, name: str) -> Box:
        """Return the box of a party."""
        return next(box for box in self.boxes if box.name == name)

    def others(self, box: Box) -> tuple[Box, ...]:
        """Return the boxes of the other parties that are seen on the page of a box."""
        there = (one for one in self.boxes if one.name != box.name and not one.unseen)
        return tuple(one for one in there if one.page == box.page)

    def is_free(self, box: Box) -> bool:
        """Tell whether a box lies over no other one."""
        return box.unseen or not any(overlap(box, other) for other in self.others(box))

    def with_box(self, box: Box) -> "Arrangement":
        """Return the arrangement with a box in another place, or as it was."""
        kept = kept_inside(self.pages[box.page], box)
        if not self.is_free(kept):
            return self
        boxes = tuple(kept if one.name == box.name else one for one in self.boxes)
        return replace(self, boxes=boxes)

    def moved(self, name: str, right: float, up: float) -> "Arrangement":
        """Return it with a box moved; one that meets another slides along it."""
        box = self.of(name)
        for by in ((right, up), (right, 0.0), (0.0, up)):
            if any(by) and (new := self.with_box(shifted(box, *by))) is not self:
                return new
        return self

    def resized(self, name: str, wider: float, higher: float) -> "Arrangement":
        """Return it with a box made larger to the right and upwards; less than nothing shrinks."""
        box = self.of(name)
        if box.unseen:
            return self
        edges = {"right": box.right + wider, "top": box.top + higher}
        return self.with_box(with_edges(self.pages[box.page], box, edges))

    def on_page(self, name: str, page: int) -> "Arrangement":
        """Return it with a box on another page: in the same place, or the nearest free one."""
        if not 0 <= page < len(self.pages):
            return self
        return self.nearest(replace(self.of(name), page=page))

    def nearest(self, box: Box) -> "Arrangement":
        """Return it with a box as near as may be to where it is wanted."""
        kept = kept_inside(self.pages[box.page], box)
        there = [kept, *self._beside(kept)]
        free = [one for one in there if is_inside(self.pages[one.page], one) and self.is_free(one)]
        if not free:
            return self
        return self.with_box(min(free, key=lambda one: _distance(one, kept)))

    def _beside(self, box: Box) -> Iterator[Box]:
        """Yield the same box in the margins, and right beside, above and below each other one."""
        page, gap = self.pages[box.page], 10.0
        width, height = box.right - box.left, box.top - box.bottom
        lefts = [box.left, MARGIN, page.width - MARGIN - width, 0.0, page.width - width]
        bottoms = [box.bottom, MARGIN, page.height - MARGIN - height, 0.0, page.height - height]
        for other in self.others(box):
            lefts += [other.right + gap, other.left - gap - width]
            bottoms += [other.top + gap, other.bottom - gap - height]
        for left in lefts:
            for bottom in bottoms:
                yield shifted(box, left - box.left, bottom - box.bottom)


def _distance(one: Box, other: Box) -> float:
    return abs(one.left - other.left) + abs(one.bottom - other.bottom)
