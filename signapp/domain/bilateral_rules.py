"""The rules of signing by two parties: what comes back, ink, refusal, and giving up a signing."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, time

from signapp.domain import bilateral_errors as errors
from signapp.domain.acts import SigningBegun
from signapp.domain.agreement import parties_of
from signapp.domain.authorising import not_ended, signatory
from signapp.domain.bilateral import (
    CounterpartySigned,
    InkConfirmed,
    InkRecorded,
    SigningRefused,
    SigningVoided,
    SigningVoidProposed,
)
from signapp.domain.calendar import HELSINKI, helsinki_day
from signapp.domain.case import Case, Stage
from signapp.domain.errors import (
    AlreadySigned,
    AnotherSigningOpen,
    DayInFuture,
    DutyNotInOffice,
    ImpartialityNotDeclared,
    OtherDocument,
    OutcomeOpensNoSigning,
    Reason,
    SigningNotBegun,
)
from signapp.domain.situation import DUTIES, Duty, Situation, at_stage, has_duty, holds
from signapp.domain.slots import Filled, Slot, slots

Check = Callable[..., Iterator[Reason]]
MaySign = Callable[[Situation, SigningBegun], Iterator[Reason]]
"""The rules of the authorisation: may this office sign these bytes now?"""


def bilateral_checks(may_sign: MaySign) -> dict[type, Check]:
    """Return the rule of each act; ink keeps the rules of the authorisation, too."""

    def record_ink(s: Situation, act: InkRecorded) -> Iterator[Reason]:
        reasons = list(_record_ink(s, act))
        if act.city and s.case:
            reasons += _ink_of_city(s, s.case, act, may_sign)
        yield from {str(reason): reason for reason in reasons}.values()

    return {
        CounterpartySigned: _receive,
        InkRecorded: record_ink,
        InkConfirmed: _confirm_ink,
        SigningRefused: _refuse,
        SigningVoidProposed: _propose_void,
        SigningVoided: _void,
    }


def not_by_hand(case: Case) -> Iterator[Reason]:
    """Refuse a key where ink was chosen."""
    if case.agreement.city_ink:
        yield errors.SignedByHand()


def not_given_up(case: Case, act: SigningBegun) -> Iterator[Reason]:
    """Refuse to begin once more what was given up: a signature of it may exist."""
    if act.attributes in case.agreement.voided:
        yield errors.SigningIsVoided()


def not_refused(case: Case) -> Iterator[Reason]:
    """Refuse to sign what the authorised office has refused to sign."""
    if case.agreement.refusal:
        yield errors.SigningWasRefused()


def _open(s: Situation) -> Iterator[Reason]:
    """There is a decision that opens a signing, and the office has not refused."""
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)
    if s.case and s.case.decided and s.case.authorises is None:
        yield OutcomeOpensNoSigning()
    if s.case and not s.case.signed_by_city:
        yield from not_ended(s.case)
        yield from not_refused(s.case)


def _attends(s: Situation) -> Iterator[Reason]:
    """Whoever prepares or keeps the register writes down what others did on paper or afar."""
    yield from holds(s, s.actor.office)
    office = s.roster.offices.get(s.actor.office)
    duties = DUTIES[office.kind] if office else frozenset()
    if not duties & {Duty.PREPARE, Duty.REGISTER}:
        yield DutyNotInOffice(office=s.actor.office, duty=Duty.REGISTER.value)


# --- the other party's file -----------------------------------------------------------------


def _receive(s: Situation, act: CounterpartySigned) -> Iterator[Reason]:
    yield from _attends(s)
    yield from _open(s)
    if s.case is None:
        return
    if s.case.signing:
        yield AnotherSigningOpen()
    found = [slot for slot in slots(s.case) if slot.field == act.field and not slot.ours]
    here = [slot for slot in found if _continues(s.case, slot, act)]
    if not found:
        yield errors.SlotUnknown(party=act.field)
    elif not here or act.signed.document.length <= act.before.length:
        yield errors.RevisionNotNewest()
    elif here[0].is_filled:
        yield errors.SlotFilled(party=here[0].party)


def _continues(case: Case, slot: Slot, act: CounterpartySigned) -> bool:
    return case.agreement.newest(slot.original.document) == act.before


# --- ink ------------------------------------------------------------------------------------


def _record_ink(s: Situation, act: InkRecorded) -> Iterator[Reason]:
    if act.city != s.actor:
        yield from _attends(s)
    yield from _open(s)
    yield from _complete(act)
    if act.signed_on > s.today:
        yield DayInFuture(day=act.signed_on)
    if s.case is None:
        return
    if s.case.decided_at and act.signed_on < helsinki_day(s.case.decided_at):
        yield errors.InkBeforeDecision(day=act.signed_on)
    decided = tuple(one.document for one in s.case.originals)
    if act.documents != decided:
        yield OtherDocument(decided=", ".join(one.sha256 for one in decided), found="")
    replaced = replace(s.case, agreement=s.case.agreement.settled) if act.city else s.case
    yield from _other_slots(replaced, act)


def _complete(act: InkRecorded) -> Iterator[Reason]:
    if act.city is None and not act.counterparts:
        yield errors.InkIncomplete(missing="signatories")
    if act.originals < 1:
        yield errors.InkIncomplete(missing="originals")
    if not act.languages or act.prevailing not in act.languages:
        yield errors.InkIncomplete(missing="languages")


def _other_slots(case: Case, act: InkRecorded) -> Iterator[Reason]:
    for party in sorted(parties_of(act)):
        theirs = [slot for slot in slots(case) if slot.party == party and not slot.ours]
        if not theirs:
            yield errors.SlotUnknown(party=party)
        elif any(slot.is_filled for slot in theirs):
            yield errors.SlotFilled(party=party)


def _ink_of_city(
    s: Situation, case: Case, act: InkRecorded, may_sign: MaySign
) -> Iterator[Reason]:
    """What held on the day of the ink, for whoever signed; a key is not asked for.

    An unfinished signing stands in nobody's way: the ink closes it.
    """
    signed = case.agreement.city_ink
    if signed and not signed.waits:
        yield errors.SlotFilled(party="")
    if case.agreement.signatures and not case.signed_by_key:
        yield AlreadySigned(field=case.agreement.signatures[0].begun.field)
    then = _then(s, case, act)
    for document, original in case.signable.items():
        begun = SigningBegun(document, original.field, "", "", True, then.at, utc_offset=0)
        yield from may_sign(then, begun)


def _then(s: Situation, case: Case, act: InkRecorded) -> Situation:
    """The situation in which the city's signatory was, on the day of the ink."""
    assert act.city is not None
    past = case.on(act.signed_on)
    then = replace(
        case,
        final_on=past.final_on,
        enforcement=past.enforcement,
        mandate=replace(
            case.mandate, cancelled=past.mandate.cancelled, replaced_by=past.mandate.replaced_by
        ),
    )
    return replace(s, actor=act.city, at=_noon(act.signed_on), case=then)


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), HELSINKI)


def _confirm_ink(s: Situation, act: InkConfirmed) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED)
    record = s.case.agreement.city_ink if s.case else None
    if record is None or record.act.city is None or not record.waits:
        yield errors.NothingToConfirm()
    elif record.act.city.person != s.actor.person:
        yield errors.NotTheSignatory()
    if not act.impartial:
        yield ImpartialityNotDeclared()


# --- refusing, and giving up ----------------------------------------------------------------


def _refuse(s: Situation, _: SigningRefused) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED)
    wanted = s.case.authorises if s.case else None
    if s.case is None or wanted is None:
        yield OutcomeOpensNoSigning()
        return
    yield from signatory(s, s.case, wanted)
    yield from not_ended(s.case)
    yield from not_refused(s.case)
    if s.case.signing:
        yield AnotherSigningOpen()
    filled = [slot.filled for slot in slots(s.case) if slot.ours]
    if Filled.ELECTRONIC in filled or Filled.INK in filled:
        yield AlreadySigned(field=wanted.field)


def _propose_void(s: Situation, act: SigningVoidProposed) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    yield from _unfinished(s, act.attributes)


def _void(s: Situation, act: SigningVoided) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    yield from _unfinished(s, act.attributes)
    agreement = s.case.agreement if s.case else None
    if agreement is None or agreement.void_proposed != act.attributes:
        yield errors.VoidNotProposed()
    elif agreement.void_proposed_by == s.actor.person:
        yield errors.SamePersonMayNotVoid()


def _unfinished(s: Situation, attributes: str) -> Iterator[Reason]:
    """The signing is the open one, and whoever began it cannot finish it today.

    They are away, or out of office, or have lost the key that it was begun with.
    """
    case = s.case
    if case is None or case.signing is None or case.signing.attributes != attributes:
        yield SigningNotBegun()
        return
    who, bound = case.signing_by, s.roster.certificates.get(case.signing.certificate)
    has_key = bound is not None and bound.not_before <= s.at <= bound.not_after
    if who and has_key and not any(holds(replace(s, actor=who), who.office)):
        yield errors.SignatoryPresent()
