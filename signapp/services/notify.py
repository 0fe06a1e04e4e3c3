"""After the decision: publishing it, giving notice, and recording claims until it is final."""

from datetime import date, datetime

from signapp.domain.acts import (
    ClaimArrived,
    ClaimSettled,
    EnforcementForbidden,
    FinalityConfirmed,
    MinutesPublished,
    NoticeGiven,
)
from signapp.domain.calendar import Appeal, Ground, Method
from signapp.domain.deadlines import ClaimKind
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted


def publish(desk: Desk, who: SignedIn, number: str, address: str) -> None:
    """Record that the minutes were made visible on the public network (Kuntalaki 140 §)."""
    desk.journal.record(who, MinutesPublished(address), number)


def give_notice(
    desk: Desk, who: SignedIn, number: str, addressee: str, method: Method, ground: Ground
) -> None:
    """Record that the decision is sent to an addressee today, with what allowed the method.

    Raises NotAuthorisedError.
    """
    name, today = salted(addressee), desk.today()
    act = NoticeGiven(
        addressee=name.commitment,
        method=method,
        ground=ground,
        appeal=Appeal.RECTIFICATION_REQUEST,
        sent_on=today,
        received_on=None,
        citation="",
    )
    desk.journal.record(who, act, number, (name,))


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
