"""What a desk remembers of a register, outside of it: the newest checkpoint that it has seen.

A register that is set back to an older state is in itself flawless. A desk that remembers how far
it was sees it, and writes no more into it until a registrar has answered for it.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from signapp.domain.acts import AttemptRefused, SessionClosed, SessionOpened, SignInFailed
from signapp.domain.anchor_errors import RegisterBehindDesk, RegisterNotContinued
from signapp.domain.anchoring import HistoryAccepted
from signapp.domain.errors import LedgerError, StorageError
from signapp.domain.keeping import RegisterRestored, RestoreConfirmed
from signapp.domain.register import RegisterState
from signapp.ledger.entries import EntryKey
from signapp.ledger.notes import KEY_ID_LENGTH, Checkpoint, make_checkpoint
from signapp.ledger.verification import Replay
from signapp.services.ports import Clock

POSSIBLE = (
    *(SessionOpened, SessionClosed, SignInFailed, AttemptRefused),
    *(HistoryAccepted, RegisterRestored, RestoreConfirmed),
)
"""What a desk still writes into a register that is not what it remembers: the answer to that."""


@dataclass(frozen=True)
class Kept:
    """What is remembered of one register: a signed note, when it was seen, and what else.

    `accepted` counts the histories that the register had given up by then. `asked` is when a time
    stamp was last asked for; `shown` and `proven` are the clock and the stamp when one last came.
    """

    register: str
    note: str
    seen: datetime
    accepted: int = 0
    asked: datetime | None = None
    shown: datetime | None = None
    proven: datetime | None = None


class KeptStore(Protocol):
    """Where this desk keeps what it remembers of registers."""

    def of(self, register: str) -> Kept | None:
        """Return what is remembered of a register, by its name. Raises StorageError."""

    def keep(self, kept: Kept) -> None:
        """Remember: the old or the new, never half of it. Raises StorageError."""


@dataclass
class KeptInMemory:
    """Remembers for as long as the program runs; fits `KeptStore`."""

    by_register: Mapping[str, Kept] = field(default_factory=dict)

    def of(self, register: str) -> Kept | None:
        """Return what is remembered of a register."""
        return self.by_register.get(register)

    def keep(self, kept: Kept) -> None:
        """Remember."""
        self.by_register = {**self.by_register, kept.register: kept}


@dataclass
class Memory:
    """What a desk remembers of one register, compared with it while it is read.

    `broken` says what is wrong with the register, if it does not continue what is remembered;
    `new` is true of a register that this desk had never seen.
    """

    store: KeptStore
    clock: Clock
    kept: Kept | None = None
    broken: LedgerError | None = None
    new: bool = True
    _seen: Checkpoint | None = None
    _name: str = ""

    def take(self, ledger: Replay) -> None:
        """Compare with a ledger, one entry after the other. Raises StorageError."""
        if ledger.register != self._name:  # the first entry, or a case that is checked out
            self._recall(ledger)
        seen, kept = self._seen, self.kept
        if seen and kept and ledger.tree.size == seen.size and ledger.root != seen.root:
            self.broken = RegisterNotContinued(seen=kept.seen, size=seen.size, position=seen.size)

    def settle(self, ledger: Replay) -> None:
        """Compare with a ledger that was read to its end."""
        seen, kept, size = self._seen, self.kept, ledger.tree.size
        if seen is None or kept is None:
            return
        if size < seen.size:
            self.broken = RegisterBehindDesk(seen=kept.seen, size=seen.size, position=size)
        later = ledger.state.accepted[kept.accepted :]
        if self.broken and any(given_up >= seen.size for given_up in later):
            self.broken = None  # a registrar answered for it, at this desk or another
            self._seen = None

    def allows(self, state: RegisterState, act: object) -> bool:
        """Tell whether an act may be written into the register as it is.

        While a restore waits for registrars, the rules themselves hold back what has effect.
        """
        waits = state.keeping.waiting is not None
        return self.broken is None or waits or isinstance(act, POSSIBLE)

    def remember(self, ledger: Replay, desk_key: EntryKey) -> None:
        """Remember what the ledger is now, unless more is remembered. Raises StorageError."""
        if self.broken is not None:
            return
        size, root = ledger.tree.size, ledger.root
        if self._seen and self._seen.size >= size:
            return
        made = make_checkpoint(ledger.register, size, root, desk_key)
        accepted = len(ledger.state.accepted)
        note, now = made.note(desk_key.public), self.clock.now()
        before = self.store.of(ledger.register) or Kept(ledger.register, note, now)
        if before.accepted == accepted and _told(before).size > size:
            return  # another window of this desk has seen more
        self._keep(replace(before, note=note, seen=now, accepted=accepted))
        self._seen = made

    @property
    def last_asked(self) -> datetime | None:
        """When a time stamp over a checkpoint was last asked for at this desk."""
        return self.kept.asked if self.kept else None

    @property
    def last_stamp(self) -> tuple[datetime, datetime] | None:
        """What the clock showed and what was proven when a time stamp last came to this desk."""
        kept = self.kept
        return (kept.shown, kept.proven) if kept and kept.shown and kept.proven else None

    def asks(self) -> None:
        """Remember that a time stamp is asked for now. Raises StorageError."""
        if kept := self._newest():
            self._keep(replace(kept, asked=self.clock.now()))

    def stamped(self, shown: datetime, proven: datetime) -> None:
        """Remember how the clock compared with a stamp that came. Raises StorageError."""
        if kept := self._newest():
            self._keep(replace(kept, shown=shown, proven=proven))

    def _newest(self) -> Kept | None:
        """Return what is remembered by now: another window may have added to it."""
        return (self.store.of(self.kept.register) or self.kept) if self.kept else None

    def _keep(self, kept: Kept) -> None:
        self.kept = kept
        self.store.keep(kept)

    def lost(self) -> Checkpoint | None:
        """Return what the register was for this desk, if it does not continue it."""
        return self._seen if self.broken else None

    def _recall(self, ledger: Replay) -> None:
        self._name, self._seen = ledger.register, None
        self.kept = self.store.of(ledger.register)
        self.new = self.kept is None
        if self.kept is None:
            return
        self._seen = _told(self.kept)
        if not self._seen.fits(ledger.desk_key):  # exchanged for another one of the same name
            self.broken = RegisterNotContinued(
                seen=self.kept.seen, size=self._seen.size, position=0
            )


def _told(kept: Kept) -> Checkpoint:
    """Return what a note says that this desk keeps, whoever signed it. Raises StorageError."""
    try:
        register, size, root = kept.note.split("\n")[:3]
        signed = base64.b64decode(kept.note.split(" ")[-1])
        return Checkpoint(
            register, int(size), base64.b64decode(root).hex(), signed[KEY_ID_LENGTH:].hex()
        )
    except ValueError as e:
        raise StorageError(cause=str(e)) from e
