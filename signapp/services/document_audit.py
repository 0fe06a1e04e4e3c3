"""Level C of verifying a register: are the documents there, and do their signatures hold?"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signapp.domain.acts import DocumentRef, SignedRevision, SigningBegun
from signapp.domain.decision import Case
from signapp.domain.errors import SignappError
from signapp.domain.register import RegisterState
from signapp.services.minutes import record_of
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    Part,
    PdfWork,
    Register,
    Remark,
    TrustMaterial,
    Verdict,
)

MINUTES, AGREEMENT = "minutes", "agreement"


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
class DocumentAudit:
    """Compares the documents of a register with what its ledger says of them, at a moment."""

    register: Register
    pdf: PdfWork
    trust: TrustMaterial
    at: datetime
    state: RegisterState
    name: str

    def verdicts(self) -> Iterator[DocumentVerdict]:
        """Yield a verdict for every document and every revision of it."""
        for case in self.state.cases.values():
            for attachment in case.attachments:
                yield self._bytes_only(case, "original", attachment.attached.original)
                if attachment.prepared:
                    yield self._bytes_only(case, "prepared", attachment.prepared.prepared)
            if case.decided and case.decided_on:
                yield self._bytes_only(case, "shown", case.decided_on.document)
                yield from self._signed(case, MINUTES, case.decided.signed, case.decided_on)
            if case.signed and case.signed_on:
                yield from self._signed(case, AGREEMENT, case.signed.signed, case.signed_on)

    def _bytes_only(self, case: Case, role: str, ref: DocumentRef) -> DocumentVerdict:
        try:
            self.register.document(ref)
        except SignappError as e:
            return DocumentVerdict(case.number, role, ref, problem=e)
        return DocumentVerdict(case.number, role, ref)

    def _signed(
        self, case: Case, role: str, signed: SignedRevision, begun: SigningBegun
    ) -> Iterator[DocumentVerdict]:
        later = [added for added in case.revisions if added.cms == signed.cms]
        for revision in (signed, *later):
            yield self._judged(case, role, revision, begun)

    def _judged(
        self, case: Case, role: str, revision: SignedRevision, begun: SigningBegun
    ) -> DocumentVerdict:
        ref = revision.document
        try:
            path = self.register.document(ref)
            decided = DecidedRevision(begun.document, begun.field)
            verdict = self.pdf.judge(path, self.trust, self.at, decided)
            entry = self._entry(case, role, path, verdict, (revision, begun))
        except SignappError as e:
            return DocumentVerdict(case.number, role, ref, problem=e)
        return DocumentVerdict(case.number, role, ref, None, verdict, entry)

    def _entry(
        self,
        case: Case,
        role: str,
        path: Path,
        verdict: Verdict,
        said: tuple[SignedRevision, SigningBegun],
    ) -> Part:
        """Compare the signature in the file, and the record in minutes, with the ledger."""
        revision, begun = said
        made = [one for one in verdict.signatures if one.field == begun.field]
        if not made or made[0].cms != revision.cms:
            return _does_not_hold("entry.other_signature")
        if made[0].certificate != begun.certificate:
            return _does_not_hold("entry.other_certificate")
        record = self.pdf.embedded_record(path) if role == MINUTES else None
        if role == MINUTES and record != record_of(self.state, self.name, case.number).to_json():
            return _does_not_hold("entry.other_record")
        return Part(Holds.YES, (Remark("entry.same_signature"),))


def _does_not_hold(code: str) -> Part:
    return Part(Holds.NO, (Remark(code),))
