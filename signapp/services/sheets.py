"""Sheets: what is given out around a case on paper or as a PDF, all in one shape.

A sheet says what the register and the stored files say at one moment, in one language. Secret
titles are masked in all of them, as they leave the house (R53). Whoever makes one changes nothing.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signapp.domain.acts import Actor, Capacity, Commitment
from signapp.domain.calendar import helsinki_day
from signapp.domain.case import Case
from signapp.domain.deputies import ActingFor, acting_for
from signapp.domain.errors import NotAuthorisedError, Reason
from signapp.domain.numbers import diary_number
from signapp.domain.publicity import MINUTES
from signapp.services.desk import Desk, capacity_line, section_of
from signapp.services.paper_values import Made, PaperOrder
from signapp.services.ports import TypesettingOrder
from signapp.services.publicity import case_title
from signapp.texts.catalogue import Texts

Block = dict[str, Any]
Row = tuple[str, str]
NOTHING = "–"

MakeSheet = Callable[[Desk, str, Texts], bytes]
"""Makes one kind of sheet of a case in a language; returns the PDF."""


Against = Callable[[Desk, Case], Iterator[Reason]]
"""Yields the reasons why a kind of sheet can't be made of a case now."""


def require(desk: Desk, case: Case, against: Against) -> None:
    """Refuse a sheet that can't be made now. Raises NotAuthorisedError with every reason."""
    reasons = tuple(against(desk, case))
    if reasons:
        raise NotAuthorisedError(reasons)


def paper_of(make: MakeSheet) -> Callable[[PaperOrder], Made]:
    """Return what makes a sheet as a paper of the case, in the language that was asked for."""
    return lambda order: make(order.desk, order.case.number, order.desk.document_texts)


@dataclass(frozen=True)
class SheetPart:
    """A part of a sheet under its own heading."""

    heading: str
    blocks: Sequence[Block]


@dataclass(frozen=True)
class Sheet:
    """What a sheet says: `mark` is its kind in short, `opening` what comes before the parts."""

    title: str
    mark: str
    lead: tuple[str, ...]
    opening: Sequence[Block]
    parts: tuple[SheetPart, ...] = ()


def set_sheet(desk: Desk, texts: Texts, sheet: Sheet, at: datetime) -> bytes:
    """Typeset a sheet as PDF/A-3a and PDF/UA-1; the same sheet gives the same bytes.

    Raises DocumentErrors.
    """
    founded = desk.journal.state.founded
    data = {
        "language": texts.language,
        "title": sheet.title,
        "author": [founded.city] if founded else [],
        "city": founded.city if founded else "",
        "mark": sheet.mark,
        "footer": texts.say("sheet.footer", register=desk.journal.name, moment=at),
        "demo_notice": texts.say("evidence.demo_notice") if founded and founded.demo else "",
        "lead": list(sheet.lead),
        "opening": list(sheet.opening),
        "parts": [
            {"heading": part.heading, "blocks": list(part.blocks)}
            for part in sheet.parts
            if part.blocks
        ],
    }
    order = TypesettingOrder("sheet", json.dumps(data, ensure_ascii=False), at)
    return desk.pdf.typeset(order).pdf


# --- blocks ---------------------------------------------------------------------------------


def facts(rows: Iterable[Row]) -> list[Block]:
    """Return labels with their values; what has no value is left out."""
    shown = [list(row) for row in rows if row[1]]
    return [{"kind": "facts", "rows": shown}] if shown else []


def paragraphs(*told: str) -> list[Block]:
    """Return paragraphs, without empty ones."""
    return [{"kind": "paragraph", "text": text} for text in told if text]


def items(all_items: Iterable[str], kind: str = "list") -> list[Block]:
    """Return a list: of points, `numbered`, or of `ticks` to make by hand."""
    shown = [text for text in all_items if text]
    return [{"kind": kind, "items": shown}] if shown else []


def subheading(text: str) -> Block:
    """Return a heading within a part."""
    return {"kind": "subheading", "text": text}


def told(state: str, text: str = "", *, warns: bool = False) -> Block:
    """Return the sentence that everybody is to read."""
    return {"kind": "told", "state": state, "text": text, "warns": warns}


def table(columns: Sequence[str], widths: Sequence[int], rows: Sequence[Sequence[str]]) -> Block:
    """Return a table; `widths` are shares."""
    listed, words_only = [list(row) for row in rows], [False] * len(columns)
    shape = {"head": list(columns), "widths": list(widths), "numeric": words_only}
    return {"kind": "table", "rows": listed, **shape}


def lines(parties: Iterable[tuple[str, Sequence[Row]]]) -> Block:
    """Return lines to write on by hand, for each party under its name; a value is printed."""
    shown = [{"heading": name, "rows": [list(row) for row in rows]} for name, rows in parties]
    return {"kind": "signatures", "parties": shown}


# --- what several sheets say ----------------------------------------------------------------


def identity(desk: Desk, case: Case, texts: Texts) -> list[Row]:
    """Return which case it is, by number and title, and the decision in it by § and day."""
    say = texts.say
    number = diary_number(case.number, case.opened.class_code)
    return [
        (say("sheet.case"), number),
        (say("sheet.title"), texts.title_of(case_title(desk, case))),
        (say("sheet.decision"), decision_line(desk, case, texts)),
    ]


def decision_line(desk: Desk, case: Case, texts: Texts) -> str:
    """Return § and day of a decision with its decision-maker; nothing while there is none."""
    if case.begun is None or case.decided_at is None or case.proposal is None:
        return ""
    office = desk.journal.state.roster.offices[case.proposal.decision_maker]
    return texts.say(
        "sheet.decision.line",
        office=texts.title(office.title),
        section=section_of(desk, case),
        day=helsinki_day(case.decided_at),
    )


def written(desk: Desk, case: Case, text: Commitment, texts: Texts) -> str:
    """Return what somebody wrote in a case; where its minutes are secret, only that it is."""
    if case.publicity.of(MINUTES).withholds_all:
        return texts.say("sheet.withheld")
    return desk.journal.text(text)


def name_of(desk: Desk, person: str) -> str:
    """Return the name of a person by their code."""
    enrolled = desk.journal.state.roster.persons.get(person)
    return desk.journal.text(enrolled.name) if enrolled else person


def named(desk: Desk, actor: Actor, texts: Texts) -> str:
    """Return who acted and for which office, as its holder or in its place."""
    return f"{name_of(desk, actor.person)}, {capacity_line(desk, actor, texts)}"


def capacity_told(desk: Desk, case: Case, actor: Actor, at: datetime, texts: Texts) -> str:
    """Return in which capacity somebody acted; of a deputy also the cause and the basis (R15)."""
    title = texts.title(desk.journal.state.roster.offices[actor.office].title)
    if actor.capacity is Capacity.HOLDER:
        return texts.say("sheet.capacity.holder", office=title)
    line = capacity_line(desk, actor, texts)
    line = line[:1].upper() + line[1:]
    stands_in = _standing_in(desk, case, actor, at)
    if stands_in is None:
        return line
    cause = texts.say(f"cause.{stands_in.cause.value}") if stands_in.cause else NOTHING
    return texts.say(
        "sheet.capacity.deputy", capacity=line, cause=cause, basis=stands_in.basis or NOTHING
    )


def _standing_in(desk: Desk, case: Case, actor: Actor, at: datetime) -> ActingFor | None:
    """Return why somebody stood in for an office at a moment, where the roster still tells it."""
    situation = desk.journal.state.situation(actor, at, case.number)
    found = acting_for(situation.roster, situation.availability, actor.office, helsinki_day(at))
    same = found and (found.person, found.capacity) == (actor.person, actor.capacity)
    return found if same else None
