"""Runs work beside the GUI thread: the only place that starts threads.

Acts and all reading of the register run in one lane, in order; the drawing of pages in another,
and the checking of files from elsewhere, which may take long, in a third.
A worker may take its time: the window never waits for it, it hears of the end by a signal.
"""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from signapp.domain.damage_errors import told

Work = Callable[[], Any]
"""Something to do that takes a while; it touches no widget."""


class Task(QObject):
    """One piece of work; its signals are delivered on the GUI thread."""

    succeeded = Signal(object)
    failed = Signal(object)
    finished = Signal()

    _ended = Signal(object, object)

    def __init__(self, parent: QObject, work: Work) -> None:
        super().__init__(parent)
        self._work: Work | None = work
        self._ended.connect(self._finish)  # emitted by the lane's thread: a queued call

    def run(self) -> None:
        """Do the work, once; called by the lane, in its thread."""
        work, self._work = self._work, None  # a PIN in it is forgotten with it
        assert work is not None
        try:
            result = work()
        except Exception as e:  # noqa: BLE001  (the top level of the window: shown, not swallowed)
            self._ended.emit(None, told(e))
        else:
            self._ended.emit(result, None)

    @Slot(object, object)
    def _finish(self, result: Any, error: Exception | None) -> None:
        if error is None:
            self.succeeded.emit(result)
        else:
            self.failed.emit(error)
        self.finished.emit()


class Runner(QObject):
    """The three lanes, and every task that has not ended yet.

    `failed` tells of each failed task after the task itself did.
    """

    failed = Signal(object)
    busy_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._acts = ThreadPoolExecutor(1, "acts")
        self._drawing = ThreadPoolExecutor(1, "drawing")
        self._checking = ThreadPoolExecutor(1, "checking")
        self._tasks: dict[Task, Executor] = {}

    @property
    def busy(self) -> bool:
        """True while an act is under way or waits for its turn."""
        return self._acts in self._tasks.values()

    def act(self, work: Work, done: Callable[[Any], None] | None = None) -> Task:
        """Do an act, or read the register, after all that was asked for before."""
        return self._begin(self._acts, work, done)

    def draw(self, work: Work, done: Callable[[Any], None] | None = None) -> Task:
        """Inspect or render a document."""
        return self._begin(self._drawing, work, done)

    def check(self, work: Work) -> Task:
        """Check files from elsewhere."""
        return self._begin(self._checking, work, None)

    def stop(self) -> None:
        """Take no more work and forget what has not begun; work under way ends by itself."""
        for lane in (self._acts, self._drawing, self._checking):
            lane.shutdown(wait=False, cancel_futures=True)

    def _begin(self, lane: Executor, work: Work, done: Callable[[Any], None] | None) -> Task:
        task, was_busy = Task(self, work), self.busy
        if done is not None:
            task.succeeded.connect(done)
        task.failed.connect(self.failed)
        task.finished.connect(self._forget)
        self._tasks[task] = lane
        if self.busy != was_busy:
            self.busy_changed.emit(True)
        lane.submit(task.run)
        return task

    @Slot()
    def _forget(self) -> None:
        task, was_busy = self.sender(), self.busy
        assert isinstance(task, Task)
        del self._tasks[task]
        task.deleteLater()
        if self.busy != was_busy:
            self.busy_changed.emit(False)
