"""A decision that takes an earlier one's place, in one step: the other side sent a changed text,
or the flight is late.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import DocumentAttached, DocumentPrepared, DocumentRef, ProposalSubmitted
from signapp.domain.authorisation import SigningDays
from signapp.domain.case import Attachment, Case
from signapp.domain.intake import PDF
from signapp.domain.numbers import read_case_number
from signapp.domain.succession import Succession, SuccessionKind
from signapp.services.desk import Desk
from signapp.services.drafting import Plan, plan_of, save_plan
from signapp.services.journal import SignedIn, salted
from signapp.services.new_text import NewText, take_in
from signapp.services.prepare import draft, read_text, save_draft, suggest_case_number
from signapp.services.proposed_signing import ProposedSigning


@dataclass(frozen=True)
class Successor:
    """What is new in the decision that takes the other one's place, and why it is made.

    Without `file` the text to be signed stays the same, without `days` the days do. A register
    whose numbers come from elsewhere needs the `number` of the new case, and its `source`.
    `decision` is the decision's new wording, where it has one. `kind` tells a correction of an
    error of substance (Hallintolaki 50 §) from other successors.
    """

    reason: str
    file: Path | None = None
    days: SigningDays | None = None
    number: str = ""
    source: str = ""
    decision: str = ""
    kind: SuccessionKind = SuccessionKind.SUCCESSOR


def open_successor(desk: Desk, who: SignedIn, number: str, wanted: Successor) -> str:
    """Open the case that takes the place of another one; return its number.

    Title, text, counterparty, office and provision are copied as a draft; the attachment is the
    new one, or the earlier one again. Raises NotAuthorisedError, DocumentErrors, StorageError.
    """
    case, prefix = desk.journal.case(number), desk.journal.state.case_prefix
    later = read_case_number(wanted.number, prefix) or suggest_case_number(desk)
    reason, title = salted(wanted.reason), salted(desk.journal.text(case.opened.title))
    link = Succession(case.number, wanted.kind, reason.commitment)
    act = replace(case.opened, title=title.commitment, succeeds=link, source=wanted.source.strip())
    desk.journal.require(who, act, later)
    signed = _signed(case)
    texts = [
        _prepared(desk, one, wanted.file if one is signed else None) for one in case.attachments
    ]
    desk.journal.record(who, act, later, (title, reason))
    for one, new in zip(case.attachments, texts, strict=True):
        _attach(desk, who, later, one, new)
    _copy_draft(desk, who, case, later, wanted)
    return later


def _signed(case: Case) -> Attachment | None:
    """Return the attachment that the earlier decision is on."""
    proposal = _last_proposal(case)
    number = proposal.authorisation.attachment if proposal else 1
    return next((one for one in case.attachments if one.attached.number == number), None)


def _prepared(desk: Desk, before: Attachment, file: Path | None) -> NewText:
    """Return the text of an attachment: the new file, or the one before again."""
    places = before.prepared.places if before.prepared else ()
    if file is not None:
        return take_in(desk, file, before.document, places)
    return NewText(before.attached.original, before.document, places)


def _attach(desk: Desk, who: SignedIn, later: str, before: Attachment, new: NewText) -> None:
    title = salted(desk.journal.text(before.attached.title))
    name = salted(desk.journal.text(before.attached.file_name))
    same = new.original == before.attached.original
    attached: DocumentAttached = replace(
        before.attached,
        title=title.commitment,
        file_name=name.commitment,
        original=new.original,
        media_type=before.attached.media_type if same else PDF,
    )
    desk.journal.record(who, attached, later, (title, name))
    if new.places or new.document != new.original:
        prepared = DocumentPrepared(attached.number, new.document, new.places)
        desk.journal.record(who, prepared, later)


def _copy_draft(desk: Desk, who: SignedIn, case: Case, later: str, wanted: Successor) -> None:
    """Copy the text and what is to be signed, with the new days where there are any."""
    written = (
        read_text(desk, case.number, case.text_in_force or case.proposed_text or "")
        if case.proposal
        else draft(desk, case.number)
    )
    if written is None:
        raise errors.NotAuthorisedError((errors.ProposalTextMissing(),))
    decision = wanted.decision or written.decision
    text = replace(written, decision=decision)
    save_draft(desk, who, later, text)
    plan = _last_plan(desk, case)
    if plan is not None:
        signing = replace(plan.signing, days=wanted.days or plan.signing.days)
        save_plan(desk, who, later, text, replace(plan, signing=signing))


def _last_proposal(case: Case) -> ProposalSubmitted | None:
    return case.proposal or (case.past_proposals[-1] if case.past_proposals else None)


def _last_plan(desk: Desk, case: Case) -> Plan | None:
    """Return what the last proposal of a case asked for, or what its draft asks for."""
    proposal = _last_proposal(case)
    if proposal is None:
        return plan_of(desk, case.number)
    asked, judged = proposal.authorisation, proposal.enforcement
    signing = ProposedSigning(
        decision_maker=proposal.decision_maker,
        provision=proposal.provision,
        office=asked.office,
        attachment=asked.attachment,
        field=asked.field,
        days=asked.days,
        place=asked.place,
        kind=asked.kind,
        conditions=tuple(desk.journal.text(one.text) for one in asked.conditions),
        sub_delegation=asked.sub_delegation,
        minor_changes=asked.minor_changes,
    )
    return Plan(signing, judged.request_would_become_useless, judged.enforcement_forbidden)


def compared_texts(desk: Desk, case: Case) -> tuple[DocumentRef, DocumentRef] | None:
    """Return the earlier and the new text of a case, if they differ: those to be compared.

    They are the texts of a case and of the one that it succeeds; or what was decided on and
    what was fixed after the decision.
    """
    fixed = case.mandate.text
    decided = case.proposal.authorisation.document if case.proposal else None
    if fixed and decided:
        return (decided, fixed.document)
    link = case.opened.succeeds
    before = desk.journal.state.cases.get(link.case) if link else None
    old, new = (_text(one) if one else None for one in (before, case))
    return (old, new) if old and new and old != new else None


def _text(case: Case) -> DocumentRef | None:
    if case.to_sign:
        return case.to_sign.document
    attachment = _signed(case)
    if attachment is None:
        return None
    return attachment.document
