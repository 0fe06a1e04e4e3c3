"""What a registrar sees of the register: offices today, what waits, and the everyday changes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from signapp.domain.acts import (
    AbsenceRecorded,
    AbsenceWithdrawn,
    CertificateBound,
    NumberingPolicy,
    OfficeFormed,
    OfficeHeld,
    OfficeLeft,
    OfficeTitle,
    PersonEnrolled,
    Purpose,
    SubstituteNamed,
)
from signapp.domain.offices import Roster, RosterProposal
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.register import propose_roster_change
from signapp.services.roster import few_registrars, waiting


@dataclass(frozen=True)
class Holder:
    """Who holds an office today: until when, with which certificates, and away when."""

    person: str
    name: str
    until: date
    certificates: tuple[CertificateBound, ...]
    absences: tuple[AbsenceRecorded, ...]


@dataclass(frozen=True)
class OfficeNow:
    """An office as it is today; without holders it is vacant."""

    office: OfficeFormed
    holders: tuple[Holder, ...]
    deputies: tuple[OfficeTitle, ...]
    substitutes: tuple[tuple[str, date], ...]
    last_day: date | None
    heir: OfficeTitle | None


@dataclass(frozen=True)
class Registry:
    """The register's own affairs; `names` tells the text of each person's name."""

    city: str
    numbering: NumberingPolicy
    today: date
    offices: tuple[OfficeNow, ...]
    waiting: tuple[RosterProposal, ...]
    few: int | None
    roster: Roster
    names: Mapping[str, str]

    @property
    def people(self) -> tuple[tuple[str, str], ...]:
        """Everybody who is enrolled: code and name, by name."""
        known = ((code, self.names[one.name]) for code, one in self.roster.persons.items())
        return tuple(sorted(known, key=lambda person: person[1].casefold()))

    @property
    def holdings(self) -> tuple[tuple[Holder, OfficeFormed], ...]:
        """Who holds which office today."""
        return tuple((holder, one.office) for one in self.offices for holder in one.holders)


def read_registry(desk: Desk) -> Registry:
    """Read the register's own affairs as they are today. Raises LedgerError, StorageError."""
    proposals, state = waiting(desk), desk.journal.state
    assert state.founded is not None  # no journal opens without
    return Registry(
        city=state.founded.city,
        numbering=state.policy,
        today=desk.today(),
        offices=tuple(_offices(desk)),
        waiting=proposals,
        few=few_registrars(desk),
        roster=state.roster,
        names=dict(_names(desk, proposals)),
    )


def record_absence(desk: Desk, who: SignedIn, person: str, since: date, until: date) -> None:
    """Record that a person is away: their deputies act. Raises NotAuthorisedError."""
    desk.journal.record(who, AbsenceRecorded(person, since, until))


def withdraw_absence(desk: Desk, who: SignedIn, absence: AbsenceRecorded) -> None:
    """Take a recorded absence back. Raises NotAuthorisedError."""
    act = AbsenceWithdrawn(absence.person, absence.since, absence.until)
    desk.journal.record(who, act)


def name_substitute(desk: Desk, who: SignedIn, named: SubstituteNamed) -> str:
    """Propose a substitute, named by a decision of its own; return the proposal's code.

    Raises NotAuthorisedError.
    """
    return propose_roster_change(desk, who, (named,), ())


def let_leave(desk: Desk, who: SignedIn, person: str, office: str, last_day: date) -> str:
    """Propose that a person leaves an office; return the proposal's code.

    Raises NotAuthorisedError.
    """
    return propose_roster_change(desk, who, (OfficeLeft(person, office, last_day),), ())


def _names(desk: Desk, proposals: tuple[RosterProposal, ...]) -> Iterator[tuple[str, str]]:
    enrolled = [*desk.journal.state.roster.persons.values()]
    for proposal in proposals:
        enrolled += [one for one in proposal.changes if isinstance(one, PersonEnrolled)]
    for one in enrolled:
        yield one.name, desk.journal.text(one.name)


def _offices(desk: Desk) -> Iterator[OfficeNow]:
    roster, today = desk.journal.state.roster, desk.today()
    for code, office in roster.offices.items():
        if roster.has_ended(code, today):
            continue
        order, ended = roster.deputies_of(code, today), roster.dissolved.get(code)
        names = ((one.person, one.until) for one in roster.substitutes_of(code, today))
        yield OfficeNow(
            office=office,
            holders=tuple(_holder(desk, code, person) for person in roster.holders(code, today)),
            deputies=tuple(roster.offices[one].title for one in order.deputies) if order else (),
            substitutes=tuple((_name(desk, person), until) for person, until in names),
            last_day=ended.last_day if ended else None,
            heir=roster.offices[ended.successor].title if ended and ended.successor else None,
        )


def _holder(desk: Desk, office: str, person: str) -> Holder:
    roster, today = desk.journal.state.roster, desk.today()
    bound = (roster.certificate_of(person, purpose) for purpose in Purpose)
    away = desk.journal.state.absences.get(person, ())
    return Holder(
        person=person,
        name=_name(desk, person),
        until=max(one.until for one in _held(roster, office, person, today)),
        certificates=tuple(one for one in bound if one),
        absences=tuple(one for one in away if one.until >= today),
    )


def _held(roster: Roster, office: str, person: str, day: date) -> Iterator[OfficeHeld]:
    for held in roster.holdings:
        if (held.office, held.person) == (office, person) and held.since <= day <= held.until:
            yield held


def _name(desk: Desk, person: str) -> str:
    return desk.journal.text(desk.journal.state.roster.persons[person].name)
