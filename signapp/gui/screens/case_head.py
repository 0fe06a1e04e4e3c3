"""The head of a case: its title and stage, what is next and whose step it is, the steps."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from signapp.domain.decision import Stage
from signapp.gui.icons import icon
from signapp.gui.screens.inbox import blocked_line, next_line, stage_name
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import columns, label, mark, rows, tool_button
from signapp.gui.widgets.steps import StepList
from signapp.services.inbox import Task

STEPS = ("prepare", "propose", "decide", "sign", "final")
REACHED = {Stage.DRAFT: 0, Stage.PROPOSED: 2, Stage.DECIDING: 2, Stage.DECIDED: 3, Stage.SIGNED: 4}
"""The step that a case is at, from 0; past the last one when all are done.

A case that was removed from the list is at none of them.
"""


class CaseHead(QWidget):
    """Says what a case is and what is next; `left` asks for the list of cases."""

    left = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._task: Task | None = None
        self._is_short = False
        self._back = tool_button(self.left.emit, kind="icon")
        self._title, self._stage = label("title"), label("chip")
        self._next, self._blocked = label("section"), label("step", "warning")
        self._steps = StepList(tools.language, tools.look, STEPS)
        px = tools.look.px
        top = columns(self._back, self._title, self._stage, gap=px(8))
        top.setStretch(1, 1)
        lines = rows(top, self._next, self._blocked, self._steps, gap=px(6))
        lines.setContentsMargins(px(24), px(12), px(24), px(8))
        self.setLayout(lines)
        tools.language.changed.connect(self.dress)
        tools.look.changed.connect(self.dress)
        self.dress()

    def show_task(self, task: Task | None) -> None:
        """Show another case, or that it is being read."""
        self._task = task
        self.dress()

    def shorten(self, *, on: bool) -> None:
        """Take less room in a low window: a smaller title, and no steps."""
        self._is_short = on
        self._blocked.setVisible(bool(self._blocked.text()) and not on)
        mark(self._title, type="section" if on else "title")
        self._steps.setMaximumHeight(0 if on else self._tools.look.px(34))

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, colours, task = self._tools.language.say, self._tools.look.colours, self._task
        self._back.setIcon(icon("arrow-left", colours.text))
        self._back.setToolTip(say("window.case.back"))
        self._back.setAccessibleName(say("window.case.back"))
        self._stage.setVisible(task is not None)
        self._steps.setVisible(task is not None and task.stage in REACHED and task.to_be_signed)
        texts = self._tools.language.texts
        self._title.setText(texts.title_of(task.title) if task else say("window.reading"))
        self._next.setText(next_line(self._tools.language.texts, task) if task else "")
        blocked = blocked_line(self._tools.language.texts, task) if task else ""
        self._blocked.setText(blocked)
        self._blocked.setVisible(bool(blocked) and not self._is_short)
        if task is not None:
            self._stage.setText(stage_name(self._tools.language.texts, task))
            done = task.stage is Stage.SIGNED or task.final_on is not None
            mark(self._stage, tone="success" if done else "primary")
            final = task.stage is Stage.SIGNED and task.final_on is not None
            signed = {"sign": f"{task.filled}/{task.slots}"} if task.slots else {}
            reached = len(STEPS) if final else REACHED.get(task.stage, 0)
            self._steps.show_step(reached, signed)
