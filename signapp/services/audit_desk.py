"""What an auditor works with at a desk: the log, its entries, its signatures, its verification.

Everything here reads through a connection of its own that cannot write, whoever signed in.
"""

from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from signapp.domain import errors
from signapp.domain.anchoring import CheckpointStamped
from signapp.domain.auditing import LogFilter
from signapp.ledger.entries import Entry, read_entry
from signapp.services.audit import RegisterVerdict, verify_register
from signapp.services.audit_progress import AuditTold, Kept, tell_nobody
from signapp.services.audit_report import AuditReport
from signapp.services.correction_marks import Mark, mark_on_entry
from signapp.services.desk import Desk
from signapp.services.history import History, SignedDocument
from signapp.services.journal import ERASED, SignedIn
from signapp.services.log_detail import Detail, detail_of
from signapp.services.log_rows import LogRow, LogRows, Names, Told, nobody, select
from signapp.services.log_totals import Sample, Totals, totals
from signapp.services.ports import DecidedRevision, Register, Verdict
from signapp.services.two_clocks import ProvenMoment, stamped_moments

STAMPED = CheckpointStamped.__name__


@dataclass(frozen=True)
class AuditReading:
    """The whole log as it is now: its rows, their names, and the ledger that they are of."""

    register: str
    city: str
    demo: bool
    size: int
    root: str
    rows: tuple[LogRow, ...]
    names: Names
    cases: tuple[str, ...]
    acts: tuple[str, ...]
    proven: tuple[ProvenMoment, ...] = ()

    def bracket(self, number: int) -> tuple[datetime | None, datetime | None]:
        """Return before and after which moments an entry was not made, as time stamps prove."""
        earlier = [one.moment for one in self.proven if one.carried <= number]
        later = [one.moment for one in self.proven if number < one.size]
        return max(earlier, default=None), min(later, default=None)


@dataclass(frozen=True)
class Selection:
    """The rows that fit a filter, and what they add up to."""

    filter: LogFilter
    rows: tuple[LogRow, ...]
    totals: Totals


@dataclass(frozen=True)
class EntryReading:
    """One entry, read fully: what it says to a person, and the signature that it tells of."""

    row: LogRow
    entry: Entry
    detail: Detail | None
    signed: SignedDocument | None
    mark: Mark | None = None


@dataclass
class AuditDesk:
    """Keeps what was read and verified, so that the next time only what is new is."""

    desk: Desk
    rows: LogRows = field(default_factory=LogRows)
    kept: Kept = field(default_factory=Kept)

    def read(self, told: Told = nobody) -> AuditReading:
        """Read the log. The desk verified these very entries, or LedgerError is raised."""
        journal = self.desk.journal
        journal.catch_up()
        with self.desk.for_reading() as register:
            rows = self.rows.catch_up(register, journal.ledger.entries_away, told)
            journal.catch_up()  # whoever appended in between
            names = Names.of(journal.state, partial(_text, register))
            stamps = [row.number for row in rows if row.act == STAMPED]
            entries = [read_entry(next(register.entries(number)).body) for number in stamps]
        if (self.rows.tree.size, self.rows.root) != (journal.size, journal.root):
            raise errors.HistoryRewritten(position=self.rows.tree.size)
        founded = journal.state.founded
        return AuditReading(
            register=journal.name,
            city=founded.city if founded else "",
            demo=founded is not None and founded.demo,
            size=self.rows.tree.size,
            root=self.rows.root,
            rows=rows,
            names=names,
            cases=tuple(sorted({row.case for row in rows if row.case})),
            acts=tuple(sorted({row.act for row in rows})),
            proven=tuple(stamped_moments(entries)),
        )

    def verify(self, told: AuditTold = tell_nobody) -> RegisterVerdict:
        """Verify everything as it is stored. Raises StorageError, CancelledError."""
        desk = self.desk
        pdf = desk.checker or desk.pdf
        with desk.for_reading() as register:
            trust, now = desk.trust.material(), desk.journal.clock.now()
            return verify_register(register, pdf, trust, now, told=told, kept=self.kept)

    def entry(self, who: SignedIn | None, row: LogRow) -> EntryReading:
        """Read one entry fully, with the signature that it tells of. Raises StorageError."""
        history = History()
        same = [one for one in self.rows.rows if row.case and one.case == row.case]
        with self.desk.for_reading() as register:
            for number in sorted({one.number for one in (*same, row)}):
                for one in self._entries(register, number):
                    history.take(one, number)
            entry = _meant(row, self._entries(register, row.number))
        detail = detail_of(self.desk, who, entry) if who else None
        signed = [one for one in history.signed if row.document in {r.sha256 for r in one.known}]
        mark = mark_on_entry(self.desk.journal.state, entry)
        return EntryReading(row, entry, detail, signed[0] if signed else None, mark)

    def _entries(self, register: Register, number: int) -> tuple[Entry, ...]:
        """Return an entry, after what was done away that it took in."""
        entry = read_entry(next(register.entries(number)).body)
        return (*self.desk.journal.ledger.entries_away(entry), entry)

    def judge(self, signed: SignedDocument) -> Verdict:
        """Return the full verdict on a signature's newest revision. Raises DocumentErrors."""
        desk = self.desk
        decided = DecidedRevision(signed.begun.document, signed.begun.field)
        with desk.for_reading() as register:
            path = register.document(signed.newest.document)
        pdf = desk.checker or desk.pdf
        return pdf.judge(path, desk.trust.material(), desk.journal.clock.now(), decided)

    def report(
        self,
        reading: AuditReading,
        selection: Selection,
        sample: Sample | None,
        verdict: RegisterVerdict | None,
    ) -> AuditReport:
        """Return what is exported of a selection."""
        return AuditReport(
            register=reading.register,
            city=reading.city,
            demo=reading.demo,
            size=reading.size,
            root=reading.root,
            made_at=self.desk.journal.clock.now(),
            filter=selection.filter,
            rows=selection.rows,
            names=reading.names,
            totals=selection.totals,
            sample=sample,
            verdict=verdict,
            read_only=self.desk.read_only,
        )


def _meant(row: LogRow, entries: tuple[Entry, ...]) -> Entry:
    """Return the entry of a row among the one with its number and what that took in."""
    if row.away is None:
        return entries[-1]
    return next(one for one in entries if one.number == row.away)


def _text(register: Register, commitment: str) -> str:
    found = register.text(commitment)
    return found.text if found else ERASED


def selected(reading: AuditReading, wanted: LogFilter) -> Selection:
    """Return the rows of a reading that fit a filter, added up."""
    rows = select(reading.rows, wanted)
    return Selection(wanted, rows, totals(rows))


def then_and_now(signed: SignedDocument, verdict: Verdict) -> tuple[str, str]:
    """Return the level that a signature had when it was made, and the one that it has now."""
    made = [one for one in verdict.signatures if one.field == signed.begun.field]
    return signed.done.level, made[0].level if made else ""
