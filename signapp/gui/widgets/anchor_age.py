"""One line at the foot of the navigation: how old the last time stamp from outside is.

It is quiet while all is well, and warns when the policy's hours are over. The stamp itself is
asked for now and then, beside the window.
"""

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QLabel, QWidget

from signapp.gui.icons import icon
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import columns, label, mark
from signapp.services.anchor_age import AgeState, age_told, anchor_age
from signapp.services.stamping import stamp_when_due

MINUTE = 60_000
ASKING = 10 * MINUTE
"""How often it is looked whether a stamp is due; the desk's own interval bounds the asking."""


class AnchorAgeLine(QWidget):
    """Tells the age; where the window is narrow, only a warning, as a sign with a tip."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._narrow = False
        self.text = label("caption")
        self.sign = QLabel()
        px = tools.look.px
        line = columns(self.sign, self.text, gap=px(6), margin=px(8))
        line.setStretch(1, 1)
        self.setLayout(line)
        self._shown, self._asking = QTimer(self), QTimer(self)
        self._shown.setInterval(MINUTE)
        self._shown.timeout.connect(self.refresh)
        self._asking.setInterval(ASKING)
        self._asking.timeout.connect(self._ask)
        self._shown.start()
        self._asking.start()
        tools.runner.busy_changed.connect(self._after_act)
        tools.language.changed.connect(self.refresh)
        tools.look.changed.connect(self.refresh)
        self.refresh()

    def be_narrow(self, narrow: bool) -> None:
        """Show the sign alone, or the words with it."""
        self._narrow = narrow
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Tell the age as it is now; while an act is under way, what was told stays."""
        if self._tools.runner.busy:
            return
        journal, texts = self._tools.desk.journal, self._tools.language.texts
        age = anchor_age(journal.state, journal.clock.now())
        told = age_told(texts, age)
        key = "covered" if age.state is AgeState.COVERED else "waits"
        self.text.setText(texts.count(f"window.anchor.{key}", age.waiting, last=age.last))
        mark(self.text, type="caption", tone="warning" if age.is_over else "")
        colours, size = self._tools.look.colours, self._tools.look.px(18)
        self.sign.setPixmap(icon("alert-triangle", colours.warning).pixmap(size, size))
        self.sign.setVisible(age.is_over)
        self.text.setVisible(not self._narrow)
        self.setVisible(age.is_over or (not self._narrow and bool(age.last or age.waiting)))
        for part in (self, self.text, self.sign):
            part.setToolTip(told)
            part.setAccessibleName(told)

    @Slot(bool)
    def _after_act(self, busy: bool) -> None:
        if not busy:
            self.refresh()

    @Slot()
    def _ask(self) -> None:
        if not self._tools.desk.read_only:
            self._tools.runner.act(partial(stamp_when_due, self._tools.desk))
