"""Everything that the screen of a case shows, read in one go beside the window."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case, Stage
from signapp.domain.numbers import SectionNumber
from signapp.domain.situation import Duty
from signapp.gui.screens.case_aftermath import Aftermath, read_aftermath
from signapp.gui.screens.case_around import Around, read_around
from signapp.gui.screens.case_circulation import CirculationReading, read_circulation
from signapp.gui.screens.case_key import Key, key_of, look_at_key
from signapp.gui.screens.case_mandate import MandateReading, read_mandate
from signapp.gui.screens.case_papers import CaseDocument, read_papers
from signapp.gui.screens.case_slots import Participant, SlotsReading, participant, read_slots
from signapp.gui.screens.case_words import (
    CorrectionRead,
    current_text,
    proposed_decision,
    read_correction,
)
from signapp.gui.widgets.pin_prompt import Signature
from signapp.services.attachments import AttachmentFacts, attachment_facts
from signapp.services.competence import citation
from signapp.services.correct import why_may_i_correct
from signapp.services.decide import why_may_i_decide
from signapp.services.desk import Desk, section_of
from signapp.services.drafting import Drafting, read_drafting
from signapp.services.inbox import Task, duties, inbox, signing_office
from signapp.services.journal import SignedIn
from signapp.services.ports import Credentials
from signapp.services.proposal_text import AttachmentLine, ProposalText
from signapp.services.publicity import acts_in
from signapp.services.review import attachment_lines
from signapp.services.sign import SigningCard, why_may_i_sign
from signapp.services.signing_acts import SigningAct
from signapp.services.steps import DRAFTING_STEPS, NextStep


class ToDo(Enum):
    """What the one primary button of a case does; the value is in the keys of its texts."""

    DRAFT = "draft"
    PROPOSE = "propose"
    BEGIN_DECISION = "begin_decision"
    SIGN_MINUTES = "sign_minutes"
    SIGN_CORRECTION = "sign_correction"
    SIGN_AGREEMENT = "sign_agreement"
    PUBLISH = "publish"
    GIVE_NOTICE = "give_notice"
    CONFIRM_FINALITY = "confirm_finality"
    TAKE_DOWN = "take_down"
    CONFIRM_INK = "confirm_ink"
    GIVE_UP_SIGNING = "give_up_signing"
    CONFIRM_GIVE_UP = "confirm_give_up"
    RECORD_COUNTERPARTY = "record_counterparty"
    FIX_TEXT = "fix_text"
    CONFIRM_CONDITION = "confirm_condition"
    SUCCEED = "succeed"


SIGNS_MINUTES = (ToDo.SIGN_MINUTES, ToDo.SIGN_CORRECTION)
AFTER_DECISION = {
    NextStep.PUBLISH: ToDo.PUBLISH,
    NextStep.GIVE_NOTICE: ToDo.GIVE_NOTICE,
    NextStep.CONFIRM_FINALITY: ToDo.CONFIRM_FINALITY,
    NextStep.TAKE_DOWN: ToDo.TAKE_DOWN,
    NextStep.CONFIRM_INK: ToDo.CONFIRM_INK,
    NextStep.GIVE_UP_SIGNING: ToDo.GIVE_UP_SIGNING,
    NextStep.RECORD_COUNTERPARTY: ToDo.RECORD_COUNTERPARTY,
    NextStep.FIX_TEXT: ToDo.FIX_TEXT,
    NextStep.CONFIRM_CONDITIONS: ToDo.CONFIRM_CONDITION,
    NextStep.SUCCEED: ToDo.SUCCEED,
}

DRAFTING = (ToDo.DRAFT, ToDo.PROPOSE)


@dataclass(frozen=True)
class CaseReading:
    """A case as one person sees it now.

    `to_be_shown` is the document to be read through before the act that waits for this person,
    `interrupted` tells that a signing of this person was begun and not finished,
    `needs_no_pin` that the key has signed and only storing goes on. `proposed` is the proposed
    decision where it was changed since.
    """

    case: Case
    task: Task
    section: SectionNumber
    text: ProposalText | None
    citation: str
    preparers: tuple[Participant, ...]
    presenter: Participant | None
    attachments: tuple[AttachmentLine, ...]
    files: tuple[AttachmentFacts, ...]
    documents: tuple[CaseDocument, ...]
    to_be_shown: CaseDocument | None
    to_do: ToDo | None
    card: SigningCard | None
    signature: Signature | None
    key: Key | None
    interrupted: bool
    needs_no_pin: bool
    proposed: str
    correction: CorrectionRead
    parties: tuple[str, ...]
    aftermath: Aftermath | None
    today: date
    registers: bool
    may_declare: bool
    drafting: Drafting | None
    around: Around
    slots: SlotsReading | None
    mandate: MandateReading
    circulation: CirculationReading
    withheld: bool = False

    @property
    def decided_on(self) -> date | None:
        """The day of the decision, if there is one."""
        return helsinki_day(self.case.decided_at) if self.case.decided_at else None

    @property
    def may_abandon(self) -> bool:
        """True for minutes that no key has touched yet."""
        return self.to_do in SIGNS_MINUTES and self.case.signing is None

    @property
    def may_rule(self) -> bool:
        """True for a decision-maker who has not begun to decide."""
        return self.to_do is ToDo.BEGIN_DECISION

    def may(self, act: SigningAct) -> bool:
        """Tell whether this person may do something about the signatures."""
        return self.slots is not None and act in self.slots.acts

    @property
    def may_send(self) -> bool:
        """True where an extract can be sent to one more addressee, or anew."""
        here = not self.case.checkouts.out and not self.task.checked_out
        sends = here and self.registers and self.case.decided and self.case.final_on is None
        return bool(sends) and self.to_do is not ToDo.GIVE_NOTICE


def read_case(desk: Desk, who: SignedIn, credentials: Credentials, number: str) -> CaseReading:
    """Read a case for a person. Raises SignappError."""
    task = next(task for task in inbox(desk, who) if task.number == number)
    case = desk.journal.case(number)
    to_do = _to_do(desk, who, case, task)
    mine, text = _is_signing(who, case), current_text(desk, case)
    documents, key = tuple(read_papers(desk, who, case, text)), key_of(desk, credentials)
    shown = _to_be_shown(case, documents, to_do)
    return CaseReading(
        case=case,
        task=task,
        section=section_of(desk, case),
        text=text,
        citation=citation(desk, case),
        preparers=tuple(participant(desk, actor) for actor in case.preparers),
        presenter=participant(desk, case.presenter) if case.presenter else None,
        attachments=attachment_lines(desk, case),
        files=attachment_facts(case, desk.journal.text, may_see=acts_in(desk, who, case)),
        documents=documents,
        to_be_shown=shown,
        to_do=to_do,
        card=_card(desk, who, number, to_do),
        signature=_signature(desk, who, case, shown, to_do, key),
        key=key,
        interrupted=mine,
        needs_no_pin=mine and _has_signed(desk, number),
        proposed=proposed_decision(desk, case),
        correction=read_correction(desk, who, case, busy=to_do is not None),
        parties=_parties(case),
        aftermath=read_aftermath(desk, case),
        today=desk.today(),
        registers=Duty.REGISTER in duties(desk, who),
        may_declare=_may_declare(who, case, to_do),
        drafting=read_drafting(desk, number) if to_do in DRAFTING else None,
        around=read_around(desk, who, case),
        slots=read_slots(desk, who, case),
        mandate=read_mandate(desk, who, case),
        circulation=read_circulation(desk, who, case),
    )


def _parties(case: Case) -> tuple[str, ...]:
    """Return who is concerned, apart from the city."""
    return (case.proposal.authorisation.counterparty,) if case.proposal else ()


def _may_declare(who: SignedIn, case: Case, to_do: ToDo | None) -> bool:
    """Tell whether the person is to decide or sign, and may still say to be disqualified."""
    acts = to_do in (ToDo.BEGIN_DECISION, ToDo.SIGN_AGREEMENT)
    return acts and case.signing is None and who.actor.person not in case.disqualified


def _is_signing(who: SignedIn, case: Case) -> bool:
    return case.signing is not None and case.signing_by == who.actor


def _has_signed(desk: Desk, number: str) -> bool:
    job = desk.journal.register.job(number)
    return job is not None and bool(job.signature)


def _to_do(desk: Desk, who: SignedIn, case: Case, task: Task) -> ToDo | None:
    """Tell which act the window offers; whether it is allowed is for the card to say."""
    if not duties(desk, who) or case.checkouts.out:
        return None
    if task.step in DRAFTING_STEPS:
        own = duties(desk, who)
        drafts = ToDo.DRAFT if Duty.PREPARE in own else None
        return ToDo.PROPOSE if Duty.PRESENT in own else drafts
    if task.step is NextStep.GIVE_UP_SIGNING and case.agreement.void_proposed:
        return ToDo.CONFIRM_GIVE_UP
    if task.step in AFTER_DECISION and task.mine:
        return AFTER_DECISION[task.step]
    proposal, office = case.proposal, who.actor.office
    if proposal and case.corrections.open and office == proposal.decision_maker:
        return ToDo.SIGN_CORRECTION
    if proposal is None or case.stage in (Stage.SIGNED, Stage.REMOVED):
        return None
    if case.decided is None and office == proposal.decision_maker:
        begun = case.stage is Stage.DECIDING
        return ToDo.SIGN_MINUTES if begun else ToDo.BEGIN_DECISION
    return ToDo.SIGN_AGREEMENT if office == signing_office(desk, proposal) else None


def _card(desk: Desk, who: SignedIn, number: str, to_do: ToDo | None) -> SigningCard | None:
    if to_do in (ToDo.BEGIN_DECISION, ToDo.SIGN_MINUTES):
        return why_may_i_decide(desk, who, number)
    if to_do is ToDo.SIGN_CORRECTION:
        return why_may_i_correct(desk, who, number)
    return why_may_i_sign(desk, who, number) if to_do is ToDo.SIGN_AGREEMENT else None


def _to_be_shown(
    case: Case, documents: tuple[CaseDocument, ...], to_do: ToDo | None
) -> CaseDocument | None:
    """Return the document that has to be seen before the act, as the rules ask for it."""
    if to_do in SIGNS_MINUTES:
        return next(one for one in documents if one.kind in ("minutes", "correction"))
    if to_do in (ToDo.BEGIN_DECISION, ToDo.SIGN_AGREEMENT) and case.proposal:
        allowed = case.proposal.authorisation
        further = (one.document for one in allowed.further)
        wanted = [*case.signable, allowed.document, *further]
        asked = [one for one in documents if one.ref in wanted]
        return next((one for one in asked if not one.seen), next(iter(asked), None))
    return None


def _signature(
    desk: Desk,
    who: SignedIn,
    case: Case,
    shown: CaseDocument | None,
    to_do: ToDo | None,
    key: Key | None,
) -> Signature | None:
    """Return what the PIN is asked for, once a signature is what comes next."""
    if key is None or shown is None or to_do not in (*SIGNS_MINUTES, ToDo.SIGN_AGREEMENT):
        return None
    owner = participant(desk, who.actor)
    field = MINUTES_FIELD
    if to_do is ToDo.SIGN_AGREEMENT and shown.ref in case.signable:
        field = case.signable[shown.ref].field
    return Signature(
        act=f"window.act.{to_do.value}",
        kind=f"window.document.{shown.kind}",
        title=shown.title.text,
        document=shown.ref,
        field=field,
        office=owner.title,
        owner=owner.name,
        until=key.certificate.not_after,
        hint=key.hint,
        parties=", ".join(_parties(case)),
        may_by_hand=to_do is ToDo.SIGN_AGREEMENT,
        key=look_at_key(desk, key),
    )
