"""Attaching the agreement that is to be signed: its file, its title and its language."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.widgets.conversion_note import ConversionNote
from signapp.gui.widgets.file_field import FileField
from signapp.gui.widgets.form import Answer, Choices, line_field, titled
from signapp.gui.widgets.parts import label, rows
from signapp.gui.widgets.place_fields import PlaceFields
from signapp.gui.widgets.preflight_card import PreflightCard
from signapp.services.drafting import NewAgreement, attach_placed
from signapp.services.intake import Came, attach_to_read
from signapp.services.ports import Preflight

FILES = "PDF, DOCX, ODT, PNG, JPEG, TIFF (*.pdf *.docx *.odt *.png *.jpg *.jpeg *.tif *.tiff)"
LANGUAGES = ("fi", "sv", "en", "zh")


class AttachForm(CaseForm):
    """Asks for the file of an agreement, its title and language, and where the parties sign.

    `placed` tells the file whose places are to be chosen, or that there is none, and whether a
    repaired copy of it is meant.
    """

    placed = Signal(object, bool)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._file_title, self._name_title = label("strong"), label("strong")
        self._language_title = label("strong")
        self.file = FileField(language, look, FILES, "window.intake.drop")
        self.conversion = ConversionNote(language, look)
        self.name = line_field(self.look_at_fields)
        self.language = Choices(look, LANGUAGES)
        self.card = PreflightCard(language, look)
        self.repaired = QCheckBox()
        self._repair_note = label("step", "muted")
        self.places = PlaceFields(language, look)
        self.only_read = QCheckBox()
        self._checked = False
        self._came: Came | None = None
        self._document: Path | None = None
        self._lay_out(
            titled(self._file_title, self.file, look),
            rows(self.conversion, self.card, self.repaired, self._repair_note, gap=look.px(6)),
            titled(self._name_title, self.name, look),
            rows(self._language_title, self.language, gap=look.px(4)),
            self.only_read,
            self.places,
        )
        self.file.changed.connect(self._begin_checking)
        self.repaired.toggled.connect(self._ask_for_places)
        self.only_read.toggled.connect(self._ask_for_places)
        self.places.model.changed.connect(self.look_at_fields)
        self.dress()

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Forget what was typed."""
        self.file.take(None)
        self.name.clear()
        self.only_read.setChecked(False)
        self.language.choose(self._language.code)
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the button that chooses a file."""
        return self.file.choose

    def show_card(self, card: Preflight | None) -> None:
        """Show what was found in the chosen file; where it is refused, a copy may be repaired."""
        self._checked = True
        self.card.show_card(card)
        self.repaired.setChecked(card is not None and card.refused and card.repairable)
        self._arrange()
        self._ask_for_places()

    def show_converted(self, came: Came, document: Path, card: Preflight) -> None:
        """Show what was found in the PDF that was made of the chosen file."""
        self._came, self._document = came, document
        self.show_card(card)

    def refuse(self) -> None:
        """Attach nothing: the chosen file was refused, or its conversion was ended."""
        self.card.show_card(None)
        self._arrange()

    def suggest(self, title: str) -> None:
        """Suggest a title where none was typed."""
        if not self.name.text().strip():
            self.name.setText(title)

    @property
    def titled(self) -> tuple[str, str]:
        """The title and the language that were chosen."""
        return self.name.text().strip(), self.language.chosen or self._language.code

    @Slot()
    def _begin_checking(self) -> None:
        self._checked, self._came, self._document = False, None, None
        self.placed.emit(None, False)
        self.card.show_card(None, checking=self.file.file is not None)
        self._arrange()

    def _arrange(self) -> None:
        card = self.card.card
        self.card.setVisible(not self.card.is_empty)
        for offer in (self.repaired, self._repair_note):
            offer.setVisible(card is not None and card.repairable)
        self.look_at_fields()

    @Slot()
    def _ask_for_places(self) -> None:
        """Have the places chosen in what would be attached, if that may be signed."""
        card, repaired = self.card.card, self.repaired.isChecked()
        fit = card is not None and (not card.refused or (card.repairable and repaired))
        fit = fit and self._checked and not self.only_read.isChecked()
        self.placed.emit((self._document or self.file.file) if fit else None, fit and repaired)
        self.look_at_fields()

    def answer(self) -> Answer | None:
        """Return the attaching, once there is a file with a title that may be signed."""
        file, title, card = self.file.file, self.name.text().strip(), self.card.card
        repaired = card is not None and card.repairable and self.repaired.isChecked()
        if file is None or not title or not self.language.chosen or not self._checked:
            return None
        if card is not None and card.refused and not repaired:
            return None
        title, language = self.titled
        if self.only_read.isChecked():
            return partial(
                attach_to_read, file=file, title=title, language=language, came=self._came
            )
        if not self.places.are_fit:
            return None
        agreement = NewAgreement(file, title, language, repaired, self._came)
        return partial(attach_placed, agreement=agreement, places=self.places.boxes)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.attach.heading"))
        self._note.setText(say("window.attach.note"))
        self._file_title.setText(say("window.attach.file"))
        self.repaired.setText(say("window.attach.repair"))
        self.only_read.setText(say("window.intake.only_read"))
        self._repair_note.setText(say("preflight.repairable"))
        self._name_title.setText(say("window.attach.title"))
        self.name.setAccessibleName(say("window.attach.title"))
        self._language_title.setText(say("window.attach.language"))
        self.language.name(lambda key: say(f"window.attach.language.{key}"))
        self.confirm.setText(say("window.attach.confirm"))
        super().dress()
