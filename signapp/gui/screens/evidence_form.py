"""The form by which the registry takes the evidence on a case out of the register."""

from functools import partial
from pathlib import Path

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.checkout_forms import folder_field, show_downloads
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import Answer, Choices
from signapp.services.evidence import evidence_into

WHOLE, PUBLIC = "whole", "public"


class EvidenceForm(KeyedForm):
    """Asks which variant is wanted, and into which folder its file is written."""

    key = "evidence"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.variant, self.folder = Choices(look, (WHOLE, PUBLIC)), folder_field(self)
        self._lay_out(
            self._field("variant", self.variant, "window.more.evidence.variant"),
            self._field("folder", self.folder),
        )
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry, which gives documents out."""
        return reading.registers

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with the whole evidence, and the folder for downloads."""
        self.variant.choose(WHOLE)
        show_downloads(self.folder)
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the taking, once there is a folder."""
        folder, public = self.folder.text().strip(), self.variant.chosen == PUBLIC
        return partial(evidence_into, folder=Path(folder), public=public) if folder else None
