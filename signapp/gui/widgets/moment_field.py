"""A field for a moment: a day, and a time of day in Helsinki."""

from collections.abc import Callable
from datetime import datetime, time

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QDateEdit, QTimeEdit, QWidget

from signapp.domain.calendar import HELSINKI
from signapp.gui.look import Look
from signapp.gui.widgets.form import day_field, day_in, qt_day
from signapp.gui.widgets.parts import columns


class MomentField(QWidget):
    """A day and a time of day in Helsinki."""

    def __init__(self, look: Look, changed: Callable[[], object]) -> None:
        super().__init__()
        self.day: QDateEdit = day_field(changed)
        self.clock = QTimeEdit()
        self.clock.setDisplayFormat("HH:mm")
        self.clock.lineEdit().setTextMargins(look.px(10), 0, 0, 0)
        self.clock.setMinimumWidth(look.px(96))
        self.clock.timeChanged.connect(changed)
        line = columns(self.day, self.clock, gap=look.px(8))
        line.setStretch(0, 1)
        self.setLayout(line)
        self.setFocusProxy(self.day)

    def show_moment(self, moment: datetime) -> None:
        """Show a moment as Helsinki's clocks do, to the minute."""
        there = moment.astimezone(HELSINKI)
        self.day.setDate(qt_day(there.date()))
        self.clock.setTime(QTime(there.hour, there.minute))

    @property
    def moment(self) -> datetime:
        """The moment that is shown."""
        shown = self.clock.time()
        at = time(shown.hour(), shown.minute())
        return datetime.combine(day_in(self.day), at, HELSINKI)

    def setAccessibleName(self, name: str) -> None:
        """Name both fields."""
        super().setAccessibleName(name)
        self.day.setAccessibleName(name)
        self.clock.setAccessibleName(name)
