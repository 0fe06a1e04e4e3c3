"""Level C of verifying a register: are the documents there, and do their signatures hold?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

from signapp.domain.acts import CertificateBound, DocumentRef, SignedRevision
from signapp.domain.bilateral import CounterpartySigned
from signapp.domain.decision import Case
from signapp.domain.errors import SignappError, WorkerFailedError
from signapp.domain.register import RegisterState
from signapp.services.beginnings import begins_with
from signapp.services.certificate_audit import certificate_part
from signapp.services.correction_marks import mark_on
from signapp.services.history import MINUTES, History, SignedDocument
from signapp.services.minutes import record_of
from signapp.services.minutes_basis import basis_of
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    Part,
    PdfWork,
    Remark,
    SaltedText,
    TrustMaterial,
    Verdict,
    worst,
)
from signapp.services.signature_audit import Said, compare, kind_of

NOBODY = SaltedText("", b"", "")
"""Stands for the name of a person who was not enrolled; no certificate names them."""


@dataclass(frozen=True)
class DocumentVerdict:
    """What was found of a document of the register.

    `verdict` is absent for a document whose bytes alone are compared; `entry` says whether it is
    what the ledger speaks of. A certificate of the roster belongs to no case.
    """

    case: str
    role: str
    document: DocumentRef
    problem: SignappError | None = None
    verdict: Verdict | None = None
    entry: Part | None = None

    @property
    def holds(self) -> Holds:
        """The worst of all parts; a document that was not looked at can't be told."""
        problem = state_of(self.problem) if self.problem else Holds.YES
        return worst(problem, *(part.holds for part in (self.verdict, self.entry) if part))


def state_of(problem: SignappError) -> Holds:
    """Return what a problem means for a document: a helper that failed says nothing of it."""
    return Holds.NOT_KNOWN if isinstance(problem, WorkerFailedError) else Holds.NO


class Papers(Protocol):
    """Where documents and texts are: a register, or evidence that was taken out of one."""

    def document(self, ref: DocumentRef) -> Path:
        """Return the file of a document. Raises DocumentMissingError, DocumentAlteredError."""

    def text(self, commitment: str) -> SaltedText | None:
        """Return a text, or None when it was erased."""


@dataclass(frozen=True)
class DocumentAudit:
    """Compares the documents of a register with what its ledger says of them, at a moment."""

    register: Papers
    pdf: PdfWork
    trust: TrustMaterial
    at: datetime
    state: RegisterState
    history: History
    name: str

    def verdicts(self) -> Iterator[DocumentVerdict]:
        """Yield a verdict for every certificate, every document and every revision of it."""
        for bound in self.history.bound:
            yield self.certificate(bound)
        yield from self.of_cases()

    def of_cases(self) -> Iterator[DocumentVerdict]:
        """Yield a verdict for every document of the cases, and every revision of it."""
        for case in self.state.cases.values():
            yield from self.of_case(case)

    def of_case(self, case: Case) -> Iterator[DocumentVerdict]:
        """Yield a verdict for every document of a case, and every revision of it."""
        yield from self._attachments(case)
        for signed in self.history.signed:
            if signed.case == case.number:
                yield from self._signed(case, signed)
        yield from self._returned(case.number)
        yield from self._away(case)

    def certificate(self, bound: CertificateBound) -> DocumentVerdict:
        """Return the verdict on a certificate that the roster binds to a person."""
        ref, name = bound.certificate, self.history.bound[bound]
        try:
            der = self.register.document(ref).read_bytes()
            enrolled = self.register.text(name) if name else NOBODY
        except SignappError as e:
            return DocumentVerdict("", "certificate", ref, problem=e)
        part = certificate_part(der, bound, enrolled, self.trust)
        return DocumentVerdict("", "certificate", ref, entry=part)

    def _attachments(self, case: Case) -> Iterator[DocumentVerdict]:
        for attachment in case.attachments:
            yield self._bytes_only(case.number, "original", attachment.attached.original)
            if attachment.prepared:
                yield self._bytes_only(case.number, "prepared", attachment.prepared.prepared)
        for fixed in case.mandate.fixed:
            yield self._bytes_only(case.number, "fixed_original", fixed.original)
            yield self._bytes_only(case.number, "fixed", fixed.document)
        for made in case.publicity.copies:
            yield self._bytes_only(case.number, "public_copy", made.copy)
        for extract in dict.fromkeys(case.extracts.values()):
            yield self._bytes_only(case.number, "extract", extract)

    def _away(self, case: Case) -> Iterator[DocumentVerdict]:
        """Compare the ledgers that came back; what they hold was replayed, or is kept aside."""
        for ledger in case.checkouts.ledgers:
            yield self._bytes_only(case.number, "away_ledger", ledger)

    def _bytes_only(self, case: str, role: str, ref: DocumentRef) -> DocumentVerdict:
        try:
            self.register.document(ref)
        except SignappError as e:
            return DocumentVerdict(case, role, ref, problem=e)
        return DocumentVerdict(case, role, ref)

    def _returned(self, case: str) -> Iterator[DocumentVerdict]:
        """What came back from another party: their files, and copies of signed paper."""
        for number, theirs in self.history.received:
            if number == case:
                yield self._received(case, theirs)
        for number, scan in self.history.scans:
            if number == case:
                yield self._bytes_only(case, "scan", scan)

    def _received(self, case: str, theirs: CounterpartySigned) -> DocumentVerdict:
        """Judge what another party sent back: ours, and their recorded signature alone."""
        ref, decided = theirs.signed.document, DecidedRevision(theirs.before, theirs.field)
        try:
            path = self.register.document(ref)
            verdict = self.pdf.judge(path, self.trust, self.at, decided)
        except SignappError as e:
            return DocumentVerdict(case, "received", ref, problem=e)
        known = (theirs.field, theirs.signed.cms, theirs.certificate, theirs.signed.level)
        made = {(one.field, one.cms, one.certificate, one.level) for one in verdict.signatures}
        if known in made:
            entry = Part(Holds.YES, (Remark("entry.their_signature"),))
        else:
            entry = Part(Holds.NO, (Remark("entry.not_their_file"),))
        return DocumentVerdict(case, "received", ref, verdict=verdict, entry=entry)

    def _signed(self, case: Case, signed: SignedDocument) -> Iterator[DocumentVerdict]:
        """Judge the newest revision; each older one must be there, and be its beginning."""
        if signed.role == MINUTES:
            yield self._bytes_only(case.number, "shown", signed.begun.document)
        extended = {one.before for one in signed.added}
        revisions = [(signed.done, signed.begun.document)]
        revisions += [(one.signed, one.before) for one in signed.added]
        for revision, before in revisions:
            newest = revision.document not in extended
            yield self._revision(case, signed, revision, before, newest=newest)

    def _revision(
        self,
        case: Case,
        signed: SignedDocument,
        revision: SignedRevision,
        before: DocumentRef,
        *,
        newest: bool,
    ) -> DocumentVerdict:
        ref, verdict, problem, said = revision.document, None, None, list[Said]()
        try:
            path = self.register.document(ref)
            said += _continuation(signed, revision, before, path)
            if newest:
                decided = DecidedRevision(signed.begun.document, signed.begun.field)
                verdict = self.pdf.judge(path, self.trust, self.at, decided)
                said += compare(signed, revision, verdict, case)
                said += self._record(case, signed, path)
        except SignappError as e:
            problem = e
        if not said and not problem:
            said = [(Holds.YES, Remark("entry.same_signature")), *kind_of(signed, case)]
        said += _mark(self.state, case, signed)
        part = (
            Part(worst(*(holds for holds, _ in said)), tuple(r for _, r in said)) if said else None
        )
        return DocumentVerdict(case.number, signed.role, ref, problem, verdict, part)

    def _record(self, case: Case, signed: SignedDocument, path: Path) -> Iterator[Said]:
        """Compare the record in minutes with the decision in the ledger."""
        if signed.role != MINUTES:
            return
        record = self.pdf.embedded_record(path)
        if case.proposal is None or case.begun is None:
            yield Holds.NO, Remark("entry.other_record")
            return
        basis = basis_of(case, signed.done.document)
        if record != record_of(self.state, self.name, case.number, basis).to_json():
            yield Holds.NO, Remark("entry.other_record")


def _mark(state: RegisterState, case: Case, signed: SignedDocument) -> Iterator[Said]:
    """Minutes that were corrected, or decided anew, carry a mark wherever they appear (52 §)."""
    found = mark_on(state, case, signed.done) if signed.role == MINUTES else None
    if found:
        yield Holds.YES, found.remark


def _continuation(
    signed: SignedDocument, revision: SignedRevision, before: DocumentRef, path: Path
) -> Iterator[Said]:
    """A revision begins with the one before, and carries the same signature."""
    if revision.cms != signed.done.cms:
        yield Holds.NO, Remark("entry.other_signature")
    if revision.document.length <= before.length or not begins_with(path, before):
        yield Holds.NO, Remark("entry.not_continued")
