"""The acts on an agreement besides the city's electronic signature: theirs, ink, refusal.

And the giving up of a signing whose signatory is away, though a signature may exist.
"""

from dataclasses import dataclass
from datetime import date

from signapp.domain.references import Actor, Commitment, DocumentRef, SignedRevision


@dataclass(frozen=True)
class CounterpartySigned:
    """The other party's file came back: ours, continued by their signature alone (R37).

    `before` is the stored revision that it continues, `field` the slot that they filled,
    `certificate` the SHA-256 of theirs.
    """

    before: DocumentRef
    field: str
    signed: SignedRevision
    certificate: str


@dataclass(frozen=True)
class InkSignatory:
    """Who signed by hand for another party: the slot's party, name and title."""

    party: str
    name: Commitment
    title: Commitment


@dataclass(frozen=True)
class InkRecorded:
    """The agreement was signed by hand on paper; this is never an electronic signature (R38).

    `documents` are the decided bytes of which the paper is a print, `city` who signed for the
    city, if it did so by hand, `signed_on` the day in Helsinki. `originals` is the number of paper
    originals, `kept_at` where the city's is, `scan` its copy, which `attested_by` certifies.
    """

    documents: tuple[DocumentRef, ...]
    city: Actor | None
    counterparts: tuple[InkSignatory, ...]
    signed_on: date
    place: Commitment
    originals: int
    languages: tuple[str, ...]
    prevailing: str
    kept_at: Commitment
    scan: DocumentRef
    attested_by: Commitment


@dataclass(frozen=True)
class InkConfirmed:
    """Who signed for the city by hand confirms the record that an attendant made of it.

    With `impartial` the signatory declares not to have been disqualified.
    """

    impartial: bool


@dataclass(frozen=True)
class SigningRefused:
    """The authorised office does not sign, for a reason; the signing has ended."""

    reason: Commitment


@dataclass(frozen=True)
class SigningVoidProposed:
    """A registrar proposes to give up a signing whose signatory is away; nothing changes yet.

    `attributes` names the signing, as in `SigningBegun`: a signature of it may exist.
    """

    attributes: str


@dataclass(frozen=True)
class SigningVoided:
    """Another registrar gives the signing up: what was begun is never finished or recorded.

    A signature with these attributes may exist. The field may be signed by a new beginning.
    """

    attributes: str


BilateralAct = (
    CounterpartySigned
    | InkRecorded
    | InkConfirmed
    | SigningRefused
    | SigningVoidProposed
    | SigningVoided
)
