"""Typesets templates with typst into PDF files that are PDF/A-3a and PDF/UA-1 at once."""

import json
import re
from functools import cache
from typing import Any

from signapp.domain.errors import GlyphMissingError, TypesettingError
from signapp.domain.mark_errors import MarkTooSmallError
from signapp.resources import resource
from signapp.services.ports import Box, Typeset, TypesettingOrder
from signapp.services.unbroken import all_unbroken

STANDARDS = ["a-3a", "ua-1"]
_UNSHOWN = re.compile(r'the text `"(?P<text>.*)"` could not be displayed', re.DOTALL)
_NO_ROOM = re.compile(r"no room for a mark: (?P<width>[\d.]+) x (?P<height>[\d.]+)")
_ESCAPED = re.compile(r"\\(?:u\{(?P<code>[0-9a-f]+)\}|(?P<plain>.))", re.DOTALL)


def typeset(order: TypesettingOrder) -> Typeset:
    """Typeset a template with its data; the same order gives the same bytes.

    `order.data` reaches the template as JSON, never as markup. `order.moment` needs a zone; its
    whole seconds count. Raises GlyphMissingError, MarkTooSmallError, TypesettingError.
    """
    template = resource("typst") / f"{order.template}.typ"
    if not template.is_file():
        raise TypesettingError(template=order.template)
    compiler, failure = _compiler()
    try:
        pdf = compiler.compile(
            template,
            format="pdf",
            sys_inputs={"data": _printed(order), "embedded": _embedded(order)},
            pdf_standards=STANDARDS,
            timestamp=int(order.moment.timestamp()),
        )
        marks = json.loads(compiler.query("<box>", field="value"))
    except failure as e:
        glyph = _glyph_missing(str(e))
        if glyph:
            raise GlyphMissingError(glyph=glyph) from e
        if too_small := _NO_ROOM.search(str(e)):
            width, height = too_small.groups()
            raise MarkTooSmallError(width=width, height=height) from e
        raise TypesettingError(template=order.template) from e
    # PDF/A 6.1.9: what a signature appends has to begin on a line of its own
    return Typeset(pdf.rstrip(b"\r\n") + b"\n", tuple(_box(mark) for mark in marks))


def typeset_picture(content: bytes, kind: str) -> bytes:
    """Draw a picture (`png`, `jpg`, `svg`) on white; return it as a PNG of at most 600 dots.

    Raises TypesettingError.
    """
    compiler, failure = _compiler()
    data = json.dumps({"picture": list(content), "format": kind})
    try:
        png: bytes = compiler.compile(
            resource("typst") / "picture.typ", format="png", ppi=300, sys_inputs={"data": data}
        )
    except failure as e:
        raise TypesettingError(template="picture") from e
    return png


@cache
def _compiler() -> tuple[Any, type[Exception]]:
    """Return the one warm compiler and its exception; typst is slow to import, so only now."""
    import typst  # noqa: PLC0415

    fonts = typst.Fonts(
        include_system_fonts=False,
        include_embedded_fonts=False,
        font_paths=[resource("fonts")],
    )
    return typst.Compiler(root=resource("typst"), font_paths=fonts), typst.TypstError


def _printed(order: TypesettingOrder) -> str:
    """Return the data with numbers, days and citations held together. Raises TypesettingError."""
    try:
        data = json.loads(order.data)
    except ValueError as e:
        raise TypesettingError(template=order.template) from e
    return json.dumps(all_unbroken(data), ensure_ascii=False)


def _embedded(order: TypesettingOrder) -> str:
    return json.dumps(
        [
            {
                "name": file.name,
                "media_type": file.media_type,
                "description": file.description,
                "relationship": file.relationship,
                "content": list(file.content),
            }
            for file in order.embedded
        ]
    )


def _glyph_missing(message: str) -> str:
    """Return the characters that no font has, from typst's message, or an empty string."""
    found = _UNSHOWN.search(message)
    if found is None:
        return ""
    return _ESCAPED.sub(_unescaped, found["text"])


def _unescaped(escape: re.Match[str]) -> str:
    if escape["code"]:
        return chr(int(escape["code"], 16))
    return {"n": "\n", "r": "\r", "t": "\t", "0": "\0"}.get(escape["plain"], escape["plain"])


def _box(mark: dict[str, Any]) -> Box:
    """Turn a template's mark (points from the top left, page from 1) into a box of whole points.

    Whole points, because a decision names the box of a field in whole points.
    """
    left, bottom = round(mark["x"]), round(mark["paper"] - mark["y"] - mark["h"])
    return Box(
        name=mark["name"],
        page=mark["page"] - 1,
        left=float(left),
        bottom=float(bottom),
        right=float(left + round(mark["w"])),
        top=float(bottom + round(mark["h"])),
    )
