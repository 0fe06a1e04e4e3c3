"""A document with its bar: which page, how many were seen, and how large."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame

from signapp.gui.icons import icon
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import columns, label, mark, panel, rows, tool_button
from signapp.gui.widgets.pdf_view import STEP, PdfView


class PdfPane(QFrame):
    """Shows a document; `read_through` tells that every page of it has been on view."""

    read_through = Signal()

    def __init__(self, tools: Tools, view: PdfView | None = None) -> None:
        super().__init__()
        self._tools = tools
        self._page, self._seen, self._counts = (0, 0), (0, 0), False
        self.view = view or PdfView(tools)
        self._place = label("step", wrap=False)
        self._eye = tool_button(self.view.go_to_unseen)
        self._smaller = tool_button(self._zoom_out, kind="icon")
        self._larger = tool_button(self._zoom_in, kind="icon")
        self._fit = tool_button(self._fit_width, kind="icon")
        self._percent = label("step", "muted", wrap=False)
        px = tools.look.px
        bar = columns(
            self._place, self._eye, 1, self._smaller, self._percent, self._larger, self._fit,
            gap=px(8),
        )  # fmt: skip
        bar.setContentsMargins(px(12), px(4), px(8), px(4))
        mark(self, role="card")
        layout = rows(panel("bar", bar), self.view, gap=0)
        layout.setContentsMargins(1, 1, 1, 1)
        self.setLayout(layout)
        self.view.page_changed.connect(self._turned)
        self.view.seen_changed.connect(self._saw)
        self.view.zoom_changed.connect(self._zoomed)
        tools.language.changed.connect(self.dress)
        tools.look.changed.connect(self.dress)
        self.dress()

    def show_file(self, path: Path, *, counts: bool, field: str = "") -> None:
        """Show another file, at a signature field if one is named.

        `counts` says that the pages that are seen shall be counted.
        """
        self._seen, self._counts = (0, 0), counts
        self.view.show_file(path, seen=not counts, field=field)

    def show_nothing(self) -> None:
        """Show no file."""
        self.view.show_nothing()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, colours = self._tools.language.say, self._tools.look.colours
        page, pages = self._page
        seen, total = self._seen
        self._place.setText(say("window.pdf.page", page=page, pages=pages) if pages else "")
        done = bool(total) and seen == total
        key = "window.pdf.all_seen" if done else "window.pdf.seen"
        self._eye.setText(say(key, seen=seen, pages=total))
        self._eye.setVisible(bool(total) and self._counts)
        self._eye.setEnabled(not done)
        mark(self._eye, tone="success" if done else "")
        ink = colours.success if done else colours.primary
        self._eye.setIcon(icon("check" if done else "eye", ink, ink))
        self._eye.setToolTip("" if done else say("window.pdf.next_unseen"))
        for made, name, key in (
            (self._smaller, "minus", "window.pdf.smaller"),
            (self._larger, "plus", "window.pdf.larger"),
            (self._fit, "arrow-autofit-width", "window.pdf.fit"),
        ):
            made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            made.setIcon(icon(name, colours.text))
            made.setToolTip(say(key))
            made.setAccessibleName(say(key))
        self.view.setAccessibleName(say("window.pdf.document"))
        self.view.setAccessibleDescription(self._place.text())

    @Slot(int, int)
    def _turned(self, page: int, pages: int) -> None:
        self._page = (page, pages)
        self.dress()

    @Slot(int, int)
    def _saw(self, seen: int, pages: int) -> None:
        before, self._seen = self._seen, (seen, pages)
        self.dress()
        if self._counts and pages and seen == pages and before[0] < before[1]:
            self.read_through.emit()

    @Slot(float)
    def _zoomed(self, scale: float) -> None:
        self._percent.setText(f"{scale * 72 / 96:.0%}".replace("%", " %"))

    @Slot()
    def _zoom_in(self) -> None:
        self.view.zoom(STEP)

    @Slot()
    def _zoom_out(self) -> None:
        self.view.zoom(1 / STEP)

    @Slot()
    def _fit_width(self) -> None:
        self.view.zoom(None)
