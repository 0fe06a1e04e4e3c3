"""The inbox: what the signed-in person may do now, and how the other cases stand."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot

from signapp.domain.acts import NumberingPolicy, OfficeTitle
from signapp.domain.decision import Stage
from signapp.domain.situation import Duty
from signapp.gui.icons import icon
from signapp.gui.screens.new_case_form import NewCaseForm
from signapp.gui.screens.pack_button import PackButton
from signapp.gui.screens.screen import PersonalScreen
from signapp.gui.tools import Tools
from signapp.gui.widgets.form import Answer
from signapp.gui.widgets.parts import button, columns, frame, label, panel, rows, scrolling
from signapp.gui.widgets.row_list import Chip, Row, RowList
from signapp.services.assistance import assisted
from signapp.services.desk import Desk
from signapp.services.inbox import Task, duties, inbox
from signapp.services.journal import SignedIn
from signapp.services.prepare import suggest_case_number
from signapp.services.steps import FINALITY_STEPS, NextStep
from signapp.texts.catalogue import Texts

DECIDING = (NextStep.DECIDE, NextStep.FINISH_DECIDING)
"""The steps of the cases on a decision-maker's list."""


@dataclass(frozen=True)
class InboxReading:
    """The cases, whether this person could open one, and whom they assist."""

    tasks: tuple[Task, ...]
    may_open: bool
    assists: OfficeTitle | None
    next_number: str
    prefix: str
    external: bool
    on_list: int


class InboxScreen(PersonalScreen):
    """Lists the cases, this person's own first; `chosen` tells the number of one, and
    `list_chosen` that all that wait for a decision are to be decided in one go.
    """

    chosen = Signal(str)
    list_chosen = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        px = tools.look.px
        self._reading: InboxReading | None = None
        self._title, self._note = label("title"), label("", "muted")
        self._mine_title, self._rest_title = label("section"), label("section")
        self._mine, self._rest = RowList(tools.look), RowList(tools.look)
        self._mine_card = frame("card", rows(self._mine, margin=px(8)))
        self._rest_card = frame("card", rows(self._rest, margin=px(8)))
        self.open_new = button("primary", self._ask_new)
        self.open_list = button("primary", self.list_chosen.emit)
        self._open = button("", self._open_case)
        self.form = NewCaseForm(tools.language, tools.look)
        self.form.hide()
        self.pack = PackButton(tools)
        ways = columns(self.open_new, self.open_list, self._open, self.pack, 1)
        page = rows(
            self._title, self._note, ways, self.pack.told, self.form,
            self._mine_title, self._mine_card, self._rest_title, self._rest_card, 1,
            gap=px(12), margin=px(24),
        )  # fmt: skip
        middle = frame("", page)
        middle.setMaximumWidth(px(1080))
        across = columns(middle, gap=0)
        across.addStretch(0)
        across.setStretch(0, 100)
        self.setLayout(rows(scrolling(panel("plain", across))))
        self.form.confirmed.connect(self._open_new)
        self.form.cancelled.connect(self._put_away)
        self._mine.chosen.connect(self.chosen)
        self._rest.chosen.connect(self.chosen)
        self.dress()

    def refresh(self) -> None:
        """Read the cases anew."""
        if self._who is not None:
            self._tools.runner.act(
                partial(read, self._tools.desk, self._who), partial(self._show, self._who)
            )

    def leave(self) -> None:
        """Forget the person and their cases."""
        super().leave()
        self._reading = None
        self.form.hide()
        self.dress()

    def _show(self, who: SignedIn, reading: InboxReading) -> None:
        if who is not self._who:
            return
        self._reading = reading
        self.dress()
        first = self._mine if self._mine.rows else self._rest
        if self.isVisible():
            first.setFocus()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, texts = self._tools.language.say, self._tools.language.texts
        tasks = self._reading.tasks if self._reading else ()
        mine = [task for task in tasks if task.mine]
        rest = [task for task in tasks if not task.mine]
        self._title.setText(say("window.inbox.title"))
        self._note.setText(self._sentence(len(mine), len(tasks)))
        self._mine_title.setText(say("window.inbox.mine"))
        self._rest_title.setText(say("window.inbox.rest"))
        for shown, title, card, some in (
            (self._mine, self._mine_title, self._mine_card, mine),
            (self._rest, self._rest_title, self._rest_card, rest),
        ):
            shown.show_rows([row(texts, task) for task in some])
            shown.setAccessibleName(title.text())
            px = self._tools.look.px
            shown.setFixedHeight(min(len(some), 8) * px(60) + px(2))
            title.setVisible(bool(some))
            card.setVisible(bool(some))
        may_open = bool(self._reading and self._reading.may_open) and self.form.isHidden()
        self._open.setVisible(may_open and not tasks and self._tools.demo_acts is not None)
        self._open.setText(say("window.inbox.open_seed_case"))
        on_list = self._reading.on_list if self._reading else 0
        self.open_list.setVisible(on_list > 1)
        waiting = [task for task in mine if task.step is NextStep.DECIDE]
        self.pack.show_for(self._who, len(waiting))
        self.open_list.setText(self._tools.language.texts.count("window.list.open", on_list))
        self.open_new.setVisible(may_open)
        self.open_new.setText(say("window.inbox.open_new"))
        self.open_new.setIcon(icon("plus", self._tools.look.colours.on_primary))

    def _sentence(self, mine: int, all_cases: int) -> str:
        """Say in one sentence how much there is to do."""
        if self._reading is None:
            return self._tools.language.say("window.reading")
        if self._reading.assists:
            return self._tools.language.say("window.inbox.assists", office=self._reading.assists)
        if not all_cases:
            key = "window.inbox.none_yet" if self._reading.may_open else "window.inbox.none"
            return self._tools.language.say(key)
        if not mine:
            return self._tools.language.say("window.inbox.nothing_for_you")
        return self._tools.language.texts.count("window.inbox.waiting", mine)

    # --- opening a case ---------------------------------------------------------------------

    @Slot()
    def _ask_new(self) -> None:
        reading = self._reading
        if reading is not None:
            self.form.start(reading.next_number, reading.prefix, external=reading.external)
            self.form.show()
            self.form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)
            self.dress()

    @Slot()
    def _put_away(self) -> None:
        self.form.hide()
        self.dress()

    @Slot(object)
    def _open_new(self, answer: Answer) -> None:
        who = self._who
        if who is not None:
            work = partial(answer, self._tools.desk, who, "")
            task = self._tools.runner.act(work, partial(self._opened_new, who))
            task.failed.connect(self.form.take_again)

    def _opened_new(self, who: SignedIn, number: str) -> None:
        if who is self._who:
            self._put_away()
            self.chosen.emit(number)

    @Slot()
    def _open_case(self) -> None:
        acts, who = self._tools.demo_acts, self._who
        if acts is None or who is None:
            return
        self._open.setEnabled(False)
        task = self._tools.runner.act(partial(acts.open_case, who))
        task.finished.connect(self._opened)

    @Slot()
    def _opened(self) -> None:
        self._open.setEnabled(True)
        self.refresh()


def read(desk: Desk, who: SignedIn) -> InboxReading:
    """Read what a person may do now."""
    tasks, state = inbox(desk, who), desk.journal.state
    return InboxReading(
        tasks=tasks,
        may_open=Duty.PREPARE in duties(desk, who),
        next_number=suggest_case_number(desk),
        prefix=state.case_prefix,
        external=state.policy is NumberingPolicy.EXTERNAL,
        assists=assisted(desk, who),
        on_list=sum(task.mine and task.step in DECIDING for task in tasks),
    )


def row(texts: Texts, task: Task) -> Row:
    """Return a case as a row of a list."""
    chips = []
    if not task.title.withheld and task.title.publicity.withholds_all:
        chips.append(Chip(texts.say(f"publicity.{task.title.publicity.value}"), "warning"))
    if task.day is not None and task.step is not NextStep.NOTHING:
        chips.append(Chip(texts.date(task.day), "warning" if task.mine else ""))
    if task.step is NextStep.AWAIT_RETURN:
        chips.append(Chip(texts.say("window.chip.away"), "warning"))
    if task.refused:
        chips.append(Chip(texts.say("window.chip.refused"), "danger"))
    chips.append(Chip(stage_name(texts, task), "primary" if task.mine else ""))
    tells = task.blocked and task.step is not NextStep.AWAIT_RETURN
    stopped = texts.error(task.blocked[0]).heading if tells else ""
    detail = (task.number, next_line(texts, task), stopped)
    return Row(
        title=texts.title_of(task.title),
        detail=" · ".join(part for part in detail if part),
        key=task.number,
        chips=tuple(chips),
    )


def stage_name(texts: Texts, task: Task) -> str:
    """Say where a case is in its life."""
    if task.final_on is None and task.stage is Stage.SIGNED:
        return texts.say(f"window.stage.signed_by.{'all' if task.by_all else 'city'}")
    if task.ending is not None:
        return texts.say(f"ending.{task.ending.value}")
    return texts.say("window.stage.final" if task.final_on else f"stage.{task.stage.value}")


def next_line(texts: Texts, task: Task) -> str:
    """Say in one line what is next in a case, whose step it is, and by when."""
    parts = [texts.say(f"step.{task.step.value}")]
    if task.by is not None:
        parts.append(texts.title(task.by))
    if task.day is not None and task.tabled and task.step is NextStep.DECIDE:
        parts.append(texts.say("window.tabled", day=task.day))
    elif task.day is not None and task.step in (NextStep.SIGN, *FINALITY_STEPS):
        parts.append(texts.date(task.day))
    elif task.day is not None and task.step is not NextStep.NOTHING:
        parts.append(texts.say("window.by", day=task.day))
    if task.checked_out:
        parts.append(texts.say("window.away_register"))
    return " · ".join(parts)


def blocked_line(texts: Texts, task: Task) -> str:
    """Say why the step can't be done now, with the legal basis and the way on; or nothing."""
    if not task.blocked:
        return ""
    first = texts.error(task.blocked[0])
    more = texts.count("window.bar.more", len(task.blocked) - 1) if len(task.blocked) > 1 else ""
    return texts.say(
        "window.blocked", heading=first.heading, cause=first.cause, remedy=first.remedy
    ) + (f" {more}" if more else "")
