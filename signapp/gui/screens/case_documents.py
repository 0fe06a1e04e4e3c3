"""The middle of a case: its documents as pages, and the decision's text, under tabs."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from signapp.domain.acts import DocumentRef
from signapp.gui.screens.case_circulation import CaseCirculation
from signapp.gui.screens.case_papers import CaseDocument
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.case_text import CaseText
from signapp.gui.screens.comparison import ComparisonView
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import columns, frame, label, rows
from signapp.gui.widgets.pdf_pane import PdfPane

TEXT, COMPARISON, PLACES = "text", "comparison", "places"


class CaseDocuments(QWidget):
    """Shows one document of a case at a time; the first tab is the one to be read now.

    `read_through` tells that all pages of the document were on view, `turned` that another
    document is shown.
    """

    read_through = Signal(object)
    turned = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._reading: CaseReading | None = None
        self._shown: CaseDocument | None = None
        self._asked: DocumentRef | None = None
        self._field = ""
        self._side: QWidget | None = None
        self._places: QWidget | None = None
        self._tabs = QTabBar()
        self._tabs.setDrawBase(False)
        self._tabs.setExpanding(False)
        self._pages = PdfPane(tools)
        self.circulation = CaseCirculation(tools, self._pages.view)
        self._noting = label("step", "muted")
        self._text = CaseText(tools)
        self.comparison = ComparisonView(tools)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._pages)
        self._stack.addWidget(frame("card", rows(self._text, margin=1)))
        self._compared = frame("card", rows(self.comparison, margin=1))
        self._stack.addWidget(self._compared)
        gap = tools.look.px(4)
        self.setLayout(rows(columns(self._tabs, 1), self._stack, self._noting, gap=gap))
        self._tabs.currentChanged.connect(self._turn)
        self._pages.read_through.connect(self._read_through)
        tools.language.changed.connect(self.dress)

    # --- what is shown ----------------------------------------------------------------------

    def show_case(self, reading: CaseReading | None) -> None:
        """Show the documents of a case; stay on the tab if it is still there."""
        known = self._reading is not None and reading is not None
        same = known and self._reading.to_be_shown == reading.to_be_shown  # type: ignore[union-attr]
        before = self._kind() if same else ""
        self._reading = reading
        if reading is None:
            self._shown, self._asked = None, None
            self.circulation.end()
            self._pages.show_nothing()
        self._text.show_case(reading)
        self.comparison.show_texts(reading.mandate.compared if reading else None)
        self._make_tabs(before or self._first())

    @property
    def shown(self) -> CaseDocument | None:
        """The document whose pages are on view, or None."""
        return self._shown if self._kind() not in (TEXT, COMPARISON, PLACES) else None

    @property
    def all(self) -> tuple[CaseDocument, ...]:
        """Every document of the case that is shown."""
        return tuple(self._reading.documents) if self._reading else ()

    @property
    def pages(self) -> PdfPane:
        """The pane that shows pages."""
        return self._pages

    def open_at(self, field: str) -> None:
        """Open the next document where its signature field is."""
        self._field = field

    def take_places(self, pages: QWidget | None) -> None:
        """Show pages on which signatures are placed, as a tab of their own; or take them away."""
        kind = self._kind()
        if self._places is not None and pages is None:
            self._stack.removeWidget(self._places)
            self._places.hide()
        self._places = pages
        if pages is not None:
            self._stack.addWidget(pages)
        beside = self._side is not None and kind == "side"
        self._make_tabs(PLACES if pages is not None and not beside else kind or self._first())

    def take_side(self, side: QWidget | None) -> None:
        """Show what stands beside the documents as a tab, where there is no room for it."""
        kind = self._kind()
        if self._side is not None and side is None:
            self._stack.removeWidget(self._side)
        self._side = side
        if side is not None:
            self._stack.addWidget(side)
            side.show()
        self._make_tabs(kind or self._first())

    def show_side(self) -> None:
        """Turn to what stands beside the documents, if it is a tab."""
        if self._side is not None:
            self._tabs.setCurrentIndex(self._kinds().index("side"))

    def take_focus(self) -> None:
        """Give the keyboard to what is on view, so that its pages can be turned."""
        shown = self._text if self._kind() == TEXT else self._pages.view
        shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def _first(self) -> str:
        reading = self._reading
        if reading is None:
            return TEXT
        if reading.to_be_shown is not None:
            return reading.to_be_shown.key
        kinds = [one.key for one in reading.documents if one.decided]
        return kinds[0] if kinds else TEXT

    # --- tabs -------------------------------------------------------------------------------

    def _kinds(self) -> list[str]:
        documents = [one.key for one in self._reading.documents] if self._reading else []
        side = ["side"] if self._side is not None else []
        compared = [COMPARISON] if self._reading and self._reading.mandate.compared else []
        places = [PLACES] if self._places is not None else []
        return [*side, *places, *documents, *compared, TEXT]

    def _kind(self) -> str:
        place = self._tabs.currentIndex()
        return str(self._tabs.tabData(place)) if place >= 0 else ""

    def _make_tabs(self, current: str) -> None:
        self._tabs.blockSignals(True)
        while self._tabs.count():
            self._tabs.removeTab(0)
        for place, kind in enumerate(self._kinds()):
            self._tabs.addTab("")
            self._tabs.setTabData(place, kind)
        kinds = self._kinds()
        self._tabs.setCurrentIndex(kinds.index(current) if current in kinds else 0)
        self._tabs.blockSignals(False)
        self.dress()
        self._turn()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._tools.language.say
        self._tabs.setAccessibleName(say("window.tabs"))
        self._noting.setText(self._told())
        self._noting.setVisible(bool(self._noting.text()))
        for place, kind in enumerate(self._kinds()):
            name, _, number = kind.partition("-")
            self._tabs.setTabText(place, f"{say(f'window.tab.{name}')} {number}".strip())

    @Slot()
    def _turn(self) -> None:
        kind = self._kind()
        if kind == PLACES and self._places is not None:
            self._stack.setCurrentWidget(self._places)
        elif kind == TEXT or self._reading is None:
            self._stack.setCurrentIndex(1)
        elif kind == COMPARISON:
            self._stack.setCurrentWidget(self._compared)
            self.comparison.start()
        elif kind == "side" and self._side is not None:
            self._stack.setCurrentWidget(self._side)
        else:
            self._stack.setCurrentWidget(self._pages)
            self._open(next(one for one in self._reading.documents if one.key == kind))
        self.turned.emit()

    def _told(self) -> str:
        """Return what staff is told where it is noted which pages they view."""
        reading = self._reading.circulation if self._reading else None
        if reading is None or reading.who is None:
            return ""
        return self._tools.language.say("window.circulation.noted", basis=reading.basis)

    def _open(self, document: CaseDocument) -> None:
        """Ask for the checked file of a document, unless it is on view already."""
        self._shown = document
        if self._reading is not None:
            number = self._reading.case.number
            self.circulation.begin(self._reading.circulation, number, document.ref)
        if document.ref == self._asked:
            return
        self._asked = document.ref
        self._pages.show_nothing()
        work = partial(self._tools.desk.journal.register.document, document.ref)
        task = self._tools.runner.act(work, partial(self._opened, document))
        task.failed.connect(self._not_opened)

    def _opened(self, document: CaseDocument, path: Path) -> None:
        if document.ref == self._asked:
            wanted = self._reading.to_be_shown if self._reading else None
            counts = wanted is not None and wanted.ref == document.ref and not document.seen
            self._pages.show_file(path, counts=counts, field=self._field)
            self._field = ""

    @Slot()
    def _not_opened(self) -> None:
        self._asked = None

    @Slot()
    def _read_through(self) -> None:
        if self._shown is not None:
            self.read_through.emit(self._shown)
