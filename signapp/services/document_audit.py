"""Level C of verifying a register: are the documents there, and do their signatures hold?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from signapp.domain.acts import DocumentRef, SignedRevision, SigningBegun
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.domain.errors import SignappError
from signapp.domain.register import RegisterState
from signapp.services.certificate_audit import certificate_part
from signapp.services.minutes import record_of
from signapp.services.ports import (
    DecidedRevision,
    Holds,
    Part,
    PdfWork,
    Register,
    Remark,
    SignatureVerdict,
    TrustMaterial,
    Verdict,
    worst,
)

MINUTES, AGREEMENT = "minutes", "agreement"
CLOCKS_DIFFER = timedelta(minutes=10)
"""How far a time stamp service's clock and a desk's may be apart."""


@dataclass(frozen=True)
class DocumentVerdict:
    """What was found of a document of the register.

    `verdict` is absent where the bytes alone are compared; `entry` says whether the document is
    what the ledger says of it.
    """

    case: str
    role: str
    document: DocumentRef
    problem: SignappError | None = None
    verdict: Verdict | None = None
    entry: Part | None = None

    @property
    def holds(self) -> Holds:
        """The worst of all that was found."""
        if self.problem:
            return Holds.NO
        return worst(Holds.YES, *(part.holds for part in (self.verdict, self.entry) if part))


@dataclass(frozen=True)
class Signed:
    """A signed document as the ledger tells of it: its revisions, and between which moments."""

    case: Case
    role: str
    begun: SigningBegun
    revisions: tuple[SignedRevision, ...]
    not_before: datetime | None
    not_after: datetime | None


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
        """Yield a verdict for every certificate, every document and every revision of it."""
        for bound in self.state.roster.certificates.values():
            person = self.state.roster.persons.get(bound.person)
            name = self.register.text(person.name) if person else None
            try:
                path = self.register.document(bound.certificate)
                part = certificate_part(path.read_bytes(), bound, name, self.trust)
            except SignappError as e:
                yield DocumentVerdict("", "certificate", bound.certificate, problem=e)
            else:
                yield DocumentVerdict("", "certificate", bound.certificate, entry=part)
        for case in self.state.cases.values():
            yield from self._of_case(case)

    def _of_case(self, case: Case) -> Iterator[DocumentVerdict]:
        for attachment in case.attachments:
            yield self._bytes_only(case, "original", attachment.attached.original)
            if attachment.prepared:
                yield self._bytes_only(case, "prepared", attachment.prepared.prepared)
        if case.decided and case.decided_on:
            yield self._bytes_only(case, "shown", case.decided_on.document)
        known: set[DocumentRef] = set()
        for signed in _signed(case):
            known |= {revision.document for revision in signed.revisions}
            yield from self._revisions(signed)
        for added in case.revisions:
            if added.document not in known:  # a time stamp on a signature that nobody made
                part = _no("entry.other_signature")
                yield DocumentVerdict(case.number, AGREEMENT, added.document, entry=part)

    def _bytes_only(self, case: Case, role: str, ref: DocumentRef) -> DocumentVerdict:
        try:
            self.register.document(ref)
        except SignappError as e:
            return DocumentVerdict(case.number, role, ref, problem=e)
        return DocumentVerdict(case.number, role, ref)

    def _revisions(self, signed: Signed) -> Iterator[DocumentVerdict]:
        """Judge the newest revision; an older one must be there, and the newest continue it."""
        *older, newest = signed.revisions
        for revision in older:
            yield self._older(signed, revision, newest)
        ref = newest.document
        try:
            path = self.register.document(ref)
            decided = DecidedRevision(signed.begun.document, signed.begun.field)
            verdict = self.pdf.judge(path, self.trust, self.at, decided)
            entry = self._entry(signed, path, verdict)
        except SignappError as e:
            yield DocumentVerdict(signed.case.number, signed.role, ref, problem=e)
        else:
            yield DocumentVerdict(signed.case.number, signed.role, ref, None, verdict, entry)

    def _older(
        self, signed: Signed, revision: SignedRevision, newest: SignedRevision
    ) -> DocumentVerdict:
        number, ref = signed.case.number, revision.document
        try:
            self.register.document(ref)
            later = self.register.document(newest.document)
        except SignappError as e:
            return DocumentVerdict(number, signed.role, ref, problem=e)
        entry = None if _begins_with(later, ref) else _no("entry.not_continued")
        return DocumentVerdict(number, signed.role, ref, entry=entry)

    def _entry(self, signed: Signed, path: Path, verdict: Verdict) -> Part:
        """Compare the signature in the file, and the record in minutes, with the ledger."""
        begun, newest = signed.begun, signed.revisions[-1]
        made = [one for one in verdict.signatures if one.field == begun.field]
        if not made or made[0].cms != newest.cms:
            return _no("entry.other_signature")
        if made[0].certificate != begun.certificate:
            return _no("entry.other_certificate")
        if len(verdict.signatures) != 1:
            return _no("entry.more_signatures")
        if made[0].level != newest.level:
            return _no("entry.other_level")
        if signed.role == MINUTES and not self._same_record(signed.case, path):
            return _no("entry.other_record")
        return _times(signed, made[0]) or Part(Holds.YES, (Remark("entry.same_signature"),))

    def _same_record(self, case: Case, path: Path) -> bool:
        record = record_of(self.state, self.name, case.number)
        return self.pdf.embedded_record(path) == record.to_json()


def _signed(case: Case) -> Iterator[Signed]:
    """Yield the minutes and the agreement of a case, as far as they were signed."""
    for role, act, begun, moments in (
        (MINUTES, case.decided, case.decided_on, (case.begun_at, case.decided_at)),
        (AGREEMENT, case.signed, case.signed_on, (case.decided_at, case.signed_at)),
    ):
        if act and begun:
            later = (added for added in case.revisions if added.cms == act.signed.cms)
            yield Signed(case, role, begun, (act.signed, *later), *moments)


def _times(signed: Signed, made: SignatureVerdict) -> Part | None:
    """Refuse a time in the file that does not fit the ledger's, or the authorised day."""
    if made.claimed is None or signed.not_before is None or signed.not_after is None:
        return _no("entry.other_time")
    if not signed.not_before <= made.claimed <= signed.not_after:
        return _no("entry.other_time")
    if made.proven and made.proven < made.claimed - CLOCKS_DIFFER:
        return _no("entry.other_time")
    wanted = signed.case.proposal.authorisation if signed.case.proposal else None
    if signed.role == AGREEMENT and wanted and wanted.day_binding:
        return None if helsinki_day(made.claimed) == wanted.day else _no("entry.other_day")
    same_day = helsinki_day(made.claimed) == helsinki_day(signed.not_before)
    return None if signed.role == AGREEMENT or same_day else _no("entry.other_day")


def _begins_with(path: Path, ref: DocumentRef) -> bool:
    with path.open("rb") as file:
        return hashlib.sha256(file.read(ref.length)).hexdigest() == ref.sha256


def _no(code: str) -> Part:
    return Part(Holds.NO, (Remark(code),))
