"""Notice, appeal periods and finality, against vectors, facts of the calendar and properties."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signapp.domain.calendar import (
    HELSINKI,
    NO_END,
    RULES,
    Appeal,
    ClosedDay,
    Ground,
    Method,
    NoticeRule,
    PeriodRule,
    Receipt,
    Rules,
    closed_day,
)
from signapp.domain.deadlines import (
    AppealPeriod,
    Claim,
    ClaimKind,
    Finality,
    NotFinal,
    Notice,
    WhyNotFinal,
    finality,
    flaw,
    period,
    publication,
    publish_by,
    take_down_on,
)
from signapp.domain.values import from_plain, to_plain
from tests.domain.strategies import MOMENTS
from tests.effort import effort

VECTORS = Path(__file__).parents[3] / "shared" / "domain" / "deadlines.json"
CLOSED_NAMES: dict[str | None, set[ClosedDay | None]] = {
    "viikonloppu": {ClosedDay.SATURDAY, ClosedDay.SUNDAY},
    "uudenvuodenpäivä": {ClosedDay.NEW_YEAR},
    "loppiainen": {ClosedDay.EPIPHANY},
    "pitkäperjantai": {ClosedDay.GOOD_FRIDAY},
    "vapunpäivä": {ClosedDay.MAY_DAY},
    "juhannusaatto": {ClosedDay.MIDSUMMER_EVE},
    "itsenäisyyspäivä": {ClosedDay.INDEPENDENCE_DAY},
    "jouluaatto": {ClosedDay.CHRISTMAS_EVE},
    "joulupäivä": {ClosedDay.CHRISTMAS_DAY},
    None: {None},
}
RECTIFICATION = Appeal.RECTIFICATION_REQUEST
SENDING_DAYS = st.dates(date(2017, 6, 1), date(2060, 12, 31))
PUBLISHED = date(2017, 8, 25)
EXAMPLES = settings(max_examples=effort(40), deadline=None)


def day(text: str) -> date:
    """Return the day written as in Finland: 25.8.2017."""
    number, month, year = map(int, text.split("."))
    return date(year, month, number)


def at(text: str, hour: int, minute: int = 0, second: int = 0) -> datetime:
    on = day(text)
    return datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=HELSINKI)


def notice(
    method: Method, sent_on: date | None, appeal: Appeal = RECTIFICATION, **more: Any
) -> Notice:
    if method is Method.CERTIFIED:
        more.setdefault("received_on", sent_on)
    ground = Ground.CONSENT if method is Method.ELECTRONIC else Ground.GENERAL
    return Notice(**{"addressee": "company", "ground": ground, **more}, method=method,
                  appeal=appeal, sent_on=sent_on)  # fmt: skip


def counted(one: Notice, rules: Rules = RULES) -> AppealPeriod:
    found = period(one, rules)
    assert found is not None
    return found


def letter(sent: str | None, addressee: str = "company", **more: Any) -> Notice:
    return notice(Method.LETTER, day(sent) if sent else None, addressee=addressee, **more)


# --- one addressee's period -----------------------------------------------------------------


@pytest.mark.skipif(not VECTORS.exists(), reason="no vectors beside the checkout")
def test_periods_equal_all_vectors() -> None:
    vectors = json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"]
    assert len(vectors) == 18
    for vector in vectors:
        sent = date.fromisoformat(vector["sent_or_published"])
        found = counted(notice(Method(vector["how"]), sent))
        for name in ("deemed_notified", "raw_last_day", "last_day"):
            assert getattr(found, name) == date.fromisoformat(vector[name]), vector
        assert found.closed_reason in CLOSED_NAMES[vector["closed_reason"]], vector
        assert vector["cutoff_local"] == f"{found.ends_at:%H:%M} {found.ends_at.tzinfo}"


@pytest.mark.parametrize(
    ("method", "sent", "notified", "raw", "last", "reason"),
    [
        ("public_network", "25.8.2017", "1.9.2017", "15.9.2017", "15.9.2017", None),
        ("public_network", "28.10.2021", "4.11.2021", "18.11.2021", "18.11.2021", None),
        ("public_network", "15.11.2017", "22.11.2017", "6.12.2017", "7.12.2017",
         ClosedDay.INDEPENDENCE_DAY),
        ("public_network", "4.12.2017", "11.12.2017", "25.12.2017", "27.12.2017",
         ClosedDay.CHRISTMAS_DAY),
        ("public_network", "10.4.2018", "17.4.2018", "1.5.2018", "2.5.2018", ClosedDay.MAY_DAY),
        ("public_network", "11.12.2019", "18.12.2019", "1.1.2020", "2.1.2020",
         ClosedDay.NEW_YEAR),
        ("letter", "2.6.2017", "9.6.2017", "23.6.2017", "26.6.2017", ClosedDay.MIDSUMMER_EVE),
        ("letter", "20.10.2018", "27.10.2018", "10.11.2018", "12.11.2018", ClosedDay.SATURDAY),
        ("electronic", "12.3.2018", "15.3.2018", "29.3.2018", "29.3.2018", None),
        ("electronic", "13.3.2018", "16.3.2018", "30.3.2018", "3.4.2018", ClosedDay.GOOD_FRIDAY),
        ("electronic", "7.12.2017", "10.12.2017", "24.12.2017", "27.12.2017",
         ClosedDay.CHRISTMAS_EVE),
        ("electronic", "29.12.2017", "1.1.2018", "15.1.2018", "15.1.2018", None),
        ("electronic", "4.6.2026", "7.6.2026", "21.6.2026", "22.6.2026", ClosedDay.SUNDAY),
        ("electronic", "20.12.2024", "23.12.2024", "6.1.2025", "7.1.2025", ClosedDay.EPIPHANY),
        ("certified", "11.5.2026", "11.5.2026", "25.5.2026", "25.5.2026", None),
        ("certified", "30.4.2026", "30.4.2026", "14.5.2026", "15.5.2026", ClosedDay.ASCENSION),
    ],
)  # fmt: skip
def test_a_rectification_period(
    method: str, sent: str, notified: str, raw: str, last: str, reason: ClosedDay | None
) -> None:
    found = counted(notice(Method(method), day(sent)))
    assert found.deemed_notified == day(notified)
    assert found.raw_last_day == day(raw)
    assert (found.last_day, found.closed_reason) == (day(last), reason)


def test_the_seed_case_ends_on_15_september_at_four() -> None:
    found = counted(publication(PUBLISHED))
    assert found.ends_at == datetime(2017, 9, 15, 13, 0, tzinfo=UTC)
    assert found.basis == ("Kuntalaki 140 §", "Kuntalaki 134 ja 138 §")


@pytest.mark.parametrize(
    ("sent", "last", "utc_hour"),
    [
        # Clocks go forward on 25.3.2018 and 29.3.2026, and back on 29.10.2017 and 25.10.2026.
        *(("1.3.2018", "22.3.2018", 14), ("6.3.2018", "27.3.2018", 13)),
        *(("6.10.2017", "27.10.2017", 13), ("9.10.2017", "30.10.2017", 14)),
        *(("6.3.2026", "27.3.2026", 14), ("9.3.2026", "30.3.2026", 13)),
        *(("2.10.2026", "23.10.2026", 13), ("5.10.2026", "26.10.2026", 14)),
    ],
)
def test_four_o_clock_is_helsinkis_in_summer_and_winter(
    sent: str, last: str, utc_hour: int
) -> None:
    found = counted(letter(sent))
    assert found.last_day == day(last)
    assert (found.ends_at.hour, found.ends_at.minute) == (16, 0)
    assert found.ends_at.astimezone(UTC).hour == utc_hour


def test_a_claim_has_to_arrive_before_the_registry_closes() -> None:
    found = counted(publication(PUBLISHED))
    assert found.covers(at("15.9.2017", 15, 59, 59))
    assert not found.covers(at("15.9.2017", 16))
    assert found.covers(datetime(2017, 9, 15, 12, 59, tzinfo=UTC))
    assert not found.covers(datetime(2017, 9, 15, 13, 0, tzinfo=UTC))

    short_day = replace(RULES, closing_hour=15, closing_minute=30)
    assert counted(publication(PUBLISHED), short_day).ends_at == at("15.9.2017", 15, 30)


@pytest.mark.parametrize(
    ("appeal", "last", "basis"),
    [
        (Appeal.RECTIFICATION_REQUEST, "26.5.2026", "Kuntalaki 134 ja 138 §"),
        (Appeal.MUNICIPAL_APPEAL, "11.6.2026", "Kuntalaki 135 ja 138 §"),
        (Appeal.PROCUREMENT_RECTIFICATION, "26.5.2026", "Hankintalaki 133 §"),
    ],
)
def test_kinds_of_appeal_have_their_own_length(appeal: Appeal, last: str, basis: str) -> None:
    found = counted(notice(Method.LETTER, day("5.5.2026"), appeal))
    assert (found.last_day, found.basis[1]) == (day(last), basis)


def test_a_moved_last_day_names_the_act_that_moves_it() -> None:
    assert counted(letter("30.4.2026")).basis[2:] == ()
    assert counted(letter("2.5.2026")).basis[2:] == ("Laki 150/1930 5 §",)  # a Saturday


def test_a_tenderer_is_notified_on_the_day_of_sending_and_without_consent() -> None:
    tenderer = notice(Method.ELECTRONIC, day("4.5.2026"), Appeal.PROCUREMENT_RECTIFICATION,
                      ground=Ground.GENERAL)  # fmt: skip
    found = counted(tenderer)
    assert (found.deemed_notified, found.last_day) == (day("4.5.2026"), day("18.5.2026"))
    assert found.basis == ("Hankintalaki 127 §", "Hankintalaki 133 §")


@pytest.mark.parametrize(
    ("method", "notified", "basis"),
    [
        (Method.LETTER, "11.5.2026", "Hankintalaki 127 §, hallintolaki 59 §"),
        (Method.CERTIFIED, "4.5.2026", "Hallintolaki 60 §"),
    ],
)
def test_a_tenderer_is_told_in_other_ways_too(method: Method, notified: str, basis: str) -> None:
    found = counted(notice(method, day("4.5.2026"), Appeal.PROCUREMENT_RECTIFICATION))
    assert (found.deemed_notified, found.basis[0]) == (day(notified), basis)


def test_where_appeal_is_prohibited_no_period_runs_and_none_is_missing() -> None:
    for sent_on in (None, PUBLISHED):
        told = notice(Method.LETTER, sent_on, Appeal.PROHIBITED)
        assert (period(told), flaw(told)) == (None, None)


def test_a_presumption_gives_way_to_proof_but_not_that_of_the_public_network() -> None:
    late = day("12.9.2017")
    assert counted(letter("25.8.2017", received_on=late)).last_day == day("26.9.2017")
    by_mail = notice(Method.ELECTRONIC, PUBLISHED, received_on=late)
    assert counted(by_mail).deemed_notified == late
    members = replace(publication(PUBLISHED), received_on=late)
    assert counted(members).deemed_notified == day("1.9.2017")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (publication(None), WhyNotFinal.MINUTES_NOT_PUBLISHED),
        (letter(None), WhyNotFinal.NOT_SENT),
        (letter(None, received_on=PUBLISHED), WhyNotFinal.NOT_SENT),
        (letter("31.5.2017"), WhyNotFinal.NO_RULE),
        (letter("1.1.3000"), WhyNotFinal.NO_RULE),
        (letter("31.12.2999"), WhyNotFinal.NO_RULE),
        (letter("1.9.2017", received_on=date.max), WhyNotFinal.NO_RULE),
        (publication(PUBLISHED, Appeal.PROCUREMENT_RECTIFICATION), WhyNotFinal.NO_RULE),
        (notice(Method.CERTIFIED, PUBLISHED, received_on=None), WhyNotFinal.RECEIPT_NOT_SHOWN),
        (letter("1.9.2017", received_on=PUBLISHED), WhyNotFinal.RECEIVED_BEFORE_SENT),
        (notice(Method.ELECTRONIC, PUBLISHED, ground=Ground.GENERAL), WhyNotFinal.NO_GROUND),
        (notice(Method.ELECTRONIC, PUBLISHED, ground=Ground.STATUTE), WhyNotFinal.NO_GROUND),
    ],
    ids=lambda value: value.value if isinstance(value, WhyNotFinal) else "",
)
def test_a_period_that_has_not_begun_says_why(told: Notice, why: WhyNotFinal) -> None:
    assert period(told) is None
    assert flaw(told) is why
    stands = finality((told,), None, members_may_appeal=False)
    assert stands.obstacles == (NotFinal(why, told.addressee, told.sent_on),)
    assert stands.earliest_day is None


@pytest.mark.parametrize(
    "ground",
    [
        {"ground": Ground.CONSENT},
        {"ground": Ground.STATUTE, "citation": "Laki 571/2016 19 b §"},
    ],
)
def test_electronic_notice_needs_consent_or_a_statute_that_is_cited(ground: Any) -> None:
    told = notice(Method.ELECTRONIC, PUBLISHED, **ground)
    assert flaw(told) is None
    assert counted(told).deemed_notified == PUBLISHED + timedelta(days=3)


# --- rules with dates -----------------------------------------------------------------------

REFORM = date(2031, 1, 1)
EVE = REFORM - timedelta(days=1)


def reformed() -> Rules:
    """Return rules after an invented reform: letters count after 5 days, periods last 21."""
    letters = NoticeRule(Method.LETTER, (RECTIFICATION,), 5, Receipt.UNLESS_SHOWN,
                         False, "Uusi laki 1 §", REFORM)  # fmt: skip
    return replace(
        RULES,
        notices=(*(replace(rule, until=EVE) for rule in RULES.notices), letters),
        periods=(
            *(replace(rule, until=EVE) for rule in RULES.periods),
            PeriodRule(RECTIFICATION, 21, "Uusi laki 2 §", REFORM),
        ),
    )


def test_the_day_of_sending_chooses_the_rule() -> None:
    before = counted(notice(Method.LETTER, EVE), reformed())
    after = counted(notice(Method.LETTER, REFORM), reformed())
    assert before == counted(notice(Method.LETTER, EVE))
    assert before.deemed_notified == EVE + timedelta(days=7)
    assert after.deemed_notified == REFORM + timedelta(days=5)
    assert after.raw_last_day == after.deemed_notified + timedelta(days=21)
    assert after.basis[:2] == ("Uusi laki 1 §", "Uusi laki 2 §")
    assert flaw(publication(REFORM), reformed()) is WhyNotFinal.NO_RULE


def test_no_two_rules_hold_at_once_and_each_names_its_law() -> None:
    for rules in (RULES, reformed()):
        for appeal in Appeal:
            lengths: list[NoticeRule | PeriodRule] = [
                rule for rule in rules.periods if rule.appeal is appeal
            ]
            assert bool(lengths) == (appeal is not Appeal.PROHIBITED)
            follow_each_other(lengths)
            for method in Method:
                follow_each_other(
                    [r for r in rules.notices if r.method is method and appeal in r.appeals]
                )


def follow_each_other(rules: Sequence[NoticeRule | PeriodRule]) -> None:
    in_order = sorted(rules, key=lambda rule: rule.since)
    for earlier, later in pairwise(in_order):
        assert earlier.until < later.since
    for rule in rules:
        assert rule.basis.endswith("§")
        assert rule.since <= rule.until <= NO_END


def test_the_first_days_of_the_rules() -> None:
    assert flaw(letter("31.5.2017")) is WhyNotFinal.NO_RULE
    assert flaw(letter("1.6.2017")) is None
    procurement = Appeal.PROCUREMENT_RECTIFICATION
    assert flaw(letter("31.12.2016", appeal=procurement)) is WhyNotFinal.NO_RULE
    assert flaw(letter("1.1.2017", appeal=procurement)) is None


# --- finality of a decision -----------------------------------------------------------------


def codes(reasons: tuple[NotFinal, ...]) -> list[str]:
    return [reason.why.value for reason in reasons]


def test_the_seed_case_becomes_final_on_the_day_after_the_period() -> None:
    stands = finality((), PUBLISHED, members_may_appeal=True)
    assert stands.ends_at == stands.take_up_until == at("15.9.2017", 16)
    assert stands.earliest_day == day("16.9.2017")
    assert stands.obstacles == ()

    signing_day = at("29.8.2017", 10)
    assert stands.why_not(signing_day, None) == (
        NotFinal(WhyNotFinal.PERIOD_RUNNING, day=day("15.9.2017")),
        NotFinal(WhyNotFinal.NOT_CONFIRMED, day=day("16.9.2017")),
    )
    assert codes(stands.why_not(at("15.9.2017", 16), None)) == ["not_confirmed"]
    too_soon = day("15.9.2017")
    assert codes(stands.why_not(at("16.9.2017", 9), too_soon)) == ["not_confirmed"]
    assert stands.why_not(at("16.9.2017", 9), day("16.9.2017")) == ()


def test_the_countdown_of_the_seed_case() -> None:
    stands = finality((), PUBLISHED, members_may_appeal=True)
    today = ("29.8.2017", "15.9.2017", "16.9.2017", "1.1.2018")
    assert [stands.days_left(day(text)) for text in today] == [18, 1, 0, 0]
    assert finality((), None, members_may_appeal=True).days_left(PUBLISHED) is None


def test_the_latest_of_all_periods_decides() -> None:
    notices = (letter("30.8.2017", "company"), letter("28.8.2017", "neighbour"))
    stands = finality(notices, PUBLISHED, members_may_appeal=True)
    assert [found.last_day.day for found in stands.periods] == [20, 18, 15]
    assert stands.earliest_day == day("21.9.2017")
    running = stands.why_not(at("18.9.2017", 16), None)
    assert running[0] == NotFinal(WhyNotFinal.PERIOD_RUNNING, "company", day("20.9.2017"))
    assert codes(running) == ["period_running", "not_confirmed"]

    without_members = finality(notices[1:], None, members_may_appeal=False)
    assert without_members.earliest_day == day("19.9.2017")


def test_every_reason_is_named_not_only_the_first() -> None:
    notices = (
        letter(None, "company"),
        notice(Method.CERTIFIED, PUBLISHED, addressee="neighbour", received_on=None),
        letter("28.8.2017", "association"),
    )
    taken_up = Claim(ClaimKind.TAKE_UP, at("30.8.2017", 12))
    stands = finality(notices, None, True, (taken_up,))
    assert stands.why_not(at("1.9.2017", 12), None) == (
        NotFinal(WhyNotFinal.NOT_SENT, "company"),
        NotFinal(WhyNotFinal.RECEIPT_NOT_SHOWN, "neighbour", PUBLISHED),
        NotFinal(WhyNotFinal.MINUTES_NOT_PUBLISHED),
        NotFinal(WhyNotFinal.CLAIM_PENDING, day=day("30.8.2017"), claim=ClaimKind.TAKE_UP),
        NotFinal(WhyNotFinal.PERIOD_RUNNING, "association", day("18.9.2017")),
        NotFinal(WhyNotFinal.NOT_CONFIRMED),
    )
    assert [reason.basis for reason in stands.obstacles] == [
        *("Kuntalaki 139 §", "Hallintolaki 60 §", "Kuntalaki 140 §", "Kuntalaki 92 §"),
    ]
    # Nothing that was confirmed too early lifts what stands against it.
    assert "not_confirmed" in codes(stands.why_not(at("1.1.2020", 12), day("1.1.2020")))


def test_minutes_not_published_matter_only_if_members_may_appeal() -> None:
    told = (letter("28.8.2017"),)
    assert finality(told, None, members_may_appeal=False).obstacles == ()
    assert codes(finality(told, None, members_may_appeal=True).obstacles) == [
        "minutes_not_published"
    ]


def test_a_decision_that_was_told_to_nobody_is_not_final() -> None:
    stands = finality((), PUBLISHED, members_may_appeal=False)
    assert codes(stands.why_not(at("1.1.2020", 12), day("1.1.2020"))) == [
        *("nobody_notified", "not_confirmed")
    ]
    assert stands.ends_at is stands.take_up_until is None


@pytest.mark.parametrize(
    ("kind", "basis"),
    [
        (ClaimKind.RECTIFICATION_REQUEST, "Kuntalaki 134 §"),
        (ClaimKind.APPEAL, "Kuntalaki 135 §"),
        (ClaimKind.PROCUREMENT_RECTIFICATION, "Hankintalaki 132 §"),
        (ClaimKind.TAKE_UP, "Kuntalaki 92 §"),
    ],
)
def test_a_claim_stops_finality_until_it_has_come_to_nothing(kind: ClaimKind, basis: str) -> None:
    claim = Claim(kind, at("14.9.2017", 12))
    confirmed = day("16.9.2017")
    stands = finality((), PUBLISHED, True, (claim,))
    assert stands.earliest_day is None
    assert stands.take_up_until == at("15.9.2017", 16)
    assert stands.obstacles == (
        NotFinal(WhyNotFinal.CLAIM_PENDING, day=day("14.9.2017"), claim=kind),
    )
    assert stands.obstacles[0].basis == basis
    assert codes(stands.why_not(at("16.9.2017", 9), confirmed)) == [
        *("claim_pending", "not_confirmed")
    ]

    settled = finality((), PUBLISHED, True, (replace(claim, settled_on=day("6.11.2017")),))
    assert settled.earliest_day == day("6.11.2017")
    assert codes(settled.why_not(at("6.11.2017", 9), confirmed)) == ["not_confirmed"]
    assert settled.why_not(at("6.11.2017", 9), day("6.11.2017")) == ()

    withdrawn = finality((), PUBLISHED, True, (replace(claim, settled_on=day("14.9.2017")),))
    assert withdrawn.earliest_day == day("16.9.2017")


def test_a_late_claim_is_called_late_but_waits_for_who_may_dismiss_it() -> None:
    request = Claim(ClaimKind.RECTIFICATION_REQUEST, at("15.9.2017", 16))
    assert codes(finality((), PUBLISHED, True, (request,)).obstacles) == ["late_claim_pending"]
    in_time = replace(request, arrived_at=at("15.9.2017", 15, 59, 59))
    assert codes(finality((), PUBLISHED, True, (in_time,)).obstacles) == ["claim_pending"]
    # While somebody's period has not begun, nobody can tell that a claim is late.
    open_end = finality((letter(None),), PUBLISHED, True, (request,))
    assert codes(open_end.obstacles) == ["not_sent", "claim_pending"]


def test_a_claim_arrives_on_helsinkis_day() -> None:
    request = Claim(ClaimKind.APPEAL, datetime(2017, 8, 31, 21, 30, tzinfo=UTC))
    assert finality((), PUBLISHED, True, (request,)).obstacles[0].day == day("1.9.2017")


def test_where_appeal_is_prohibited_nothing_is_waited_for() -> None:
    prohibited = (notice(Method.LETTER, None, Appeal.PROHIBITED),)
    stands = finality(prohibited, None, True, members_appeal=Appeal.PROHIBITED)
    assert stands == Finality((), (), None)
    assert stands.why_not(at("29.8.2017", 10), None) == ()
    taken_up = Claim(ClaimKind.TAKE_UP, at("30.8.2017", 12))
    stopped = finality(prohibited, None, False, (taken_up,))
    assert codes(stopped.why_not(at("1.9.2017", 10), None)) == ["claim_pending", "not_confirmed"]


def test_after_the_boards_decision_there_are_thirty_days_and_no_taking_up() -> None:
    told = (notice(Method.CERTIFIED, day("1.11.2017"), Appeal.MUNICIPAL_APPEAL),)
    stands = finality(told, None, members_may_appeal=False)
    assert stands.earliest_day == day("2.12.2017")
    assert stands.take_up_until is None


def test_personal_data_is_taken_down_when_the_members_period_ends() -> None:
    assert take_down_on(PUBLISHED) == day("15.9.2017")
    assert take_down_on(PUBLISHED, Appeal.MUNICIPAL_APPEAL) == day("2.10.2017")
    assert take_down_on(PUBLISHED, Appeal.PROHIBITED) is None


# --- backwards ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("final_before", "publish"),
    [
        # Published 7.8.2017: over on 28.8. at 16:00, so confirmed and final on 29.8., not before.
        ("30.8.2017", "7.8.2017"),
        # To be final on 28.8. the period would have to end on Sunday 27.8., which moves it.
        ("29.8.2017", "4.8.2017"),
        ("28.8.2017", "4.8.2017"),
        ("16.9.2017", "24.8.2017"),
        ("17.9.2017", "25.8.2017"),
    ],
)
def test_to_be_final_before_a_day_publish_by(final_before: str, publish: str) -> None:
    assert publish_by(day(final_before)) == day(publish)


def test_backwards_by_each_method_and_kind_of_appeal() -> None:
    before = day("30.8.2017")
    found = {method: publish_by(before, method) for method in Method}
    assert found == {
        Method.PUBLIC_NETWORK: day("7.8.2017"),
        Method.LETTER: day("7.8.2017"),
        Method.ELECTRONIC: day("11.8.2017"),
        Method.CERTIFIED: day("14.8.2017"),
    }
    assert publish_by(before, appeal=Appeal.MUNICIPAL_APPEAL) == day("22.7.2017")
    assert publish_by(before, appeal=Appeal.PROHIBITED) is None


def test_backwards_finds_no_day_on_which_no_rule_held() -> None:
    assert publish_by(day("24.6.2017")) == day("1.6.2017")
    for too_early in (day("23.6.2017"), day("1.1.2017"), date.min):
        assert publish_by(too_early) is None
    assert publish_by(date.max) is None


def confirmed_first(sent: date, method: Method, appeal: Appeal) -> date:
    return counted(notice(method, sent, appeal)).last_day + timedelta(days=1)


APPEALS = st.sampled_from([Appeal.RECTIFICATION_REQUEST, Appeal.MUNICIPAL_APPEAL])


@EXAMPLES
@given(SENDING_DAYS, st.sampled_from(Method), APPEALS)
def test_backwards_and_forwards_agree(final_before: date, method: Method, appeal: Appeal) -> None:
    final_before += timedelta(days=60)  # whatever the method, a rule held early enough
    publish = publish_by(final_before, method, appeal)
    assert publish is not None
    assert confirmed_first(publish, method, appeal) < final_before
    for later in range(1, 8):
        sent = publish + timedelta(days=later)
        assert confirmed_first(sent, method, appeal) >= final_before


@EXAMPLES
@given(SENDING_DAYS, st.sampled_from(Method), APPEALS)
def test_who_publishes_in_time_could_publish_on_the_latest_day(
    sent: date, method: Method, appeal: Appeal
) -> None:
    first = confirmed_first(sent, method, appeal)
    publish = publish_by(first + timedelta(days=1), method, appeal)
    assert publish is not None
    assert publish >= sent
    assert confirmed_first(publish, method, appeal) == first


def test_backwards_follows_the_rules_of_each_day() -> None:
    final_before = REFORM + timedelta(days=20)
    publish = publish_by(final_before, Method.LETTER, rules=reformed())
    assert publish == publish_by(final_before, Method.LETTER)
    later = publish_by(REFORM + timedelta(days=60), Method.LETTER, rules=reformed())
    assert later is not None
    assert later >= REFORM
    assert publish_by(REFORM + timedelta(days=90), rules=reformed()) is None  # no such rule then


# --- properties of every period -------------------------------------------------------------


@EXAMPLES
@given(SENDING_DAYS, st.sampled_from(Method), APPEALS)
def test_the_last_day_is_open_and_the_first_such_day(
    sent: date, method: Method, appeal: Appeal
) -> None:
    found = counted(notice(method, sent, appeal))
    assert closed_day(found.last_day) is None
    assert (found.closed_reason is None) == (found.last_day == found.raw_last_day)
    moved = (found.last_day - found.raw_last_day).days
    assert all(closed_day(found.raw_last_day + timedelta(n)) for n in range(moved))
    assert found.ends_at.astimezone(HELSINKI).date() == found.last_day
    assert found.ends_at.utcoffset() in (timedelta(hours=2), timedelta(hours=3))


@EXAMPLES
@given(SENDING_DAYS, st.integers(0, 40), st.sampled_from(Method), APPEALS)
def test_who_is_told_later_has_time_no_shorter(
    sent: date, later: int, method: Method, appeal: Appeal
) -> None:
    first, second = (
        counted(notice(method, on, appeal)) for on in (sent, sent + timedelta(days=later))
    )
    assert first.deemed_notified + timedelta(days=later) == second.deemed_notified
    assert first.last_day <= second.last_day
    assert first.ends_at <= second.ends_at


@EXAMPLES
@given(SENDING_DAYS, st.lists(SENDING_DAYS, max_size=4))
def test_one_more_addressee_never_makes_a_decision_final_sooner(
    published: date, sent: list[date]
) -> None:
    told = tuple(notice(Method.LETTER, on) for on in sent)
    all_first = finality(told, published, members_may_appeal=True).earliest_day
    assert all_first is not None
    fewer = finality(told[1:], published, members_may_appeal=True).earliest_day
    assert fewer is not None
    assert all_first >= fewer
    assert finality((*told, letter(None)), published, True).earliest_day is None


CLAIMS = st.builds(Claim, arrived_at=MOMENTS)


@EXAMPLES
@given(st.builds(Notice), st.none() | st.dates(), st.booleans(), st.lists(CLAIMS, max_size=3))
def test_no_record_however_odd_breaks_the_count(
    told: Notice, published: date | None, members: bool, claims: list[Claim]
) -> None:
    assert (period(told) is None) or (flaw(told) is None)
    stands = finality((told,), published, members, tuple(claims))
    reasons = stands.why_not(at("29.8.2017", 10), published)
    assert all(reason.basis.endswith("§") for reason in reasons)
    if stands.earliest_day:
        assert not stands.obstacles
    if published:
        publish_by(published)
        take_down_on(published)


@EXAMPLES
@given(st.builds(Notice), CLAIMS, st.booleans())
def test_the_values_travel_as_plain_json(told: Notice, claim: Claim, members: bool) -> None:
    stands = finality((told, letter("28.8.2017")), PUBLISHED, members, (claim,))
    for value in (told, claim, stands, RULES):
        plain = to_plain(value, type(value))
        assert from_plain(json.loads(json.dumps(plain)), type(value)) == value
