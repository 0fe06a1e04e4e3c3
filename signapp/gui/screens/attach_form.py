"""Attaching the agreement that is to be signed: its file, its title and its language."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.widgets.file_field import FileField
from signapp.gui.widgets.form import Answer, Choices, line_field, titled
from signapp.gui.widgets.parts import label, rows
from signapp.services.drafting import attach_agreement

LANGUAGES = ("fi", "sv", "en", "zh")


class AttachForm(CaseForm):
    """Asks for the PDF of an agreement, its title and its language."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._file_title, self._name_title = label("strong"), label("strong")
        self._language_title = label("strong")
        self.file = FileField(language, look)
        self.name = line_field(self.look_at_fields)
        self.language = Choices(look, LANGUAGES)
        self._lay_out(
            titled(self._file_title, self.file, look),
            titled(self._name_title, self.name, look),
            rows(self._language_title, self.language, gap=look.px(4)),
        )
        self.file.changed.connect(self.look_at_fields)
        self.dress()

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Forget what was typed."""
        self.file.take(None)
        self.name.clear()
        self.language.choose(self._language.code)
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the button that chooses a file."""
        return self.file.choose

    def answer(self) -> Answer | None:
        """Return the attaching, once there is a file with a title."""
        file, title = self.file.file, self.name.text().strip()
        if file is None or not title or not self.language.chosen:
            return None
        return partial(attach_agreement, file=file, title=title, language=self.language.chosen)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.attach.heading"))
        self._note.setText(say("window.attach.note"))
        self._file_title.setText(say("window.attach.file"))
        self._name_title.setText(say("window.attach.title"))
        self.name.setAccessibleName(say("window.attach.title"))
        self._language_title.setText(say("window.attach.language"))
        self.language.name(lambda key: say(f"window.attach.language.{key}"))
        self.confirm.setText(say("window.attach.confirm"))
        super().dress()
