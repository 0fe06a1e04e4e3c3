"""How the founding of a register is verified: by the registrars of its own first roster."""

from datetime import date

from signapp.domain.acts import Capacity, Purpose, RegisterFounded
from signapp.domain.calendar import helsinki_day
from signapp.domain.offices import Roster
from signapp.domain.situation import DUTIES, Duty
from signapp.ledger import statements
from signapp.ledger.entries import Entry


def is_founding(entry: Entry, act: RegisterFounded) -> bool:
    """Tell whether two different registrars signed the founding with their own certificates."""
    if entry.key != act.desk_key or len(set(act.registrars)) < 2:
        return False
    if len(act.signatures) != len(act.registrars) or entry.actor.capacity is not Capacity.DESK:
        return False
    roster = Roster().with_changes(act.changes)
    day = helsinki_day(entry.at)
    statement = statements.founding(entry.register, act)
    return all(
        _is_registrar(roster, person, day) and _signed(roster, person, statement, signature)
        for person, signature in zip(act.registrars, act.signatures, strict=True)
    )


def _is_registrar(roster: Roster, person: str, day: date) -> bool:
    return any(Duty.REGISTER in DUTIES[held.kind] for held in roster.offices_of(person, day))


def _signed(roster: Roster, person: str, statement: bytes, signature: str) -> bool:
    bound = roster.certificate_of(person, Purpose.SESSION)
    return bound is not None and statements.signed_by(bound.public_key, statement, signature)
