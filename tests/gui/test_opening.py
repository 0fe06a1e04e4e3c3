"""A long ledger is read before the window is there: how far it is shows, and it can be stopped."""

import threading
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QProgressBar

from signapp.demo.scene import Scene
from signapp.domain.errors import NotARegisterError
from signapp.gui import opening
from signapp.gui.opening import Opening, opened_in_sight
from signapp.ledger.entries import EntryKey
from signapp.services import journal
from signapp.services.journal import Journal, Told


def sight(qapp: QApplication) -> Opening:
    (found,) = [one for one in qapp.topLevelWidgets() if isinstance(one, Opening)]
    return found


def test_what_is_quick_needs_no_word(qapp: QApplication) -> None:
    seen: list[Any] = []

    def work(told: Told) -> str:
        told(1, 2)
        seen.extend(one for one in qapp.topLevelWidgets() if isinstance(one, Opening))
        return "desk"

    assert opened_in_sight(work, "en") == "desk"
    assert [one.isVisible() for one in seen] == [False]


def test_what_takes_long_shows_how_far_it_is(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "SOON", 1)
    looked, shown = threading.Event(), list[tuple[bool, int, int]]()

    def look() -> None:
        window = sight(qapp)
        (bar,) = window.findChildren(QProgressBar)
        if bar.maximum() and window.isVisible():
            shown.append((window.isVisible(), bar.value(), bar.maximum()))
            looked.set()
        else:
            QTimer.singleShot(5, look)

    def work(told: Told) -> str:
        told(3000, 9000)
        assert looked.wait(20)
        return "desk"

    QTimer.singleShot(5, look)
    assert opened_in_sight(work, "fi") == "desk"
    assert shown == [(True, 3000, 9000)]


def test_it_can_be_stopped(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "SOON", 1)
    stopped = threading.Event()

    def stop() -> None:
        window = sight(qapp)
        if window.isVisible():
            window.stop_button.click()
            stopped.set()
        else:
            QTimer.singleShot(5, stop)

    def work(told: Told) -> str:
        told(1, 2)
        assert stopped.wait(20)
        told(2, 2)
        return "desk"

    QTimer.singleShot(5, stop)
    assert opened_in_sight(work, "sv") is None


@pytest.mark.usefixtures("qapp")
def test_a_refusal_is_passed_on() -> None:
    def work(_: Told) -> None:
        raise NotARegisterError(found="x")

    with pytest.raises(NotARegisterError):
        opened_in_sight(work, "en")


def test_the_journal_tells_how_far_it_is(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journal, "EVERY", 1)
    told: list[tuple[int, int]] = []
    before = scene.desk.journal
    again = Journal(before.register, before.clock, EntryKey(), lambda *far: told.append(far))
    assert told == [(number + 1, again.size) for number in range(again.size)]
