"""The cover of a reading pack: what is in it, from which page on, and what is left out."""

from collections.abc import Sequence
from dataclasses import dataclass

from signapp.services.desk import Desk, capacity_line
from signapp.services.journal import SignedIn
from signapp.services.sheets import (
    Block,
    Sheet,
    SheetPart,
    items,
    name_of,
    paragraphs,
    set_sheet,
    table,
    told,
)
from signapp.texts.catalogue import Texts

WIDTHS = (12, 100)


@dataclass(frozen=True)
class CoverCase:
    """A case as the cover lists it: its pages, its contents by the page where each begins."""

    place: int
    number: str
    title: str
    pages: int
    contents: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...]


def reading_cover(desk: Desk, who: SignedIn, cases: Sequence[CoverCase], texts: Texts) -> bytes:
    """Return the cover for a person. Raises DocumentErrors."""
    say, now = texts.say, desk.journal.clock.now()
    name = name_of(desk, who.actor.person)
    sheet = Sheet(
        title=say("pack.title"),
        mark=say("pack.title"),
        lead=(
            texts.count(
                "pack.lead",
                len(cases),
                name=f"{name}, {capacity_line(desk, who.actor, texts)}",
                moment=now,
            ),
        ),
        opening=[told(say("pack.not_decided"), say("pack.not_seen"))],
        parts=(
            *(SheetPart(_heading(one, texts), _contents(one, texts)) for one in cases),
            SheetPart(say("pack.about"), paragraphs(say("pack.standards"), say("pack.pages"))),
        ),
    )
    return set_sheet(desk, texts, sheet, now)


def _heading(one: CoverCase, texts: Texts) -> str:
    return texts.count("pack.case", one.pages, case=one.place, name=one.number)


def _contents(one: CoverCase, texts: Texts) -> list[Block]:
    say = texts.say
    blocks = paragraphs(one.title)
    if one.contents:
        columns = [say("pack.column.page"), say("pack.column.what")]
        blocks.append(table(columns, WIDTHS, one.contents))
    blocks += items(one.left_out)
    return blocks
