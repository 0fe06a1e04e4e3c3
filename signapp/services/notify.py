"""After the decision: publishing it, giving notice, and recording claims until it is final."""

from dataclasses import dataclass
from datetime import date, datetime

from signapp.domain.acts import (
    ClaimArrived,
    ClaimSettled,
    Commitment,
    EnforcementForbidden,
    FinalityConfirmed,
    MinutesPublished,
    NoticeGiven,
)
from signapp.domain.calendar import Appeal, Ground, Method
from signapp.domain.deadlines import ClaimKind
from signapp.ledger.entries import read_entry
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted


@dataclass(frozen=True)
class Sent:
    """When an extract was sent, and the day of its receipt where one was shown."""

    sent_on: date
    received_on: date | None = None


def publish(desk: Desk, who: SignedIn, number: str, address: str) -> None:
    """Record that the minutes were made visible on the public network (Kuntalaki 140 §)."""
    desk.journal.record(who, MinutesPublished(address), number)


def give_notice(
    desk: Desk,
    who: SignedIn,
    number: str,
    addressee: str,
    method: Method,
    ground: Ground,
    sent: Sent | None = None,
) -> None:
    """Record that the decision was sent to an addressee (today), with what allowed the method.

    A later notice to the same addressee takes the place of the earlier one. Raises
    NotAuthorisedError.
    """
    sent = sent or Sent(desk.today())
    named = _already_named(desk, number, addressee)
    name = salted(addressee)
    act = NoticeGiven(
        addressee=named or name.commitment,
        method=method,
        ground=ground,
        appeal=Appeal.RECTIFICATION_REQUEST,
        sent_on=sent.sent_on,
        received_on=sent.received_on,
        citation="",
    )
    desk.journal.record(who, act, number, () if named else (name,))


def _already_named(desk: Desk, number: str, addressee: str) -> Commitment:
    """Return the commitment under which an addressee of the case was named before, or nothing."""
    known = (notice.addressee for notice in desk.journal.case(number).notices)
    return next((one for one in known if desk.journal.text(one) == addressee), "")


def published_at_address(desk: Desk, number: str) -> str:
    """Return where the minutes of a case were last published, or nothing."""
    kind, address = MinutesPublished.__name__.encode(), ""
    for stored in desk.journal.register.entries():
        entry = read_entry(stored.body) if kind in stored.body else None
        if entry and entry.case == number and isinstance(entry.act, MinutesPublished):
            address = entry.act.address
    return address


def record_claim(
    desk: Desk, who: SignedIn, number: str, kind: ClaimKind, arrived_at: datetime
) -> None:
    """Record a claim against the decision, or its taking up. Raises NotAuthorisedError."""
    desk.journal.record(who, ClaimArrived(kind, arrived_at), number)


def settle_claim(desk: Desk, who: SignedIn, number: str, claim: int, settled_on: date) -> None:
    """Record that a claim (counted from 1) came to nothing. Raises NotAuthorisedError."""
    desk.journal.record(who, ClaimSettled(claim, settled_on), number)


def forbid_enforcement(desk: Desk, who: SignedIn, number: str, body: str) -> None:
    """Record that a body forbade enforcement (Kuntalaki 143 §). Raises NotAuthorisedError."""
    desk.journal.record(who, EnforcementForbidden(body), number)


def confirm_finality(desk: Desk, who: SignedIn, number: str) -> None:
    """Confirm for the registry that the decision is final. Raises NotAuthorisedError."""
    desk.journal.record(who, FinalityConfirmed(), number)
