"""The log as a table: a model over rows that are read already, so that any number is smooth."""

from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QHeaderView, QTableView, QWidget

from signapp.domain.auditing import Result
from signapp.gui.look import Look
from signapp.gui.widgets.parts import mark
from signapp.services.log_rows import LogRow
from signapp.services.log_words import LogWords

Index = QModelIndex | QPersistentModelIndex
COLUMNS = ("number", "at", "act", "who", "case")
WIDTHS = (76, 196, 0, 0, 140)
"""Of the columns; those without one share the rest."""


class LogModel(QAbstractTableModel):
    """Rows, the newest first; their words are made when they come on view."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._look = look
        self._rows: tuple[LogRow, ...] = ()
        self._words: LogWords | None = None

    def show(self, rows: tuple[LogRow, ...], words: LogWords | None) -> None:
        """Take other rows, or other words."""
        self.beginResetModel()
        self._rows, self._words = rows, words
        self.endResetModel()

    def row_at(self, place: int) -> LogRow:
        """Return the row that stands at a place."""
        return self._rows[len(self._rows) - 1 - place]

    def rowCount(self, parent: Index | None = None) -> int:
        """Return the number of rows; a row has none of its own."""
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return the number of columns."""
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the name of a column."""
        across = orientation is Qt.Orientation.Horizontal
        if not across or self._words is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._words.texts.say(f"log.column.{COLUMNS[section]}")

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return what stands in a cell, and what a screen reader says of it."""
        if not index.isValid() or self._words is None:
            return None
        row = self.row_at(index.row())
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._cell(row, COLUMNS[index.column()])
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(cell for name in COLUMNS if (cell := self._cell(row, name)))
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._ink(row, COLUMNS[index.column()])
        return None

    def _cell(self, row: LogRow, name: str) -> str:
        words = self._words
        assert words is not None
        match name:
            case "number":
                return row.place
            case "at":
                return words.texts.moment(row.at)
            case "act":
                more = words.particulars(row)
                return f"{words.act(row)} – {more}" if more else words.act(row)
            case "who":
                return words.who(row)
        return row.case

    def _ink(self, row: LogRow, name: str) -> QColor:
        colours = self._look.colours
        if name == "act" and row.result is not Result.DONE:
            return QColor(colours.warning)
        return QColor(colours.text if name == "act" else colours.muted)


class LogTable(QTableView):
    """Shows rows; `chosen` carries the one that is current."""

    chosen = Signal(object)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self.rows = LogModel(self, look)
        self.setModel(self.rows)
        mark(self, role="log")
        self.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.setEditTriggers(QTableView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        down = self.verticalHeader()
        down.hide()
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setMinimumSectionSize(look.px(34))
        down.setDefaultSectionSize(look.px(34))
        across = self.horizontalHeader()
        across.setHighlightSections(False)
        for place, width in enumerate(WIDTHS):
            if width:
                across.resizeSection(place, look.px(width))
            else:
                across.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        across.setMinimumSectionSize(look.px(70))
        self.selectionModel().currentRowChanged.connect(self._choose)
        look.changed.connect(self.viewport().update)

    def show_rows(self, rows: tuple[LogRow, ...], words: LogWords) -> None:
        """Show other rows, and stay on the entry that was current if it is still there."""
        place = self.currentIndex().row()
        known = 0 <= place < self.rows.rowCount()
        number = self.rows.row_at(place).number if known else None
        self.rows.show(rows, words)
        if number is not None:
            self.set_current(number)

    def set_current(self, number: int) -> None:
        """Make the entry of a number current, if it is shown."""
        for place in range(self.rows.rowCount()):
            if self.rows.row_at(place).number == number:
                self.selectRow(place)
                return

    @Slot(QModelIndex)
    def _choose(self, current: QModelIndex) -> None:
        if current.isValid():
            self.chosen.emit(self.rows.row_at(current.row()))
