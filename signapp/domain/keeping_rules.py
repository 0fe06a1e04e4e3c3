"""The rules for keeping a register: what waits after a restore, and which texts may be erased."""

from collections.abc import Callable, Iterator
from datetime import datetime

from signapp.domain import errors
from signapp.domain.acts import (
    Act,
    Corrected,
    CorrectionBegun,
    Decided,
    DecisionBegun,
    DocumentAttached,
    DocumentSigned,
    FinalityConfirmed,
    NoticeGiven,
    ProposalRemoved,
    ProposalReturned,
    ProposalTabled,
    ProposalWithdrawn,
    RosterChangeConfirmed,
    SigningBegun,
)
from signapp.domain.authorisation import AgreementFixed, AuthorisationCancelled, SigningDelegated
from signapp.domain.bilateral import InkConfirmed, SigningRefused, SigningVoided
from signapp.domain.custody import DraftHandedOver
from signapp.domain.errors import Reason
from signapp.domain.keeping import (
    BackupMade,
    DocumentsSwept,
    Keeping,
    LossKnownBy,
    RegisterRestored,
    RestoreConfirmed,
    TextErased,
    after,
)
from signapp.domain.keeping_errors import (
    LossMisstated,
    NoRestoreWaits,
    NothingKept,
    RestoreNotConfirmed,
    TextAlreadyErased,
    TextMustStay,
)
from signapp.domain.references import Actor
from signapp.domain.situation import Duty, Situation, has_duty

HELD_BACK = (
    *(DecisionBegun, CorrectionBegun, SigningBegun),
    *(Decided, Corrected, DocumentSigned, FinalityConfirmed, RosterChangeConfirmed),
    *(AgreementFixed, AuthorisationCancelled, SigningDelegated),
    *(InkConfirmed, SigningRefused, SigningVoided, NoticeGiven),
)
"""What waits after a restore: acts of legal effect, and what leads to the use of a key."""

ERASABLE: dict[type, str] = {
    NoticeGiven: "addressee",
    DocumentAttached: "file_name",
    ProposalWithdrawn: "reason",
    ProposalReturned: "reason",
    ProposalTabled: "reason",
    ProposalRemoved: "reason",
    DraftHandedOver: "reason",
}
"""The notes that may be erased: none is part of a decision, its grounds, or who made it."""


def held_back(s: Situation, act: Act) -> Iterator[Reason]:
    """Refuse acts of legal effect while a restore waits for two registrars."""
    if s.keeping.waiting and isinstance(act, HELD_BACK):
        yield RestoreNotConfirmed(size=s.keeping.waiting.act.size)


def taken(kept: Keeping, actor: Actor, at: datetime, case: str, act: Act) -> Keeping:
    """Return what is told of the register's keeping after any act."""
    if isinstance(act, BackupMade | RegisterRestored | RestoreConfirmed | TextErased):
        return after(kept, actor, at, act)
    if name := ERASABLE.get(type(act)):
        kept.erasable[getattr(act, name)] = case
    return kept


def _backup(_: Situation, act: BackupMade) -> Iterator[Reason]:
    if act.size < 1 or not act.root:
        yield NothingKept()


def _swept(_: Situation, act: DocumentsSwept) -> Iterator[Reason]:
    if not act.documents:
        yield NothingKept()


def _restored(_: Situation, act: RegisterRestored) -> Iterator[Reason]:
    if act.known_by is LossKnownBy.UNKNOWN:
        fits = (act.known_size, act.known_root) == (0, "")
    else:
        fits = act.known_size >= act.size and bool(act.known_root)
    if not fits:
        yield LossMisstated()


def _confirm(s: Situation, act: RestoreConfirmed) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    waiting = s.keeping.waiting
    if waiting is None or waiting.act.root != act.root:
        yield NoRestoreWaits()
    elif s.actor.person in waiting.confirmed_by:
        yield errors.SamePersonMayNotConfirm()


def _erase(s: Situation, act: TextErased) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    if before := s.keeping.erased.get(act.erased):
        yield TextAlreadyErased(at=before.at)
    elif act.erased not in s.keeping.erasable:
        yield TextMustStay()


KEEPING_CHECKS: dict[type, Callable[..., Iterator[Reason]]] = {
    BackupMade: _backup,
    RegisterRestored: _restored,
    RestoreConfirmed: _confirm,
    TextErased: _erase,
    DocumentsSwept: _swept,
}
