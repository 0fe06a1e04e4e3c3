"""Correcting a clerical error in signed minutes (Hallintolaki 51 §): begun, shown, signed.

The corrected minutes have the same § and take the place of the earlier ones, which stay readable
under a mark; the periods of appeal go on. What is wrong in substance is decided anew instead, in
a case that succeeds this one (50 §).
"""

from dataclasses import replace

from signapp.domain import errors
from signapp.domain.acts import (
    Corrected,
    CorrectionAbandoned,
    CorrectionBegun,
    DocumentRef,
    Purpose,
    SigningBegun,
)
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.errors import Reason
from signapp.domain.wording import same_words
from signapp.services.decide import decision_facts
from signapp.services.desk import Desk, section_of
from signapp.services.document_language import in_its_language
from signapp.services.journal import SignedIn, salted
from signapp.services.minutes import render_minutes
from signapp.services.ports import SaltedText, Verdict
from signapp.services.prepare import read_text
from signapp.services.proposal_text import ProposalText
from signapp.services.seal import decision_maker_seal
from signapp.services.sign import GROUNDS, Ground, SigningCard
from signapp.services.signature import SignatureTask, SigningKey, make_signature
from signapp.services.standing import telling_standing


def text_in_force(desk: Desk, number: str) -> ProposalText:
    """Return the text of a decision as it was last corrected. Raises NotAuthorisedError."""
    case = desk.journal.case(number)
    if case.text_in_force is None:
        raise errors.NotAuthorisedError((errors.WrongStage(stage=case.stage.value),))
    return read_text(desk, number, case.text_in_force)


def begin_correction(
    desk: Desk, who: SignedIn, number: str, decision: str, reason: str, *, fair: bool
) -> DocumentRef:
    """Begin to correct the decision's words; return the corrected minutes, which are to be signed.

    `fair` says that the correction is not unreasonable for a party. Beginning it, the
    decision-maker declares not to be disqualified. Raises NotAuthorisedError, DocumentErrors.
    """
    corrected, said = _corrected(desk, number, decision), salted(reason.strip())

    def begun() -> CorrectionBegun:
        size, root = desk.journal.size, desk.journal.root
        return CorrectionBegun(
            corrected.commitment, said.commitment, fair, impartial=True, size=size, root=root
        )

    desk.journal.record(who, begun, number, (corrected, said))
    return render_minutes(desk, number)


def _corrected(desk: Desk, number: str, decision: str) -> SaltedText:
    """Return the text with other words; the very same text where only white space differs."""
    now = text_in_force(desk, number)
    if same_words(decision, now.decision):
        same = desk.journal.register.text(desk.journal.case(number).text_in_force or "")
        assert same is not None  # it was read above
        return same
    return salted(replace(now, decision=decision).to_json())


CORRECTING_GROUNDS: dict[str, tuple[type[Reason], ...]] = {
    "competence": (errors.OfficeNotHeld, errors.DutyNotInOffice, errors.BegunByAnother),
    "impartiality": (errors.PreparerMayNotDecide, errors.ImpartialityNotDeclared),
    "shown": GROUNDS["shown"],
    "certificate": GROUNDS["certificate"],
}
"""The lines of the card of a correction, in order, each with what speaks against it."""


def why_may_i_correct(desk: Desk, who: SignedIn, number: str) -> SigningCard:
    """Return the card for signing corrected minutes, now. Raises NotAuthorisedError."""
    journal, now = desk.journal, desk.journal.clock.now()
    case, bound = journal.case(number), desk.certificate(who.actor.person, Purpose.SIGNATURE)
    minutes, certificate = render_minutes(desk, number), bound.sha256 if bound else ""
    begun = SigningBegun(minutes, MINUTES_FIELD, certificate, "", True, now, 0)
    own = case.signing if case.signing_by == who.actor else None
    against = journal.state.reasons_against(who.actor, now, number, own or begun)
    facts = decision_facts(desk, case)
    grounds = tuple(
        Ground(f"card.{name}", facts, tuple(one for one in against if isinstance(one, kinds)))
        for name, kinds in CORRECTING_GROUNDS.items()
    )
    return SigningCard(grounds, against)


def abandon_correction(desk: Desk, who: SignedIn, number: str) -> None:
    """Give a correction up before a key is used. Raises NotAuthorisedError."""
    desk.journal.record(who, CorrectionAbandoned(), number)


def sign_correction(desk: Desk, who: SignedIn, number: str, key: SigningKey) -> Verdict:
    """Sign the corrected minutes, which have been shown: they take the earlier ones' place.

    Raises NotAuthorisedError, SigningErrors, DocumentErrors, StorageError with their `standing`.
    """
    before = len(desk.journal.case(number).corrections.done)
    with telling_standing(desk, number, lambda case: len(case.corrections.done) > before):
        return make_signature(desk, who, number, _task(desk, who, number), key)


def _task(desk: Desk, who: SignedIn, number: str) -> SignatureTask:
    case, now = desk.journal.case(number), desk.journal.clock.now()
    if case.corrections.open is None:
        raise errors.NotAuthorisedError((errors.CorrectionNotBegun(),))
    section = section_of(desk, case)
    return SignatureTask(
        document=render_minutes(desk, number),
        field=MINUTES_FIELD,
        seal=decision_maker_seal(desk, who, number, now),
        reason=in_its_language(desk, number).document_texts.say(
            "seal.reason.correction", section=section
        ),
        location="Helsinki",
        certify=True,
        signed_at=now,
        finished=Corrected,
    )
