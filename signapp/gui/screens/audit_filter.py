"""The filter of the log: case, person, office, capacity, act, result, days; all at once."""

from collections.abc import Iterable
from datetime import date

from PySide6.QtCore import QDate, QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QDateEdit, QFrame, QGridLayout, QLabel

from signapp.domain.acts import Capacity
from signapp.domain.auditing import LogFilter, Result
from signapp.gui.tools import Tools
from signapp.gui.widgets.form import choice_field, day_field, day_in
from signapp.gui.widgets.parts import button, label, mark, rows
from signapp.services.audit_desk import AuditReading
from signapp.services.log_words import LogWords

NO_DAY = QDate(1752, 9, 14)
"""Stands for no day: the first that a field of days can show."""
CHOICES = ("case", "person", "office", "capacity", "act", "result")
DAYS = ("since", "until")


class AuditFilter(QFrame):
    """Asks for a filter; `changed` tells that another one is asked for."""

    changed = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._reading: AuditReading | None = None
        mark(self, role="card")
        self.choices = {name: choice_field() for name in CHOICES}
        self.days = {name: self._day() for name in DAYS}
        self._titles = {name: label("caption", wrap=False) for name in (*CHOICES, *DAYS)}
        self.clear = button("quiet", self.forget)
        px, grid = tools.look.px, QGridLayout()
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        fields: dict[str, QComboBox | QDateEdit] = {**self.choices, **self.days}
        for place, (name, field) in enumerate(fields.items()):
            cell = rows(self._titles[name], field, gap=px(2))
            self._titles[name].setBuddy(field)
            grid.addLayout(cell, place // 4, place % 4)
            grid.setColumnStretch(place % 4, 1)
        self.setLayout(rows(grid, margin=px(12)))
        for field in self.choices.values():
            field.currentIndexChanged.connect(self._change)

    def _day(self) -> QDateEdit:
        made = day_field(self._change)
        made.setMinimumDate(NO_DAY)
        made.setSpecialValueText(" ")
        made.setDate(NO_DAY)
        return made

    @Slot()
    def _change(self) -> None:
        self.changed.emit()

    @Slot()
    def forget(self) -> None:
        """Let everything through again."""
        for choice in self.choices.values():
            with QSignalBlocker(choice):
                choice.setCurrentIndex(0)
        for day in self.days.values():
            with QSignalBlocker(day):
                day.setDate(NO_DAY)
        self.changed.emit()

    @property
    def filter(self) -> LogFilter:
        """The filter that is asked for."""
        chosen = {name: field.currentData() or "" for name, field in self.choices.items()}
        return LogFilter(
            case=chosen["case"],
            person=chosen["person"],
            office=chosen["office"],
            capacity=Capacity(chosen["capacity"]) if chosen["capacity"] else None,
            since=self._chosen("since"),
            until=self._chosen("until"),
            acts=(chosen["act"],) if chosen["act"] else (),
            result=Result(chosen["result"]) if chosen["result"] else None,
        )

    def _chosen(self, name: str) -> date | None:
        field = self.days[name]
        return None if field.date() == NO_DAY else day_in(field)

    def show_reading(self, reading: AuditReading | None) -> None:
        """Offer what there is in a log, keeping what is chosen."""
        self._reading = reading
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._tools.language.say
        titles: dict[str, QLabel] = self._titles
        for name in CHOICES:
            key = "acts" if name == "act" else name
            titles[name].setText(say(f"log.filter.{key}"))
            self.choices[name].setAccessibleName(say(f"log.filter.{key}"))
        for name in DAYS:
            titles[name].setText(say(f"log.filter.{name}"))
            self.days[name].setAccessibleName(say(f"log.filter.{name}"))
        self.clear.setText(say("log.filter.clear"))
        if self._reading is not None:
            words = LogWords(self._tools.language.texts, self._reading.names)
            for name, offered in self._offers(words, self._reading).items():
                self._offer(self.choices[name], offered)

    def _offers(
        self, words: LogWords, reading: AuditReading
    ) -> dict[str, Iterable[tuple[str, str]]]:
        people, offices = reading.names.people, reading.names.offices
        return {
            "case": ((one, one) for one in reading.cases),
            "person": sorted(((name, code) for code, name in people.items())),
            "office": sorted((words.office_named(code), code) for code in offices),
            "capacity": ((words.capacity(one), one.value) for one in Capacity),
            "act": sorted((words.act_named(act), act) for act in reading.acts),
            "result": ((words.result(one), one.value) for one in Result),
        }

    def _offer(self, field: QComboBox, offered: Iterable[tuple[str, str]]) -> None:
        """Fill a list anew without telling of it, and choose what was chosen."""
        chosen = field.currentData()
        with QSignalBlocker(field):
            field.clear()
            field.addItem(self._tools.language.say("log.filter.any"), "")
            for name, code in offered:
                field.addItem(name, code)
            field.setCurrentIndex(max(0, field.findData(chosen)))
