"""The pages of an agreement with a box for each party's signature, to be put where it belongs."""

from pathlib import Path

from PySide6.QtCore import QPointF, QRect, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QWidget

from signapp.gui.tools import Tools
from signapp.gui.widgets.pages import area
from signapp.gui.widgets.pdf_view import PdfView
from signapp.gui.widgets.place_box import REACH, PlaceBox, Spot
from signapp.gui.widgets.place_model import PlaceModel
from signapp.services.placing import Arrangement, kept_inside
from signapp.services.ports import Box, PdfFacts
from signapp.services.snapping import snapped_edges

EDGE = 24
"""Pixels: how near the edge of what is on view a box is pulled to scroll on."""
SLIP = 5
"""Pixels: who moves less than this with the button held did not draw a box."""


class PlaceView(PdfView):
    """Shows the pages, and over them the boxes of a model; a box can also be drawn anew."""

    def __init__(self, tools: Tools) -> None:
        self._model: PlaceModel | None = None
        self._boxes: dict[str, PlaceBox] = {}
        self._drawn_from: tuple[int, QPointF] | None = None
        super().__init__(tools)
        tools.language.changed.connect(self._lay)

    # --- what is shown ----------------------------------------------------------------------

    def take(self, model: PlaceModel) -> None:
        """Work on the boxes of a model from now on."""
        if self._model is not None:
            self._model.changed.disconnect(self._follow)
            self._model.begun.disconnect(self._begin)
        self._model = model
        model.changed.connect(self._follow)
        model.begun.connect(self._begin)
        self._begin()

    @property
    def boxes(self) -> tuple[PlaceBox, ...]:
        """The boxes that are shown, in the order in which the keyboard reaches them."""
        return tuple(self._boxes.values())

    @Slot()
    def _begin(self) -> None:
        """Show the file that the model begins with."""
        self._follow()
        start = self._model.start if self._model else None
        if start is None:
            self.show_nothing()
        elif start.file != self._path:
            self.show_file(start.file, seen=True)

    def _inspected(self, path: Path, seen: bool, field: str, facts: PdfFacts) -> None:
        super()._inspected(path, seen, field, facts)
        self._follow()
        self.bring(self._model.selected if self._model else "")

    @Slot()
    def _follow(self) -> None:
        """Have just the boxes that the model has, and each where it is."""
        model = self._model
        names = [box.name for box in model.boxes if not box.unseen] if model else []
        for name in [one for one in self._boxes if one not in names]:
            self._boxes.pop(name).deleteLater()
        for order, name in enumerate(box.name for box in (model.boxes if model else ())):
            if name in names and name not in self._boxes and model is not None:
                named = (name, order)
                made = PlaceBox(self.viewport(), self._tools, model, named, self._locate)
                made.wanted.connect(self.bring)
                made.pulled.connect(self._pull)
                self._boxes[name] = made
        self._boxes = {name: self._boxes[name] for name in names}
        before: QWidget = self
        for made in self._boxes.values():
            QWidget.setTabOrder(before, made)
            before = made
        self._lay()

    @Slot()
    def _lay(self) -> None:
        """Lay each box over its page."""
        if self._model is None:
            return
        for name, shown in self._boxes.items():
            box = self._model.there.of(name)
            if box.page < self.pages:
                where = area(self._place_now(box.page), self._facts.pages[box.page], box)
                shown.show_at(where, self.scale)
            shown.setVisible(box.page < self.pages)

    def _place_now(self, page: int) -> QRect:
        """Return where a page is on the viewport now."""
        left, top = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        return self._place(page).translated(-left, -top)

    @Slot(str)
    def bring(self, name: str) -> None:
        """Bring a box on view."""
        model = self._model
        box = next((one for one in model.boxes if one.name == name), None) if model else None
        if box is None or box.page >= self.pages:
            return
        where = area(self._place_now(box.page), self._facts.pages[box.page], box)
        room, bar, across = self.viewport().rect(), self.verticalScrollBar(), 0
        if where.top() < 0 or where.bottom() > room.height():
            bar.setValue(round(bar.value() + where.center().y() - room.height() / 2))
        if where.left() < 0 or where.right() > room.width():
            across = round(where.center().x() - room.width() / 2)
            self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + across)

    def _locate(self, at: QPointF, page: int, other: bool) -> Spot:
        """Return where a point of the screen is on a page, or on the `other` one below it."""
        here = QPointF(self.viewport().mapFromGlobal(at))
        below = self._page_at(here) if other else None
        found = page if below is None else below
        place, size = self._place_now(found), self._facts.pages[found]
        x, down = here.x() - place.left(), here.y() - place.top()
        return Spot(found, x / self.scale, size.height - down / self.scale)

    def _page_at(self, here: QPointF) -> int | None:
        """Return the page at a point of the viewport."""
        pages = (one for one in self._visible() if self._place_now(one).contains(here.toPoint()))
        return next(pages, None)

    @Slot(QPointF)
    def _pull(self, at: QPointF) -> None:
        """Scroll on while a box is pulled against the edge of what is on view."""
        here, bar = self.viewport().mapFromGlobal(at), self.verticalScrollBar()
        edge = self._tools.look.px(EDGE)
        if here.y() < edge:
            bar.setValue(bar.value() - edge)
        elif here.y() > self.viewport().height() - edge:
            bar.setValue(bar.value() + edge)

    # --- Qt ---------------------------------------------------------------------------------

    def _arrange(self) -> None:
        super()._arrange()
        self._lay()

    @Slot()
    def _moved(self) -> None:
        super()._moved()
        self._lay()

    def resizeEvent(self, event: QResizeEvent) -> None:  # type: ignore[override]
        """Fit the pages, and the boxes with them."""
        super().resizeEvent(event)
        self._lay()

    def _paint_fields(self, painter: QPainter, page: int, place: QRect) -> None:
        """Outline fields only where they came with the file."""
        start = self._model.start if self._model else None
        if start is None or start.own:
            super()._paint_fields(painter, page, place)

    # --- drawing a box ----------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin to draw the box of the chosen party anew."""
        model, at = self._model, event.position()
        if model is None or model.box is None or event.button() is not Qt.MouseButton.LeftButton:
            super().mousePressEvent(event)
            return
        page = self._page_at(at)
        self._drawn_from = None if page is None else (page, at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the box as far as the mouse went."""
        model, begun = self._model, self._drawn_from
        if model is None or begun is None:
            return
        page, start = begun
        if (event.position() - start).manhattanLength() < SLIP:
            return
        free = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        box = self._between(model.there, page, start, event.position(), free=free)
        model.put(Box(model.selected, page, box.left, box.bottom, box.right, box.top))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Let the box be where it was drawn, and give it the keyboard."""
        drawn, self._drawn_from = self._drawn_from, None
        if drawn is not None and self._model and self._model.selected in self._boxes:
            self._boxes[self._model.selected].setFocus(Qt.FocusReason.MouseFocusReason)

    def _between(
        self, there: Arrangement, page: int, one: QPointF, other: QPointF, *, free: bool
    ) -> Box:
        """Return the box that has two points of the screen as its corners."""
        place, size = self._place_now(page), self._facts.pages[page]
        xs = sorted((point.x() - place.left()) / self.scale for point in (one, other))
        ys = sorted(size.height - (point.y() - place.top()) / self.scale for point in (one, other))
        edges = {"left": xs[0], "right": xs[1], "bottom": ys[0], "top": ys[1]}
        name = self._model.selected if self._model else ""
        box = Box(name, page, xs[0], ys[0], xs[1], ys[1])
        if not free:
            edges = snapped_edges(there, box, edges, REACH / self.scale)
        return kept_inside(size, Box(name, page, *(edges[one] for one in _ORDER)))


_ORDER = ("left", "bottom", "right", "top")
