"""Preparing a case: opening it, attaching the agreement, placing signature fields, proposing."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import (
    CaseOpened,
    Commitment,
    DocumentAttached,
    DocumentOpened,
    DocumentPrepared,
    DocumentRef,
    DraftEdited,
    EnforcementJudgement,
    ProposalAmended,
    ProposalSubmitted,
    ProposalWithdrawn,
    SignaturePlace,
)
from signapp.domain.authorisation import SigningDays
from signapp.domain.errors import Finding
from signapp.domain.intake import PDF
from signapp.domain.numbers import next_case_number, read_case_number
from signapp.domain.wording import same_words
from signapp.services.classes import class_title
from signapp.services.desk import Desk
from signapp.services.file_fitness import fit_for_signing
from signapp.services.journal import SignedIn, salted
from signapp.services.ports import Box, FieldOrder, SaltedText
from signapp.services.prepared_from import keep_copy
from signapp.services.proposal_text import ProposalText, missing_sections
from signapp.services.proposed_signing import ProposedSigning, authorisation_of
from signapp.services.review import as_proposed, not_let_stand, review, unsuitable_appeals


def open_case(
    desk: Desk, who: SignedIn, number: str, class_code: str, title: str, source: str = ""
) -> None:
    """Open a case under its number and function class.

    `source` tells where the number is from when the city's case management gave it. Raises
    NotAuthorisedError.
    """
    text, named = salted(title), class_title(class_code)
    one_form = read_case_number(number, desk.journal.state.case_prefix)
    act = CaseOpened(class_code, text.commitment, None, named, source.strip())
    desk.journal.record(who, act, one_form, (text,))


def suggest_case_number(desk: Desk) -> str:
    """Return the next case number of the year in Helsinki, for a register that numbers itself."""
    state = desk.journal.state
    return next_case_number(iter(state.cases), state.case_prefix, desk.today().year)


def save_draft(desk: Desk, who: SignedIn, number: str, text: ProposalText) -> None:
    """Keep the draft of the proposal; whoever does is a preparer from then on (R13)."""
    desk.journal.require(who, DraftEdited(), number)
    if who.actor not in desk.journal.case(number).preparers:
        desk.journal.record(who, DraftEdited(), number)
    desk.journal.register.save_draft(number, text.to_json())


def draft(desk: Desk, number: str) -> ProposalText | None:
    """Return the draft of the proposal, or None."""
    content = desk.journal.register.draft(number)
    return ProposalText.of_json(content) if content else None


def attach(
    desk: Desk,
    who: SignedIn,
    number: str,
    file: Path,
    title: str,
    language: str,
    *,
    to_be_signed: bool = True,
) -> int:
    """Attach a PDF as it came; return its attachment number.

    What is to be signed has to be fit for it. Raises NotAuthorisedError, DocumentErrors,
    StorageError.
    """
    original = desk.journal.register.put_file(file)
    path = desk.journal.register.document(original)
    if to_be_signed:
        fit_for_signing(desk.pdf, path)
    else:
        desk.pdf.inspect(path)
    kept = KeptFile(original, file.name, to_be_signed)
    return record_attachment(desk, who, number, kept, title, language)


@dataclass(frozen=True)
class KeptFile:
    """A file as it came, in the register: its bytes, its name, and whether it is to be signed."""

    original: DocumentRef
    name: str
    to_be_signed: bool = True
    media_type: str = PDF


def record_attachment(
    desk: Desk, who: SignedIn, number: str, file: KeptFile, title: str, language: str
) -> int:
    """Record a file that was looked at as the next attachment; return its number.

    Raises NotAuthorisedError.
    """
    attachment = len(desk.journal.case(number).attachments) + 1
    text, name = salted(title), salted(file.name)
    act = DocumentAttached(
        number=attachment,
        title=text.commitment,
        language=language,
        original=file.original,
        file_name=name.commitment,
        media_type=file.media_type,
        to_be_signed=file.to_be_signed,
    )
    desk.journal.record(who, act, number, (text, name))
    return attachment


def place_signatures(
    desk: Desk,
    who: SignedIn,
    number: str,
    attachment: int,
    fields: tuple[FieldOrder, ...],
    copy: DocumentRef | None = None,
) -> DocumentRef:
    """Place and tag the signature fields of all parties; return the bytes to be decided on.

    They stand in the attachment as it came, or in a repaired `copy`. Raises NotAuthorisedError,
    DocumentErrors, StorageError.
    """
    original = _attached(desk, number, attachment)
    content = desk.pdf.place_fields(desk.read(copy or original), fields)
    prepared = desk.journal.register.put(content)
    _record_places(desk, who, number, attachment, prepared, [order.box for order in fields])
    if copy is not None:
        keep_copy(desk.journal.register, number, attachment, copy)
    return prepared


def keep_signatures(
    desk: Desk,
    who: SignedIn,
    number: str,
    attachment: int,
    boxes: tuple[Box, ...],
    copy: DocumentRef | None = None,
) -> None:
    """Decide on an attachment as it came, with the empty signature fields that it brought.

    A repaired `copy` may take its place. Raises NotAuthorisedError.
    """
    original = copy or _attached(desk, number, attachment)
    _record_places(desk, who, number, attachment, original, boxes)


def _attached(desk: Desk, number: str, attachment: int) -> DocumentRef:
    attachments = desk.journal.case(number).attachments
    if not 1 <= attachment <= len(attachments):
        raise errors.NotAuthorisedError((errors.AttachmentNumbersBroken(number=attachment),))
    return attachments[attachment - 1].plain


def _record_places(
    desk: Desk,
    who: SignedIn,
    number: str,
    attachment: int,
    prepared: DocumentRef,
    boxes: Iterable[Box],
) -> None:
    act = DocumentPrepared(attachment, prepared, places_of(boxes))
    desk.journal.record(who, act, number)


def places_of(boxes: Iterable[Box]) -> tuple[SignaturePlace, ...]:
    """Return the places of signature fields as acts keep them."""
    return tuple(
        SignaturePlace(
            field=box.name,
            party=box.name,
            page=box.page,
            box=tuple(round(edge) for edge in (box.left, box.bottom, box.right, box.top)),
        )
        for box in boxes
    )


def submit(
    desk: Desk,
    who: SignedIn,
    number: str,
    wanted: ProposedSigning,
    enforcement: tuple[bool, bool],
    seen: frozenset[str] = frozenset(),
) -> None:
    """Submit the draft as the presenter's proposal.

    `seen` are the marks of the warnings that the presenter saw and lets stand (`review.mark`).
    `enforcement` answers the two questions of Kuntalaki 143 §: would a request for rectification
    become useless, and has enforcement been forbidden? Raises NotAuthorisedError.
    """
    case, written = desk.journal.case(number), draft(desk, number)
    if written is None:
        raise errors.NotAuthorisedError((errors.ProposalTextMissing(),))
    authorisation, conditions = authorisation_of(case, wanted, written.counterparty)
    frozen = as_proposed(desk, case, written)
    reviewed = review(desk, case, frozen, wanted.office, wanted.days)
    text, reason = salted(frozen.to_json()), salted(written.enforcement_reason)
    act = ProposalSubmitted(
        decision_maker=wanted.decision_maker,
        text=text.commitment,
        provision=wanted.provision,
        authorisation=authorisation,
        enforcement=EnforcementJudgement(*enforcement, reason.commitment),
        appeals=tuple(appeal.chosen for appeal in frozen.appeals),
        seen=tuple(dict.fromkeys(one.code for one in reviewed if not one.certain)),
    )
    against = (
        *missing_sections(frozen),
        *unsuitable_appeals(desk, frozen, wanted.decision_maker),
        *not_let_stand(reviewed, seen),
    )
    desk.journal.record(who, act, number, (text, reason, *conditions), against)


def findings_in_draft(
    desk: Desk, number: str, office: str, days: SigningDays
) -> tuple[Finding, ...]:
    """Return what looks wrong in the draft as it would be proposed now (R9)."""
    case, written = desk.journal.case(number), draft(desk, number)
    if written is None:
        return ()
    return review(desk, case, as_proposed(desk, case, written), office, days)


def proposal_text(desk: Desk, number: str) -> ProposalText:
    """Return the text that is proposed now. Raises NotAuthorisedError, TextErasedError."""
    case = desk.journal.case(number)
    if case.proposed_text is None:
        raise errors.NotAuthorisedError((errors.WrongStage(stage=case.stage.value),))
    return read_text(desk, number, case.proposed_text)


def read_text(desk: Desk, number: str, commitment: Commitment) -> ProposalText:
    """Return a text of a case by its commitment. Raises TextErasedError."""
    stored = desk.journal.register.text(commitment)
    if stored is None:
        raise errors.TextErasedError(case=number)
    return ProposalText.of_json(stored.text)


def amended_text(desk: Desk, number: str, decision: str) -> SaltedText:
    """Return the proposed text with another decision in it.

    With the proposal's own words, whatever the white space, it is the very same text (R7).
    Raises as `proposal_text` does.
    """
    proposed = proposal_text(desk, number)
    if same_words(decision, proposed.decision):
        same = desk.journal.register.text(desk.journal.case(number).proposed_text or "")
        assert same is not None  # it was read above
        return same
    return salted(replace(proposed, decision=decision).to_json())


def amend_proposal(desk: Desk, who: SignedIn, number: str, decision: str) -> None:
    """The presenter changes the proposed decision; the first text is kept.

    Raises NotAuthorisedError.
    """
    text = amended_text(desk, number, decision)
    desk.journal.record(who, ProposalAmended(text.commitment), number, (text,))


def withdraw_proposal(desk: Desk, who: SignedIn, number: str, reason: str) -> None:
    """The presenter takes the proposal back to the draft. Raises NotAuthorisedError."""
    text = salted(reason)
    desk.journal.record(who, ProposalWithdrawn(text.commitment), number, (text,))


def open_document(desk: Desk, who: SignedIn, number: str, ref: DocumentRef) -> Path:
    """Return the checked file of a document, and log that the person was shown it (R32).

    Raises NotAuthorisedError, StorageError.
    """
    path = desk.journal.register.document(ref)
    if not desk.journal.case(number).has_seen(who.actor.person, ref):
        desk.journal.record(who, DocumentOpened(ref), number)
    return path
