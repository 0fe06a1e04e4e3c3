"""Has the agreement on view looked at, and the file that is about to be attached."""

from functools import partial

from PySide6.QtCore import QObject, Slot

from signapp.domain.acts import DocumentRef
from signapp.gui.screens.attach_conversion import AttachConversion
from signapp.gui.screens.case_documents import CaseDocuments
from signapp.gui.screens.case_originals import CaseOriginals
from signapp.gui.screens.case_papers import CaseDocument
from signapp.gui.screens.case_places import CasePlaces
from signapp.gui.screens.case_side import CaseSide
from signapp.gui.tools import Tools
from signapp.services.document_card import look_at_document
from signapp.services.ports import Preflight

KINDS = ("agreement", "fixed")
"""The documents that are decided on or signed as they came."""


class CasePreflights(QObject):
    """Shows the card of the agreement until its signature has a verdict.

    The card of the last document is kept; an earlier one is made anew.
    """

    def __init__(
        self, parent: QObject, tools: Tools, documents: CaseDocuments, side: CaseSide
    ) -> None:
        super().__init__(parent)
        self._tools = tools
        self._documents = documents
        self._side = side
        self._known: Preflight | None = None
        self._asked: DocumentRef | None = None
        documents.turned.connect(self._turned)
        self.originals = CaseOriginals(self, tools, side.files)
        self.attaching = AttachConversion(self, tools, side.attach)
        self.places = CasePlaces(self, tools, documents, side)

    # --- the document on view ---------------------------------------------------------------

    @Slot()
    def _turned(self) -> None:
        shown = self._wanted()
        if shown is None:
            self._side.show_preflight(None)
        elif self._known is not None and self._known.document == shown.ref:
            self._side.show_preflight(self._known)
        else:
            self._side.show_preflight(None, checking=True)
            self._ask(shown.ref)

    def _wanted(self) -> CaseDocument | None:
        """Return the agreement on view, or else the first one; none that is signed."""
        there = [self._documents.shown, *self._documents.all]
        open_ones = (one for one in there if one and one.kind in KINDS and one.decided is None)
        return next(open_ones, None)

    def _ask(self, ref: DocumentRef) -> None:
        if self._asked == ref:
            return
        self._asked = ref
        work = partial(look_at_document, self._tools.desk, ref)
        task = self._tools.runner.act(work, self._looked)
        task.failed.connect(self._not_looked)

    @Slot(object)
    def _looked(self, card: Preflight) -> None:
        self._asked, self._known = None, card
        self._turned()

    @Slot()
    def _not_looked(self) -> None:
        self._side.show_preflight(None)  # the window says why
