"""How each act changes the state of one case."""

from dataclasses import replace
from datetime import datetime

from signapp.domain.acts import (
    Act,
    Actor,
    AttemptRefused,
    Capacity,
    CaseOpened,
    ClaimArrived,
    ClaimSettled,
    Corrected,
    CorrectionAbandoned,
    CorrectionBegun,
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
from signapp.domain.agreement import CitySignature
from signapp.domain.auditing import PagesViewed, Viewed
from signapp.domain.authorisation import AuthorisationAct
from signapp.domain.bilateral import (
    BilateralAct,
    CounterpartySigned,
    InkConfirmed,
    InkRecorded,
    SigningVoided,
)
from signapp.domain.calendar import helsinki_day
from signapp.domain.case import Attachment as Attachment
from signapp.domain.case import Case as Case
from signapp.domain.case import Stage as Stage
from signapp.domain.checkout import CheckoutAct
from signapp.domain.claims import EnforcementAct, Settlement
from signapp.domain.corrections import CorrectionAct
from signapp.domain.custody import DraftHandedOver
from signapp.domain.deadlines import Claim
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.papers import PaperTaken
from signapp.domain.printing import OriginalsPrinted
from signapp.domain.publicity import (
    PublicationAct,
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


def open_case(number: str, act: CaseOpened, actor: Actor) -> Case:
    """Return the state of a case that was just opened."""
    return Case(number, act, preparers=(actor,))


def evolve(case: Case, act: Act, actor: Actor, at: datetime) -> Case:
    """Return the case after an act that was lawful when it was done."""
    return replace(_evolve(case, act, actor, at), before=case, changed_at=at)


def _evolve(case: Case, act: Act, actor: Actor, at: datetime) -> Case:  # noqa: C901, PLR0912  (a line each)
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
        case AttemptRefused() | EvidenceTaken() | PaperTaken():
            return case
        case OriginalsPrinted():
            return replace(case, printed=(*case.printed, act))
    if isinstance(act, PagesViewed):
        return replace(case, viewed=(*case.viewed, Viewed(actor, at, act)))
    if isinstance(act, PublicityAct | PublicationAct | EnforcementAct):
        return _evolve_publicity(case, act, actor)
    if isinstance(act, PROPOSING):
        return _evolve_proposal(case, act, actor)
    if isinstance(act, AuthorisationAct | CheckoutAct):
        return _evolve_mandate(case, act, actor, at)
    if isinstance(act, AFTERMATH):
        return _evolve_aftermath(case, act, at)
    if isinstance(act, BilateralAct):
        return _evolve_bilateral(case, act, actor, at)
    return _evolve_signing(case, act, actor, at)


def _evolve_mandate(
    case: Case, act: AuthorisationAct | CheckoutAct, actor: Actor, at: datetime
) -> Case:
    """Who may sign what, and where the case is acted on."""
    if isinstance(act, CheckoutAct):
        return replace(case, checkouts=case.checkouts.after(act, actor, at))
    return replace(case, mandate=case.mandate.after(act))


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
            told = replace(case, notices=notified(case.notices, notice_of(act)))
            extracts = {**case.extracts, act.addressee: act.extract} if act.extract else {}
            return replace(told, extracts=extracts or case.extracts)
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


def _evolve_correction(case: Case, act: CorrectionAct, actor: Actor, at: datetime) -> Case:
    """Correcting keeps its own state; corrected minutes end the signing by which it is done."""
    corrections = case.corrections.after(act, actor, at, case.signing)
    corrected = replace(case, corrections=corrections)
    ended = isinstance(act, Corrected)
    return replace(corrected, signing=None, signing_by=None) if ended else corrected


def _evolve_signing(  # noqa: C901  (a line each)
    case: Case, act: Act, actor: Actor, at: datetime
) -> Case:
    match act:
        case CorrectionBegun() | CorrectionAbandoned() | Corrected():
            return _evolve_correction(case, act, actor, at)
        case DecisionBegun():
            begun = replace(case, begun=act, begun_at=at, begun_by=actor, section_used=False)
            return replace(begun, stage=Stage.DECIDING)
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
            return _signed(case, act, actor, at)
        case TimestampAdded():
            return _continued(case, act.before, act.signed)
    raise AssertionError(act)


def _signed(case: Case, act: DocumentSigned, actor: Actor, at: datetime) -> Case:
    """Take in the city's signature; the agreement is signed when every original is."""
    if case.signing is None:
        return case  # not lawful: a verifier tells, and reads on
    made = CitySignature(act, case.signing, actor, at)
    done = replace(case, agreement=case.agreement.signed(made), signing=None, signing_by=None)
    return replace(done, stage=Stage.SIGNED) if done.signed_by_city else done


def _continued(case: Case, before: DocumentRef, signed: SignedRevision) -> Case:
    """Take in a further revision, with the signature of which it speaks."""
    goes_on = case.agreement.goes_on(before, signed.document)
    return replace(case, revisions=(*case.revisions, signed), agreement=goes_on)


def _evolve_bilateral(case: Case, act: BilateralAct, actor: Actor, at: datetime) -> Case:
    """What the other party sends back, ink, refusal, and signings that are given up."""
    done = replace(case, agreement=case.agreement.after(act, actor, at))
    match act:
        case CounterpartySigned():
            return _received(done, act)
        case InkRecorded() if act.city and case.signing:
            voided = done.agreement.voids(case.signing.attributes)
            return replace(done, agreement=voided, signing=None, signing_by=None)
        case InkConfirmed():
            return replace(done, stage=Stage.SIGNED)
        case SigningVoided():
            used = case.section_used or case.stage is Stage.DECIDING
            return replace(done, signing=None, signing_by=None, section_used=used)
    return done


def _received(case: Case, act: CounterpartySigned) -> Case:
    """Theirs is a further revision of ours, of which it says what the one before said."""
    for made in case.agreement.signatures:
        ours = case.latest(made.act.signed)
        if ours.document == act.before:
            return _continued(case, act.before, replace(ours, document=act.signed.document))
    return case


def _edited(case: Case, actor: Actor) -> Case:
    if actor in case.preparers:
        return case
    return replace(case, preparers=(*case.preparers, actor))


def _prepared(case: Case, act: DocumentPrepared) -> tuple[Attachment, ...]:
    return tuple(
        attachment.prepares(act) if attachment.attached.number == act.number
        else attachment
        for attachment in case.attachments
    )  # fmt: skip
