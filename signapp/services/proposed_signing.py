"""What a proposal asks the decision to allow: its draft, and the authorisation made of it."""

from collections.abc import Iterator
from dataclasses import dataclass

from signapp.domain import errors
from signapp.domain.acts import DocumentRef, DraftEdited
from signapp.domain.authorisation import (
    Authorisation,
    AuthorisationKind,
    Condition,
    FurtherOriginal,
    SigningDays,
)
from signapp.domain.case import Case
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted
from signapp.services.ports import SaltedText

DRAFT_PART = "signing"
"""The part of a draft, beside its text, that keeps what is to be signed."""


@dataclass(frozen=True)
class ProposedSigning:
    """What the proposal asks the decision to allow, apart from the document itself.

    A text that is only described has attachment 0 and no field. Every other prepared attachment
    that is to be signed is an original as well; `prevailing` is the language that prevails, or
    else that of the first.
    """

    decision_maker: str
    provision: str
    office: str
    attachment: int
    field: str
    days: SigningDays
    place: str
    kind: AuthorisationKind = AuthorisationKind.EXACT
    conditions: tuple[str, ...] = ()
    sub_delegation: bool = False
    minor_changes: bool = False
    prevailing: str = ""


def save_signing(desk: Desk, who: SignedIn, number: str, wanted: ProposedSigning) -> None:
    """Keep what is to be signed with the draft. Raises NotAuthorisedError."""
    desk.journal.require(who, DraftEdited(), number)
    content = canonical(to_plain(wanted, ProposedSigning)).decode()
    desk.journal.register.save_draft(_place(number), content)


def drafted_signing(desk: Desk, number: str) -> ProposedSigning | None:
    """Return what is to be signed by the draft, or None."""
    content = desk.journal.register.draft(_place(number))
    if content is None:
        return None
    wanted: ProposedSigning = from_plain(parse(content.encode()), ProposedSigning)
    return wanted


def _place(number: str) -> str:
    return f"{number} {DRAFT_PART}"


def authorisation_of(
    case: Case, wanted: ProposedSigning, counterparty: str
) -> tuple[Authorisation, tuple[SaltedText, ...]]:
    """Return the authorisation that a proposal asks for, with the texts of its conditions.

    Raises NotAuthorisedError where there is no such attachment.
    """
    texts = tuple(salted(condition) for condition in wanted.conditions)
    further = tuple(_further(case, wanted))
    authorisation = Authorisation(
        kind=wanted.kind,
        office=wanted.office,
        counterparty=counterparty,
        attachment=wanted.attachment,
        document=_document(case, wanted),
        field=wanted.field if wanted.kind is AuthorisationKind.EXACT else "",
        days=wanted.days,
        place=wanted.place,
        conditions=tuple(Condition(text.commitment) for text in texts),
        sub_delegation=wanted.sub_delegation,
        minor_changes=wanted.minor_changes,
        further=further,
        prevailing=_prevailing(case, wanted) if further else "",
    )
    return authorisation, texts


def _further(case: Case, wanted: ProposedSigning) -> Iterator[FurtherOriginal]:
    """Yield the other originals, in which the city has the same field as in the first."""
    if wanted.kind is not AuthorisationKind.EXACT:
        return
    for one in case.attachments:
        number, prepared = one.attached.number, one.prepared
        if prepared and one.attached.to_be_signed and number != wanted.attachment:
            yield FurtherOriginal(number, prepared.prepared, wanted.field)


def _prevailing(case: Case, wanted: ProposedSigning) -> str:
    first = case.attachments[wanted.attachment - 1].attached.language
    return wanted.prevailing or first


def _document(case: Case, wanted: ProposedSigning) -> DocumentRef | None:
    if wanted.kind is AuthorisationKind.DESCRIBED:
        return None
    if not 1 <= wanted.attachment <= len(case.attachments):
        raise errors.NotAuthorisedError((errors.AttachmentMissing(number=wanted.attachment),))
    attachment = case.attachments[wanted.attachment - 1]
    return attachment.document
