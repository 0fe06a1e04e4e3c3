"""A list of rows with a title, a line below it and chips; each row has a text to be read out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from signapp.gui.look import Look

Index = QModelIndex | QPersistentModelIndex
ROW = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Chip:
    """A short word on a ground of its tone."""

    text: str
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """A row of a list; `lead` stands before the title, `key` tells what was chosen."""

    title: str
    detail: str
    key: str = ""
    lead: str = ""
    chips: tuple[Chip, ...] = ()

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        parts = (self.title, self.detail, self.lead, *(chip.text for chip in self.chips))
        return ", ".join(part for part in parts if part)


class RowModel(QAbstractListModel):
    """Rows as a model."""

    def __init__(self, parent: QListView) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show(self, rows: Sequence[Row]) -> None:
        """Take other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows; a row has none of its own."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a row's texts, or the row itself."""
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return row.spoken
        return row if role == ROW else None


class RowList(QListView):
    """Shows rows; a click or the Enter key chooses one."""

    chosen = Signal(str)

    def __init__(self, look: Look, *, lead: int = 0, marks: bool = False) -> None:
        """`lead` is the width of what stands before the titles; `marks` the current row."""
        super().__init__()
        self._model = RowModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_RowDelegate(self, look, lead, marks=marks))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.clicked.connect(self._choose)
        look.changed.connect(self.viewport().update)

    @property
    def rows(self) -> tuple[Row, ...]:
        """The rows that are shown."""
        return self._model.rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows, and stay on the one that was current if it is still there."""
        key = self.current_key
        self._model.show(rows)
        self.set_current(key)

    @property
    def current_key(self) -> str:
        """The key of the current row, or nothing."""
        index = self.currentIndex()
        return self._model.rows[index.row()].key if index.isValid() else ""

    def set_current(self, key: str) -> None:
        """Make the row with this key current, or the first one."""
        place = next((i for i, row in enumerate(self.rows) if row.key == key), 0)
        if self.rows:
            chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect
            self.selectionModel().setCurrentIndex(self._model.index(place), chosen)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Enter choose the current row."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current_key:
            self.chosen.emit(self.current_key)
        else:
            super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        key = self._model.rows[index.row()].key
        if key:
            self.chosen.emit(key)


class _RowDelegate(QStyledItemDelegate):
    """Draws a row."""

    def __init__(self, parent: RowList, look: Look, lead: int, *, marks: bool) -> None:
        super().__init__(parent)
        self._look = look
        self._lead = lead
        self._marks = marks

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002
        """Return the height of every row."""
        return QSize(self._look.px(200), self._look.px(60))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw ground, lead, title, detail and chips."""
        row: Row = index.data(ROW)
        px, colours = self._look.px, self._look.colours
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area: QRect = option.rect
        self._ground(painter, area, option.state)
        inside = area.adjusted(px(12), px(8), -px(12), -px(8))
        end = self._chips(painter, inside, row)
        if self._lead:
            lead = QRect(
                inside.left(), inside.top(), px(self._lead) - px(12), inside.height() // 2
            )
            self._text(painter, lead, row.lead, self._look.font(13), colours.muted)
        inside.setLeft(inside.left() + px(self._lead))
        inside.setRight(end)
        half = inside.height() // 2
        title = QRect(inside.left(), inside.top(), inside.width(), half)
        detail = QRect(inside.left(), inside.top() + half, inside.width(), half)
        self._text(painter, title, row.title, self._look.font(15, strong=True), colours.text)
        self._text(painter, detail, row.detail, self._look.font(13), colours.muted)
        painter.restore()

    def _ground(self, painter: QPainter, area: QRect, state: QStyle.StateFlag) -> None:
        colours = self._look.colours
        box = area.adjusted(1, 1, -2, -2)
        radius = self._look.px(6)
        flag = QStyle.StateFlag
        painter.setPen(Qt.PenStyle.NoPen)
        if state & flag.State_Selected and self._marks:
            painter.setBrush(QColor(colours.primary_soft))
            painter.drawRoundedRect(box, radius, radius)
        elif state & flag.State_MouseOver:
            painter.setBrush(QColor(colours.sunken))
            painter.drawRoundedRect(box, radius, radius)
        if state & flag.State_HasFocus:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(colours.primary), 2))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), radius, radius)

    def _chips(self, painter: QPainter, inside: QRect, row: Row) -> int:
        """Draw the chips at the right; return where they begin."""
        px, font = self._look.px, self._look.font(13, strong=True)
        end = inside.right()
        for chip in reversed(row.chips):
            width = QFontMetrics(font).horizontalAdvance(chip.text) + px(16)
            box = QRect(end - width, inside.center().y() - px(12), width, px(24))
            ground, ink = _tone(self._look, chip.tone)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(ground))
            painter.drawRoundedRect(box, px(6), px(6))
            painter.setFont(font)
            painter.setPen(QColor(ink))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, chip.text)
            end = box.left() - px(8)
        return end

    def _text(self, painter: QPainter, area: QRect, text: str, font: QFont, colour: str) -> None:
        painter.setFont(font)
        painter.setPen(QColor(colour))
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)


def _tone(look: Look, tone: str) -> tuple[str, str]:
    """Return ground and ink of a tone."""
    colours = look.colours
    tones = {
        "primary": (colours.primary_soft, colours.primary),
        "success": (colours.success_soft, colours.success),
        "warning": (colours.warning_soft, colours.warning),
        "danger": (colours.danger_soft, colours.danger),
    }
    return tones.get(tone, (colours.sunken, colours.muted))
