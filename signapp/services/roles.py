"""The offices for which a person acts today: their own, and those they stand in for."""

from signapp.domain.acts import Actor, Capacity
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case, Stage
from signapp.services.desk import Desk


def roles_now(desk: Desk, person: str) -> tuple[Actor, ...]:
    """Return the offices that a person acts for today: their own first, then as a deputy.

    A deputy acts while the holder is away, or is disqualified in a case that is still open.
    """
    state, now = desk.journal.state, desk.journal.clock.now()
    own = state.roster.offices_of(person, helsinki_day(now))
    roles = {Actor(person, one.office, Capacity.HOLDER): None for one in own}
    open_cases = [case for case in state.cases.values() if case.disqualified and _is_open(case)]
    for number in ("", *(case.number for case in open_cases)):
        situation = state.situation(Actor(person, "", Capacity.HOLDER), now, number)
        for office in state.roster.offices:
            acting = situation.acting(office)
            if acting and acting.person == person:
                roles.setdefault(Actor(person, office, acting.capacity))
    return tuple(roles)


def _is_open(case: Case) -> bool:
    return case.stage not in (Stage.SIGNED, Stage.REMOVED)
