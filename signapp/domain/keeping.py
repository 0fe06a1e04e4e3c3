"""The keeping of a register as its ledger tells it: backups, restores, erasures and sweeps."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from signapp.domain.references import Actor, Commitment


class LossKnownBy(Enum):
    """By what it is known how far the register went that a backup took the place of."""

    UNKNOWN = "unknown"
    CHECKPOINT = "checkpoint"
    REGISTER = "register"


class ErasureGround(Enum):
    """Why a text is erased: GDPR articles 5(1)(e), 16 and 17, or secret data in a wrong place."""

    NO_LONGER_NEEDED = "no_longer_needed"
    WRONG = "wrong"
    ON_REQUEST = "on_request"
    MISPLACED = "misplaced"


@dataclass(frozen=True)
class BackupMade:
    """A verified copy was made of the first `size` entries, with this root. By the desk."""

    size: int
    root: str


@dataclass(frozen=True)
class RegisterRestored:
    """The register was set back to a backup of all entries before this one. By the desk.

    `known_size` and `known_root` are how far the lost register went, as far as it is known, and
    `known_by` tells by what; where nothing is known they are 0 and empty.
    """

    size: int
    root: str
    known_size: int
    known_root: str
    known_by: LossKnownBy


@dataclass(frozen=True)
class RestoreConfirmed:
    """A registrar saw what a restore lost, and stands by it; the second one ends the wait.

    `root` is that of the restore.
    """

    root: str


@dataclass(frozen=True)
class TextErased:
    """A registrar had a text erased, of which its commitment (`erased`) stays."""

    erased: str
    ground: ErasureGround


@dataclass(frozen=True)
class DocumentsSwept:
    """Files were removed that no entry, draft or unfinished work names. By the desk."""

    documents: tuple[str, ...]


KeepingAct = BackupMade | RegisterRestored | RestoreConfirmed | TextErased | DocumentsSwept


@dataclass(frozen=True)
class Restore:
    """A restore in the ledger: what it was, when, and which registrars stand by it."""

    act: RegisterRestored
    at: datetime
    confirmed_by: tuple[str, ...] = ()

    @property
    def waits(self) -> bool:
        """True until two registrars have confirmed it."""
        return len(self.confirmed_by) < CONFIRMATIONS


@dataclass(frozen=True)
class Erasure:
    """A text that was erased: by whom, when, on which ground."""

    act: TextErased
    person: str
    at: datetime


CONFIRMATIONS = 2
"""So many registrars confirm a restore."""


@dataclass(frozen=True)
class Keeping:
    """What the ledger tells of backups, restores and erasures.

    `erasable` holds the texts that may be erased, each with the number of its case; it grows in
    place, entry by entry.
    """

    backups: tuple[tuple[datetime, BackupMade], ...] = ()
    restores: tuple[Restore, ...] = ()
    erased: dict[Commitment, Erasure] = field(default_factory=dict)
    erasable: dict[Commitment, str] = field(default_factory=dict)

    @property
    def waiting(self) -> Restore | None:
        """The restore that waits for registrars, if one does."""
        return self.restores[-1] if self.restores and self.restores[-1].waits else None


def after(kept: Keeping, actor: Actor, at: datetime, act: KeepingAct) -> Keeping:
    """Return what is told after an act. Raises KeyError where there is nothing to confirm."""
    match act:
        case BackupMade():
            made = (*kept.backups, (at, act))
            return Keeping(made, kept.restores, kept.erased, kept.erasable)
        case RegisterRestored():
            restores = (*kept.restores, Restore(act, at))
            return Keeping(kept.backups, restores, kept.erased, kept.erasable)
        case RestoreConfirmed():
            if not kept.restores:
                raise KeyError(act.root)
            *others, last = kept.restores
            by = (*last.confirmed_by, actor.person)
            restores = (*others, Restore(last.act, last.at, by))
            return Keeping(kept.backups, restores, kept.erased, kept.erasable)
        case TextErased():
            erased = {**kept.erased, act.erased: Erasure(act, actor.person, at)}
            return Keeping(kept.backups, kept.restores, erased, kept.erasable)
        case DocumentsSwept():
            return kept
