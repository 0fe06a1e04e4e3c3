"""Looks at the pages: how they lie, their fonts, comments, and text that nobody sees."""

from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw as pdfium

from signapp.services.ports import FileFinding
from signapp.signing.preflight.findings import SHOWN, finding, page_list
from signapp.signing.preflight.form import rectangle
from signapp.signing.preflight.opening import Look
from signapp.signing.preflight.places import text_below
from signapp.signing.remarks import LIBRARY_FAULTS

LOOKED_THROUGH = 500
"""In how many pages of a long file invisible text is looked for."""
INVISIBLE = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
NOT_COMMENTS = frozenset({"/Link", "/Widget", "/Popup", "/PrinterMark", "/TrapNet", "/Redact"})
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
SLACK = 0.5


def page_remarks(look: Look) -> Iterator[FileFinding]:
    """Yield what is to be known of the pages, their annotations and their fonts."""
    if look.pdf is None:
        return
    pages = list(look.pdf.pages)
    kinds: dict[str, Callable[[pikepdf.Page], bool]] = {
        "page.turned": lambda page: int(page.rotation) % 360 != 0,
        "page.cropped": _is_cropped,
        "page.offset": _is_offset,
        "page.unit": lambda page: float(page.obj.get("/UserUnit", 1)) != 1,
        "content.redaction": lambda page: "/Redact" in _annotations(page),
    }
    for code, holds in kinds.items():
        if found := [number for number, page in enumerate(pages) if holds(page)]:
            yield finding(code, pages=page_list(found))
    comments = sum(kind not in NOT_COMMENTS for page in pages for kind in _annotations(page))
    if comments:
        yield finding("content.comments", count=comments)
    if fonts := sorted(set(_fonts_outside(pages))):
        yield finding("content.fonts", fonts=", ".join(fonts[:SHOWN]))
    if len(pages) > LOOKED_THROUGH:
        yield finding("content.long", count=len(pages), pages=LOOKED_THROUGH)


def drawn_remarks(look: Look) -> Iterator[FileFinding]:
    """Yield what a second library finds on the pages: text that is not seen, or will not be."""
    try:
        document = pypdfium2.PdfDocument(look.source)
    except LIBRARY_FAULTS:  # how damaged it is was found already
        return
    try:
        count = min(len(document), LOOKED_THROUGH)
        if hidden := [number for number in range(count) if _hides_text(document, number)]:
            yield finding("content.invisible_text", pages=page_list(hidden))
        yield from text_below(document, look)
    finally:
        document.close()


def _hides_text(document: pypdfium2.PdfDocument, number: int) -> bool:
    page = document[number]
    try:
        texts = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT])
        return any(_is_hidden(one.raw) for one in texts)
    finally:
        page.close()


def _is_hidden(text: Any) -> bool:
    if pdfium.FPDFTextObj_GetTextRenderMode(text) in INVISIBLE:
        return True
    red, green, blue, alpha = (pdfium.c_uint() for _ in range(4))
    known = pdfium.FPDFPageObj_GetFillColor(text, red, green, blue, alpha)
    return bool(known) and alpha.value == 0


def _is_cropped(page: pikepdf.Page) -> bool:
    crop, paper = rectangle(page.cropbox), rectangle(page.mediabox)
    return (
        crop[0] > paper[0] + SLACK
        or crop[1] > paper[1] + SLACK
        or crop[2] < paper[2] - SLACK
        or crop[3] < paper[3] - SLACK
    )


def _is_offset(page: pikepdf.Page) -> bool:
    left, bottom, _, _ = rectangle(page.mediabox)
    return (left, bottom) != (0, 0)


def _annotations(page: pikepdf.Page) -> list[str]:
    return [str(it.get("/Subtype", "")) for it in page.obj.get("/Annots", [])]


def _fonts_outside(pages: list[pikepdf.Page]) -> Iterator[str]:
    """Yield the names of fonts that the file uses on its pages but does not bring along."""
    seen: set[tuple[int, int]] = set()
    waiting: list[Any] = [page.resources for page in pages]
    while waiting:
        resources = waiting.pop()
        for font in _values(resources, "/Font"):
            if not (font.is_indirect and font.objgen in seen):
                seen.add(font.objgen)
                if not _is_embedded(font):
                    yield str(font.get("/BaseFont", "?")).lstrip("/")
        for drawn in _values(resources, "/XObject"):
            if drawn.objgen not in seen and "/Resources" in drawn:
                seen.add(drawn.objgen)
                waiting.append(drawn.Resources)


def _values(resources: Any, kind: str) -> list[Any]:
    return list(resources[kind].as_dict().values()) if kind in resources else []


def _is_embedded(font: Any) -> bool:
    if font.get("/Subtype") == "/Type3":
        return True
    below = font.DescendantFonts[0] if "/DescendantFonts" in font else font
    descriptor = below.get("/FontDescriptor")
    return descriptor is not None and any(key in descriptor for key in FONT_FILES)
