"""The rules of handling records: their publicity class, their public copies, a draft's charge."""

import re
from collections.abc import Callable, Iterator

from signapp.domain import publicity_errors as errors
from signapp.domain.acts import Act, Capacity
from signapp.domain.custody import DraftHandedOver
from signapp.domain.decision import Stage
from signapp.domain.errors import DutyNotInOffice, Reason
from signapp.domain.publicity import (
    PublicCopyMade,
    PublicityClass,
    PublicityClassed,
    RecordKind,
)
from signapp.domain.situation import DUTIES, Duty, Situation, at_stage, has_duty, holds

GROUND = re.compile(r"\S.{0,80}\(\d+/\d{4}\) \d+.{0,40}")
"""How a ground cites the law: its name, number and year, and the section."""
CLASSING_STAGES = (Stage.DRAFT, Stage.PROPOSED, Stage.DECIDED, Stage.SIGNED, Stage.REMOVED)
"""Not while minutes wait for a signature: they print what is secret of the attachments."""


def cites_the_law(ground: str) -> bool:
    """Tell whether a ground cites the law, as "JulkL (621/1999) 24.1 § 20 k" does."""
    return GROUND.fullmatch(ground) is not None


def duties_of(s: Situation) -> frozenset[Duty]:
    """Return what the office that the actor acts for is there to do."""
    office = s.roster.offices.get(s.actor.office)
    return DUTIES[office.kind] if office else frozenset()


def has_a_duty(s: Situation, *wanted: Duty) -> Iterator[Reason]:
    """Refuse an office that is not held, or is there for none of these."""
    yield from holds(s, s.actor.office)
    if not duties_of(s) & set(wanted):
        yield DutyNotInOffice(office=s.actor.office, duty=wanted[0].value)


def _class(s: Situation, act: PublicityClassed) -> Iterator[Reason]:
    yield from has_a_duty(s, Duty.PREPARE, Duty.REGISTER)
    yield from at_stage(s, *CLASSING_STAGES)
    if act.publicity is PublicityClass.PUBLIC:
        if act.grounds:
            yield errors.PublicHasNoGround()
    elif not act.grounds or not all(map(cites_the_law, act.grounds)):
        yield errors.SecrecyGroundMissing()
    record, attachments = act.record, s.case.attachments if s.case else ()
    numbers = range(1, len(attachments) + 1)
    fits = record.number in numbers if record.kind is RecordKind.ATTACHMENT else not record.number
    if not fits:
        yield errors.RecordUnknown(number=record.number)


def _copy(s: Situation, act: PublicCopyMade) -> Iterator[Reason]:
    yield from has_a_duty(s, Duty.PREPARE, Duty.REGISTER)
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)
    minutes = s.case.minutes_in_force if s.case else None
    if minutes and (act.original != minutes.document or act.copy == act.original):
        yield errors.PublicCopyNotOfThese()


def _hand_over(s: Situation, act: DraftHandedOver) -> Iterator[Reason]:
    """A clerk hands over their own draft; a registrar or presenter does it for one who is ill."""
    yield from at_stage(s, Stage.DRAFT)
    if s.case is None:
        return
    duties, charge = duties_of(s), s.case.charge
    if charge.person == s.actor.person:
        yield from has_duty(s, Duty.PREPARE)
    else:
        yield from holds(s, s.actor.office)
        if not duties & {Duty.REGISTER, Duty.PRESENT}:
            yield errors.NotInCharge()
    office = s.roster.offices.get(act.office)
    prepares = office is not None and Duty.PREPARE in DUTIES[office.kind]
    if not prepares or not s.roster.holds(act.person, act.office, s.today):
        yield errors.NotAPreparer()
    if (act.person, act.office, Capacity.HOLDER) == (
        charge.person,
        charge.office,
        charge.capacity,
    ):
        yield errors.AlreadyInCharge()


HANDLING_CHECKS: dict[type[Act], Callable[..., Iterator[Reason]]] = {
    PublicityClassed: _class,
    PublicCopyMade: _copy,
    DraftHandedOver: _hand_over,
}
