"""The window of a real register: today's date, the people whose keys are known, no demo."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from signapp.bootstrap import office
from signapp.gui.application import make_window
from signapp.gui.window import MainWindow
from signapp.services.ports import KeyHome
from tests.cli.city import PIN, City, city
from tests.gui.driver import texts_on


@pytest.fixture
def founded(tmp_path: Path) -> City:
    made = city(tmp_path)
    done = made.found()
    assert done.returncode == 0, done.stderr
    return made


@pytest.fixture
def window(qapp: QApplication, founded: City) -> Iterator[MainWindow]:
    home = KeyHome("pkcs12", str(founded.key("raija")))
    office.keep_keys(founded.register, "raija", home, None)
    with ExitStack() as opened:
        desk = office.open_desk(founded.register, opened)
        people = office.people_at(desk, founded.register)
        made = make_window(qapp, desk, people, None, "fi")
        made.show()
        yield made
        settle(made)
        made.close()
        made.deleteLater()
        QCoreApplication.removeTranslator(made.tools.language._qt_texts)
        QTest.qWait(10)


def settle(window: MainWindow) -> None:
    for _ in range(3):
        while window.tools.runner._tasks:
            QTest.qWait(5)
        QTest.qWait(5)


def test_only_those_whose_keys_are_known_sign_in(window: MainWindow) -> None:
    settle(window)
    screen = window.sign_in
    assert [row.title for row in screen._list.rows] == ["Raija Rekisteröijä"]
    assert "DEMO" not in texts_on(window)
    assert not window.top._day.isVisible()
    screen._list.set_current("raija")
    QTest.keyClicks(screen._pin, PIN)
    screen._sign_in()
    settle(window)
    assert window.inbox.isVisible()
    assert "Raija Rekisteröijä" in texts_on(window.top)


def test_a_desk_without_keys_says_how_to_set_them(qapp: QApplication, founded: City) -> None:
    with ExitStack() as opened:
        desk = office.open_desk(founded.register, opened)
        made = make_window(qapp, desk, (), None, "en")
        made.show()
        settle(made)
        assert "signapp desk key" in texts_on(made.sign_in)
        made.close()
        made.deleteLater()
        QCoreApplication.removeTranslator(made.tools.language._qt_texts)
        QTest.qWait(10)
