"""What is next in a case: the step, whose it is, by when; and what stands in its way (R61)."""

from datetime import date, datetime
from enum import Enum

from signapp.domain import errors
from signapp.domain.acts import Actor, Capacity, DecisionBegun, Outcome, Purpose
from signapp.domain.authority import why_not_sign
from signapp.domain.calendar import helsinki_day
from signapp.domain.checkout_rules import case_is_away
from signapp.domain.deadlines import WhyNotFinal
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import Reason
from signapp.domain.mandate import Ending
from signapp.domain.publication import members_period
from signapp.domain.register import RegisterState
from signapp.domain.situation import DUTIES, Duty
from signapp.domain.slots import signed_by_all


class NextStep(Enum):
    """What comes next in a case, or what this person's office is to do in it."""

    PROPOSE = "propose"
    REVISE = "revise"
    DECIDE = "decide"
    FINISH_DECIDING = "finish_deciding"
    FINISH_CORRECTING = "finish_correcting"
    PUBLISH = "publish"
    GIVE_NOTICE = "give_notice"
    TAKE_DOWN = "take_down"
    SIGN = "sign"
    FIX_TEXT = "fix_text"
    CONFIRM_CONDITIONS = "confirm_conditions"
    SUCCEED = "succeed"
    AWAIT_CLAIM = "await_claim"
    AWAIT_FINALITY = "await_finality"
    CONFIRM_FINALITY = "confirm_finality"
    CONFIRM_INK = "confirm_ink"
    HANDLE_REFUSAL = "handle_refusal"
    GIVE_UP_SIGNING = "give_up_signing"
    AWAIT_RETURN = "await_return"
    RECORD_COUNTERPARTY = "record_counterparty"
    NOTHING = "nothing"


DRAFTING_STEPS = (NextStep.PROPOSE, NextStep.REVISE)
READYING = (NextStep.FIX_TEXT, NextStep.CONFIRM_CONDITIONS, NextStep.SUCCEED)
"""What the preparers do between the decision and the signing."""
FINALITY_STEPS = (NextStep.AWAIT_CLAIM, NextStep.AWAIT_FINALITY, NextStep.CONFIRM_FINALITY)
WAITING_STEPS = (
    *(NextStep.AWAIT_CLAIM, NextStep.AWAIT_FINALITY, NextStep.AWAIT_RETURN),
    NextStep.NOTHING,
)
"""Nobody can hasten these."""

_PENDING = (WhyNotFinal.CLAIM_PENDING, WhyNotFinal.LATE_CLAIM_PENDING)


def next_step(case: Case, now: datetime, *, succeeded: bool = False) -> NextStep:
    """Return what comes next in a case; `succeeded` tells that another one takes its place."""
    ending = case.ending(helsinki_day(now))
    over = ending in (Ending.CANCELLED, Ending.REPLACED) or (ending is not None and succeeded)
    if case.checkouts.out:
        return NextStep.AWAIT_RETURN
    if case.corrections.open:
        return NextStep.FINISH_CORRECTING
    if case.mandate.replaced_by and not case.decided:
        return NextStep.NOTHING
    if case.authorises and case.agreement.refusal and not over:
        return NextStep.HANDLE_REFUSAL
    if case.agreement.city_ink and case.agreement.city_ink.waits:
        return NextStep.CONFIRM_INK
    if case.decided and (case.signed_by_city or case.authorises is None or over):
        return _towards_finality(case, now, over=over)
    if case.stage is Stage.DECIDED:
        return _before_signing(case, ending)
    steps = {
        Stage.DRAFT: NextStep.REVISE if case.past_proposals else NextStep.PROPOSE,
        Stage.PROPOSED: NextStep.DECIDE,
        Stage.DECIDING: NextStep.FINISH_DECIDING,
    }
    return steps.get(case.stage, NextStep.NOTHING)


def _towards_finality(case: Case, now: datetime, *, over: bool) -> NextStep:
    if case.final_on is not None:
        others = case.authorises and not over and not signed_by_all(case)
        return NextStep.RECORD_COUNTERPARTY if others else NextStep.NOTHING
    if any(obstacle.why in _PENDING for obstacle in case.finality.obstacles):
        return NextStep.AWAIT_CLAIM
    waits = case.finality.why_not(now, helsinki_day(now))
    return NextStep.AWAIT_FINALITY if waits else NextStep.CONFIRM_FINALITY


def _before_signing(case: Case, ending: Ending | None) -> NextStep:
    """Return what the signing waits for: a new decision, the text, the conditions, or nothing."""
    if ending is Ending.LAPSED:
        return NextStep.SUCCEED
    if case.to_sign is None:
        return NextStep.FIX_TEXT
    conditions = case.authorises.conditions if case.authorises else ()
    open_ones = len(conditions) > len(case.mandate.conditions_met)
    return NextStep.CONFIRM_CONDITIONS if open_ones else NextStep.SIGN


def office_of(state: RegisterState, case: Case, step: NextStep, today: date) -> str:
    """Return the office whose step it is, or nothing when it is nobody's here."""
    offices = state.roster.offices.values()
    if step in (NextStep.AWAIT_FINALITY, NextStep.CONFIRM_FINALITY, NextStep.GIVE_NOTICE):
        registries = (one.office for one in offices if Duty.REGISTER in DUTIES[one.kind])
        return next(registries, "")
    if step in (*READYING, NextStep.PUBLISH, NextStep.RECORD_COUNTERPARTY):
        return case.charge.office
    if case.proposal is None or step in WAITING_STEPS:
        return ""
    if step in (NextStep.SIGN, NextStep.CONFIRM_INK):
        named = case.proposal.authorisation.office
        return state.roster.in_charge(named, today) or named
    return case.proposal.decision_maker


def day_of(case: Case, step: NextStep, today: date) -> date | None:
    """Return by when the step is to be done, or until when it has to wait."""
    if step in FINALITY_STEPS:
        return case.finality.earliest_day
    if step is NextStep.TAKE_DOWN:
        found = members_period(case)
        return found.last_day if found else None
    if step not in (NextStep.DECIDE, NextStep.FINISH_DECIDING, NextStep.SIGN, *READYING[:2]):
        return None
    if step is NextStep.DECIDE and case.tabled_until and today < case.tabled_until:
        return case.tabled_until
    return case.proposal.authorisation.days.last if case.proposal else None


# --- what stands in the way -----------------------------------------------------------------

_OWN_AFFAIR = (
    errors.DocumentNotShown,
    errors.CertificateNotBound,
    errors.CertificateNotValid,
    errors.CertificateOfAnotherPerson,
    errors.SessionCertificateForDocument,
    errors.ImpartialityNotDeclared,
    errors.NumberSourceMissing,
)
"""What whoever does the step sees to while doing it."""


def obstacles(
    state: RegisterState, case: Case, step: NextStep, now: datetime
) -> tuple[Reason, ...]:
    """Return what keeps anybody from doing the step now, each with its basis and the way on."""
    today = helsinki_day(now)
    match step:
        case NextStep.DECIDE:
            found = _against_deciding(state, case, now)
        case NextStep.FINISH_DECIDING | NextStep.FINISH_CORRECTING:
            found = _begun_earlier(case, today)
        case NextStep.SIGN:
            found = _against_signing(state, case, now)
        case NextStep.SUCCEED:
            found = _ended(case, today)
        case NextStep.AWAIT_RETURN:
            found = (case_is_away(case, state.roster),)
        case NextStep.AWAIT_CLAIM | NextStep.AWAIT_FINALITY:
            found = _against_finality(case, now)
        case _:
            found = ()
    return tuple(one for one in found if not isinstance(one, _OWN_AFFAIR))


def _whoever_acts(state: RegisterState, case: Case, office: str, now: datetime) -> Actor:
    """Return who acts for an office in the case today, or nobody for a vacant one."""
    nobody = Actor("", office, Capacity.HOLDER)
    acting = state.situation(nobody, now, case.number).acting(office)
    return Actor(acting.person, office, acting.capacity) if acting else nobody


def _against_deciding(state: RegisterState, case: Case, now: datetime) -> tuple[Reason, ...]:
    proposal, today = case.proposal, helsinki_day(now)
    assert proposal is not None  # what waits for a decision was proposed
    actor = _whoever_acts(state, case, proposal.decision_maker, now)
    outcome = Outcome.AMENDED_BY_PRESENTER if case.amended else Outcome.AS_PROPOSED
    numbers = state.situation(actor, now, case.number).numbering
    begun = DecisionBegun(
        outcome=outcome,
        text=case.proposed_text or "",
        impartial=True,
        section=numbers.following,
        year=today.year,
        size=0,
        root="",
    )
    found = state.reasons_against(actor, now, case.number, begun)
    days = proposal.authorisation.days
    late = errors.TooLate(day=days.last, today=today)
    return (*found, late) if days.too_late(today) else found


def _begun_earlier(case: Case, today: date) -> tuple[Reason, ...]:
    """Minutes are signed on the day that they print."""
    correction = case.corrections.open
    begun_at = correction.begun_at if correction else case.begun_at
    if begun_at is None or helsinki_day(begun_at) == today:
        return ()
    return (errors.BegunOnAnotherDay(day=helsinki_day(begun_at)),)


def _against_signing(state: RegisterState, case: Case, now: datetime) -> tuple[Reason, ...]:
    office = office_of(state, case, NextStep.SIGN, helsinki_day(now))
    actor = _whoever_acts(state, case, office, now)
    bound = state.roster.certificate_of(actor.person, Purpose.SIGNATURE)
    certificate = bound.certificate.sha256 if bound else ""
    return why_not_sign(state.situation(actor, now, case.number), certificate)


def _ended(case: Case, today: date) -> tuple[Reason, ...]:
    wanted = case.authorises
    return (errors.TooLate(day=wanted.days.last, today=today),) if wanted else ()


def _against_finality(case: Case, now: datetime) -> tuple[Reason, ...]:
    """Say what is waited for, each once with its last day, apart from the confirmation."""
    last: dict[WhyNotFinal, date | None] = {}
    for one in case.finality.why_not(now, helsinki_day(now)):
        if one.why is not WhyNotFinal.NOT_CONFIRMED:
            days = [day for day in (last.get(one.why), one.day) if day]
            last[one.why] = max(days, default=None)
    return tuple(errors.NotFinalYet(why=why.value, day=day) for why, day in last.items())
