"""Which pages of a document stayed on view long enough to count, where a register notes that."""

from collections import defaultdict

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Slot

from signapp.gui.widgets.pdf_view import PdfView
from signapp.services.circulation import SECONDS

INTERVAL = 250
"""Milliseconds between two looks."""
LONGEST = 1.0
"""Seconds that one look counts at most: the machine may have slept."""


class PagesWatch(QObject):
    """Adds up how long each page was where one reads; it looks only while it is on."""

    def __init__(self, view: PdfView, seconds: float = SECONDS) -> None:
        super().__init__(view)
        self._view, self.seconds = view, seconds
        self._page = self.pages = 0
        self._spent: dict[int, float] = defaultdict(float)
        self._clock, self._timer = QElapsedTimer(), QTimer(self)
        self._timer.setInterval(INTERVAL)
        self._timer.timeout.connect(self._look)
        view.page_changed.connect(self._turned)

    def watch(self, *, on: bool) -> None:
        """Begin anew with another document, or stop looking."""
        self._spent.clear()
        self._page = self.pages = 0
        self._clock.start()
        if on:
            self._timer.start()
        else:
            self._timer.stop()

    @property
    def viewed(self) -> frozenset[int]:
        """The pages, from 1, that were on view for long enough."""
        return frozenset(page for page, spent in self._spent.items() if spent >= self.seconds)

    @Slot(int, int)
    def _turned(self, page: int, pages: int) -> None:
        self._look()
        self._page, self.pages = page, pages

    @Slot()
    def _look(self) -> None:
        spent = min(self._clock.restart() / 1000, LONGEST) if self._clock.isValid() else 0.0
        shown = self._view.isVisible() and not self._view.window().isMinimized()
        if self._timer.isActive() and shown and self._page:
            self._spent[self._page] += spent
