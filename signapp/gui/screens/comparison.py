"""The text before and the text now, page by page: changed words, and both pictures of the page."""

from dataclasses import dataclass
from functools import partial
from html import escape

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QProgressBar, QTextBrowser, QWidget

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import CancelledError
from signapp.gui.tools import Tools
from signapp.gui.widgets.page_pictures import to_image
from signapp.gui.widgets.parts import button, columns, label, panel, rows
from signapp.services.compare import Comparison, Progress, compare_documents
from signapp.services.desk import Desk
from signapp.services.ports import PageDifference, Region, TextChange

SCALE = 1.2
"""Of the pictures: 86 dpi, to be shown at half the width of the window."""
MOST_PICTURES = 12
"""Of how many changed pages pictures are shown; the words are told of all."""
WIDEST = 460

Texts = tuple[DocumentRef, DocumentRef]


@dataclass(frozen=True)
class Compared:
    """A comparison with the pictures of its changed pages: before and now, where there is one."""

    comparison: Comparison
    pictures: dict[int, tuple[QImage | None, QImage | None]]


def read(desk: Desk, texts: Texts, progress: Progress) -> Compared | None:
    """Compare two texts and draw what differs; None when it was stopped.

    Raises DocumentErrors, StorageError.
    """
    try:
        comparison = compare_documents(desk, *texts, progress)
    except CancelledError:
        return None
    pictures = {
        page.page: (
            _draw(desk, texts[0], page) if page.page < page.old_pages else None,
            _draw(desk, texts[1], page) if page.page < page.new_pages else None,
        )
        for page in comparison.changed[:MOST_PICTURES]
    }
    return Compared(comparison, pictures)


def _draw(desk: Desk, ref: DocumentRef, page: PageDifference) -> QImage:
    drawn = desk.pdf.render(desk.journal.register.document(ref), page.page, SCALE)
    image = to_image(drawn)
    painter = QPainter(image)
    painter.setPen(QPen(QColor("#B35900"), 3))
    for region in page.regions:
        painter.drawRect(*_box(region, image))
    painter.setPen(QPen(QColor("#80868F"), 2))
    painter.drawRect(image.rect().adjusted(1, 1, -1, -1))
    painter.end()
    return image


def _box(region: Region, image: QImage) -> tuple[int, int, int, int]:
    left, top = region.left * image.width() - 4, region.top * image.height() - 4
    width = (region.right - region.left) * image.width() + 8
    height = (region.bottom - region.top) * image.height() + 8
    return round(left), round(top), round(width), round(height)


class ComparisonView(QWidget):
    """Compares when it is first shown; the comparing can be stopped, and taken up again."""

    _progressed = Signal(int, int)

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._texts: Texts | None = None
        self._compared: Compared | None = None
        self._stopped = self._working = False
        self._done = (0, 0)
        self._summary = label("strong")
        self.again = button("", self.start)
        self.stop = button("", self._stop)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.page.document().setDocumentMargin(tools.look.px(12))
        px = tools.look.px
        head = columns(self._summary, self.stop, self.again, gap=px(8))
        head.setStretch(0, 1)
        self._head = panel("plain", rows(head, self._bar, gap=px(6), margin=px(12)))
        self.setLayout(rows(self._head, self.page, gap=0))
        self._progressed.connect(self._progress)  # emitted beside the window: a queued call
        tools.language.changed.connect(self.dress)
        tools.look.changed.connect(self.dress)
        self.dress()

    def show_texts(self, texts: Texts | None) -> None:
        """Turn to two texts, or to none; nothing is compared before it is on view."""
        if texts != self._texts:
            self._stopped = True
            self._texts, self._compared = texts, None
            self.dress()

    @Slot()
    def start(self) -> None:
        """Compare, unless that was done or is under way."""
        if self._texts is None or self._compared is not None or self._working:
            return
        self._working, self._stopped, self._done = True, False, (0, 1)
        work = partial(read, self._tools.desk, self._texts, self._go_on)
        task = self._tools.runner.draw(work, partial(self._arrived, self._texts))
        task.finished.connect(self._ended)
        self.dress()

    def _go_on(self, done: int, of: int) -> bool:
        """Tell how far it is, and whether to go on; called beside the window."""
        self._progressed.emit(done, of)
        return not self._stopped

    @Slot(int, int)
    def _progress(self, done: int, of: int) -> None:
        self._done = (done, of)
        self._bar.setRange(0, of)
        self._bar.setValue(done)
        self.dress()

    def _arrived(self, texts: Texts, compared: Compared | None) -> None:
        if texts == self._texts:
            self._compared = compared

    @Slot()
    def _ended(self) -> None:
        self._working = False
        self.dress()

    @Slot()
    def _stop(self) -> None:
        self._stopped = True

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say = self._tools.language.say
        self._summary.setText(self._sentence())
        self.stop.setText(say("window.compare.stop"))
        self.again.setText(say("window.compare.start"))
        self._bar.setVisible(self._working)
        self.stop.setVisible(self._working)
        self.again.setVisible(not self._working and self._compared is None)
        self.page.setAccessibleName(say("window.tab.comparison"))
        self._write()

    def _sentence(self) -> str:
        say, count = self._tools.language.say, self._tools.language.texts.count
        if self._working:
            return say("window.compare.working", done=self._done[0], of=self._done[1])
        if self._compared is None:
            return say("window.compare.not_yet")
        changed = self._compared.comparison.changed
        return count("window.compare.changed", len(changed)) if changed else say(
            "window.compare.same"
        )  # fmt: skip

    def _write(self) -> None:
        place = self.page.verticalScrollBar().value()
        colours, px = self._tools.look.colours, self._tools.look.px
        document = self.page.document()
        document.setDefaultStyleSheet(f"""
            p {{ font-size: {px(15)}px; color: {colours.text}; margin: 0 0 {px(6)}px 0; }}
            p.head {{ font-size: {px(16)}px; font-weight: 600; margin: {px(14)}px 0 {px(4)}px; }}
            p.caption {{ font-size: {px(13)}px; color: {colours.muted}; margin: 0; }}
            span.removed {{ text-decoration: line-through; color: {colours.danger}; }}
            span.added {{ text-decoration: underline; font-weight: 600;
                          color: {colours.success}; }}
            span.around {{ color: {colours.muted}; }}
        """)
        self.page.setHtml("")
        compared = self._compared
        if compared is not None:
            for number, pictures in compared.pictures.items():
                for name, image in zip(("old", "new"), pictures, strict=True):
                    if image is not None:
                        self._keep(f"{name}-{number}", image)
            pages = compared.comparison.changed
            self.page.setHtml("".join(self._page(page, compared) for page in pages))
        self.page.verticalScrollBar().setValue(place)

    def _keep(self, name: str, image: QImage) -> None:
        width = self._width()
        smooth = Qt.TransformationMode.SmoothTransformation
        small = image.scaledToWidth(width, smooth) if image.width() > width else image
        self.page.document().addResource(
            QTextDocument.ResourceType.ImageResource, QUrl(name), small
        )

    def _width(self) -> int:
        px = self._tools.look.px
        return max(px(140), min(px(WIDEST), self.page.viewport().width() // 2 - px(24)))

    def _page(self, page: PageDifference, compared: Compared) -> str:
        say = self._tools.language.say
        key = "changed"
        if page.page >= page.old_pages:
            key = "added"
        elif page.page >= page.new_pages:
            key = "removed"
        head = say(f"window.compare.page.{key}", page=page.page + 1)
        lines = [f'<p class="head">{escape(head)}</p>', *map(self._change, page.changes)]
        if not page.changes:
            lines.append(f'<p class="caption">{escape(say("window.compare.picture"))}</p>')
        if page.page in compared.pictures:
            lines.append(self._pictures(page, compared))
        return "".join(lines)

    def _change(self, change: TextChange) -> str:
        words = (change.before, change.removed, change.added, change.after)
        before, removed, added, after = map(escape, words)
        parts = [f'<span class="around">… {before}</span>'] if before else []
        parts += [f'<span class="removed">{removed}</span>'] if removed else []
        parts += [f'<span class="added">{added}</span>'] if added else []
        parts += [f'<span class="around">{after} …</span>'] if after else []
        return f"<p>{' '.join(parts)}</p>"

    def _pictures(self, page: PageDifference, compared: Compared) -> str:
        say, cells = self._tools.language.say, []
        for name, image in zip(("old", "new"), compared.pictures[page.page], strict=True):
            shown = f'<img src="{name}-{page.page}">' if image is not None else "–"
            caption = escape(say(f"window.compare.{name}"))
            cells.append(f'<td valign="top"><p class="caption">{caption}</p>{shown}</td>')
        return f'<table cellspacing="8"><tr>{"".join(cells)}</tr></table>'

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the pictures to the width."""
        super().resizeEvent(event)
        self._write()
