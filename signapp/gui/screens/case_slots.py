"""The signatures of an agreement, read for the window: each slot, ink, refusal, what is open."""

from dataclasses import dataclass
from datetime import date, datetime

from signapp.domain.acts import Actor, OfficeTitle
from signapp.domain.agreement import InkRecord
from signapp.domain.calendar import helsinki_day
from signapp.domain.case import Case
from signapp.domain.slots import Filled, Slot, attachment_of, language_of, slots
from signapp.services.desk import Desk
from signapp.services.ink import signatory_on
from signapp.services.journal import SignedIn
from signapp.services.signing_acts import SigningAct, signing_acts


@dataclass(frozen=True)
class Participant:
    """Somebody who did something in a case, and for which office."""

    name: str
    title: OfficeTitle


@dataclass(frozen=True)
class SlotLine:
    """One slot: whose, in which original, how it is filled, by whom and when."""

    party: str
    original: str
    filled: Filled
    name: str
    title: OfficeTitle | str
    on: date | None
    ours: bool


@dataclass(frozen=True)
class RefusalLine:
    """Who refused to sign, when and why."""

    by: Participant
    at: datetime
    reason: str


@dataclass(frozen=True)
class InkLine:
    """What was written down of signed paper."""

    place: str
    originals: int
    languages: tuple[str, ...]
    prevailing: str
    kept_at: str
    attested_by: str
    recorded_by: Participant
    recorded_at: datetime
    scan: str


@dataclass(frozen=True)
class SlotsReading:
    """The signatures of an agreement as one person sees them now.

    `open_parties` are the other parties that have not signed, `city_open` tells that the city may
    still sign by hand, `signatory` who would on the authorised day. `given_up_by` is the registrar
    who proposed to give up the unfinished signing, `unfinished_by` whose that is, `their_name`
    the other party's signatory as far as they were named, `printed` the number of paper originals.
    """

    lines: tuple[SlotLine, ...]
    acts: frozenset[SigningAct]
    refusal: RefusalLine | None
    ink: tuple[InkLine, ...]
    open_parties: tuple[str, ...]
    city_open: bool
    signatory: Participant | None
    languages: tuple[str, ...]
    place: str
    day: date
    own_name: str
    their_name: str
    unfinished_by: Participant | None
    given_up_by: str
    printed: int


def participant(desk: Desk, actor: Actor) -> Participant:
    """Return the name and title of an actor."""
    roster = desk.journal.state.roster
    name = desk.journal.text(roster.persons[actor.person].name)
    return Participant(name, roster.offices[actor.office].title)


def read_slots(desk: Desk, who: SignedIn, case: Case) -> SlotsReading | None:
    """Read the signatures of an agreement; None where no decision opens a signing."""
    wanted = case.authorises
    if wanted is None:
        return None
    found, refusal, agreement = slots(case), case.agreement.refusal, case.agreement
    today = desk.today()
    day = min(wanted.days.last or today, today)
    signatory = signatory_on(desk, case.number, day)
    city = [slot.filled for slot in found if slot.ours]
    roster = desk.journal.state.roster
    proposer = roster.persons.get(agreement.void_proposed_by)
    return SlotsReading(
        lines=tuple(_line(desk, case, slot) for slot in found),
        acts=signing_acts(desk, who, case),
        refusal=RefusalLine(
            participant(desk, refusal.by), refusal.at, desk.journal.text(refusal.reason)
        )
        if refusal
        else None,
        ink=tuple(_ink(desk, record) for record in agreement.ink),
        open_parties=tuple(
            dict.fromkeys(slot.party for slot in found if not (slot.ours or slot.is_filled))
        ),
        city_open=all(one in (Filled.OPEN, Filled.INK_TO_CONFIRM) for one in city),
        signatory=participant(desk, signatory) if signatory else None,
        languages=tuple(language_of(case, one) for one in case.originals),
        place=wanted.place,
        day=day,
        own_name=participant(desk, who.actor).name,
        their_name=desk.journal.text(named)
        if (named := case.mandate.counterparty_signatory)
        else "",
        unfinished_by=participant(desk, case.signing_by) if case.signing_by else None,
        given_up_by=desk.journal.text(proposer.name) if proposer else "",
        printed=case.copies_printed,
    )


def _line(desk: Desk, case: Case, slot: Slot) -> SlotLine:
    name: str = ""
    title: OfficeTitle | str = ""
    on: date | None = None
    if slot.ours:
        name, title, on = _by_city(desk, case, slot)
    elif slot.filled is Filled.INK and (record := case.agreement.ink_of(slot.party)):
        (signed,) = [one for one in record.act.counterparts if one.party == slot.party]
        name, title = desk.journal.text(signed.name), desk.journal.text(signed.title)
        on = record.act.signed_on
    attachment = attachment_of(case, slot.original)
    several = len(case.originals) > 1 and attachment is not None
    original = desk.journal.text(attachment.attached.title) if several and attachment else ""
    return SlotLine(slot.party, original, slot.filled, name, title, on, slot.ours)


def _by_city(desk: Desk, case: Case, slot: Slot) -> tuple[str, OfficeTitle | str, date | None]:
    """Return who signed for the city in a slot, and when."""
    made, ink = case.agreement.signature_in(slot.original), case.agreement.city_ink
    if made:
        by, on = made.by, helsinki_day(made.at)
    elif ink and ink.act.city:
        by, on = ink.act.city, ink.act.signed_on
    else:
        return "", "", None
    signed = participant(desk, by)
    return signed.name, signed.title, on


def _ink(desk: Desk, record: InkRecord) -> InkLine:
    act, text = record.act, desk.journal.text
    return InkLine(
        place=text(act.place),
        originals=act.originals,
        languages=act.languages,
        prevailing=act.prevailing,
        kept_at=text(act.kept_at),
        attested_by=text(act.attested_by),
        recorded_by=participant(desk, record.by),
        recorded_at=record.at,
        scan=act.scan.sha256,
    )
