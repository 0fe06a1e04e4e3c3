"""The state of one case, and how each act changes it."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from signapp.domain.acts import (
    Act,
    Actor,
    AttemptRefused,
    CaseOpened,
    Decided,
    DecisionAbandoned,
    DecisionBegun,
    DocumentAttached,
    DocumentOpened,
    DocumentPrepared,
    DocumentRef,
    DocumentSigned,
    DraftEdited,
    MinutesPublished,
    ProposalSubmitted,
    SignedRevision,
    SigningAbandoned,
    SigningBegun,
    TimestampAdded,
)


class Stage(Enum):
    """Where a case is in its life."""

    DRAFT = "draft"
    PROPOSED = "proposed"
    DECIDING = "deciding"
    DECIDED = "decided"
    SIGNED = "signed"


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
    proposal: ProposalSubmitted | None = None
    seen: frozenset[tuple[str, str]] = frozenset()
    begun: DecisionBegun | None = None
    begun_at: datetime | None = None
    signing: SigningBegun | None = None
    signing_by: Actor | None = None
    decided: Decided | None = None
    decided_on: SigningBegun | None = None
    decided_by: Actor | None = None
    decided_at: datetime | None = None
    published_at: datetime | None = None
    signed: DocumentSigned | None = None
    signed_on: SigningBegun | None = None
    signed_by: Actor | None = None
    signed_at: datetime | None = None
    revisions: tuple[SignedRevision, ...] = ()

    @property
    def prepared_by(self) -> frozenset[str]:
        """Everyone who ever edited the case, or presented it."""
        presenter = {self.presenter.person} if self.presenter else set()
        return frozenset({actor.person for actor in self.preparers} | presenter)

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


def evolve(case: Case, act: Act, actor: Actor, at: datetime) -> Case:
    """Return the case after an act that was lawful when it was done."""
    match act:
        case DraftEdited():
            return _edited(case, actor)
        case DocumentAttached():
            attachments = (*case.attachments, Attachment(act))
            return _edited(replace(case, attachments=attachments), actor)
        case DocumentPrepared():
            return _edited(replace(case, attachments=_prepared(case, act)), actor)
        case ProposalSubmitted():
            return replace(case, stage=Stage.PROPOSED, proposal=act, presenter=actor)
        case DocumentOpened():
            return replace(case, seen=case.seen | {(actor.person, act.document.sha256)})
        case MinutesPublished():
            return replace(case, published_at=at)
        case AttemptRefused():
            return case
    return _evolve_signing(case, act, actor, at)


def _evolve_signing(case: Case, act: Act, actor: Actor, at: datetime) -> Case:
    match act:
        case DecisionBegun():
            return replace(case, stage=Stage.DECIDING, begun=act, begun_at=at)
        case DecisionAbandoned():
            return replace(case, stage=Stage.PROPOSED, begun=None, begun_at=None)
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
