"""How the window ends: an error of any kind is shown, copied, kept; work ends before it closes."""

import threading
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from signapp.demo.clock import PROPOSED, SIGNED
from signapp.demo.scene import Scene
from signapp.domain.errors import NotAuthorisedError, OfficeNotHeld, TooEarly
from signapp.gui.application import make_window
from tests.gui.driver import Driver, texts_on


def test_every_reason_is_told_and_copied(driver: Driver) -> None:
    day, today = SIGNED.date(), PROPOSED.date()
    reasons = (TooEarly(day=day, today=today), OfficeNotHeld(office="x", day=today))
    driver.window.show_problem(NotAuthorisedError(reasons))
    driver.settle()
    problem = driver.window.problem
    text = texts_on(problem)
    assert "• Allekirjoituspäivä ei ole vielä tullut" in text
    assert "• Tehtävä ei kuulu henkilölle" in text
    assert "Tunniste: NotAuthorisedError" in text
    driver.click(problem._copy)
    copied = QGuiApplication.clipboard().text()
    assert "[NotAuthorisedError]" in copied
    assert "[TooEarly]" in copied
    driver.click(problem._close)
    assert not problem.isVisible()


def test_a_fault_of_the_program_is_shown_and_kept(
    qapp: QApplication, scene: Scene, tmp_path: Path
) -> None:
    kept: list[BaseException] = []

    def report(error: BaseException) -> Path:
        kept.append(error)
        return tmp_path / "crash.txt"

    window = make_window(qapp, scene.desk, scene.people, scene.clock, "fi", None, report)
    window.show()
    task = window.tools.runner.act(lambda: 1 // 0)
    ended: list[bool] = []
    task.finished.connect(lambda: ended.append(True))
    while not ended:
        QTest.qWait(5)
    assert window.problem.first_line() == "Ohjelmassa on vika"
    assert "crash.txt" in texts_on(window.problem)
    assert [type(error) for error in kept] == [ZeroDivisionError]
    window.problem._copy.click()
    assert "1 // 0" in QGuiApplication.clipboard().text()
    QTest.qWait(200)
    window.close()
    window.deleteLater()


def test_window_closes_when_its_work_has_ended(driver: Driver) -> None:
    driver.settle()
    gate = threading.Event()
    driver.window.tools.runner.act(lambda: gate.wait(20))
    driver.window.close()
    assert driver.window.isVisible()
    gate.set()
    driver.until(lambda: not driver.window.isVisible())
