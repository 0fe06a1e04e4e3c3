"""The signature slots of an agreement: one per party in each original, open or filled (R36)."""

from dataclasses import dataclass
from enum import Enum

from signapp.domain.authorisation import TextToSign
from signapp.domain.case import Attachment, Case
from signapp.domain.references import SignaturePlace


class Filled(Enum):
    """How a slot is filled, if it is; ink that waits for its signatory is not yet."""

    OPEN = "open"
    ELECTRONIC = "electronic"
    INK = "ink"
    INK_TO_CONFIRM = "ink_to_confirm"


@dataclass(frozen=True)
class Slot:
    """One party's place in one original, which is known by its decided bytes.

    Without a `field` the original has no place for the party, which can sign by hand only.
    """

    original: TextToSign
    party: str
    field: str
    ours: bool
    filled: Filled

    @property
    def is_filled(self) -> bool:
        """True when the party has signed here."""
        return self.filled in (Filled.ELECTRONIC, Filled.INK)


def slots(case: Case) -> tuple[Slot, ...]:
    """Return all slots of the originals, the city's first in each; none while none is fixed."""
    found: list[Slot] = []
    for original in case.originals:
        city = [one for one in places_in(case, original) if one.field == original.field]
        party = city[0].party if city else original.field
        found.append(Slot(original, party, original.field, True, _ours(case, original)))
        found += (
            Slot(original, party, field, False, _theirs(case, original, party, field))
            for party, field in _others(case, original)
        )
    return tuple(found)


def open_slots(case: Case) -> tuple[Slot, ...]:
    """Return the slots that are not filled."""
    return tuple(slot for slot in slots(case) if not slot.is_filled)


def signed_by_all(case: Case) -> bool:
    """Tell whether every slot of every original is filled."""
    found = slots(case)
    return bool(found) and all(slot.is_filled for slot in found)


def attachment_of(case: Case, original: TextToSign) -> Attachment | None:
    """Return the attachment whose prepared bytes an original is."""
    found = (one for one in case.attachments if one.prepared)
    documents = ((one, one.prepared.prepared) for one in found if one.prepared)
    return next((one for one, document in documents if document == original.document), None)


def language_of(case: Case, original: TextToSign) -> str:
    """Return the language of an original, as the code of the attachment; nothing if unknown."""
    attachment = attachment_of(case, original)
    wanted = case.proposal.authorisation.attachment if case.proposal else 0
    if attachment is None and wanted:
        attachment = case.attachments[wanted - 1]
    return attachment.attached.language if attachment else ""


def places_in(case: Case, original: TextToSign) -> tuple[SignaturePlace, ...]:
    """Return the prepared signature fields of an original."""
    fixed = (one.places for one in case.mandate.fixed if one.document == original.document)
    attachment = attachment_of(case, original)
    prepared = attachment.prepared if attachment else None
    return prepared.places if prepared else next(fixed, ())


def _others(case: Case, original: TextToSign) -> list[tuple[str, str]]:
    """Return the other parties with their fields; a counterparty always has a slot."""
    places = places_in(case, original)
    others = [(one.party, one.field) for one in places if one.field != original.field]
    counterparty = case.proposal.authorisation.counterparty if case.proposal else ""
    return others or [(counterparty, "")]


def _ours(case: Case, original: TextToSign) -> Filled:
    if case.agreement.signature_in(original):
        return Filled.ELECTRONIC
    ink = case.agreement.city_ink
    if ink is None:
        return Filled.OPEN
    return Filled.INK_TO_CONFIRM if ink.waits else Filled.INK


def _theirs(case: Case, original: TextToSign, party: str, field: str) -> Filled:
    chain = case.agreement.chain(original.document)
    if any(one.field == field and one.before in chain for one in case.agreement.received):
        return Filled.ELECTRONIC
    return Filled.INK if case.agreement.ink_of(party) else Filled.OPEN
