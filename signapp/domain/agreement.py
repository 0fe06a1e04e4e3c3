"""What is known of an agreement: its stored revisions, who signed it and how, who refused."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from signapp.domain.acts import DocumentSigned, SigningBegun
from signapp.domain.authorisation import TextToSign
from signapp.domain.bilateral import (
    BilateralAct,
    CounterpartySigned,
    InkConfirmed,
    InkRecorded,
    SigningRefused,
    SigningVoided,
    SigningVoidProposed,
)
from signapp.domain.references import Actor, Commitment, DocumentRef


@dataclass(frozen=True)
class CitySignature:
    """One electronic signature of the city: what was begun, done, by whom and when."""

    act: DocumentSigned
    begun: SigningBegun
    by: Actor
    at: datetime


@dataclass(frozen=True)
class InkRecord:
    """A record of ink: who made it, when, and when the city's signatory confirmed it."""

    act: InkRecorded
    by: Actor
    at: datetime
    confirmed_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """True when it tells of the city's ink, and its signatory has not confirmed it."""
        return self.act.city is not None and self.confirmed_at is None


@dataclass(frozen=True)
class Refusal:
    """Who refused to sign, when, and why."""

    reason: Commitment
    by: Actor
    at: datetime


@dataclass(frozen=True)
class Agreement:
    """What is known of an agreement.

    `continued` tells for each stored revision the one that continues it. `voided` are the
    attributes of signings that were given up though a key may have been used, `void_proposed`
    those of the one that a registrar (`void_proposed_by`) wants to give up.
    """

    signatures: tuple[CitySignature, ...] = ()
    received: tuple[CounterpartySigned, ...] = ()
    ink: tuple[InkRecord, ...] = ()
    refusal: Refusal | None = None
    voided: frozenset[str] = frozenset()
    void_proposed: str = ""
    void_proposed_by: str = ""
    continued: Mapping[DocumentRef, DocumentRef] = field(default_factory=dict)

    def chain(self, document: DocumentRef) -> tuple[DocumentRef, ...]:
        """Return a document and every stored revision that continues it, the newest last."""
        found = [document]
        while found[-1] in self.continued:
            found.append(self.continued[found[-1]])
        return tuple(found)

    def newest(self, document: DocumentRef) -> DocumentRef:
        """Return the newest stored revision of a document."""
        return self.chain(document)[-1]

    def signature_in(self, original: TextToSign) -> CitySignature | None:
        """Return the city's electronic signature in an original, if there is one."""
        chain = self.chain(original.document)
        return next((one for one in self.signatures if one.begun.document in chain), None)

    @property
    def city_ink(self) -> InkRecord | None:
        """The record of the city's signature by hand, if there is one."""
        return next((one for one in reversed(self.ink) if one.act.city), None)

    def ink_of(self, party: str) -> InkRecord | None:
        """Return the record of another party's signature by hand, if there is one."""
        signed = (one for one in reversed(self.ink) if party in parties_of(one.act))
        return next(signed, None)

    def signed_by_city(self, originals: tuple[TextToSign, ...]) -> bool:
        """Tell whether the city signed every original, by key or, as confirmed, by hand."""
        if self.city_ink and not self.city_ink.waits:
            return True
        return bool(originals) and all(map(self.signature_in, originals))

    @property
    def settled(self) -> "Agreement":
        """The agreement without a record of the city's ink that waits for its signatory."""
        return replace(self, ink=tuple(one for one in self.ink if not one.waits))

    # --- how it goes on ---------------------------------------------------------------------

    def signed(self, made: CitySignature) -> "Agreement":
        """Take in a signature of the city's."""
        signed = replace(self, signatures=(*self.signatures, made))
        return signed.goes_on(made.begun.document, made.act.signed.document)

    def goes_on(self, before: DocumentRef, after: DocumentRef) -> "Agreement":
        """Take in a further revision of a stored one."""
        return replace(self, continued={**self.continued, before: after})

    def voids(self, attributes: str) -> "Agreement":
        """Close a signing for ever, though a signature of it may exist."""
        voided = self.voided | {attributes}
        return replace(self, voided=voided, void_proposed="", void_proposed_by="")

    def after(self, act: BilateralAct, actor: Actor, at: datetime) -> "Agreement":
        """Return what is known after one of the acts of `domain.bilateral`."""
        match act:
            case CounterpartySigned():
                received = replace(self, received=(*self.received, act))
                return received.goes_on(act.before, act.signed.document)
            case InkRecorded():
                kept = (self.settled if act.city else self).ink
                return replace(self, ink=(*kept, InkRecord(act, actor, at)))
            case InkConfirmed():
                ink = (replace(one, confirmed_at=at) if one.waits else one for one in self.ink)
                return replace(self, ink=tuple(ink))
            case SigningRefused():
                return replace(self.settled, refusal=Refusal(act.reason, actor, at))
            case SigningVoidProposed():
                return replace(self, void_proposed=act.attributes, void_proposed_by=actor.person)
            case SigningVoided():
                return self.voids(act.attributes)


def parties_of(act: InkRecorded) -> frozenset[str]:
    """Return the other parties that signed by hand."""
    return frozenset(one.party for one in act.counterparts)
