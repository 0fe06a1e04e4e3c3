"""Whoever leaves the desk is signed out, and their session key is good for nothing (A-R24)."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from signapp.domain.acts import SessionClosed
from signapp.domain.errors import NotAuthorisedError, SessionEnded
from signapp.gui.idle import AFTER, IdleLock
from signapp.services.audit import log
from signapp.services.registry import record_absence
from tests.gui.driver import Driver, texts_on


@pytest.fixture
def lock(driver: Driver, qapp: QApplication) -> IdleLock:
    """The lock of the window, as the program sets it."""
    return IdleLock(qapp, driver.window)


def test_the_session_ends_and_its_key_with_it(driver: Driver, lock: IdleLock) -> None:
    driver.enter("registrar-1")
    who = driver.window.inbox._who
    assert who
    lock.expire()
    driver.settle()
    assert driver.window.sign_in.isVisible()
    assert "ei tehty mitään 10 minuuttiin" in texts_on(driver.window.sign_in)
    assert driver.window.inbox._who is None
    desk = driver.scene.desk
    acts = [entry.act for entry in log(desk.journal.register)]
    assert isinstance(acts[-1], SessionClosed)
    today = desk.today()
    with pytest.raises(NotAuthorisedError) as refused:
        record_absence(desk, who, "mayor", today, today)
    assert [type(reason) for reason in refused.value.reasons] == [SessionEnded]


def test_a_key_or_the_mouse_begins_the_wait_anew(driver: Driver, lock: IdleLock) -> None:
    assert lock._timer.interval() == AFTER.total_seconds() * 1000
    lock._timer.stop()
    QTest.keyClick(driver.window, Qt.Key.Key_A)
    assert lock._timer.isActive()
    lock._timer.stop()
    QTest.mouseClick(driver.window, Qt.MouseButton.LeftButton)
    assert lock._timer.isActive()


def test_nobody_is_signed_out_where_nobody_is(driver: Driver, lock: IdleLock) -> None:
    lock.expire()
    driver.settle()
    assert "10 minuuttiin" not in texts_on(driver.window.sign_in)


def test_what_is_under_way_comes_to_its_end(
    driver: Driver, lock: IdleLock, monkeypatch: pytest.MonkeyPatch
) -> None:
    driver.enter("registrar-1")
    runner = driver.window.tools.runner
    with monkeypatch.context() as working:
        working.setattr(type(runner), "busy", property(lambda _: True))
        lock.expire()
    driver.settle()
    assert driver.window.inbox._who
    assert lock._timer.isActive()
