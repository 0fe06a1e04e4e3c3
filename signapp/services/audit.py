"""What an auditor checks: a whole register, level by level, and the log of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from signapp.domain import errors
from signapp.domain.acts import DocumentRef, SignedRevision, SigningBegun
from signapp.domain.decision import Case
from signapp.domain.errors import LedgerError, SignappError
from signapp.ledger.encoding import commit
from signapp.ledger.entries import Entry, read_entry
from signapp.ledger.verification import Replay, case_gap
from signapp.services.journal import case_row
from signapp.services.ports import (
    CaseRow,
    DecidedRevision,
    Holds,
    Part,
    PdfWork,
    Register,
    Remark,
    TrustMaterial,
    Verdict,
)


@dataclass(frozen=True)
class DocumentVerdict:
    """What was found of a document of the register.

    `verdict` is absent for a document that nobody signs, whose bytes alone are compared;
    `entry` says whether the signature is the one that the ledger speaks of.
    """

    case: str
    role: str
    document: DocumentRef
    problem: SignappError | None = None
    verdict: Verdict | None = None
    entry: Part | None = None

    @property
    def holds(self) -> bool:
        """True when nothing speaks against the document."""
        parts = [part.holds for part in (self.verdict, self.entry) if part]
        return self.problem is None and all(holds is Holds.YES for holds in parts)


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
    ledger, rows = Replay(), dict[str, CaseRow]()
    for stored in register.entries():
        entry = ledger.take(stored.body, stored.signature)
        if entry and entry.case in ledger.state.cases:
            rows[entry.case] = case_row(ledger.state.cases[entry.case], entry)
    founded = ledger.state.founded
    return RegisterVerdict(
        register=ledger.register,
        demo=founded is not None and founded.demo,
        size=ledger.tree.size,
        root=ledger.root,
        findings=(*ledger.findings, *_lists(register, rows), *_texts(register)),
        documents=tuple(
            document
            for case in ledger.state.cases.values()
            for document in _documents(register, pdf, trust, at, case)
        ),
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
        check_case(tuple((one.body, one.signature) for one in kept), case, ledger)
    return tuple(read_entry(stored.body) for stored in kept)


def check_case(shown: tuple[tuple[bytes, bytes], ...], case: str, ledger: Replay) -> None:
    """Refuse a case that is shown with an entry left out. Raises CaseEntryLeftOut."""
    gap = case_gap(shown, case, ledger.head(case))
    if gap is not None:
        raise errors.CaseEntryLeftOut(position=gap, case=case)


def rebuild(register: Register) -> None:
    """Drop the list of cases and make it anew from the ledger. Raises LedgerError."""
    ledger, rows = Replay(), dict[str, CaseRow]()
    for stored in register.entries():
        entry = ledger.take(stored.body, stored.signature)
        if ledger.findings:
            raise ledger.findings[0]
        if entry and entry.case:
            rows[entry.case] = case_row(ledger.state.cases[entry.case], entry)
    register.replace_case_rows(tuple(rows.values()))


def _lists(register: Register, rows: dict[str, CaseRow]) -> Iterator[LedgerError]:
    shown = {row.number: row for row in register.case_rows()}
    for case in sorted(shown.keys() | rows.keys()):
        if shown.get(case) != rows.get(case):
            yield errors.ProjectionDiffers(position=0, case=case)


def _texts(register: Register) -> Iterator[LedgerError]:
    for text in register.texts():
        if commit(text.salt, text.text) != text.commitment:
            yield errors.TextDiffers(position=0, commitment=text.commitment)


def _documents(
    register: Register, pdf: PdfWork, trust: TrustMaterial, at: datetime, case: Case
) -> Iterator[DocumentVerdict]:
    for attachment in case.attachments:
        yield _bytes_only(register, case, "original", attachment.attached.original)
        if attachment.prepared:
            yield _bytes_only(register, case, "prepared", attachment.prepared.prepared)
    for role, act, begun in (
        ("minutes", case.decided, case.decided_on),
        ("agreement", case.signed, case.signed_on),
    ):
        if act and begun:
            yield _bytes_only(register, case, role, begun.document)
            later = [added for added in case.revisions if added.cms == act.signed.cms]
            for revision in (act.signed, *later):
                yield _judged(register, pdf, trust, at, (case, role, revision, begun))


def _bytes_only(register: Register, case: Case, role: str, ref: DocumentRef) -> DocumentVerdict:
    try:
        register.document(ref)
    except SignappError as e:
        return DocumentVerdict(case.number, role, ref, problem=e)
    return DocumentVerdict(case.number, role, ref)


def _judged(
    register: Register,
    pdf: PdfWork,
    trust: TrustMaterial,
    at: datetime,
    signed: tuple[Case, str, SignedRevision, SigningBegun],
) -> DocumentVerdict:
    case, role, revision, begun = signed
    try:
        path = register.document(revision.document)
        decided = DecidedRevision(begun.document, begun.field)
        verdict = pdf.judge(path, trust, at, decided)
    except SignappError as e:
        return DocumentVerdict(case.number, role, revision.document, problem=e)
    entry = _entry(verdict, revision, begun)
    return DocumentVerdict(case.number, role, revision.document, None, verdict, entry)


def _entry(verdict: Verdict, revision: SignedRevision, begun: SigningBegun) -> Part:
    """Compare the signature in the file with what the ledger says of it."""
    made = [one for one in verdict.signatures if one.field == begun.field]
    if not made or made[0].cms != revision.cms:
        return Part(Holds.NO, (Remark("entry.other_signature", {}),))
    if made[0].certificate != begun.certificate:
        return Part(Holds.NO, (Remark("entry.other_certificate", {}),))
    return Part(Holds.YES, (Remark("entry.same_signature", {}),))
