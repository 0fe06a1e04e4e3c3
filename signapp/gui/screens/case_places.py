"""Shows the pages of an agreement while a form asks where the parties sign."""

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from signapp.gui.screens.case_documents import CaseDocuments
from signapp.gui.screens.case_side import CaseSide
from signapp.gui.screens.place_form import PlaceForm
from signapp.gui.tools import Tools
from signapp.gui.widgets.pdf_pane import PdfPane
from signapp.gui.widgets.place_fields import PlaceFields
from signapp.gui.widgets.place_model import PlaceModel
from signapp.gui.widgets.place_view import PlaceView
from signapp.services.ports import Box, Covered
from signapp.services.signature_places import (
    StartingPlaces,
    begin_places,
    read_places,
    what_is_covered,
)

REST = 250
"""Milliseconds without a change before it is looked at what the boxes would hide."""


class CasePlaces(QObject):
    """Joins the forms that ask for places with the pages beside them."""

    def __init__(
        self, parent: QObject, tools: Tools, documents: CaseDocuments, side: CaseSide
    ) -> None:
        super().__init__(parent)
        self._tools, self._documents, self._side = tools, documents, side
        self.view = PlaceView(tools)
        self.pane = PdfPane(tools, self.view)
        self.pane.hide()
        self._model: PlaceModel | None = None
        self._asked: object = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(REST)
        self._rest.timeout.connect(self._look_below)
        side.asked_anew.connect(self._follow)
        side.attach.placed.connect(self._file_taken)
        form = side.more[PlaceForm.key]
        assert isinstance(form, PlaceForm)
        self._form = form
        form.chosen.connect(self._attachment_taken)

    # --- where it begins --------------------------------------------------------------------

    @Slot(object, bool)
    def _file_taken(self, file: Path | None, repaired: bool) -> None:
        """Begin with a file that is about to be attached, or with a repaired copy of it."""
        if self._asked == (file, repaired):
            return
        fields = self._side.attach.places
        fields.model.begin(None)
        self._asked = (file, repaired)
        if file is None:
            self._show(None)
            return
        work = partial(begin_places, self._tools.desk, file, repaired=repaired)
        self._tools.runner.act(work, partial(self._begun, self._asked, fields))

    @Slot(str, int)
    def _attachment_taken(self, number: str, attachment: int) -> None:
        """Begin with an attachment as it is prepared now."""
        fields = self._form.places
        fields.model.begin(None)
        self._asked = (number, attachment)
        work = partial(read_places, self._tools.desk, number, attachment)
        self._tools.runner.act(work, partial(self._begun, self._asked, fields))

    def _begun(self, asked: object, fields: PlaceFields, start: StartingPlaces) -> None:
        form = self._side.asked
        if asked == self._asked and getattr(form, "places", None) is fields:
            self._show(fields.model)
            fields.model.begin(start)

    @Slot()
    def _follow(self) -> None:
        """Put the pages away when the form is."""
        fields = getattr(self._side.asked, "places", None)
        if fields is None or fields.model is not self._model:
            self._show(None)

    def _show(self, model: PlaceModel | None) -> None:
        """Show the pages of a model among the documents, or take them away."""
        before, self._model = self._model, model
        if before is model:
            return
        if before is not None:
            before.changed.disconnect(self._rest.start)
            before.begin(None)
        if model is not None:
            self.view.take(model)
            model.changed.connect(self._rest.start)
        self._documents.take_places(self.pane if model is not None else None)

    # --- what is below ----------------------------------------------------------------------

    @Slot()
    def _look_below(self) -> None:
        """Look at what the boxes would hide, once they rest."""
        model, boxes = self._model, self._model.boxes if self._model else ()
        start = model.start if model else None
        if model is None or start is None or not boxes:
            return
        work = partial(what_is_covered, self._tools.desk, start.file, start.pages, boxes)
        self._tools.runner.draw(work, partial(self._looked, model, boxes))

    def _looked(
        self, model: PlaceModel, boxes: tuple[Box, ...], covered: tuple[Covered, ...], *_: Any
    ) -> None:
        if model is self._model and model.boxes == boxes:
            model.tell_covered(covered)
