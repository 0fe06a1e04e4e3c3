"""The usual places of signatures, by the kind of agreement, as a catalogue of templates."""

import json
from dataclasses import dataclass, replace
from enum import Enum
from functools import cache
from itertools import combinations

from signapp.domain.values import from_plain
from signapp.resources import resource
from signapp.services.page_places import box_in_file
from signapp.services.placing import (
    MM,
    Arrangement,
    is_inside,
    is_too_small,
    kept_inside,
    overlap,
    shifted,
)
from signapp.services.ports import Box, PageSize

OURS, THEIRS = "City", "Counterparty"
"""The names of the two usual signature fields."""
SIDE_BY_SIDE, LAST_TIME = "side_by_side", "last_time"
FIRST, LAST = "first", "last"
NARROWER = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5)


class Corner(Enum):
    """From which corner of the page a place is measured."""

    BOTTOM_LEFT = "bottom_left"
    BOTTOM_RIGHT = "bottom_right"
    TOP_LEFT = "top_left"
    TOP_RIGHT = "top_right"


@dataclass(frozen=True)
class UsualPlace:
    """Where a party signs: its page (`first`, `last` or a number from 1), in millimetres.

    `x` and `y` are the distance of the box from the corner. Without a size it is invisible.
    """

    party: str
    page: str
    corner: Corner
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Template:
    """The usual places of one kind of agreement; its name in words is under `places.template`."""

    name: str
    places: tuple[UsualPlace, ...]


@cache
def templates() -> tuple[Template, ...]:
    """Return the catalogue, the most usual first."""
    plain = json.loads(resource("places", "templates.json").read_text(encoding="utf-8"))
    found: tuple[Template, ...] = from_plain(plain, tuple[Template, ...])
    return found


def template(name: str) -> Template:
    """Return a template by its name. Raises KeyError."""
    return {one.name: one for one in templates()}[name]


def boxes_of(places: tuple[UsualPlace, ...], pages: tuple[PageSize, ...]) -> tuple[Box, ...]:
    """Return where places are on the pages of a file, as they are shown, come what may."""
    return tuple(_box(one, pages) for one in places)


def arranged(places: tuple[UsualPlace, ...], pages: tuple[PageSize, ...]) -> tuple[Box, ...]:
    """Return where the places of a template are on the pages of a file, as they are shown.

    On small pages they are narrower, or else below each other, or each where there is room.
    """
    if not pages:
        return ()
    for narrower in NARROWER:
        slim = tuple(replace(one, width=one.width * narrower) for one in places)
        boxes = tuple(_on_pages(box, pages) for box in boxes_of(slim, pages))
        if _all_fit(boxes, pages):
            return boxes
    there = Arrangement(pages)
    for box in (_on_pages(one, pages) for one in boxes_of(places, pages)):
        fitted = kept_inside(pages[box.page], box)
        alone = replace(there, boxes=(*there.boxes, fitted))
        there = alone if box.unseen else alone.nearest(fitted)
    return there.boxes


def _all_fit(boxes: tuple[Box, ...], pages: tuple[PageSize, ...]) -> bool:
    seen = [box for box in boxes if not box.unseen]
    inside = all(is_inside(pages[box.page], box) and not is_too_small(box) for box in seen)
    return inside and not any(overlap(one, other) for one, other in combinations(seen, 2))


def usual_boxes(pages: tuple[PageSize, ...]) -> tuple[Box, ...]:
    """Return the two most usual places in the pages' own coordinates, ours first."""
    boxes = arranged(template(SIDE_BY_SIDE).places, pages)
    return tuple(box_in_file(pages[box.page], box) for box in boxes)


def as_places(boxes: tuple[Box, ...], pages: tuple[PageSize, ...]) -> tuple[UsualPlace, ...]:
    """Return boxes as places on a file of any length: measured from the nearest corner."""
    return tuple(_place(box, pages) for box in boxes)


def page_number(page: str, count: int) -> int:
    """Return the page of a place, from 0. Raises ValueError."""
    return {FIRST: 0, LAST: count - 1}[page] if page in (FIRST, LAST) else int(page) - 1


def _on_pages(box: Box, pages: tuple[PageSize, ...]) -> Box:
    return replace(box, page=min(box.page, len(pages) - 1))


def _box(place: UsualPlace, pages: tuple[PageSize, ...]) -> Box:
    number = page_number(place.page, len(pages))
    width, height = place.width * MM, place.height * MM
    if not width and not height:
        return Box(place.party, number, 0.0, 0.0, 0.0, 0.0)
    page = pages[min(max(number, 0), len(pages) - 1)]
    left, bottom = place.x * MM, place.y * MM
    if place.corner in (Corner.BOTTOM_RIGHT, Corner.TOP_RIGHT):
        left = page.width - left - width
    if place.corner in (Corner.TOP_LEFT, Corner.TOP_RIGHT):
        bottom = page.height - bottom - height
    return shifted(Box(place.party, number, 0.0, 0.0, width, height), left, bottom)


def _place(box: Box, pages: tuple[PageSize, ...]) -> UsualPlace:
    page, last = pages[box.page], len(pages) - 1
    name = LAST if box.page == last else FIRST if box.page == 0 else str(box.page + 1)
    right, top = page.width - box.right, page.height - box.top
    below = "bottom" if box.bottom <= top else "top"
    side = "left" if box.left <= right else "right"
    x, y, width, height = (
        round(length / MM, 2)
        for length in (
            min(box.left, right),
            min(box.bottom, top),
            box.right - box.left,
            box.top - box.bottom,
        )
    )
    return UsualPlace(box.name, name, Corner(f"{below}_{side}"), x, y, width, height)


def own_field(fields: tuple[str, ...]) -> str:
    """Return the city's field: the one with the usual name, else the first on the page."""
    return OURS if OURS in fields or not fields else fields[0]
