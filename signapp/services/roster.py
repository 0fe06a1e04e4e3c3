"""The roster at work: planning its changes, and what waits for a second registrar."""

from pathlib import Path

from signapp.domain.acts import Actor, Capacity, Purpose, RosterChangeRejected
from signapp.domain.offices import RosterProposal
from signapp.domain.roster_rules import WANTED_REGISTRARS, registrars
from signapp.domain.situation import DUTIES, Duty
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.ports import KeyHome
from signapp.services.register import propose_roster_change, sign_in
from signapp.services.roles import roles_now
from signapp.services.roster_certificates import bind, read_certificate
from signapp.services.roster_file import RosterPlan, RosterReader


def enter_registry(desk: Desk, person: str, home: KeyHome, pin: str) -> SignedIn:
    """Sign a registrar in for the registry's office that they act for today.

    Whoever has none signs in without an office, and is refused by the rules. Raises as `sign_in`.
    """
    return enter_for(desk, person, home, pin, Duty.REGISTER)


def enter_for(desk: Desk, person: str, home: KeyHome, pin: str, duty: Duty) -> SignedIn:
    """Sign a person in for the office by which they have a duty today.

    Whoever has none signs in without an office, and is refused by the rules. Raises as `sign_in`.
    """
    session = sign_in(desk, person, home, pin)
    offices = desk.journal.state.roster.offices
    roles = [one for one in roles_now(desk, person) if duty in DUTIES[offices[one.office].kind]]
    role = roles[0] if roles else Actor(person, "", Capacity.HOLDER)
    return session.acting_for(role.office, role.capacity)


def enter(desk: Desk, person: str, home: KeyHome, pin: str, office: str = "") -> SignedIn:
    """Sign a person in for an office that they act for today: their first one, or that named.

    Whoever acts for none signs in without an office, and is refused by the rules.
    """
    session = sign_in(desk, person, home, pin)
    roles = [one for one in roles_now(desk, person) if office in ("", one.office)]
    role = roles[0] if roles else Actor(person, office, Capacity.HOLDER)
    return session.acting_for(role.office, role.capacity)


def plan_file(desk: Desk, path: Path) -> RosterPlan:
    """Return what a roster file asks for, checked against the roster as it is now.

    Raises RosterFileMalformedError, RosterFileRefusedError, StorageError, LedgerError.
    """
    desk.journal.catch_up()
    journal, roster = desk.journal, desk.journal.state.roster
    names = {person: journal.text(one.name) for person, one in roster.persons.items()}
    reader = RosterReader(roster, names, desk.trust.material(), journal.clock.now())
    return reader.read(path)


def plan_binding(desk: Desk, person: str, purpose: Purpose, path: Path) -> RosterPlan:
    """Return the binding of a certificate's file to a person. Raises NotAuthorisedError."""
    desk.journal.catch_up()
    enrolled = desk.journal.state.roster.persons.get(person)
    name = desk.journal.text(enrolled.name) if enrolled else ""
    content = read_certificate(path)
    trust, now = desk.trust.material(), desk.journal.clock.now()
    return RosterPlan((bind(content, person, name, purpose, trust, now),), (), (content,))


def propose(desk: Desk, who: SignedIn, plan: RosterPlan) -> str:
    """Propose the changes of a plan; return the code of the proposal. Nothing changes yet.

    Raises NotAuthorisedError, StorageError.
    """
    for content in plan.certificates:
        desk.journal.register.put(content)
    return propose_roster_change(desk, who, plan.changes, plan.texts)


def reject(desk: Desk, who: SignedIn, proposal: str) -> None:
    """Set a proposed change aside: it never takes effect. Raises NotAuthorisedError."""
    desk.journal.record(who, RosterChangeRejected(proposal))


def waiting(desk: Desk) -> tuple[RosterProposal, ...]:
    """Return the proposed changes that wait for a second registrar, the oldest first."""
    desk.journal.catch_up()
    return tuple(one for one in desk.journal.state.proposed.values() if one.is_open)


def few_registrars(desk: Desk) -> int | None:
    """Return how many registrars there are today when they are fewer than there should be."""
    count = len(registrars(desk.journal.state.roster, desk.today()))
    return count if count < WANTED_REGISTRARS else None
