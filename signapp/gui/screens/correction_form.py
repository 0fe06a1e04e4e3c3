"""The forms for correcting a decision: a clerical error, and an error of substance."""

from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox

from signapp.domain.succession import SuccessionKind
from signapp.domain.wording import same_words
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import Answer, line_field, text_field
from signapp.gui.widgets.parts import label
from signapp.services.correct import begin_correction
from signapp.services.mandate_acts import MandateAct
from signapp.services.succeed import Successor, open_successor


class DecideAnewForm(KeyedForm):
    """Asks what was wrong in substance and how it is to be decided: in a new case (50 §)."""

    key = MandateAct.DECIDE_ANEW.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._before = ""
        self.reason = line_field(self.look_at_fields)
        self.decision = text_field(look, self.look_at_fields)
        self._lay_out(self._field("reason", self.reason), self._field("decision", self.decision))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the preparers of a decision that was not made anew yet."""
        return MandateAct.DECIDE_ANEW in reading.mandate.may

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the words of the decision."""
        self._before = reading.text.decision if reading.text else ""
        self.reason.clear()
        self.decision.setPlainText(self._before)
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the opening, once there are a reason and other words."""
        reason, words = self.reason.text().strip(), self.decision.toPlainText().strip()
        if not reason or not words or same_words(words, self._before):
            return None
        kind = SuccessionKind.CORRECTION
        return partial(open_successor, wanted=Successor(reason, decision=words, kind=kind))


class CorrectionForm(KeyedForm):
    """Asks the decision-maker for the corrected words (51 §); it begins with those in force."""

    key = "correct"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._before = ""
        self._parties: tuple[str, ...] = ()
        self._who = label("step")
        self.text = text_field(look, self.look_at_fields)
        self.reason = line_field(self.look_at_fields)
        self.fair = QCheckBox()
        self.fair.toggled.connect(self.look_at_fields)
        self._lay_out(
            self._field("text", self.text),
            self._field("reason", self.reason),
            self.fair,
            self._who,
        )
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Tell whether this person made the decision, and nothing else is under way."""
        return reading.correction.offered

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the words in force, to be corrected."""
        self._before = reading.text.decision if reading.text else ""
        self._parties = reading.parties
        self.text.setPlainText(self._before)
        self.reason.clear()
        self.fair.setChecked(False)
        self.work(on=False)
        self.dress()

    def answer(self) -> Answer | None:
        """Return the correction, once there are other words, a reason, and it is fair."""
        words, reason = self.text.toPlainText().strip(), self.reason.text().strip()
        other = bool(words) and not same_words(words, self._before)
        if not (other and reason and self.fair.isChecked()):
            return None
        return partial(begin_correction, decision=words, reason=reason, fair=True)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self.fair.setText(say("window.more.correct.fair"))
        self._who.setText(say("window.parties", parties=", ".join(self._parties)))
        super().dress()
