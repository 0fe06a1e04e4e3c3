"""Signing by hand on paper: the record, its certified copy, and the signatory's confirmation."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import DESK, Actor, Commitment, DocumentRef
from signapp.domain.authorising import in_charge_of
from signapp.domain.bilateral import InkConfirmed, InkRecorded, InkSignatory
from signapp.domain.bilateral_errors import InkIncomplete
from signapp.domain.calendar import HELSINKI
from signapp.domain.case import Case
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted
from signapp.services.ports import SaltedText


@dataclass(frozen=True)
class PaperSignatory:
    """Who signed for another party: the slot's party, name and title."""

    party: str
    name: str
    title: str


@dataclass(frozen=True)
class SignedPaper:
    """What is written down of the paper (R38).

    `by_city` tells that the authorised office signed on it as well, `signed_on` is the day in
    Helsinki, `originals` the number of paper originals, `attested_by` who certifies the copy.
    """

    by_city: bool
    counterparts: tuple[PaperSignatory, ...]
    signed_on: date
    place: str
    originals: int
    languages: tuple[str, ...]
    prevailing: str
    kept_at: str
    attested_by: str


def record_ink(
    desk: Desk, who: SignedIn, number: str, paper: SignedPaper, scan: Path
) -> InkRecorded:
    """Record that the agreement was signed by hand, with the scan of the paper.

    Whoever attends records it from their own session; where the signatory does, that confirms
    it, too. It asks for no key, and closes an unfinished signing of the city's. Raises
    NotAuthorisedError, DocumentErrors, StorageError.
    """
    journal = desk.journal
    journal.catch_up()
    case = journal.case(number)
    if case.authorises is None:
        raise errors.NotAuthorisedError((errors.OutcomeOpensNoSigning(),))
    city = _signatory(desk, who, case, paper.signed_on) if paper.by_city else None
    copy = journal.register.put_file(scan)
    desk.pdf.inspect(journal.register.document(copy))
    act, texts = _act(case, paper, city, copy)
    journal.record(who, act, number, texts)
    if city:
        journal.register.drop_job(number)
    if city == who.actor:
        confirm_ink(desk, who, number)
    return act


def confirm_ink(desk: Desk, who: SignedIn, number: str) -> None:
    """Confirm, as who signed, the record of the city's ink. Raises NotAuthorisedError."""
    desk.journal.record(who, InkConfirmed(impartial=True), number)


def signatory_on(desk: Desk, number: str, day: date) -> Actor | None:
    """Return who acts for the authorised office on a day, or None when nobody does."""
    case = desk.journal.case(number)
    if case.authorises is None:
        return None
    noon = datetime.combine(day, time(12), HELSINKI)
    situation = desk.journal.state.situation(DESK, noon, number)
    acting = situation.acting(in_charge_of(situation, case.authorises))
    return Actor(acting.person, acting.office, acting.capacity) if acting else None


def _signatory(desk: Desk, who: SignedIn, case: Case, day: date) -> Actor:
    """Return who signed for the city: this person, or who acted for the office that day."""
    signatory = signatory_on(desk, case.number, day)
    if signatory and who.actor.office == signatory.office:
        return who.actor  # whether they acted for it that day is for the rules to say
    if signatory is None:
        office = case.authorises.office if case.authorises else ""
        raise errors.NotAuthorisedError((errors.OfficeNotHeld(office=office, day=day),))
    return signatory


def _act(
    case: Case, paper: SignedPaper, city: Actor | None, scan: DocumentRef
) -> tuple[InkRecorded, tuple[SaltedText, ...]]:
    """Return the act, and the texts that it commits to. Raises NotAuthorisedError."""
    kept: list[SaltedText] = []

    def commitment(text: str) -> Commitment:
        if not text.strip():
            raise errors.NotAuthorisedError((InkIncomplete(missing="text"),))
        kept.append(salted(text.strip()))
        return kept[-1].commitment

    act = InkRecorded(
        documents=tuple(one.document for one in case.originals),
        city=city,
        counterparts=tuple(
            InkSignatory(one.party, commitment(one.name), commitment(one.title))
            for one in paper.counterparts
        ),
        signed_on=paper.signed_on,
        place=commitment(paper.place),
        originals=paper.originals,
        languages=paper.languages,
        prevailing=paper.prevailing,
        kept_at=commitment(paper.kept_at),
        scan=scan,
        attested_by=commitment(paper.attested_by),
    )
    return act, tuple(kept)
