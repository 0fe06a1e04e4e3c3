"""The law's calendar: closed days, and the dated rules by which days of notice and appeal count.

A period that would end on a closed day ends on the next open one (Act 150/1930, 5 §). Maundy
Thursday and New Year's Eve are open.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from functools import cache
from zoneinfo import ZoneInfo

HELSINKI = ZoneInfo("Europe/Helsinki")


def helsinki_day(moment: datetime) -> date:
    """Return the calendar date in Helsinki, wherever it is asked."""
    return moment.astimezone(HELSINKI).date()


def minutes_ahead(moment: datetime) -> int:
    """Return by how many minutes the moment's own zone is ahead of UTC."""
    return int((moment.utcoffset() or timedelta()).total_seconds()) // 60


NO_END = date(2999, 12, 31)
"""The `until` of a rule whose end is not known."""


class ClosedDay(Enum):
    """Why a day is closed; a named day comes before a mere Saturday or Sunday."""

    SATURDAY = "saturday"
    SUNDAY = "sunday"
    NEW_YEAR = "new_year"
    EPIPHANY = "epiphany"
    GOOD_FRIDAY = "good_friday"
    EASTER_SUNDAY = "easter_sunday"
    EASTER_MONDAY = "easter_monday"
    MAY_DAY = "may_day"
    ASCENSION = "ascension"
    WHIT_SUNDAY = "whit_sunday"
    MIDSUMMER_EVE = "midsummer_eve"
    MIDSUMMER_DAY = "midsummer_day"
    ALL_SAINTS = "all_saints"
    INDEPENDENCE_DAY = "independence_day"
    CHRISTMAS_EVE = "christmas_eve"
    CHRISTMAS_DAY = "christmas_day"
    BOXING_DAY = "boxing_day"


_ON_A_DATE = {
    (1, 1): ClosedDay.NEW_YEAR,
    (1, 6): ClosedDay.EPIPHANY,
    (5, 1): ClosedDay.MAY_DAY,
    (12, 6): ClosedDay.INDEPENDENCE_DAY,
    (12, 24): ClosedDay.CHRISTMAS_EVE,
    (12, 25): ClosedDay.CHRISTMAS_DAY,
    (12, 26): ClosedDay.BOXING_DAY,
}
_DAYS_AFTER_EASTER = {
    -2: ClosedDay.GOOD_FRIDAY,
    0: ClosedDay.EASTER_SUNDAY,
    1: ClosedDay.EASTER_MONDAY,
    39: ClosedDay.ASCENSION,
    49: ClosedDay.WHIT_SUNDAY,
}
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_ON_A_WEEKDAY = (
    (_FRIDAY, (6, 19), (6, 25), ClosedDay.MIDSUMMER_EVE),
    (_SATURDAY, (6, 20), (6, 26), ClosedDay.MIDSUMMER_DAY),
    (_SATURDAY, (10, 31), (11, 6), ClosedDay.ALL_SAINTS),
)
_WEEKEND = {_SATURDAY: ClosedDay.SATURDAY, _SUNDAY: ClosedDay.SUNDAY}


def closed_day(day: date) -> ClosedDay | None:
    """Return why the offices are closed on the day, or None when they are open."""
    month_and_day = (day.month, day.day)
    moving = (
        reason
        for weekday, first, last, reason in _ON_A_WEEKDAY
        if day.weekday() == weekday and first <= month_and_day <= last
    )
    return (
        _ON_A_DATE.get(month_and_day)
        or next(moving, None)
        or _DAYS_AFTER_EASTER.get((day - easter_sunday(day.year)).days)
        or _WEEKEND.get(day.weekday())
    )


def next_open_day(day: date) -> date:
    """Return the day itself if the offices are open on it, else the first open day after it."""
    while closed_day(day):
        day += timedelta(days=1)
    return day


@cache
def easter_sunday(year: int) -> date:
    """Return the Sunday after the Gregorian calendar's full moon of spring."""
    century, golden = year // 100, year % 19
    # The church's moon: days from 21 March to the full moon, with the two corrections that keep
    # it in April and apart from the moon of another year in the same cycle of 19.
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= moon == 29 or (moon == 28 and golden > 10)
    full_moon = date(year, 3, 21) + timedelta(days=moon)
    return full_moon + timedelta(days=7 - full_moon.isoweekday() % 7)


class Method(Enum):
    """How a decision is brought to somebody's notice (Kuntalaki 139 and 140 §)."""

    PUBLIC_NETWORK = "public_network"
    LETTER = "letter"
    ELECTRONIC = "electronic"
    CERTIFIED = "certified"


class Ground(Enum):
    """What allows this way of giving notice to this addressee."""

    GENERAL = "general"
    CONSENT = "consent"
    STATUTE = "statute"


class Appeal(Enum):
    """What an addressee may do against the decision, as the instruction given to them says."""

    RECTIFICATION_REQUEST = "rectification_request"
    MUNICIPAL_APPEAL = "municipal_appeal"
    PROCUREMENT_RECTIFICATION = "procurement_rectification"
    PROHIBITED = "prohibited"


class Receipt(Enum):
    """Whether the presumed day of notice stands, gives way to proof, or does not exist."""

    PRESUMED = "presumed"
    UNLESS_SHOWN = "unless_shown"
    SHOWN = "shown"


@dataclass(frozen=True)
class NoticeRule:
    """From when somebody counts as notified: `days` after the day of sending."""

    method: Method
    appeals: tuple[Appeal, ...]
    days: int
    receipt: Receipt
    needs_ground: bool
    basis: str
    since: date
    until: date = NO_END

    def allows(self, ground: Ground, citation: str) -> bool:
        """Tell whether notice may be given in this way; a statute has to be cited."""
        by_statute = ground is Ground.STATUTE and citation != ""
        return not self.needs_ground or by_statute or ground is Ground.CONSENT


@dataclass(frozen=True)
class PeriodRule:
    """How many days follow the day of notice, which itself is not counted."""

    appeal: Appeal
    days: int
    basis: str
    since: date
    until: date = NO_END


@dataclass(frozen=True)
class Rules:
    """The rules in force at any time, and when the registry closes for the day."""

    notices: tuple[NoticeRule, ...]
    periods: tuple[PeriodRule, ...]
    closing_hour: int = 16
    closing_minute: int = 0

    def for_notice(self, method: Method, appeal: Appeal, sent: date) -> NoticeRule | None:
        """Return the rule for a notice sent on the day, or None when none is known."""
        fits = (r for r in self.notices if r.method is method and appeal in r.appeals)
        return next((rule for rule in fits if rule.since <= sent <= rule.until), None)

    def for_period(self, appeal: Appeal, sent: date) -> PeriodRule | None:
        """Return the rule for the length of the period, or None when none is known."""
        fits = (rule for rule in self.periods if rule.appeal is appeal)
        return next((rule for rule in fits if rule.since <= sent <= rule.until), None)

    def closing(self, day: date) -> datetime:
        """Return the moment at which the registry closes on the day, in Helsinki."""
        return datetime.combine(day, time(self.closing_hour, self.closing_minute), HELSINKI)

    @property
    def longest(self) -> int:
        """More days than any period takes from sending to finality, closed days included."""
        return max(r.days for r in self.notices) + max(r.days for r in self.periods) + 14


_COUNCIL_TERM = date(2017, 6, 1)  # from here on chapter 16 of Kuntalaki 410/2015 applies whole
_PROCUREMENT_ACT = date(2017, 1, 1)
_MUNICIPAL = (Appeal.RECTIFICATION_REQUEST, Appeal.MUNICIPAL_APPEAL)
_PROCUREMENT = (Appeal.PROCUREMENT_RECTIFICATION,)

# Another number of days: end the old rule with `until`, add the new one with `since`. The
# primacy of electronic notice (HE 124/2025 vp) changes who must consent, not the three days.
RULES = Rules(
    notices=(
        NoticeRule(Method.PUBLIC_NETWORK, _MUNICIPAL, 7, Receipt.PRESUMED, False,
                   "Kuntalaki 140 §", _COUNCIL_TERM),
        NoticeRule(Method.LETTER, _MUNICIPAL, 7, Receipt.UNLESS_SHOWN, False,
                   "Kuntalaki 139 §, hallintolaki 59 §", _COUNCIL_TERM),
        NoticeRule(Method.ELECTRONIC, _MUNICIPAL, 3, Receipt.UNLESS_SHOWN, True,
                   "Kuntalaki 139 §, laki 13/2003 19 §", _COUNCIL_TERM),
        NoticeRule(Method.CERTIFIED, _MUNICIPAL, 0, Receipt.SHOWN, False,
                   "Hallintolaki 60 §", _COUNCIL_TERM),
        NoticeRule(Method.LETTER, _PROCUREMENT, 7, Receipt.UNLESS_SHOWN, False,
                   "Hankintalaki 127 §, hallintolaki 59 §", _PROCUREMENT_ACT),
        # A tenderer's electronic address: notified on the day of sending, without consent.
        NoticeRule(Method.ELECTRONIC, _PROCUREMENT, 0, Receipt.UNLESS_SHOWN, False,
                   "Hankintalaki 127 §", _PROCUREMENT_ACT),
        NoticeRule(Method.CERTIFIED, _PROCUREMENT, 0, Receipt.SHOWN, False,
                   "Hallintolaki 60 §", _PROCUREMENT_ACT),
    ),
    periods=(
        PeriodRule(Appeal.RECTIFICATION_REQUEST, 14, "Kuntalaki 134 ja 138 §", _COUNCIL_TERM),
        PeriodRule(Appeal.MUNICIPAL_APPEAL, 30, "Kuntalaki 135 ja 138 §", _COUNCIL_TERM),
        PeriodRule(Appeal.PROCUREMENT_RECTIFICATION, 14, "Hankintalaki 133 §", _PROCUREMENT_ACT),
    ),
)  # fmt: skip
