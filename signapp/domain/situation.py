"""What a rule may look at: the roster, the case, who acts and when; and what offices are for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum

from signapp.domain import errors
from signapp.domain.acts import AbsenceRecorded, Actor, Capacity, NumberingPolicy, OfficeKind
from signapp.domain.appeals import AppealTexts
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case, Stage
from signapp.domain.deputies import ActingFor, Availability, acting_for
from signapp.domain.errors import Reason
from signapp.domain.keeping import Keeping
from signapp.domain.offices import Roster, RosterProposal
from signapp.domain.open_decisions import NOTHING_OPEN, OpenDecisions


class Duty(Enum):
    """What an office is there to do."""

    PREPARE = "prepare"
    PRESENT = "present"
    DECIDE = "decide"
    SIGN = "sign"
    REGISTER = "register"
    AUDIT = "audit"


DUTIES: dict[OfficeKind, frozenset[Duty]] = {
    OfficeKind.MAYOR: frozenset({Duty.DECIDE, Duty.SIGN}),
    OfficeKind.DEPUTY_MAYOR: frozenset({Duty.DECIDE, Duty.SIGN}),
    OfficeKind.OFFICE_HOLDER: frozenset({Duty.DECIDE, Duty.SIGN}),
    OfficeKind.BODY: frozenset({Duty.DECIDE}),
    OfficeKind.PRESENTER: frozenset({Duty.PREPARE, Duty.PRESENT}),
    OfficeKind.PREPARER: frozenset({Duty.PREPARE}),
    OfficeKind.REGISTRAR: frozenset({Duty.REGISTER}),
    OfficeKind.AUDITOR: frozenset({Duty.AUDIT}),
    OfficeKind.ASSISTANT: frozenset(),
}


@dataclass(frozen=True)
class Numbering:
    """The § numbers of one decision-maker in one year: those given, and the decisions that lie
    open, each of which holds one.
    """

    given: frozenset[int] = frozenset()
    open: OpenDecisions = NOTHING_OPEN
    reserved: frozenset[int] = frozenset()

    @property
    def following(self) -> int:
        """The lowest number that is neither given nor reserved."""
        taken = self.given | self.reserved
        return next(one for one in range(1, len(taken) + 2) if one not in taken)


@dataclass(frozen=True)
class Situation:
    """All that a rule may look at: the roster, the case, who acts and when.

    `predecessor` is the case that this one succeeds, or would; `successors` those that succeed it.
    """

    roster: Roster
    case: Case | None
    actor: Actor
    at: datetime
    numbering: Numbering = Numbering()
    roster_proposals: Mapping[str, RosterProposal] = field(default_factory=dict)
    absences: Mapping[str, tuple[AbsenceRecorded, ...]] = field(default_factory=dict)
    policy: NumberingPolicy = NumberingPolicy.OWN
    appeal_texts: AppealTexts = field(default_factory=AppealTexts)
    predecessor: Case | None = None
    successors: tuple[Case, ...] = ()
    keeping: Keeping = field(default_factory=Keeping)

    @property
    def today(self) -> date:
        """The calendar date in Helsinki (R31)."""
        return helsinki_day(self.at)

    @property
    def availability(self) -> Availability:
        """Who is away, and who is disqualified in this case."""
        disqualified = self.case.disqualified if self.case else {}
        return Availability(self.absences, frozenset(disqualified))

    def acting(self, office: str) -> ActingFor | None:
        """Return who acts for an office today, in this case."""
        return acting_for(self.roster, self.availability, office, self.today)


def holds(s: Situation, office: str) -> Iterator[Reason]:
    """Refuse an office for which the actor does not act today, in this capacity."""
    if s.roster.has_ended(office, s.today):
        yield errors.OfficeNoMore(office=office)
        return
    if s.actor.capacity is Capacity.HOLDER and s.roster.holds(s.actor.person, office, s.today):
        cause = s.availability.cause_against(s.actor.person, s.today)
        if cause:
            yield errors.HolderPrevented(office=office, cause=cause.value)
        return
    acting = s.acting(office)
    if acting and (acting.person, acting.capacity) == (s.actor.person, s.actor.capacity):
        return
    if s.actor.capacity in (Capacity.DEPUTY, Capacity.SUBSTITUTE) and acting:
        yield errors.HolderPresent(office=office)
    else:
        yield errors.OfficeNotHeld(office=office, day=s.today)


def has_duty(s: Situation, duty: Duty) -> Iterator[Reason]:
    """Refuse an office that is not held, or not there for this."""
    yield from holds(s, s.actor.office)
    office = s.roster.offices.get(s.actor.office)
    if office is None or duty not in DUTIES[office.kind]:
        yield errors.DutyNotInOffice(office=s.actor.office, duty=duty.value)


def decides(s: Situation) -> Iterator[Reason]:
    """Refuse who is not the decision-maker of the proposal, or has prepared it (R13)."""
    yield from has_duty(s, Duty.DECIDE)
    if s.case is None or s.case.proposal is None:
        return
    if s.actor.office != s.case.proposal.decision_maker:
        yield errors.DutyNotInOffice(office=s.actor.office, duty=Duty.DECIDE.value)
    if s.actor.person in s.case.prepared_by:
        yield errors.PreparerMayNotDecide(person=s.actor.person)


def at_stage(s: Situation, *stages: Stage) -> Iterator[Reason]:
    """Refuse what has no place at the stage of the case (R11)."""
    if s.case is None:
        yield errors.CaseUnknown(number="")
    elif s.case.stage not in stages:
        yield errors.WrongStage(stage=s.case.stage.value)
