"""What a person may do to an authorisation now, by the rules themselves."""

from dataclasses import replace
from enum import Enum

from signapp.domain.acts import CaseAct, DocumentRef, SignaturePlace
from signapp.domain.authorisation import (
    AgreementFixed,
    AuthorisationCancelled,
    ConditionConfirmed,
    CounterpartyNamed,
    SigningDelegated,
)
from signapp.domain.case import Case
from signapp.domain.succession import Succession, SuccessionKind
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.prepare import suggest_case_number


class MandateAct(Enum):
    """The acts on an authorisation; the value is in the keys of their texts."""

    SUCCEED = "succeed"
    DECIDE_ANEW = "decide_anew"
    FIX_TEXT = "fix_text"
    CONFIRM_CONDITION = "confirm_condition"
    DELEGATE = "delegate"
    CANCEL = "cancel"
    NAME_COUNTERPARTY = "name_counterparty"


def open_conditions(case: Case) -> tuple[int, ...]:
    """Return the numbers of the conditions that nobody has confirmed."""
    wanted = case.authorises
    numbers = range(1, len(wanted.conditions) + 1 if wanted else 1)
    return tuple(number for number in numbers if number not in case.mandate.conditions_met)


def mandate_acts(desk: Desk, who: SignedIn, case: Case) -> frozenset[MandateAct]:
    """Return what this person may do to the authorisation of a case now."""
    state, now = desk.journal.state, desk.journal.clock.now()
    field, nothing = "field", DocumentRef("", 0)
    fixed = AgreementFixed(
        nothing, nothing, field, (SignaturePlace(field, "", 0, ()),), (), "", ""
    )
    conditions = open_conditions(case)
    tried: dict[MandateAct, CaseAct] = {
        MandateAct.FIX_TEXT: fixed,
        MandateAct.DELEGATE: SigningDelegated(who.actor.office, who.actor.person),
        MandateAct.CANCEL: AuthorisationCancelled(""),
        MandateAct.NAME_COUNTERPARTY: CounterpartyNamed(""),
    }
    if conditions:
        tried[MandateAct.CONFIRM_CONDITION] = ConditionConfirmed(conditions[0], "")
    may = {
        one
        for one, act in tried.items()
        if not state.reasons_against(who.actor, now, case.number, act)
    }
    later = suggest_case_number(desk)
    for kind, offered in ((SuccessionKind.SUCCESSOR, MandateAct.SUCCEED), _CORRECTS):
        opened = replace(case.opened, succeeds=Succession(case.number, kind, ""))
        if _is_ripe(case, kind) and not state.reasons_against(who.actor, now, later, opened):
            may.add(offered)
    return frozenset(may)


_CORRECTS = (SuccessionKind.CORRECTION, MandateAct.DECIDE_ANEW)


def _is_ripe(case: Case, kind: SuccessionKind) -> bool:
    """Tell whether a new decision may be wanted: one was made, or the proposal came back.

    An error of substance is in a decision, whatever it decided.
    """
    if kind is SuccessionKind.CORRECTION:
        return case.decided is not None and not case.mandate.replaced_by
    back = bool(case.past_proposals) or case.tabled_until is not None
    authorises = case.authorises is not None
    return (authorises or (case.decided is None and back)) and not case.mandate.replaced_by
