"""The life of an authorisation after the decision: text, conditions, delegate, end, moment."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from signapp.domain.acts import (
    AbsenceRecorded,
    Actor,
    Capacity,
    DeputiesOrdered,
    DocumentOpened,
    OfficeHeld,
    Outcome,
    Policy,
    PolicySet,
    ProposalSubmitted,
    ProvisionEnded,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
)
from signapp.domain.authorisation import (
    AgreementFixed,
    AuthorisationCancelled,
    Condition,
    ConditionConfirmed,
    CounterpartyNamed,
    SigningDays,
    SigningDelegated,
    TextToSign,
    on_day,
)
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.calendar import HELSINKI, minutes_ahead
from signapp.domain.mandate import Ending
from tests.domain.stories import (
    AUDITOR,
    BEGUN,
    DAY,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    FIELD,
    FIXED,
    MAYOR,
    MINUTES,
    OTHER_DEPUTY,
    OTHER_REGISTRAR,
    OTHER_TEXT,
    PREPARED_AT,
    PREPARED_PLAN,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PROPOSED_AT,
    PROVISION,
    REASON,
    REGISTRAR,
    SHOWN_MINUTES,
    SHOWN_PLAN,
    SIGNED,
    SIGNED_AT,
    SIGNING_MINUTES,
    SIGNING_PLAN,
    SINCE,
    UNTIL,
    WHENEVER,
    Story,
    document,
    helsinki,
    proposal,
    sha256,
    signing,
)
from tests.domain.test_authorisation import DESCRIBED, LAST, RANGE, TO_A_DRAFT

THE_DAY = SIGNED_AT.date()


# --- fixing the text ------------------------------------------------------------------------

TO_FIX = {
    "according to a draft": proposal(**TO_A_DRAFT),
    "described only": proposal(**DESCRIBED),
    "exact, minor changes allowed": proposal(minor_changes=True),
}


@pytest.mark.parametrize("submitted", TO_FIX.values(), ids=TO_FIX)
@pytest.mark.parametrize("who", [PREPARER, DEPUTY])
def test_the_fixed_bytes_are_signed_and_no_others(
    submitted: ProposalSubmitted, who: Actor
) -> None:
    story = Story.of("decided", submitted=submitted).does(who, FIXED, SIGNED_AT)
    assert story.case.to_sign == TextToSign(FIXED.document, FIXED.field)
    final = replace(SIGNING_PLAN, document=FIXED.document)
    assert story.codes(DEPUTY, final, SIGNED_AT) == ["DocumentNotShown"]
    story.does(DEPUTY, DocumentOpened(FIXED.document), SIGNED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["OtherDocument"]
    story.does(DEPUTY, final, SIGNED_AT).does(DEPUTY, SIGNED, SIGNED_AT)


def test_the_text_that_was_fixed_last_counts_and_the_earlier_ones_stay() -> None:
    story = Story.of("decided", submitted=proposal(minor_changes=True))
    again = replace(FIXED, document=document("even later"))
    story.does(PREPARER, FIXED, SIGNED_AT).does(PREPARER, again, SIGNED_AT)
    assert story.case.mandate.fixed == (FIXED, again)
    assert story.case.to_sign == TextToSign(again.document, FIELD)


@pytest.mark.parametrize(
    ("situation", "who", "act", "codes"),
    [
        ("decided", PREPARER, FIXED, ["ChangesNotAllowed"]),
        ("proposed", PREPARER, FIXED, ["WrongStage"]),
        ("signed", PREPARER, FIXED, ["WrongStage", "ChangesNotAllowed", "AlreadySigned"]),
        ("signing plan", PREPARER, FIXED, ["AnotherSigningOpen", "ChangesNotAllowed"]),
        ("decided", AUDITOR, FIXED, ["DutyNotInOffice", "ChangesNotAllowed"]),
        ("decided", PREPARER, replace(FIXED, field="Shanghai"),
         ["ChangesNotAllowed", "FieldUnknown"]),
    ],
)  # fmt: skip
def test_what_was_decided_on_does_not_change_by_itself(
    situation: str, who: Actor, act: AgreementFixed, codes: list[str]
) -> None:
    assert Story.of(situation).codes(who, act, SIGNED_AT) == codes


# --- conditions -----------------------------------------------------------------------------

CONDITIONS = (Condition(sha256("the council has approved")), Condition(sha256("money is there")))
CONDITIONAL = proposal(conditions=CONDITIONS)


def test_each_condition_has_to_be_confirmed_before_signing() -> None:
    story = Story.of("decided", submitted=CONDITIONAL)
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["ConditionNotMet"] * 2
    story.does(PREPARER, ConditionConfirmed(2, REASON), SIGNED_AT)
    (reason,) = story.refusals(DEPUTY, SIGNING_PLAN, SIGNED_AT)
    assert (reason.code, reason.facts) == ("ConditionNotMet", {"condition": 1})
    story.does(DEPUTY, ConditionConfirmed(1, REASON), SIGNED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == []


@pytest.mark.parametrize(
    ("who", "condition", "codes"),
    [
        (PREPARER, 0, ["ConditionUnknown"]),
        (PREPARER, 3, ["ConditionUnknown"]),
        (AUDITOR, 1, ["DutyNotInOffice"]),
        (OTHER_DEPUTY, 1, ["DutyNotInOffice"]),
    ],
)
def test_only_a_condition_of_the_decision_is_confirmed_by_who_readies_the_signing(
    who: Actor, condition: int, codes: list[str]
) -> None:
    story = Story.of("decided", submitted=CONDITIONAL)
    assert story.codes(who, ConditionConfirmed(condition, REASON), SIGNED_AT) == codes


# --- sub-delegation -------------------------------------------------------------------------

TO_EDUCATION = SigningDelegated("education", "")
BY_EDUCATION = signing(OTHER_DEPUTY, PREPARED_PLAN, FIELD)
DELEGABLE = proposal(sub_delegation=True)


@pytest.mark.parametrize("act", [TO_EDUCATION, replace(TO_EDUCATION, person="elina")])
def test_the_authorised_office_may_name_another_where_the_decision_says_so(
    act: SigningDelegated,
) -> None:
    story = Story.of("decided", submitted=DELEGABLE)
    story.does(OTHER_DEPUTY, SHOWN_PLAN, SIGNED_AT)
    assert story.codes(OTHER_DEPUTY, BY_EDUCATION, SIGNED_AT) == ["OtherOfficeAuthorised"]
    story.does(DEPUTY, act, SIGNED_AT)
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == []
    story.does(OTHER_DEPUTY, BY_EDUCATION, SIGNED_AT).does(OTHER_DEPUTY, SIGNED, SIGNED_AT)


def test_a_named_person_is_nobody_else_of_the_same_office() -> None:
    second = OfficeHeld(PREPARER.person, "education", SINCE, UNTIL)
    story = Story.of("decided", second, submitted=DELEGABLE)
    story.does(DEPUTY, replace(TO_EDUCATION, person=PREPARER.person), SIGNED_AT)
    story.does(OTHER_DEPUTY, SHOWN_PLAN, SIGNED_AT)
    assert story.codes(OTHER_DEPUTY, BY_EDUCATION, SIGNED_AT) == ["OtherOfficeAuthorised"]


@pytest.mark.parametrize(
    ("submitted", "who", "act", "codes"),
    [
        (PROPOSAL, DEPUTY, TO_EDUCATION, ["DelegationNotAllowed"]),
        (DELEGABLE, OTHER_DEPUTY, TO_EDUCATION, ["OtherOfficeAuthorised"]),
        (DELEGABLE, DEPUTY, SigningDelegated("harbour", ""), ["OfficeNoMore"]),
        (DELEGABLE, DEPUTY, SigningDelegated("education", "paula"), ["OfficeNotHeld"]),
    ],
)
def test_no_other_delegation(
    submitted: ProposalSubmitted, who: Actor, act: SigningDelegated, codes: list[str]
) -> None:
    assert Story.of("decided", submitted=submitted).codes(who, act, SIGNED_AT) == codes


# --- the end of an authorisation ------------------------------------------------------------

CANCELLED = AuthorisationCancelled(REASON)


def test_a_cancelled_authorisation_lets_nobody_sign_and_nothing_be_readied() -> None:
    story = Story.of("decided", submitted=proposal(minor_changes=True))
    assert story.case.ending(THE_DAY) is None
    story.does(MAYOR, CANCELLED, SIGNED_AT)
    assert story.case.ending(THE_DAY) is Ending.CANCELLED
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["AuthorisationIsCancelled"]
    assert story.codes(PREPARER, FIXED, SIGNED_AT) == ["AuthorisationIsCancelled"]
    assert story.codes(MAYOR, CANCELLED, SIGNED_AT) == ["AuthorisationIsCancelled"]


@pytest.mark.parametrize(
    ("situation", "who", "codes"),
    [
        ("decided", PRESENTER, ["DutyNotInOffice", "DutyNotInOffice", "PreparerMayNotDecide"]),
        ("decided", DEPUTY, ["DutyNotInOffice"]),
        ("signing plan", MAYOR, ["AnotherSigningOpen"]),
        ("signed", MAYOR, ["WrongStage"]),
        ("proposed", MAYOR, ["WrongStage"]),
    ],
)
def test_only_the_decision_maker_cancels_and_only_before_a_signature(
    situation: str, who: Actor, codes: list[str]
) -> None:
    assert Story.of(situation).codes(who, CANCELLED, SIGNED_AT) == codes


def test_a_rejection_authorises_nothing_to_be_cancelled() -> None:
    begun = replace(BEGUN, outcome=Outcome.REJECTED, text=OTHER_TEXT)
    story = Story.of("proposed")
    for act in (begun, SHOWN_MINUTES, SIGNING_MINUTES, DECIDED):
        story.does(MAYOR, act)
    assert story.case.ending(THE_DAY) is None
    assert story.codes(MAYOR, CANCELLED, SIGNED_AT) == ["OutcomeOpensNoSigning"]


@pytest.mark.parametrize(
    ("days", "ending"), [(on_day(DAY), Ending.LAPSED), (RANGE, None), (WHENEVER, None)]
)
def test_a_binding_day_that_passed_has_lapsed(days: SigningDays, ending: Ending | None) -> None:
    story = Story.of("decided", submitted=proposal(days=days))
    assert story.case.ending(DAY) is None
    assert story.case.ending(DAY + timedelta(days=1)) is ending


def test_what_was_begun_or_signed_in_time_has_not_lapsed() -> None:
    for situation in ("signing plan", "signed"):
        assert Story.of(situation).case.ending(LAST) is None


# --- the moment of signing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "at", "codes"),
    [
        ("2017-08-29T23:59:59", "2017-08-29T23:59:59", []),
        ("2017-08-29T00:00:00", "2017-08-29T00:00:05", []),
        ("2017-08-28T23:59:59", "2017-08-29T00:00:01", ["SigningMomentPassed"]),
        ("2017-08-29T23:59:58", "2017-08-30T00:00:01", ["TooLate", "SigningMomentPassed"]),
        ("2017-08-29T12:00:01", "2017-08-29T12:00:00", ["SigningMomentPassed"]),
    ],
)
def test_signature_and_entry_are_of_one_day(said: str, at: str, codes: list[str]) -> None:
    """A signature that is prepared before midnight and recorded after it claims another day."""
    act = replace(SIGNING_PLAN, signed_at=helsinki(said))
    assert Story.of("decided").codes(DEPUTY, act, helsinki(at)) == codes


def test_a_signing_that_was_begun_goes_on_with_the_moment_of_then() -> None:
    story = Story.of("decided", submitted=proposal(days=WHENEVER))
    begun = replace(SIGNING_PLAN, signed_at=SIGNED_AT - timedelta(seconds=1))
    story.does(DEPUTY, begun, SIGNED_AT)
    assert story.codes(DEPUTY, begun, SIGNED_AT + timedelta(days=1)) == []


def test_signed_in_beijing_on_helsinkis_day() -> None:
    """Half past one at night in Beijing is still the evening before in Helsinki (R31)."""
    there = datetime(2017, 8, 30, 1, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    act = replace(SIGNING_PLAN, signed_at=there, utc_offset=minutes_ahead(there))
    story = Story.of("decided").does(DEPUTY, act, there).does(DEPUTY, SIGNED, there)
    begun = story.case.signed_on
    assert begun is not None
    assert begun.local_time.isoformat() == "2017-08-30T01:30:00+08:00"
    assert begun.local_time.astimezone(HELSINKI).isoformat() == "2017-08-29T20:30:00+03:00"


# --- the counterparty's signatory -----------------------------------------------------------


def test_who_signs_for_the_counterparty_may_change_until_it_is_signed() -> None:
    first, second = CounterpartyNamed(sha256("Ms Li")), CounterpartyNamed(sha256("Mr Wang"))
    for situation in ("draft", "proposed", "decided"):
        story = Story.of(situation).does(PREPARER, first, SIGNED_AT)
        story.does(PREPARER, second, SIGNED_AT)
        assert story.case.mandate.counterparty_signatory == second.name
    assert Story.of("signed").codes(PREPARER, second, SIGNED_AT) == ["AlreadySigned"]
    assert Story.of("decided").codes(MAYOR, second, SIGNED_AT) == ["DutyNotInOffice"]


# --- authorising oneself --------------------------------------------------------------------


def acting_mayor(*changes: RosterChange, office: str = "culture") -> tuple[Story, Actor]:
    """Antti, deputy mayor for culture, stands in for the mayor, who is away that day."""
    order = DeputiesOrdered("mayor", ("culture", "education"), SINCE, UNTIL, "§ 1")
    story = Story.of("draft", order, *changes)
    away = AbsenceRecorded(MAYOR.person, DECIDED_AT.date(), DECIDED_AT.date())
    story.does(REGISTRAR, away, PREPARED_AT, "")
    story.does(PRESENTER, proposal(office=office), PROPOSED_AT)
    antti = Actor(DEPUTY.person, "mayor", Capacity.DEPUTY)
    return story.does(antti, SHOWN_PLAN), antti


def allowed(story: Story) -> None:
    """Two registrars decide that the register follows this policy no more."""
    off = PolicySet(Policy.NO_SELF_AUTHORISATION, False, "Khs 1.8.2017 § 700")
    story.does(REGISTRAR, RosterChangeProposed("policy", (off,)), number="")
    story.does(OTHER_REGISTRAR, RosterChangeConfirmed("policy"), number="")


def test_the_policy_is_the_registers_own() -> None:
    story, antti = acting_mayor()
    assert story.codes(antti, BEGUN) == ["SelfAuthorisation"]
    allowed(story)
    assert story.codes(antti, BEGUN) == []


def test_an_acting_mayor_may_reject_what_would_authorise_himself() -> None:
    story, antti = acting_mayor()
    rejecting = replace(BEGUN, outcome=Outcome.REJECTED, text=OTHER_TEXT)
    assert story.codes(antti, rejecting) == []


def test_an_acting_mayor_does_not_later_sign_by_his_own_decision_as_a_stand_in() -> None:
    order = DeputiesOrdered("education", ("culture",), SINCE, UNTIL, "§ 2")
    story, antti = acting_mayor(order, office="education")
    minutes = signing(antti, MINUTES, MINUTES_FIELD, DECIDED_AT)
    for act in (BEGUN, SHOWN_MINUTES, minutes, DECIDED):
        story.does(antti, act)
    at = SIGNED_AT
    story.does(REGISTRAR, AbsenceRecorded("elina", THE_DAY, THE_DAY), DECIDED_AT, "")
    stand_in = Actor(antti.person, "education", Capacity.DEPUTY)
    story.does(stand_in, SHOWN_PLAN, at)
    act = signing(stand_in, PREPARED_PLAN, FIELD)
    assert story.codes(stand_in, act, at) == ["SelfAuthorisation"]
    allowed(story)
    assert story.codes(stand_in, act, at) == []


def test_a_mayor_in_office_may_decide_and_sign() -> None:
    """A decider who also signs is ordinary; only the acting one is stopped."""
    story = Story.of("decided", submitted=proposal(office="mayor"))
    story.does(MAYOR, SHOWN_PLAN, SIGNED_AT)
    assert story.codes(MAYOR, signing(MAYOR, PREPARED_PLAN, FIELD), SIGNED_AT) == []


# --- competence -----------------------------------------------------------------------------


def test_a_provision_is_cited_as_it_read_on_the_day_of_the_decision() -> None:
    anew = replace(PROVISION, citation="11 luku 2 §", since=date(2017, 9, 1), basis="51 §")
    story = Story.of("decided", anew)
    assert story.case.citation == PROVISION.citation
    reads = story.state.roster.provision_of
    old = reads(PROVISION.provision, "mayor", date(2017, 8, 31))
    new = reads(PROVISION.provision, "mayor", date(2017, 9, 1))
    assert old is not None
    assert new is not None
    assert (old.citation, old.until) == (PROVISION.citation, date(2017, 8, 31))
    assert (new.citation, new.basis) == ("11 luku 2 §", "51 §")


def test_an_ended_provision_gives_no_competence() -> None:
    story = Story.of("proposed", ProvisionEnded(PROVISION.provision, DECIDED_AT.date()))
    assert story.codes(MAYOR, BEGUN) == []
    codes = story.codes(MAYOR, BEGUN, DECIDED_AT + timedelta(days=1))
    assert codes == ["CompetenceMissing"]
