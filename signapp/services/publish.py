"""Publishing minutes on the public network (Kuntalaki 140 §), and taking them down again."""

from datetime import date, datetime

from signapp.domain import errors
from signapp.domain.acts import DocumentRef
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.domain.publicity import (
    MinutesPublished,
    MinutesTakenDown,
    OutageRecorded,
    OutagesJudged,
    PublicationDecided,
)
from signapp.domain.publicity_errors import NotAPublicCopy
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted
from signapp.services.public_copy import copy_in_force, is_wholly_public, make_public_copy


def decide_publication(desk: Desk, who: SignedIn, number: str, reason: str) -> None:
    """The decision-maker finds it necessary to publish these minutes (Kuntalaki 140.2 §).

    Needed only where no standing decision says it of the office. Raises NotAuthorisedError.
    """
    text = salted(reason)
    desk.journal.record(who, PublicationDecided(text.commitment), number, (text,))


def publish(
    desk: Desk, who: SignedIn, number: str, address: str, seen_at: datetime | None = None
) -> None:
    """Record that the minutes were seen on the public network, at an address, at a moment.

    What is published is the newest public copy of the minutes as they are classed now; where
    nothing has to be left out, it is made here. Raises NotAuthorisedError, DocumentErrors.
    """
    case = desk.journal.case(number)
    seen = seen_at or desk.journal.clock.now()
    order = _order(desk, case)
    made = copy_in_force(case)
    copy = made.copy if made else None
    if copy is None:
        act = MinutesPublished(address, _original(case), order, seen)
        if not case.publicity.anything_withheld:
            desk.journal.require(who, act, number)
        elif not is_wholly_public(case):
            raise errors.NotAuthorisedError((NotAPublicCopy(),))
        copy = make_public_copy(desk, who, number)
    desk.journal.record(who, MinutesPublished(address, copy, order, seen), number)


def _original(case: Case) -> DocumentRef:
    if case.minutes_in_force is None:
        raise errors.NotAuthorisedError((errors.WrongStage(stage=case.stage.value),))
    return case.minutes_in_force.document


def _order(desk: Desk, case: Case) -> str:
    """Return the standing decision by which the minutes are published, or nothing."""
    decided_on = helsinki_day(case.decided_at) if case.decided_at else desk.today()
    office = case.proposal.decision_maker if case.proposal else ""
    order = desk.journal.state.roster.publication_of(office, decided_on)
    return order.order if order else ""


def record_outage(
    desk: Desk, who: SignedIn, number: str, since: datetime, until: datetime
) -> None:
    """Record that the published minutes could not be seen. Raises NotAuthorisedError."""
    desk.journal.record(who, OutageRecorded(since, until), number)


def judge_outages(desk: Desk, who: SignedIn, number: str, counted_from: date, reason: str) -> None:
    """Record from which day the publication counts in spite of gaps, and why.

    The first day again says that the gaps do not matter; a later one, that members were told
    only then. Raises NotAuthorisedError.
    """
    text = salted(reason)
    desk.journal.record(who, OutagesJudged(counted_from, text.commitment), number, (text,))


def take_down(desk: Desk, who: SignedIn, number: str, at: datetime | None = None) -> None:
    """Record that the personal data of published minutes were removed from the network (R29).

    Raises NotAuthorisedError.
    """
    moment = at or desk.journal.clock.now()
    desk.journal.record(who, MinutesTakenDown(moment), number)
