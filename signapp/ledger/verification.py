"""Verifies a ledger entry by entry: level A, integrity; level B, authority.

A: the bytes are canonical, in order, carry the root of everything before, are signed by a key
that was in force for the actor, and every case counts its entries. B: each act is replayed by the
rules of the domain. Level C, the documents, needs the files and is done by `services.audit`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from signapp.domain import errors
from signapp.domain.acts import (
    DESK,
    CheckpointIssued,
    CheckpointStamped,
    Purpose,
    RegisterFounded,
    SessionClosed,
    SessionOpened,
    SignInFailed,
    TimestampAdded,
)
from signapp.domain.checkout import (
    CaseCheckedOut,
    CaseRecalled,
    CaseTakenIn,
    CheckoutOpened,
)
from signapp.domain.decision import Case
from signapp.domain.errors import LedgerError
from signapp.domain.evidence import CaseHeadSigned
from signapp.domain.keeping import BackupMade, DocumentsSwept, RegisterRestored
from signapp.domain.register import RegisterState
from signapp.ledger import statements
from signapp.ledger.away import Away, ReadAway, away_name, brought_home, descend, not_at_hand
from signapp.ledger.entries import Entry, entry_hash, read_entry, signature_fits
from signapp.ledger.founding import is_founding
from signapp.ledger.heads import CaseHead, tells_head, tells_history
from signapp.ledger.notes import Checkpoint, stamp_names
from signapp.ledger.tree import GrowingTree

DESK_ACTS = (
    *(SignInFailed, TimestampAdded, CheckpointIssued, CheckpointStamped, CaseHeadSigned),
    *(BackupMade, RegisterRestored, DocumentsSwept),
)
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


@dataclass
class Replay:
    """The ledger so far: its tree, its keys, the heads of its cases and the state of the register.

    `take` verifies one more entry; the first finding of an entry is kept, and the reading goes on.
    `origin` is the name of the register that was founded, which one away does not bear. `leaving`
    is the case that the last entry checked out, with its desk key; `away` holds for each case that
    is away the ledger as it was left.
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
    read_away: ReadAway = not_at_hand
    origin: str = ""
    leaving: tuple[str, str] = ("", "")
    away: dict[str, "Replay"] = field(default_factory=dict)
    _descended: dict[tuple[int, str], Away] = field(default_factory=dict)

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
        else:
            self.leaving = ("", "")
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
        if entry.number != position or entry.register != self._name_for(entry):
            return errors.EntryOutOfOrder(position=position, found=entry.number)
        if entry.previous_root != self.root or not tells_history(entry):
            return errors.HistoryRewritten(position=position)
        if self.last and entry.at < self.last - CLOCK_TOLERANCE:
            return errors.TimeWentBack(position=position)
        if not signature_fits(entry.key, body, signature) or not self._proof_fits(entry):
            return errors.SignatureOfEntryWrong(position=position)
        if not self._key_in_force(entry):
            return errors.KeyNotInForce(position=position, person=entry.actor.person)
        if (entry.case_entry, entry.case_previous) != expected or not tells_head(
            entry, self.heads
        ):
            return errors.CaseEntryLeftOut(position=position, case=entry.case)
        reasons = self.state.reasons_against(entry.actor, entry.at, entry.case, entry.act)
        if reasons:
            codes = ", ".join(reason.code for reason in reasons)
            return errors.ActNotAllowed(position=position, reasons=codes)
        return self._problem_away(entry)

    def _name_for(self, entry: Entry) -> str:
        if isinstance(entry.act, CheckoutOpened):
            return away_name(self.register, self.tree.size)
        return self.register if self.tree.size else entry.register

    def _problem_away(self, entry: Entry) -> LedgerError | None:
        """Descend into what was done away, when an entry takes it in."""
        found = self.taken_in(entry)
        return found.problem(entry.number) if found else None

    def taken_in(self, entry: Entry) -> Away | None:
        """Return what was done away, when an entry that was not applied yet takes it in."""
        left = self.away.get(entry.case)
        if not isinstance(entry.act, CaseTakenIn) or left is None:
            return None
        key = (entry.number, entry.act.ledger.sha256)
        if key not in self._descended:
            content, until = self.read_away(entry.act.ledger), entry.at + CLOCK_TOLERANCE
            roster = self.state.roster
            self._descended[key] = descend(left.fork, content, entry.act, roster, until)
        return self._descended[key]

    def entries_away(self, entry: Entry) -> tuple[Entry, ...]:
        """Return the entries that were made away and that an entry took in, in their order."""
        ledger = entry.act.ledger.sha256 if isinstance(entry.act, CaseTakenIn) else ""
        return self._descended.get((entry.number, ledger), Away()).entries

    def case_before(self, entry: Entry) -> Case:
        """Return the case that an entry changes, with what was done away if that is taken in."""
        case, found = self.state.cases[entry.case], self.taken_in(entry)
        return brought_home(case, found.case) if found and found.case else case

    def fork(self) -> "Replay":
        """Return the ledger as it goes on elsewhere, with the case that is leaving."""
        return replace(
            self,
            tree=self.tree.copy(),
            state=self.state.of_case(self.leaving[0]),
            sessions={},
            heads={self.leaving[0]: self.head(self.leaving[0])},
            checkpoints={},
            findings=[],
            away={},
            _descended={},
        )

    def _key_in_force(self, entry: Entry) -> bool:
        act = entry.act
        if isinstance(act, RegisterFounded):
            return entry.number == 0 and is_founding(entry, act)
        if isinstance(act, SessionOpened):
            return self._opens_session(entry, act)
        if isinstance(act, CheckoutOpened):
            return entry.actor == DESK and self.leaving[1] == entry.key
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
            case CheckpointIssued() | CheckoutOpened() as act:
                return _checkpoint(self.register, act).fits(self.desk_key)
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
            self.register = self.origin = entry.register
            self.desk_key = entry.act.desk_key
        if isinstance(entry.act, SessionOpened):
            opened = entry.act
            self.sessions[entry.key] = OpenSession(
                entry.actor.person, entry.at, opened.until, opened.certificate
            )
        if isinstance(entry.act, SessionClosed):
            self.sessions.pop(entry.key, None)
        if isinstance(entry.act, CheckpointIssued):
            self.checkpoint = _checkpoint(entry.register, entry.act)
            self.checkpoints[self.checkpoint.size] = self.checkpoint
        if entry.case:
            count = self.head(entry.case).entries + 1
            self.heads[entry.case] = CaseHead(count, entry_hash(body, signature).hex())
        try:
            self._move(entry)
            self.state.apply(entry.actor, entry.at, entry.case, entry.act)
        except KeyError:  # an act about something that the ledger does not know
            self.findings.append(errors.ActNotAllowed(position=entry.number, reasons="unknown"))
        if isinstance(entry.act, CaseCheckedOut) and entry.case in self.state.cases:
            self.leaving = (entry.case, entry.act.desk_key)
            self.away[entry.case] = self.fork()

    def _move(self, entry: Entry) -> None:
        """Follow a case that leaves or comes back; a register away goes on with its case alone."""
        (case, _), self.leaving = self.leaving, ("", "")
        if isinstance(entry.act, CheckoutOpened) and case:
            self.register, self.desk_key = entry.register, entry.key
            self.state, self.sessions, self.checkpoints = self.state.of_case(case), {}, {}
        elif isinstance(entry.act, CaseTakenIn):
            self.state.cases[entry.case] = self.case_before(entry)
        if isinstance(entry.act, CaseRecalled | CaseTakenIn):
            self.away.pop(entry.case, None)


def _checkpoint(register: str, issued: CheckpointIssued | CheckoutOpened) -> Checkpoint:
    return Checkpoint(register, issued.size, issued.root, issued.signature)


def replay(entries: Iterable[tuple[bytes, bytes]], read_away: ReadAway = not_at_hand) -> Replay:
    """Verify all entries (body, signature) and return the ledger with every finding."""
    ledger = Replay(read_away=read_away)
    for body, signature in entries:
        ledger.take(body, signature)
    return ledger
