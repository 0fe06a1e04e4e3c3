"""Notice, appeal periods and finality: until when a decision can be challenged, and by whom.

Everything is counted from recorded facts; nothing here looks at a clock. The presumed day of
notice is never moved; a last day on which the offices are closed is.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum

from signapp.domain.calendar import (
    NO_END,
    RULES,
    Appeal,
    ClosedDay,
    Ground,
    Method,
    Receipt,
    Rules,
    closed_day,
    helsinki_day,
    next_open_day,
)


@dataclass(frozen=True)
class Notice:
    """How and when one addressee got, or is to get, the decision with its appeal instruction.

    `ground` says what allowed the method, `citation` the provision where that is a statute. The
    municipal members, who are notified all at once, have no name: their `addressee` is empty.
    """

    addressee: str
    method: Method
    ground: Ground
    appeal: Appeal
    sent_on: date | None
    received_on: date | None = None
    citation: str = ""


def publication(
    published_on: date | None, appeal: Appeal = Appeal.RECTIFICATION_REQUEST
) -> Notice:
    """Return the notice that publishing the minutes is to municipal members (Kuntalaki 140 §)."""
    return Notice("", Method.PUBLIC_NETWORK, Ground.GENERAL, appeal, published_on)


@dataclass(frozen=True)
class AppealPeriod:
    """One addressee's time to challenge the decision; it is over at `ends_at`.

    `closed_reason` says why the last day is not the one counted (Act 150/1930, 5 §).
    """

    notice: Notice
    deemed_notified: date
    raw_last_day: date
    last_day: date
    closed_reason: ClosedDay | None
    ends_at: datetime
    basis: tuple[str, ...]

    def covers(self, moment: datetime) -> bool:
        """Tell whether a claim that arrives now is in time: before the registry closes."""
        return moment < self.ends_at


class WhyNotFinal(Enum):
    """What stands against finality."""

    NOBODY_NOTIFIED = "nobody_notified"
    MINUTES_NOT_PUBLISHED = "minutes_not_published"
    NOT_SENT = "not_sent"
    NO_RULE = "no_rule"
    NO_GROUND = "no_ground"
    RECEIPT_NOT_SHOWN = "receipt_not_shown"
    RECEIVED_BEFORE_SENT = "received_before_sent"
    CLAIM_PENDING = "claim_pending"
    LATE_CLAIM_PENDING = "late_claim_pending"
    PERIOD_RUNNING = "period_running"
    NOT_CONFIRMED = "not_confirmed"


def period(notice: Notice, rules: Rules = RULES) -> AppealPeriod | None:
    """Return the addressee's period; None while it has not begun, or if appeal is prohibited."""
    counted = _counted(notice, rules)
    return counted if isinstance(counted, AppealPeriod) else None


def flaw(notice: Notice, rules: Rules = RULES) -> WhyNotFinal | None:
    """Return why the addressee's period has not begun, or None when nothing is missing."""
    counted = _counted(notice, rules)
    return counted if isinstance(counted, WhyNotFinal) else None


def _counted(notice: Notice, rules: Rules) -> AppealPeriod | WhyNotFinal | None:
    if notice.appeal is Appeal.PROHIBITED:  # Kuntalaki 136 §
        return None
    if notice.sent_on is None:
        published = notice.method is Method.PUBLIC_NETWORK
        return WhyNotFinal.MINUTES_NOT_PUBLISHED if published else WhyNotFinal.NOT_SENT
    told = rules.for_notice(notice.method, notice.appeal, notice.sent_on)
    length = rules.for_period(notice.appeal, notice.sent_on)
    if told is None or length is None:
        return WhyNotFinal.NO_RULE
    if not told.allows(notice.ground, notice.citation):
        return WhyNotFinal.NO_GROUND
    received = None if told.receipt is Receipt.PRESUMED else notice.received_on
    if received is None and told.receipt is Receipt.SHOWN:
        return WhyNotFinal.RECEIPT_NOT_SHOWN
    if received and received < notice.sent_on:
        return WhyNotFinal.RECEIVED_BEFORE_SENT
    notified = received or notice.sent_on + timedelta(days=told.days)
    return _period_from(notice, notified, (told.basis, length.basis), length.days, rules)


def _period_from(
    notice: Notice, notified: date, basis: tuple[str, ...], days: int, rules: Rules
) -> AppealPeriod | WhyNotFinal:
    if notified > NO_END:
        return WhyNotFinal.NO_RULE
    raw_last_day = notified + timedelta(days=days)
    last_day = next_open_day(raw_last_day)
    return AppealPeriod(
        notice,
        deemed_notified=notified,
        raw_last_day=raw_last_day,
        last_day=last_day,
        closed_reason=closed_day(raw_last_day),
        ends_at=rules.closing(last_day),
        basis=(*basis, "Laki 150/1930 5 §") if last_day != raw_last_day else basis,
    )


class ClaimKind(Enum):
    """What stops a decision from becoming final, once it is recorded."""

    RECTIFICATION_REQUEST = "rectification_request"
    APPEAL = "appeal"
    PROCUREMENT_RECTIFICATION = "procurement_rectification"
    TAKE_UP = "take_up"


@dataclass(frozen=True)
class Claim:
    """A claim against the decision, or its taking up by the board (Kuntalaki 134, 135 and 92 §).

    `settled_on` is the day on which it came to nothing: finally rejected, dismissed, withdrawn.
    """

    kind: ClaimKind
    arrived_at: datetime
    settled_on: date | None = None


@dataclass(frozen=True)
class NotFinal:
    """One reason why a decision is not final, with the facts it has.

    `day`: when it was sent, arrived or ends, or when finality can first be confirmed.
    """

    why: WhyNotFinal
    addressee: str = ""
    day: date | None = None
    claim: ClaimKind | None = None

    @property
    def basis(self) -> str:
        """The law that makes this a reason."""
        return _BASIS.get(self.claim or self.why, "Kuntalaki 138 §")


_BASIS: dict[WhyNotFinal | ClaimKind, str] = {
    WhyNotFinal.MINUTES_NOT_PUBLISHED: "Kuntalaki 140 §",
    WhyNotFinal.NOT_SENT: "Kuntalaki 139 §",
    WhyNotFinal.NO_GROUND: "Laki 13/2003 19 §",
    WhyNotFinal.RECEIPT_NOT_SHOWN: "Hallintolaki 60 §",
    ClaimKind.RECTIFICATION_REQUEST: "Kuntalaki 134 §",
    ClaimKind.APPEAL: "Kuntalaki 135 §",
    ClaimKind.PROCUREMENT_RECTIFICATION: "Hankintalaki 132 §",
    ClaimKind.TAKE_UP: "Kuntalaki 92 §",
}


@dataclass(frozen=True)
class Finality:
    """How far a decision is from being final.

    `obstacles` are those that no passing of time removes; `earliest_day` is the first day on
    which finality can be confirmed, and None while it cannot be told, or if no period runs.
    """

    periods: tuple[AppealPeriod, ...]
    obstacles: tuple[NotFinal, ...]
    earliest_day: date | None

    @property
    def ends_at(self) -> datetime | None:
        """When the last of the periods that have begun is over."""
        return max((period.ends_at for period in self.periods), default=None)

    @property
    def take_up_until(self) -> datetime | None:
        """Until when the board may take it up: as rectification requests (Kuntalaki 92 §)."""
        kind = Appeal.RECTIFICATION_REQUEST
        return max((p.ends_at for p in self.periods if p.notice.appeal is kind), default=None)

    def days_left(self, today: date) -> int | None:
        """Return the days until `earliest_day`: 0 from then on, None while it cannot be told."""
        return None if self.earliest_day is None else max(0, (self.earliest_day - today).days)

    def why_not(self, moment: datetime, confirmed_on: date | None) -> tuple[NotFinal, ...]:
        """Return every reason why the decision is not final at the moment; nothing if it is.

        On `confirmed_on` the registry confirmed that no claim arrived, or, after a board's
        decision, the court certified finality; before `earliest_day` that confirms nothing.
        """
        reasons = list(self.obstacles)
        for period in self.periods:
            if period.covers(moment):
                addressee, last_day = period.notice.addressee, period.last_day
                reasons.append(NotFinal(WhyNotFinal.PERIOD_RUNNING, addressee, last_day))
        first = self.earliest_day
        confirmed = first is not None and confirmed_on is not None and first <= confirmed_on
        if (self.periods or reasons) and not confirmed:
            reasons.append(NotFinal(WhyNotFinal.NOT_CONFIRMED, day=first))
        return tuple(reasons)


def finality(
    notices: tuple[Notice, ...],
    published_on: date | None,
    members_may_appeal: bool,
    claims: tuple[Claim, ...] = (),
    members_appeal: Appeal = Appeal.RECTIFICATION_REQUEST,
    rules: Rules = RULES,
) -> Finality:
    """Return how far the decision is from being final: the latest of all periods decides.

    `notices` has one notice for each addressee, also for those to whom nothing was sent yet; a
    notice that failed and was given again some other way is left out.
    """
    if members_may_appeal:
        notices = (*notices, publication(published_on, members_appeal))
    counted = [(notice, _counted(notice, rules)) for notice in notices]
    periods = tuple(found for _, found in counted if isinstance(found, AppealPeriod))
    obstacles = [
        NotFinal(found, notice.addressee, notice.sent_on)
        for notice, found in counted
        if isinstance(found, WhyNotFinal)
    ]
    if not notices:
        obstacles.append(NotFinal(WhyNotFinal.NOBODY_NOTIFIED))
    all_over = None if obstacles else max((p.ends_at for p in periods), default=None)
    obstacles += [_pending(claim, all_over) for claim in claims if claim.settled_on is None]
    days = [period.last_day + timedelta(days=1) for period in periods]
    days += [claim.settled_on for claim in claims if claim.settled_on]
    return Finality(periods, tuple(obstacles), max(days) if periods and not obstacles else None)


def _pending(claim: Claim, all_over: datetime | None) -> NotFinal:
    # A late claim has no chance, but only the body it was made to can say so.
    late = all_over is not None and claim.arrived_at >= all_over
    why = WhyNotFinal.LATE_CLAIM_PENDING if late else WhyNotFinal.CLAIM_PENDING
    return NotFinal(why, day=helsinki_day(claim.arrived_at), claim=claim.kind)


def publish_by(
    final_before: date,
    method: Method = Method.PUBLIC_NETWORK,
    appeal: Appeal = Appeal.RECTIFICATION_REQUEST,
    rules: Rules = RULES,
) -> date | None:
    """Return the latest day to publish or send, for finality before a day; None if no rule fits.

    Final at the earliest on the day after the last day, so both lie before `final_before`.
    """
    if final_before <= min(rule.since for rule in rules.notices):
        return None
    for back in range(rules.longest):
        day = final_before - timedelta(days=back)
        received = day if method is Method.CERTIFIED else None
        found = period(Notice("", method, Ground.CONSENT, appeal, day, received), rules)
        if found and found.last_day + timedelta(days=1) < final_before:
            return day
    return None


def take_down_on(
    published_on: date, appeal: Appeal = Appeal.RECTIFICATION_REQUEST, rules: Rules = RULES
) -> date | None:
    """Return the day at whose end personal data must be gone from what was published.

    The last day of the members' period, even if a party's ends later (Kuntalaki 140 §).
    """
    found = period(publication(published_on, appeal), rules)
    return found.last_day if found else None
