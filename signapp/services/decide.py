"""Deciding a case: the § number is reserved, the minutes are shown, the mayor signs them."""

from signapp.domain import errors
from signapp.domain.acts import (
    Decided,
    DecisionAbandoned,
    DecisionBegun,
    DocumentRef,
    MinutesPublished,
    Outcome,
    SignedRevision,
)
from signapp.domain.authority import HELSINKI, MINUTES_FIELD, Numbering
from signapp.domain.errors import Standing
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.minutes import render_minutes
from signapp.services.ports import Verdict
from signapp.services.seal import decision_maker_seal
from signapp.services.signature import SignatureTask, SigningKey, make_signature, standing


def begin_decision(desk: Desk, who: SignedIn, number: str) -> DocumentRef:
    """Reserve the § number and render the minutes of a decision as proposed.

    Returns the minutes as they are to be signed. Raises NotAuthorisedError, DocumentErrors.
    """
    journal = desk.journal

    def begun() -> DecisionBegun:
        year = journal.clock.now().astimezone(HELSINKI).year
        numbering = journal.state.numbering.get((who.actor.office, year), Numbering())
        section = numbering.last + 1
        return DecisionBegun(Outcome.AS_PROPOSED, section, year, journal.size, journal.root)

    journal.record(who, begun, number)
    return render_minutes(desk, number)


def abandon_decision(desk: Desk, who: SignedIn, number: str) -> None:
    """Give a begun decision up before a key is used; the § number is free again."""
    desk.journal.record(who, DecisionAbandoned(), number)


def decide(desk: Desk, who: SignedIn, number: str, key: SigningKey) -> Verdict:
    """Sign the minutes, which have been shown: the case is decided as proposed.

    The signature certifies the minutes and permits form filling only. Raises
    NotAuthorisedError, SigningErrors, DocumentErrors, StorageError with their `standing`.
    """
    case = desk.journal.case(number)
    if case.begun is None or case.proposal is None or case.decided is not None:
        raise errors.NotAuthorisedError((errors.WrongStage(stage=case.stage.value),))
    text = case.proposal.text

    def finished(signed: SignedRevision) -> Decided:
        return Decided(signed, text)

    with standing(Standing.NOTHING_SIGNED):
        task = SignatureTask(
            document=render_minutes(desk, number),
            field=MINUTES_FIELD,
            seal=decision_maker_seal(desk, who, number),
            reason=desk.document_texts.say("seal.reason.decision", section=case.begun.section),
            location="Helsinki",
            certify=True,
            finished=finished,
        )
    return make_signature(desk, who, number, task, key)


def publish(desk: Desk, who: SignedIn, number: str, address: str) -> None:
    """Record that the minutes were made visible on the public network (Kuntalaki 140 §)."""
    desk.journal.record(who, MinutesPublished(address), number)
