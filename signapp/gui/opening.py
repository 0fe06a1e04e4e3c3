"""Says how far the reading of a register is, before there is a window of it; it can be stopped."""

import sys
from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.runner import Runner
from signapp.gui.widgets.parts import button, columns, label, mark, rows
from signapp.services.journal import Told

SOON = 400
"""Milliseconds that an opening may last without a word."""


class BrokenOff(Exception):
    """Somebody stopped the opening."""


class Opening(QWidget):
    """A small window with a bar; closing it stops the opening."""

    told = Signal(int, int)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language, self._stopped = language, False
        self.setWindowTitle("signapp")
        mark(self, role="ground")
        self._state, self._bar = label("strong"), QProgressBar()
        self._bar.setTextVisible(False)
        self.stop_button = button("", self.close)
        self.stop_button.setText(language.say("opening.stop"))
        why = label("step", "muted")
        why.setText(language.say("opening.why"))
        buttons = columns(1, self.stop_button)
        self.setLayout(
            rows(self._state, self._bar, why, buttons, gap=look.px(12), margin=look.px(24))
        )
        self.setMinimumWidth(look.px(480))
        self.told.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._show(0, 0)
        self.adjustSize()

    def tell(self, done: int, total: int) -> None:
        """Take in how far the work is, in any thread. Raises BrokenOff when it is to stop."""
        if self._stopped:
            raise BrokenOff
        self.told.emit(done, total)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the work with the window."""
        self._stopped = True
        super().closeEvent(event)

    def _show(self, done: int, total: int) -> None:
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self._state.setText(self._language.say("opening.verifying", done=done, total=total))


def opened_in_sight(work: Callable[[Told], Any], language: str) -> Any:
    """Do the opening of a register, and show how far it is when it takes long.

    Returns what the work returns, or None when somebody stopped it. Raises what the work raises.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    words, look, runner = Language(language), Look(application), Runner(application)
    sight, waiting = Opening(words, look), QTimer(singleShot=True)
    quits = application.quitOnLastWindowClosed()
    application.setQuitOnLastWindowClosed(False)
    results: list[Any] = []
    problems: list[Exception] = []
    waiting.timeout.connect(sight.show)
    waiting.start(SOON)
    task = runner.act(partial(work, sight.tell), results.append)
    task.failed.connect(problems.append)
    task.finished.connect(application.quit)
    application.exec()
    waiting.stop()
    runner.stop()
    sight.close()
    look.deleteLater()
    application.setQuitOnLastWindowClosed(quits)
    if problems and not isinstance(problems[0], BrokenOff):
        raise problems[0]
    return results[0] if results else None
