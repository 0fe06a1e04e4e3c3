"""Several decisions lie open together only as a list that is decided in one go."""

from dataclasses import replace

import pytest

from signapp.domain.acts import (
    Capacity,
    DecisionAbandoned,
    DecisionBegun,
    NumberingPolicy,
    SigningAbandoned,
)
from signapp.domain.decision import Stage
from tests.domain.stories import (
    BEGUN,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    MAYOR,
    PUBLISHED_AT,
    SHOWN_MINUTES,
    SIGNING_MINUTES,
    Story,
)

LIST = tuple(f"HEL 2017-{one:06}" for one in range(1, 6))


def begun(section: int, follows: str = "", **changes: object) -> DecisionBegun:
    return replace(BEGUN, section=section, follows=follows, **changes)  # type: ignore[arg-type]


def listed(count: int, of: int = 5) -> Story:
    """Return a story in which the first cases of the list were begun, one after the other."""
    story = Story()
    for number in LIST[:of]:
        story.proposes(number, DECIDED_AT)
    for place in range(count):
        follows = LIST[place - 1] if place else ""
        story.does(MAYOR, begun(place + 1, follows), DECIDED_AT, LIST[place])
    return story


def signs(story: Story, number: str) -> None:
    """Have the mayor see and sign the minutes of a case that was begun."""
    for act in (SHOWN_MINUTES, SIGNING_MINUTES, DECIDED):
        story.does(MAYOR, act, DECIDED_AT, number)


def against(story: Story, act: object, place: int, **who: object) -> list[str]:
    actor = replace(MAYOR, **who) if who else MAYOR  # type: ignore[arg-type]
    return story.codes(actor, act, DECIDED_AT, LIST[place])  # type: ignore[arg-type]


def test_a_list_is_begun_in_order_and_each_case_is_decided_by_itself() -> None:
    story = listed(4)
    for number in (LIST[2], LIST[0], LIST[3], LIST[1]):
        signs(story, number)
    assert [story.state.cases[one].stage for one in LIST[:4]] == [Stage.DECIDED] * 4
    assert story.state.numbering["mayor", 2017].given == {1, 2, 3, 4}
    assert against(story, begun(5), 4) == []


@pytest.mark.parametrize("follows", ["", LIST[0], LIST[4], "HEL 2017-999999"])
def test_only_what_names_the_last_one_begun_goes_on_with_the_list(follows: str) -> None:
    assert against(listed(2), begun(3, follows), 2) == ["AnotherDecisionOpen"]
    assert against(listed(2), begun(3, LIST[1]), 2) == []


def test_a_number_is_reserved_by_each_case_of_the_list() -> None:
    story = listed(2)
    for section in (0, 1, 2, 4):
        assert against(story, begun(section, LIST[1]), 2) == ["SectionTaken"]


def test_a_number_from_elsewhere_is_reserved_as_well() -> None:
    story = listed(1)
    founded = story.state.founded
    assert founded
    story.state.founded = replace(founded, numbering=NumberingPolicy.EXTERNAL)
    elsewhere = {"source": "Ahjo"}
    assert against(story, begun(1, LIST[0], **elsewhere), 1) == ["SectionUsed"]
    assert against(story, begun(77, LIST[0], **elsewhere), 1) == []


def test_nobody_follows_what_does_not_lie_open() -> None:
    assert against(listed(0), begun(1, LIST[1]), 0) == ["ListOrderBroken"]
    story = listed(1)
    signs(story, LIST[0])
    assert against(story, begun(2, LIST[0]), 1) == ["ListOrderBroken"]


def test_another_person_capacity_or_day_is_no_part_of_the_list() -> None:
    story = listed(1)
    codes = against(story, begun(2, LIST[0]), 1, capacity=Capacity.DEPUTY)
    assert "AnotherDecisionOpen" in codes
    assert "AnotherDecisionOpen" in against(
        story, begun(2, LIST[0]), 1, person=DEPUTY.person, capacity=Capacity.DEPUTY
    )
    assert story.codes(MAYOR, begun(2, LIST[0]), PUBLISHED_AT, LIST[1]) == ["AnotherDecisionOpen"]


def test_no_case_joins_once_a_key_was_asked_until_the_list_is_over() -> None:
    story = listed(3)
    for act in (SHOWN_MINUTES, SIGNING_MINUTES):
        story.does(MAYOR, act, DECIDED_AT, LIST[1])
    assert against(story, begun(4, LIST[2]), 3) == ["ListClosed"]
    story.does(MAYOR, SigningAbandoned("WrongPinError"), DECIDED_AT, LIST[1])
    assert against(story, begun(4, LIST[2]), 3) == ["ListClosed"]
    signs(story, LIST[1])
    story.does(MAYOR, DecisionAbandoned(), DECIDED_AT, LIST[2])
    assert against(story, begun(3, LIST[0]), 3) == ["ListClosed"]
    signs(story, LIST[0])
    assert against(story, begun(3), 3) == []
    assert against(story, begun(4), 3) == ["SectionTaken"]


def test_a_number_given_up_in_the_middle_is_the_next_one() -> None:
    story = listed(3)
    story.does(MAYOR, DecisionAbandoned(), DECIDED_AT, LIST[1])
    assert against(story, begun(4, LIST[2]), 3) == ["SectionTaken"]
    story.does(MAYOR, begun(2, LIST[2]), DECIDED_AT, LIST[3])
    story.does(MAYOR, begun(4, LIST[3]), DECIDED_AT, LIST[1])
    for number in LIST[:4]:
        signs(story, number)
    assert story.state.numbering["mayor", 2017].given == {1, 2, 3, 4}


def test_the_rules_for_one_decision_hold_for_each_of_the_list() -> None:
    story = listed(2)
    assert against(story, begun(3, LIST[1], impartial=False), 2) == ["ImpartialityNotDeclared"]
    assert against(story, DECIDED, 0) == ["SigningNotBegun"]
    assert against(story, SIGNING_MINUTES, 0) == ["DocumentNotShown"]
    for act in (SHOWN_MINUTES, SIGNING_MINUTES):
        story.does(MAYOR, act, DECIDED_AT, LIST[0])
    assert against(story, DecisionAbandoned(), 0) == ["KeyAlreadyUsed"]
