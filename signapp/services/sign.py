"""Signing the agreement: why a person may, or may not; and the whole story of doing it."""

from dataclasses import dataclass
from typing import Any

from signapp.domain import errors
from signapp.domain.acts import (
    DocumentRef,
    DocumentSigned,
    Purpose,
    SignedRevision,
    SigningBegun,
)
from signapp.domain.authority import why_not_sign
from signapp.domain.bilateral_errors import SignedByHand, SigningIsVoided, SigningWasRefused
from signapp.domain.checkout_errors import CaseIsAway
from signapp.domain.decision import Case
from signapp.domain.errors import Reason
from signapp.domain.publicity_errors import EnforcementToBeRejudged
from signapp.services.desk import Desk, section_of
from signapp.services.document_card import require_fit
from signapp.services.journal import SignedIn
from signapp.services.ports import Verdict
from signapp.services.seal import signatory_seal, text_language
from signapp.services.signature import SignatureTask, SigningKey, make_signature
from signapp.services.standing import telling_standing


@dataclass(frozen=True)
class Ground:
    """One line of "Why may I sign this?": a text key, its facts, and what speaks against it."""

    key: str
    facts: dict[str, Any]
    against: tuple[Reason, ...] = ()


@dataclass(frozen=True)
class SigningCard:
    """Why a person may sign, line by line; `against` holds every reason against it."""

    grounds: tuple[Ground, ...]
    against: tuple[Reason, ...]

    @property
    def may_sign(self) -> bool:
        """True when nothing speaks against it."""
        return not self.against


GROUNDS: dict[str, tuple[type[Reason], ...]] = {
    "decision": (
        errors.NotDecided,
        errors.WrongStage,
        errors.OutcomeOpensNoSigning,
        errors.AuthorisationIsCancelled,
        errors.AuthorisationIsReplaced,
        errors.SuccessorBeingDecided,
        SigningWasRefused,
        CaseIsAway,
    ),
    "office": (
        errors.OtherOfficeAuthorised,
        errors.OfficeNotHeld,
        errors.OfficeNoMore,
        errors.HolderPresent,
        errors.HolderPrevented,
        errors.DutyNotInOffice,
        errors.SelfAuthorisation,
    ),
    "document": (
        errors.TextNotFixed,
        errors.OtherDocument,
        errors.FieldUnknown,
        errors.AlreadySigned,
        errors.AnotherSigningOpen,
        SignedByHand,
        SigningIsVoided,
    ),
    "shown": (errors.DocumentNotShown,),
    "day": (errors.TooEarly, errors.TooLate, errors.SigningMomentPassed),
    "conditions": (errors.ConditionNotMet,),
    "enforcement": (
        errors.EnforcementNotJudged,
        errors.EnforcementIsForbidden,
        EnforcementToBeRejudged,
    ),
    "certificate": (
        errors.CertificateNotBound,
        errors.CertificateOfAnotherPerson,
        errors.SessionCertificateForDocument,
        errors.CertificateNotValid,
    ),
}
"""The lines of the card, in order, each with the reasons that speak against it."""


def why_may_i_sign(desk: Desk, who: SignedIn, number: str) -> SigningCard:
    """Return the card of a case for this person and office, now. Raises NotAuthorisedError."""
    journal = desk.journal
    case = journal.case(number)
    certificate = desk.certificate(who.actor.person, Purpose.SIGNATURE)
    situation = journal.state.situation(who.actor, journal.clock.now(), number)
    against = why_not_sign(situation, certificate.sha256 if certificate else "")
    grounds = tuple(
        Ground(
            key=f"card.{_line(name, case)}",
            facts=_facts(desk, case),
            against=tuple(reason for reason in against if isinstance(reason, kinds)),
        )
        for name, kinds in GROUNDS.items()
        if name != "conditions" or (case.authorises and case.authorises.conditions)
    )
    return SigningCard(grounds, against)


def _line(name: str, case: Case) -> str:
    """Return the line of the card: that a text was decided on is said of exact bytes only."""
    wanted = case.authorises
    if name == "day" and wanted and not wanted.days.binding:
        return "day_describes"
    if name == "document" and case.mandate.text and wanted:
        return f"document_{wanted.kind.value}"
    return name


def sign_agreement(desk: Desk, who: SignedIn, number: str, key: SigningKey) -> Verdict:
    """Sign the agreement that the decision authorises; return our verdict on the stored file.

    Of several originals each is signed, with the same key. Called again it goes on.

    May this person sign these bytes today? (`domain.authority`) → the file is prepared, the key
    signs, the file is assembled (`services.signature`) → our own look at the stored bytes → the
    entry → time stamps. Raises NotAuthorisedError, SigningErrors, DocumentErrors, StorageError,
    each with its `standing`.
    """
    with telling_standing(desk, number, lambda case: case.signed_by_key):
        _require_all(desk, who, number, key)
        case = desk.journal.case(number)
        require_fit(desk, *map(case.agreement.newest, case.signable))
        while True:
            verdict = make_signature(desk, who, number, _task(desk, who, number), key)
            if not desk.journal.case(number).to_be_signed:
                return verdict


def _require_all(desk: Desk, who: SignedIn, number: str, key: SigningKey) -> None:
    """Ask the rules about every original before the first is signed. Raises NotAuthorisedError."""
    case, now = desk.journal.case(number), desk.journal.clock.now()
    if case.signing is not None or len(case.to_be_signed) < 2:
        return
    for document, text in case.signable.items():
        begun = SigningBegun(
            document, text.field, key.certificate.sha256, "", key.impartial, now, utc_offset=0
        )
        desk.journal.require(who, begun, number)


def _task(desk: Desk, who: SignedIn, number: str) -> SignatureTask:
    """Return the signature that was begun, or that of the next original."""
    case, now = desk.journal.case(number), desk.journal.clock.now()
    if case.proposal is None:
        raise errors.NotAuthorisedError((errors.NotDecided(),))
    if not case.signable:
        raise errors.NotAuthorisedError((errors.TextNotFixed(),))
    wanted, waiting = case.proposal.authorisation, dict(case.signable)
    begun = case.signing.document if case.signing else None
    document = begun if begun in waiting else next(iter(waiting))
    text = waiting[document]
    texts = text_language(desk, case, text)
    return SignatureTask(
        document=document,
        field=text.field,
        seal=signatory_seal(desk, who, number, text, now),
        reason=texts.say("seal.reason.agreement", section=section_of(desk, case), case=number),
        location=wanted.place,
        certify=False,
        signed_at=now,
        finished=DocumentSigned,
    )


def pages_of(case: Case) -> str:
    """Return the pages on which the text that is signed differs from what was decided on."""
    fixed = case.mandate.text
    return ", ".join(map(str, fixed.pages)) if fixed and fixed.pages else "–"


def to_be_signed(case: Case) -> DocumentRef | None:
    """Return the document that a proposal asks to sign, in its newest stored revision."""
    if case.proposal is None:
        return None
    if case.signable:
        document = next(iter(case.signable))
        return case.agreement.newest(document)
    return case.proposal.authorisation.document


def newest(case: Case, signed: SignedRevision) -> DocumentRef:
    """Return the newest stored revision of a signed document."""
    return case.latest(signed).document


def _facts(desk: Desk, case: Case) -> dict[str, Any]:
    roster = desk.journal.state.roster
    if case.proposal is None:
        return {}
    wanted, text = case.proposal.authorisation, case.to_sign
    return {
        "section": section_of(desk, case),
        "year": str(case.begun.year) if case.begun else "",
        "case": case.number,
        "office": roster.offices[wanted.office].title,
        "decision_maker": roster.offices[case.proposal.decision_maker].title,
        "counterparty": wanted.counterparty,
        "sha256": text.document.sha256 if text else "",
        "length": text.document.length if text else 0,
        "day": wanted.days,
        "place": wanted.place,
        "pages": pages_of(case),
    }
