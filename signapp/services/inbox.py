"""What a person may do now: their inbox, and the next step of each case."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from signapp.domain.acts import (
    Act,
    OfficeTitle,
    ProposalSubmitted,
)
from signapp.domain.bilateral import SigningVoided, SigningVoidProposed
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import Reason
from signapp.domain.mandate import Ending
from signapp.domain.publication import is_to_be_taken_down, members_period
from signapp.domain.publicity import RecordTitle
from signapp.domain.situation import DUTIES, Duty, holds
from signapp.domain.slots import signed_by_all, slots
from signapp.services.assistance import as_assisted
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.publicity import case_title
from signapp.services.steps import (
    DRAFTING_STEPS,
    READYING,
    WAITING_STEPS,
    NextStep,
    day_of,
    next_step,
    obstacles,
    office_of,
)


@dataclass(frozen=True)
class Task:
    """A case in the list: its title, what is next and whose step that is.

    `mine` is true when it is this person's step, `day` the authorised signing day, the day until
    which the case is tabled, or the first day on which finality can be confirmed. `to_be_signed`
    tells that the decision, if there is one yet, opens a signing, `refused` that the authorised
    office refused to sign, `ending` why it can't be signed any more; `filled` of its `slots` are
    signed. `blocked` holds what keeps the step from being done now, each with its basis and the
    way on. `checked_out` tells that this register was made for the case alone, away from home.
    """

    number: str
    title: RecordTitle
    stage: Stage
    step: NextStep
    by: OfficeTitle | None
    mine: bool
    section: int
    day: date | None
    changed: datetime
    to_be_signed: bool
    final_on: date | None
    tabled: bool
    ending: Ending | None
    blocked: tuple[Reason, ...]
    refused: bool
    filled: int
    slots: int
    checked_out: bool = False

    @property
    def by_all(self) -> bool:
        """True when every party has signed."""
        return self.slots > 0 and self.filled == self.slots


def step_for(desk: Desk, who: SignedIn, case: Case) -> NextStep:
    """Return what this person's office is to do after the decision, or what comes next."""
    if case.checkouts.out or desk.journal.state.away:  # away the registry has nothing to do
        return next_step(case, desk.journal.clock.now())
    return _step_here(desk, who, case)


def _step_here(desk: Desk, who: SignedIn, case: Case) -> NextStep:
    own, now = duties(desk, who), desk.journal.clock.now()
    if case.decided and Duty.PREPARE in own and waits_for_publishing(case, now):
        return NextStep.PUBLISH
    if case.signing and Duty.REGISTER in own and may_give_up(desk, who, case):
        return NextStep.GIVE_UP_SIGNING
    if case.decided and Duty.REGISTER in own and case.final_on is None:
        if not case.notices:
            return NextStep.GIVE_NOTICE
        if not case.finality.why_not(now, helsinki_day(now)):
            return NextStep.CONFIRM_FINALITY
    if own & {Duty.PREPARE, Duty.REGISTER} and is_to_be_taken_down(case, now):
        return NextStep.TAKE_DOWN
    if Duty.PREPARE in own and case.signed_by_city and not signed_by_all(case):
        return NextStep.RECORD_COUNTERPARTY
    return next_step(case, now, succeeded=desk.journal.state.has_successor(case.number))


def waits_for_publishing(case: Case, now: datetime) -> bool:
    """Tell whether minutes are not on the network, or were taken down before their time."""
    found = members_period(case)
    over = found is not None and now >= found.ends_at
    return not case.publication.is_visible and not over


def may_give_up(desk: Desk, who: SignedIn, case: Case) -> bool:
    """Tell whether this registrar may propose, or confirm, to give up the unfinished signing."""
    attributes = case.signing.attributes if case.signing else ""
    act: Act = SigningVoidProposed(attributes)
    if case.agreement.void_proposed == attributes:
        act = SigningVoided(attributes)
    state, now = desk.journal.state, desk.journal.clock.now()
    return not state.reasons_against(who.actor, now, case.number, act)


def inbox(desk: Desk, who: SignedIn) -> tuple[Task, ...]:
    """Return all cases, those waiting for this person's office first, changed last first.

    An assistant sees the list of the office that they assist, and can act on nothing in it.
    """
    desk.journal.catch_up()
    seen_as = as_assisted(desk, who)
    cases = desk.journal.state.cases
    tasks = [
        replace(
            _task(desk, seen_as, cases[row.number], datetime.fromisoformat(row.changed)),
            title=case_title(desk, cases[row.number], who),
        )
        for row in desk.journal.register.case_rows()
    ]
    return tuple(sorted(tasks, key=lambda task: not task.mine))


def _task(desk: Desk, who: SignedIn, case: Case, changed: datetime) -> Task:
    step, roster = step_for(desk, who, case), desk.journal.state.roster
    state, now, today = desk.journal.state, desk.journal.clock.now(), desk.today()
    found = slots(case) if case.authorises else ()
    attends = step is NextStep.RECORD_COUNTERPARTY and Duty.PREPARE in duties(desk, who)
    own = step in _OWN_STEPS or attends
    office = who.actor.office if own else office_of(state, case, step, today)
    return Task(
        number=case.number,
        title=case_title(desk, case, who),
        stage=case.stage,
        step=step,
        by=roster.offices[office].title if office else None,
        mine=_is_mine(desk, who, case, step, office),
        section=case.begun.section if case.begun else 0,
        day=day_of(case, step, today),
        changed=changed,
        to_be_signed=case.authorises is not None if case.decided else True,
        final_on=case.final_on,
        tabled=case.stage is Stage.PROPOSED and case.tabled_until is not None,
        refused=case.agreement.refusal is not None,
        filled=sum(slot.is_filled for slot in found),
        slots=len(found),
        ending=case.ending(desk.today()),
        blocked=obstacles(state, case, step, now),
        checked_out=bool(state.away),
    )


_OWN_STEPS = (
    *(NextStep.PUBLISH, NextStep.GIVE_NOTICE, NextStep.TAKE_DOWN),
    NextStep.GIVE_UP_SIGNING,
)
"""What only whoever is to do it is told of."""
ATTENDING = frozenset({Duty.PREPARE, Duty.REGISTER})
"""The duties of those who write down what others did on paper or elsewhere."""


def signing_office(desk: Desk, proposal: ProposalSubmitted) -> str:
    """Return the office that may use the authorisation today: the one named, or its successor."""
    named = proposal.authorisation.office
    return desk.journal.state.roster.in_charge(named, desk.today()) or named


def _is_mine(desk: Desk, who: SignedIn, case: Case, step: NextStep, office: str) -> bool:
    actor, now = who.actor, desk.journal.clock.now()
    situation = desk.journal.state.situation(actor, now, case.number)
    if any(holds(situation, actor.office)):  # any reason against acting for the office
        return False
    if step in READYING:
        return Duty.PREPARE in duties(desk, who)
    if step in DRAFTING_STEPS:
        return case.charge == actor or Duty.PRESENT in duties(desk, who)
    if step is NextStep.HANDLE_REFUSAL:
        return actor.office in _concerned(case) or Duty.REGISTER in duties(desk, who)
    if step is NextStep.CONFIRM_INK:
        return case.signed_by is not None and case.signed_by.person == actor.person
    if step is NextStep.RECORD_COUNTERPARTY:
        return Duty.PREPARE in duties(desk, who)
    if case.tabled_until and situation.today < case.tabled_until and step is NextStep.DECIDE:
        return False
    return bool(office) and actor.office == office and step not in WAITING_STEPS


def _concerned(case: Case) -> set[str]:
    """Return the offices that acted in a case until it was decided."""
    acted = (*case.preparers, case.presenter, case.decided_by)
    return {one.office for one in acted if one}


def duties(desk: Desk, who: SignedIn) -> frozenset[Duty]:
    """Return what the office that a person acts for is there to do."""
    office = desk.journal.state.roster.offices.get(who.actor.office)
    return DUTIES[office.kind] if office else frozenset()
