"""The state of one case: everything its acts say so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
from signapp.domain.authorisation import Authorisation, AuthorisationKind, TextToSign
from signapp.domain.claims import Enforcement
from signapp.domain.deadlines import Claim, Finality, Notice, finality
from signapp.domain.mandate import Ending, Mandate
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
    """An attachment as it came and, once fields are placed, as it is decided on."""

    attached: DocumentAttached
    prepared: DocumentPrepared | None = None


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
    disqualified: Mapping[str, int] = field(default_factory=dict)
    begun: DecisionBegun | None = None
    begun_at: datetime | None = None
    begun_by: Actor | None = None
    citation: str = ""
    signing: SigningBegun | None = None
    signing_by: Actor | None = None
    decided: Decided | None = None
    decided_on: SigningBegun | None = None
    decided_by: Actor | None = None
    decided_at: datetime | None = None
    in_charge: Actor | None = None
    publicity: Publicity = field(default_factory=Publicity)
    publication: Publication = field(default_factory=Publication)
    enforcement: Enforcement = field(default_factory=Enforcement)
    notices: tuple[Notice, ...] = ()
    claims: tuple[Claim, ...] = ()
    needs_certificate: bool = False
    final_on: date | None = None
    mandate: Mandate = field(default_factory=Mandate)
    signed: DocumentSigned | None = None
    signed_on: SigningBegun | None = None
    signed_by: Actor | None = None
    signed_at: datetime | None = None
    revisions: tuple[SignedRevision, ...] = ()

    @property
    def prepared_by(self) -> frozenset[str]:
        """Everyone who ever edited the case, or presented or changed a proposal in it."""
        return self.presenters | {actor.person for actor in self.preparers}

    @property
    def finality(self) -> Finality:
        """How far the decision is from being final, counted from what was recorded."""
        return finality(self.notices, self.publication.counts_on, True, self.claims)

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
        if self.authorises is None or self.signed or self.signing:
            return None
        lapsed = Ending.LAPSED if self.authorises.days.too_late(today) else None
        return self.mandate.ended or lapsed

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
