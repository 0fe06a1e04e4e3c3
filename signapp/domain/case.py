"""The state of one case: everything its acts say so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from signapp.domain.acts import (
    Actor,
    CaseOpened,
    Commitment,
    Decided,
    DecisionBegun,
    DocumentAttached,
    DocumentPrepared,
    DocumentRef,
    DocumentSigned,
    ProposalSubmitted,
    SignedRevision,
    SigningBegun,
)
from signapp.domain.agreement import Agreement, CitySignature
from signapp.domain.auditing import Viewed
from signapp.domain.authorisation import Authorisation, AuthorisationKind, TextToSign
from signapp.domain.calendar import Appeal, helsinki_day
from signapp.domain.checkout import Checkouts
from signapp.domain.claims import Enforcement
from signapp.domain.corrections import Corrections
from signapp.domain.deadlines import Claim, Finality, Notice, finality
from signapp.domain.mandate import Ending, Mandate
from signapp.domain.printing import OriginalsPrinted
from signapp.domain.publicity import Publication, Publicity


class Stage(Enum):
    """Where a case is in its life."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    DECIDING = "deciding"
    DECIDED = "decided"
    SIGNED = "signed"
    REMOVED = "removed"


@dataclass(frozen=True)
class Attachment:
    """An attachment as it came and, once fields are placed or it is converted, as decided on.

    `converted` is the PDF that was made of another file, before any field was placed in it.
    """

    attached: DocumentAttached
    prepared: DocumentPrepared | None = None
    converted: DocumentRef | None = None

    def prepares(self, act: DocumentPrepared) -> "Attachment":
        """Return the attachment as it is prepared now; without places it was converted."""
        converted = self.converted if act.places else act.prepared
        return replace(self, prepared=act, converted=converted)

    @property
    def plain(self) -> DocumentRef:
        """The file that fields are placed in: what it was converted to, or else what came."""
        return self.converted or self.attached.original

    @property
    def document(self) -> DocumentRef:
        """What is read and decided on: what was prepared, or else what came."""
        return self.prepared.prepared if self.prepared else self.attached.original


@dataclass(frozen=True)
class Case:
    """One case: everything its acts say so far."""

    number: str
    opened: CaseOpened
    stage: Stage = Stage.DRAFT
    preparers: tuple[Actor, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    presenter: Actor | None = None
    presenters: frozenset[str] = frozenset()
    proposal: ProposalSubmitted | None = None
    past_proposals: tuple[ProposalSubmitted, ...] = ()
    amended: Commitment | None = None
    tabled_until: date | None = None
    seen: frozenset[tuple[str, str]] = frozenset()
    viewed: tuple[Viewed, ...] = ()
    disqualified: Mapping[str, int] = field(default_factory=dict)
    begun: DecisionBegun | None = None
    begun_at: datetime | None = None
    begun_by: Actor | None = None
    section_used: bool = False
    citation: str = ""
    signing: SigningBegun | None = None
    signing_by: Actor | None = None
    decided: Decided | None = None
    decided_on: SigningBegun | None = None
    decided_by: Actor | None = None
    decided_at: datetime | None = None
    corrections: Corrections = field(default_factory=Corrections)
    in_charge: Actor | None = None
    publicity: Publicity = field(default_factory=Publicity)
    publication: Publication = field(default_factory=Publication)
    enforcement: Enforcement = field(default_factory=Enforcement)
    notices: tuple[Notice, ...] = ()
    extracts: Mapping[Commitment, DocumentRef] = field(default_factory=dict)
    claims: tuple[Claim, ...] = ()
    needs_certificate: bool = False
    final_on: date | None = None
    mandate: Mandate = field(default_factory=Mandate)
    revisions: tuple[SignedRevision, ...] = ()
    agreement: Agreement = field(default_factory=Agreement)
    checkouts: Checkouts = field(default_factory=Checkouts)
    printed: tuple[OriginalsPrinted, ...] = ()
    before: "Case | None" = field(default=None, compare=False, repr=False)
    changed_at: datetime | None = field(default=None, compare=False, repr=False)

    @property
    def prepared_by(self) -> frozenset[str]:
        """Everyone who ever edited the case, or presented or changed a proposal in it."""
        return self.presenters | {actor.person for actor in self.preparers}

    @property
    def finality(self) -> Finality:
        """How far the decision is from being final, counted from what was recorded."""
        members = self.appeal in (Appeal.RECTIFICATION_REQUEST, Appeal.MUNICIPAL_APPEAL)
        published_on = self.publication.counts_on
        return finality(self.notices, published_on, members, self.claims, self.appeal)

    @property
    def appeal(self) -> Appeal:
        """What can be done against the decision, as the first of its instructions says that
        does not prohibit everything.
        """
        kinds = [one.kind for one in self.proposal.appeals] if self.proposal else []
        open_ways = [kind for kind in kinds if kind is not Appeal.PROHIBITED]
        return next(iter((*open_ways, *kinds)), Appeal.RECTIFICATION_REQUEST)

    @property
    def published_at(self) -> datetime | None:
        """When the minutes were first seen on the network; a later publishing changes nothing."""
        return self.publication.first.seen_at if self.publication.first else None

    @property
    def forbidden_by(self) -> str:
        """The bodies that forbid enforcement, or nothing."""
        return ", ".join(self.enforcement.forbidden_by)

    @property
    def charge(self) -> Actor:
        """Whoever has charge of the draft: who opened the case, or to whom it was handed over."""
        return self.in_charge or self.preparers[0]

    @property
    def proposed_text(self) -> Commitment | None:
        """The text that is proposed now: the presenter's last word."""
        return self.amended or (self.proposal.text if self.proposal else None)

    @property
    def text_in_force(self) -> Commitment | None:
        """The text of the decision, as it was last corrected."""
        last = self.corrections.last
        return last.begun.text if last else (self.begun.text if self.begun else None)

    @property
    def minutes_in_force(self) -> SignedRevision | None:
        """The signed minutes, or the corrected ones that took their place."""
        last = self.corrections.last
        return last.signed if last else (self.decided.signed if self.decided else None)

    @property
    def all_minutes(self) -> tuple[SignedRevision, ...]:
        """The minutes that were ever signed: the last one is in force, the others are replaced."""
        first = (self.decided.signed,) if self.decided else ()
        return (*first, *(one.signed for one in self.corrections.done if one.signed))

    @property
    def signatures(self) -> tuple[tuple[SignedRevision, SigningBegun], ...]:
        """What was signed, and how that was begun: minutes, corrected ones, the agreement."""
        made = [(self.decided.signed if self.decided else None, self.decided_on)]
        made += [(one.signed, one.on) for one in self.corrections.done]
        made += [(one.act.signed, one.begun) for one in self.agreement.signatures]
        return tuple((signed, begun) for signed, begun in made if signed and begun)

    @property
    def authorises(self) -> Authorisation | None:
        """The authorisation that a decision put into force, if any."""
        opened = self.decided and self.begun and self.begun.outcome.opens_signing
        return self.proposal.authorisation if opened and self.proposal else None

    @property
    def to_sign(self) -> TextToSign | None:
        """The bytes that are to be signed, and the city's field in them, once they are fixed."""
        wanted, fixed = self.proposal.authorisation if self.proposal else None, self.mandate.text
        if fixed:
            return TextToSign(fixed.document, fixed.field)
        if wanted is None or wanted.document is None:
            return None
        exact = wanted.kind is AuthorisationKind.EXACT
        return TextToSign(wanted.document, wanted.field) if exact else None

    def ending(self, today: date) -> Ending | None:
        """Return why the authorisation can't be used any more, or None (R19).

        A signing that was begun in time may still be finished.
        """
        if self.authorises is None or self.signed_by_city or self.signing:
            return None
        lapsed = Ending.LAPSED if self.authorises.days.too_late(today) else None
        return self.mandate.ended or lapsed

    def on(self, day: date) -> "Case":
        """Return the case as it was when a day was over in Helsinki."""
        case = self
        while case.before and case.changed_at and helsinki_day(case.changed_at) > day:
            case = case.before
        return case

    # --- the signatures of the agreement ----------------------------------------------------

    @property
    def originals(self) -> tuple[TextToSign, ...]:
        """The language versions that the parties sign, once their bytes are fixed (R39)."""
        wanted = self.proposal.authorisation if self.proposal else None
        further = wanted.exact[1:] if wanted else ()
        return (self.to_sign, *further) if self.to_sign else ()

    @property
    def city_signature(self) -> CitySignature | None:
        """The city's first electronic signature in the agreement, if there is one."""
        return self.agreement.signatures[0] if self.agreement.signatures else None

    @property
    def signed(self) -> DocumentSigned | None:
        """The act of the city's first electronic signature."""
        return self.city_signature.act if self.city_signature else None

    @property
    def signed_on(self) -> SigningBegun | None:
        """What the city's first electronic signature was begun with."""
        return self.city_signature.begun if self.city_signature else None

    @property
    def signed_by(self) -> Actor | None:
        """Who signed for the city, by key or by hand."""
        ink = self.agreement.city_ink
        by_hand = ink.act.city if ink else None
        return self.city_signature.by if self.city_signature else by_hand

    @property
    def signed_at(self) -> datetime | None:
        """The moment of the city's first electronic signature; of ink only the day is known."""
        return self.city_signature.at if self.city_signature else None

    @property
    def to_be_signed(self) -> tuple[TextToSign, ...]:
        """The originals in which no key of the city's has signed yet."""
        return tuple(one for one in self.originals if not self.agreement.signature_in(one))

    @property
    def signable(self) -> Mapping[DocumentRef, TextToSign]:
        """The originals that wait for the city's key, each by the bytes that are stored now.

        Where none waits they are told by the bytes that were decided on.
        """
        waiting = {self.agreement.newest(one.document): one for one in self.to_be_signed}
        return waiting or {one.document: one for one in self.originals}

    @property
    def signed_by_key(self) -> bool:
        """True when a key of the city's has signed every original."""
        return bool(self.originals) and not self.to_be_signed

    @property
    def signed_by_city(self) -> bool:
        """True when the city has signed every original, by key or by hand."""
        return self.agreement.signed_by_city(self.originals)

    @property
    def copies_printed(self) -> int:
        """How many paper originals were printed in all, of each document."""
        return sum(one.copies for one in self.printed)

    def has_seen(self, person: str, document: DocumentRef) -> bool:
        """Tell whether the person was shown these bytes."""
        return (person, document.sha256) in self.seen

    def latest(self, signed: SignedRevision) -> SignedRevision:
        """Return the newest stored revision of a signed document."""
        newest = signed
        for revision in self.revisions:
            if revision.cms == newest.cms:
                newest = revision
        return newest
