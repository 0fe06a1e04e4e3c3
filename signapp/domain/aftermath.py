"""The rules after a decision was made: notice, claims, enforcement and finality."""

from collections.abc import Callable, Iterator
from datetime import date

from signapp.domain import errors, publicity_errors
from signapp.domain.acts import (
    Act,
    ClaimArrived,
    ClaimSettled,
    FinalityConfirmed,
    NoticeGiven,
)
from signapp.domain.addressees import notice_of
from signapp.domain.authorising import signatory
from signapp.domain.calendar import helsinki_day
from signapp.domain.claims import (
    EnforcementForbidden,
    EnforcementPermitted,
    EnforcementRejudged,
)
from signapp.domain.deadlines import WhyNotFinal, flaw
from signapp.domain.decision import Stage
from signapp.domain.errors import Reason
from signapp.domain.extract_errors import ExtractIsOriginal
from signapp.domain.publication import PUBLICATION_CHECKS, gaps_to_judge
from signapp.domain.situation import Duty, Situation, at_stage, has_duty, holds

BETTER_BEFORE_SENDING = (
    WhyNotFinal.NO_RULE,
    WhyNotFinal.NO_GROUND,
    WhyNotFinal.RECEIVED_BEFORE_SENT,
)
"""Flaws of a notice that no later receipt mends: it is refused."""


def _decided(s: Situation) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)


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
    minutes = s.case.all_minutes if s.case else ()
    if act.extract and any(act.extract == one.document for one in minutes):
        yield ExtractIsOriginal()


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


def _permit(s: Situation, act: EnforcementPermitted) -> Iterator[Reason]:
    yield from _registry(s, act)
    if s.case and act.body not in s.case.enforcement.forbidden_by:
        yield publicity_errors.NotForbidden(body=act.body)


def _rejudge(s: Situation, _: EnforcementRejudged) -> Iterator[Reason]:
    """Whoever may sign judges anew, before signing, what has come since the proposal (R26).

    After the authorised office was dissolved, that is its successor.
    """
    yield from at_stage(s, Stage.DECIDED)
    if s.case is None:
        return
    wanted = s.case.authorises
    if wanted is None:
        yield from holds(s, s.actor.office)
        yield errors.OutcomeOpensNoSigning()
    else:
        yield from signatory(s, s.case, wanted)
    if not s.case.enforcement.news:
        yield publicity_errors.NothingToRejudge()


def _certified(s: Situation, act: FinalityConfirmed) -> Iterator[Reason]:
    """After a decision of the board or a court, the registry only records what it was told."""
    complete = bool(act.certified_by) and act.certified_on is not None
    if (act.certified_by or act.certified_on or (s.case and s.case.needs_certificate)) and (
        not complete
    ):
        yield publicity_errors.CourtCertificateMissing()
    if act.certified_on and act.certified_on > s.today:
        yield publicity_errors.CertificateInFuture(day=act.certified_on)


def _confirm(s: Situation, act: FinalityConfirmed) -> Iterator[Reason]:
    yield from _registry(s, act)
    if s.case is None:
        return
    if s.case.final_on:
        yield errors.AlreadyFinal()
    yield from _certified(s, act)
    for since, _ in gaps_to_judge(s.case):
        yield publicity_errors.OutageNotJudged(day=helsinki_day(since))
    for obstacle in s.case.finality.why_not(s.at, s.today):
        yield errors.NotFinalYet(why=obstacle.why.value, day=obstacle.day)


AFTERMATH_CHECKS: dict[type, Callable[..., Iterator[Reason]]] = {
    **PUBLICATION_CHECKS,
    NoticeGiven: _give_notice,
    ClaimArrived: _claim,
    ClaimSettled: _settle,
    EnforcementForbidden: _forbid,
    EnforcementPermitted: _permit,
    EnforcementRejudged: _rejudge,
    FinalityConfirmed: _confirm,
}
