"""What happened to a decision after it was made, read for the window."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from signapp.domain.calendar import helsinki_day
from signapp.domain.deadlines import (
    AppealPeriod,
    NotFinal,
    Notice,
    WhyNotFinal,
    flaw,
    period,
    publication,
)
from signapp.domain.decision import Case
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
    addressees by their commitment.
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


def read_aftermath(desk: Desk, case: Case) -> Aftermath | None:
    """Read what happened after a decision; None while there is none."""
    if case.decided is None:
        return None
    now, finality = desk.journal.clock.now(), case.finality
    notices = list(case.notices)
    if case.published_at:
        notices.insert(0, publication(helsinki_day(case.published_at)))
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
    )
