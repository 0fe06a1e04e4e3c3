"""Closed days: which they are, why, and where a period moves that would end on one."""

import json
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signapp.domain.calendar import ClosedDay, closed_day, easter_sunday, next_open_day

LISTED = Path(__file__).parents[3] / "shared" / "domain" / "deadlines.json"
NAMES = {
    "uudenvuodenpäivä": ClosedDay.NEW_YEAR,
    "loppiainen": ClosedDay.EPIPHANY,
    "pitkäperjantai": ClosedDay.GOOD_FRIDAY,
    "pääsiäispäivä": ClosedDay.EASTER_SUNDAY,
    "2. pääsiäispäivä": ClosedDay.EASTER_MONDAY,
    "vapunpäivä": ClosedDay.MAY_DAY,
    "helatorstai": ClosedDay.ASCENSION,
    "helluntaipäivä": ClosedDay.WHIT_SUNDAY,
    "juhannusaatto": ClosedDay.MIDSUMMER_EVE,
    "juhannuspäivä": ClosedDay.MIDSUMMER_DAY,
    "pyhäinpäivä": ClosedDay.ALL_SAINTS,
    "itsenäisyyspäivä": ClosedDay.INDEPENDENCE_DAY,
    "jouluaatto": ClosedDay.CHRISTMAS_EVE,
    "joulupäivä": ClosedDay.CHRISTMAS_DAY,
    "tapaninpäivä": ClosedDay.BOXING_DAY,
}
WEEKEND = {5: ClosedDay.SATURDAY, 6: ClosedDay.SUNDAY}


def days(first: int, last: int) -> list[date]:
    start = date(first, 1, 1)
    return [start + timedelta(n) for n in range((date(last, 12, 31) - start).days + 1)]


@pytest.fixture(scope="module")
def theirs() -> dict[date, list[str]]:
    """Every closed day that is no mere weekend, with its names, from somebody else's calendar."""
    calendar = holidays.country_holidays("FI", years=range(2000, 2061), language="fi")
    return {day: calendar.get_list(day) for day in calendar}


def test_closed_days_equal_another_calendar_for_every_day_from_2000_to_2060(
    theirs: dict[date, list[str]],
) -> None:
    every_day = days(2000, 2060)
    assert len(every_day) == 22281
    for day in every_day:
        closed = closed_day(day)
        assert (closed is not None) == (day in theirs or day.weekday() >= 5), day
        assert (closed in WEEKEND.values()) == (day.weekday() >= 5 and day not in theirs), day


def test_another_calendar_gives_the_same_reasons(theirs: dict[date, list[str]]) -> None:
    names = {**NAMES, "vappu": ClosedDay.MAY_DAY, "toinen pääsiäispäivä": ClosedDay.EASTER_MONDAY}
    for day, called in theirs.items():
        # On 1 May 2008 Ascension was May Day too: two names there, one reason here.
        assert closed_day(day) in {names[name.casefold()] for name in called}, day


@pytest.mark.skipif(not LISTED.exists(), reason="no list of closed days beside the checkout")
def test_closed_days_equal_the_list() -> None:
    listed = json.loads(LISTED.read_text(encoding="utf-8"))["closed_days"]
    assert len(listed) == 5
    for year, named in listed.items():
        found = {
            day: reason
            for day in days(int(year), int(year))
            if (reason := closed_day(day)) and reason not in WEEKEND.values()
        }
        assert found == {date.fromisoformat(day): NAMES[name] for day, name in named.items()}


def test_the_closed_days_of_2026() -> None:
    named = {day: reason for day in days(2026, 2026) if (reason := closed_day(day))}
    assert Counter(named.values()) == {
        **dict.fromkeys(ClosedDay, 1),
        ClosedDay.SATURDAY: 52 - 3,  # without Midsummer Day, All Saints and Boxing Day
        ClosedDay.SUNDAY: 52 - 3,  # without Easter, Whit Sunday and Independence Day
    }
    assert [day for day, reason in named.items() if reason not in WEEKEND.values()] == [
        *(date(2026, 1, 1), date(2026, 1, 6), date(2026, 4, 3), date(2026, 4, 5)),
        *(date(2026, 4, 6), date(2026, 5, 1), date(2026, 5, 14), date(2026, 5, 24)),
        *(date(2026, 6, 19), date(2026, 6, 20), date(2026, 10, 31), date(2026, 12, 6)),
        *(date(2026, 12, 24), date(2026, 12, 25), date(2026, 12, 26)),
    ]


@pytest.mark.parametrize("year", range(2000, 2061))
def test_maundy_thursday_and_new_years_eve_are_open(year: int) -> None:
    assert closed_day(easter_sunday(year) - timedelta(days=3)) is None
    eve = date(year, 12, 31)
    assert closed_day(eve) is WEEKEND.get(eve.weekday())


@pytest.mark.parametrize(
    "easter",
    [
        *(date(1818, 3, 22), date(1886, 4, 25), date(1954, 4, 18), date(1981, 4, 19)),
        *(date(2000, 4, 23), date(2008, 3, 23), date(2017, 4, 16), date(2024, 3, 31)),
        *(date(2038, 4, 25), date(2049, 4, 18), date(2076, 4, 19), date(2285, 3, 22)),
        *(date(1902, 3, 30), date(2100, 3, 28), date(2204, 4, 22), date(3165, 4, 18)),
    ],
    ids=str,
)
def test_easter(easter: date) -> None:
    """The earliest and the latest of all, and the years in which the moon is corrected."""
    assert easter_sunday(easter.year) == easter


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2016, 5, 1), ClosedDay.MAY_DAY),  # a Sunday
        (date(2017, 12, 24), ClosedDay.CHRISTMAS_EVE),  # a Sunday
        (date(2019, 1, 6), ClosedDay.EPIPHANY),  # a Sunday
        (date(2020, 12, 26), ClosedDay.BOXING_DAY),  # a Saturday
        (date(2008, 5, 1), ClosedDay.MAY_DAY),  # Ascension too
        (date(2020, 6, 19), ClosedDay.MIDSUMMER_EVE),  # the earliest
        (date(2021, 6, 25), ClosedDay.MIDSUMMER_EVE),  # the latest
        (date(2021, 6, 18), None),
        (date(2020, 6, 26), None),
        (date(2020, 10, 31), ClosedDay.ALL_SAINTS),
        (date(2021, 11, 6), ClosedDay.ALL_SAINTS),
        (date(2021, 10, 30), ClosedDay.SATURDAY),
        (date(2020, 11, 7), ClosedDay.SATURDAY),
    ],
    ids=str,
)
def test_a_named_day_comes_before_the_weekend(day: date, reason: ClosedDay | None) -> None:
    assert closed_day(day) is reason


@settings(deadline=None)
@given(st.dates())
def test_the_next_open_day_is_open_and_near(day: date) -> None:
    following = next_open_day(day)
    assert closed_day(following) is None
    assert (following == day) == (closed_day(day) is None)
    assert all(closed_day(day + timedelta(n)) for n in range((following - day).days))
    # Good Friday to Easter Monday, or Christmas Eve on a Wednesday or Thursday and a weekend.
    assert (following - day).days <= 5


def test_the_longest_rows_of_closed_days() -> None:
    assert next_open_day(date(2026, 4, 3)) == date(2026, 4, 7)
    assert next_open_day(date(2026, 12, 24)) == date(2026, 12, 28)
    assert next_open_day(date(2025, 12, 24)) == date(2025, 12, 29)
