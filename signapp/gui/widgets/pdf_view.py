"""Shows the pages of a PDF below each other, as the pdf worker draws them.

The window never opens the file: it asks for pictures of the pages, the visible ones first.
"""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from signapp.gui.tools import Tools
from signapp.gui.widgets.field_outline import paint_field
from signapp.gui.widgets.page_pictures import PagePictures, Picture
from signapp.gui.widgets.pages import PageColumn, SeenPages, area
from signapp.services.page_places import box_on_page
from signapp.services.ports import PdfFacts

SMALLEST, LARGEST, STEP = 0.3, 6.0, 1.25


class PdfView(QAbstractScrollArea):
    """A document's pages; `seen_changed` tells how many of them have been on view."""

    page_changed = Signal(int, int)
    seen_changed = Signal(int, int)
    zoom_changed = Signal(float)

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._path: Path | None = None
        self._facts = PdfFacts((), ())
        self._seen = SeenPages(0)
        self._fixed_scale: float | None = None
        self._laid = PageColumn((), 0.0, 0)
        self._pictures = PagePictures(self, tools.runner, tools.desk.pdf)
        self._pictures.arrived.connect(self._arrived)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verticalScrollBar().valueChanged.connect(self._moved)
        self.horizontalScrollBar().valueChanged.connect(self._moved)
        tools.look.changed.connect(self.viewport().update)

    # --- what is shown ----------------------------------------------------------------------

    def show_file(self, path: Path, *, seen: bool, field: str = "") -> None:
        """Show another file; `seen` says that its pages have all been on view before.

        It opens at the signature field that is named, or else at its beginning.
        """
        self._forget(path)
        inspect = partial(self._tools.desk.pdf.inspect, path)
        self._tools.runner.draw(inspect, partial(self._inspected, path, seen, field))

    def show_nothing(self) -> None:
        """Show no file."""
        self._forget(None)

    def _forget(self, path: Path | None) -> None:
        self._path, self._facts, self._seen = path, PdfFacts((), ()), SeenPages(0)
        self._pictures.open(path)
        self._arrange()

    def _inspected(self, path: Path, seen: bool, field: str, facts: PdfFacts) -> None:
        if path != self._path:
            return
        self._facts = facts
        self._seen = SeenPages(0 if seen else len(facts.pages))
        self._arrange()
        self.go_to_field(field)
        self._tell_page()
        self._tell_seen()
        self._ask_for_pictures()

    @property
    def pages(self) -> int:
        """The number of pages."""
        return len(self._facts.pages)

    @property
    def all_seen(self) -> bool:
        """True when every page has been on view."""
        return self.pages > 0 and self._seen.complete

    # --- where it is ------------------------------------------------------------------------

    @property
    def scale(self) -> float:
        """Pixels a point."""
        if self._fixed_scale is not None:
            return self._fixed_scale
        widest = max((size.width for size in self._facts.pages), default=595.0)
        room = self.viewport().width() - 2 * self._gap
        return max(SMALLEST, min(LARGEST, room / widest))

    def zoom(self, factor: float | None) -> None:
        """Enlarge by a factor around the middle of the view; None fits the width."""
        bar = self.verticalScrollBar()
        height = max(1, self._column.height)
        middle = (bar.value() + self.viewport().height() / 2) / height
        wanted = None if factor is None else self.scale * factor
        self._fixed_scale = None if wanted is None else max(SMALLEST, min(LARGEST, wanted))
        self._arrange()
        bar.setValue(round(middle * self._column.height - self.viewport().height() / 2))
        self._moved()
        self.zoom_changed.emit(self.scale)

    def go_to_unseen(self) -> None:
        """Go to the first part that has not been on view."""
        unseen = self._seen.next_unseen()
        if unseen is not None:
            page, part = unseen
            place = self._place(page)
            self.verticalScrollBar().setValue(round(place.top() + part * place.height()) - 8)

    def go_to_field(self, name: str) -> None:
        """Go to the middle of a signature field, or to the beginning."""
        boxes = [field.box for field in self._facts.fields if field.box.name == name]
        top = 0
        for box in boxes:
            size, place = self._facts.pages[box.page], self._place(box.page)
            middle = area(place, size, box_on_page(size, box)).center().y()
            top = place.top() if box.unseen else round(middle) - self.viewport().height() // 2
        self.verticalScrollBar().setValue(top)

    @property
    def _gap(self) -> int:
        return self._tools.look.px(16)

    @property
    def _column(self) -> PageColumn:
        laid, sizes, scale, gap = self._laid, self._facts.pages, self.scale, self._gap
        if laid.sizes is not sizes or (laid.scale, laid.gap) != (scale, gap):
            self._laid = PageColumn(sizes, scale, gap)
        return self._laid

    def _place(self, page: int) -> QRect:
        across = max(self.viewport().width(), self._column.width)
        return self._column.place(page, across)

    def _visible(self) -> tuple[int, ...]:
        top = self.verticalScrollBar().value()
        return self._column.between(top, top + self.viewport().height())

    def _arrange(self) -> None:
        """Give the scroll bars their ranges."""
        column, room = self._column, self.viewport().size()
        self.verticalScrollBar().setRange(0, max(0, column.height - room.height()))
        self.verticalScrollBar().setPageStep(room.height())
        self.verticalScrollBar().setSingleStep(self._tools.look.px(48))
        self.horizontalScrollBar().setRange(0, max(0, column.width - room.width()))
        self.horizontalScrollBar().setPageStep(room.width())
        self.viewport().update()

    @Slot()
    def _moved(self) -> None:
        self.viewport().update()
        self._tell_page()
        self._look_at_pages()
        self._ask_for_pictures()

    def _tell_page(self) -> None:
        top, height = self.verticalScrollBar().value(), self.viewport().height()
        on_view = self._column.between(top + height // 3, top + height // 3)
        page = on_view[0] if on_view else (self._visible() or (0,))[0]
        self.page_changed.emit(page + 1 if self.pages else 0, self.pages)

    def _tell_seen(self) -> None:
        total = self.pages
        self.seen_changed.emit(total - self._seen.pages + self._seen.count, total)

    def _look_at_pages(self) -> None:
        """Count what is on view, if it is drawn."""
        if self._seen.complete or not self.isVisible():
            return
        top = self.verticalScrollBar().value()
        before = self._seen.count
        for page in self._visible():
            if self._pictures.has(self._picture(page)):
                self._seen.look(page, self._place(page), top, top + self.viewport().height())
        if self._seen.count != before:
            self._tell_seen()

    # --- pictures ---------------------------------------------------------------------------

    def _picture(self, page: int) -> Picture:
        unit = self._facts.pages[page].unit  # a page is drawn in units of its own
        return Picture(page, round(self.scale * self.devicePixelRatioF() * unit, 3))

    def _ask_for_pictures(self) -> None:
        """Ask for the pages on view, then for those next to them."""
        visible = self._visible()
        if visible:
            around = [visible[-1] + 1, visible[0] - 1]
            pages = [*visible, *(page for page in around if 0 <= page < self.pages)]
            self._pictures.ask(self._picture(page) for page in pages)

    @Slot()
    def _arrived(self) -> None:
        self.viewport().update()
        self._look_at_pages()

    # --- Qt ---------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """Return a size that shows a page well."""
        return QSize(self._tools.look.px(640), self._tools.look.px(640))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the pages that are on view, and a ring when the view has the keyboard."""
        colours = self._tools.look.colours
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), QColor(colours.sunken))
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        offset = QPoint(self.horizontalScrollBar().value(), self.verticalScrollBar().value())
        for page in self._visible():
            place = self._place(page).translated(-offset)
            self._paint_page(painter, page, place)
        if self.hasFocus():
            painter.setPen(QPen(QColor(colours.primary), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def _paint_page(self, painter: QPainter, page: int, place: QRect) -> None:
        colours, language = self._tools.look.colours, self._tools.language
        painter.fillRect(place, QColor("white"))
        wanted = self._picture(page)
        image = self._pictures.best(wanted)
        ratio = self.devicePixelRatioF()
        if image is not None and abs(image.width() - place.width() * ratio) < 2:
            image.setDevicePixelRatio(ratio)
            painter.drawImage(place.topLeft(), image)  # unscaled: sharp and quick
        elif image is not None:
            painter.drawImage(place, image)
        else:
            painter.setFont(self._tools.look.font(15))
            painter.setPen(QColor("#555C66"))
            text = language.say("window.pdf.drawing", page=page + 1)
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place.adjusted(-1, -1, 0, 0))
        self._paint_fields(painter, page, place)

    def _paint_fields(self, painter: QPainter, page: int, place: QRect) -> None:
        """Outline the empty signature fields of a page."""
        for field in self._facts.fields:
            if field.box.page == page and not field.filled:
                paint_field(painter, self._tools, place, self._facts.pages[page], field.box)

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        """Fit the pages to the new width, keeping the place."""
        bar = self.verticalScrollBar()
        part = bar.value() / max(1, bar.maximum())
        self._arrange()
        bar.setValue(round(part * bar.maximum()))
        self._moved()
        self.zoom_changed.emit(self.scale)

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: ARG002
        """Draw anew at the new place."""
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn pages and zoom by the keyboard."""
        bar, key = self.verticalScrollBar(), event.key()
        page = bar.pageStep() * 9 // 10
        match key:
            case Qt.Key.Key_PageDown | Qt.Key.Key_Space:
                bar.setValue(bar.value() + page)
            case Qt.Key.Key_PageUp:
                bar.setValue(bar.value() - page)
            case Qt.Key.Key_Home:
                bar.setValue(0)
            case Qt.Key.Key_End:
                bar.setValue(bar.maximum())
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self.zoom(STEP)
            case Qt.Key.Key_Minus:
                self.zoom(1 / STEP)
            case Qt.Key.Key_0:
                self.zoom(None)
            case _:
                super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or zoom while Ctrl is held."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(STEP if event.angleDelta().y() > 0 else 1 / STEP)
        else:
            super().wheelEvent(event)
