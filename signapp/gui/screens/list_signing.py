"""Signing a list: the summary before the first PIN, the progress, and how each case ended."""

from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from signapp.domain.errors import SignappError
from signapp.gui.screens.case_key import Key, look_at_key
from signapp.gui.screens.case_slots import participant
from signapp.gui.screens.list_reading import (
    ListReading,
    case_row,
    end_row,
    error_words,
    reading_row,
)
from signapp.gui.tools import Tools
from signapp.gui.widgets.list_prompt import ListPrompt, ListSignature
from signapp.gui.widgets.parts import button, columns, frame, label, panel, rows, scrolling
from signapp.gui.widgets.row_list import Row, RowList
from signapp.services.decide_all import CaseEnd, How, ListEnd, Progress, decide_all
from signapp.services.decision_list import ListedCase, Place
from signapp.services.journal import SignedIn
from signapp.services.key_check import KeyCard
from signapp.services.ports import PinUse

NARROW = 860
"""Below this width the summary stands above the PIN."""


class ListSigning(QWidget):
    """Shows what is going to be signed, signs it, and shows what came of it.

    `ended` tells that some were signed, `left` that the person goes back to reading.
    """

    ended = Signal()
    left = Signal()
    _told = Signal(object)

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        px = tools.look.px
        self._tools = tools
        self._who: SignedIn | None = None
        self._key: Key | None = None
        self._use = PinUse.NOT_KNOWN
        self._cases: tuple[ListedCase, ...] = ()
        self._ends: dict[str, CaseEnd] = {}
        self._stopped: SignappError | None = None
        self._stopping = False
        self.is_busy = self.is_on = self._is_over = False
        self.rows = RowList(tools.look, lead=84)
        self.prompt = ListPrompt(tools.language, tools.look)
        self._summary, self._problem = label("section"), label("strong", "danger")
        self.close_button = button("primary", self.left.emit)
        column = rows(self._problem, self.prompt, self._summary, self.close_button, 1, gap=px(12))
        side = panel("plain", column)
        side.setMinimumWidth(px(400))
        side.setMaximumWidth(px(560))
        card = frame("card", rows(self.rows, margin=px(4)))
        self._halves = columns(card, side, gap=px(16))
        self._halves.setStretch(0, 1)
        self._scroll = scrolling(panel("plain", self._halves))
        self.setLayout(rows(self._scroll))
        self.prompt.confirmed.connect(self._sign)
        self.prompt.cancelled.connect(self.left)
        self.prompt.stopped.connect(self._stop)
        self._told.connect(self._progress)  # emitted beside the window: a queued call
        tools.language.changed.connect(self.dress)
        tools.look.changed.connect(self.dress)
        self.hide()

    def ask(self, who: SignedIn, reading: ListReading) -> None:
        """Show the summary of all that is ready, and ask for the PIN."""
        self._who, self._key, self._cases = who, reading.key, reading.ready
        self._use = reading.pin_use
        self._ends, self._stopped, self.is_on, self._is_over = {}, None, True, False
        self.show()
        self._ask_pin()
        self.dress()

    def put_away(self) -> None:
        """Forget the list; what is under way ends by itself."""
        self._stopping = True
        self._who, self._key, self._cases, self._ends = None, None, (), {}
        self.is_on = self.is_busy = self._is_over = False
        self.prompt.field.clear()
        self.hide()

    @property
    def _waiting(self) -> tuple[ListedCase, ...]:
        """The cases that have not come to their end."""
        done = [one.number for one in self._ends.values() if one.how is not How.NOT_REACHED]
        return tuple(one for one in self._cases if one.number not in done)

    def _ask_pin(self) -> None:
        who, key, left = self._who, self._key, self._waiting
        if who is None or key is None:
            return
        owner = participant(self._tools.desk, who.actor)
        by_key = sum(one.place is not Place.SIGNED for one in left)
        self.prompt.ask(
            ListSignature(
                minutes=len(left),
                by_key=by_key,
                pin_use=self._use,
                owner=owner.name,
                office=owner.title,
                until=key.certificate.not_after,
                hint=key.hint,
            )
        )
        if by_key:
            look = partial(look_at_key, self._tools.desk, key)
            self._tools.runner.act(look, partial(self._looked, who))
        QTimer.singleShot(0, self, self._bring_field)

    def _looked(self, who: SignedIn, card: KeyCard) -> None:
        if who is self._who:
            self.prompt.show_key(card)
            QTimer.singleShot(0, self, self._bring_field)

    @Slot()
    def _bring_field(self) -> None:
        shown = self.prompt.field if self.prompt.field.isVisible() else self.prompt.sign
        self._scroll.ensureWidgetVisible(shown)

    @Slot(str)
    def _sign(self, pin: str) -> None:
        who, key, tools = self._who, self._key, self._tools
        if who is None or key is None:
            return
        self._stopping = False
        self.is_busy, self._stopped = True, None
        left = [one.number for one in self._waiting]
        self.prompt.tell(0, len(left))
        work = partial(
            decide_all, tools.desk, who, left, key.with_pin(pin), self._told.emit, self._goes_on
        )
        task = tools.runner.act(work, partial(self._finish, who))
        task.failed.connect(self._failed)

    @Slot()
    def _stop(self) -> None:
        self._stopping = True

    def _goes_on(self) -> bool:
        """Tell whether to go on with the next case; called beside the window."""
        return not self._stopping

    @Slot(object)
    def _progress(self, told: Progress) -> None:
        if not self.is_busy:
            return
        if told.ended is not None:
            self._ends[told.ended.number] = told.ended
        if not told.archiving:
            self.prompt.tell(told.done, told.total)
        self.dress()

    def _finish(self, who: SignedIn, end: ListEnd) -> None:
        if who is not self._who:
            return
        self.is_busy, self._stopped = False, end.stopped
        self._ends |= {one.number: one for one in end.cases}
        if end.asks_again and not end.cancelled:
            self._use = PinUse.EACH
            self._ask_pin()
        elif end.stopped is not None and _pin_again(end):
            self._ends = {n: one for n, one in self._ends.items() if one.error is not end.stopped}
            self._ask_pin()
        else:
            self._is_over = True
        self.dress()
        self.ended.emit()

    @Slot()
    def _failed(self) -> None:
        self.is_busy = False
        self._ask_pin()
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        texts, say = self._tools.language.texts, self._tools.language.say
        self.rows.show_rows([self._row(one) for one in self._cases])
        self.rows.setMinimumHeight(self._tools.look.px(60) * min(len(self._cases), 12) + 4)
        self.rows.setAccessibleName(say("window.list.title"))
        decided = sum(one.how is How.DECIDED for one in self._ends.values())
        failed = sum(one.how is How.FAILED for one in self._ends.values())
        missed = sum(one.how is How.NOT_REACHED for one in self._ends.values())
        self._summary.setText(
            say("window.list.result", decided=decided, failed=failed, missed=missed)
        )
        self.prompt.setVisible(not self._is_over)
        self._summary.setVisible(self._is_over)
        self.close_button.setVisible(self._is_over)
        self.close_button.setText(say("window.list.close"))
        words = error_words(texts, self._stopped) if self._stopped else []
        self._problem.setText("\n".join(words))
        self._problem.setVisible(bool(words))

    @property
    def _is_narrow(self) -> bool:
        return self.width() < self._tools.look.px(NARROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the summary above the PIN where there is no room beside it."""
        super().resizeEvent(event)
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._halves.setDirection(down if self._is_narrow else across)
        self.dress()

    def _row(self, one: ListedCase) -> Row:
        row, end = self._shown(one), self._ends.get(one.number)
        if end is None or (end.how is How.NOT_REACHED and not self._is_over):
            return row
        return end_row(self._tools.language.texts, row, end)

    def _shown(self, one: ListedCase) -> Row:
        make = reading_row if self._is_narrow else case_row
        return make(self._tools.language.texts, one)


def _pin_again(end: ListEnd) -> bool:
    """Tell whether typing the PIN again may help: nothing but the PIN was wrong."""
    return end.stopped is not None and end.stopped.code in ("WrongPinError", "LastTryError")
