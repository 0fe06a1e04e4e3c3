"""The card of the outbox: which signed files wait for a time stamp, since when, and why."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import busy_line, button, empty, label, mark, rows
from signapp.services.outbox import Sent, Waiting, send, waiting

MOST = 5
"""How many files are named one by one."""


class OutboxCard(QFrame):
    """Lists what waits and sends it on demand; hidden while nothing waits."""

    _progressed = Signal(int, int)

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._waiting: tuple[Waiting, ...] = ()
        self._sent: tuple[Sent, ...] = ()
        self._done: tuple[int, int] | None = None
        mark(self, role="card")
        self._heading, self._problem, self._remedy = label("section"), label(), label("", "muted")
        self._lines = QVBoxLayout()
        self._busy = busy_line()
        self.send = button("", self._send)
        px = tools.look.px
        told = rows(self._problem, self._remedy, gap=px(2))
        self.setLayout(
            rows(
                self._heading, self._lines, told, self._busy, self.send, gap=px(10), margin=px(16)
            )
        )
        self._progressed.connect(self._progress)
        tools.language.changed.connect(self.dress)
        self.dress()

    def refresh(self) -> None:
        """Read anew what waits."""
        self._tools.runner.act(partial(waiting, self._tools.desk), self._show)

    def _show(self, files: tuple[Waiting, ...]) -> None:
        self._waiting = files
        self.dress()

    @Slot()
    def _send(self) -> None:
        """Send everything, beside the window, and tell how far it is."""
        self._progress(0, len(self._waiting))
        work = partial(send, self._tools.desk, self._waiting, self._progressed.emit)
        task = self._tools.runner.act(work, self._show_sent)
        task.finished.connect(self._ended)

    @Slot(int, int)
    def _progress(self, done: int, of: int) -> None:
        self._done = (done, of)
        self.dress()

    def _show_sent(self, sent: tuple[Sent, ...]) -> None:
        self._sent = sent

    @Slot()
    def _ended(self) -> None:
        self._done = None
        self.refresh()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        texts, files = self._tools.language.texts, self._waiting
        self.setVisible(bool(files))
        self._heading.setText(texts.count("window.outbox.heading", len(files)))
        self.setAccessibleName(self._heading.text())
        empty(self._lines)
        for one in files[:MOST]:
            facts = {"case": one.case, "level": one.newest.level, "since": one.since}
            self._add(texts.say("window.outbox.waits", **facts))
        if len(files) > MOST:
            self._add(texts.count("window.outbox.more", len(files) - MOST))
        problem = next((texts.error(one.problem) for one in self._sent if one.problem), None)
        for shown, text in (
            (self._problem, problem.cause if problem else ""),
            (self._remedy, problem.remedy if problem else ""),
        ):
            shown.setText(text)
            shown.setVisible(bool(text) and self._done is None)
        self._busy.setVisible(self._done is not None)
        self.send.setEnabled(self._done is None)
        done, of = self._done or (0, 0)
        key = "window.outbox.send" if self._done is None else "window.outbox.sending"
        self.send.setText(texts.say(key, done=done, of=of))

    def _add(self, text: str) -> None:
        made = label()
        made.setText(text)
        self._lines.addWidget(made)
