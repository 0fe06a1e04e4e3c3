"""A decision that takes the place of an earlier one: never both, and never half of each."""

from dataclasses import replace
from datetime import timedelta

import pytest

from signapp.domain.acts import DecisionBegun, Outcome
from signapp.domain.mandate import Ending
from signapp.domain.succession import Succession, SuccessionKind
from tests.domain.stories import (
    BEGUN,
    CASE,
    DAY,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    MAYOR,
    OPENED,
    OTHER_CASE,
    OTHER_TEXT,
    PREPARER,
    REASON,
    SHOWN_MINUTES,
    SHOWN_PLAN,
    SIGNED,
    SIGNED_AT,
    SIGNING_MINUTES,
    SIGNING_PLAN,
    Story,
)

NEW = "HEL 2017-009001"
LINK = Succession(CASE, SuccessionKind.SUCCESSOR, REASON)
SUCCEEDING = replace(OPENED, succeeds=LINK)
NEXT = replace(BEGUN, section=2)


def story_of(situation: str) -> Story:
    """The first case at a situation, and a proposed one that would take its place."""
    return Story.of(situation).proposes(NEW, DECIDED_AT, opened=SUCCEEDING)


def decide(story: Story, begun: DecisionBegun = NEXT, number: str = NEW) -> Story:
    for act in (begun, SHOWN_MINUTES, SIGNING_MINUTES, DECIDED):
        story.does(MAYOR, act, DECIDED_AT, number)
    return story


def test_deciding_the_successor_ends_the_earlier_authorisation_at_once() -> None:
    story = story_of("decided")
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == []
    decide(story)
    assert story.case.ending(DAY) is Ending.REPLACED
    (reason,) = story.refusals(DEPUTY, SIGNING_PLAN, SIGNED_AT)
    assert (reason.code, reason.facts) == ("AuthorisationIsReplaced", {"number": NEW})
    story.does(DEPUTY, SHOWN_PLAN, SIGNED_AT, NEW)
    story.does(DEPUTY, SIGNING_PLAN, SIGNED_AT, NEW).does(DEPUTY, SIGNED, SIGNED_AT, NEW)


def test_a_successor_that_is_rejected_leaves_the_earlier_one_in_force() -> None:
    story = story_of("decided")
    decide(story, replace(NEXT, outcome=Outcome.REJECTED, text=OTHER_TEXT))
    assert story.case.ending(DAY) is None
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == []


def test_while_the_successor_is_being_decided_nobody_signs_by_the_earlier_one() -> None:
    story = story_of("decided")
    story.does(MAYOR, NEXT, DECIDED_AT, NEW)
    assert story.codes(DEPUTY, SIGNING_PLAN, SIGNED_AT) == ["SuccessorBeingDecided"]


def test_no_successor_is_decided_while_somebody_signs_by_the_earlier_one() -> None:
    story = story_of("signing plan")
    assert story.codes(MAYOR, NEXT, DECIDED_AT, NEW) == ["AnotherSigningOpen"]


def test_what_was_signed_in_the_meantime_is_not_replaced() -> None:
    story = story_of("decided")
    story.does(DEPUTY, SIGNING_PLAN, SIGNED_AT).does(DEPUTY, SIGNED, SIGNED_AT)
    (reason,) = story.refusals(MAYOR, NEXT, DECIDED_AT, NEW)
    assert (reason.code, reason.facts) == ("NothingToReplace", {"number": CASE, "stage": "signed"})


@pytest.mark.parametrize("situation", ["draft", "proposed", "deciding", "decided"])
def test_an_unsigned_case_may_be_succeeded(situation: str) -> None:
    assert Story.of(situation).codes(PREPARER, SUCCEEDING, DECIDED_AT, NEW) == []


def test_a_signed_case_is_not_succeeded_and_no_unknown_one_is() -> None:
    assert Story.of("signed").codes(PREPARER, SUCCEEDING, SIGNED_AT, NEW) == ["NothingToReplace"]
    unknown = replace(OPENED, succeeds=replace(LINK, case=OTHER_CASE))
    assert Story.of("decided").codes(PREPARER, unknown, DECIDED_AT, NEW) == ["CaseUnknown"]
    itself = replace(OPENED, succeeds=replace(LINK, case=NEW))
    assert Story.of("decided").codes(PREPARER, itself, DECIDED_AT, NEW) == ["CaseUnknown"]


def test_an_undecided_case_whose_place_was_taken_is_decided_no_more() -> None:
    story = decide(story_of("proposed"), BEGUN)
    assert story.codes(MAYOR, NEXT) == ["AuthorisationIsReplaced"]


def test_of_two_successors_the_first_that_is_decided_takes_the_place() -> None:
    story = story_of("decided").proposes(OTHER_CASE, DECIDED_AT, opened=SUCCEEDING)
    decide(story, number=OTHER_CASE)
    third = replace(NEXT, section=3)
    (reason,) = story.refusals(MAYOR, third, DECIDED_AT, NEW)
    assert (reason.code, reason.facts) == ("AuthorisationIsReplaced", {"number": OTHER_CASE})


def test_a_successor_may_be_succeeded_in_turn() -> None:
    story = decide(story_of("decided"))
    again = replace(OPENED, succeeds=replace(LINK, case=NEW))
    story.proposes(OTHER_CASE, DECIDED_AT, opened=again)
    decide(story, replace(NEXT, section=3), OTHER_CASE)
    assert story.state.cases[NEW].ending(DAY) is Ending.REPLACED
    assert story.state.cases[CASE].mandate.replaced_by == NEW
    assert story.state.cases[OTHER_CASE].ending(DAY) is None


def test_the_day_of_the_successor_is_its_own() -> None:
    """The flight is late: the old day has passed, the new decision has another one."""
    story = story_of("decided")
    late = SIGNED_AT + timedelta(days=1)
    assert story.codes(DEPUTY, SIGNING_PLAN, late) == ["TooLate"]
    assert story.case.ending(late.date()) is Ending.LAPSED
    decide(story)
    assert story.case.ending(late.date()) is Ending.REPLACED
