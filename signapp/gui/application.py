"""Starts the window and runs it until it is closed."""

import sys
from functools import partial
from types import TracebackType

from PySide6.QtWidgets import QApplication

from signapp.gui.idle import IdleLock
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.runner import Runner
from signapp.gui.tools import DemoActs, Report, Tools
from signapp.gui.window import MainWindow
from signapp.services.desk import Desk
from signapp.services.outbox import add_missing_time_stamps
from signapp.services.ports import Credentials, MovableClock
from signapp.services.stamping import stamp_when_due

__all__ = ["DemoActs", "make_window", "run"]


def run(
    desk: Desk,
    people: tuple[Credentials, ...],
    clock: MovableClock | None,
    language: str,
    demo_acts: DemoActs | None = None,
    report: Report | None = None,
) -> int:
    """Show the window of a desk until it is closed; return the exit code of the program.

    `report` keeps the report of a fault of the program and returns its file.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(application, QApplication)
    window = make_window(application, desk, people, clock, language, demo_acts, report)
    runner = window.tools.runner

    def show_bug(kind: type[BaseException], bug: BaseException, _: TracebackType | None) -> None:
        sys.__excepthook__(kind, bug, bug.__traceback__)
        if isinstance(bug, Exception):
            window.show_problem(bug)

    before, sys.excepthook = sys.excepthook, show_bug
    try:
        IdleLock(application, window)
        window.show()
        if broken := desk.journal.memory.broken:
            window.show_problem(broken)
        if not desk.read_only:
            runner.act(partial(add_missing_time_stamps, desk))
            runner.act(partial(stamp_when_due, desk))
        return application.exec()
    finally:
        sys.excepthook = before


def make_window(
    application: QApplication,
    desk: Desk,
    people: tuple[Credentials, ...],
    clock: MovableClock | None,
    language: str,
    demo_acts: DemoActs | None = None,
    report: Report | None = None,
) -> MainWindow:
    """Return the window of a desk, not shown yet."""
    application.setApplicationName("signapp")
    application.setDesktopFileName("signapp")
    tools = Tools(
        desk=desk,
        people=people,
        clock=clock,
        runner=Runner(application),
        language=Language(language, application),
        look=Look(application),
        demo_acts=demo_acts,
        report=report,
    )
    return MainWindow(tools)
