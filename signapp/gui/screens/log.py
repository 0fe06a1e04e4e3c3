"""The log of the register: who did what, when. Auditors have a workspace of their own."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Slot

from signapp.domain.acts import OfficeTitle
from signapp.gui.screens.screen import PersonalScreen
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import (
    frame,
    label,
    panel,
    rows,
    scrolling,
)
from signapp.gui.widgets.row_list import Chip, Row, RowList
from signapp.services.audit import log
from signapp.services.correction_marks import Mark, mark_on_entry
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.log_detail import Detail, detail_of
from signapp.texts.catalogue import Texts

LEAD = 210
"""The width of the moment before each entry."""


@dataclass(frozen=True)
class LogLine:
    """One entry of the log; without a person it was done by the desk.

    `mark` says of an entry by which minutes were signed that others took their place.
    """

    number: int
    at: datetime
    act: str
    person: str
    office: OfficeTitle | None
    case: str
    mark: Mark | None = None
    detail: Detail | None = None


@dataclass(frozen=True)
class LogReading:
    """The log, newest first."""

    lines: tuple[LogLine, ...]


class LogScreen(PersonalScreen):
    """Lists all entries of the register, the newest first."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        px = tools.look.px
        self._reading: LogReading | None = None
        self._title, self._note = label("title"), label("", "muted")
        self.list = RowList(tools.look, lead=LEAD)
        head, listed = rows(self._title, self._note, gap=px(4)), rows(self.list, margin=px(8))
        page = rows(head, frame("card", listed), gap=px(12), margin=px(24))
        page.setStretch(1, 1)
        self.list.setMinimumHeight(px(240))
        self.setLayout(rows(scrolling(panel("plain", page))))
        self.dress()

    def refresh(self) -> None:
        """Read the log anew."""
        if self._who is not None:
            self._tools.runner.act(
                partial(read, self._tools.desk, self._who), partial(self._show, self._who)
            )

    def leave(self) -> None:
        """Forget the person and what was read for them."""
        super().leave()
        self._reading = None
        self.dress()

    def _show(self, who: SignedIn, reading: LogReading) -> None:
        if who is not self._who:
            return
        self._reading = reading
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        language = self._tools.language
        lines = self._reading.lines if self._reading else ()
        self._title.setText(language.say("window.log.title"))
        self._note.setText(language.texts.count("window.log.entries", len(lines)))
        self.list.setAccessibleName(language.say("window.log.title"))
        self.list.show_rows([row(language.texts, line) for line in lines])


def read(desk: Desk, who: SignedIn) -> LogReading:
    """Read the log. Raises LedgerError when the ledger does not hold."""
    desk.journal.catch_up()
    roster = desk.journal.state.roster
    lines = []
    for entry in log(desk.journal.register):
        person = roster.persons.get(entry.actor.person)
        office = roster.offices.get(entry.actor.office)
        lines.append(
            LogLine(
                number=entry.number,
                at=entry.at,
                act=type(entry.act).__name__,
                person=desk.journal.text(person.name) if person else "",
                office=office.title if office else None,
                case=entry.case,
                mark=mark_on_entry(desk.journal.state, entry),
                detail=detail_of(desk, who, entry),
            )
        )
    return LogReading(tuple(reversed(lines)))


def row(texts: Texts, line: LogLine) -> Row:
    """Return an entry as a row of a list."""
    who = line.person or texts.say("capacity.desk")
    office = f", {texts.title(line.office)}" if line.office else ""
    remark = line.mark.remark if line.mark else None
    mark = f" · {texts.remark(remark.code, remark.facts)}" if remark else ""
    return Row(
        title=texts.say(f"act.{line.act}"),
        detail=f"{who}{office}{_said(texts, line.detail)}{mark}",
        key=str(line.number),
        lead=f"{line.number}  ·  {texts.moment(line.at)}",
        chips=(Chip(line.case),) if line.case else (),
    )


def _said(texts: Texts, detail: Detail | None) -> str:
    """Return what an entry says beyond its name, if anything."""
    if detail is None:
        return ""
    local = detail.facts.get("local")
    facts = {**detail.facts, "local": texts.both_moments(local)} if local else detail.facts
    return f" · {texts.say(detail.key, **facts)}"
