"""Reads a page of a tagged PDF by its structure: headings, paragraphs, lists, rows of tables.

What is no part of the structure belongs to the page: its header, its footer, its number.
"""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2
from pypdfium2 import raw

from signapp.services.dehyphenate import CONJUNCTIONS
from signapp.services.import_values import Flow, LineRole, TextLine

SOFT = "\N{SOFT HYPHEN}"
SOFT_VALUES = (SOFT, "\0")
"""A soft hyphen as the replacement of a letter: PDFium does not know it in the old encoding."""
HYPHEN = "\x02"
"""How PDFium tells a hyphen at the end of a line in the text of one object."""
MOST_LETTERS = 4096
DEEPEST = 60
"""An element so deep in the structure is not read: only a hostile file has one."""
COVERED = 0.95
"""So much of a page's text has to be in its structure, or the structure is of no use."""
SAME_LINE = 0.6
SHORT_LINE = 0.75
"""A line that ends so far from the edge was not broken for want of room."""
_HEADING = re.compile(r"H\d?|Title")
_MARK = re.compile(r"[-–—•·▪]|\d{1,3}[.)]?|[a-zåäö]\)")


@dataclass(frozen=True)
class _Piece:
    """The text of one object, and where it stands."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def tagged_lines(page: pypdfium2.PdfPage, number: int) -> tuple[TextLine, ...] | None:
    """Return the lines of a page by its structure; None where that does not hold its text."""
    tree = raw.FPDF_StructTree_GetForPage(page.raw)
    if not tree:
        return None
    try:
        textpage = page.get_textpage()
        try:
            marked, apart = _pieces(page, textpage)
        finally:
            textpage.close()
        reader = _Reader(marked, number)
        for place in range(raw.FPDF_StructTree_CountChildren(tree)):
            reader.read(raw.FPDF_StructTree_GetChildAtIndex(tree, place), 0)
    finally:
        raw.FPDF_StructTree_Close(tree)
    reader.finish()
    if reader.read_letters < COVERED * sum(map(_letters, marked.values())):
        return None
    return (*_of_page(apart, number), *reader.lines)


def _letters(pieces: list[_Piece]) -> int:
    return sum(len(one.text.strip()) for one in pieces)


def _pieces(
    page: pypdfium2.PdfPage, textpage: pypdfium2.PdfTextPage
) -> tuple[dict[int, list[_Piece]], list[_Piece]]:
    """Return the pieces by the number of their marked content, and those that have none."""
    marked: dict[int, list[_Piece]] = {}
    apart: list[_Piece] = []
    letters = (ctypes.c_ushort * MOST_LETTERS)()
    for place in range(raw.FPDFPage_CountObjects(page.raw)):
        made = raw.FPDFPage_GetObject(page.raw, place)
        if raw.FPDFPageObj_GetType(made) != raw.FPDF_PAGEOBJ_TEXT:
            continue
        count = raw.FPDFTextObj_GetText(made, textpage.raw, letters, 2 * MOST_LETTERS)
        text = _text(letters, min(count // 2 - 1, MOST_LETTERS))
        if text == HYPHEN and _is_soft(made):
            text = SOFT
        number = raw.FPDFPageObj_GetMarkedContentID(made)
        piece = _Piece(text.replace(HYPHEN, "-"), *_box(made))
        if text.strip():
            (apart if number < 0 else marked.setdefault(number, [])).append(piece)
    return marked, apart


def _text(letters: "ctypes.Array[ctypes.c_ushort]", count: int) -> str:
    written = bytes(memoryview(letters).cast("B")[: 2 * max(0, count)])
    return written.decode("utf-16-le", "replace")


def _box(made: raw.FPDF_PAGEOBJECT) -> tuple[float, float, float, float]:
    edges = tuple(ctypes.c_float() for _ in range(4))
    raw.FPDFPageObj_GetBounds(made, *edges)
    left, bottom, right, top = (one.value for one in edges)
    return left, bottom, right, top


def _is_soft(made: raw.FPDF_PAGEOBJECT) -> bool:
    """Tell whether the file says that a hyphen is there for the end of its line only."""
    value, length = (ctypes.c_ushort * 8)(), ctypes.c_ulong()
    for place in range(raw.FPDFPageObj_CountMarks(made)):
        mark = raw.FPDFPageObj_GetMark(made, place)
        if raw.FPDFPageObjMark_GetParamStringValue(mark, b"ActualText", value, 16, length):
            return _text(value, length.value // 2 - 1) in SOFT_VALUES
    return False


def _of_page(pieces: list[_Piece], number: int) -> Iterator[TextLine]:
    """Yield the lines that belong to the page itself, columns apart by tabs."""
    for line in _in_lines(sorted(pieces, key=lambda one: -one.bottom), loose=True):
        parts = [one.text.strip() for one in sorted(line, key=lambda one: one.left)]
        yield TextLine("\t".join(parts), LineRole.PAGE, Flow.ENDS, number)


def _in_lines(pieces: list[_Piece], *, loose: bool = False) -> Iterator[list[_Piece]]:
    """Yield pieces that stand beside each other."""
    line: list[_Piece] = []
    for piece in pieces:
        if line and not _beside(line[-1], piece, loose=loose):
            yield line
            line = []
        line.append(piece)
    if line:
        yield line


def _beside(one: _Piece, other: _Piece, *, loose: bool) -> bool:
    """Tell whether two pieces are of one line: they overlap, and the second is to the right."""
    overlap = min(one.top, other.top) - max(one.bottom, other.bottom)
    height = max(0.1, min(one.top - one.bottom, other.top - other.bottom))
    return overlap > SAME_LINE * height and (loose or other.left >= one.left)


class _Reader:
    """Walks the structure of a page, and keeps its lines."""

    def __init__(self, marked: dict[int, list[_Piece]], number: int) -> None:
        self.lines: list[TextLine] = []
        self.read_letters = 0
        self._last_is_open = False
        self._marked = marked
        self._number = number
        pieces = [piece for found in marked.values() for piece in found]
        self._right = max((one.right for one in pieces), default=0.0)

    def read(self, element: raw.FPDF_STRUCTELEMENT, depth: int) -> None:
        """Read an element with everything below it."""
        if not element or depth > DEEPEST:
            return
        kind = _kind(element)
        if _HEADING.fullmatch(kind):
            heading = _in_one([one.text for one in self._lines_of(element, depth)])
            self._add([heading], LineRole.HEADING)
        elif kind == "LI":
            self._add(self._item(element, depth))
        elif kind == "TR":
            self._add(["\t".join(self._cells(element, depth))])
        elif kind in ("P", "Caption", "LBody", "Lbl", "Note", "BlockQuote", "Span"):
            self._add_paragraph(self._lines_of(element, depth))
        else:
            self._read_below(element, depth)

    def _read_below(self, element: raw.FPDF_STRUCTELEMENT, depth: int) -> None:
        for child, content in _children(element):
            if child:
                self.read(child, depth + 1)
            else:
                self._add_paragraph(self._text_lines(self._marked.get(content, [])))

    def _add(self, lines: list[str], role: LineRole = LineRole.TEXT) -> None:
        """Add the lines of one paragraph: it goes on from each to the next."""
        self._last_is_open = False
        written = [one for one in lines if one.strip()]
        for place, text in enumerate(written):
            flow = Flow.ENDS if place == len(written) - 1 else Flow.GOES_ON
            self.lines.append(TextLine(text, role, flow, self._number))

    def _add_paragraph(self, lines: list["_Line"]) -> None:
        """Add a paragraph; a line that is short though more would fit was broken on purpose."""
        written = [one for one in lines if one.text.strip()]
        for line, following in pairwise((*written, None)):
            assert line is not None  # only the last one stands for none
            ends = line.right < SHORT_LINE * self._right
            if following is None:
                ends = ends or line.text[-1] in ".:!?"  # else it may go on, on the next page
                self._last_is_open = not ends
            flow = Flow.ENDS if ends or following is None else Flow.GOES_ON
            self.lines.append(TextLine(line.text, flow=flow, page=self._number))

    def finish(self) -> None:
        """Let a paragraph go on to the next page that did not look finished on this one."""
        if self.lines and self._last_is_open and self.lines[-1].role is LineRole.TEXT:
            self.lines[-1] = replace(self.lines[-1], flow=Flow.GOES_ON)

    def _item(self, element: raw.FPDF_STRUCTELEMENT, depth: int) -> list[str]:
        """Return the lines of an item of a list, behind its label."""
        label, body = "", list[str]()
        for child, _ in _children(element):
            lines = [one.text for one in self._lines_of(child, depth + 1)] if child else []
            if child and _kind(child) == "Lbl":
                label = _in_one(lines).strip()
            else:
                body += lines
        gap = " " if _MARK.fullmatch(label) else "\t"
        return [f"{label}{gap}{body[0]}", *body[1:]] if label and body else body or [label]

    def _cells(self, element: raw.FPDF_STRUCTELEMENT, depth: int) -> Iterator[str]:
        for child, _ in _children(element):
            if child:
                yield _in_one([one.text for one in self._lines_of(child, depth + 1)])

    def _lines_of(self, element: raw.FPDF_STRUCTELEMENT, depth: int) -> list["_Line"]:
        return self._text_lines(list(self._content(element, depth)))

    def _content(self, element: raw.FPDF_STRUCTELEMENT, depth: int) -> Iterator[_Piece]:
        """Yield all pieces in and below an element, in the order of reading."""
        if depth > DEEPEST:
            return
        for child, content in _children(element):
            if child:
                yield from self._content(child, depth + 1)
            else:
                yield from self._marked.get(content, [])

    def _text_lines(self, pieces: list[_Piece]) -> list["_Line"]:
        self.read_letters += _letters(pieces)
        return [
            _Line("".join(one.text for one in line).strip(), max(one.right for one in line))
            for line in _in_lines(pieces)
        ]


@dataclass(frozen=True)
class _Line:
    """A line, and where it ends on the page."""

    text: str
    right: float


def _in_one(lines: list[str]) -> str:
    """Return the lines of a cell as one; a hyphen that only a line's end wanted is left out."""
    text = ""
    for line in lines:
        is_cut = text.endswith(("-", SOFT)) and line.split(" ")[0] not in CONJUNCTIONS
        gap = "" if is_cut or not text else " "
        text = f"{text.removesuffix(SOFT)}{gap}{line}"
    return text.removesuffix(SOFT)


def _children(
    element: raw.FPDF_STRUCTELEMENT,
) -> Iterator[tuple[raw.FPDF_STRUCTELEMENT | None, int]]:
    """Yield what is right below an element: another one, or the number of marked content."""
    for place in range(raw.FPDF_StructElement_CountChildren(element)):
        content = raw.FPDF_StructElement_GetChildMarkedContentID(element, place)
        if content >= 0:
            yield None, content
        else:
            child = raw.FPDF_StructElement_GetChildAtIndex(element, place)
            if child:
                yield child, -1


def _kind(element: raw.FPDF_STRUCTELEMENT) -> str:
    letters = (ctypes.c_ushort * 64)()
    count = raw.FPDF_StructElement_GetType(element, letters, 128)
    return _text(letters, min(count // 2 - 1, 64))
