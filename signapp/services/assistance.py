"""Whose list an assistant sees: read-only, for the office that they assist."""

from dataclasses import replace

from signapp.domain.acts import Actor, Capacity, OfficeKind, OfficeTitle
from signapp.domain.calendar import helsinki_day
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn


def as_assisted(desk: Desk, who: SignedIn) -> SignedIn:
    """Return an assistant as whoever acts for the office that they assist; anybody else as is."""
    state, now = desk.journal.state, desk.journal.clock.now()
    office = state.roster.offices.get(who.actor.office)
    if office is None or office.kind is not OfficeKind.ASSISTANT:
        return who
    acting = state.situation(who.actor, now, "").acting(office.assists)
    holder = state.roster.holder(office.assists, helsinki_day(now))
    person, capacity = holder or "", Capacity.HOLDER
    if acting:
        person, capacity = acting.person, acting.capacity
    return replace(who, actor=Actor(person, office.assists, capacity))


def assisted(desk: Desk, who: SignedIn) -> OfficeTitle | None:
    """Return the title of the office that an assistant assists; None for anybody else."""
    offices = desk.journal.state.roster.offices
    office = offices.get(who.actor.office)
    return offices[office.assists].title if office and office.assists else None
