"""The documents of a case, each in its newest revision, read for the window."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from signapp.domain.acts import DocumentRef
from signapp.domain.authorisation import AgreementFixed
from signapp.domain.decision import Case
from signapp.domain.publicity import RecordTitle
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.minutes import render_minutes
from signapp.services.ports import DecidedRevision
from signapp.services.proposal_text import ProposalText
from signapp.services.public_copy import copy_in_force
from signapp.services.publicity import attachment_title, minutes_title
from signapp.services.sign import newest


@dataclass(frozen=True)
class CaseDocument:
    """A document of a case; `decided` is what a signed one is compared with.

    `number` is that of an attachment, from 1.
    """

    kind: str
    title: RecordTitle
    ref: DocumentRef
    seen: bool
    decided: DecidedRevision | None = None
    number: int = 1

    @property
    def key(self) -> str:
        """What tells the documents of a case apart."""
        return self.kind if self.number == 1 else f"{self.kind}-{self.number}"


def read_papers(
    desk: Desk, who: SignedIn, case: Case, text: ProposalText | None
) -> list[CaseDocument]:
    """Return the agreement, the minutes and their public copy, each in its newest revision."""
    found = []
    for attachment in case.attachments:
        ref = attachment.document
        decided = _signed(case, ref)
        ref = case.agreement.newest(ref)
        title = attachment_title(desk, case, attachment.attached, who)
        seen = case.has_seen(who.actor.person, ref)
        number = attachment.attached.number
        found.append(CaseDocument("agreement", title, ref, seen, decided, number))
    if case.mandate.text is not None:
        found.append(_fixed(who, case, case.mandate.text, _title(desk, who, case, text)))
    if case.begun is not None:
        title = minutes_title(desk, case, text.title if text else "", who)
        found += _minutes(desk, who, case, title)
    if made := copy_in_force(case):
        title = minutes_title(desk, case, text.title if text else "")
        title = replace(title, withheld=False)
        found.append(CaseDocument("public_copy", title, made.copy, seen=True))
    return found


def _signed(case: Case, ref: DocumentRef) -> DecidedRevision | None:
    """Return what an original is compared with, once somebody has signed it by key."""
    found = [one for one in case.originals if one.document == ref]
    if found and case.agreement.signature_in(found[0]):
        return DecidedRevision(ref, found[0].field)
    chain = case.agreement.chain(ref)
    theirs = [one.field for one in case.agreement.received if one.before in chain]
    return DecidedRevision(ref, theirs[0]) if theirs else None


def _title(desk: Desk, who: SignedIn, case: Case, text: ProposalText | None) -> RecordTitle:
    """Return the title of the text that is signed: that of its attachment, or of the decision."""
    number = case.proposal.authorisation.attachment if case.proposal else 0
    for one in case.attachments:
        if one.attached.number == number:
            return attachment_title(desk, case, one.attached, who)
    return minutes_title(desk, case, text.title if text else "", who)


def _fixed(who: SignedIn, case: Case, fixed: AgreementFixed, title: RecordTitle) -> CaseDocument:
    """Return the text that was fixed after the decision: it is what is signed."""
    decided, ref = _signed(case, fixed.document), case.agreement.newest(fixed.document)
    return CaseDocument("fixed", title, ref, case.has_seen(who.actor.person, ref), decided)


def _minutes(desk: Desk, who: SignedIn, case: Case, title: RecordTitle) -> Iterator[CaseDocument]:
    """Yield the minutes: those that wait for a signature, those in force, the last replaced."""
    if case.decided is None or case.corrections.open is not None:
        ref = render_minutes(desk, case.number)
        kind = "correction" if case.corrections.open else "minutes"
        yield CaseDocument(kind, title, ref, case.has_seen(who.actor.person, ref))
    for signed, begun in reversed(case.signatures):
        if signed in case.all_minutes[-2:]:
            kind = "minutes" if signed == case.minutes_in_force else "replaced"
            ref = newest(case, signed)
            decided = DecidedRevision(begun.document, begun.field)
            yield CaseDocument(kind, title, ref, case.has_seen(who.actor.person, ref), decided)
