"""The form by which the places of signatures are changed, until the proposal is submitted."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import Answer, choice_field
from signapp.gui.widgets.place_fields import PlaceFields
from signapp.services.signature_places import changeable, place_again


class PlaceForm(KeyedForm):
    """Asks in which attachment, and where each party signs; `chosen` tells case and attachment."""

    key = "places"
    chosen = Signal(str, int)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._number = ""
        self.attachment = choice_field()
        self.places = PlaceFields(language, look)
        self._lay_out(self._field("attachment", self.attachment), self.places)
        self.attachment.activated.connect(self._choose)
        self.places.model.changed.connect(self.look_at_fields)
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to who drafts, while the fields that were put here may still move."""
        return reading.drafting is not None and bool(changeable(reading.case))

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the first attachment."""
        titles = {line.number: line.title for line in reading.attachments}
        self._number = reading.case.number
        self.attachment.clear()
        for number in changeable(reading.case):
            self.attachment.addItem(f"{number}. {titles.get(number, '')}", number)
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the list of attachments, and have the first one read."""
        self._choose()
        return self.attachment

    @Slot()
    def _choose(self) -> None:
        if self.attachment.currentData():
            self.chosen.emit(self._number, self.attachment.currentData())

    def answer(self) -> Answer | None:
        """Return the preparing anew, once the places are fit."""
        number, places = self.attachment.currentData(), self.places
        if not number or not places.boxes or not places.are_fit:
            return None
        return partial(place_again, attachment=number, places=places.boxes)
