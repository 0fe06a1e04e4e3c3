"""Deciding a case: the § number is reserved, the minutes are shown, the mayor signs them."""

from dataclasses import dataclass, field, replace
from datetime import date

from signapp.domain import errors
from signapp.domain.acts import (
    Commitment,
    Decided,
    DecisionAbandoned,
    DecisionBegun,
    DocumentRef,
    NumberingPolicy,
    Outcome,
    ProposalRemoved,
    ProposalReturned,
    ProposalTabled,
    Purpose,
    SignedRevision,
    SigningBegun,
)
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import Reason
from signapp.domain.list_errors import ListClosed, ListOrderBroken
from signapp.domain.open_decisions import OpenDecisions
from signapp.services.competence import citation
from signapp.services.desk import Desk, section_of
from signapp.services.document_card import require_fit
from signapp.services.document_language import in_its_language
from signapp.services.journal import SignedIn, salted
from signapp.services.minutes import render_minutes
from signapp.services.ports import Verdict
from signapp.services.prepare import amended_text
from signapp.services.seal import decision_maker_seal
from signapp.services.sign import GROUNDS, Ground, SigningCard, to_be_signed
from signapp.services.signature import (
    SignatureTask,
    SigningKey,
    make_signature,
    sign_and_store,
)
from signapp.services.standing import telling_standing

DECIDING_GROUNDS: dict[str, tuple[type[Reason], ...]] = {
    "proposal": (errors.WrongStage, errors.CaseUnknown),
    "competence": (errors.CompetenceMissing, errors.OfficeNotHeld, errors.DutyNotInOffice),
    "impartiality": (errors.PreparerMayNotDecide,),
    "section": (
        *(errors.AnotherDecisionOpen, ListClosed, ListOrderBroken),
        *(errors.SectionTaken, errors.SectionUsed),
        *(errors.NumberSourceMissing, errors.NumberingIsOwn),
    ),
    "attachment": (),
    "shown": GROUNDS["shown"],
    "certificate": GROUNDS["certificate"],
}
"""The lines of a decision-maker's card, in order, each with the reasons that speak against it."""


def why_may_i_decide(desk: Desk, who: SignedIn, number: str) -> SigningCard:
    """Return the card of a case for its decision-maker, now: first for deciding as proposed,
    and once that is begun for signing the minutes. Raises NotAuthorisedError.
    """
    journal, now = desk.journal, desk.journal.clock.now()
    case = journal.case(number)
    act: DecisionBegun | SigningBegun = next_decision(desk, who, case)
    if case.stage is Stage.DECIDING:
        bound = desk.certificate(who.actor.person, Purpose.SIGNATURE)
        minutes = render_minutes(desk, number)
        certificate = bound.sha256 if bound else ""
        begun = SigningBegun(minutes, MINUTES_FIELD, certificate, "", True, now, 0)
        act = (case.signing if case.signing_by == who.actor else None) or begun
    against = journal.state.reasons_against(who.actor, now, number, act)
    section = act.section if isinstance(act, DecisionBegun) else 0
    grounds = tuple(
        Ground(
            key=_key(desk, case, name),
            facts=decision_facts(desk, case, section),
            against=tuple(reason for reason in against if isinstance(reason, kinds)),
        )
        for name, kinds in DECIDING_GROUNDS.items()
        if name != "certificate" or case.stage is Stage.DECIDING
    )
    return SigningCard(grounds, against)


def _probe(desk: Desk) -> "Ruling":
    """Return a ruling to ask the rules about; a number from elsewhere is named only later."""
    elsewhere = desk.journal.state.policy is NumberingPolicy.EXTERNAL
    return replace(AS_PROPOSED, source="…") if elsewhere else AS_PROPOSED


def _key(desk: Desk, case: Case, name: str) -> str:
    """Return the key of a line of the card."""
    elsewhere = desk.journal.state.policy is NumberingPolicy.EXTERNAL
    if name == "section" and elsewhere and case.begun is None:
        return "card.section_from_elsewhere"
    return f"card.{name}"


@dataclass(frozen=True)
class Ruling:
    """How the decision-maker decides: the outcome, and the text where it is not the proposal's.

    `impartial` is what they declare with it: that they are not disqualified (R14). `section` is
    the § number that the city's case management gave, and `source` says so; where the register
    numbers by itself there is none.
    """

    outcome: Outcome
    decision: str = ""
    impartial: bool = field(kw_only=True)
    section: int = 0
    source: str = ""


AS_PROPOSED = Ruling(Outcome.AS_PROPOSED, impartial=True)
"""As proposed, and the decision-maker declares not to be disqualified."""


def begin_decision(
    desk: Desk, who: SignedIn, number: str, ruling: Ruling, *, in_list: bool = False
) -> DocumentRef:
    """Reserve the § number and render the minutes of the decision.

    With `in_list` it goes on with the list of what the person has begun today, if anything.
    Returns the minutes as they are to be signed. Raises NotAuthorisedError, DocumentErrors.
    """
    case = desk.journal.case(number)
    other = amended_text(desk, number, ruling.decision) if ruling.decision else None
    require_fit(desk, to_be_signed(case))

    def begun() -> DecisionBegun:
        text = other.commitment if other else ""
        return next_decision(desk, who, case, ruling, text, in_list=in_list)

    desk.journal.record(who, begun, number, (other,) if other else ())
    return render_minutes(desk, number)


def open_decisions(desk: Desk, who: SignedIn) -> OpenDecisions:
    """Return what the person's office has begun to decide and not finished."""
    state, now = desk.journal.state, desk.journal.clock.now()
    return state.situation(who.actor, now, "").numbering.open


def return_proposal(desk: Desk, who: SignedIn, number: str, reason: str) -> None:
    """Send the proposal back to be prepared anew. Raises NotAuthorisedError."""
    text = salted(reason)
    desk.journal.record(who, ProposalReturned(text.commitment), number, (text,))


def table_proposal(desk: Desk, who: SignedIn, number: str, until: date, reason: str) -> None:
    """Leave the proposal on the table until a day. Raises NotAuthorisedError."""
    text = salted(reason)
    desk.journal.record(who, ProposalTabled(until, text.commitment), number, (text,))


def remove_proposal(desk: Desk, who: SignedIn, number: str, reason: str) -> None:
    """Remove the proposal from the list: nothing will be decided. Raises NotAuthorisedError."""
    text = salted(reason)
    desk.journal.record(who, ProposalRemoved(text.commitment), number, (text,))


def abandon_decision(desk: Desk, who: SignedIn, number: str) -> None:
    """Give a begun decision up before a key is used; the § number is free again."""
    desk.journal.record(who, DecisionAbandoned(), number)


def decide(desk: Desk, who: SignedIn, number: str, key: SigningKey) -> Verdict:
    """Sign the minutes, which have been shown: the case is decided.

    The signature certifies the minutes and permits form filling only. Raises
    NotAuthorisedError, SigningErrors, DocumentErrors, StorageError with their `standing`.
    """
    with telling_standing(desk, number, lambda case: case.decided):
        return make_signature(desk, who, number, _task(desk, who, number), key)


def decide_only(desk: Desk, who: SignedIn, number: str, key: SigningKey) -> SignedRevision:
    """Decide as `decide` does, and leave archiving (B-LT, B-LTA) for later. Raises as it does."""
    with telling_standing(desk, number, lambda case: case.decided):
        return sign_and_store(desk, who, number, _task(desk, who, number), key)


def _task(desk: Desk, who: SignedIn, number: str) -> SignatureTask:
    case, now = desk.journal.case(number), desk.journal.clock.now()
    if case.begun is None or case.proposal is None or case.decided is not None:
        raise errors.NotAuthorisedError((errors.WrongStage(stage=case.stage.value),))
    return SignatureTask(
        document=render_minutes(desk, number),
        field=MINUTES_FIELD,
        seal=decision_maker_seal(desk, who, number, now),
        reason=in_its_language(desk, number).document_texts.say(
            "seal.reason.decision", section=section_of(desk, case)
        ),
        location="Helsinki",
        certify=True,
        signed_at=now,
        finished=Decided,
    )


def next_decision(
    desk: Desk,
    who: SignedIn,
    case: Case,
    ruling: Ruling | None = None,
    text: Commitment = "",
    *,
    in_list: bool = False,
) -> DecisionBegun:
    """Return the act that reserves the next § number of the person's office.

    Without a ruling it is one to ask the rules about.
    """
    ruling = ruling or _probe(desk)
    last = open_decisions(desk, who).last if in_list else None
    journal = desk.journal
    numbering = journal.state.situation(who.actor, journal.clock.now(), case.number).numbering
    year = desk.today().year
    section = ruling.section or numbering.following
    outcome = ruling.outcome
    if outcome is Outcome.AS_PROPOSED and case.amended:
        outcome = Outcome.AMENDED_BY_PRESENTER
    decided = text or case.proposed_text or ""
    return DecisionBegun(
        outcome=outcome,
        text=decided,
        impartial=ruling.impartial,
        section=section,
        year=year,
        size=journal.size,
        root=journal.root,
        source=ruling.source.strip(),
        follows=last.case if last else "",
    )


def decision_facts(desk: Desk, case: Case, next_section: int = 0) -> dict[str, object]:
    """Return what the lines of a decision-maker's card are filled with."""
    if case.proposal is None:
        return {}
    roster, wanted = desk.journal.state.roster, case.proposal.authorisation
    presenter = roster.offices[case.presenter.office].title if case.presenter else ""
    return {
        "presenter": presenter,
        "citation": citation(desk, case),
        "section": section_of(desk, case, next_section),
        "attachment": wanted.attachment,
        "sha256": wanted.document.sha256 if wanted.document else "",
        "length": wanted.document.length if wanted.document else 0,
    }
