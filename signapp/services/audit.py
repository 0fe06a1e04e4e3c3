"""What an auditor checks: a whole register, level by level, and the log of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from signapp.domain import errors
from signapp.domain.errors import LedgerError
from signapp.ledger.encoding import commit
from signapp.ledger.entries import Entry, read_entry
from signapp.ledger.verification import Replay, case_gap
from signapp.services.document_audit import DocumentAudit, DocumentVerdict
from signapp.services.journal import case_row
from signapp.services.ports import CaseRow, PdfWork, Register, StoredEntry, TrustMaterial


@dataclass(frozen=True)
class RegisterVerdict:
    """What was found in a register, level by level."""

    register: str
    demo: bool
    size: int
    root: str
    findings: tuple[LedgerError, ...]
    documents: tuple[DocumentVerdict, ...]

    @property
    def integrity(self) -> tuple[LedgerError, ...]:
        """The findings of level A: bytes, order, keys, texts and lists."""
        return tuple(f for f in self.findings if not isinstance(f, errors.ActNotAllowed))

    @property
    def authority(self) -> tuple[LedgerError, ...]:
        """The findings of level B: acts that were not allowed."""
        return tuple(f for f in self.findings if isinstance(f, errors.ActNotAllowed))

    @property
    def holds(self) -> bool:
        """True when nothing was found at any level."""
        return not self.findings and all(document.holds for document in self.documents)


def verify_register(
    register: Register, pdf: PdfWork, trust: TrustMaterial, at: datetime
) -> RegisterVerdict:
    """Verify everything: A integrity, B authority, C documents.

    Findings are collected, not raised; StorageError is raised when the register cannot be read.
    """
    ledger, rows = _replayed(register)
    documents = DocumentAudit(register, pdf, trust, at, ledger.state, ledger.register)
    founded = ledger.state.founded
    return RegisterVerdict(
        register=ledger.register,
        demo=founded is not None and founded.demo,
        size=ledger.tree.size,
        root=ledger.root,
        findings=(*ledger.findings, *_lists(register, rows), *_texts(register)),
        documents=tuple(documents.verdicts()),
    )


def log(register: Register, case: str = "") -> tuple[Entry, ...]:
    """Return the entries of a register, or of one case, in order, verified.

    Raises the first LedgerError found, CaseEntryLeftOut when one of the case is missing.
    """
    ledger = Replay()
    kept = []
    for stored in register.entries():
        entry = ledger.take(stored.body, stored.signature)
        if ledger.findings:
            raise ledger.findings[0]
        if entry and case in ("", entry.case):
            kept.append(stored)
    if case:
        check_case(kept, case, ledger)
    return tuple(read_entry(stored.body) for stored in kept)


def check_case(shown: list[StoredEntry], case: str, ledger: Replay) -> None:
    """Refuse a case that is shown with an entry left out. Raises CaseEntryLeftOut."""
    gap = case_gap(((one.body, one.signature) for one in shown), case, ledger.head(case))
    if gap is not None:
        raise errors.CaseEntryLeftOut(position=gap, case=case)


def rebuild(register: Register) -> None:
    """Drop the list of cases and make it anew from the ledger. Raises LedgerError."""
    ledger, rows = _replayed(register)
    if ledger.findings:
        raise ledger.findings[0]
    register.replace_case_rows(tuple(rows.values()))


def _replayed(register: Register) -> tuple[Replay, dict[str, CaseRow]]:
    """Return the verified ledger and the list of cases that follows from it."""
    ledger, rows = Replay(), dict[str, CaseRow]()
    for stored in register.entries():
        entry = ledger.take(stored.body, stored.signature)
        if entry and entry.case in ledger.state.cases:
            rows[entry.case] = case_row(ledger.state.cases[entry.case], entry)
    return ledger, rows


def _lists(register: Register, rows: dict[str, CaseRow]) -> Iterator[LedgerError]:
    shown = {row.number: row for row in register.case_rows()}
    for case in sorted(shown.keys() | rows.keys()):
        if shown.get(case) != rows.get(case):
            yield errors.ProjectionDiffers(position=0, case=case)


def _texts(register: Register) -> Iterator[LedgerError]:
    for text in register.texts():
        if commit(text.salt, text.text) != text.commitment:
            yield errors.TextDiffers(position=0, commitment=text.commitment)
