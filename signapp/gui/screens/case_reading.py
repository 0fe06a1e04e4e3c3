"""Everything that the screen of a case shows, read in one go beside the window."""

from dataclasses import dataclass
from enum import Enum

from signapp.domain.acts import Actor, CertificateBound, DocumentRef, OfficeTitle, Purpose
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.decision import Case, Stage
from signapp.domain.situation import Duty
from signapp.gui.widgets.pin_prompt import Signature
from signapp.services.decide import why_may_i_decide
from signapp.services.desk import Desk
from signapp.services.inbox import NextStep, Task, duties, inbox
from signapp.services.journal import SignedIn
from signapp.services.minutes import render_minutes
from signapp.services.ports import Credentials, DecidedRevision, KeyHome, SigningJob
from signapp.services.prepare import ProposalText, draft, proposal_text
from signapp.services.sign import SigningCard, newest, why_may_i_sign
from signapp.services.signature import SigningKey


class ToDo(Enum):
    """What the one primary button of a case does; the value is in the keys of its texts."""

    PROPOSE = "propose"
    BEGIN_DECISION = "begin_decision"
    SIGN_MINUTES = "sign_minutes"
    SIGN_AGREEMENT = "sign_agreement"


@dataclass(frozen=True)
class CaseDocument:
    """A document of a case; `decided` is what a signed one is compared with."""

    kind: str
    title: str
    ref: DocumentRef
    seen: bool
    decided: DecidedRevision | None = None


@dataclass(frozen=True)
class Participant:
    """Somebody who did something in a case, and for which office."""

    name: str
    title: OfficeTitle


@dataclass(frozen=True)
class Key:
    """Where the person's signature key is, and the certificate that belongs to it."""

    home: KeyHome
    certificate: CertificateBound
    hint: str

    def with_pin(self, pin: str) -> SigningKey:
        """Return the key as it is used, once."""
        return SigningKey(self.home, pin, self.certificate.certificate)


@dataclass(frozen=True)
class CaseReading:
    """A case as one person sees it now.

    `to_be_shown` is the document to be read through before the act that waits for this person,
    `interrupted` tells that a signing of this person was begun and not finished,
    `needs_no_pin` that the key has signed and only storing goes on.
    """

    case: Case
    task: Task
    text: ProposalText | None
    citation: str
    preparers: tuple[Participant, ...]
    presenter: Participant | None
    documents: tuple[CaseDocument, ...]
    to_be_shown: CaseDocument | None
    to_do: ToDo | None
    card: SigningCard | None
    signature: Signature | None
    key: Key | None
    interrupted: bool
    needs_no_pin: bool
    may_abandon: bool


def read_case(
    desk: Desk, who: SignedIn, credentials: Credentials, number: str, *, proposes: bool
) -> CaseReading:
    """Read a case for a person; `proposes` says that the window can submit its proposal.

    Raises NotAuthorisedError, DocumentErrors, StorageError.
    """
    task = next(task for task in inbox(desk, who) if task.number == number)
    case = desk.journal.case(number)
    to_do = _to_do(desk, who, case, task, proposes=proposes)
    job = desk.journal.register.job(number)
    mine = case.signing is not None and case.signing_by == who.actor
    text = proposal_text(desk, number) if case.proposal else draft(desk, number)
    documents = tuple(_documents(desk, who, case, text))
    shown = _to_be_shown(case, documents, to_do)
    key = _key(desk, credentials)
    return CaseReading(
        case=case,
        task=task,
        text=text,
        citation=_citation(desk, case),
        preparers=tuple(_participant(desk, actor) for actor in case.preparers),
        presenter=_participant(desk, case.presenter) if case.presenter else None,
        documents=documents,
        to_be_shown=shown,
        to_do=to_do,
        card=_card(desk, who, number, to_do),
        signature=_signature(desk, who, case, shown, to_do, key),
        key=key,
        interrupted=mine,
        needs_no_pin=mine and _signed(job),
        may_abandon=to_do is ToDo.SIGN_MINUTES and case.signing is None,
    )


def _signed(job: SigningJob | None) -> bool:
    return job is not None and bool(job.signature)


def _to_do(desk: Desk, who: SignedIn, case: Case, task: Task, *, proposes: bool) -> ToDo | None:
    """Tell which act the window offers; whether it is allowed is for the card to say."""
    if task.step is NextStep.PROPOSE:
        return ToDo.PROPOSE if proposes and Duty.PRESENT in duties(desk, who) else None
    proposal, office = case.proposal, who.actor.office
    if proposal is None or case.stage in (Stage.SIGNED, Stage.REMOVED):
        return None
    if case.decided is None and office == proposal.decision_maker:
        begun = case.stage is Stage.DECIDING
        return ToDo.SIGN_MINUTES if begun else ToDo.BEGIN_DECISION
    return ToDo.SIGN_AGREEMENT if office == proposal.authorisation.office else None


def _card(desk: Desk, who: SignedIn, number: str, to_do: ToDo | None) -> SigningCard | None:
    if to_do in (ToDo.BEGIN_DECISION, ToDo.SIGN_MINUTES):
        return why_may_i_decide(desk, who, number)
    return why_may_i_sign(desk, who, number) if to_do is ToDo.SIGN_AGREEMENT else None


def _to_be_shown(
    case: Case, documents: tuple[CaseDocument, ...], to_do: ToDo | None
) -> CaseDocument | None:
    """Return the document that has to be seen before the act, as the rules ask for it."""
    if to_do is ToDo.SIGN_MINUTES:
        return next(one for one in documents if one.kind == "minutes")
    if to_do in (ToDo.BEGIN_DECISION, ToDo.SIGN_AGREEMENT) and case.proposal:
        wanted = case.proposal.authorisation.document
        return next((one for one in documents if one.ref == wanted), None)
    return None


def _documents(
    desk: Desk, who: SignedIn, case: Case, text: ProposalText | None
) -> list[CaseDocument]:
    """Return the agreement and the minutes, each in its newest revision."""
    found = []
    for attachment in case.attachments:
        ref = attachment.prepared.prepared if attachment.prepared else attachment.attached.original
        decided = None
        if case.signed and case.signed_on and case.signed_on.document == ref:
            decided = DecidedRevision(case.signed_on.document, case.signed_on.field)
            ref = newest(case, case.signed.signed)
        title = desk.journal.text(attachment.attached.title)
        seen = case.has_seen(who.actor.person, ref)
        found.append(CaseDocument("agreement", title, ref, seen, decided))
    if case.begun is not None:
        title = text.title if text else ""
        found.append(_minutes(desk, who, case, title))
    return found


def _minutes(desk: Desk, who: SignedIn, case: Case, title: str) -> CaseDocument:
    if case.decided and case.decided_on:
        decided = DecidedRevision(case.decided_on.document, case.decided_on.field)
        ref = newest(case, case.decided.signed)
        return CaseDocument("minutes", title, ref, case.has_seen(who.actor.person, ref), decided)
    ref = render_minutes(desk, case.number)
    return CaseDocument("minutes", title, ref, case.has_seen(who.actor.person, ref))


def _citation(desk: Desk, case: Case) -> str:
    if case.proposal is None:
        return ""
    return desk.journal.state.roster.provisions[case.proposal.provision].citation


def _participant(desk: Desk, actor: Actor) -> Participant:
    roster = desk.journal.state.roster
    name = desk.journal.text(roster.persons[actor.person].name)
    return Participant(name, roster.offices[actor.office].title)


def _key(desk: Desk, credentials: Credentials) -> Key | None:
    bound = desk.journal.state.roster.certificate_of(credentials.person, Purpose.SIGNATURE)
    if bound is None or credentials.signature is None:
        return None
    return Key(credentials.signature, bound, credentials.signature_pin_hint)


def _signature(
    desk: Desk,
    who: SignedIn,
    case: Case,
    shown: CaseDocument | None,
    to_do: ToDo | None,
    key: Key | None,
) -> Signature | None:
    """Return what the PIN is asked for, once a signature is what comes next."""
    if key is None or shown is None or to_do not in (ToDo.SIGN_MINUTES, ToDo.SIGN_AGREEMENT):
        return None
    owner = _participant(desk, who.actor)
    field = MINUTES_FIELD
    if to_do is ToDo.SIGN_AGREEMENT and case.proposal:
        field = case.proposal.authorisation.field
    return Signature(
        act=f"window.act.{to_do.value}",
        kind=f"window.document.{shown.kind}",
        title=shown.title,
        document=shown.ref,
        field=field,
        office=owner.title,
        owner=owner.name,
        until=key.certificate.not_after,
        hint=key.hint,
    )
