"""What a decision-maker may do with a proposal instead of deciding as proposed."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from signapp.domain.acts import Outcome
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.section_form import SectionFields
from signapp.gui.widgets.form import (
    Answer,
    Choices,
    day_field,
    day_in,
    qt_day,
    text_field,
    titled,
)
from signapp.gui.widgets.parts import label, panel, rows
from signapp.services.decide import (
    Ruling,
    begin_decision,
    remove_proposal,
    return_proposal,
    table_proposal,
)

AMENDED, REJECTED = Outcome.AMENDED.value, Outcome.REJECTED.value
RETURNED, TABLED, REMOVED = "returned", "tabled", "removed"
RULINGS = (AMENDED, REJECTED, RETURNED, TABLED, REMOVED)


class RulingForm(CaseForm):
    """Asks for another ruling: its text, or its reason, and until when."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._proposed = ""
        self._parties: tuple[str, ...] = ()
        self._texts: dict[str, str] = {}
        self._chosen = AMENDED
        self.choice = Choices(look, RULINGS)
        self._text_title, self._day_title = label("strong"), label("strong")
        self.text = text_field(look, self._typed)
        self.until = day_field(self.look_at_fields)
        self._day = panel("plain", titled(self._day_title, self.until, look))
        self._who = label("step")
        text = titled(self._text_title, self.text, look)
        self._external = False
        self.section = SectionFields(language, look)
        self.section.changed.connect(self.look_at_fields)
        self._lay_out(self.choice, self._day, text, self.section, rows(self._who))
        self.choice.choose(AMENDED)
        self.choice.changed.connect(self._choose)
        self.dress()

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the proposed text, to be changed."""
        self._proposed = reading.text.decision if reading.text else ""
        self._parties = reading.parties
        self._external = reading.around.external_numbers
        self.section.clear()
        self._texts = {AMENDED: self._proposed}
        self.choice.choose(AMENDED)
        tomorrow = qt_day(reading.today).addDays(1)
        self.until.setMinimumDate(tomorrow)
        self.until.setDate(tomorrow.addDays(6))
        self._choose()
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the first ruling."""
        return self.choice.buttons[AMENDED]

    @Slot()
    def _choose(self) -> None:
        """Turn to another ruling; what was written for each is kept."""
        self._chosen = self.choice.chosen
        self.text.setPlainText(self._texts.get(self._chosen, ""))
        self._day.setVisible(self._chosen == TABLED)
        self.section.setVisible(self._external and self._chosen in (AMENDED, REJECTED))
        self.dress()

    @Slot()
    def _typed(self) -> None:
        self._texts[self._chosen] = self.text.toPlainText()
        self.look_at_fields()

    def answer(self) -> Answer | None:
        """Return the ruling, once its text or reason is written."""
        written = self.text.toPlainText().strip()
        if not written or (self._chosen == AMENDED and written == self._proposed.strip()):
            return None
        if self._chosen in (AMENDED, REJECTED):
            return self._decision(written)
        if self._chosen == TABLED:
            return partial(table_proposal, until=day_in(self.until), reason=written)
        act = return_proposal if self._chosen == RETURNED else remove_proposal
        return partial(act, reason=written)

    def _decision(self, written: str) -> Answer | None:
        """Return the decision, once it has the number from elsewhere that it may need."""
        given = self.section.given if self._external else (0, "")
        if given is None:
            return None
        outcome, (section, source) = Outcome(self._chosen), given
        ruling = Ruling(outcome, written, impartial=True, section=section, source=source)
        return partial(begin_decision, ruling=ruling)  # impartial, as the button says

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.ruling.heading"))
        self._note.setText(say("window.ruling.note"))
        self.choice.name(lambda key: say(f"window.ruling.choice.{key}"))
        self._day_title.setText(say("window.ruling.until"))
        self.until.setAccessibleName(say("window.ruling.until"))
        self.section.dress()
        kind = self._chosen if self._chosen in (AMENDED, REJECTED) else "reason"
        self._text_title.setText(say(f"window.ruling.text.{kind}"))
        self.text.setAccessibleName(self._text_title.text())
        self._who.setText(say("window.parties", parties=", ".join(self._parties)))
        self.confirm.setText(say(f"window.ruling.confirm.{self._chosen}"))
        super().dress()
