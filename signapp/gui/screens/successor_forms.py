"""A new decision in the place of an earlier one: why, and what is new in it."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from signapp.domain.authorisation import SigningDays
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.file_field import FileField
from signapp.gui.widgets.form import (
    Answer,
    Choices,
    day_field,
    day_in,
    line_field,
    qt_day,
    text_field,
)
from signapp.gui.widgets.parts import panel, rows
from signapp.services.mandate_acts import MandateAct
from signapp.services.succeed import Successor, open_successor

KEEP, DAY, RANGE, LATEST = "keep", "day", "range", "latest"


class SuccessorForm(KeyedForm):
    """Asks why, and what is new: the text that is sent, or the days; the rest is copied."""

    key = MandateAct.SUCCEED.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._before: SigningDays | None = None
        self._written = ""
        self._external = False
        self.number = line_field(self.look_at_fields)
        self.source = line_field(self.look_at_fields)
        self.reason = line_field(self.look_at_fields)
        self.file = FileField(language, look)
        self.days = Choices(look, (KEEP, DAY, RANGE, LATEST))
        self.first, self.last = day_field(self._follow), day_field(self._follow)
        self.decision = text_field(look, self.look_at_fields)
        self._first = panel("plain", rows(self._field("first", self.first)))
        self._last = panel("plain", rows(self._field("last", self.last)))
        number = rows(self._field("number", self.number), self._field("source", self.source))
        self._elsewhere = panel("plain", number)
        self._lay_out(
            self._elsewhere,
            self._field("reason", self.reason),
            self._field("file", self.file),
            self._field("days", self.days, "window.more.succeed.days"),
            *(self._first, self._last),
            self._field("decision", self.decision),
        )
        self.days.changed.connect(self._arrange)
        self.file.changed.connect(self.look_at_fields)
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the preparers of a case that nobody has signed."""
        return MandateAct.SUCCEED in reading.mandate.may

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the text and the days of the earlier one."""
        self._before = reading.mandate.days
        self._written = reading.text.decision if reading.text else ""
        self._external = reading.around.external_numbers
        self._elsewhere.setVisible(self._external)
        for line in (self.number, self.source, self.reason):
            line.clear()
        self.file.take(None)
        for field in (self.first, self.last):
            field.setMinimumDate(qt_day(reading.today))
            field.setDate(qt_day(reading.today))
        late = self._before is not None and self._before.too_late(reading.today)
        self.days.choose(DAY if late else KEEP)
        self.decision.setPlainText(self._written)
        self._arrange()
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the number, where it comes from elsewhere, or else the reason."""
        return self.number if self._external else self.reason

    @Slot()
    def _arrange(self) -> None:
        chosen = self.days.chosen
        self._first.setVisible(chosen == RANGE)
        self._last.setVisible(chosen != KEEP)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Let the text say the new day where it said the old one, unless it was rewritten."""
        new, old = self._days(), self._before
        if old and new and old.single and new.single and self._written:
            before, now = (f"{d.day}.{d.month}.{d.year}" for d in (old.single, new.single))
            self.decision.setPlainText(self._written.replace(before, now))
        self.look_at_fields()

    def _days(self) -> SigningDays | None:
        chosen, last = self.days.chosen, day_in(self.last)
        if chosen in ("", KEEP):
            return None
        firsts = {DAY: last, RANGE: day_in(self.first), LATEST: None}
        binding = self._before.binding if self._before else True
        return SigningDays(firsts[chosen], last, binding)

    def answer(self) -> Answer | None:
        """Return the opening, once there are a reason and something new."""
        reason, days, file = self.reason.text().strip(), self._days(), self.file.file
        backwards = days is not None and days.first is not None and days.first > day_in(self.last)
        decision = self.decision.toPlainText().strip()
        number, source = self.number.text().strip(), self.source.text().strip()
        if not reason or not decision or backwards or not (days or file):
            return None
        if self._external and not (number and source):
            return None
        wanted = Successor(reason, file, days, number, source, decision)
        return partial(open_successor, wanted=wanted)
