"""What evidence says to people: one page on what is proven, and who did what with which bytes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signapp.domain.acts import Actor
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.numbers import diary_number
from signapp.domain.papers import PaperTaken
from signapp.domain.values import to_plain
from signapp.ledger.entries import Entry
from signapp.ledger.notes import Checkpoint
from signapp.services.desk import Desk, capacity_line, section_of
from signapp.services.evidence_form import EvidenceFile
from signapp.services.ports import TypesettingOrder
from signapp.texts.catalogue import Texts

Rows = list[tuple[str, str]]
NOBODY = "–"
HASHED = ("minutes", "agreement", "wet-ink", "public-copy")
PROVEN, OPEN = (
    ("entries", "complete", "keys", "signatures"),
    ("unrecorded", "clock", "copy", "law"),
)
OPEN_PUBLIC = ("unrecorded", "clock", "copy", "documents")


@dataclass(frozen=True)
class Said:
    """What both papers are made from."""

    desk: Desk
    case: Case
    entries: tuple[Entry, ...]
    files: tuple[EvidenceFile, ...]
    checkpoint: Checkpoint
    made: datetime
    public: bool

    @property
    def of_case(self) -> tuple[Entry, ...]:
        """The entries of the case."""
        return tuple(one for one in self.entries if one.case == self.case.number)


def summary(said: Said, language: str) -> TypesettingOrder:
    """Return the page that says what is proven and what is not."""
    texts = Texts(language)
    say = texts.say
    data = {
        **_frame(said, texts, "summary"),
        "parts": [
            {"heading": say("evidence.what"), "rows": list(_what(said, texts))},
            {"heading": say("evidence.bytes"), "rows": list(_bytes(said, texts))},
            {"heading": say("evidence.ledger"), "rows": list(_ledger(said, texts))},
            {"heading": say("evidence.proven"), "items": _proven(said, texts)},
            {"heading": say("evidence.open"), "items": _open(said, texts)},
        ],
        "limit": say("evidence.nothing_after", moment=texts.moment(said.made)),
    }
    return TypesettingOrder("evidence", json.dumps(data, ensure_ascii=False), said.made)


def circulation(said: Said, language: str) -> TypesettingOrder:
    """Return the sheet of who did what when with which bytes, from the ledger."""
    texts = Texts(language)
    columns = [texts.say(f"evidence.column.{one}") for one in ("when", "who", "what")]
    data = {
        **_frame(said, texts, "circulation"),
        "columns": columns,
        "table": [_row(said, texts, entry) for entry in said.of_case if any(hashes_in(entry))],
    }
    return TypesettingOrder("evidence", json.dumps(data, ensure_ascii=False), said.made)


def hashes_in(entry: Entry) -> tuple[str, ...]:
    """Return the hashes of the documents that an act names, or of what was taken out."""
    if isinstance(entry.act, EvidenceTaken | PaperTaken):
        return (entry.act.sha256,)
    return tuple(dict.fromkeys(_hashes(to_plain(entry.act, type(entry.act)))))


def _hashes(plain: Any) -> Iterator[str]:
    if isinstance(plain, dict) and set(plain) == {"sha256", "length"}:
        yield plain["sha256"]
    elif isinstance(plain, dict | list):
        for part in plain.values() if isinstance(plain, dict) else plain:
            yield from _hashes(part)


def _frame(said: Said, texts: Texts, kind: str) -> dict[str, Any]:
    """Return what stands around a paper: title, head and foot."""
    founded = said.desk.journal.state.founded
    variant = "public" if said.public else "whole"
    return {
        "language": texts.language,
        "title": texts.say(f"evidence.{kind}.title", case=said.case.number),
        "introduction": texts.say(f"evidence.{kind}.introduction.{variant}"),
        "city": founded.city if founded else "",
        "mark": texts.say(f"evidence.{variant}"),
        "footer": texts.say("evidence.footer", register=said.desk.journal.name),
        "demo_notice": texts.say("evidence.demo_notice") if founded and founded.demo else "",
    }


def who(said: Said, texts: Texts, actor: Actor | None) -> str:
    """Return who acted, for which office and how; in public by their code only."""
    if actor is None:
        return NOBODY
    if not actor.person:
        return texts.say("evidence.desk")
    roster = said.desk.journal.state.roster
    title = capacity_line(said.desk, actor, texts) if actor.office in roster.offices else NOBODY
    enrolled = roster.persons.get(actor.person)
    name = said.desk.journal.text(enrolled.name) if enrolled and not said.public else actor.person
    return f"{name}, {title}"


def _what(said: Said, texts: Texts) -> Iterator[tuple[str, str]]:
    """What was decided and signed, by whom and when."""
    case, say = said.case, texts.say
    title = case.opened.class_title if said.public else said.desk.journal.text(case.opened.title)
    yield (
        say("evidence.fact.case"),
        f"{diary_number(case.number, case.opened.class_code)} · {title}",
    )
    if case.begun and case.decided_at:
        day = texts.date(helsinki_day(case.decided_at))
        section = texts.section(section_of(said.desk, case))
        yield say("evidence.fact.decided"), f"{day}, {section}"
        yield say("evidence.fact.outcome"), say(f"evidence.outcome.{case.begun.outcome.value}")
        yield say("evidence.fact.decided_by"), who(said, texts, case.decided_by)
    yield say("evidence.fact.signed"), _signed(said, texts)
    if case.signed_by:
        yield say("evidence.fact.signed_by"), who(said, texts, case.signed_by)


def _signed(said: Said, texts: Texts) -> str:
    case, ink = said.case, said.case.agreement.city_ink
    if case.signed_at:
        return texts.moment(case.signed_at)
    if ink:
        return texts.say("evidence.by_hand", day=ink.act.signed_on)
    return texts.say("evidence.not_signed")


def _bytes(said: Said, texts: Texts) -> Iterator[tuple[str, str]]:
    """The hashes of the documents that decide; those of the others are in the manifest."""
    shown = [one for one in said.files if one.role in HASHED]
    for one in shown:
        yield one.name.removeprefix("documents/"), one.sha256
    if not shown:
        yield texts.say("evidence.fact.documents"), texts.say("evidence.no_documents")


def _ledger(said: Said, texts: Texts) -> Iterator[tuple[str, str]]:
    say, head = texts.say, said.of_case
    yield (
        say("evidence.fact.entries"),
        say("evidence.entries", count=len(head), other=len(said.entries) + 1 - len(head)),
    )
    yield (
        say("evidence.fact.checkpoint"),
        say("evidence.checkpoint", size=texts.number(said.checkpoint.size)),
    )
    yield say("evidence.fact.root"), said.checkpoint.root


def _proven(said: Said, texts: Texts) -> list[str]:
    wanted = PROVEN[:-1] if said.public else PROVEN
    return [texts.say(f"evidence.proven.{one}") for one in wanted]


def _open(said: Said, texts: Texts) -> list[str]:
    wanted = OPEN_PUBLIC if said.public else OPEN
    return [texts.say(f"evidence.open.{one}") for one in wanted]


def _row(said: Said, texts: Texts, entry: Entry) -> list[str]:
    """Return when, who, and what with which bytes."""
    act = texts.say(f"act.{type(entry.act).__name__}")
    what = "\n".join((act, *hashes_in(entry)))
    return [texts.moment(entry.at), who(said, texts, entry.actor), what]
