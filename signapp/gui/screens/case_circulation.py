"""The circulation of checks at a case: what is told of it, and noting which pages were viewed."""

from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Slot

from signapp.domain.acts import DocumentRef, Policy
from signapp.domain.auditing import in_words
from signapp.domain.decision import Case
from signapp.gui.tools import Tools
from signapp.gui.widgets.pages_watch import PagesWatch
from signapp.gui.widgets.pdf_view import PdfView
from signapp.services.circulation import CirculationLine, circulation, note_pages, notes_pages
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.texts.catalogue import Texts


@dataclass(frozen=True)
class CirculationReading:
    """Who viewed what so far; and whose viewing is noted now, by which decision, if anybody's."""

    lines: tuple[CirculationLine, ...]
    who: SignedIn | None
    basis: str


def read_circulation(desk: Desk, who: SignedIn, case: Case) -> CirculationReading:
    """Read the circulation of a case for a person."""
    decided = desk.journal.state.roster.policies.get(Policy.CIRCULATION_OF_CHECKS)
    noted = who if notes_pages(desk, who) else None
    return CirculationReading(circulation(desk, case), noted, decided.basis if decided else "")


def circulation_texts(lines: tuple[CirculationLine, ...], texts: Texts) -> tuple[str, ...]:
    """Return a line on each person and document: who, which pages of which bytes, and when."""
    return tuple(
        texts.say(
            "window.circulation.line",
            name=one.name,
            office=texts.title(one.title) if one.title else "",
            pages=in_words(one.ranges),
            of=one.pages,
            sha256=one.document.sha256[:16],
            at=one.at,
        )
        for one in lines
    )


class CaseCirculation(QObject):
    """Watches the document that is on view, and has its pages noted when that ends.

    Nothing waits for it: it is only put into the same row as the acts.
    """

    def __init__(self, tools: Tools, view: PdfView) -> None:
        super().__init__(view)
        self._tools, self.watch = tools, PagesWatch(view)
        self._noted: tuple[SignedIn, str, DocumentRef] | None = None

    def begin(self, reading: CirculationReading | None, number: str, ref: DocumentRef) -> None:
        """Note what was viewed of the document before, and watch this one."""
        who = reading.who if reading else None
        if self._noted is not None and who is not None and self._noted[1:] == (number, ref):
            return
        self.end()
        self._noted = (who, number, ref) if who is not None else None
        self.watch.watch(on=self._noted is not None)

    def end(self) -> None:
        """Note what was viewed, and watch nothing."""
        self.note()
        self._noted = None
        self.watch.watch(on=False)

    @Slot()
    def note(self) -> None:
        """Have the pages noted that were viewed so far, if this is noted at all."""
        viewed, pages = self.watch.viewed, self.watch.pages
        if self._noted is not None and viewed:
            work = partial(note_pages, self._tools.desk, *self._noted, viewed, pages)
            self._tools.runner.act(work)
