"""Claimed and proven moments: a stamp bounds what is before it and what carries it."""

from datetime import UTC, datetime, timedelta

from signapp.domain.acts import DESK, Act, SessionClosed
from signapp.domain.anchoring import CheckpointStamped
from signapp.ledger.entries import Entry
from signapp.services.two_clocks import Bracket, ProvenMoment, brackets, clock_jumps

NOON = datetime(2017, 8, 28, 9, tzinfo=UTC)


def at(minutes: float) -> datetime:
    return NOON + timedelta(minutes=minutes)


def entries(*told: tuple[float, Act]) -> tuple[Entry, ...]:
    return tuple(
        Entry("", number, at(minutes), DESK, act, "", 0, "", "", "")
        for number, (minutes, act) in enumerate(told)
    )


def stamp(size: int, minutes: float) -> CheckpointStamped:
    return CheckpointStamped(size, "", b"", at(minutes))


ENDED = SessionClosed()


def bounds(found: tuple[Bracket, ...]) -> list[tuple[datetime | None, datetime | None]]:
    return [(one.not_earlier, one.not_later) for one in found]


def test_without_a_stamp_nothing_is_proven() -> None:
    found = brackets(entries((0, ENDED), (1, ENDED)))
    assert bounds(found) == [(None, None)] * 2
    assert [one.claimed for one in found] == [at(0), at(1)]
    assert clock_jumps(found) == ()


def test_a_stamp_bounds_what_it_covers_and_what_carries_it() -> None:
    told = entries((0, ENDED), (1, ENDED), (2, ENDED), (3, stamp(2, 3)), (4, ENDED))
    assert bounds(brackets(told)) == [
        (None, at(3)), (None, at(3)), (None, None), (at(3), None), (at(3), None),
    ]  # fmt: skip


def test_what_a_case_brought_home_was_before_it_was_taken_in() -> None:
    home = entries((0, ENDED), (9, ENDED), (12, stamp(2, 12)))
    away = Entry("away", 7, at(5), DESK, ENDED, "", 0, "", "", "")
    stamped_away = Entry("away", 8, at(6), DESK, stamp(1, 1), "", 0, "", "", "")
    told = (home[0], away, stamped_away, *home[1:])
    assert bounds(brackets(told)) == [
        (None, at(12)), (None, at(12)), (None, at(12)), (None, at(12)), (at(12), None),
    ]  # fmt: skip


def test_of_several_stamps_the_nearest_bound_counts() -> None:
    told = entries((0, ENDED), (1, stamp(1, 1)), (2, ENDED), (9, stamp(3, 9)), (10, ENDED))
    assert bounds(brackets(told)) == [
        (None, at(1)), (at(1), at(9)), (at(1), at(9)), (at(9), None), (at(9), None),
    ]  # fmt: skip
    minutes_of_a_decision = ProvenMoment(size=3, carried=4, moment=at(5))
    assert bounds(brackets(told, [minutes_of_a_decision]))[2:] == [
        (at(1), at(5)), (at(9), None), (at(9), None),
    ]  # fmt: skip


def test_a_clock_that_was_put_back_or_forward_is_told() -> None:
    told = entries((20, ENDED), (-6, stamp(1, 9)), (4, ENDED), (3.9, ENDED), (9, ENDED))
    found = brackets(told)
    assert [(one.number, one.behind, one.ahead) for one in clock_jumps(found)] == [
        (0, False, True),  # claims 20 minutes; the stamp proves that it was not after 9
        (1, True, False),
        (3, True, False),  # five minutes are tolerated, and no more
    ]
