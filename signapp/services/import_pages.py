"""What belongs to the pages of a text and not to the text: headers, footers, page numbers."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import groupby

from signapp.services.import_values import Flow, LineRole, TextLine
from signapp.services.plain_words import in_one_line

EDGE = 6
"""How many lines at the top and at the foot of a page may belong to it."""
_COUNT = r"(?:(?:sivu|sida|page|s\.)\s*)?\d{1,4}\s*(?:\(\s*\d{1,4}\s*\)|/\s*\d{1,4})"
_PAGE_NUMBER = re.compile(
    rf"(?:{_COUNT}|(?:sivu|sida|page)\s+\d{{1,4}}|[-–]\s*\d{{1,4}}\s*[-–])", re.IGNORECASE
)
_ENDS_IN_PAGE = re.compile(rf".*\b(?:pöytäkirja|protokoll|minutes)\b.*\s{_COUNT}", re.IGNORECASE)


def without_page_lines(
    lines: Iterable[TextLine],
) -> tuple[tuple[TextLine, ...], tuple[str, ...]]:
    """Return the lines of the text itself, and those that belong to its pages."""
    pages = [list(group) for _, group in groupby(lines, key=lambda one: one.page)]
    repeated = _repeated(pages)
    text: list[TextLine] = []
    apart: list[str] = []
    for page in pages:
        edges = _edges(page)
        for place, one in enumerate(page):
            is_there = one.role is LineRole.PAGE or any(
                edge in repeated or _is_number(one.text) for edge in edges.get(place, ())
            )
            if is_there:
                apart.append(one.text)
            else:
                text.append(one)
    return tuple(text), tuple(apart)


def _is_number(text: str) -> bool:
    written = in_one_line(text)
    return bool(_PAGE_NUMBER.fullmatch(written) or _ENDS_IN_PAGE.fullmatch(written))


Edge = tuple[str, int, str]
"""A line near the top or the foot of a page: how near, and its form."""


def _edges(page: Sequence[TextLine]) -> dict[int, tuple[Edge, ...]]:
    """Return the lines near the top and the foot by their places; none where the file tells."""
    if any(one.role is LineRole.PAGE for one in page):
        return {}
    written = [place for place, one in enumerate(page) if one.text.strip()]
    found: dict[int, tuple[Edge, ...]] = {}
    for side, order in (("top", written), ("foot", written[::-1])):
        for far, place in enumerate(order[:EDGE]):
            edge = (side, far, _form(in_one_line(page[place].text)))
            found[place] = (*found.get(place, ()), edge)
    return found


def _form(written: str) -> str:
    """Return a line with all its numbers alike, as they differ from page to page."""
    return re.sub(r"\d+", "0", written)


def _repeated(pages: list[list[TextLine]]) -> frozenset[Edge]:
    """Return what stands at the same place of most pages, and of two at least."""
    found = Counter(edge for page in pages for edges in _edges(page).values() for edge in edges)
    least = max(2, (len(pages) + 1) // 2)
    return frozenset(edge for edge, count in found.items() if count >= least)


def pages_of(text: str, lines: Iterable[str]) -> tuple[TextLine, ...]:
    """Return plain lines with their pages, where form feeds tell them apart."""
    has_pages = "\f" in text
    made: list[TextLine] = []
    page = 1 if has_pages else 0
    for line in lines:
        first, *further = line.split("\f")
        made.append(TextLine(first, page=page))
        for one in further:
            page += 1
            made.append(TextLine(one, page=page))
    return tuple(made)


def ends_by_width(line: TextLine, following: TextLine, width: int) -> bool:
    """Tell whether a paragraph ends after a line: the next word would have fitted on it.

    `width` is that of the text as it was printed, or 0 where each line is a paragraph.
    """
    if line.flow is not Flow.UNKNOWN:
        return line.flow is Flow.ENDS
    words = following.text.split()
    if not width or not words:
        return True
    return len(line.text.rstrip()) + 1 + len(words[0]) <= NEARLY * width


NEARLY = 0.85
"""Letters differ in width, so a line counts as full a little before the longest one."""
WIDEST = 140
"""A longer line was not broken to fit a page."""


def printed_width(lines: Iterable[TextLine]) -> int:
    """Return how many letters a full line has, or 0 where lines were not broken to fit."""
    lengths = [len(one.text.rstrip()) for one in lines if one.flow is Flow.UNKNOWN]
    longest = max(lengths, default=0)
    if longest > WIDEST:
        return 0
    full = sum(length > NEARLY * longest for length in lengths)
    written = sum(length > 0 for length in lengths)
    return longest if longest >= 30 and full * 4 >= written > 2 else 0
