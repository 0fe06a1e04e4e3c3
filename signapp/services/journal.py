"""Writes acts into the ledger: asks the rules first, then signs, then stores.

Nothing else appends. The state of the register is what the verified entries say; a ledger that
does not hold takes no further act.
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

from signapp.domain import errors
from signapp.domain.acts import (
    DESK,
    Act,
    Actor,
    AttemptRefused,
    CaseOpened,
    CheckpointIssued,
    SessionClosed,
    SessionOpened,
    SignInFailed,
)
from signapp.domain.anchoring import CheckpointStamped, HistoryAccepted
from signapp.domain.decision import Case
from signapp.domain.keeping import BackupMade, RegisterRestored, RestoreConfirmed, TextErased
from signapp.domain.register import RegisterState
from signapp.domain.stamping import LEGAL_EFFECT
from signapp.ledger.entries import Entry, EntryKey
from signapp.ledger.notes import Checkpoint, make_checkpoint
from signapp.ledger.verification import Replay
from signapp.services import away
from signapp.services.case_rows import row_after
from signapp.services.kept import KeptInMemory, KeptStore, Memory
from signapp.services.ports import Clock, Register, SaltedText, StoredEntry
from signapp.services.sessions import Session, SignedIn, salted

__all__ = ["ERASED", "EVERY", "FARTHEST", "Journal", "Session", "SignedIn", "Told", "salted"]

CHECKPOINTED = (*LEGAL_EFFECT, RegisterRestored, RestoreConfirmed, TextErased, HistoryAccepted)
"""After each of these the desk signs what the ledger is."""
NO_WORK = (
    *(SessionOpened, SessionClosed, SignInFailed),
    *(CheckpointIssued, CheckpointStamped, BackupMade),
)
"""What needs no checkpoint when the desk closes."""
FARTHEST = 100
"""How many entries may follow a checkpoint before the next."""
EVERY = 200
"""After how many entries it is told how far the reading is."""
Told = Callable[[int, int], None]
"""Is told how many entries, of how many, are read and verified."""
ERASED = "…"
"""What stands for a text that was erased."""


class Journal:
    """The ledger of one register, open for acts."""

    def __init__(
        self,
        register: Register,
        clock: Clock,
        desk_key: EntryKey,
        told: Told | None = None,
        kept: KeptStore | None = None,
    ) -> None:
        """Read and verify the ledger. Raises the first LedgerError when it does not hold.

        `kept` is where this desk remembers registers: one that does not continue what is
        remembered of it can be read, and `memory.broken` says what is wrong.
        """
        self.register = register
        self.clock = clock
        self.memory = Memory(kept or KeptInMemory(), clock)
        self._desk_key = desk_key
        self._replay = Replay(read_away=away.reader(register))
        self._last = b""
        self._worked = False
        self.catch_up(told)
        self.memory.settle(self._replay)
        self.memory.remember(self._replay, desk_key)

    @property
    def state(self) -> RegisterState:
        """What the acts add up to."""
        return self._replay.state

    @property
    def name(self) -> str:
        """The register's own name, which every entry carries."""
        return self._replay.register

    @property
    def origin(self) -> str:
        """The name of the register that was founded, also where a case of it is checked out."""
        return self._replay.origin

    @property
    def size(self) -> int:
        """The number of entries."""
        return self._replay.tree.size

    @property
    def root(self) -> str:
        """The root of the entries, in hexadecimal."""
        return self._replay.root

    @property
    def last_checkpoint(self) -> Checkpoint | None:
        """The last checkpoint that the ledger knows of itself."""
        return self._replay.checkpoint

    @property
    def desk_key(self) -> EntryKey:
        """The key of this desk."""
        return self._desk_key

    @property
    def ledger(self) -> Replay:
        """The ledger as far as it was read and verified, to be looked at only."""
        return self._replay

    def case(self, number: str) -> Case:
        """Return the state of a case. Raises NotAuthorisedError when there is none."""
        case = self.state.cases.get(number)
        if case is None:
            raise errors.NotAuthorisedError((errors.CaseUnknown(number=number),))
        return case

    def text(self, commitment: str) -> str:
        """Return the text of a commitment, or a mark when it was erased."""
        found = self.register.text(commitment)
        return found.text if found else ERASED

    def catch_up(self, told: Told | None = None) -> None:
        """Take in what others appended. Raises LedgerError when it does not hold."""
        total = self.register.size() if told else 0
        for stored in self.register.entries(self.size):
            self._replay.take(stored.body, stored.signature)
            self._last = stored.signature
            if self._replay.findings:
                raise self._replay.findings[0]
            self.memory.take(self._replay)
            if told and self.size % EVERY == 0:
                told(self.size, total)

    def record(
        self,
        who: SignedIn,
        act: Act | Callable[[], Act],
        case: str = "",
        texts: tuple[SaltedText, ...] = (),
        against: tuple[errors.Reason, ...] = (),
    ) -> Entry:
        """Do an act: refuse it with every reason and log the refusal, or append it.

        An act that depends on the ledger's size is given as a function, and made anew when
        somebody else appends first. `against` are reasons that only its texts show. Raises
        NotAuthorisedError, StorageError, LedgerError.
        """

        def attempt() -> Entry:
            made, now = act() if callable(act) else act, self.clock.now()
            self._check(who, made, case, now, against)
            return self.append(who.actor, made, case, who.session.key, now, texts)

        return self.up_to_date(attempt)

    def require(
        self, who: SignedIn, act: Act, case: str = "", against: tuple[errors.Reason, ...] = ()
    ) -> None:
        """Refuse an act as `record` would, and log the refusal, without doing it."""
        self.catch_up()
        self._check(who, act, case, self.clock.now(), against)

    def record_by_desk(self, act: Act | Callable[[], Act], case: str = "") -> Entry:
        """Append what no person does, signed by the desk key. Raises as `record` does."""

        def attempt() -> Entry:
            made, now = act() if callable(act) else act, self.clock.now()
            reasons = self.state.reasons_against(DESK, now, case, made)
            if reasons:
                raise errors.NotAuthorisedError(reasons)
            return self.append(DESK, made, case, self._desk_key, now)

        return self.up_to_date(attempt)

    def up_to_date(self, attempt: Callable[[], Entry]) -> Entry:
        """Try on the newest state, again whenever somebody else appended first."""
        while True:
            self.catch_up()
            try:
                return attempt()
            except errors.StaleHeadError:
                continue

    def append(
        self,
        actor: Actor,
        act: Act,
        case: str,
        key: EntryKey,
        now: datetime,
        texts: tuple[SaltedText, ...] = (),
    ) -> Entry:
        """Sign and store the next entry, if a verifier would accept it.

        Raises StaleHeadError, and the LedgerError that a verifier or this desk's memory finds.
        """
        if self.memory.broken and not self.memory.allows(self.state, act):
            raise self.memory.broken
        on_case = case if case in self.state.cases or isinstance(act, CaseOpened) else ""
        head = self._replay.head(on_case)
        entry = Entry(
            register=self.name,
            number=self.size,
            at=now,
            actor=actor,
            act=act,
            case=on_case,
            case_entry=head.entries + 1 if on_case else 0,
            case_previous=head.hash,
            previous_root=self.root,
            key=key.public,
        )
        stored = StoredEntry(entry.body(), key.sign(entry.body()))
        _, problem = self._replay.examine(stored.body, stored.signature)
        if problem:
            raise problem
        erased = (act.erased,) if isinstance(act, TextErased) else ()
        row = row_after(self._replay, entry)
        self.register.append(entry.number, self._last, stored, texts, row, erased)
        self._last = stored.signature
        self._replay.take(stored.body, stored.signature)
        self._follow(act)
        return entry

    def _follow(self, act: Act) -> None:
        """Do what follows on an act: a checkpoint where it is time for one."""
        self.memory.settle(self._replay)
        self._worked = self._worked or not isinstance(act, NO_WORK)
        self.checkpoint(after=1 if isinstance(act, CHECKPOINTED) else FARTHEST)

    def checkpoint(self, after: int = 1) -> None:
        """Have the desk sign what the ledger is, when so many entries came since somebody did.

        What was recorded before stays so when this cannot be stored: the next act makes up for it.
        """

        while self._behind() >= after and self.memory.broken is None:
            made = make_checkpoint(self.name, self.size, self.root, self._desk_key)
            act = CheckpointIssued(made.size, made.root, made.signature)
            try:
                self.append(DESK, act, "", self._desk_key, self.clock.now())
            except errors.StaleHeadError:
                self.catch_up()
            except errors.StorageError:
                return
            else:
                self._worked = False
                self.memory.remember(self._replay, self._desk_key)

    def close(self) -> None:
        """Have the desk sign a last checkpoint if work was done since the last one, and remember.

        What only came and went, or was only read, needs none.
        """
        with suppress(errors.SignappError):  # whoever closes can do nothing about it
            self.catch_up()
            if self._worked:
                self.checkpoint()
            self.memory.remember(self._replay, self._desk_key)

    def _behind(self) -> int:
        """Return how many entries came after the last checkpoint."""
        last = self.last_checkpoint
        return self.size - (last.size + 1 if last else 0)

    def _check(
        self,
        who: SignedIn,
        act: Act,
        case: str,
        now: datetime,
        against: tuple[errors.Reason, ...] = (),
    ) -> None:
        if not self._in_force(who, now):
            raise errors.NotAuthorisedError((errors.SessionEnded(until=who.session.until),))
        reasons = (*self.state.reasons_against(who.actor, now, case, act), *against)
        if reasons:
            refusal = AttemptRefused(type(act).__name__, tuple(one.code for one in reasons))
            self.up_to_date(lambda: self.append(who.actor, refusal, case, who.session.key, now))
            raise errors.NotAuthorisedError(reasons)

    def _in_force(self, who: SignedIn, now: datetime) -> bool:
        return self._replay.session_in_force(who.session.key.public, who.actor.person, now)
