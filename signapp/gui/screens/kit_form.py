"""The form by which the day before a ceremony is made ready: the kit, counted and logged."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QSpinBox

from signapp.domain.printing import MOST_COPIES
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.checkout_forms import folder_field, show_downloads
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import Answer, Choices
from signapp.services.ceremony_kit import KitWish, write_kit
from signapp.texts.catalogue import LANGUAGES

USUAL = 2
"""One paper original for each of two parties."""


class KitForm(KeyedForm):
    """Asks how many paper originals are printed, and into which folder the kit is written."""

    key = "kit"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.copies, self.language = QSpinBox(), Choices(look, tuple(LANGUAGES))
        self.copies.setRange(1, MOST_COPIES)
        self.folder = folder_field(self)
        self._lay_out(
            self._field("copies", self.copies),
            self._field("language", self.language, "window.language"),
            self._field("folder", self.folder),
        )
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry and the office's assistant, before the signing."""
        return reading.around.may_print

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with an original for each party, in the window's language."""
        self.copies.setValue(USUAL)
        self.language.choose(self._language.texts.language)
        show_downloads(self.folder)
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the writing, once there is a folder."""
        folder = self.folder.text().strip()
        if not (folder and self.language.chosen):
            return None
        wish = KitWish(self.copies.value(), self.language.chosen)
        return partial(write_kit, wish=wish, folder=Path(folder))
