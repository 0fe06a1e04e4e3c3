"""Work beside the window's thread: where it runs, where its end is told, what a failure does."""

import threading
import time

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from signapp.domain.errors import StorageError, WorkerFailedError
from signapp.gui.runner import Runner


@pytest.fixture
def runner(qapp: QApplication) -> Runner:
    return Runner(qapp)


def test_work_runs_elsewhere_and_its_end_is_told_here(runner: Runner, qtbot: QtBot) -> None:
    here, told_in = threading.get_ident(), []
    task = runner.act(threading.get_ident, lambda _: told_in.append(QThread.currentThread()))
    with qtbot.waitSignal(task.succeeded) as done:
        pass
    assert done.args is not None
    assert done.args[0] != here
    assert told_in == [QApplication.instance().thread()]
    runner.stop()


def test_a_lane_keeps_the_order(runner: Runner, qtbot: QtBot) -> None:
    done: list[int] = []
    for number in range(20):
        runner.act(lambda number=number: (time.sleep(0.001), number)[1], done.append)
    qtbot.waitUntil(lambda: len(done) == 20)
    assert done == list(range(20))
    runner.stop()


def test_lanes_do_not_wait_for_each_other(runner: Runner, qtbot: QtBot) -> None:
    gate = threading.Event()
    waiting = runner.act(lambda: gate.wait(10))
    with qtbot.waitSignal(runner.draw(lambda: None).succeeded):
        assert runner.busy
    assert runner.busy
    with qtbot.waitSignal(waiting.succeeded):
        gate.set()
    qtbot.waitUntil(lambda: not runner.busy)
    runner.stop()


@pytest.mark.parametrize("error", [WorkerFailedError(worker="pdf"), ZeroDivisionError("x")])
def test_a_failure_is_told_to_the_task_and_to_all(
    runner: Runner, qtbot: QtBot, error: Exception
) -> None:
    def fail() -> None:
        raise error

    with qtbot.waitSignal(runner.failed) as told:
        task = runner.act(fail)
        failed: list[Exception] = []
        task.failed.connect(failed.append)
    assert told.args == [error]
    assert failed == [error]
    runner.stop()


def test_what_a_disk_refuses_is_told_as_a_known_error(runner: Runner, qtbot: QtBot) -> None:
    def fail() -> None:
        raise OSError(5, "Input/output error")

    with qtbot.waitSignal(runner.failed) as told:
        runner.act(fail)
    assert told.args is not None
    assert isinstance(told.args[0], StorageError)
    assert "Input/output error" in str(told.args[0].facts["cause"])
    runner.stop()


def test_a_pin_is_forgotten_with_the_work(runner: Runner, qtbot: QtBot) -> None:
    task = runner.act(lambda: None)
    with qtbot.waitSignal(task.finished):
        pass
    assert task._work is None
    runner.stop()
