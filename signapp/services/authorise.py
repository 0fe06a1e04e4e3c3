"""What is done to an authorisation after the decision: fixing the text, conditions, its end."""

from dataclasses import dataclass
from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.domain.authorisation import (
    AgreementFixed,
    AuthorisationCancelled,
    ConditionConfirmed,
    CounterpartyNamed,
    SigningDelegated,
)
from signapp.domain.case import Case
from signapp.services.compare import Comparison, Progress, compare_documents
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted
from signapp.services.new_text import NewText, take_in, with_fields
from signapp.services.ports import FieldOrder
from signapp.services.usual_places import OURS, usual_boxes


@dataclass(frozen=True)
class ConditionState:
    """A condition of a decision: its number from 1, its text, and whether it was confirmed."""

    number: int
    text: str
    met: bool


def conditions_of(desk: Desk, case: Case) -> tuple[ConditionState, ...]:
    """Return the conditions that a proposal or decision sets to the signing."""
    wanted = case.proposal.authorisation if case.proposal else None
    return tuple(
        ConditionState(number, desk.journal.text(one.text), number in case.mandate.conditions_met)
        for number, one in enumerate(wanted.conditions if wanted else (), 1)
    )


def confirm_condition(desk: Desk, who: SignedIn, number: str, condition: int, basis: str) -> None:
    """Confirm that a condition is met, and by what. Raises NotAuthorisedError."""
    text = salted(basis)
    desk.journal.record(who, ConditionConfirmed(condition, text.commitment), number, (text,))


def delegate_signing(
    desk: Desk, who: SignedIn, number: str, office: str, person: str = ""
) -> None:
    """Name another office, or a person in it, to sign. Raises NotAuthorisedError."""
    desk.journal.record(who, SigningDelegated(office, person), number)


def cancel_authorisation(desk: Desk, who: SignedIn, number: str, reason: str) -> None:
    """Take the authorisation back before anybody has signed. Raises NotAuthorisedError."""
    text = salted(reason)
    desk.journal.record(who, AuthorisationCancelled(text.commitment), number, (text,))


def name_counterparty(desk: Desk, who: SignedIn, number: str, name: str) -> None:
    """Say who will sign for the counterparty. Raises NotAuthorisedError."""
    text = salted(name)
    desk.journal.record(who, CounterpartyNamed(text.commitment), number, (text,))


def fix_agreement(
    desk: Desk,
    who: SignedIn,
    number: str,
    file: Path,
    reason: str,
    fields: tuple[FieldOrder, ...] = (),
    progress: Progress = lambda _done, _of: True,
) -> Comparison | None:
    """Fix the text that will be signed, or change it a little where the decision allows it.

    The fields stand where they stood in the text before, or as `fields` says (the city's first),
    or where the file has them, or else at the foot of the last page. Returns the comparison with
    what was decided on, which the act records, or None when there is nothing to compare with.
    Raises NotAuthorisedError, CancelledError, DocumentErrors, StorageError.
    """
    case = desk.journal.case(number)
    before = text_before(case)
    new, field = _new_text(desk, case, file, fields, before)
    compared = compare_documents(desk, before, new.document, progress) if before else None
    difference = salted(compared.to_text() if compared else "")
    why = salted(reason)
    act = AgreementFixed(
        original=new.original,
        document=new.document,
        field=field,
        places=new.places,
        pages=compared.numbers if compared else (),
        difference=difference.commitment,
        reason=why.commitment,
    )
    desk.journal.record(who, act, number, (difference, why))
    return compared


def text_before(case: Case) -> DocumentRef | None:
    """Return what the decision was on: the exact bytes or the draft; nothing if described."""
    return case.proposal.authorisation.document if case.proposal else None


def _new_text(
    desk: Desk,
    case: Case,
    file: Path,
    fields: tuple[FieldOrder, ...],
    before: DocumentRef | None,
) -> tuple[NewText, str]:
    wanted = case.proposal.authorisation if case.proposal else None
    attached = case.attachments[wanted.attachment - 1] if wanted and wanted.attachment else None
    prepared = attached.prepared if attached else None
    if not fields and before and prepared:
        new = take_in(desk, file, before, prepared.places)
        return new, wanted.field or prepared.places[0].field if wanted else ""
    register = desk.journal.register
    original = register.put_file(file)
    facts = desk.pdf.inspect(register.document(original))
    there = tuple(one.box for one in facts.fields if not one.filled) or usual_boxes(facts.pages)
    orders = fields or tuple(FieldOrder(box.name, box.name, box) for box in there)
    names = [order.field for order in orders]
    return with_fields(desk, original, orders, facts), OURS if OURS in names else names[0]
