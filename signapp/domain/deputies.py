"""Who acts for an office on a day: its holder, or whoever stands in, and why (R14, R15).

By the administrative regulations and the city board's order of deputies; only for a cause.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from signapp.domain.acts import AbsenceRecorded, Capacity
from signapp.domain.offices import Roster


class Cause(Enum):
    """Why somebody else than the holder acts."""

    PREVENTED = "prevented"
    DISQUALIFIED = "disqualified"
    VACANT = "vacant"


@dataclass(frozen=True)
class Availability:
    """Who is away, and who declared to be disqualified in the case at hand."""

    absences: Mapping[str, tuple[AbsenceRecorded, ...]] = field(default_factory=dict)
    disqualified: frozenset[str] = frozenset()

    def cause_against(self, person: str | None, day: date) -> Cause | None:
        """Return why a person cannot act on a day, or None."""
        if person is None:
            return Cause.VACANT
        if person in self.disqualified:
            return Cause.DISQUALIFIED
        away = self.absences.get(person, ())
        return Cause.PREVENTED if any(one.since <= day <= one.until for one in away) else None


@dataclass(frozen=True)
class ActingFor:
    """Who acts for an office: in which capacity, for what cause, on which basis.

    `own_office` is the office that makes somebody a deputy.
    """

    person: str
    office: str
    capacity: Capacity
    cause: Cause | None = None
    own_office: str = ""
    basis: str = ""


def acting_for(
    roster: Roster, availability: Availability, office: str, day: date
) -> ActingFor | None:
    """Return the one person who acts for an office on a day, or None when nobody can."""
    if not roster.exists(office, day):
        return None
    for holder in roster.holders(office, day):
        if availability.cause_against(holder, day) is None:
            return ActingFor(holder, office, Capacity.HOLDER)
    return next(_stand_ins(roster, availability, office, day), None)


def _stand_ins(
    roster: Roster, availability: Availability, office: str, day: date
) -> Iterator[ActingFor]:
    """Yield who may stand in, in their order; nobody stands in for themselves."""
    holder = roster.holder(office, day)
    cause = availability.cause_against(holder, day)
    order = roster.deputies_of(office, day)
    for own_office in order.deputies if order else ():
        deputy = roster.holder(own_office, day)
        if deputy and deputy != holder and availability.cause_against(deputy, day) is None:
            basis = order.basis if order else ""
            yield ActingFor(deputy, office, Capacity.DEPUTY, cause, own_office, basis)
    for named in roster.substitutes_of(office, day):
        free = availability.cause_against(named.person, day) is None
        if named.person != holder and free:
            yield ActingFor(named.person, office, Capacity.SUBSTITUTE, cause, basis=named.basis)
