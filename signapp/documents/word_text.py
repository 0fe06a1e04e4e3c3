"""Reads the text of a Word document (DOCX): paragraphs, lists, tables, headings, page lines.

The file is a ZIP of XML that anybody may have made: what it unpacks to is bounded, and one with
a document type of its own is refused, as that can name other files or grow without end.
"""

import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.parsers import expat

from signapp.documents.word_numbering import Numbering, numbering_of
from signapp.domain.import_errors import NoTextError, OfficeFileRefusedError, TooMuchTextError
from signapp.services.dehyphenate import is_cut
from signapp.services.import_values import (
    MOST_CHARACTERS,
    Flow,
    LineRole,
    ReadText,
    Remark,
    TextLine,
)

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
MAIN, NUMBERS = "word/document.xml", "word/numbering.xml"
MOST_PARTS = 2000
CUT_LINES = 3
"""From so many paragraphs on that end in a hyphen, they are lines of a page."""
LARGEST_PART = 24 << 20
"""How many bytes a part may unpack to; a decision with its text takes far less."""
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
"""How old Word files begin, and encrypted new ones."""
_HEADINGS = ("heading", "otsikko", "rubrik", "title", "subtitle")
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": "\u00ad"}


def read_word_text(path: Path) -> ReadText:
    """Return the text of a Word document.

    Raises OfficeFileRefusedError (`what`), TooMuchTextError, NoTextError.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _read(archive)
    except (zipfile.BadZipFile, expat.ExpatError, NotImplementedError, EOFError) as e:
        raise OfficeFileRefusedError(what="damaged") from e
    except RuntimeError as e:  # how zipfile tells of a password
        raise OfficeFileRefusedError(what="old_or_encrypted") from e


def _read(archive: zipfile.ZipFile) -> ReadText:
    names = archive.namelist()
    if MAIN not in names:
        raise OfficeFileRefusedError(what="not_word")
    if len(names) > MOST_PARTS:
        raise OfficeFileRefusedError(what="too_large")
    numbering = numbering_of(_part(archive, NUMBERS)) if NUMBERS in names else Numbering({})
    body = _Reader(numbering).read(_part(archive, MAIN))
    lines = [*_edges(archive, names, "header"), *_unbroken(body.lines)]
    for name in ("word/footnotes.xml", "word/endnotes.xml"):
        if name in names:
            lines += _Reader(numbering).read(_part(archive, name)).lines
    lines += _edges(archive, names, "footer")
    found = sum(len(one.text) for one in lines)
    if found > MOST_CHARACTERS:
        raise TooMuchTextError(found=found, what="characters")
    if not any(one.text.strip() for one in lines):
        raise NoTextError
    return ReadText(tuple(lines), (Remark.TRACKED_CHANGES,) if body.has_changes else ())


def _unbroken(lines: list[TextLine]) -> list[TextLine]:
    """Return lines of which nothing is known where each line of a page is a paragraph.

    So it is in text that was copied from paper: line after line ends in a hyphen.
    """
    if sum(is_cut(one.text.rstrip()) for one in lines) < CUT_LINES:
        return lines
    plain = (LineRole.TEXT, Flow.ENDS)
    return [
        replace(one, flow=Flow.UNKNOWN) if (one.role, one.flow) == plain else one for one in lines
    ]


def _edges(archive: zipfile.ZipFile, names: list[str], kind: str) -> Iterator[TextLine]:
    """Yield the lines of the headers or footers, each once."""
    seen: set[str] = set()
    for name in sorted(names):
        if name.startswith(f"word/{kind}") and name.endswith(".xml"):
            for line in _Reader(Numbering({})).read(_part(archive, name)).lines:
                if line.text.strip() and line.text not in seen:
                    seen.add(line.text)
                    yield TextLine(line.text, LineRole.PAGE, Flow.ENDS)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return what a part unpacks to, never more than is allowed, whatever it claims to be."""
    with archive.open(name) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        raise OfficeFileRefusedError(what="too_large")
    return content


def parser_for(namespace_aware: str = " ") -> expat.XMLParserType:
    """Return a parser that refuses a document type, and with it every entity."""
    parser = expat.ParserCreate(namespace_separator=namespace_aware)

    def refuse(*_: object) -> None:
        raise OfficeFileRefusedError(what="entities")

    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    return parser


class _Reader:
    """Hears the elements of a part, and keeps its lines."""

    def __init__(self, numbering: Numbering) -> None:
        self.lines: list[TextLine] = []
        self.has_changes = False
        self._numbering = numbering
        self._counts: Counter[tuple[str, int]] = Counter()
        self._paragraphs: list[_Paragraph] = []
        self._cells: list[list[str]] = []
        self._skipping = 0
        self._takes_text = False

    def read(self, content: bytes) -> "_Reader":
        """Read a part."""
        parser = parser_for()
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        parser.buffer_text = True
        parser.Parse(content, True)
        return self

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if self._skipping or (space, tag) == (COMPATIBILITY, "Fallback"):
            self._skipping += 1
        elif space in (WORD, STRICT):
            self._has_changes(tag)
            self._opened(tag, attributes.get(f"{space} val", ""))

    def _has_changes(self, tag: str) -> None:
        self.has_changes = self.has_changes or tag in ("del", "ins", "moveFrom")

    def _opened(self, tag: str, value: str) -> None:
        paragraph = self._paragraphs[-1] if self._paragraphs else None
        match tag:
            case "p":
                self._paragraphs.append(_Paragraph())
            case "tr":
                self._cells.append([])
            case "t":
                self._takes_text = True
            case "pStyle" if paragraph:
                paragraph.style = value
            case "numId" if paragraph:
                paragraph.list = value
            case "ilvl" if paragraph and value.isdigit():
                paragraph.level = int(value)
            case "tab" | "br" | "cr" | "noBreakHyphen" | "softHyphen" if paragraph:
                paragraph.text += _SIGNS[tag]

    def _text(self, text: str) -> None:
        if self._takes_text and self._paragraphs and not self._skipping:
            self._paragraphs[-1].text += text

    def _end(self, name: str) -> None:
        if self._skipping:
            self._skipping -= 1
            return
        space, _, tag = name.rpartition(" ")
        if space not in (WORD, STRICT):
            return
        if tag == "t":
            self._takes_text = False
        elif tag == "p":
            self._close_paragraph(self._paragraphs.pop())
        elif tag == "tr":
            self._close_row(self._cells.pop())

    def _close_paragraph(self, paragraph: "_Paragraph") -> None:
        text = self._mark(paragraph) + paragraph.text
        if self._cells:
            self._cells[-1].append(" ".join(text.split("\n")))
            return
        is_heading = paragraph.style.casefold().startswith(_HEADINGS)
        role = LineRole.HEADING if is_heading else LineRole.TEXT
        self.lines += [TextLine(one, role, Flow.ENDS) for one in text.split("\n")]

    def _close_row(self, cells: list[str]) -> None:
        row = "\t".join(cells)
        if self._cells:
            self._cells[-1].append(row)
        else:
            self.lines.append(TextLine(row, flow=Flow.ENDS))

    def _mark(self, paragraph: "_Paragraph") -> str:
        """Return the number or the dash that stands before an item of a list."""
        if paragraph.list in ("", "0") or not paragraph.text.strip():
            return ""
        if not self._numbering.counts(paragraph.list, paragraph.level):
            return "– "
        place = (paragraph.list, paragraph.level)
        self._counts[place] += 1
        for other in list(self._counts):
            if other[0] == place[0] and other[1] > place[1]:
                del self._counts[other]
        return f"{self._counts[place]}. "


class _Paragraph:
    """A paragraph that is being read: its text, its style, and its place in a list."""

    def __init__(self) -> None:
        self.text = self.style = self.list = ""
        self.level = 0
