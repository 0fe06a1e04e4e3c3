"""Which acts of legal effect wait for a time stamp from outside, and what a register decides."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from signapp.domain.acts import DESK, Policy, PolicySet, RosterChangeConfirmed
from signapp.domain.acts import RosterChangeProposed as Proposed
from signapp.domain.anchoring import CheckpointStamped, HistoryAccepted
from signapp.domain.stamping import overdue
from tests.domain.stories import (
    BEGUN,
    BEGUN_CORRECTION,
    CORRECTED,
    DECIDED,
    DECIDED_AT,
    MAYOR,
    OTHER_REGISTRAR,
    PREPARER,
    REASON,
    REGISTRAR,
    SHOWN_MINUTES,
    SIGNED_AT,
    SIGNING_MINUTES,
    STAMPED,
    Story,
)

HOUR = timedelta(hours=1)
STOP = PolicySet(Policy.STOP_WITHOUT_STAMP, True, "Khs § 8", hours=3)


def stamp(story: Story, size: int, at: datetime = DECIDED_AT) -> None:
    story.does(DESK, CheckpointStamped(size, "", b"", at), at, "")


def waiting(story: Story) -> list[int]:
    return [number for number, _ in story.state.stamping.waiting]


def at_level(level: str, size: int) -> Story:
    """Return a case that was decided with minutes that print a size, signed at a level."""
    story = Story.of("proposed")
    for act in (replace(BEGUN, size=size), SHOWN_MINUTES, SIGNING_MINUTES):
        story.does(MAYOR, act)
    return story.does(MAYOR, replace(DECIDED, signed=replace(DECIDED.signed, level=level)))


# --- what waits -----------------------------------------------------------------------------


def test_acts_of_legal_effect_wait_for_a_stamp_and_no_others() -> None:
    assert waiting(Story.of("signing minutes")) == []
    story = Story.of("signed")
    decided, signed = waiting(story)
    assert story.state.entries == signed + 1  # the last entry
    assert story.state.stamping.since == DECIDED_AT
    stamp(story, decided + 1, SIGNED_AT)
    assert (waiting(story), story.state.stamping.last) == ([signed], SIGNED_AT)
    assert story.state.stamping.since == SIGNED_AT
    stamp(story, signed + 1, SIGNED_AT)
    assert (waiting(story), story.state.stamping.since) == ([], None)


def test_a_checkpoint_of_just_before_covers_nothing() -> None:
    story = Story.of("decided")
    (decided,) = waiting(story)
    stamp(story, decided)
    assert waiting(story) == [decided]


@pytest.mark.parametrize("level", ["B-T", "B-LT", "B-LTA"])
def test_minutes_with_a_stamp_cover_what_was_before_the_size_that_they_print(level: str) -> None:
    story = at_level(level, size=10_000)
    assert (waiting(story), story.state.stamping.last) == ([], DECIDED_AT)
    story = at_level(level, size=1)
    assert len(waiting(story)) == 1  # the decision itself


def test_minutes_without_a_stamp_cover_nothing_until_they_get_one() -> None:
    story = at_level("B-B", size=10_000)
    assert (len(waiting(story)), story.state.stamping.last) == (1, None)
    story.does(DESK, STAMPED, SIGNED_AT)
    assert (waiting(story), story.state.stamping.last) == ([], SIGNED_AT)


def test_corrected_minutes_cover_up_to_their_own_size() -> None:
    story = at_level("B-T", size=1)
    (decided,) = waiting(story)
    for act in (replace(BEGUN_CORRECTION, size=decided + 1), SHOWN_MINUTES, SIGNING_MINUTES):
        story.does(MAYOR, act)
    story.does(MAYOR, CORRECTED)
    assert waiting(story) == [story.state.entries - 1]


# --- what a register decides ----------------------------------------------------------------


def test_without_a_decision_people_are_warned_after_a_day_and_nothing_stops() -> None:
    state = Story.of("decided").state
    day = DECIDED_AT + 24 * HOUR
    assert not overdue(state.stamping, state.roster, Policy.WARN_WITHOUT_STAMP, day)
    later = day + timedelta(seconds=1)
    assert overdue(state.stamping, state.roster, Policy.WARN_WITHOUT_STAMP, later)
    years = day + 10_000 * HOUR
    assert not overdue(state.stamping, state.roster, Policy.STOP_WITHOUT_STAMP, years)


def test_after_the_decided_hours_nothing_binding_is_begun_until_a_stamp_comes() -> None:
    story = Story.of("decided", STOP)
    other = "HEL 2017-004712"
    late = DECIDED_AT + 3 * HOUR + timedelta(seconds=1)
    story.proposes(other, DECIDED_AT)
    begun = replace(BEGUN, section=2)
    assert story.codes(MAYOR, begun, DECIDED_AT + 3 * HOUR, other) == []
    (reason,) = story.refusals(MAYOR, begun, late, other)
    assert reason.code == "OutsideStampOverdue"
    assert reason.facts == {"since": DECIDED_AT, "hours": 3}
    stamp(story, story.state.entries, late)
    assert story.codes(MAYOR, begun, late, other) == []


def test_what_was_begun_is_finished_and_the_policy_itself_can_be_changed() -> None:
    story = Story.of("decided", STOP)
    other, late = "HEL 2017-004712", DECIDED_AT + 9 * HOUR
    story.begins(other, replace(BEGUN, section=2), DECIDED_AT)
    story.does(MAYOR, DECIDED, late, other)  # the key has signed
    off = PolicySet(Policy.STOP_WITHOUT_STAMP, False, "Khs § 9")
    story.does(REGISTRAR, Proposed("off", (off,)), late, "")
    story.does(OTHER_REGISTRAR, RosterChangeConfirmed("off"), late, "")
    third = "HEL 2017-004713"
    story.proposes(third, late)
    assert story.codes(MAYOR, replace(BEGUN, section=3), late, third) == []


def test_only_a_registrar_accepts_another_history() -> None:
    story, accepts = Story.of("draft"), HistoryAccepted(9, "", DECIDED_AT, REASON)
    assert story.codes(PREPARER, accepts, number="") == ["DutyNotInOffice"]
    story.does(REGISTRAR, accepts, number="")
    assert story.state.accepted == [9]
