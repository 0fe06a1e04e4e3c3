"""The forms of an authorisation after the decision: its text, conditions, delegate, its end."""

from functools import partial

from signapp.domain.acts import OfficeTitle
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.file_field import FileField
from signapp.gui.widgets.form import Answer, Choices, line_field, text_field
from signapp.services.authorise import (
    ConditionState,
    cancel_authorisation,
    confirm_condition,
    delegate_signing,
    fix_agreement,
    name_counterparty,
)
from signapp.services.mandate_acts import MandateAct

MOST = 12
"""So many conditions or offices a form can offer."""
NUMBERS = tuple(str(number) for number in range(1, MOST + 1))


class FixTextForm(KeyedForm):
    """Asks for the final text, and why it differs from what was decided on."""

    key = MandateAct.FIX_TEXT.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.file = FileField(language, look)
        self.reason = text_field(look, self.look_at_fields)
        self.file.changed.connect(self.look_at_fields)
        self._lay_out(self._field("file", self.file), self._field("reason", self.reason))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it where the rules let this person fix the text."""
        return MandateAct.FIX_TEXT in reading.mandate.may

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with nothing."""
        self.file.take(None)
        self.reason.clear()
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the fixing, once there are a file and a reason."""
        file, reason = self.file.file, self.reason.toPlainText().strip()
        return partial(fix_agreement, file=file, reason=reason) if file and reason else None


class ConditionForm(KeyedForm):
    """Asks which condition is met, and by what."""

    key = MandateAct.CONFIRM_CONDITION.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._conditions: tuple[ConditionState, ...] = ()
        self.condition = Choices(look, NUMBERS)
        self.basis = line_field(self.look_at_fields)
        self._lay_out(self._field("condition", self.condition), self._field("basis", self.basis))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it while a condition is open."""
        may = MandateAct.CONFIRM_CONDITION in reading.mandate.may
        return may and bool(reading.mandate.conditions)

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the first condition that is open."""
        self._conditions = tuple(one for one in reading.mandate.conditions if not one.met)
        offered = {str(one.number) for one in self._conditions}
        for key, made in self.condition.buttons.items():
            made.setVisible(key in offered)
        self.condition.choose(str(self._conditions[0].number) if self._conditions else "")
        self.basis.clear()
        self.work(on=False)
        self.dress()

    def answer(self) -> Answer | None:
        """Return the confirmation, once its basis is written."""
        basis, chosen = self.basis.text().strip(), self.condition.chosen
        if not basis or not chosen:
            return None
        return partial(confirm_condition, condition=int(chosen), basis=basis)

    def dress(self) -> None:
        """Say everything, the conditions as they were decided."""
        texts = {str(one.number): one.text for one in self._conditions}
        self.condition.name(lambda key: texts.get(key, ""))
        super().dress()


class DelegateForm(KeyedForm):
    """Asks to which office the signing is passed on."""

    key = MandateAct.DELEGATE.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._offices: tuple[tuple[str, OfficeTitle], ...] = ()
        self.office = Choices(look, NUMBERS)
        self._lay_out(self._field("office", self.office))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the authorised office where the decision lets it name somebody else."""
        return MandateAct.DELEGATE in reading.mandate.may

    def show_case(self, reading: CaseReading) -> None:
        """Begin with no office chosen."""
        self._offices = reading.mandate.offices[:MOST]
        for place, made in enumerate(self.office.buttons.values()):
            made.setVisible(place < len(self._offices))
        self.office.choose("")
        self.work(on=False)
        self.dress()

    def answer(self) -> Answer | None:
        """Return the naming, once an office is chosen."""
        if not self.office.chosen:
            return None
        code, _ = self._offices[int(self.office.chosen) - 1]
        return partial(delegate_signing, office=code)

    def dress(self) -> None:
        """Say everything, the offices by their titles."""
        titles = dict(zip(NUMBERS, (title for _, title in self._offices), strict=False))
        self.office.name(
            lambda key: self._language.texts.title(titles[key]) if key in titles else ""
        )
        super().dress()


class CancelForm(KeyedForm):
    """Asks why the authorisation is taken back."""

    key = MandateAct.CANCEL.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.reason = text_field(look, self.look_at_fields)
        self._lay_out(self._field("reason", self.reason))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the decision-maker before anybody has signed."""
        return MandateAct.CANCEL in reading.mandate.may

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with no reason."""
        self.reason.clear()
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the cancelling, once its reason is written."""
        reason = self.reason.toPlainText().strip()
        return partial(cancel_authorisation, reason=reason) if reason else None


class CounterpartyForm(KeyedForm):
    """Asks who signs for the counterparty."""

    key = MandateAct.NAME_COUNTERPARTY.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.name = line_field(self.look_at_fields)
        self._lay_out(self._field("name", self.name))
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to the preparers until the agreement is signed."""
        return MandateAct.NAME_COUNTERPARTY in reading.mandate.may

    def show_case(self, reading: CaseReading) -> None:
        """Begin with whoever was named last."""
        self.name.setText(reading.mandate.counterparty_signatory)
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the naming, once there is a name."""
        name = self.name.text().strip()
        return partial(name_counterparty, name=name) if name else None
