"""Texts as they are read in the window: the same paragraphs, lists and tables that are printed."""

from collections.abc import Iterable, Iterator
from html import escape

from signapp.services.text_blocks import Item, TextList, TextParagraph, TextTable, text_blocks

BULLET = "–"
"""What stands before an item without a label."""
SPACE = "\N{NO-BREAK SPACE}"


def blocks_html(*texts: str) -> list[str]:
    """Return the blocks of texts; nothing in them is taken for markup."""
    found: list[str] = []
    for block in text_blocks(*texts):
        match block:
            case TextParagraph():
                found.append(paragraph(block.text))
            case TextList():
                found += _items(block.items, "item")
            case TextTable():
                found.append(_table(block))
    return found


def _items(items: Iterable[Item], kind: str) -> Iterator[str]:
    """Yield the items of a list, each behind its label as it was written."""
    for item in items:
        yield paragraph(f"{item.label or BULLET}{SPACE}{item.text}", kind)
        yield from _items(item.items, "below")


def _table(table: TextTable) -> str:
    head = "".join(
        _cell("th", title, numeric=numeric) for title, numeric in _with(table, table.head)
    )
    rows = (
        "<tr>"
        + "".join(_cell("td", text, numeric=numeric) for text, numeric in _with(table, row))
        + "</tr>"
        for row in table.rows
    )
    return f'<table cellpadding="4" cellspacing="0"><tr>{head}</tr>{"".join(rows)}</table>'


def _with(table: TextTable, row: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    return zip(row, table.numeric, strict=True)


def _cell(tag: str, text: str, *, numeric: bool) -> str:
    side = "right" if numeric else "left"
    return f'<{tag} align="{side}">{escape(text)}</{tag}>'


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph of a kind; nothing in the text is taken for markup."""
    return f'<p class="{kind}">{escape(text)}</p>'
