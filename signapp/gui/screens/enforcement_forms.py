"""The forms of Kuntalaki 143 §: a prohibition, its lifting, and the judgement made anew."""

from functools import partial

from PySide6.QtWidgets import QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading, ToDo
from signapp.gui.screens.claim_forms import registers
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import Answer, Choices, line_field, text_field
from signapp.services.notify import forbid_enforcement, permit_enforcement, rejudge_enforcement

YES, NO = "yes", "no"


class ForbidForm(KeyedForm):
    """Asks which body forbade enforcement."""

    key = "forbid"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.body = line_field(self.look_at_fields)
        self._lay_out(self._field("body", self.body))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry until the decision is final."""
        return registers(reading) and reading.case.final_on is None

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with nothing written."""
        self.body.clear()
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the recording of the prohibition."""
        body = self.body.text().strip()
        return partial(forbid_enforcement, body=body) if body else None


class PermitForm(KeyedForm):
    """Asks to confirm that the prohibition was lifted by whoever had issued it."""

    key = "permit"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.body = line_field(self.look_at_fields)
        self._lay_out(self._field("body", self.body))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the registry while enforcement is forbidden."""
        return registers(reading) and bool(reading.case.enforcement.forbidden_by)

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the body that forbids."""
        self.body.setText(reading.case.enforcement.forbidden_by[0])
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the recording of the lifting."""
        body = self.body.text().strip()
        return partial(permit_enforcement, body=body) if body else None


class RejudgeForm(KeyedForm):
    """Asks the two questions of Kuntalaki 143 § anew, and the reason."""

    key = "rejudge"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.useless, self.forbidden = Choices(look, (NO, YES)), Choices(look, (NO, YES))
        self.reason = text_field(look, self.look_at_fields)
        self._lay_out(
            self._field("useless", self.useless, "answer"),
            self._field("forbidden", self.forbidden, "answer"),
            self._field("reason", self.reason),
        )
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the signatory when something came since the judgement."""
        signs = reading.to_do is ToDo.SIGN_AGREEMENT
        return signs and bool(reading.case.enforcement.news)

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no answer is suggested)
        """Begin with no answer."""
        self.useless.choose("")
        self.forbidden.choose("")
        self.reason.clear()
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the first question."""
        return self.useless.buttons[NO]

    def answer(self) -> Answer | None:
        """Return the judgement, once both questions are answered and the reason is written."""
        chosen = self.useless.chosen, self.forbidden.chosen
        reason = self.reason.toPlainText().strip()
        if not all(chosen) or not reason:
            return None
        answers = chosen[0] == YES, chosen[1] == YES
        return partial(rejudge_enforcement, answers=answers, reason=reason)
