"""The foot of a case: the one primary act by its name, or why it has to wait."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QPushButton, QWidget

from signapp.gui.look import Look
from signapp.gui.widgets.menu_button import menu_button
from signapp.gui.widgets.parts import busy_line, button, columns, label, mark, panel, rows


class ActionBar(QWidget):
    """One line of what stands in the way, at most one primary button, and other ways.

    Beside the sentence stands who is concerned, with a link to say so.
    """

    pressed = Signal()
    other_pressed = Signal()
    link_pressed = Signal()
    given_up = Signal()
    more_chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.heading, self.remedy = label("strong"), label("step", "muted")
        self.primary = button("primary", self.pressed.emit)
        self.other = button("", self.other_pressed.emit)
        self.give_up = button("", self.given_up.emit)
        self.more = menu_button(self.more_chosen.emit)
        self.aside = label("step")
        self.link = button("link", self.link_pressed.emit)
        self._progress = busy_line()
        px = look.px
        beside = columns(self.aside, self.link, gap=px(12))
        beside.setStretch(0, 1)
        self._beside = panel("plain", beside)
        told = rows(self.heading, self.remedy, self._beside, gap=0)
        ways = (self.give_up, self.more, self.other)
        self._acts = (*ways, self.primary)
        self._ways = columns(*ways, gap=px(12))
        self._buttons = columns(1, self._ways, self.primary, gap=px(12))
        self._line = columns(told, self._buttons, gap=px(12))
        self._line.setStretch(0, 1)
        self._line.setContentsMargins(px(24), px(10), px(24), px(10))
        self._narrowest = px(260)
        foot = panel("foot", rows(self._line, gap=0))
        self.setLayout(rows(self._progress, foot, gap=0))
        self.work(on=False)

    def tell(self, heading: str, remedy: str, tone: str) -> None:
        """Say how things stand."""
        self.heading.setText(heading)
        self.remedy.setText(remedy)
        self.remedy.setVisible(bool(remedy))
        mark(self.heading, tone=tone)

    def offer(self, act: str, *, allowed: bool, give_up: str = "") -> None:
        """Offer an act by its name, and the way back from a begun one."""
        self.primary.setText(act)
        self.primary.setVisible(bool(act))
        self.primary.setEnabled(allowed)
        self.give_up.setText(give_up)
        self.give_up.setVisible(bool(give_up))
        self._arrange()

    def offer_other(self, act: str) -> None:
        """Offer another act beside the primary one, or none."""
        self.other.setText(act)
        self.other.setVisible(bool(act))
        self._arrange()

    def offer_more(self, name: str, acts: dict[str, str]) -> None:
        """Offer further acts in a menu of that name, each under its key; or no menu."""
        self.more.setText(name)
        self.more.show_choices(acts)
        self.more.setVisible(bool(acts))
        self._arrange()

    def tell_aside(self, text: str, link: str) -> None:
        """Say who is concerned, with a link, or neither."""
        self.aside.setText(text)
        self.aside.setVisible(bool(text))
        self.link.setText(link)
        self.link.setVisible(bool(link))
        self._beside.setVisible(bool(text or link))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the text where there is no room beside it."""
        self._arrange()
        super().resizeEvent(event)

    def _arrange(self) -> None:
        needed, beside = self._width(self._acts), self._width(self._acts[:-1])
        margins = self._line.contentsMargins()
        room = self.width() - margins.left() - margins.right()
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._ways.setDirection(across if beside <= room else down)
        self._buttons.setDirection(across if needed <= room else down)
        self._line.setDirection(across if self.width() - needed > self._narrowest else down)

    def _width(self, buttons: tuple[QPushButton, ...]) -> int:
        """Return how much room buttons need beside each other."""
        shown = [made for made in buttons if not made.isHidden()]
        gaps = self._buttons.spacing() * max(0, len(shown) - 1)
        return sum(made.sizeHint().width() for made in shown) + gaps

    def work(self, *, on: bool) -> None:
        """Show that an act is under way."""
        self._progress.setVisible(on)
        for made in (self.give_up, self.more, self.other, self.link):
            made.setEnabled(not on)
        if on:
            self.primary.setEnabled(False)
