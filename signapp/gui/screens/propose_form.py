"""What looks wrong in a draft: the presenter reads it, and lets it stand or has it mended."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from signapp.domain.errors import Finding
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.widgets.form import Answer
from signapp.gui.widgets.parts import empty, label, panel, rows
from signapp.services.drafting import propose
from signapp.services.review import mark


class ProposeForm(CaseForm):
    """Lists what looks wrong; proposing all the same says that it was read."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._findings: tuple[Finding, ...] = ()
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(10))
        self._lay_out(panel("plain", self._lines))
        self.dress()

    def show_case(self, reading: CaseReading) -> None:
        """Show what looks wrong in the draft of a case."""
        self._findings = reading.drafting.findings if reading.drafting else ()
        self.work(on=False)
        self.dress()

    def first_field(self) -> QWidget:
        """Return the button: there is nothing to fill in."""
        return self.confirm

    def answer(self) -> Answer | None:
        """Return the proposing, unless something is certainly wrong."""
        if any(one.certain for one in self._findings):
            return None
        return partial(propose, seen=frozenset(map(mark, self._findings)))

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say, texts = self._language.say, self._language.texts
        certain = any(one.certain for one in self._findings)
        self._heading.setText(say("window.review.heading"))
        self._note.setText(say("window.review.certain" if certain else "window.review.note"))
        empty(self._lines)
        for finding in self._findings:
            said = texts.error(finding)
            heading, cause, remedy = label("strong"), label("step"), label("step", "muted")
            heading.setText(said.heading)
            cause.setText(said.cause)
            remedy.setText(said.remedy)
            self._lines.addLayout(rows(heading, cause, remedy, gap=0))
        self.confirm.setText(say("window.review.confirm"))
        super().dress()
