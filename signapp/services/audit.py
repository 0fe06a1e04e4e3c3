"""What an auditor checks: a whole register, level by level, and the log of it."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from signapp.domain import errors
from signapp.domain.acts import COMMITMENT
from signapp.domain.errors import LedgerError
from signapp.domain.values import marked
from signapp.ledger.encoding import SALT_LENGTH, commit
from signapp.ledger.entries import Entry, entry_hash, read_entry
from signapp.ledger.verification import Replay, case_gap
from signapp.services.document_audit import DocumentAudit, DocumentVerdict
from signapp.services.journal import case_row
from signapp.services.ports import (
    CaseRow,
    Holds,
    PdfWork,
    Register,
    StoredEntry,
    TrustMaterial,
    worst,
)


@dataclass(frozen=True)
class RegisterVerdict:
    """What was found in a register, level by level.

    `founding` is the leaf hash of the first entry, `registrars` are the names of those who
    founded it, `anchors` the SHA-256 of the trust anchors used: an auditor compares them with
    what they know from elsewhere.
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
        if self.findings:
            return Holds.NO
        return worst(Holds.YES, *(document.holds for document in self.documents))


def verify_register(
    register: Register, pdf: PdfWork, trust: TrustMaterial, at: datetime
) -> RegisterVerdict:
    """Verify everything: A integrity, B authority, C documents.

    Findings are collected, not raised; StorageError is raised when the register cannot be read.
    """
    stored = tuple(register.entries())
    ledger, rows = _replayed(stored)
    documents = DocumentAudit(register, pdf, trust, at, ledger.state, ledger.register)
    founded = ledger.state.founded
    first = entry_hash(stored[0].body, stored[0].signature).hex() if founded else ""
    return RegisterVerdict(
        register=ledger.register,
        demo=founded is not None and founded.demo,
        size=ledger.tree.size,
        root=ledger.root,
        findings=(
            *(() if founded else (errors.NotFounded(position=0),)),
            *ledger.findings,
            *_lists(register, rows),
            *_texts(register, _committed(stored)),
        ),
        documents=tuple(documents.verdicts()),
        founding=first,
        registrars=tuple(_names(register, ledger)),
        anchors=tuple(hashlib.sha256(root).hexdigest() for root in trust.roots),
    )


def log(register: Register, case: str = "") -> tuple[Entry, ...]:
    """Return the entries of a register, or of one case, in order, verified.

    Raises the first LedgerError found.
    """
    ledger = Replay()
    kept = []
    for stored in register.entries():
        entry = ledger.take(stored.body, stored.signature)
        if ledger.findings:
            raise ledger.findings[0]
        if entry and case in ("", entry.case):
            kept.append(entry)
    return tuple(kept)


def check_case(shown: list[StoredEntry], case: str, ledger: Replay) -> None:
    """Refuse a case that is shown with an entry left out. Raises CaseEntryLeftOut."""
    gap = case_gap(((one.body, one.signature) for one in shown), case, ledger.head(case))
    if gap is not None:
        raise errors.CaseEntryLeftOut(position=gap, case=case)


def rebuild(register: Register) -> None:
    """Drop the list of cases and make it anew from the ledger. Raises LedgerError."""
    ledger, rows = _replayed(tuple(register.entries()))
    if ledger.findings:
        raise ledger.findings[0]
    register.replace_case_rows(tuple(rows.values()))


def _replayed(entries: tuple[StoredEntry, ...]) -> tuple[Replay, dict[str, CaseRow]]:
    """Return the verified ledger and the list of cases that follows from it."""
    ledger, rows = Replay(), dict[str, CaseRow]()
    for stored in entries:
        entry = ledger.take(stored.body, stored.signature)
        if entry and entry.case in ledger.state.cases:
            rows[entry.case] = case_row(ledger.state.cases[entry.case], entry)
    return ledger, rows


def _lists(register: Register, rows: dict[str, CaseRow]) -> Iterator[LedgerError]:
    shown = {row.number: row for row in register.case_rows()}
    for case in sorted(shown.keys() | rows.keys()):
        if shown.get(case) != rows.get(case):
            yield errors.ProjectionDiffers(position=0, case=case)


def _committed(entries: tuple[StoredEntry, ...]) -> set[str]:
    """Return all commitments that the entries make, as far as they can be read."""
    found: set[str] = set()
    for stored in entries:
        with suppress(errors.EntryMalformed):
            found |= set(marked(read_entry(stored.body).act, COMMITMENT))
    return found - {""}


def _texts(register: Register, committed: set[str]) -> Iterator[LedgerError]:
    stored = {text.commitment: text for text in register.texts()}
    for commitment in sorted(committed - stored.keys()):
        yield errors.TextMissing(position=0, commitment=commitment)
    for text in stored.values():
        if len(text.salt) != SALT_LENGTH or commit(text.salt, text.text) != text.commitment:
            yield errors.TextDiffers(position=0, commitment=text.commitment)


def _names(register: Register, ledger: Replay) -> Iterator[str]:
    """Yield the names of the first registrars, as the register tells them."""
    for person in ledger.state.founded.registrars if ledger.state.founded else ():
        enrolled = ledger.state.roster.persons.get(person)
        name = register.text(enrolled.name) if enrolled else None
        yield name.text if name else person
