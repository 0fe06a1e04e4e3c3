"""The further acts on a case that stand in one menu, each with its form."""

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.checkout_forms import FORMS as MOVES
from signapp.gui.screens.claim_forms import (
    CertificateForm,
    ClaimForm,
    JudgeOutageForm,
    OutageForm,
    SettleForm,
)
from signapp.gui.screens.correction_form import CorrectionForm, DecideAnewForm
from signapp.gui.screens.enforcement_forms import ForbidForm, PermitForm, RejudgeForm
from signapp.gui.screens.evidence_form import EvidenceForm
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.screens.kit_form import KitForm
from signapp.gui.screens.mandate_forms import (
    CancelForm,
    ConditionForm,
    CounterpartyForm,
    DelegateForm,
    FixTextForm,
)
from signapp.gui.screens.papers_form import PapersForm
from signapp.gui.screens.place_form import PlaceForm
from signapp.gui.screens.publicity_forms import (
    CalendarForm,
    ClassForm,
    HandOverForm,
    PublicationForm,
    PublicCopyForm,
)
from signapp.gui.screens.successor_forms import SuccessorForm

FORMS: tuple[type[KeyedForm], ...] = (
    PlaceForm,
    PapersForm,
    *(HandOverForm, ClassForm, PublicCopyForm, PublicationForm),
    *(ClaimForm, SettleForm, ForbidForm, PermitForm),
    *(OutageForm, JudgeOutageForm, CertificateForm, CalendarForm),
    *(CorrectionForm, DecideAnewForm),
    *(SuccessorForm, FixTextForm, ConditionForm, DelegateForm, CancelForm, CounterpartyForm),
    KitForm,
    EvidenceForm,
    *MOVES,
)
"""In the order of the menu."""
BESIDE: tuple[type[KeyedForm], ...] = (RejudgeForm,)
"""Those that have a button of their own."""


def more_forms(language: Language, look: Look) -> dict[str, KeyedForm]:
    """Return the forms by their keys."""
    return {form.key: form(language, look) for form in (*FORMS, *BESIDE)}


def _here(reading: CaseReading) -> tuple[type[KeyedForm], ...]:
    """Return what may be offered where the case is: away, or left here, it is hardly acted on."""
    away = reading.case.checkouts.out or reading.task.checked_out
    return (PapersForm, *MOVES, CalendarForm) if away else FORMS


def offered(language: Language, reading: CaseReading) -> dict[str, str]:
    """Return the names of the acts that are offered to this person now, by their keys."""
    return {
        form.key: language.say(f"window.more.{form.key}")
        for form in _here(reading)
        if form.offered(reading) and not (reading.to_do and reading.to_do.value == form.key)
    }
