"""The rules of publishing minutes on the public network, and of taking them down again."""

from collections.abc import Callable, Iterator
from datetime import datetime

from signapp.domain import errors, publicity_errors
from signapp.domain.acts import Act
from signapp.domain.calendar import helsinki_day
from signapp.domain.deadlines import AppealPeriod, period, publication
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import Reason
from signapp.domain.handling import has_a_duty
from signapp.domain.publicity import (
    MinutesPublished,
    MinutesTakenDown,
    OutageRecorded,
    OutagesJudged,
    PublicationDecided,
)
from signapp.domain.situation import Duty, Situation, at_stage, has_duty


def members_period(case: Case) -> AppealPeriod | None:
    """Return the municipal members' period, which publishing began; None while there is none."""
    counted = case.publication.counts_on
    return period(publication(counted)) if counted else None


def gaps_to_judge(case: Case) -> tuple[tuple[datetime, datetime | None], ...]:
    """Return the gaps in what members could see that nobody has judged yet.

    The law does not say how long a gap may be, so none is counted as harmless by itself.
    """
    found = members_period(case)
    return case.publication.gaps_to_judge(found.ends_at) if found else ()


def is_to_be_taken_down(case: Case, now: datetime) -> bool:
    """Tell whether personal data are still on the network after the period ended (R29)."""
    found = members_period(case)
    over = found is not None and now >= found.ends_at
    return over and case.publication.is_visible and case.publicity.has_personal_data


def _after_decision(s: Situation) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)


def _decide_publication(s: Situation, _: PublicationDecided) -> Iterator[Reason]:
    """Whoever decided finds the publishing necessary; nobody else can (Kuntalaki 140.2 §)."""
    yield from has_duty(s, Duty.DECIDE)
    proposal = s.case.proposal if s.case else None
    if proposal and s.actor.office != proposal.decision_maker:
        yield errors.DutyNotInOffice(office=s.actor.office, duty=Duty.DECIDE.value)
    yield from at_stage(s, Stage.PROPOSED, Stage.DECIDING, Stage.DECIDED, Stage.SIGNED)


def _publish(s: Situation, act: MinutesPublished) -> Iterator[Reason]:
    yield from has_duty(s, Duty.PREPARE)
    yield from _after_decision(s)
    case = s.case
    if case is None or case.decided is None or case.proposal is None:
        return
    published = case.publication
    if published.is_visible and published.first:
        yield publicity_errors.AlreadyPublished(day=helsinki_day(published.first.seen_at))
    order = s.roster.publications.get(act.order)
    decided_on = helsinki_day(case.decided_at) if case.decided_at else s.today
    standing = (
        order is not None
        and order.office == case.proposal.decision_maker
        and order.since <= decided_on <= order.until
    )
    if not standing and (act.order or not published.decided):
        yield publicity_errors.PublicationNotDecided()
    yield from _published_bytes(case, act)
    if act.seen_at > s.at:
        yield errors.DayInFuture(day=helsinki_day(act.seen_at))
    earliest = published.taken_down_at or case.decided_at
    if earliest and act.seen_at < earliest:
        yield publicity_errors.CountedTooEarly(day=helsinki_day(earliest))


def _published_bytes(case: Case, act: MinutesPublished) -> Iterator[Reason]:
    """What is published is the newest copy in force, or minutes that withhold nothing."""
    in_force = case.minutes_in_force
    made = case.publicity.copy_of(in_force.document) if in_force else None
    whole = () if case.decided is None else (case.decided.signed, *case.revisions)
    originals = {one.document for one in whole}
    open_original = act.document in originals and not case.publicity.anything_withheld
    if not open_original and (made is None or act.document != made.copy):
        yield publicity_errors.NotAPublicCopy()


def _on_the_network(s: Situation) -> Iterator[Reason]:
    yield from has_a_duty(s, Duty.PREPARE, Duty.REGISTER)
    yield from _after_decision(s)
    if s.case and not s.case.publication.is_visible:
        yield publicity_errors.NotPublished()


def _record_outage(s: Situation, act: OutageRecorded) -> Iterator[Reason]:
    yield from _on_the_network(s)
    first = s.case.publication.first if s.case else None
    if first and not first.seen_at <= act.since < act.until <= s.at:
        yield publicity_errors.OutageMalformed()


def _judge_outages(s: Situation, act: OutagesJudged) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    yield from _after_decision(s)
    first = s.case.publication.first if s.case else None
    if first is None:
        yield publicity_errors.NotPublished()
    elif act.counted_from < helsinki_day(first.seen_at):
        yield publicity_errors.CountedTooEarly(day=helsinki_day(first.seen_at))
    if act.counted_from > s.today:
        yield errors.DayInFuture(day=act.counted_from)


def _take_down(s: Situation, act: MinutesTakenDown) -> Iterator[Reason]:
    yield from _on_the_network(s)
    last = s.case.publication.last if s.case else None
    if act.taken_down_at > s.at:
        yield errors.DayInFuture(day=helsinki_day(act.taken_down_at))
    if last and act.taken_down_at < last.seen_at:
        yield publicity_errors.CountedTooEarly(day=helsinki_day(last.seen_at))


PUBLICATION_CHECKS: dict[type[Act], Callable[..., Iterator[Reason]]] = {
    PublicationDecided: _decide_publication,
    MinutesPublished: _publish,
    OutageRecorded: _record_outage,
    OutagesJudged: _judge_outages,
    MinutesTakenDown: _take_down,
}
