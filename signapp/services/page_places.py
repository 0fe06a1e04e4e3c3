"""Where a place on a page, as it is shown, is in the page's own coordinates."""

from dataclasses import replace

from signapp.services.ports import Box, PageSize


def box_in_file(page: PageSize, shown: Box) -> Box:
    """Return a box in the page's own coordinates; `shown` is measured on the page as shown.

    It is measured in points from the lower left corner of what is seen, however the page is
    turned, cropped or scaled.
    """
    one, other = (
        _point(page, shown.left, shown.bottom),
        _point(page, shown.right, shown.top),
    )
    return replace(
        shown,
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
