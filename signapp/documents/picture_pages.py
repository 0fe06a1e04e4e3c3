"""Makes pages of pictures and scans: one on each page, upright, and nothing but what it shows."""

import json
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from signapp.documents.picture_files import (
    A4,
    ORIENTATION,
    TURNED,
    opened,
    pages_of,
    share_of_page,
    size_shown,
)
from signapp.documents.typesetting import STANDARDS
from signapp.domain.errors import TypesettingError
from signapp.domain.intake_errors import PictureRefusedError
from signapp.resources import resource
from signapp.services.arrivals import PictureOrder

TEMPLATE = "pictures"
QUALITY = 92
NOISE = 0.5
"""More bytes than this for each dot, and what a scan shows is not paper with letters only."""
MOST_EXACT = 400_000_000
"""How many dots, counted in each colour, may be kept exactly: they are all held at once."""
MOST_BYTES = 150_000_000
"""How large all pictures of a file may be together."""
KEPT_SEGMENTS = {0xC4, 0xDB, 0xDD, 0xDA, 0xE0, 0xEE, *range(0xC0, 0xD0)} - {0xC8}
"""The parts of a JPEG file that draw: tables, frames, scans, and how its colours are meant."""
SCAN, END = 0xDA, 0xD9
WITHIN_SCAN = {0x00, 0xFF, *range(0xD0, 0xD8)}


def picture_pages(path: Path, order: PictureOrder) -> bytes:
    """Return a PDF (PDF/A-3a, PDF/UA-1) with each picture of a file on a page of its own.

    A picture has its own size where that fits on A4, and is shown as its file says it is turned.
    What else the file tells (place, camera, person) is left behind. The same file and order give
    the same bytes. Raises PictureRefusedError, TypesettingError.
    """
    with _scratch() as main:
        main.write_bytes((resource("typst") / f"{TEMPLATE}.typ").read_bytes())
        pages = list(_write(path, main))
        for page, words in zip(pages, order.descriptions, strict=True):
            page["alt"] = words
        data = {"title": order.title, "language": order.language, "pages": pages}
        return _compile(main, json.dumps(data), int(order.moment.timestamp()))


@contextmanager
def _scratch() -> Iterator[Path]:
    """Yield a place for a template; files beside it that are named after it go with it.

    There may be no folder of their own for them: a confined process can make none.
    """
    main = Path(tempfile.gettempdir()) / f"pictures-{uuid4().hex}.typ"
    try:
        yield main
    finally:
        for one in main.parent.glob(f"{main.stem}*"):
            one.unlink()


def _compile(main: Path, data: str, timestamp: int) -> bytes:
    typst: Any = import_module("typst")  # slow to import

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[])
    compiler = typst.Compiler(root=main.parent, font_paths=fonts)
    try:
        pdf: bytes = compiler.compile(
            main,
            format="pdf",
            sys_inputs={"data": data},
            pdf_standards=STANDARDS,
            timestamp=timestamp,
        )
    except typst.TypstError as e:
        raise TypesettingError(template=TEMPLATE) from e
    return pdf.rstrip(b"\r\n") + b"\n"


def _write(path: Path, main: Path) -> Iterator[dict[str, Any]]:
    """Write each picture of a file by itself; yield where it is and how large it is shown.

    Raises PictureRefusedError, `large`, as `picture_files.opened` does.
    """
    exact, together = MOST_EXACT, 0
    with opened(path) as picture:
        for number in pages_of(picture):
            turned = dict(picture.getexif()).get(ORIENTATION, 1)  # decoding may forget it
            picture.load()
            file = main.with_name(f"{main.stem}-{number}")
            sides = _draw(picture, path, file, upright=turned == 1, exact=exact)
            exact -= sides[0] * sides[1] * len(picture.getbands())
            together += file.stat().st_size
            if together > MOST_BYTES:
                raise PictureRefusedError(cause="large")
            width, height = size_shown(picture, sides, turned=turned in TURNED)
            share = min(1.0, share_of_page(width, height))
            yield {
                "file": file.name,
                "width": width * share,
                "height": height * share,
                "page": list(A4 if width <= height else A4[::-1]),
            }


def _draw(picture: Any, path: Path, file: Path, *, upright: bool, exact: int) -> tuple[int, int]:
    """Write a decoded picture to a file that only draws; return its sides in dots.

    The picture's own bytes are kept where they can be. Else its dots are kept exactly, unless
    they are a photograph's, or noise of a scanner, or more than so many.
    """
    from PIL import ImageOps  # noqa: PLC0415  (only where pictures come in)

    photo, plain = picture.format == "JPEG", picture.mode in ("RGB", "L")
    if photo and upright and plain and "icc_profile" not in picture.info:
        file.write_bytes(_only_drawing(path.read_bytes()))
        return int(picture.width), int(picture.height)
    shown = _opaque(_in_usual_colours(ImageOps.exif_transpose(picture)))
    shown.info = {}
    dots = shown.width * shown.height
    if not photo and dots * len(shown.getbands()) <= exact:
        shown.save(file, "PNG")
    scan = picture.format == "TIFF" and shown.mode != "1"
    if not file.exists() or (scan and file.stat().st_size > dots * NOISE):
        shown.convert("L" if shown.mode == "1" else shown.mode).save(
            file, "JPEG", quality=QUALITY, subsampling=0
        )
    return int(shown.width), int(shown.height)


def _in_usual_colours(picture: Any) -> Any:
    """Return a picture in sRGB, where it says that its colours are meant otherwise."""
    from PIL import ImageCms  # noqa: PLC0415  (only where pictures come in)

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK", "RGBA"):
        return picture
    wanted = "RGBA" if picture.mode == "RGBA" else "RGB"
    try:
        return ImageCms.profileToProfile(
            picture, BytesIO(profile), ImageCms.createProfile("sRGB"), outputMode=wanted
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture  # a profile that says nothing of use


def _opaque(picture: Any) -> Any:
    """Return a picture on white, in plain colours or greys."""
    from PIL import Image  # noqa: PLC0415  (only where pictures come in)

    if picture.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in picture.info:
        colours = picture.convert("RGBA")
        white = Image.new("RGB", picture.size, "white")
        white.paste(colours, mask=colours.getchannel("A"))
        return white
    if picture.mode in ("1", "L", "RGB"):
        return picture.copy()
    if picture.mode.startswith("I"):  # sixteen bits of grey
        return picture.convert("I").point(lambda dot: dot * (1 / 256)).convert("L")
    return picture.convert("RGB")


def _only_drawing(content: bytes) -> bytes:
    """Return a JPEG file without anything that does not draw, and nothing after its end."""
    kept, at = bytearray(content[:2]), 2
    try:
        while True:
            while content[at + 1] == 0xFF:  # filling
                at += 1
            marker = content[at + 1]
            if content[at] != 0xFF:
                raise PictureRefusedError(cause="damaged")
            if marker == END:
                return bytes(kept + content[at : at + 2])
            end = at + 2 + struct.unpack_from(">H", content, at + 2)[0]
            if marker == SCAN:
                end = _end_of_scan(content, end)
            if marker in KEPT_SEGMENTS:
                kept += content[at:end]
            at = end
    except (IndexError, struct.error) as e:
        raise PictureRefusedError(cause="damaged") from e


def _end_of_scan(content: bytes, at: int) -> int:
    """Return where the dots of a scan end: at the first marker that is not one within them."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0:
            raise IndexError
        if content[at + 1] not in WITHIN_SCAN:
            return at
        at += 1 if content[at + 1] == 0xFF else 2
