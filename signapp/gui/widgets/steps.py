"""The steps of a case's life: a list with a text for each step, drawn in one row."""

from collections.abc import Mapping
from enum import Enum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from signapp.gui.icons import picture
from signapp.gui.language import Language
from signapp.gui.look import Look

Index = QModelIndex | QPersistentModelIndex
STATE = Qt.ItemDataRole.UserRole
NUMBER = Qt.ItemDataRole.UserRole + 1


class StepState(Enum):
    """Whether a step is done, is the present one, or comes later."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


class StepList(QListWidget):
    """Shows named steps; each is a row of a list for a screen reader."""

    def __init__(self, language: Language, look: Look, steps: tuple[str, ...]) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._steps = steps
        self._now = 0
        self._notes: Mapping[str, str] = {}
        self.setFlow(QListWidget.Flow.LeftToRight)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setSelectionMode(QListWidget.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_StepDelegate(self, look))
        self.setMinimumHeight(0)
        self.setMaximumHeight(look.px(34))
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)

    def show_step(self, now: int, notes: Mapping[str, str] | None = None) -> None:
        """Show the steps before `now` (from 0) as done; all are when `now` is past the last.

        `notes` stand behind the names of steps, such as 1/2.
        """
        self._now, self._notes = now, notes or {}
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        self.clear()
        say = self._language.say
        self.setAccessibleName(say("window.steps"))
        for place, step in enumerate(self._steps):
            state = (
                StepState.DONE if place < self._now
                else StepState.NOW if place == self._now
                else StepState.LATER
            )  # fmt: skip
            name = f"{say(f'window.step.{step}')} {self._notes.get(step, '')}".strip()
            item = QListWidgetItem(name)
            item.setData(STATE, state.value)
            item.setData(NUMBER, place + 1)
            spoken = say(
                f"window.step.{state.value}", number=place + 1, of=len(self._steps), step=name
            )
            item.setData(Qt.ItemDataRole.AccessibleTextRole, spoken)
            item.setToolTip(spoken)
            self.addItem(item)


class _StepDelegate(QStyledItemDelegate):
    """Draws a step: a number or a check in a circle, and its name."""

    def __init__(self, parent: QListWidget, look: Look) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Return the room for circle, name and the line to the next step."""
        last = index.row() == index.model().rowCount() - 1
        font = self._look.font(13, strong=True)
        width = _width(font, str(index.data())) + self._look.px(36 if last else 84)
        return QSize(width, self._look.px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a step."""
        px, colours = self._look.px, self._look.colours
        state = StepState(index.data(STATE))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        size = px(22)
        circle = QRect(area.left() + 2, area.center().y() - size // 2, size, size)
        self._circle(painter, circle, state, int(index.data(NUMBER)))
        font = self._look.font(13, strong=state is StepState.NOW)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted if state is StepState.LATER else colours.text))
        text = area.adjusted(size + px(8), 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        end = text.left() + _width(font, str(index.data())) + px(10)
        if index.row() < index.model().rowCount() - 1:
            painter.setPen(QPen(QColor(colours.border_strong), 1))
            y = area.center().y()
            painter.drawLine(QPoint(end, y), QPoint(max(end, area.right() - px(8)), y))
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(colours.primary), 2))
            painter.drawRoundedRect(area.adjusted(1, 1, -px(4), -1), 4, 4)
        painter.restore()

    def _circle(self, painter: QPainter, circle: QRect, state: StepState, number: int) -> None:
        colours = self._look.colours
        now, done = state is StepState.NOW, state is StepState.DONE
        ground = colours.primary if now else colours.success_soft if done else colours.surface
        edge = colours.primary if now else colours.success if done else colours.border_strong
        painter.setPen(QPen(QColor(edge), 1))
        painter.setBrush(QColor(ground))
        painter.drawEllipse(circle)
        if done:
            size = circle.width() - self._look.px(6)
            ratio = painter.device().devicePixelRatioF()
            check = picture("check", colours.success, size, ratio)
            corner = circle.center() - QPoint(size // 2 - 1, size // 2 - 1)
            painter.drawPixmap(corner, check)
            return
        painter.setFont(self._look.font(12, strong=True))
        painter.setPen(QColor(colours.on_primary if now else colours.muted))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(number))


def _width(font: QFont, text: str) -> int:
    return QFontMetrics(font).horizontalAdvance(text)
