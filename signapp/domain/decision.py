"""The state of one case, and how each act changes it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from signapp.domain.acts import (
    Act,
    Actor,
    AttemptRefused,
    Capacity,
    CaseOpened,
    ClaimArrived,
    ClaimSettled,
    Commitment,
    Decided,
    DecisionAbandoned,
    DecisionBegun,
    DisqualificationDeclared,
    DocumentAttached,
    DocumentOpened,
    DocumentPrepared,
    DocumentRef,
    DocumentSigned,
    DraftEdited,
    FinalityConfirmed,
    NoticeGiven,
    ProposalAmended,
    ProposalRemoved,
    ProposalReturned,
    ProposalSubmitted,
    ProposalTabled,
    ProposalWithdrawn,
    SignedRevision,
    SigningAbandoned,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.addressees import notice_of, notified, settled
from signapp.domain.authorisation import Authorisation, AuthorisationKind, TextToSign
from signapp.domain.calendar import helsinki_day
from signapp.domain.claims import Enforcement, EnforcementAct, Settlement
from signapp.domain.custody import DraftHandedOver
from signapp.domain.deadlines import Claim, Finality, Notice, finality
from signapp.domain.publicity import (
    Publication,
    PublicationAct,
    Publicity,
    PublicityAct,
)

PROPOSING = (
    ProposalSubmitted,
    ProposalAmended,
    ProposalWithdrawn,
    ProposalReturned,
    ProposalTabled,
    ProposalRemoved,
)
AFTERMATH = (NoticeGiven, ClaimArrived, ClaimSettled, FinalityConfirmed)


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
        wanted = self.proposal.authorisation if self.proposal else None
        if wanted is None or wanted.document is None:
            return None
        exact = wanted.kind is AuthorisationKind.EXACT
        return TextToSign(wanted.document, wanted.field) if exact else None

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


def open_case(number: str, act: CaseOpened, actor: Actor) -> Case:
    """Return the state of a case that was just opened."""
    return Case(number, act, preparers=(actor,))


def evolve(case: Case, act: Act, actor: Actor, at: datetime) -> Case:  # noqa: C901  (a line each)
    """Return the case after an act that was lawful when it was done."""
    match act:
        case DraftEdited():
            return _edited(case, actor)
        case DocumentAttached():
            attachments = (*case.attachments, Attachment(act))
            return _edited(replace(case, attachments=attachments), actor)
        case DocumentPrepared():
            return _edited(replace(case, attachments=_prepared(case, act)), actor)
        case DocumentOpened():
            return replace(case, seen=case.seen | {(actor.person, act.document.sha256)})
        case DisqualificationDeclared():
            return replace(case, disqualified={**case.disqualified, actor.person: act.ground})
        case DraftHandedOver():
            return replace(case, in_charge=Actor(act.person, act.office, Capacity.HOLDER))
        case AttemptRefused():
            return case
    if isinstance(act, PublicityAct | PublicationAct | EnforcementAct):
        return _evolve_publicity(case, act, actor)
    if isinstance(act, PROPOSING):
        return _evolve_proposal(case, act, actor)
    if isinstance(act, AFTERMATH):
        return _evolve_aftermath(case, act, at)
    return _evolve_signing(case, act, actor, at)


def _evolve_proposal(case: Case, act: Act, actor: Actor) -> Case:
    """The proposal's way until it is decided, or comes back."""
    presenters = case.presenters | {actor.person}
    match act:
        case ProposalSubmitted():
            presented = replace(case, presenter=actor, presenters=presenters)
            return replace(presented, stage=Stage.PROPOSED, proposal=act)
        case ProposalAmended():
            return replace(case, amended=act.text, presenters=presenters)
        case ProposalTabled():
            return replace(case, tabled_until=act.until)
        case ProposalRemoved():
            return replace(case, stage=Stage.REMOVED)
        case ProposalReturned() | ProposalWithdrawn():
            past = (*case.past_proposals, case.proposal) if case.proposal else ()
            back = replace(case, stage=Stage.DRAFT, proposal=None, past_proposals=past)
            return replace(back, amended=None, tabled_until=None)
    raise AssertionError(act)


def _evolve_publicity(
    case: Case, act: PublicityAct | PublicationAct | EnforcementAct, actor: Actor
) -> Case:
    """Publicity, publication and enforcement, each of which keeps its own state."""
    if isinstance(act, PublicityAct):
        classed = replace(case, publicity=case.publicity.after(act))
        return _edited(classed, actor) if case.stage is Stage.DRAFT else classed
    if isinstance(act, PublicationAct):
        return replace(case, publication=case.publication.after(act))
    return replace(case, enforcement=case.enforcement.after(act))


def _evolve_aftermath(case: Case, act: Act, at: datetime) -> Case:
    """Notice, claims and finality: what happens to a decision after it was made."""
    match act:
        case NoticeGiven():
            return replace(case, notices=notified(case.notices, notice_of(act)))
        case ClaimArrived():
            claims = (*case.claims, Claim(act.kind, act.arrived_at))
            enforcement = case.enforcement.after_claim()
            return replace(case, claims=claims, enforcement=enforcement, final_on=None)
        case ClaimSettled():
            decided = act.how is Settlement.DECIDED or case.needs_certificate
            return replace(case, claims=settled(case.claims, act), needs_certificate=decided)
        case FinalityConfirmed():
            final_on = case.final_on or helsinki_day(at)
            enforcement = case.enforcement.after_finality()
            return replace(case, final_on=final_on, enforcement=enforcement)
    raise AssertionError(act)


def _evolve_signing(case: Case, act: Act, actor: Actor, at: datetime) -> Case:
    match act:
        case DecisionBegun():
            return replace(case, stage=Stage.DECIDING, begun=act, begun_at=at, begun_by=actor)
        case DecisionAbandoned():
            back = replace(case, stage=Stage.PROPOSED, begun=None, begun_at=None)
            return replace(back, begun_by=None, citation="")
        case SigningBegun():
            return replace(case, signing=act, signing_by=actor)
        case SigningAbandoned():
            return replace(case, signing=None, signing_by=None)
        case Decided():
            done = replace(case, stage=Stage.DECIDED, decided=act, decided_by=actor, decided_at=at)
            return replace(done, decided_on=case.signing, signing=None, signing_by=None)
        case DocumentSigned():
            done = replace(case, stage=Stage.SIGNED, signed=act, signed_by=actor, signed_at=at)
            return replace(done, signed_on=case.signing, signing=None, signing_by=None)
        case TimestampAdded():
            return replace(case, revisions=(*case.revisions, act.signed))
    raise AssertionError(act)


def _edited(case: Case, actor: Actor) -> Case:
    if actor in case.preparers:
        return case
    return replace(case, preparers=(*case.preparers, actor))


def _prepared(case: Case, act: DocumentPrepared) -> tuple[Attachment, ...]:
    return tuple(
        replace(attachment, prepared=act) if attachment.attached.number == act.number
        else attachment
        for attachment in case.attachments
    )  # fmt: skip
