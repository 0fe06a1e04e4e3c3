"""After the decision: giving notice, and recording claims until it is final."""

from dataclasses import dataclass
from datetime import date, datetime

from signapp.domain.acts import (
    ClaimArrived,
    ClaimSettled,
    Commitment,
    DocumentRef,
    FinalityConfirmed,
    NoticeGiven,
)
from signapp.domain.calendar import Ground, Method
from signapp.domain.claims import (
    EnforcementForbidden,
    EnforcementPermitted,
    EnforcementRejudged,
    Settlement,
)
from signapp.domain.deadlines import ClaimKind
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted


@dataclass(frozen=True)
class Sent:
    """When an extract was sent, and the day of its receipt where one was shown.

    `extract` are its bytes, where it was made here (`extracts`).
    """

    sent_on: date
    received_on: date | None = None
    extract: DocumentRef | None = None


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
        appeal=desk.journal.case(number).appeal,
        sent_on=sent.sent_on,
        received_on=sent.received_on,
        citation="",
        extract=sent.extract,
    )
    desk.journal.record(who, act, number, () if named else (name,))


def _already_named(desk: Desk, number: str, addressee: str) -> Commitment:
    """Return the commitment under which an addressee of the case was named before, or nothing."""
    known = (notice.addressee for notice in desk.journal.case(number).notices)
    return next((one for one in known if desk.journal.text(one) == addressee), "")


def record_claim(
    desk: Desk, who: SignedIn, number: str, kind: ClaimKind, arrived_at: datetime
) -> None:
    """Record a claim against the decision, or its taking up. Raises NotAuthorisedError."""
    desk.journal.record(who, ClaimArrived(kind, arrived_at), number)


@dataclass(frozen=True)
class Settled:
    """On which day a claim came to nothing, and how."""

    on: date
    how: Settlement


def settle_claim(desk: Desk, who: SignedIn, number: str, claim: int, settled: Settled) -> None:
    """Record that a claim (counted from 1) came to nothing. Raises NotAuthorisedError."""
    desk.journal.record(who, ClaimSettled(claim, settled.on, settled.how), number)


def forbid_enforcement(desk: Desk, who: SignedIn, number: str, body: str) -> None:
    """Record that a body forbade enforcement (Kuntalaki 143 §). Raises NotAuthorisedError."""
    desk.journal.record(who, EnforcementForbidden(body), number)


def permit_enforcement(desk: Desk, who: SignedIn, number: str, body: str) -> None:
    """Record that a body lifted its prohibition of enforcement. Raises NotAuthorisedError."""
    desk.journal.record(who, EnforcementPermitted(body), number)


def rejudge_enforcement(
    desk: Desk, who: SignedIn, number: str, answers: tuple[bool, bool], reason: str
) -> None:
    """Judge anew, before signing, what came since enforcement was judged (Kuntalaki 143 §).

    `answers`: would a request for rectification become useless, has enforcement been forbidden?
    Raises NotAuthorisedError.
    """
    text = salted(reason)
    desk.journal.record(who, EnforcementRejudged(*answers, text.commitment), number, (text,))


@dataclass(frozen=True)
class Certificate:
    """What a court certified: which court it was, and on which day."""

    court: str
    day: date


def confirm_finality(
    desk: Desk, who: SignedIn, number: str, certificate: Certificate | None = None
) -> None:
    """Confirm for the registry that the decision is final.

    After a decision of the board or a court, what the administrative court certified is
    recorded. Raises NotAuthorisedError.
    """
    act = FinalityConfirmed(certificate.court, certificate.day) if certificate else None
    desk.journal.record(who, act or FinalityConfirmed(), number)
