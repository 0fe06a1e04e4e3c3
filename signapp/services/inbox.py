"""What a person may do now: their inbox, and the next step of each case."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from signapp.domain.acts import OfficeTitle
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case, Stage
from signapp.domain.offices import Roster
from signapp.domain.situation import DUTIES, Duty
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn


class NextStep(Enum):
    """What comes next in a case."""

    PROPOSE = "propose"
    DECIDE = "decide"
    FINISH_DECIDING = "finish_deciding"
    SIGN = "sign"
    AWAIT_FINALITY = "await_finality"
    CONFIRM_FINALITY = "confirm_finality"
    NOTHING = "nothing"


FINALITY_STEPS = (NextStep.AWAIT_FINALITY, NextStep.CONFIRM_FINALITY)


@dataclass(frozen=True)
class Task:
    """A case in the list: its title, what is next and whose step that is.

    `mine` is true when it is this person's step, `day` the authorised signing day, or the first
    day on which finality can be confirmed.
    """

    number: str
    title: str
    stage: Stage
    step: NextStep
    by: OfficeTitle | None
    mine: bool
    section: int
    day: date | None
    changed: datetime


def next_step(case: Case, now: datetime) -> NextStep:
    """Return what comes next in a case."""
    if case.stage is Stage.SIGNED and case.final_on is None:
        waits = case.finality.why_not(now, helsinki_day(now))
        return NextStep.AWAIT_FINALITY if waits else NextStep.CONFIRM_FINALITY
    steps = {
        Stage.DRAFT: NextStep.PROPOSE,
        Stage.PROPOSED: NextStep.DECIDE,
        Stage.DECIDING: NextStep.FINISH_DECIDING,
        Stage.DECIDED: NextStep.SIGN,
        Stage.SIGNED: NextStep.NOTHING,
    }
    return steps[case.stage]


def inbox(desk: Desk, who: SignedIn) -> tuple[Task, ...]:
    """Return all cases, those waiting for this person's office first, changed last first."""
    desk.journal.catch_up()
    cases = desk.journal.state.cases
    tasks = [
        _task(desk, who, cases[row.number], datetime.fromisoformat(row.changed))
        for row in desk.journal.register.case_rows()
    ]
    return tuple(sorted(tasks, key=lambda task: not task.mine))


def _task(desk: Desk, who: SignedIn, case: Case, changed: datetime) -> Task:
    now = desk.journal.clock.now()
    step, roster = next_step(case, now), desk.journal.state.roster
    office = _office_of_step(roster, case, step)
    return Task(
        number=case.number,
        title=desk.journal.text(case.opened.title),
        stage=case.stage,
        step=step,
        by=roster.offices[office].title if office else None,
        mine=_is_mine(desk, who, step, office),
        section=case.begun.section if case.begun else 0,
        day=_day(case, step),
        changed=changed,
    )


def _day(case: Case, step: NextStep) -> date | None:
    if step in FINALITY_STEPS:
        return case.finality.earliest_day
    return case.proposal.authorisation.day if case.proposal else None


def _office_of_step(roster: Roster, case: Case, step: NextStep) -> str:
    if step in FINALITY_STEPS:
        registries = (o for o in roster.offices.values() if Duty.REGISTER in DUTIES[o.kind])
        return next((office.office for office in registries), "")
    if case.proposal is None or step is NextStep.NOTHING:
        return ""
    if step is NextStep.SIGN:
        return case.proposal.authorisation.office
    return case.proposal.decision_maker


def _is_mine(desk: Desk, who: SignedIn, step: NextStep, office: str) -> bool:
    roster, actor = desk.journal.state.roster, who.actor
    if not roster.holds(actor.person, actor.office, helsinki_day(desk.journal.clock.now())):
        return False
    if step is NextStep.PROPOSE:
        duties = DUTIES[roster.offices[actor.office].kind]
        return bool(duties & {Duty.PREPARE, Duty.PRESENT})
    return bool(office) and actor.office == office and step is not NextStep.AWAIT_FINALITY


def duties(desk: Desk, who: SignedIn) -> frozenset[Duty]:
    """Return what the office that a person acts for is there to do."""
    office = desk.journal.state.roster.offices.get(who.actor.office)
    return DUTIES[office.kind] if office else frozenset()


def offices_now(desk: Desk, person: str) -> tuple[str, ...]:
    """Return the offices that a person holds today."""
    today = helsinki_day(desk.journal.clock.now())
    return tuple(o.office for o in desk.journal.state.roster.offices_of(person, today))
