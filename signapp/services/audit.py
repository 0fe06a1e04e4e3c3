"""What an auditor checks: a whole register, level by level, and the log of it."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from signapp.domain import errors
from signapp.domain.acts import RegisterFounded
from signapp.domain.calendar import helsinki_day
from signapp.domain.checkout import CaseTakenIn, CheckoutOpened
from signapp.domain.damage_errors import WorkDamaged
from signapp.domain.errors import LedgerError
from signapp.domain.keeping import Keeping
from signapp.domain.register import RegisterState
from signapp.domain.roster_rules import WANTED_REGISTRARS, registrars
from signapp.ledger.entries import Entry
from signapp.ledger.heads import case_gap
from signapp.ledger.verification import Replay
from signapp.services import away
from signapp.services.anchor_proofs import AnchorJudge, AnchorProof
from signapp.services.anchors import Anchor, leaves_of
from signapp.services.audit_progress import SOME, AuditStep, AuditTold, Kept, tell_nobody
from signapp.services.case_rows import case_row
from signapp.services.document_audit import DocumentAudit, DocumentVerdict
from signapp.services.files import FileJudge
from signapp.services.history import History
from signapp.services.minutes_proofs import proven
from signapp.services.ports import (
    CaseRow,
    Holds,
    PdfWork,
    Register,
    StoredEntry,
    TrustMaterial,
    worst,
)
from signapp.services.two_clocks import Bracket
from signapp.services.whole import text_findings


@dataclass(frozen=True)
class RegisterVerdict:
    """What was found in a register, level by level.

    `founding` is the leaf hash of the first entry, `registrars` are the names of those who
    founded it, `anchors` the SHA-256 of the trust anchors used: an auditor compares them with
    what they know from elsewhere. `few_registrars` is their number on the last day when there
    should be more: a warning, and no fault. `proofs` says what each anchor proves, those given
    and those that stand in the register. `clock_jumps` are entries whose claimed moment a time
    stamp contradicts: a warning, and no fault. `keeping` tells of restores and erasures, and
    `names` who had a part in them.
    """

    register: str
    demo: bool
    size: int
    root: str
    findings: tuple[LedgerError, ...]
    documents: tuple[DocumentVerdict, ...]
    founding: str
    registrars: tuple[str, ...]
    anchors: tuple[str, ...]
    few_registrars: int | None = None
    keeping: Keeping = field(default_factory=Keeping)
    names: Mapping[str, str] = field(default_factory=dict)
    proofs: tuple[AnchorProof, ...] = ()
    clock_jumps: tuple[Bracket, ...] = ()

    @property
    def continues(self) -> int:
        """The number of anchors from outside that the register continues."""
        return sum(one.anchors for one in self.proofs)

    @property
    def integrity(self) -> tuple[LedgerError, ...]:
        """The findings of level A: bytes, order, keys, texts and lists."""
        return tuple(f for f in self.findings if not isinstance(f, errors.ActNotAllowed))

    @property
    def authority(self) -> tuple[LedgerError, ...]:
        """The findings of level B: acts that were not allowed."""
        return tuple(f for f in self.findings if isinstance(f, errors.ActNotAllowed))

    @property
    def holds(self) -> Holds:
        """The worst of all levels."""
        return Holds.NO if self.findings else self.documents_hold

    @property
    def documents_hold(self) -> Holds:
        """The state of level C: the worst of all documents."""
        return worst(Holds.YES, *(document.holds for document in self.documents))


def verify_register(
    register: Register,
    pdf: PdfWork,
    trust: TrustMaterial,
    at: datetime,
    anchors: tuple[Anchor, ...] = (),
    told: AuditTold = tell_nobody,
    kept: Kept | None = None,
) -> RegisterVerdict:
    """Verify everything: A integrity, B authority, C documents; and against anchors, if any.

    What is `kept` of the last time is not replayed anew. Raises StorageError, CancelledError.
    """
    stored, shown = _read(register)
    replayed = _replayed(register, stored, told, kept)
    ledger, history, entries = replayed.ledger, replayed.history, replayed.entries
    documents = DocumentAudit(register, pdf, trust, at, ledger.state, history, ledger.origin)
    found = tuple(_judged(documents, told))
    judge = AnchorJudge(ledger, leaves_of(stored), FileJudge(pdf, trust, at))
    proofs, jumps = proven(judge, entries, found, anchors)
    return RegisterVerdict(
        register=ledger.register,
        demo=bool(ledger.state.founded and ledger.state.founded.demo),
        size=ledger.tree.size,
        root=ledger.root,
        findings=(
            *(*ledger.findings, *_stored_wrongly(register, stored)),
            *(one.problem for one in proofs if one.problem),
            *(*_lists(shown, replayed.rows), *text_findings(register, history, ledger)),
        ),
        documents=found,
        founding=judge.leaves[0].hex() if stored else "",
        proofs=proofs,
        clock_jumps=jumps,
        keeping=ledger.state.keeping,
        names=dict(_keepers(register, ledger)),
        registrars=tuple(_names(register, ledger)),
        few_registrars=_few_registrars(ledger),
        anchors=tuple(hashlib.sha256(root).hexdigest() for root in trust.roots),
    )


def _stored_wrongly(register: Register, stored: tuple[StoredEntry, ...]) -> Iterator[LedgerError]:
    """Each entry is stored under its own number, and unfinished work is what was stored."""
    if not register.gapless():
        yield errors.EntryOutOfOrder(position=len(stored) - 1, found=len(stored))
    for case in register.damaged_work():
        yield WorkDamaged(position=0, case=case)


def log(register: Register, case: str = "") -> tuple[Entry, ...]:
    """Return the entries of a register, or of one case, in order, verified.

    What was done with a case away stands before the entry that took it in, and bears the name of
    the register away. Raises the first LedgerError found.
    """
    return tuple(entry for entry in read_log(register)[0] if case in ("", entry.case))


def read_log(register: Register) -> tuple[tuple[Entry, ...], RegisterState]:
    """Return all entries, in order, verified, and what they add up to.

    Raises the first LedgerError found.
    """
    replayed = _replayed(register, tuple(register.entries()))
    if replayed.ledger.findings:
        raise replayed.ledger.findings[0]
    return tuple(replayed.entries), replayed.ledger.state


def check_case(shown: list[StoredEntry], case: str, ledger: Replay) -> None:
    """Refuse a case that is shown with an entry left out. Raises CaseEntryLeftOut."""
    gap = case_gap(((one.body, one.signature) for one in shown), case, ledger.head(case))
    if gap is not None:
        raise errors.CaseEntryLeftOut(position=gap, case=case)


def rebuild(register: Register) -> None:
    """Drop the list of cases and make it anew from the ledger. Raises LedgerError."""
    replayed = _replayed(register, tuple(register.entries()))
    if replayed.ledger.findings:
        raise replayed.ledger.findings[0]
    register.replace_case_rows(tuple(replayed.rows.values()))


@dataclass
class _Replayed:
    """The verified ledger, its entries, the list of cases that follows, and its history."""

    ledger: Replay
    entries: list[Entry] = field(default_factory=list)
    rows: dict[str, CaseRow] = field(default_factory=dict)
    history: History = field(default_factory=History)

    @property
    def founded(self) -> bool:
        """Tell whether the first entry founds a register."""
        first = self.entries[0] if self.entries else None
        return bool(first and first.number == 0 and isinstance(first.act, RegisterFounded))

    def take(self, entry: Entry) -> None:
        """Take in an entry that the ledger took, after what was made away that it takes in."""
        state = self.ledger.state
        for one_made in (*self.ledger.entries_away(entry), entry):
            self.entries.append(one_made)
            self.history.take(one_made, entry.number)
        if entry.case in state.cases:
            self.rows[entry.case] = case_row(state.cases[entry.case], entry)
        if isinstance(entry.act, CheckoutOpened) and state.away:
            self.keep(state.away)

    def keep(self, case: str) -> None:
        """Forget the other cases: the register of one that is checked out has nothing of them."""
        self.rows = {number: row for number, row in self.rows.items() if number == case}
        self.history = History()
        for entry in self.entries:
            if entry.case in ("", case):
                self.history.take(entry)


def _read(register: Register) -> tuple[tuple[StoredEntry, ...], tuple[CaseRow, ...]]:
    """Read entries and list at one go, so that nobody waits for an audit to be able to write.

    What is appended in between is read as well, or the list would be ahead of the ledger.
    """
    stored = tuple(register.entries())
    while True:
        shown = register.case_rows()
        later = tuple(register.entries(len(stored)))
        if not later:
            return stored, shown
        stored += later


def _judged(documents: DocumentAudit, told: AuditTold) -> Iterator[DocumentVerdict]:
    """Judge the documents one by one, telling how many are done."""
    for done, verdict in enumerate(documents.verdicts(), 1):
        told(AuditStep.DOCUMENTS, done, 0)
        yield verdict


def _replayed(
    register: Register,
    stored: tuple[StoredEntry, ...],
    told: AuditTold = tell_nobody,
    kept: Kept | None = None,
) -> _Replayed:
    known: _Replayed | None = kept.of(stored) if kept else None
    done = known or _Replayed(Replay())
    ledger = done.ledger
    ledger.read_away = away.reader(register)
    begun = ledger.tree.size
    for number, one in enumerate(stored[begun:], begun):
        if number % SOME == 0:
            told(AuditStep.ENTRIES, number, len(stored))
        if entry := ledger.take(one.body, one.signature):
            done.take(entry)
    if not begun and not done.founded:  # else it was told when the first entries were replayed
        ledger.findings.insert(0, errors.NotFounded(position=0))
    if kept and not any(isinstance(one.act, CaseTakenIn) for one in done.entries):
        kept.keep(done, ledger.tree.size, ledger.tree.root())
    return done


def _lists(shown: tuple[CaseRow, ...], rows: dict[str, CaseRow]) -> Iterator[LedgerError]:
    listed = {row.number: row for row in shown}
    for case in sorted(listed.keys() | rows.keys()):
        if listed.get(case) != rows.get(case):
            yield errors.ProjectionDiffers(position=0, case=case)


def _few_registrars(ledger: Replay) -> int | None:
    if ledger.last is None:
        return None
    count = len(registrars(ledger.state.roster, helsinki_day(ledger.last)))
    return count if count < WANTED_REGISTRARS else None


def _names(register: Register, ledger: Replay) -> Iterator[str]:
    """Yield the names of the first registrars, as the register tells them."""
    for person in ledger.state.founded.registrars if ledger.state.founded else ():
        yield _name(register, ledger, person)


def _keepers(register: Register, ledger: Replay) -> Iterator[tuple[str, str]]:
    """Yield code and name of everybody who confirmed a restore or had a text erased."""
    kept = ledger.state.keeping
    people = [one.person for one in kept.erased.values()]
    people += [person for one in kept.restores for person in one.confirmed_by]
    for person in dict.fromkeys(people):
        yield person, _name(register, ledger, person)


def _name(register: Register, ledger: Replay, person: str) -> str:
    enrolled = ledger.state.roster.persons.get(person)
    name = register.text(enrolled.name) if enrolled else None
    return name.text if name else person
