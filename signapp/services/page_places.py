"""Where a place on a page, as it is shown, is in the page's own coordinates, and the way back."""

from dataclasses import replace

from signapp.services.ports import Box, PageSize


def box_in_file(page: PageSize, shown: Box) -> Box:
    """Return a box in the page's own coordinates; `shown` is measured on the page as shown.

    It is measured in points from the lower left corner of what is seen, however the page is
    turned, cropped or scaled. A box without a size stays one, at the origin: an invisible
    signature has an empty rectangle.
    """
    if shown.unseen:
        return _nowhere(shown)
    return _between(
        shown, _point(page, shown.left, shown.bottom), _point(page, shown.right, shown.top)
    )


def box_on_page(page: PageSize, in_file: Box) -> Box:
    """Return a box as it is shown, in points from the lower left corner of what is seen."""
    if in_file.unseen:
        return _nowhere(in_file)
    return _between(
        in_file,
        _point_shown(page, in_file.left, in_file.bottom),
        _point_shown(page, in_file.right, in_file.top),
    )


def _nowhere(box: Box) -> Box:
    return replace(box, left=0.0, bottom=0.0, right=0.0, top=0.0)


def _between(box: Box, one: tuple[float, float], other: tuple[float, float]) -> Box:
    return replace(
        box,
        left=min(one[0], other[0]),
        bottom=min(one[1], other[1]),
        right=max(one[0], other[0]),
        top=max(one[1], other[1]),
    )


def _point(page: PageSize, x: float, y: float) -> tuple[float, float]:
    x, y = x / page.unit, y / page.unit
    width, height = page.width / page.unit, page.height / page.unit
    match page.turn:
        case 90:
            x, y = height - y, x
        case 180:
            x, y = width - x, height - y
        case 270:
            x, y = y, width - x
    return page.left + x, page.bottom + y


def _point_shown(page: PageSize, x: float, y: float) -> tuple[float, float]:
    x, y = (x - page.left) * page.unit, (y - page.bottom) * page.unit
    match page.turn:
        case 90:
            return y, page.height - x
        case 180:
            return page.width - x, page.height - y
        case 270:
            return page.width - y, x
    return x, y
