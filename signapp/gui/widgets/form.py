"""A form in the window itself: what an act needs, and the one button that names and does it."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import QDate, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateEdit,
    QFrame,
    QLabel,
    QLayout,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import busy_line, button, label, line, mark, rows
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn

Answer = Callable[[Desk, SignedIn, str], Any]
"""The act that a filled form asks for: done by a person on the case of a number."""


class Form(QFrame):
    """Asks for what one act needs; `confirmed` carries its `Answer`.

    The button is off until `answer` has one. Esc puts the form away.
    """

    confirmed = Signal(object)
    cancelled = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._working = False
        mark(self, role="card")
        self._heading, self._note = label("section"), label("step", "muted")
        self.confirm = button("primary", self._confirm)
        self._cancel = button("", self.cancelled.emit)
        self._progress = busy_line()
        language.changed.connect(self.dress)

    def _lay_out(self, *fields: QWidget | QLayout) -> None:
        px = self._look.px
        self.setLayout(
            rows(
                rows(self._heading, self._note, gap=px(4)),
                line(),
                *fields,
                self._progress,
                rows(self.confirm, self._cancel, gap=px(8)),
                gap=px(14),
                margin=px(16),
            )
        )

    def answer(self) -> Answer | None:
        """Return the act that is asked for, or None while something is missing."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        """Return what takes the keyboard first."""
        raise NotImplementedError

    def work(self, *, on: bool) -> None:
        """Wait while the act is under way, or take it again."""
        self._working = on
        self._progress.setVisible(on)
        self._cancel.setEnabled(not on)
        self.look_at_fields()

    @Slot()
    def take_again(self) -> None:
        """Take the act again, after it was refused."""
        self.work(on=False)

    @Slot()
    def look_at_fields(self) -> None:
        """Turn the button on when nothing is missing."""
        self.confirm.setEnabled(not self._working and self.answer() is not None)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        self._note.setVisible(bool(self._note.text()))
        self._cancel.setText(self._language.say("window.form.cancel"))
        self.look_at_fields()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc cancel."""
        if event.key() == Qt.Key.Key_Escape and self._cancel.isEnabled():
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _confirm(self) -> None:
        answer = self.answer()
        if answer is not None and not self._working:
            self.work(on=True)
            self.confirmed.emit(answer)


class Choices(QWidget):
    """One of several things, each under a key; `changed` tells that another one was chosen."""

    changed = Signal()

    def __init__(self, look: Look, keys: tuple[str, ...]) -> None:
        super().__init__()
        self.buttons = {key: QRadioButton() for key in keys}
        self._group = QButtonGroup(self)
        for made in self.buttons.values():
            self._group.addButton(made)
        self.setLayout(rows(*self.buttons.values(), gap=look.px(2)))
        self._group.buttonToggled.connect(self._toggled)

    @property
    def chosen(self) -> str:
        """The key of what is chosen, or nothing."""
        return next((key for key, one in self.buttons.items() if one.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose one, or none of them."""
        self._group.setExclusive(False)
        for name, made in self.buttons.items():
            made.setChecked(name == key)
        self._group.setExclusive(True)

    def name(self, name_of: Callable[[str], str]) -> None:
        """Name each by its key."""
        for key, made in self.buttons.items():
            made.setText(name_of(key))

    def _toggled(self, _: QRadioButton, on: bool) -> None:
        if on:
            self.changed.emit()


def titled(title: QLabel, field: QWidget, look: Look) -> QVBoxLayout:
    """Return a field below its title."""
    title.setBuddy(field)
    return rows(title, field, gap=look.px(4))


def line_field(changed: Callable[[], Any]) -> QLineEdit:
    """Return a field for one line of text."""
    made = QLineEdit()
    made.textChanged.connect(changed)
    return made


def text_field(look: Look, changed: Callable[[], Any]) -> QPlainTextEdit:
    """Return a field for a longer text; Tab leaves it."""
    made = QPlainTextEdit()
    made.setTabChangesFocus(True)
    made.setFixedHeight(look.px(140))
    made.textChanged.connect(changed)
    return made


def choice_field() -> QComboBox:
    """Return a list to unfold; what has no room in it is told by its tool tip."""
    made = QComboBox()
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    made.currentTextChanged.connect(made.setToolTip)
    return made


def day_field(changed: Callable[[], Any]) -> QDateEdit:
    """Return a field for a day, with a calendar."""
    made = QDateEdit()
    made.setCalendarPopup(True)
    made.setDisplayFormat("d.M.yyyy")
    made.dateChanged.connect(changed)
    return made


def day_in(field: QDateEdit) -> date:
    """Return the day that a field shows."""
    shown = field.date()
    return date(shown.year(), shown.month(), shown.day())


def qt_day(day: date) -> QDate:
    """Return a day as Qt has it."""
    return QDate(day.year, day.month, day.day)
