"""The other party's file comes back: accepted only if it is ours with their signature alone."""

from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import DocumentRef, SignedRevision
from signapp.domain.authorisation import TextToSign
from signapp.domain.bilateral import CounterpartySigned
from signapp.domain.bilateral_errors import ReturnedFileRefusedError
from signapp.domain.case import Case
from signapp.domain.slots import slots
from signapp.services.beginnings import begins_with
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.ports import DecidedRevision, Holds, SignatureVerdict, Verdict


def receive_signed(desk: Desk, who: SignedIn, number: str, file: Path) -> Verdict:
    """Take the file that the other party signed, and record it; return our verdict on it (R37).

    It has to begin with exactly the newest stored bytes of an original, and do nothing but fill
    the other party's slot. Whether their certificate is known here is for the verdict to say: it
    is no reason to refuse. Raises ReturnedFileRefusedError (`what`), NotAuthorisedError,
    DocumentErrors, StorageError.
    """
    journal = desk.journal
    journal.catch_up()
    original = _continued(journal.case(number), file)
    before = journal.case(number).agreement.newest(original.document)
    made = _their_signature(desk, journal.case(number), file, before)
    verdict = _judge(desk, file, DecidedRevision(before, made.field))
    _refuse_other_changes(verdict)
    signed = SignedRevision(verdict.document, made.cms, made.level)
    act = CounterpartySigned(before, made.field, signed, made.certificate)
    journal.require(who, act, number)
    if journal.register.put_file(file) != verdict.document:  # it was changed meanwhile
        raise ReturnedFileRefusedError(what="changed")
    journal.record(who, act, number)
    return verdict


def _continued(case: Case, file: Path) -> TextToSign:
    """Return the original whose newest stored revision the file begins with."""
    for original in case.originals:
        *older, newest = case.agreement.chain(original.document)
        if begins_with(file, newest):
            return original
        if any(begins_with(file, one) for one in older):
            raise ReturnedFileRefusedError(what="older_version")
    if not case.originals:
        raise errors.NotAuthorisedError((errors.TextNotFixed(),))
    raise ReturnedFileRefusedError(what="begins_otherwise")


def _their_signature(desk: Desk, case: Case, file: Path, before: DocumentRef) -> SignatureVerdict:
    """Return the one signature that was added, in a slot of another party."""
    verdict = _judge(desk, file, None)
    if verdict.document == before:
        raise ReturnedFileRefusedError(what="nothing_added")
    added = [one for one in verdict.signatures if one.revision.length > before.length]
    if not added:
        raise ReturnedFileRefusedError(what="changed")
    theirs = {slot.field for slot in slots(case) if not slot.ours}
    if len(added) != 1 or added[0].field not in theirs:
        raise ReturnedFileRefusedError(what="other_field")
    return added[0]


def _refuse_other_changes(verdict: Verdict) -> None:
    if any(one.content.holds is not Holds.YES for one in verdict.signatures):
        raise ReturnedFileRefusedError(what="not_intact")
    if verdict.decided is None or verdict.decided.holds is not Holds.YES:
        raise ReturnedFileRefusedError(what="changed")


def _judge(desk: Desk, file: Path, decided: DecidedRevision | None) -> Verdict:
    return desk.pdf.judge(file, desk.trust.material(), desk.journal.clock.now(), decided)
