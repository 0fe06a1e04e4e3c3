"""One party's signature box on the page: moved and resized by the mouse and by the keyboard."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from signapp.gui.tools import Tools
from signapp.gui.widgets.place_model import PlaceModel
from signapp.services.place_words import party_words, place_words
from signapp.services.placing import shifted, with_edges
from signapp.services.ports import Box
from signapp.services.snapping import ACROSS, snapped_edges, snapped_move

STEP, LONG_STEP = 1.0, 10.0
REACH, GRIP = 6, 9
"""Pixels: how near a line draws a box to it, and how wide the edges are that can be dragged."""
WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
RESIZING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
CURSORS = {
    frozenset[str](): Qt.CursorShape.SizeAllCursor,
    frozenset({"left"}): Qt.CursorShape.SizeHorCursor,
    frozenset({"right"}): Qt.CursorShape.SizeHorCursor,
    frozenset({"top"}): Qt.CursorShape.SizeVerCursor,
    frozenset({"bottom"}): Qt.CursorShape.SizeVerCursor,
    frozenset({"left", "top"}): Qt.CursorShape.SizeFDiagCursor,
    frozenset({"right", "bottom"}): Qt.CursorShape.SizeFDiagCursor,
    frozenset({"right", "top"}): Qt.CursorShape.SizeBDiagCursor,
    frozenset({"left", "bottom"}): Qt.CursorShape.SizeBDiagCursor,
}


@dataclass(frozen=True)
class Manner:
    """How a party's box is told apart: ink, outline and pattern. The paper is always white."""

    ink: str
    line: Qt.PenStyle
    pattern: Qt.BrushStyle


MANNERS = (
    Manner("#14539A", Qt.PenStyle.SolidLine, Qt.BrushStyle.BDiagPattern),
    Manner("#8A3B00", Qt.PenStyle.DashLine, Qt.BrushStyle.FDiagPattern),
    Manner("#0B6B4F", Qt.PenStyle.DotLine, Qt.BrushStyle.DiagCrossPattern),
    Manner("#6B1F7A", Qt.PenStyle.DashDotLine, Qt.BrushStyle.HorPattern),
)


@dataclass(frozen=True)
class Spot:
    """A point of a page as it is shown, in points from its lower left corner."""

    page: int
    x: float
    y: float


Locate = Callable[[QPointF, int, bool], Spot]
"""Tells where a point of the screen is on a page, or, if another one may be meant, on that."""


@dataclass(frozen=True)
class _Drag:
    """A drag under way: the edges that move (none: the whole box), and where it began."""

    edges: frozenset[str]
    box: Box
    at: Spot


class PlaceBox(QWidget):
    """A box over the page, which the keyboard reaches by Tab; it says in words where it is.

    `wanted` asks that it be brought on view, after it was reached or moved by the keyboard;
    `pulled` tells how far the mouse has pulled it.
    """

    wanted = Signal(str)
    pulled = Signal(QPointF)

    def __init__(
        self, parent: QWidget, tools: Tools, model: PlaceModel, named: tuple[str, int],
        locate: Locate,
    ) -> None:  # fmt: skip
        """Show the box of a party, who is `named` by the field and the number in order."""
        super().__init__(parent)
        self.name, order = named
        self.scale = 1.0
        self._locate = locate
        self._tools, self._model = tools, model
        self._manner = MANNERS[order % len(MANNERS)]
        self._drag: _Drag | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def show_at(self, where: QRectF, scale: float) -> None:
        """Lie over a part of the page that is drawn at a scale (pixels a point)."""
        self.scale = scale
        self.setGeometry(where.toAlignedRect())
        self.dress()
        self.update()

    def dress(self) -> None:
        """Say whose box it is, and where."""
        texts, box = self._tools.language.texts, self._model.there.of(self.name)
        words = place_words(texts, box, len(self._model.there.pages))
        self.setAccessibleName(texts.say("places.box", party=party_words(texts, self.name)))
        self.setAccessibleDescription(words)
        self.setToolTip(texts.say("places.keys"))

    def _announce(self) -> None:
        """Have a screen reader say where the box is now."""
        self.dress()
        if QAccessible.isActive():
            words = self.accessibleDescription()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    # --- keyboard ---------------------------------------------------------------------------

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Become the chosen party."""
        self._model.select(self.name)
        if event.reason() is not Qt.FocusReason.MouseFocusReason:
            self.wanted.emit(self.name)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: ARG002
        """Lose the ring."""
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, resize, turn to another page, or go back to the beginning."""
        key = Qt.Key(event.key())
        if key in WAYS:
            right, up = WAYS[key]
            step = LONG_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else STEP
            act = self._model.resize if event.modifiers() & RESIZING else self._model.move
            act(right * step, up * step)
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self._model.turn(1 if key is Qt.Key.Key_PageDown else -1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._model.reset()
        else:
            super().keyPressEvent(event)
            return
        self.wanted.emit(self.name)
        self._announce()

    # --- mouse ------------------------------------------------------------------------------

    def _edges_at(self, at: QPointF) -> frozenset[str]:
        grip = min(self._tools.look.px(GRIP), self.width() // 4, self.height() // 4)
        near = {
            "left": at.x() < grip,
            "right": at.x() >= self.width() - grip,
            "top": at.y() < grip,
            "bottom": at.y() >= self.height() - grip,
        }
        return frozenset(edge for edge, is_near in near.items() if is_near)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the box, or one of its edges."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._model.select(self.name)
            box = self._model.there.of(self.name)
            at = self._locate(event.globalPosition(), box.page, False)
            self._drag = _Drag(self._edges_at(event.position()), box, at)
            self.raise_()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move what was taken; lines nearby hold it, unless Shift is held."""
        drag = self._drag
        if drag is None:
            self.setCursor(CURSORS.get(self._edges_at(event.position()), CURSORS[frozenset()]))
            return
        self.pulled.emit(event.globalPosition())
        at = self._locate(event.globalPosition(), drag.box.page, not drag.edges)
        free = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._model.put(self._dragged(drag, at, free=free))

    def _dragged(self, drag: _Drag, at: Spot, *, free: bool) -> Box:
        reach, there = REACH / self.scale, self._model.there
        right, up, box = at.x - drag.at.x, at.y - drag.at.y, drag.box
        if not drag.edges:
            box = shifted(replace(box, page=at.page), right, up)
            return box if free else snapped_move(there, box, reach)
        edges = {
            edge: getattr(box, edge) + (right if edge in ACROSS else up) for edge in drag.edges
        }
        at_rest = edges if free else snapped_edges(there, box, edges, reach)
        return with_edges(there.pages[box.page], box, at_rest)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Let go."""
        self._drag = None
        self._announce()

    # --- drawing ----------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the outline, the pattern, whose it is, and the handles of the chosen one."""
        manner, painter = self._manner, QPainter(self)
        ink, whole = QColor(manner.ink), self.rect()
        light = QColor(ink)
        light.setAlpha(60)
        chosen = self._model.selected == self.name
        painter.fillRect(whole, QColor(255, 255, 255, 150))
        painter.fillRect(whole, QBrush(light, manner.pattern))
        pen = QPen(ink, 3 if self.hasFocus() else 2 if chosen else 1.5, manner.line)
        painter.setPen(pen)
        painter.drawRect(QRectF(whole).adjusted(1, 1, -1, -1))
        self._paint_name(painter, whole, ink)
        if chosen:
            for handle in self._handles(whole):
                painter.fillRect(handle, ink)
                painter.fillRect(handle.adjusted(1, 1, -1, -1), QColor("white"))
        painter.end()

    def _paint_name(self, painter: QPainter, whole: QRect, ink: QColor) -> None:
        look, texts = self._tools.look, self._tools.language.texts
        font, margin = look.font(13, strong=True), look.px(10)
        metrics = QFontMetrics(font)
        room = max(0, whole.width() - 2 * margin)
        name = party_words(texts, self.name)
        name = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room)
        width = metrics.horizontalAdvance(name) + look.px(8)
        ground = QRect(0, 0, width, metrics.height())
        ground.moveCenter(whole.center())
        painter.fillRect(ground, QColor("white"))
        painter.setFont(font)
        painter.setPen(ink)
        painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, name)

    def _handles(self, whole: QRect) -> list[QRect]:
        side = min(self._tools.look.px(8), whole.height() // 3)
        made = QRect(0, 0, side, side)
        across = (0, (whole.width() - side) // 2, whole.width() - side)
        down = (0, (whole.height() - side) // 2, whole.height() - side)
        return [
            made.translated(x, y) for x in across for y in down if (x, y) != (across[1], down[1])
        ]
