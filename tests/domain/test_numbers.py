"""Numbers of cases and classes, and § numbers that the city's case management gives."""

from dataclasses import replace

import pytest

from signapp.domain.acts import DESK, NumberingPolicy, RegisterFounded
from signapp.domain.numbers import (
    case_number_fits,
    dashed,
    diary_number,
    next_case_number,
    read_case_number,
)
from signapp.domain.register import RegisterState
from tests.domain.stories import (
    BEGUN,
    CASE,
    DECIDED,
    DECIDED_AT,
    MAYOR,
    OPENED,
    OTHER_CASE,
    PREPARED_AT,
    PREPARER,
    SHOWN_MINUTES,
    SIGNING_MINUTES,
    Story,
    first_roster,
)

NUMBER_RULES = {"ClassCodeUnknown", "NumberSourceMissing", "NumberingIsOwn", "SectionUsed"}
"""The reasons that the tests below show."""

AHJO = "Ahjo"


@pytest.mark.parametrize(
    "typed",
    [CASE, "HEL-2017-008888", "HEL\u00a02017-008888", " HEL 2017-008888 ", "HEL\u202f2017-008888"],
)
def test_both_forms_of_a_case_number_are_read(typed: str) -> None:
    assert read_case_number(typed, "HEL") == CASE
    assert dashed(CASE) == "HEL-2017-008888"


@pytest.mark.parametrize("typed", ["", "ESP-2017-008888", "HEL--2017-008888", "HEL-2017-8888"])
def test_what_is_no_case_number_stays_as_it_was_typed(typed: str) -> None:
    assert read_case_number(typed, "HEL") == typed
    assert not case_number_fits(typed, "HEL")


def test_a_register_has_a_prefix_of_its_own() -> None:
    state = RegisterState()
    founding = RegisterFounded("Espoo", True, "", first_roster(), (), (), case_prefix="ESP")
    state.apply(DESK, PREPARED_AT, "", founding)
    for number, codes in (("ESP 2017-000001", []), (CASE, ["CaseNumberMalformed"])):
        found = state.reasons_against(PREPARER, PREPARED_AT, number, OPENED)
        assert [reason.code for reason in found] == codes


def test_the_next_case_number_follows_the_highest_of_the_year() -> None:
    known = [CASE, "HEL 2017-000002", "HEL 2018-000041", "ESP 2017-999999"]
    assert next_case_number(iter(known), "HEL", 2017) == "HEL 2017-008889"
    assert next_case_number(iter(known), "HEL", 2018) == "HEL 2018-000042"
    assert next_case_number(iter(known), "HEL", 2019) == "HEL 2019-000001"


def test_the_diary_number_is_composed() -> None:
    assert diary_number(CASE, "04 03 01") == "HEL 2017-008888 T 04 03 01"


@pytest.mark.parametrize("code", ["", "04", "04 03 01 00 00", "4 3 1", "04-03-01", "04 03 0x"])
def test_a_class_has_two_to_four_pairs_of_digits(code: str) -> None:
    opened = replace(OPENED, class_code=code)
    assert Story().codes(PREPARER, opened, PREPARED_AT) == ["ClassCodeUnknown"]


def test_a_class_is_recorded_with_its_title_of_the_day() -> None:
    untitled = replace(OPENED, class_title="")
    assert Story().codes(PREPARER, untitled, PREPARED_AT) == ["ClassCodeUnknown"]
    assert Story.of("draft").case.opened.class_title == OPENED.class_title


# --- numbers from elsewhere -----------------------------------------------------------------


class External(Story):
    """A story in a register whose numbers the city's case management gives."""

    def __init__(self) -> None:
        self.state = RegisterState()
        founding = RegisterFounded(
            "Helsinki", True, "", first_roster(), (), (), numbering=NumberingPolicy.EXTERNAL
        )
        self.state.apply(DESK, PREPARED_AT, "", founding)


OPENED_ELSEWHERE = replace(OPENED, source=AHJO)


@pytest.fixture
def external(monkeypatch: pytest.MonkeyPatch) -> Story:
    monkeypatch.setattr("tests.domain.stories.OPENED", OPENED_ELSEWHERE)
    story = External()
    for number in (CASE, OTHER_CASE):
        story.proposes(number, DECIDED_AT)
    return story


def test_a_case_number_from_elsewhere_names_its_source() -> None:
    assert External().codes(PREPARER, OPENED, PREPARED_AT) == ["NumberSourceMissing"]
    assert External().codes(PREPARER, OPENED_ELSEWHERE, PREPARED_AT) == []
    assert Story().codes(PREPARER, OPENED_ELSEWHERE, PREPARED_AT) == ["NumberingIsOwn"]


def test_a_section_from_elsewhere_may_leave_gaps_but_never_comes_twice(external: Story) -> None:
    begun = replace(BEGUN, section=47, source=AHJO)
    assert external.codes(MAYOR, replace(begun, source=" ")) == ["NumberSourceMissing"]
    for act in (begun, SHOWN_MINUTES, SIGNING_MINUTES, DECIDED):
        external.does(MAYOR, act)
    assert external.codes(MAYOR, begun, number=OTHER_CASE) == ["SectionUsed"]
    assert external.codes(MAYOR, replace(begun, section=0), number=OTHER_CASE) == ["SectionUsed"]
    assert external.codes(MAYOR, replace(begun, section=12), number=OTHER_CASE) == []
    wrong_year = replace(begun, section=48, year=2018)
    assert external.codes(MAYOR, wrong_year, number=OTHER_CASE) == ["SectionTaken"]


def test_a_register_that_numbers_itself_takes_no_section_from_elsewhere() -> None:
    story = Story.of("proposed")
    begun = replace(BEGUN, section=47, source=AHJO)
    assert story.codes(MAYOR, begun) == ["NumberingIsOwn", "SectionTaken"]
