"""The blocks of a plain text: paragraphs, lists and tables, told apart by how its lines look.

A line that begins with "- ", "• ", "– ", "1. ", "1) " or "a) " is an item of a list; one that is
indented, or of another kind below a numbered one, belongs to the item above it. Two or more
lines in a row with tabs or "|" in them are a table, whose first line is its header. Any other
line is a paragraph. Words are never changed: labels are printed as they were written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

_ITEM = re.compile(
    r"(?P<indent>\s*)(?:(?P<bullet>[-–•])|(?P<number>[0-9]{1,3})(?P<after>[.)])|(?P<letter>[a-zåäö])\))"
    r"\s+(?P<text>\S.*)"
)
_RULE = re.compile(r"[\s|:+-]*-[\s|:+-]*")
_NUMBER = re.compile(
    r"[-–−+±]?\s?[0-9][0-9 \N{NO-BREAK SPACE}.,]*(?:\s?(?:%|€|euroa|euro|eur))?|[-–]"
)
BULLET = ""
"""The label of an item that is not numbered."""


@dataclass(frozen=True)
class Item:
    """One item of a list: its label as written ("1.", "a)") and its words, with items below it."""

    label: str
    text: str
    items: tuple["Item", ...] = ()


@dataclass(frozen=True)
class TextParagraph:
    """A paragraph."""

    text: str


@dataclass(frozen=True)
class TextList:
    """A list."""

    items: tuple[Item, ...]


@dataclass(frozen=True)
class TextTable:
    """A table; every row has as many cells as its header."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def numeric(self) -> tuple[bool, ...]:
        """Tell of each column whether it has nothing but numbers below its header."""
        columns = zip(*self.rows, strict=True)
        return tuple(
            any(column) and all(_NUMBER.fullmatch(cell) for cell in column if cell)
            for column in columns
        )


TextBlock = TextParagraph | TextList | TextTable


def text_blocks(*texts: str) -> tuple[TextBlock, ...]:
    """Return the blocks of texts that stand one after the other; empty lines part them."""
    lines = [line for text in texts for line in text.splitlines()]
    return tuple(block for _, blocks in _spans(lines) for block in blocks)


def printed_blocks(*texts: str) -> list[dict[str, Any]]:
    """Return the blocks of texts as templates take them (`blocks` in look.typ)."""
    return [_printed(block) for block in text_blocks(*texts)]


def _printed(block: TextBlock) -> dict[str, Any]:
    match block:
        case TextParagraph():
            return {"kind": "paragraph", "text": block.text}
        case TextList():
            return {"kind": "outline", "items": _printed_items(block.items)}
        case TextTable():
            return printed_table(block)


def printed_table(table: TextTable) -> dict[str, Any]:
    """Return a table as templates take it."""
    rows, numeric = [list(row) for row in table.rows], list(table.numeric)
    return {"kind": "table", "head": list(table.head), "rows": rows, "numeric": numeric}


def _printed_items(items: tuple[Item, ...]) -> list[dict[str, Any]]:
    return [
        {"label": one.label, "text": one.text, "items": _printed_items(one.items)} for one in items
    ]


def kept_paragraphs(text: str) -> tuple[str, ...]:
    """Return a written text as paragraphs: lines between empty ones are joined, but those of
    lists and tables stay lines, each block of them a paragraph of its own.
    """
    found: list[str] = []
    for part in re.split(r"\n[^\S\n]*\n", text):
        running: list[str] = []
        for span, blocks in _spans(part.splitlines()):
            if all(isinstance(block, TextParagraph) for block in blocks):
                running += span
                continue
            found += [_plain(*running), "\n".join(line.rstrip(" ") for line in span)]
            running = []
        found.append(_plain(*running))
    return tuple(one for one in found if one.strip())


def _plain(*lines: str) -> str:
    return " ".join(word for line in lines for word in line.split())


Span = tuple[list[str], list[TextBlock]]


def _spans(lines: list[str]) -> Iterator[Span]:
    """Yield the lines of each table, list or paragraph with the blocks that they make."""
    at = 0
    while at < len(lines):
        span, blocks = _span(lines, at)
        if blocks:
            yield span, blocks
        at += len(span)


def _span(lines: list[str], at: int) -> Span:
    if not lines[at].strip():
        return [lines[at]], []
    table = _table_at(lines, at)
    rows = [_cells(line) for line in table if not _RULE.fullmatch(line)]
    if len(rows) > 1 and any(len(list(filter(None, row))) > 1 for row in rows):
        return table, [_table(rows)]
    if items := _items_at(lines, at):
        return items, _lists([_entry(one) for one in items if one.strip()])
    return [lines[at]], [TextParagraph(_plain(lines[at]))]


def _items_at(lines: list[str], at: int) -> list[str]:
    """Return the lines of a list, with the empty ones between its items."""
    end = last = at
    while end < len(lines) and (not lines[end].strip() or _ITEM.fullmatch(lines[end])):
        end += 1
        last = end if lines[end - 1].strip() else last
    return lines[at:last]


def _table_at(lines: list[str], at: int) -> list[str]:
    """Return the lines of a table: as many as have the same sign between their cells."""
    sign, end = _sign(lines[at]), at
    while sign and end < len(lines) and _sign(lines[end]) == sign:
        end += 1
    return lines[at:end]


def _sign(line: str) -> str:
    """Return what parts the cells of a line; nothing where it is no line of a table."""
    item = _ITEM.fullmatch(line)
    if "\t" in (item["text"] if item else line.strip(" ")):
        return "\t"
    return "|" if item is None and "|" in line.strip().strip("|") else ""


def _cells(line: str) -> tuple[str, ...]:
    if _sign(line) == "\t":
        return tuple(_plain(cell) for cell in line.strip(" ").split("\t"))
    inner = line.strip().removeprefix("|").removesuffix("|")
    return tuple(_plain(cell) for cell in inner.split("|"))


def _table(rows: list[tuple[str, ...]]) -> TextTable:
    width = max(map(len, rows))
    head, *body = (row + ("",) * (width - len(row)) for row in rows)
    return TextTable(head, tuple(body))


# --- lists ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Entry:
    """A line of a list: how far it is indented, its kind, its place in its count, its words."""

    indent: int
    kind: str
    place: int
    label: str
    text: str

    def follows(self, other: "_Entry") -> bool:
        """Tell whether it goes on where the other one is."""
        return self.kind == other.kind and self.place in (0, other.place + 1)


def _entry(line: str) -> _Entry:
    found = _ITEM.fullmatch(line)
    assert found is not None  # only lines of lists come here
    indent, text = len(found["indent"].expandtabs(4)), _plain(found["text"])
    if found["bullet"]:
        return _Entry(indent, BULLET, 0, BULLET, text)
    if found["number"]:
        after, number = found["after"], found["number"]
        return _Entry(indent, f"1{after}", int(number), number + after, text)
    letter = found["letter"]
    return _Entry(
        indent, "a)", "abcdefghijklmnopqrstuvwxyzåäö".index(letter) + 1, f"{letter})", text
    )


def _lists(entries: list[_Entry]) -> list[TextBlock]:
    """Return the lists of lines in a row: a new one begins where the count does not go on."""
    lists: list[list[Item]] = []
    top: list[_Entry] = []
    for entry in entries:
        first, last = (top[0], top[-1]) if top else (entry, None)
        if last and _is_below(entry, first):
            parent = lists[-1][-1]
            lists[-1][-1] = replace(parent, items=(*parent.items, Item(entry.label, entry.text)))
            continue
        if last is None or not entry.follows(last):
            lists.append([])
            top = []
        lists[-1].append(Item(entry.label, entry.text))
        top.append(entry)
    return [_block(tuple(one)) for one in lists]


def _is_below(entry: _Entry, first: _Entry) -> bool:
    """Tell whether a line belongs to the item above it: by indentation, or by its kind."""
    if entry.indent != first.indent:
        return entry.indent > first.indent
    return first.kind not in (BULLET, entry.kind)


def _block(items: tuple[Item, ...]) -> TextBlock:
    """Return a list; a single number is none, as a paragraph may begin with an ordinal."""
    if len(items) == 1 and items[0].label and not items[0].items:
        return TextParagraph(f"{items[0].label} {items[0].text}")
    return TextList(items)
