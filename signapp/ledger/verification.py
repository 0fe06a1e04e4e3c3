"""Verifies a ledger entry by entry: level A, integrity; level B, authority.

A: the bytes are canonical, in order, carry the root of everything before, are signed by a key
that was in force for the actor, and every case counts its entries. B: each act is replayed by the
rules of the domain. Level C, the documents, needs the files and is done by `services.audit`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from signapp.domain import errors
from signapp.domain.acts import (
    DESK,
    Capacity,
    CheckpointIssued,
    CheckpointStamped,
    CorrectionBegun,
    DecisionBegun,
    Purpose,
    RegisterFounded,
    SessionClosed,
    SessionOpened,
    SignInFailed,
    TimestampAdded,
)
from signapp.domain.calendar import helsinki_day
from signapp.domain.errors import LedgerError
from signapp.domain.offices import Roster
from signapp.domain.register import RegisterState
from signapp.domain.situation import DUTIES, Duty
from signapp.ledger import statements
from signapp.ledger.entries import Entry, entry_hash, read_entry, signature_fits
from signapp.ledger.notes import Checkpoint, stamp_names
from signapp.ledger.tree import GrowingTree

DESK_ACTS = (SignInFailed, TimestampAdded, CheckpointIssued, CheckpointStamped)
"""What the desk key may sign: nothing of a person's own will."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""How far a desk's clock may lag behind the entry before."""

LONGEST_SESSION = timedelta(hours=12)
"""How long a session key may act for a person."""


@dataclass(frozen=True)
class OpenSession:
    """A session key in force: whose, from when and until when, by which certificate."""

    person: str
    since: datetime
    until: datetime
    certificate: str = ""


@dataclass(frozen=True)
class CaseHead:
    """The last known entry of a case: how many there are, and the leaf hash of the last."""

    entries: int
    hash: str


@dataclass
class Replay:
    """The ledger so far: its tree, its keys, the heads of its cases and the state of the register.

    `take` verifies one more entry; the first finding of an entry is kept, and the reading goes on.
    """

    tree: GrowingTree = field(default_factory=GrowingTree)
    state: RegisterState = field(default_factory=RegisterState)
    sessions: dict[str, OpenSession] = field(default_factory=dict)
    heads: dict[str, CaseHead] = field(default_factory=dict)
    register: str = ""
    desk_key: str = ""
    last: datetime | None = None
    checkpoint: Checkpoint | None = None
    checkpoints: dict[int, Checkpoint] = field(default_factory=dict)
    findings: list[LedgerError] = field(default_factory=list)

    @property
    def root(self) -> str:
        """The root of the entries taken so far, in hexadecimal."""
        return self.tree.root().hex()

    def head(self, case: str) -> CaseHead:
        """Return the last known entry of a case."""
        return self.heads.get(case, CaseHead(0, ""))

    def take(self, body: bytes, signature: bytes) -> Entry | None:
        """Verify the next entry and take it in; return what it says, if it can be read at all."""
        entry, problem = self.examine(body, signature)
        if problem:
            self.findings.append(problem)
        self.tree.append(entry_hash(body, signature))
        if entry:
            self._apply(entry, body, signature)
        return entry

    def examine(self, body: bytes, signature: bytes) -> tuple[Entry | None, LedgerError | None]:
        """Return what a next entry says, and what is wrong with it; nothing is taken in."""
        try:
            entry = read_entry(body)
        except errors.EntryMalformed:
            return None, errors.EntryMalformed(position=self.tree.size)
        return entry, self._problem(entry, body, signature)

    def _problem(self, entry: Entry, body: bytes, signature: bytes) -> LedgerError | None:
        position, head = self.tree.size, self.head(entry.case)
        expected = (head.entries + 1, head.hash) if entry.case else (0, "")
        register = self.register if position else entry.register
        if entry.number != position or entry.register != register:
            return errors.EntryOutOfOrder(position=position, found=entry.number)
        if entry.previous_root != self.root or not _tells_history(entry):
            return errors.HistoryRewritten(position=position)
        if self.last and entry.at < self.last - CLOCK_TOLERANCE:
            return errors.TimeWentBack(position=position)
        if not signature_fits(entry.key, body, signature) or not self._proof_fits(entry):
            return errors.SignatureOfEntryWrong(position=position)
        if not self._key_in_force(entry):
            return errors.KeyNotInForce(position=position, person=entry.actor.person)
        if (entry.case_entry, entry.case_previous) != expected:
            return errors.CaseEntryLeftOut(position=position, case=entry.case)
        reasons = self.state.reasons_against(entry.actor, entry.at, entry.case, entry.act)
        if reasons:
            codes = ", ".join(reason.code for reason in reasons)
            return errors.ActNotAllowed(position=position, reasons=codes)
        return None

    def _key_in_force(self, entry: Entry) -> bool:
        act = entry.act
        if isinstance(act, RegisterFounded):
            return entry.number == 0 and _founded(entry, act)
        if isinstance(act, SessionOpened):
            return self._opens_session(entry, act)
        if entry.actor == DESK:
            return entry.key == self.desk_key and isinstance(act, DESK_ACTS)
        return self.session_in_force(entry.key, entry.actor.person, entry.at) and not isinstance(
            act, DESK_ACTS
        )

    def _proof_fits(self, entry: Entry) -> bool:
        """Tell whether what an entry proves outside of the ledger fits.

        A checkpoint is signed again, as it leaves the register. A stamp names a checkpoint of
        this ledger and its own moment; who gave it is for level C.
        """
        match entry.act:
            case CheckpointIssued() as act:
                return _checkpoint(entry, act).fits(self.desk_key)
            case CheckpointStamped() as act:
                made = self.checkpoints.get(act.size)
                own = made is not None and made.note(self.desk_key) == act.note
                return own and stamp_names(act.response, act.note, act.proven)
        return True

    def session_in_force(self, key: str, person: str, at: datetime) -> bool:
        """Tell whether a key acts for the person at a moment.

        A session ends early when its certificate is unbound: a lost card may have opened it.
        """
        session = self.sessions.get(key)
        if session is None or session.person != person:
            return False
        bound = self.state.roster.certificates.get(session.certificate)
        known = bound is not None and at <= bound.not_after
        return known and session.since <= at <= session.until

    def _opens_session(self, entry: Entry, act: SessionOpened) -> bool:
        bound = self.state.roster.certificates.get(act.certificate)
        person = entry.actor.person
        if bound is None or bound.person != person or bound.purpose is not Purpose.SESSION:
            return False
        statement = statements.session(
            entry.register, person, act.session_key, act.until, entry.previous_root
        )
        return (
            act.session_key == entry.key
            and act.until - entry.at <= LONGEST_SESSION
            and bound.not_before <= entry.at <= bound.not_after
            and statements.signed_by(bound.public_key, statement, act.signature)
        )

    def _apply(self, entry: Entry, body: bytes, signature: bytes) -> None:
        self.last = max(entry.at, self.last) if self.last else entry.at
        if self.tree.size == 1 and isinstance(entry.act, RegisterFounded):
            self.register, self.desk_key = entry.register, entry.act.desk_key
        if isinstance(entry.act, SessionOpened):
            opened = entry.act
            self.sessions[entry.key] = OpenSession(
                entry.actor.person, entry.at, opened.until, opened.certificate
            )
        if isinstance(entry.act, SessionClosed):
            self.sessions.pop(entry.key, None)
        if isinstance(entry.act, CheckpointIssued):
            self.checkpoint = _checkpoint(entry, entry.act)
            self.checkpoints[self.checkpoint.size] = self.checkpoint
        if entry.case:
            count = self.head(entry.case).entries + 1
            self.heads[entry.case] = CaseHead(count, entry_hash(body, signature).hex())
        try:
            self.state.apply(entry.actor, entry.at, entry.case, entry.act)
        except KeyError:  # an act about something that the ledger does not know
            self.findings.append(errors.ActNotAllowed(position=entry.number, reasons="unknown"))


def _founded(entry: Entry, act: RegisterFounded) -> bool:
    """Tell whether two different registrars signed the founding with their own certificates."""
    if entry.key != act.desk_key or len(set(act.registrars)) < 2:
        return False
    if len(act.signatures) != len(act.registrars) or entry.actor.capacity is not Capacity.DESK:
        return False
    roster = Roster().with_changes(act.changes)
    day = helsinki_day(entry.at)
    statement = statements.founding(entry.register, act)
    return all(
        _is_registrar(roster, person, day) and _signed(roster, person, statement, signature)
        for person, signature in zip(act.registrars, act.signatures, strict=True)
    )


def _is_registrar(roster: Roster, person: str, day: date) -> bool:
    return any(Duty.REGISTER in DUTIES[held.kind] for held in roster.offices_of(person, day))


def _signed(roster: Roster, person: str, statement: bytes, signature: str) -> bool:
    bound = roster.certificate_of(person, Purpose.SESSION)
    return bound is not None and statements.signed_by(bound.public_key, statement, signature)


def _checkpoint(entry: Entry, issued: CheckpointIssued) -> Checkpoint:
    return Checkpoint(entry.register, issued.size, issued.root, issued.signature)


def _tells_history(entry: Entry) -> bool:
    """Tell whether what names size and root of the ledger names those before it.

    A checkpoint does, and what minutes are made of, which print them.
    """
    act = entry.act
    if not isinstance(act, DecisionBegun | CorrectionBegun | CheckpointIssued):
        return True
    return (act.size, act.root) == (entry.number, entry.previous_root)


def replay(entries: Iterable[tuple[bytes, bytes]]) -> Replay:
    """Verify all entries (body, signature) and return the ledger with every finding."""
    ledger = Replay()
    for body, signature in entries:
        ledger.take(body, signature)
    return ledger


def case_gap(entries: Iterable[tuple[bytes, bytes]], case: str, head: CaseHead) -> int | None:
    """Return the number of the first entry of a case that is left out, or None.

    `entries` are what is shown of the case (body, signature), `head` its last known entry.
    """
    shown = CaseHead(0, "")
    for body, signature in entries:
        entry = read_entry(body)
        if (entry.case, entry.case_entry, entry.case_previous) != (
            case,
            shown.entries + 1,
            shown.hash,
        ):
            return shown.entries + 1
        shown = CaseHead(entry.case_entry, entry_hash(body, signature).hex())
    return None if shown == head else shown.entries + 1
