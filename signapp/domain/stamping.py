"""Which acts of legal effect no time stamp from outside covers yet, and what follows from it.

A stamp over a checkpoint covers everything before it. So does the stamp on signed minutes, since
they print the root of the register when they were begun. A register may decide after how many
hours without one people are warned, and after how many nothing binding is done any more.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from signapp.domain.acts import (
    Act,
    Corrected,
    CorrectionBegun,
    Decided,
    DecisionBegun,
    DocumentSigned,
    FinalityConfirmed,
    Policy,
    RosterChangeConfirmed,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.anchoring import CheckpointStamped
from signapp.domain.authorisation import AgreementFixed, AuthorisationCancelled, SigningDelegated
from signapp.domain.bilateral import InkConfirmed, SigningRefused, SigningVoided
from signapp.domain.checkout import CaseCheckedOut, CaseRecalled, CaseTakenIn
from signapp.domain.errors import Reason
from signapp.domain.offices import Roster
from signapp.domain.stamping_errors import OutsideStampOverdue

LEGAL_EFFECT = (
    *(Decided, Corrected, DocumentSigned, FinalityConfirmed, RosterChangeConfirmed),
    *(AgreementFixed, AuthorisationCancelled, SigningDelegated),
    *(InkConfirmed, SigningRefused, SigningVoided),
    *(CaseCheckedOut, CaseRecalled, CaseTakenIn),
)
"""The acts that change what somebody may do or is bound to."""

STOPPED = (
    *(DecisionBegun, CorrectionBegun, SigningBegun, FinalityConfirmed),
    *(AgreementFixed, SigningDelegated, InkConfirmed),
)
"""What waits for a stamp once it is overdue: whatever binds somebody, or allows it, anew.

What was begun may be finished, since a key has signed. What ends a power stays possible, and so
do changes of the roster: among them is the one that changes this policy.
"""

STAMPED_LEVELS = ("B-T", "B-LT", "B-LTA")


@dataclass
class Stamping:
    """The acts of legal effect that wait for a stamp, and when the last stamp was recorded.

    `waiting` holds the number and moment of each entry, the oldest first; `covers` the sizes that
    minutes print, by the hash of their signature; `proven` is the latest moment that a stamp over
    a checkpoint proves: nothing that comes now is earlier.
    """

    waiting: list[tuple[int, datetime]] = field(default_factory=list)
    covers: dict[str, int] = field(default_factory=dict)
    last: datetime | None = None
    proven: datetime | None = None

    @property
    def since(self) -> datetime | None:
        """The moment of the oldest act of legal effect that no stamp covers."""
        return self.waiting[0][1] if self.waiting else None

    def take(self, number: int, at: datetime, act: Act, printed: int | None) -> None:
        """Take in entry `number`; `printed` is the size that the case's open minutes print."""
        if isinstance(act, LEGAL_EFFECT):
            self.waiting.append((number, at))
        match act:
            case CheckpointStamped(size=size, proven=proven):
                self._stamped(size, at)
                self.proven = max(proven, self.proven) if self.proven else proven
            case Decided(signed=signed) | Corrected(signed=signed) if printed is not None:
                self.covers[signed.cms] = printed
                if signed.level in STAMPED_LEVELS:
                    self._stamped(printed, at)
            case TimestampAdded(signed=signed) if signed.cms in self.covers:
                self._stamped(self.covers[signed.cms], at)

    def _stamped(self, size: int, at: datetime) -> None:
        self.waiting = [one for one in self.waiting if one[0] >= size]
        self.last = at


def overdue(stamping: Stamping, roster: Roster, policy: Policy, at: datetime) -> bool:
    """Tell whether acts of legal effect have waited longer for a stamp than a policy allows."""
    hours = roster.hours(policy)
    since = stamping.since
    return hours is not None and since is not None and at - since > timedelta(hours=hours)


def stopped(stamping: Stamping, roster: Roster, act: Act, at: datetime) -> Iterator[Reason]:
    """Refuse what would bind somebody anew while a stamp is overdue."""
    if isinstance(act, STOPPED) and overdue(stamping, roster, Policy.STOP_WITHOUT_STAMP, at):
        hours = roster.hours(Policy.STOP_WITHOUT_STAMP)
        yield OutsideStampOverdue(since=stamping.since, hours=hours)
