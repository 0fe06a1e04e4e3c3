"""A line of time: the acts of one case, or of one day, each at its moment, with who did it."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from signapp.gui.look import Look

Index = QModelIndex | QPersistentModelIndex
MOMENT = Qt.ItemDataRole.UserRole
LEAD = 200
"""The width of what stands before the line."""


@dataclass(frozen=True)
class Moment:
    """An act on the line: its entry, when, what, by whom, and what is proven of its time.

    `gap` tells how long nothing was done before it; `tone` is that of its dot.
    """

    number: int
    at: str
    title: str
    detail: str
    proven: str = ""
    gap: str = ""
    tone: str = "primary"
    order: datetime | None = None

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        parts = (self.gap, self.at, self.title, self.detail, self.proven)
        return ", ".join(part for part in parts if part)


class _Moments(QAbstractListModel):
    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self.moments: tuple[Moment, ...] = ()

    def show(self, moments: tuple[Moment, ...]) -> None:
        self.beginResetModel()
        self.moments = moments
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.moments)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        moment = self.moments[index.row()]
        if role == MOMENT:
            return moment
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return moment.spoken
        return moment.title if role == Qt.ItemDataRole.DisplayRole else None


class Timeline(QListView):
    """Shows moments below each other on a line; `chosen` carries the number of an entry."""

    chosen = Signal(int)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._model = _Moments(self)
        self.setModel(self._model)
        self.setItemDelegate(_Drawing(self, look))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._choose)
        look.changed.connect(self.viewport().update)

    @property
    def moments(self) -> tuple[Moment, ...]:
        """The moments that are shown."""
        return self._model.moments

    def show_moments(self, moments: tuple[Moment, ...]) -> None:
        """Show other moments, the earliest first."""
        self._model.show(moments)

    @Slot(QModelIndex)
    def _choose(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self._model.moments[current.row()].number)


class _Drawing(QStyledItemDelegate):
    """Draws a moment: when at the left, the line with its dot, what and who at the right."""

    def __init__(self, parent: Timeline, look: Look) -> None:
        super().__init__(parent)
        self._look = look

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        return QSize(self._look.px(300), self._look.px(76))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        moment: Moment = index.data(MOMENT)
        px, colours = self._look.px, self._look.colours
        area: QRect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.primary_soft))
            painter.drawRoundedRect(area.adjusted(2, px(18), -2, -2), px(6), px(6))
        across, middle = area.left() + px(LEAD), area.top() + px(40)
        last = index.row() == index.model().rowCount() - 1
        painter.setPen(QPen(QColor(colours.border_strong), px(2)))
        top = middle if index.row() == 0 else area.top()
        painter.drawLine(across, top, across, middle if last else area.bottom() + 1)
        painter.setPen(QPen(QColor(colours.surface), px(2)))
        painter.setBrush(QColor(getattr(colours, moment.tone)))
        painter.drawEllipse(QPoint(across, middle), px(7), px(7))
        self._words(painter, area, moment)
        painter.restore()

    def _words(self, painter: QPainter, area: QRect, moment: Moment) -> None:
        px, colours, font = self._look.px, self._look.colours, self._look.font
        left = QRect(area.left() + px(8), area.top() + px(28), px(LEAD - 28), px(24))
        self._text(painter, left, moment.at, font(13), colours.text, right=True)
        begin = area.left() + px(LEAD + 22)
        room = area.right() - begin - px(12)
        if moment.gap:
            gap = QRect(begin, area.top(), room, px(18))
            self._text(painter, gap, moment.gap, font(12), colours.muted)
        title = QRect(begin, area.top() + px(20), room, px(24))
        self._text(painter, title, moment.title, font(15, strong=True), colours.text)
        below = " · ".join(part for part in (moment.detail, moment.proven) if part)
        detail = QRect(begin, area.top() + px(45), room, px(22))
        self._text(painter, detail, below, font(13), colours.muted)

    def _text(
        self,
        painter: QPainter,
        area: QRect,
        text: str,
        font: QFont,
        ink: str,
        *,
        right: bool = False,
    ) -> None:
        painter.setFont(font)
        painter.setPen(QColor(ink))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        painter.drawText(area, side | Qt.AlignmentFlag.AlignVCenter, shown)
