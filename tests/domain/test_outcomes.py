"""What becomes of a proposal: each outcome, what it opens, and what comes back (R7, R12, R19)."""

from dataclasses import replace
from datetime import date

import pytest

from signapp.domain.acts import (
    Act,
    Actor,
    DecisionAbandoned,
    DecisionBegun,
    DraftEdited,
    OfficeHeld,
    OfficeKind,
    Outcome,
    PersonEnrolled,
    ProposalAmended,
    ProposalTabled,
)
from signapp.domain.decision import Stage
from tests.domain.stories import (
    AMENDED,
    ATTACHED,
    BEGUN,
    CASE,
    CONFIRMED,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    FINAL_AT,
    IN_PERSON,
    MAYOR,
    OPENED,
    OTHER_CASE,
    OTHER_TEXT,
    PREPARED_AT,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PROPOSED_AT,
    PUBLISHED,
    PUBLISHED_AT,
    REASON,
    REGISTRAR,
    REMOVED,
    RETURNED,
    SHOWN_MINUTES,
    SHOWN_PLAN,
    SIGNED,
    SIGNED_AT,
    SIGNING_MINUTES,
    SIGNING_PLAN,
    SINCE,
    TABLED,
    TEXT,
    UNTIL,
    WITHDRAWN,
    Story,
    document,
    helsinki,
    holder,
    office,
    proposal,
    sha256,
)

THIRD_TEXT = sha256("a third text")
AS_PROPOSED, BY_PRESENTER, OTHERWISE = (
    Outcome.AS_PROPOSED,
    Outcome.AMENDED_BY_PRESENTER,
    Outcome.AMENDED,
)
DIFFERS, NOTHING = ["DecisionDiffersFromProposal"], ["NothingAmended"]
BACK = [(MAYOR, RETURNED), (PRESENTER, WITHDRAWN)]
each_way_back = pytest.mark.parametrize(("who", "back"), BACK, ids=["returned", "withdrawn"])


def begun(outcome: Outcome, text: str) -> DecisionBegun:
    return replace(BEGUN, outcome=outcome, text=text)


def decided(outcome: Outcome) -> Story:
    """Return the case, decided with an outcome and a text that fits it."""
    story = Story.of("proposed")
    if outcome is BY_PRESENTER:
        story.does(PRESENTER, AMENDED, PROPOSED_AT)
    text = TEXT if outcome is AS_PROPOSED else OTHER_TEXT
    for act in (begun(outcome, text), SHOWN_MINUTES, SIGNING_MINUTES, DECIDED):
        story.does(MAYOR, act)
    return story.does(DEPUTY, SHOWN_PLAN, SIGNED_AT)


# --- the words of an outcome are true of its text (R7) --------------------------------------


@pytest.mark.parametrize(
    ("outcome", "text", "codes"),
    [
        (AS_PROPOSED, TEXT, []),
        (AS_PROPOSED, OTHER_TEXT, DIFFERS),
        (BY_PRESENTER, TEXT, DIFFERS),
        (BY_PRESENTER, OTHER_TEXT, DIFFERS),
        (OTHERWISE, TEXT, NOTHING),
        (OTHERWISE, OTHER_TEXT, []),
        (Outcome.REJECTED, TEXT, NOTHING),
        (Outcome.REJECTED, OTHER_TEXT, []),
        (Outcome.NOTED, TEXT, NOTHING),
        (Outcome.NOTED, OTHER_TEXT, []),
    ],
)
def test_an_outcome_fits_the_text_that_is_decided(
    outcome: Outcome, text: str, codes: list[str]
) -> None:
    assert Story.of("proposed").codes(MAYOR, begun(outcome, text)) == codes


@pytest.mark.parametrize(
    ("outcome", "text", "codes"),
    [
        (AS_PROPOSED, TEXT, DIFFERS),
        (AS_PROPOSED, OTHER_TEXT, DIFFERS),
        (BY_PRESENTER, OTHER_TEXT, []),
        (BY_PRESENTER, TEXT, DIFFERS),
        (BY_PRESENTER, THIRD_TEXT, DIFFERS),
        (OTHERWISE, OTHER_TEXT, NOTHING),
        (OTHERWISE, TEXT, []),
        (OTHERWISE, THIRD_TEXT, []),
        (Outcome.REJECTED, OTHER_TEXT, NOTHING),
        (Outcome.REJECTED, THIRD_TEXT, []),
    ],
)
def test_an_outcome_fits_the_presenters_last_word(
    outcome: Outcome, text: str, codes: list[str]
) -> None:
    story = Story.of("proposed").does(PRESENTER, AMENDED, PROPOSED_AT)
    assert story.codes(MAYOR, begun(outcome, text)) == codes


@pytest.mark.parametrize("outcome", Outcome)
def test_every_text_is_kept(outcome: Outcome) -> None:
    case = decided(outcome).case
    assert case.proposal == PROPOSAL
    assert case.begun
    assert case.begun.text == (TEXT if outcome is AS_PROPOSED else OTHER_TEXT)
    assert case.amended == (OTHER_TEXT if outcome is BY_PRESENTER else None)


def test_a_decision_that_was_given_up_leaves_no_outcome() -> None:
    story = Story.of("proposed").does(MAYOR, begun(Outcome.REJECTED, OTHER_TEXT))
    story.does(MAYOR, DecisionAbandoned())
    assert (story.stage, story.case.begun) == (Stage.PROPOSED, None)
    story.does(MAYOR, begun(AS_PROPOSED, TEXT))


# --- what an outcome opens (R12) ------------------------------------------------------------


@pytest.mark.parametrize("outcome", [AS_PROPOSED, BY_PRESENTER, OTHERWISE])
def test_an_accepted_proposal_opens_signing(outcome: Outcome) -> None:
    story = decided(outcome)
    assert story.case.authorises == PROPOSAL.authorisation
    story.does(DEPUTY, SIGNING_PLAN, SIGNED_AT).does(DEPUTY, SIGNED, SIGNED_AT)
    assert story.stage is Stage.SIGNED


@pytest.mark.parametrize("outcome", [Outcome.REJECTED, Outcome.NOTED])
def test_a_proposal_that_was_not_accepted_opens_no_signing(outcome: Outcome) -> None:
    story = decided(outcome)
    assert story.case.authorises is None
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["OutcomeOpensNoSigning"]


@pytest.mark.parametrize("outcome", Outcome)
def test_every_decision_can_become_final(outcome: Outcome) -> None:
    story = decided(outcome).does(PREPARER, PUBLISHED, PUBLISHED_AT)
    assert story.does(REGISTRAR, CONFIRMED, FINAL_AT).case.final_on == date(2017, 9, 16)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_decision_takes_a_section_number(outcome: Outcome) -> None:
    story = decided(outcome).proposes(OTHER_CASE, DECIDED_AT)
    assert story.codes(MAYOR, BEGUN, DECIDED_AT, OTHER_CASE) == ["SectionTaken"]
    story.does(MAYOR, replace(BEGUN, section=2), DECIDED_AT, OTHER_CASE)


# --- the presenter changes the proposal -----------------------------------------------------


def test_a_change_of_the_proposal_changes_its_text() -> None:
    story = Story.of("proposed")
    assert story.codes(PRESENTER, ProposalAmended(TEXT)) == NOTHING
    story.does(PRESENTER, AMENDED)
    assert story.codes(PRESENTER, AMENDED) == NOTHING
    story.does(PRESENTER, ProposalAmended(TEXT))  # and back to the first one
    assert story.case.proposed_text == TEXT
    assert story.codes(MAYOR, begun(BY_PRESENTER, TEXT)) == []


@pytest.mark.parametrize("act", [AMENDED, WITHDRAWN], ids=["amend", "withdraw"])
def test_only_the_presenter_changes_or_withdraws_a_proposal(act: Act) -> None:
    story = Story.of("proposed")
    for someone in (PREPARER, MAYOR, DEPUTY, REGISTRAR):
        assert story.codes(someone, act) == ["DutyNotInOffice"]
    for situation in ("draft", "deciding", "decided", "signed"):
        assert Story.of(situation).codes(PRESENTER, act) == ["WrongStage"]


@pytest.mark.parametrize("act", [RETURNED, TABLED, REMOVED], ids=lambda act: type(act).__name__)
def test_only_the_decision_maker_sends_a_proposal_elsewhere(act: Act) -> None:
    story = Story.of("proposed")
    assert story.codes(DEPUTY, act) == ["DutyNotInOffice"]
    for someone in (PREPARER, PRESENTER):
        wrong = ["DutyNotInOffice", "DutyNotInOffice", "PreparerMayNotDecide"]
        assert story.codes(someone, act) == wrong
    for situation in ("draft", "deciding", "signing minutes", "decided", "signed"):
        assert Story.of(situation).codes(MAYOR, act) == ["WrongStage"]


# --- returned and withdrawn -----------------------------------------------------------------


@each_way_back
def test_a_proposal_that_comes_back_is_a_draft_and_is_kept(who: Actor, back: Act) -> None:
    story = Story.of("proposed").does(PRESENTER, AMENDED).does(MAYOR, TABLED).does(who, back)
    case = story.case
    assert (story.stage, case.proposal, case.past_proposals) == (Stage.DRAFT, None, (PROPOSAL,))
    assert (case.proposed_text, case.amended, case.tabled_until) == (None, None, None)
    assert story.codes(MAYOR, BEGUN) == ["WrongStage"]
    assert "NotDecided" in story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT)


@each_way_back
def test_what_came_back_is_prepared_submitted_and_decided_anew(who: Actor, back: Act) -> None:
    story = Story.of("proposed").does(who, back)
    story.does(PREPARER, DraftEdited()).does(PREPARER, replace(ATTACHED, number=2))
    second = replace(PROPOSAL, text=OTHER_TEXT)
    story.does(PRESENTER, second).does(who, back)
    third = replace(PROPOSAL, text=THIRD_TEXT)
    story.does(PRESENTER, third)
    assert story.case.past_proposals == (PROPOSAL, second)
    assert story.case.proposal == third
    assert story.codes(MAYOR, begun(AS_PROPOSED, TEXT)) == DIFFERS
    for act in (begun(AS_PROPOSED, THIRD_TEXT), SHOWN_MINUTES, SIGNING_MINUTES, DECIDED):
        story.does(MAYOR, act)
    assert story.case.begun
    assert story.case.begun.section == 1


def test_the_attachment_of_a_new_proposal_is_shown_anew() -> None:
    story = Story.of("proposed").does(MAYOR, RETURNED)
    other = document("another plan")
    story.does(PREPARER, replace(ATTACHED, number=2))
    story.does(PREPARER, replace(Story.of("draft").case.attachments[0].prepared, number=2,
                                 prepared=other))  # fmt: skip
    story.does(PRESENTER, proposal(attachment=2, document=other))
    assert story.codes(MAYOR, BEGUN) == ["DocumentNotShown"]


SECOND_PRESENTER = holder("outi", "communications")
TWO_PRESENTERS = (
    office("communications", OfficeKind.PRESENTER),
    PersonEnrolled("outi", sha256("Outi"), IN_PERSON),
    OfficeHeld("outi", "communications", SINCE, UNTIL),
)


@each_way_back
def test_everyone_who_worked_on_what_came_back_stays_its_preparer(who: Actor, back: Act) -> None:
    """Also the first presenter, when another one submits it the second time."""
    in_two_offices = [
        OfficeHeld(person, "mayor", SINCE, UNTIL) for person in ("veera", "eero", "outi")
    ]
    story = Story.of("proposed", *TWO_PRESENTERS, *in_two_offices).does(who, back)
    story.does(SECOND_PRESENTER, replace(PROPOSAL, text=OTHER_TEXT))
    for person in ("veera", "eero", "outi"):
        mayor = holder(person, "mayor")
        story.does(mayor, SHOWN_PLAN)
        assert story.codes(mayor, begun(AS_PROPOSED, OTHER_TEXT)) == ["PreparerMayNotDecide"]
    assert story.codes(MAYOR, begun(AS_PROPOSED, OTHER_TEXT)) == []


def test_whoever_changed_the_proposal_is_a_preparer() -> None:
    story = Story.of("proposed", *TWO_PRESENTERS, OfficeHeld("outi", "mayor", SINCE, UNTIL))
    mayor = holder("outi", "mayor")
    story.does(mayor, SHOWN_PLAN)
    assert story.codes(mayor, begun(AS_PROPOSED, TEXT)) == []
    story.does(SECOND_PRESENTER, AMENDED)
    assert story.codes(mayor, begun(BY_PRESENTER, OTHER_TEXT)) == ["PreparerMayNotDecide"]


# --- tabled and removed ---------------------------------------------------------------------

TABLED_DAY = helsinki("2017-08-31T00:00:00")
EVE = helsinki("2017-08-30T23:59:59")


def test_a_tabled_proposal_waits_for_its_day_in_helsinki() -> None:
    story = Story.of("proposed").does(MAYOR, TABLED)
    assert story.stage is Stage.PROPOSED
    assert story.codes(MAYOR, BEGUN) == ["TabledUntil"]
    assert story.codes(MAYOR, begun(Outcome.REJECTED, OTHER_TEXT), EVE) == ["TabledUntil"]
    story.does(PRESENTER, AMENDED)  # meanwhile the presenter may think again
    assert story.codes(MAYOR, begun(BY_PRESENTER, OTHER_TEXT), TABLED_DAY) == []


def test_a_tabled_proposal_can_be_tabled_again_and_returned() -> None:
    story = Story.of("proposed").does(MAYOR, TABLED)
    story.does(MAYOR, ProposalTabled(date(2017, 9, 4), REASON), EVE)
    assert story.codes(MAYOR, BEGUN, TABLED_DAY) == ["TabledUntil"]
    story.does(MAYOR, RETURNED, TABLED_DAY).does(PRESENTER, PROPOSAL, TABLED_DAY)
    assert story.codes(MAYOR, BEGUN, TABLED_DAY) == []


@pytest.mark.parametrize("day", [date(2017, 8, 24), date(2017, 8, 23)])
def test_a_proposal_is_tabled_until_a_day_to_come(day: date) -> None:
    codes = Story.of("proposed").codes(MAYOR, ProposalTabled(day, REASON))
    assert codes == ["DayPassed"]


def test_nothing_is_decided_on_a_proposal_that_was_removed() -> None:
    story = Story.of("proposed").does(MAYOR, REMOVED)
    assert story.stage is Stage.REMOVED
    assert story.case.proposal == PROPOSAL
    for who, act in (
        *((PREPARER, DraftEdited()), (PRESENTER, PROPOSAL), (PRESENTER, AMENDED)),
        *((PRESENTER, WITHDRAWN), (MAYOR, RETURNED), (MAYOR, TABLED), (MAYOR, BEGUN)),
        *((MAYOR, REMOVED), (REGISTRAR, CONFIRMED), (PREPARER, PUBLISHED)),
    ):
        assert "WrongStage" in story.codes(who, act)
    assert story.codes(PREPARER, OPENED, PREPARED_AT, CASE) == ["CaseExists"]
    assert "NotDecided" in story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT)
    story.decides(OTHER_CASE, 1, DECIDED_AT)  # it took no § number
