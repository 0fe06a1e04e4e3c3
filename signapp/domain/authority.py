"""Who may do what, on which day, in which capacity: the one set of rules for doing and replaying.

`reasons_against` returns every reason why an act is refused, and nothing when it is allowed.
Services ask it before an act is written, a verifier asks it again for every entry it replays.
"""

from collections.abc import Callable, Iterator
from typing import get_args

from signapp.domain import correcting, errors, numbers
from signapp.domain.acts import (
    Act,
    CaseOpened,
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
    Outcome,
    ProposalAmended,
    ProposalRemoved,
    ProposalReturned,
    ProposalSubmitted,
    ProposalTabled,
    ProposalWithdrawn,
    Purpose,
    SessionAct,
    SigningAbandoned,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.aftermath import AFTERMATH_CHECKS
from signapp.domain.appeal_rules import APPEAL_TEXT_CHECKS, appeals_chosen
from signapp.domain.auditing_rules import AUDITING_CHECKS, only_reads
from signapp.domain.authorising import (
    AUTHORISATION_CHECKS,
    authorisation_flaws,
    in_existence,
    not_for_oneself,
    signatory,
    usable,
)
from signapp.domain.bilateral_rules import (
    bilateral_checks,
    not_by_hand,
    not_given_up,
    not_refused,
)
from signapp.domain.calendar import helsinki_day
from signapp.domain.checkout_rules import CHECKOUT_CHECKS
from signapp.domain.correcting import (
    CORRECTION_CHECKS,
    is_of_correction,
    may_sign_correction,
    signs_correction,
)
from signapp.domain.decision import Case, Stage
from signapp.domain.decision_list import in_turn
from signapp.domain.errors import Reason
from signapp.domain.evidence_rules import EVIDENCE_CHECKS
from signapp.domain.following import succession_at_deciding, succession_at_opening
from signapp.domain.handling import HANDLING_CHECKS
from signapp.domain.intake import all_can_be_read, prepared_as_wanted
from signapp.domain.keeping_rules import KEEPING_CHECKS, held_back
from signapp.domain.paper_rules import PAPER_CHECKS
from signapp.domain.place_rules import unsound_places
from signapp.domain.printing_rules import PRINTING_CHECKS
from signapp.domain.publicity_errors import EnforcementToBeRejudged
from signapp.domain.roster_rules import ROSTER_CHECKS
from signapp.domain.situation import Duty, Situation, at_stage, decides, has_duty, holds

MINUTES_FIELD = correcting.MINUTES_FIELD
"""The signature field of the minutes."""


def reasons_against(situation: Situation, act: Act) -> tuple[Reason, ...]:
    """Return every reason why the actor may not do this act now.

    An act without a rule is no act: KeyError.
    """
    found = (*held_back(situation, act), *_CHECKS[type(act)](situation, act))
    return found or tuple(only_reads(situation, act))


def why_not_sign(situation: Situation, certificate: str) -> tuple[Reason, ...]:
    """Return every reason against signing the authorised document now with this certificate."""
    case = situation.case
    if case is None or case.proposal is None:
        return (errors.NotDecided(),)
    if not case.signable:
        return (errors.TextNotFixed(),)
    own = case.signing if case.signing_by == situation.actor else None
    if own:
        return reasons_against(situation, own)
    found: dict[str, Reason] = {}
    for document, wanted in case.signable.items():
        begun = SigningBegun(
            document, wanted.field, certificate, "", True, situation.at, utc_offset=0
        )
        found |= {str(reason): reason for reason in reasons_against(situation, begun)}
    return tuple(found.values())


def _open_case(s: Situation, act: CaseOpened) -> Iterator[Reason]:
    yield from has_duty(s, Duty.PREPARE)
    yield from numbers.opening(s, act)
    if s.case is not None:
        yield errors.CaseExists(number=s.case.number)
    yield from succession_at_opening(s, act)


def _edit(s: Situation, _: Act) -> Iterator[Reason]:
    yield from has_duty(s, Duty.PREPARE)
    yield from at_stage(s, Stage.DRAFT)


def _attach(s: Situation, act: DocumentAttached) -> Iterator[Reason]:
    yield from _edit(s, act)
    if s.case and act.number != len(s.case.attachments) + 1:
        yield errors.AttachmentNumbersBroken(number=act.number)


def _prepare(s: Situation, act: DocumentPrepared) -> Iterator[Reason]:
    yield from _edit(s, act)
    if s.case:
        yield from prepared_as_wanted(s, act)
    yield from unsound_places(act.places)


def _submit(s: Situation, act: ProposalSubmitted) -> Iterator[Reason]:
    yield from has_duty(s, Duty.PRESENT)
    yield from at_stage(s, Stage.DRAFT)
    if s.roster.provision_of(act.provision, act.decision_maker, s.today) is None:
        yield errors.CompetenceMissing(provision=act.provision)
    yield from authorisation_flaws(s, act.authorisation)
    yield from all_can_be_read(s)
    yield from appeals_chosen(s, act)


def _open_document(s: Situation, _: DocumentOpened) -> Iterator[Reason]:
    yield from holds(s, s.actor.office)
    if s.case is None:
        yield errors.CaseUnknown(number="")


def _amend(s: Situation, act: ProposalAmended) -> Iterator[Reason]:
    yield from _presents(s)
    if s.case and act.text == s.case.proposed_text:
        yield errors.NothingAmended()


def _presents(s: Situation, _: Act | None = None) -> Iterator[Reason]:
    yield from has_duty(s, Duty.PRESENT)
    yield from at_stage(s, Stage.PROPOSED)


def _handle(s: Situation, _: Act) -> Iterator[Reason]:
    """What a decision-maker may do with a proposal instead of deciding on it."""
    yield from decides(s)
    yield from at_stage(s, Stage.PROPOSED)


def _table(s: Situation, act: ProposalTabled) -> Iterator[Reason]:
    yield from _handle(s, act)
    if act.until <= s.today:
        yield errors.DayPassed(day=act.until)


def _outcome(s: Situation, act: DecisionBegun) -> Iterator[Reason]:
    """The words of the outcome must be true of the texts (R7)."""
    case = s.case
    if case is None or case.proposal is None:
        return
    if case.tabled_until and s.today < case.tabled_until:
        yield errors.TabledUntil(day=case.tabled_until)
    same = act.text == case.proposed_text
    accepted = Outcome.AMENDED_BY_PRESENTER if case.amended else Outcome.AS_PROPOSED
    if act.outcome in (Outcome.AS_PROPOSED, Outcome.AMENDED_BY_PRESENTER):
        if not same or act.outcome is not accepted:
            yield errors.DecisionDiffersFromProposal()
    elif same:
        yield errors.NothingAmended()


def _begin_decision(s: Situation, act: DecisionBegun) -> Iterator[Reason]:
    yield from decides(s)
    yield from at_stage(s, Stage.PROPOSED)
    yield from in_turn(s, act)
    yield from numbers.section(s, act)
    yield from _competence(s)
    yield from _outcome(s, act)
    yield from _impartial(act)
    yield from not_for_oneself(s, act)
    yield from succession_at_deciding(s)
    if s.case and s.case.proposal:
        if act.outcome.opens_signing:
            yield from in_existence(s, s.case.proposal.authorisation)
        wanted = s.case.proposal.authorisation
        first = [wanted.document] if wanted.document else []
        for document in (*first, *(one.document for one in wanted.further)):
            if not s.case.has_seen(s.actor.person, document):
                yield errors.DocumentNotShown(document=document.sha256)


def _competence(s: Situation) -> Iterator[Reason]:
    proposal = s.case.proposal if s.case else None
    if proposal is None:
        return
    if s.roster.provision_of(proposal.provision, proposal.decision_maker, s.today) is None:
        yield errors.CompetenceMissing(provision=proposal.provision)


def _abandon_decision(s: Situation, _: Act) -> Iterator[Reason]:
    yield from decides(s)
    yield from at_stage(s, Stage.DECIDING)
    if s.case and s.case.signing:
        yield errors.KeyAlreadyUsed()


def _impartial(act: DecisionBegun | SigningBegun) -> Iterator[Reason]:
    if not act.impartial:
        yield errors.ImpartialityNotDeclared()


def _declare_disqualified(s: Situation, act: DisqualificationDeclared) -> Iterator[Reason]:
    if s.case is None:
        yield errors.CaseUnknown(number="")
    if not 1 <= act.ground <= 7:
        yield errors.GroundUnknown(ground=act.ground)


def _begin_signing(s: Situation, act: SigningBegun) -> Iterator[Reason]:
    open_signing = s.case.signing if s.case else None
    if s.case and open_signing and (open_signing, s.case.signing_by) != (act, s.actor):
        yield errors.AnotherSigningOpen()
    if s.case is not None and s.case.stage is Stage.DECIDING:
        yield from decides(s)
        yield from not_for_oneself(s, s.case.begun)
        yield from _as_begun(s)
        if act.field != MINUTES_FIELD:
            yield errors.FieldUnknown(field=act.field)
    elif is_of_correction(s, act):
        yield from may_sign_correction(s)
    else:
        yield from _may_sign_agreement(s, act)
        yield from not_by_hand(s.case) if s.case else ()
    if s.case:
        yield from not_given_up(s.case, act)
    if s.case and not s.case.has_seen(s.actor.person, act.document):
        yield errors.DocumentNotShown(document=act.document.sha256)
    yield from _impartial(act)
    yield from _moment(s, act)
    yield from _certificate(s, act.certificate)


def _moment(s: Situation, act: SigningBegun) -> Iterator[Reason]:
    """What the signature claims is no later than its entry, and of the same day (R31)."""
    if s.case and s.case.signing == act:
        return  # it goes on with the bytes of then
    if act.signed_at > s.at or helsinki_day(act.signed_at) != s.today:
        yield errors.SigningMomentPassed(day=helsinki_day(act.signed_at), today=s.today)


def _as_begun(s: Situation) -> Iterator[Reason]:
    """The minutes print who began the decision, in which capacity, and on which day."""
    begun_at = s.case.begun_at if s.case else None
    if begun_at and helsinki_day(begun_at) != s.today:
        yield errors.BegunOnAnotherDay(day=helsinki_day(begun_at))
    if s.case and s.case.begun_by not in (None, s.actor):
        yield errors.BegunByAnother()


def _may_sign_agreement(s: Situation, act: SigningBegun) -> Iterator[Reason]:
    case = s.case
    if case is None or case.proposal is None or case.decided is None:
        yield errors.NotDecided()
    if case is None or case.proposal is None:
        return
    wanted = case.proposal.authorisation
    if case.decided and case.authorises is None:
        yield errors.OutcomeOpensNoSigning()
    yield from not_refused(case)
    if case.signed_by_key:
        yield errors.AlreadySigned(field=act.field)
    yield from signatory(s, case, wanted)
    yield from usable(s, case, wanted)
    yield from _same_document(act, case)
    yield from _enforceable(case, case.proposal)


def _enforceable(case: Case, proposal: ProposalSubmitted) -> Iterator[Reason]:
    """Before finality the judgements must allow it, and nobody may have forbidden it.

    What came after the last judgement has to be judged; a no is never judged into a yes.
    """
    if case.forbidden_by:
        yield errors.EnforcementIsForbidden(body=case.forbidden_by)
    if case.final_on is not None:
        return
    if case.enforcement.news and not case.forbidden_by:
        yield EnforcementToBeRejudged()
    rejudged = case.enforcement.rejudged
    if not proposal.enforcement.allows or (rejudged and not rejudged.allows):
        yield errors.EnforcementNotJudged()


def _same_document(act: SigningBegun, case: Case) -> Iterator[Reason]:
    """The bytes are those of an original that is still to be signed, as they are stored now."""
    if not case.signable:
        yield errors.TextNotFixed()
        return
    wanted = case.signable.get(act.document)
    if wanted is None:
        decided = ", ".join(one.sha256 for one in case.signable)
        yield errors.OtherDocument(decided=decided, found=act.document.sha256)
    fields = [wanted.field] if wanted else [one.field for one in case.signable.values()]
    if act.field not in fields:
        yield errors.FieldUnknown(field=act.field)


def _certificate(s: Situation, certificate: str) -> Iterator[Reason]:
    bound = s.roster.certificates.get(certificate)
    if bound is None:
        yield errors.CertificateNotBound(certificate=certificate)
        return
    if bound.person != s.actor.person:
        yield errors.CertificateOfAnotherPerson(certificate=certificate)
    if bound.purpose is not Purpose.SIGNATURE:
        yield errors.SessionCertificateForDocument(certificate=certificate)
    if not bound.not_before <= s.at <= bound.not_after:
        yield errors.CertificateNotValid(day=s.today)


def _finish(s: Situation, document: DocumentRef | None = None) -> Iterator[Reason]:
    begun = s.case.signing if s.case else None
    if begun is None or s.case is None or s.case.signing_by != s.actor:
        yield errors.SigningNotBegun()
    elif document and document.length <= begun.document.length:
        yield errors.OtherDocument(decided=begun.document.sha256, found=document.sha256)


def _decide(s: Situation, act: Decided) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDING)
    yield from _finish(s, act.signed.document)


def _sign(s: Situation, act: DocumentSigned) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED)
    yield from _finish(s, act.signed.document)
    if signs_correction(s):
        yield errors.SigningNotBegun()


def _abandon_signing(s: Situation, _: Act) -> Iterator[Reason]:
    yield from _finish(s)


def _extend(s: Situation, act: TimestampAdded) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)
    if s.case is None:
        return
    signed = [one.act.signed for one in s.case.agreement.signatures] + [*s.case.all_minutes]
    known = {(revision.document, revision.cms) for revision in (*signed, *s.case.revisions)}
    same = (act.before, act.signed.cms) in known
    if not same or act.signed.document.length <= act.before.length:
        yield errors.OtherDocument(decided="", found=act.before.sha256)
    elif act.before in s.case.agreement.continued:  # by another desk, or by the other party
        yield errors.RevisionContinued()


def _by_its_key(_: Situation, __: Act) -> Iterator[Reason]:
    """What changes no case is for whoever's key is in force, which the ledger checks."""
    yield from ()


_CHECKS: dict[type, Callable[..., Iterator[Reason]]] = {
    **dict.fromkeys(get_args(SessionAct), _by_its_key),
    **AFTERMATH_CHECKS,
    **APPEAL_TEXT_CHECKS,
    **AUDITING_CHECKS,
    **CORRECTION_CHECKS,
    **ROSTER_CHECKS,
    **EVIDENCE_CHECKS,
    **PAPER_CHECKS,
    **PRINTING_CHECKS,
    **HANDLING_CHECKS,
    **KEEPING_CHECKS,
    **AUTHORISATION_CHECKS,
    **CHECKOUT_CHECKS,
    **bilateral_checks(_may_sign_agreement),
    CaseOpened: _open_case,
    DraftEdited: _edit,
    DocumentAttached: _attach,
    DocumentPrepared: _prepare,
    ProposalSubmitted: _submit,
    ProposalAmended: _amend,
    ProposalWithdrawn: _presents,
    ProposalReturned: _handle,
    ProposalTabled: _table,
    ProposalRemoved: _handle,
    DisqualificationDeclared: _declare_disqualified,
    DocumentOpened: _open_document,
    DecisionBegun: _begin_decision,
    DecisionAbandoned: _abandon_decision,
    SigningBegun: _begin_signing,
    SigningAbandoned: _abandon_signing,
    Decided: _decide,
    DocumentSigned: _sign,
    TimestampAdded: _extend,
}
