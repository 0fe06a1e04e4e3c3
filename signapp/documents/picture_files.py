"""Looks at pictures and scans that came in: how many pages, how large, and what they tell."""

import math
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from signapp.domain.intake_errors import PictureRefusedError

MOST_PAGES = 200
MOST_DOTS = 50_000_000
"""Dots of one picture: an A4 page at 600 dots an inch has 35 million."""
MOST_DOTS_TOGETHER = 700_000_000
KINDS = ("PNG", "JPEG", "TIFF")
MISSHAPEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError,
    RuntimeError, SyntaxError, TypeError, ValueError, struct.error,
)  # fmt: skip
"""What decoding raises when a picture does not have the promised form."""
A4 = (595.276, 841.89)
LEAST_DPI, MOST_DPI, UNSAID_DPI = 50.0, 2400.0, 150.0
FINE_DPI = 100.0
"""Below this many dots an inch small letters cannot be read."""
GPS, ORIENTATION, TURNED = 0x8825, 0x0112, range(5, 9)
SAID = ("exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "iptc", "Comment", "Author")
TIFF_WORDS = (270, 271, 272, 305, 306, 315, 316, 700, 33432, 33723, 34377, 34665)
"""What a TIFF file tells of who made it, when and with what."""


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """Open a picture without decoding it. Raises PictureRefusedError, `damaged`."""
    from PIL import Image, ImageFile  # noqa: PLC0415  (only where pictures come in)

    Image.MAX_IMAGE_PIXELS = None  # `check_size` is stricter, and asked first
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(path, formats=KINDS) as picture:
            yield picture
    except PictureRefusedError:
        raise
    except MemoryError as e:
        raise PictureRefusedError(cause="dots") from e
    except MISSHAPEN as e:
        raise PictureRefusedError(cause="damaged") from e


def pages_of(picture: Any) -> Iterator[int]:
    """Turn to each page of a picture, and yield its number from 0.

    Raises PictureRefusedError: `pages`, `dots`.
    """
    dots, several = 0, picture.format == "TIFF"
    for page in range(MOST_PAGES + 1 if several else 1):
        try:
            picture.seek(page)
        except EOFError:
            return
        if page == MOST_PAGES:
            raise PictureRefusedError(cause="pages")
        width, height = picture.size
        dots += width * height
        if not 0 < width * height <= MOST_DOTS or dots > MOST_DOTS_TOGETHER:
            raise PictureRefusedError(cause="dots")
        yield page


def look_at_picture(path: Path) -> tuple[int, tuple[str, ...]]:
    """Return how many pages a picture becomes, and what is to be known of it.

    Raises PictureRefusedError: `dots`, `pages`, `damaged`.
    """
    found, pages = {"picture.no_text"}, 0
    with opened(path) as picture:
        for _ in pages_of(picture):
            pages += 1
            found |= _told(picture)
            found |= _looks(picture)
    return pages, tuple(sorted(found))


def _told(picture: Any) -> set[str]:
    """Return what a picture tells besides what it shows; none of it is kept."""
    exif = picture.getexif()
    found = {"picture.position"} if exif.get_ifd(GPS) else set()
    words = TIFF_WORDS if picture.format == "TIFF" else tuple(set(exif) - {ORIENTATION})
    if any(name in picture.info for name in SAID) or any(tag in exif for tag in words):
        found.add("picture.remarks")
    return found


def _looks(picture: Any) -> set[str]:
    """Return whether a picture is made smaller for its page, and whether it is too coarse."""
    dpi, shown = dots_per_inch(picture), size_shown(picture, picture.size)
    share = min(1.0, share_of_page(*shown))
    found = {"picture.smaller"} if share < 0.99 else set()
    if min(dpi) / share < FINE_DPI:
        found.add("picture.coarse")
    return found


def dots_per_inch(picture: Any) -> tuple[float, float]:
    """Return how many dots an inch a picture says it has, across and down, as it is stored."""
    try:
        across, down = (float(one) for one in picture.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        across = down = 0.0
    said = all(math.isfinite(one) and LEAST_DPI <= one <= MOST_DPI for one in (across, down))
    return (across, down) if said else (UNSAID_DPI, UNSAID_DPI)


def size_shown(
    picture: Any, sides: tuple[int, int], *, turned: bool = False
) -> tuple[float, float]:
    """Return how large a picture is shown, in points.

    `sides` are its dots as it is shown, perhaps `turned` by a quarter from how it is stored.
    """
    across, down = dots_per_inch(picture)
    if turned:
        across, down = down, across
    return sides[0] / across * 72, sides[1] / down * 72


def share_of_page(width: float, height: float) -> float:
    """Return by how much a picture is to be scaled to fill a page of A4, upright or across."""
    short, long = sorted((width, height))
    return min(A4[0] / short, A4[1] / long)
