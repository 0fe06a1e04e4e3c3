"""An auditor only exports; pages are noted only where decided, and nothing depends on them."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signapp.domain.acts import (
    AbsenceRecorded,
    Actor,
    AppealTextApproved,
    AppealTextWritten,
    AttemptRefused,
    ChosenAppeal,
    Policy,
    PolicySet,
    RosterChangeConfirmed,
    RosterChangeProposed,
    RosterChangeRejected,
)
from signapp.domain.auditing import (
    AuditExported,
    ExportKind,
    LogFilter,
    PageRange,
    PagesViewed,
    in_words,
    pages_in,
    ranges_of,
)
from signapp.domain.calendar import Appeal
from tests.domain.stories import (
    AUDITOR,
    BEGUN,
    DECIDED_AT,
    DEPUTY,
    EVERYBODY,
    MAYOR,
    OTHER_DEPUTY,
    OTHER_REGISTRAR,
    REGISTRAR,
    SHOWN_PLAN,
    SIGNED_AT,
    SIGNING_PLAN,
    Story,
    sha256,
)
from tests.domain.test_stages import ACTS, STAGES, story_of

EXPORTED = AuditExported(sha256("a file"), ExportKind.PDF, LogFilter(), "", 0)
ORDERED = PolicySet(Policy.CIRCULATION_OF_CHECKS, True, "Kaupunginhallitus 12.6.2017 § 600")
PLAN = SHOWN_PLAN.document
CHOSEN = ChosenAppeal("local_board", "fi", sha256("words"), next(iter(Appeal)))
BESIDE_CASES = (
    RosterChangeProposed("p", (ORDERED,)),
    RosterChangeConfirmed("p"),
    RosterChangeRejected("p"),
    AbsenceRecorded("paula", DECIDED_AT.date(), DECIDED_AT.date()),
    AppealTextWritten(CHOSEN, sha256("text")),
    AppealTextApproved(CHOSEN, sha256("review")),
)


def noting(situation: str = "proposed") -> Story:
    """Return a story in a register that decided to note viewed pages."""
    story = Story.of(situation)
    story.does(REGISTRAR, RosterChangeProposed("noting", (ORDERED,)), DECIDED_AT, "")
    return story.does(OTHER_REGISTRAR, RosterChangeConfirmed("noting"), DECIDED_AT, "")


def viewed(*ranges: tuple[int, int], pages: int = 9) -> PagesViewed:
    return PagesViewed(PLAN, tuple(PageRange(*one) for one in ranges), pages)


# --- auditors -------------------------------------------------------------------------------


@pytest.mark.parametrize("situation", STAGES)
def test_an_auditor_does_nothing_on_a_case(situation: str) -> None:
    story = story_of(situation)
    assert [name for name, (_, act, at) in ACTS.items() if not story.codes(AUDITOR, act, at)] == []


@pytest.mark.parametrize("act", BESIDE_CASES, ids=lambda act: type(act).__name__)
def test_an_auditor_changes_neither_roster_nor_texts(act: object) -> None:
    assert Story.of("draft").codes(AUDITOR, act, DECIDED_AT, "")


def test_what_asks_for_no_duty_is_refused_to_auditors_by_their_own_rule() -> None:
    story = Story.of("proposed")
    assert story.codes(AUDITOR, SHOWN_PLAN, DECIDED_AT) == ["AuditorOnlyReads"]
    assert noting().codes(AUDITOR, viewed((1, 1)), DECIDED_AT) == ["AuditorOnlyReads"]


def test_exporting_is_for_auditors() -> None:
    story = Story.of("signed")
    assert story.codes(AUDITOR, EXPORTED, SIGNED_AT, "") == []
    assert story.codes(AUDITOR, AttemptRefused("Decided", ("NotDecided",)), SIGNED_AT, "") == []
    for somebody in EVERYBODY:
        if somebody != AUDITOR:
            assert story.codes(somebody, EXPORTED, SIGNED_AT, "") == ["DutyNotInOffice"]
    stranger = Actor("paula", "audit", AUDITOR.capacity)
    assert story.codes(stranger, EXPORTED, SIGNED_AT, "") == ["OfficeNotHeld"]


@pytest.mark.parametrize(
    "changes",
    [{"sha256": ""}, {"sha256": "A" * 64}, {"seed": "7 12 19"}, {"sampled": 3}, {"sampled": -1}],
)
def test_an_export_names_its_file_and_all_of_its_sample(changes: dict[str, object]) -> None:
    export = replace(EXPORTED, **changes)  # type: ignore[arg-type]
    assert Story.of("signed").codes(AUDITOR, export, SIGNED_AT, "") == ["ExportMalformed"]


def test_an_export_with_a_sample() -> None:
    export = replace(EXPORTED, seed="7 12 19", sampled=3)
    assert Story.of("signed").codes(AUDITOR, export, SIGNED_AT, "") == []


# --- pages ----------------------------------------------------------------------------------


def test_pages_are_noted_only_where_that_was_decided() -> None:
    assert Story.of("proposed").codes(MAYOR, viewed((1, 3))) == ["PagesNotNoted"]
    story = noting()
    assert story.codes(MAYOR, viewed((1, 3), (5, 9))) == []
    story.does(MAYOR, viewed((1, 3), (5, 9)), DECIDED_AT)
    (one,) = story.case.viewed
    assert (one.who, one.at, list(pages_in(one.act.ranges))) == (
        MAYOR, DECIDED_AT, [1, 2, 3, 5, 6, 7, 8, 9],
    )  # fmt: skip


@pytest.mark.parametrize(
    "ranges", [(), ((0, 1),), ((3, 2),), ((1, 10),), ((1, 3), (4, 5)), ((5, 6), (1, 2))]
)
def test_ranges_are_the_fewest_and_of_the_document(ranges: tuple[tuple[int, int], ...]) -> None:
    assert noting().codes(MAYOR, viewed(*ranges)) == ["PagesMalformed"]


@pytest.mark.parametrize("policy", [False, True])
def test_nothing_depends_on_noted_pages(policy: bool) -> None:
    """Who read on paper, or turned no page, decides and signs just the same."""
    make = noting if policy else Story.of
    assert make("proposed").codes(MAYOR, BEGUN) == []
    assert make("proposed").case.viewed == ()
    assert make("decided").does(DEPUTY, SHOWN_PLAN, SIGNED_AT).codes(
        DEPUTY, SIGNING_PLAN, SIGNED_AT
    ) == []  # fmt: skip


def test_noting_pages_shows_no_document() -> None:
    """The rule that the bytes to be signed were shown is another one (R32), and stays as it is."""
    story = noting("decided").does(OTHER_DEPUTY, viewed((1, 9)), SIGNED_AT)
    assert not story.case.has_seen(OTHER_DEPUTY.person, PLAN)


@given(st.sets(st.integers(1, 60)))
def test_ranges_hold_just_their_pages(pages: set[int]) -> None:
    ranges = ranges_of(pages)
    assert set(pages_in(ranges)) == pages
    assert len(list(pages_in(ranges))) == len(pages)
    gaps = [b.first - a.last for a, b in pairwise(ranges)]
    assert all(gap > 1 for gap in gaps)


def test_ranges_in_words() -> None:
    assert in_words(ranges_of({1, 2, 3, 7, 9, 10})) == "1–3, 7, 9–10"
