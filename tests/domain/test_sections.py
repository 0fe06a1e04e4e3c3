"""§ numbers: consecutive for a decision-maker in a year of Helsinki's calendar (R3)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from signapp.domain.acts import (
    DecisionAbandoned,
    DecisionBegun,
    OfficeHeld,
    ProvisionListed,
    Purpose,
    SigningAbandoned,
)
from tests.domain.stories import (
    BEGUN,
    CASE,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    MAYOR,
    OTHER_CASE,
    PROPOSAL,
    SHOWN_PLAN,
    SIGNING_MINUTES,
    SINCE,
    UNTIL,
    Story,
    bound,
    helsinki,
)

NEW_YEAR = helsinki("2018-01-01T00:00:00")
NEW_YEARS_EVE = NEW_YEAR - timedelta(seconds=1)


def begun(section: int, year: int = 2017) -> DecisionBegun:
    return replace(BEGUN, section=section, year=year)


def number(count: int) -> str:
    return f"HEL 2017-{count:06}"


def test_numbers_follow_each_other_without_a_gap() -> None:
    story = Story()
    for section in (1, 2, 3):
        story.decides(number(section), section, DECIDED_AT)
    story.proposes(number(4), DECIDED_AT)
    for wrong in (0, 1, 3, 5):
        codes = story.codes(MAYOR, begun(wrong), DECIDED_AT, number(4))
        assert codes == ["SectionTaken"]
    assert story.codes(MAYOR, begun(4), DECIDED_AT, number(4)) == []


def test_one_decision_at_a_time_for_a_decision_maker() -> None:
    story = Story.of("deciding").proposes(OTHER_CASE, DECIDED_AT)
    assert story.codes(MAYOR, begun(2), DECIDED_AT, OTHER_CASE) == ["AnotherDecisionOpen"]
    assert story.codes(MAYOR, begun(1), DECIDED_AT, OTHER_CASE) == [
        "AnotherDecisionOpen",
        "SectionTaken",
    ]
    story.does(MAYOR, SIGNING_MINUTES).does(MAYOR, DECIDED)
    assert story.codes(MAYOR, begun(2), DECIDED_AT, OTHER_CASE) == []


def test_a_decision_given_up_before_a_key_was_used_frees_its_number() -> None:
    story = Story.of("deciding").proposes(OTHER_CASE, DECIDED_AT)
    story.does(MAYOR, DecisionAbandoned())
    assert story.codes(MAYOR, begun(1), DECIDED_AT, OTHER_CASE) == []
    assert story.codes(MAYOR, begun(2), DECIDED_AT, OTHER_CASE) == ["SectionTaken"]
    story.does(MAYOR, begun(1))  # the same case again, with the same number


def test_a_number_is_freed_when_the_signing_was_given_up_first() -> None:
    story = Story.of("signing minutes").does(MAYOR, SigningAbandoned("WrongPinError"))
    story.does(MAYOR, DecisionAbandoned()).proposes(OTHER_CASE, DECIDED_AT)
    assert story.codes(MAYOR, begun(1), DECIDED_AT, OTHER_CASE) == []


def test_each_decision_maker_counts_alone() -> None:
    provision = ProvisionListed("provision-2", "culture", "12 luku 1 §", SINCE, "")
    story = Story(provision)
    story.decides(CASE, 1, DECIDED_AT).decides(number(2), 2, DECIDED_AT)
    story.proposes(OTHER_CASE, DECIDED_AT, replace(PROPOSAL, decision_maker="culture",
                                           provision="provision-2"))  # fmt: skip
    story.does(DEPUTY, SHOWN_PLAN, DECIDED_AT, OTHER_CASE)
    assert story.codes(DEPUTY, begun(3), DECIDED_AT, OTHER_CASE) == ["SectionTaken"]
    assert story.codes(DEPUTY, begun(1), DECIDED_AT, OTHER_CASE) == []


@pytest.mark.parametrize(
    ("moment", "year", "next_section"),
    [
        (NEW_YEARS_EVE, 2017, 3),
        (NEW_YEAR, 2018, 1),
        (NEW_YEARS_EVE.astimezone(UTC), 2017, 3),
        (datetime(2017, 12, 31, 22, 0, 0, tzinfo=UTC), 2018, 1),
    ],
)
def test_numbers_begin_anew_when_helsinki_changes_the_year(
    moment: datetime, year: int, next_section: int
) -> None:
    story = Story().decides(number(1), 1, DECIDED_AT).decides(number(2), 2, DECIDED_AT)
    story.proposes(CASE, DECIDED_AT)
    for section in (1, 2, 3):
        for named in (2017, 2018):
            codes = story.codes(MAYOR, begun(section, named), moment)
            fits = (section, named) == (next_section, year)
            assert codes == ([] if fits else ["SectionTaken"])


def test_a_decision_signed_after_midnight_keeps_the_number_of_the_old_year() -> None:
    """Begun in the last seconds of 2017 as § 3, signed in 2018: 2018 still begins with § 1."""
    story = Story().decides(number(1), 1, DECIDED_AT).decides(number(2), 2, DECIDED_AT)
    story.begins(CASE, begun(3), NEW_YEARS_EVE)
    story.proposes(OTHER_CASE, NEW_YEARS_EVE)
    assert story.codes(MAYOR, begun(1, 2018), NEW_YEAR, OTHER_CASE) == ["AnotherDecisionOpen"]
    story.does(MAYOR, DECIDED, NEW_YEAR)
    assert story.codes(MAYOR, begun(4, 2018), NEW_YEAR, OTHER_CASE) == ["SectionTaken"]
    story.does(MAYOR, begun(1, 2018), NEW_YEAR, OTHER_CASE)


def test_a_decision_given_up_after_midnight_is_open_no_longer() -> None:
    story = Story().proposes(CASE, NEW_YEARS_EVE).proposes(OTHER_CASE, NEW_YEARS_EVE)
    story.does(MAYOR, begun(1), NEW_YEARS_EVE)
    story.does(MAYOR, DecisionAbandoned(), NEW_YEAR)
    assert story.codes(MAYOR, begun(1, 2018), NEW_YEAR, OTHER_CASE) == []
    assert story.codes(MAYOR, begun(1, 2017), NEW_YEARS_EVE, OTHER_CASE) == []


def test_a_new_mayor_goes_on_with_the_numbers_of_the_office() -> None:
    successor = "eeva"
    story = Story(
        OfficeHeld(successor, "mayor", SINCE, UNTIL), bound(successor, Purpose.SIGNATURE)
    ).decides(CASE, 1, DECIDED_AT)
    story.proposes(OTHER_CASE, DECIDED_AT)
    mayor = replace(MAYOR, person=successor)
    story.does(mayor, SHOWN_PLAN, DECIDED_AT, OTHER_CASE)
    assert story.codes(mayor, begun(1), DECIDED_AT, OTHER_CASE) == ["SectionTaken"]
    story.does(mayor, begun(2), DECIDED_AT, OTHER_CASE)


def test_the_numbers_given_are_those_of_the_minutes() -> None:
    story = Story.of("decided")
    assert (story.case.begun, story.case.begun_at) == (BEGUN, DECIDED_AT)
