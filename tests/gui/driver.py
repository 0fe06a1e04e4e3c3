"""Works the window as a person does: with the keyboard and the mouse, waiting for what shows."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QPushButton, QWidget

from signapp.bootstrap.demo import SeedActs
from signapp.bootstrap.reading import checker as checking
from signapp.demo.people import SESSION_PIN, SIGNATURE_PIN
from signapp.demo.scene import CASE, Scene
from signapp.gui.application import make_window
from signapp.gui.widgets.form import Choices, Form
from signapp.gui.window import MainWindow
from signapp.services.ports import Checker

PATIENCE = 60.0
"""Seconds until something that should show counts as missing."""


class Driver:
    """One window on a demo, and hands to work it with."""

    def __init__(
        self, application: QApplication, scene: Scene, language: str, checker: Checker
    ) -> None:
        self.scene = scene
        desk = replace(scene.desk, checker=checker)
        self.window: MainWindow = make_window(
            application, desk, scene.people, scene.clock, language, SeedActs(scene)
        )

    # --- waiting ----------------------------------------------------------------------------

    def until(self, holds: Callable[[], bool], what: str = "") -> None:
        """Let the window live until something holds."""
        end = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, f"waited in vain for {what or holds}"
            QTest.qWait(2)

    def settle(self) -> None:
        """Wait until nothing is under way and everything is drawn."""
        runner = self.window.tools.runner
        for _ in range(3):  # what has ended may have asked for more
            self.until(lambda: not runner._tasks, "all work")
            QTest.qWait(2)

    # --- hands ------------------------------------------------------------------------------

    def click(self, button: QAbstractButton) -> None:
        """Press a button that can be pressed."""
        self.until(lambda: button.isVisible() and button.isEnabled(), button.text())
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    def type_pin(self, field: QLineEdit, pin: str) -> None:
        """Type a PIN and press Enter."""
        self.until(lambda: field.isVisible() and field.isEnabled(), "PIN field")
        QTest.keyClicks(field, pin)
        QTest.keyClick(field, Qt.Key.Key_Return)

    def sign_in(self, person: str, pin: str = SESSION_PIN) -> None:
        """Choose a person from the list and type their PIN."""
        screen = self.window.sign_in
        self.until(lambda: screen.isVisible() and bool(screen._list.rows), "the people")
        screen._list.set_current(person)
        self.type_pin(screen._pin, pin)
        self.settle()

    def enter(self, person: str, moment: datetime | None = None) -> None:
        """Move the demo's date on, where asked and not there yet, and sign in."""
        if moment is not None and self.scene.clock.now() < moment:
            self.move_to(moment)
        self.sign_in(person)
        if self.window.audit.isVisible():  # where an auditor begins; the cases are the first place
            self.window.navigation.setCurrentRow(0)
            self.settle()
        assert self.window.inbox.isVisible()

    def move_to(self, moment: datetime) -> None:
        """Choose a day from the menu of the demo's date."""
        texts = self.window.tools.language.texts
        menu = self.window.top._day.menu()
        (action,) = [one for one in menu.actions() if one.text() == texts.moment(moment)]
        action.trigger()
        self.settle()
        assert self.window.sign_in.isVisible()

    def open_case(self, number: str = CASE) -> None:
        """Choose a case from the inbox by the Enter key."""
        inbox = self.window.inbox
        mine = any(row.key == number for row in inbox._mine.rows)
        shown = inbox._mine if mine else inbox._rest
        shown.set_current(number)
        QTest.keyClick(shown, Qt.Key.Key_Return)
        self.settle()
        assert self.window.case.isVisible()

    def read_through(self) -> None:
        """Turn the pages of the document on view to the last one."""
        pages = self.window.case.documents.pages.view
        self.until(lambda: pages.pages > 0, "the document")
        end = time.monotonic() + PATIENCE
        while not pages.all_seen:
            assert time.monotonic() < end, "not all pages are seen"
            self.settle()
            QTest.keyClick(pages, Qt.Key.Key_PageDown)
        self.settle()

    @property
    def act(self) -> QPushButton:
        """The one primary button of the case."""
        return self.window.case.bar.primary

    def do_act(self) -> None:
        """Press the primary button."""
        self.click(self.act)
        self.settle()

    def fill(self, form: Form, field: QWidget, text: str) -> None:
        """Write into a field of a form that is shown, in place of what is there."""
        self.until(form.isVisible, "the form")
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        written = QInputMethodEvent()  # QTest types no ä
        written.setCommitString(text)
        QApplication.sendEvent(field, written)

    def choose(self, form: Form, choices: Choices, key: str) -> None:
        """Choose one of several things on a form that is shown."""
        self.until(form.isVisible, "the form")
        self.click(choices.buttons[key])

    def do_form(self, form: Form) -> None:
        """Press the button of a form."""
        self.click(form.confirm)
        self.settle()

    def confirm(self, pin: str = SIGNATURE_PIN) -> None:
        """Type the PIN that the window asks for before a signature."""
        self.type_pin(self.window.case.side.prompt._pin, pin)
        self.settle()

    def leave(self) -> None:
        """Sign out."""
        self.click(self.window.top._leave)
        self.settle()


def texts_on(widget: QWidget) -> str:
    """Return everything that can be read on a widget now."""
    found = []
    for child in widget.findChildren(QWidget):
        if child.isVisible():
            text = child.property("text") or child.property("plainText") or ""
            found.append(str(text))
    return "\n".join(found)


@contextmanager
def shown(application: QApplication, scene: Scene, language: str = "fi") -> Iterator[Driver]:
    """Show the window of a demo, and close it afterwards."""
    with checking() as checker:
        driver = Driver(application, scene, language, checker)
        driver.window.resize(1400, 900)
        driver.window.show()
        try:
            yield driver
        finally:
            driver.window.check.stop()
            _close(driver)


def _close(driver: Driver) -> None:
    driver.settle()
    driver.window.close()
    driver.window.deleteLater()
    QCoreApplication.removeTranslator(driver.window.tools.language._qt_texts)
    QTest.qWait(10)


class GapWatch(QObject):
    """Notes the longest time in which the window's thread did not come round."""

    def __init__(self) -> None:
        super().__init__()
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer(self)
        self._timer.setInterval(5)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._timer.start()

    def _tick(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def stop(self) -> float:
        """Stop watching; return the longest gap in seconds."""
        self._timer.stop()
        return self.longest


def save(widget: QWidget, file: Path) -> None:
    """Save what a widget looks like."""
    file.parent.mkdir(parents=True, exist_ok=True)
    widget.grab().save(str(file))
