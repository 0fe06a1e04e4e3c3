"""What happened to a decision after it was made, read for the window."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from signapp.domain.calendar import helsinki_day
from signapp.domain.deadlines import (
    AppealPeriod,
    Claim,
    NotFinal,
    Notice,
    WhyNotFinal,
    flaw,
    period,
    publication,
)
from signapp.domain.decision import Case
from signapp.domain.publication import gaps_to_judge, members_period
from signapp.services.desk import Desk


@dataclass(frozen=True)
class Addressee:
    """Somebody who got the decision, and their period, or why it has not begun.

    The municipal members, who are told by publishing, have no name.
    """

    name: str
    notice: Notice
    period: AppealPeriod | None
    flaw: WhyNotFinal | None


@dataclass(frozen=True)
class Aftermath:
    """Publication, notices, and how far the decision is from being final.

    `against` says what stands against finality, were it confirmed now; `names` are those of the
    addressees by their commitment. `gaps` are those in which the minutes could not be seen, and
    `remove_by` is the day at whose end personal data must be gone from the network.
    """

    published_at: datetime | None
    address: str
    addressees: tuple[Addressee, ...]
    ends_at: datetime | None
    earliest_day: date | None
    against: tuple[NotFinal, ...]
    names: Mapping[str, str]
    forbidden_by: str
    final_on: date | None
    remove_by: date | None
    taken_down_at: datetime | None
    gaps: tuple[tuple[datetime, datetime | None], ...]
    to_judge: tuple[tuple[datetime, datetime | None], ...]
    claims: tuple[Claim, ...]


def read_aftermath(desk: Desk, case: Case) -> Aftermath | None:
    """Read what happened after a decision; None while there is none."""
    if case.decided is None:
        return None
    now, finality, members = desk.journal.clock.now(), case.finality, members_period(case)
    notices = list(case.notices)
    if case.publication.counts_on:
        notices.insert(0, publication(case.publication.counts_on))
    names = {one.addressee: desk.journal.text(one.addressee) for one in case.notices}
    return Aftermath(
        published_at=case.published_at,
        address=case.publication.last.address if case.publication.last else "",
        addressees=tuple(
            Addressee(names.get(one.addressee, ""), one, period(one), flaw(one)) for one in notices
        ),
        ends_at=finality.ends_at,
        earliest_day=finality.earliest_day,
        against=finality.why_not(now, helsinki_day(now)) if case.final_on is None else (),
        names=names,
        forbidden_by=case.forbidden_by,
        final_on=case.final_on,
        remove_by=members.last_day if members and case.publicity.has_personal_data else None,
        taken_down_at=case.publication.taken_down_at,
        gaps=case.publication.gaps,
        to_judge=gaps_to_judge(case) if case.final_on is None else (),
        claims=case.claims,
    )
