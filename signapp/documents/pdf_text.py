"""Reads the text of a PDF with PDFium: its lines, its columns, and where paragraphs end."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from statistics import median

import pypdfium2
from pypdfium2 import raw

from signapp.documents.pdf_tags import tagged_lines
from signapp.domain.errors import DamagedFileError, EncryptedFileError
from signapp.domain.import_errors import NoTextError, TooMuchTextError
from signapp.services.import_values import MOST_CHARACTERS, Flow, ReadText, Remark, TextLine

MOST_PAGES = 300
"""A longer file is no text of one decision."""
LINE_HYPHEN = "\ufffe"
"""How PDFium tells a hyphen at the end of a line; it then leaves the line's end out."""
UNREADABLE = "\ufffd"
COLUMN_GAP = 0.85
"""Words so far apart, in heights of a line, stand in two columns."""
WIDE_GAP = 1.8
"""And so far apart as a multiple of what words of the page usually are."""
FIRST_SPACES = 8
"""Only after so many words of a line another column is looked for."""
PARAGRAPH_GAP = 1.2
"""What stands so much farther below a line than lines usually do begins something else."""
FULL_LINE = 0.9
RAGGED = 0.1
"""How much of its width a full line may lack, as lines are broken evenly."""


def read_pdf_text(path: Path) -> ReadText:
    """Return the text of a PDF.

    Raises DamagedFileError, EncryptedFileError, TooMuchTextError, NoTextError.
    """
    try:
        document = pypdfium2.PdfDocument(path.read_bytes())
    except pypdfium2.PdfiumError as e:
        if raw.FPDF_GetLastError() == raw.FPDF_ERR_PASSWORD:
            raise EncryptedFileError from e
        raise DamagedFileError from e
    try:
        return _read(document)
    except pypdfium2.PdfiumError as e:
        raise DamagedFileError from e
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument) -> ReadText:
    if len(document) > MOST_PAGES:
        raise TooMuchTextError(found=len(document), what="pages")
    lines: list[TextLine] = []
    is_tagged = bool(raw.FPDFCatalog_IsTagged(document.raw))
    characters = empty = 0
    for number in range(len(document)):
        page = document[number]
        try:
            tagged = tagged_lines(page, number + 1) if is_tagged else None
            found = tuple(page_lines(page, number + 1)) if tagged is None else tagged
        finally:
            page.close()
        characters += sum(len(one.text) for one in found)
        if characters > MOST_CHARACTERS:
            raise TooMuchTextError(found=characters, what="characters")
        empty += not found
        lines += found
    if not characters:
        raise NoTextError
    remarks = (Remark.EMPTY_PAGES,) if empty else ()
    if any(UNREADABLE in one.text for one in lines):
        remarks = (*remarks, Remark.UNREADABLE_CHARACTERS)
    return ReadText(tuple(lines), remarks)


@dataclass(frozen=True)
class _Line:
    """A line with its edges on the page, where its first word ends, and how far its first words
    are apart, by the places of the spaces between them.
    """

    text: str
    left: float
    right: float
    top: float
    bottom: float
    first_word: float
    gaps: tuple[tuple[int, float], ...] = ()

    @property
    def height(self) -> float:
        return max(1.0, self.top - self.bottom)

    def steps_to(self, following: "_Line") -> float:
        """Return how far below another line stands, in heights of this one."""
        return (self.bottom - following.bottom) / self.height


def page_lines(page: pypdfium2.PdfPage, number: int) -> Iterator[TextLine]:
    """Yield the lines of a page; where its letters have no place, as they come."""
    textpage = page.get_textpage()
    try:
        lines = list(_lines(textpage))
    finally:
        textpage.close()
    apart = WIDE_GAP * median([gap for one in lines for _, gap in one.gaps] or [0.0])
    lines = [replace(one, text=_with_columns(one, apart)) for one in lines]
    right = max((one.right for one in lines), default=0.0)
    steps = [one.steps_to(other) for one, other in pairwise(lines)]
    usual = median([step for step in steps if step > 0] or [0.0])
    for line, following in pairwise((*lines, None)):
        assert line is not None  # only the last one stands for none
        flow = _flow(line, following, right, PARAGRAPH_GAP * usual)
        yield TextLine(line.text, flow=flow, page=number)


def _flow(line: _Line, following: _Line | None, right: float, gap: float) -> Flow:
    """Tell whether a paragraph goes on: the next word had no room, and stands right below."""
    if following is None:
        return Flow.GOES_ON if line.right > FULL_LINE * right else Flow.ENDS
    if line.steps_to(following) > gap or following.bottom > line.top:
        return Flow.ENDS
    if abs(line.height - following.height) > 0.1 * line.height:
        return Flow.ENDS
    wanted = following.first_word - following.left + 0.2 * line.height
    return Flow.ENDS if line.right + wanted < right - RAGGED * right else Flow.GOES_ON


class _Boxes:
    """The boxes of a page's letters, by their places in its text."""

    def __init__(self, textpage: pypdfium2.PdfTextPage, *, same_places: bool) -> None:
        self._page = textpage.raw
        self._same_places = same_places
        self._box = tuple(ctypes.c_double() for _ in range(4))
        self._line = raw.FS_RECTF()

    def at(self, place: int) -> tuple[float, float]:
        """Return the left and right edge of a letter."""
        raw.FPDFText_GetCharBox(self._page, self._letter(place), *self._box)
        return self._box[0].value, self._box[1].value

    def line_at(self, place: int) -> tuple[float, float]:
        """Return the bottom and top edge of the line in which a letter stands."""
        raw.FPDFText_GetLooseCharBox(self._page, self._letter(place), self._line)
        return self._line.bottom, self._line.top

    def _letter(self, place: int) -> int:
        if self._same_places:
            return place
        return max(0, int(raw.FPDFText_GetCharIndexFromTextIndex(self._page, place)))


def _lines(textpage: pypdfium2.PdfTextPage) -> Iterator[_Line]:
    count = textpage.count_chars()
    if count <= 0:
        return
    text, start = _text(textpage, count), 0
    boxes = _Boxes(textpage, same_places=len(text) == count)
    while start < len(text):
        end = start
        while end < len(text) and text[end] not in f"\r\n{LINE_HYPHEN}":
            end += 1
        cut = end < len(text) and text[end] == LINE_HYPHEN
        line = text[start:end]
        if line.strip():
            yield _line(line, start, cut, boxes)
        start = end + 1


def _text(textpage: pypdfium2.PdfTextPage, count: int) -> str:
    """Return the text of a page, one code unit of UTF-16 each, so that places fit."""
    buffer = ctypes.create_string_buffer(2 * (count + 1))
    written = raw.FPDFText_GetText(
        textpage.raw, 0, count, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    )
    units = buffer.raw[: 2 * max(0, written - 1)]
    return "".join(map(chr, memoryview(units).cast("H")))


def _line(line: str, start: int, cut: bool, boxes: _Boxes) -> _Line:
    first = len(line) - len(line.lstrip())
    last = len(line.rstrip()) - 1
    left, right = boxes.at(start + first)[0], boxes.at(start + last)[1]
    bottom, top = boxes.line_at(start + last)
    word_end = line.find(" ", first)
    ends = word_end if word_end > 0 else last + 1
    written = line[first : last + 1]
    text = written.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    gaps = tuple(_gaps(written, start + first, boxes)) if text == written else ()
    width = boxes.at(start + max(first, ends - 1))[1]
    return _Line(text + ("-" if cut else ""), left, right, top, bottom, width, gaps)


def _gaps(line: str, start: int, boxes: _Boxes) -> Iterator[tuple[int, float]]:
    """Yield how far the first words of a line are apart, with the places of their spaces."""
    seen = 0
    for place in range(1, len(line) - 1):
        if line[place] != " " or line[place + 1] == " ":
            continue
        seen += 1
        if seen > FIRST_SPACES:
            return
        yield place, boxes.at(start + place + 1)[0] - boxes.at(start + place - 1)[1]


def _with_columns(line: _Line, apart: float) -> str:
    """Return the text of a line with a tab where two columns are apart."""
    made = list(line.text)
    for place, gap in line.gaps:
        if gap > max(COLUMN_GAP * line.height, apart):
            made[place] = "\t"
    return "".join(made)
