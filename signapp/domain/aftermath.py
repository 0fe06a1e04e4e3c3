"""The rules after a decision was made: publication, notice, claims and finality."""

from collections.abc import Callable, Iterator
from datetime import date

from signapp.domain import errors
from signapp.domain.acts import (
    Act,
    ClaimArrived,
    ClaimSettled,
    EnforcementForbidden,
    FinalityConfirmed,
    MinutesPublished,
    NoticeGiven,
)
from signapp.domain.calendar import helsinki_day
from signapp.domain.deadlines import WhyNotFinal, flaw
from signapp.domain.decision import Stage, notice_of
from signapp.domain.errors import Reason
from signapp.domain.situation import Duty, Situation, at_stage, has_duty

BETTER_BEFORE_SENDING = (
    WhyNotFinal.NO_RULE,
    WhyNotFinal.NO_GROUND,
    WhyNotFinal.RECEIVED_BEFORE_SENT,
)
"""Flaws of a notice that no later receipt mends: it is refused."""


def _decided(s: Situation) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)


def _publish(s: Situation, _: Act) -> Iterator[Reason]:
    yield from has_duty(s, Duty.PREPARE)
    yield from _decided(s)


def _registry(s: Situation, _: Act) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    yield from _decided(s)


def _after_decision(s: Situation, day: date) -> Iterator[Reason]:
    """Nothing answers a decision, or tells of it, before the day on which it was made."""
    if s.case and s.case.decided_at and day < helsinki_day(s.case.decided_at):
        yield errors.BeforeTheDecision(day=day)


def _forbid(s: Situation, act: EnforcementForbidden) -> Iterator[Reason]:
    yield from _registry(s, act)
    if not act.body.strip():
        yield errors.ForbiddingBodyMissing()


def _give_notice(s: Situation, act: NoticeGiven) -> Iterator[Reason]:
    yield from _registry(s, act)
    found = flaw(notice_of(act))
    if found in BETTER_BEFORE_SENDING:
        yield errors.NoticeFlawed(why=found.value)
    if act.sent_on > s.today:
        yield errors.DayInFuture(day=act.sent_on)
    if act.received_on and act.received_on > s.today:
        yield errors.DayInFuture(day=act.received_on)
    yield from _after_decision(s, act.sent_on)


def _claim(s: Situation, act: ClaimArrived) -> Iterator[Reason]:
    yield from _registry(s, act)
    if act.arrived_at > s.at:
        yield errors.DayInFuture(day=helsinki_day(act.arrived_at))
    yield from _after_decision(s, helsinki_day(act.arrived_at))


def _settle(s: Situation, act: ClaimSettled) -> Iterator[Reason]:
    yield from _registry(s, act)
    claims = s.case.claims if s.case else ()
    if not 1 <= act.claim <= len(claims) or claims[act.claim - 1].settled_on:
        yield errors.ClaimUnknown(claim=act.claim)
    elif act.settled_on < helsinki_day(claims[act.claim - 1].arrived_at):
        yield errors.SettledBeforeArrival(day=act.settled_on)
    if act.settled_on > s.today:
        yield errors.DayInFuture(day=act.settled_on)


def _confirm(s: Situation, act: FinalityConfirmed) -> Iterator[Reason]:
    yield from _registry(s, act)
    if s.case is None:
        return
    if s.case.final_on:
        yield errors.AlreadyFinal()
    for obstacle in s.case.finality.why_not(s.at, s.today):
        yield errors.NotFinalYet(why=obstacle.why.value, day=obstacle.day)


AFTERMATH_CHECKS: dict[type, Callable[..., Iterator[Reason]]] = {
    MinutesPublished: _publish,
    NoticeGiven: _give_notice,
    ClaimArrived: _claim,
    ClaimSettled: _settle,
    EnforcementForbidden: _forbid,
    FinalityConfirmed: _confirm,
}
