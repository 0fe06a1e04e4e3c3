"""Where a box that is moved by hand comes to rest: at the margins, at other boxes, on a grid."""

from collections.abc import Iterable, Mapping

from signapp.services.placing import MARGIN, MM, Arrangement, shifted
from signapp.services.ports import Box

ACROSS = ("left", "right")
GRID = MM
"""The lines of the grid are a millimetre apart."""


def snapped_move(there: Arrangement, box: Box, reach: float) -> Box:
    """Return a moved box at rest: one of its edges at a line within reach, or on the grid."""
    right = _shift(_lines(there, box, across=True), (box.left, box.right), reach)
    up = _shift(_lines(there, box, across=False), (box.bottom, box.top), reach)
    return shifted(box, right, up)


def snapped_edges(
    there: Arrangement, box: Box, edges: Mapping[str, float], reach: float
) -> dict[str, float]:
    """Return where edges of a box (left, bottom, right, top) that are moved come to rest.

    An edge also rests where the box is as wide, or as high, as another one on its page.
    """
    return {
        edge: at
        + _shift(
            [*_lines(there, box, across=edge in ACROSS), *_alike(there, box, edge)], (at,), reach
        )
        for edge, at in edges.items()
    }


def _shift(lines: Iterable[float], edges: tuple[float, ...], reach: float) -> float:
    """Return by how much the nearest edge has to go to the nearest line, or else to the grid."""
    shifts = [line - edge for line in lines for edge in edges]
    near = [one for one in shifts if abs(one) <= reach]
    if near:
        return min(near, key=abs)
    return round(edges[0] / GRID) * GRID - edges[0]


def _lines(there: Arrangement, box: Box, *, across: bool) -> list[float]:
    """Return the margins of the page, and the edges of the other boxes on it."""
    page = there.pages[box.page]
    length = page.width if across else page.height
    lines = [MARGIN, length - MARGIN]
    for other in there.others(box):
        lines += [other.left, other.right] if across else [other.bottom, other.top]
    return lines


def _alike(there: Arrangement, box: Box, edge: str) -> list[float]:
    """Return where an edge makes the box as large as another one."""
    found = []
    for other in there.others(box):
        width, height = other.right - other.left, other.top - other.bottom
        found.append(
            {
                "left": box.right - width,
                "right": box.left + width,
                "bottom": box.top - height,
                "top": box.bottom + height,
            }[edge]
        )
    return found
