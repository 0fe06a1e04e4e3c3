"""The rules of a case that is checked out: where what is done, and what comes back when."""

from dataclasses import replace

import pytest

from signapp.domain.acts import (
    DESK,
    AbsenceRecorded,
    CaseOpened,
    CheckpointIssued,
    RosterChangeProposed,
)
from signapp.domain.authorisation import AuthorisationCancelled
from signapp.domain.checkout_rules import AWAY
from signapp.domain.register import RegisterState
from signapp.domain.succession import Succession, SuccessionKind
from tests.domain.stories import (
    BACK,
    BEGUN,
    CASE,
    CHECKED_OUT,
    CLAIM,
    DAY,
    DEPUTY,
    INK,
    KEPT,
    MAYOR,
    NOTICE,
    OTHER_CASE,
    PREPARER,
    PRESENTER,
    REASON,
    RECALLED,
    REGISTRAR,
    SHOWN_PLAN,
    SIGNED_AT,
    SIGNING_PLAN,
    TAKEN_IN,
    WILL_NOT_SIGN,
    Story,
)


@pytest.fixture
def away() -> Story:
    """The case, decided and checked out."""
    story = Story.of("decided")
    story.does(REGISTRAR, CHECKED_OUT, SIGNED_AT)
    return story


def codes(state: RegisterState, actor: object, act: object, number: str = CASE) -> list[str]:
    found = state.reasons_against(actor, SIGNED_AT, number, act)  # type: ignore[arg-type]
    return [one.code for one in found]


def test_the_state_away_knows_one_case_and_does_little(away: Story) -> None:
    there = away.state.of_case(CASE)
    assert list(there.cases) == [CASE]
    for actor, act in (
        (DEPUTY, SIGNING_PLAN),
        (DEPUTY, WILL_NOT_SIGN),
        (PREPARER, INK),
        (MAYOR, SHOWN_PLAN),
    ):
        assert codes(there, actor, act) == []
        assert type(act) in AWAY
    for actor, act in ((REGISTRAR, NOTICE), (REGISTRAR, CLAIM), (REGISTRAR, RECALLED)):
        assert codes(there, actor, act) == ["NotDoneAway"]
    assert codes(there, MAYOR, AuthorisationCancelled(REASON)) == ["NotDoneAway"]
    absence = AbsenceRecorded(DEPUTY.person, DAY, DAY)
    for act in (absence, RosterChangeProposed("new", ())):
        assert codes(there, REGISTRAR, act, "") == ["OnlyTheCaseIsHere"]
    assert codes(there, DESK, CheckpointIssued(1, "", ""), "") == []


def test_what_is_done_away_changes_nothing_at_home(away: Story) -> None:
    there = away.state.of_case(CASE)
    there.apply(DEPUTY, SIGNED_AT, CASE, WILL_NOT_SIGN)
    assert there.cases[CASE].agreement.refusal
    assert away.case.agreement.refusal is None


def test_no_decision_takes_the_place_of_one_that_is_away(away: Story) -> None:
    link = Succession(CASE, SuccessionKind.SUCCESSOR, REASON)
    opened = CaseOpened("04 03 01", REASON, link, "class")
    away.state.apply(PREPARER, SIGNED_AT, OTHER_CASE, opened)
    assert "CaseIsAway" in codes(away.state, MAYOR, BEGUN, OTHER_CASE)
    away.does(REGISTRAR, RECALLED, SIGNED_AT)
    assert "CaseIsAway" not in codes(away.state, MAYOR, BEGUN, OTHER_CASE)


def test_it_is_taken_in_once_and_by_its_own_check_out(away: Story) -> None:
    other = replace(TAKEN_IN, desk_key="another")
    assert codes(away.state, REGISTRAR, other) == ["CaseIsNotAway"]
    assert codes(away.state, REGISTRAR, KEPT) == ["ReturnToBeTakenIn"]
    for actor in (REGISTRAR, PRESENTER, DEPUTY):
        assert codes(away.state, actor, TAKEN_IN) == []
    assert codes(away.state, PREPARER, TAKEN_IN) == ["DutyNotInOffice"]
    away.does(REGISTRAR, TAKEN_IN, SIGNED_AT)
    assert codes(away.state, REGISTRAR, TAKEN_IN) == ["AlreadyTakenIn"]
    assert codes(away.state, REGISTRAR, KEPT) == ["AlreadyTakenIn"]


def test_what_was_recalled_is_kept_once(away: Story) -> None:
    away.does(REGISTRAR, RECALLED, SIGNED_AT)
    assert codes(away.state, REGISTRAR, TAKEN_IN) == ["RecalledMeanwhile"]
    assert codes(away.state, REGISTRAR, RECALLED) == ["CaseIsNotAway"]
    away.does(REGISTRAR, KEPT, SIGNED_AT)
    assert codes(away.state, REGISTRAR, KEPT) == ["AlreadyTakenIn"]
    assert away.case.checkouts.ledgers == (BACK[1],)


def test_a_case_that_is_away_leaves_no_second_time(away: Story) -> None:
    assert codes(away.state, REGISTRAR, CHECKED_OUT) == ["CaseIsAway"]


def test_an_office_that_is_no_more_gets_no_case() -> None:
    story = Story.of("decided")
    assert codes(story.state, REGISTRAR, replace(CHECKED_OUT, office="none")) == ["NowhereToGo"]
