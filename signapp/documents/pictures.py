"""Makes a picture harmless: a city's emblem or a written name becomes plain, opaque dots."""

import struct
from xml.parsers import expat

from signapp.documents.typesetting import typeset_picture
from signapp.domain.errors import TypesettingError
from signapp.domain.mark_errors import MarkImageError

LARGEST_FILE = 2_000_000
LONGEST_SIDE = 6000
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
"""The markers in a JPEG file after which its height and width stand."""
WRITING = frozenset({"text", "tspan", "textPath"})
DRAWING = frozenset(
    [
        *("svg", "g", "defs", "title", "desc", "metadata", "style", "symbol", "stop"),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("linearGradient", "radialGradient", "clipPath", "mask"),
    ]
)
"""The only elements of an SVG picture that draw and do nothing else."""
SVG = "http://www.w3.org/2000/svg"
MOST_ELEMENTS = 20_000


def mark_picture(content: bytes) -> bytes:
    """Return a picture (PNG, JPEG or SVG) as a PNG without transparency, redrawn on white.

    So no profile, no script, no comment and no see-through part of the file gets any further,
    and PDF/A and PDF/UA are kept. Raises MarkImageError: `large`, `kind`, `side`, `active`,
    `text`, `damaged`.
    """
    if len(content) > LARGEST_FILE:
        raise MarkImageError(cause="large")
    try:
        kind = _kind(content)
        return typeset_picture(content, kind)
    except (TypesettingError, struct.error, IndexError, expat.ExpatError) as e:
        raise MarkImageError(cause="damaged") from e


def _kind(content: bytes) -> str:
    if content.startswith(PNG):
        _check_sides(*struct.unpack_from(">II", content, 16))
        return "png"
    if content.startswith(JPEG):
        _check_sides(*_jpeg_sides(content))
        return "jpg"
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<") and b"<svg" in start:
        _check_drawing(content)
        return "svg"
    raise MarkImageError(cause="kind")


def _check_sides(width: int, height: int) -> None:
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        raise MarkImageError(cause="side")


def _jpeg_sides(content: bytes) -> tuple[int, int]:
    """Read height and width from the first frame of a JPEG file."""
    at = 2
    while content[at] == 0xFF:
        marker, length = content[at + 1], struct.unpack_from(">H", content, at + 2)[0]
        if marker in FRAMES:
            height, width = struct.unpack_from(">HH", content, at + 5)
            return width, height
        at += 2 + length
    raise MarkImageError(cause="damaged")


def _check_drawing(content: bytes) -> None:
    """Refuse an SVG picture that does anything but draw. Raises MarkImageError, ExpatError."""
    check = _DrawingCheck()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text, parser.buffer_size = True, LARGEST_FILE
    parser.StartElementHandler = check.begin
    parser.CharacterDataHandler = check.read
    parser.EntityDeclHandler = parser.ProcessingInstructionHandler = check.refuse
    parser.Parse(content, True)


class _DrawingCheck:
    """Follows a parser through an SVG picture."""

    def __init__(self) -> None:
        self._elements = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Look at an element."""
        self._elements += 1
        space, _, local = name.rpartition(" ")
        if self._elements > MOST_ELEMENTS:
            raise MarkImageError(cause="large")
        if space not in ("", SVG):
            return  # an editor's own notes, which nobody draws
        if local in WRITING:
            raise MarkImageError(cause="text")
        if local not in DRAWING or any(map(_acts, attributes, attributes.values())):
            self.refuse()

    def read(self, text: str) -> None:
        """Look at what stands in an element, which may be a style."""
        if "@import" in text or _leads_away(text):
            self.refuse()

    def refuse(self, *_: object) -> None:
        """Refuse whatever it is."""
        raise MarkImageError(cause="active")


def _acts(name: str, value: str) -> bool:
    """Tell whether an attribute reacts to something, or reaches for something elsewhere."""
    local = name.rpartition(" ")[2].lower()
    leads = local == "href" and not value.strip().startswith("#")
    return local.startswith("on") or leads or _leads_away(value)


def _leads_away(text: str) -> bool:
    """Tell whether a style names an address that is not inside the picture."""
    parts = text.replace(" ", "").lower().split("url(")[1:]
    return any(not part.lstrip("'\"").startswith("#") for part in parts)
