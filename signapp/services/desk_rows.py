"""Looks at a desk: its clock, whom it asks for time stamps, and the keys of its people."""

from collections.abc import Iterator
from datetime import timedelta

from signapp.domain.acts import Purpose
from signapp.domain.errors import SignappError
from signapp.ledger.entries import read_entry
from signapp.ledger.verification import CLOCK_TOLERANCE
from signapp.services.condition import Row, State, Upkeep, failed
from signapp.services.desk import Desk
from signapp.services.outbox import due, waiting
from signapp.services.ports import Credentials, KeyHome

STAMP_DAYS = 90
"""So many days before a last time stamp stops counting it is said."""


def desk_rows(desk: Desk, upkeep: Upkeep) -> Iterator[Row]:
    """Yield what is found of a desk."""
    yield _clock(desk)
    yield from _stamps(desk, upkeep)
    yield from _keys(desk)


def _clock(desk: Desk) -> Row:
    now, last = desk.journal.clock.now(), None
    for stored in desk.journal.register.entries(max(desk.journal.size - 1, 0)):
        last = read_entry(stored.body).at
    if last and now < last - CLOCK_TOLERANCE:
        return Row("clock", "behind", State.FAILED, {"now": now, "last": last})
    if off := desk.clock_off:
        facts = {"minutes": off.minutes, "proven": off.proven}
        return Row("clock", "off", State.WARNING, facts)
    return Row("clock", "right", facts={"now": now})


def _stamps(desk: Desk, upkeep: Upkeep) -> Iterator[Row]:
    """Yield whether a service is set up, what waits for one, and what is to be renewed."""
    services = upkeep.stamp_services
    if services:
        yield Row("stamps", "set", facts={"number": len(services)})
    else:
        yield Row("stamps", "none", State.WARNING)
    try:
        left, old = waiting(desk), due(desk, timedelta(days=STAMP_DAYS))
    except SignappError as e:
        yield failed("stamped", e)
        return
    if left:
        yield Row("stamped", "waiting", State.WARNING, {"number": len(left)})
    if old:
        facts = {"number": len(old), "day": old[0].since.date()}
        yield Row("stamped", "ageing", State.WARNING, facts)
    if not left and not old:
        yield Row("stamped", "all")


def _keys(desk: Desk) -> Iterator[Row]:
    """Yield whether the key of each person who signs in here can be reached, without a PIN."""
    people = desk.key_places.people() if desk.key_places else ()
    roster = desk.journal.state.roster
    reached = 0
    for one in people:
        if one.person not in roster.persons:
            continue
        for home, purpose in _homes(one):
            problem = _trouble(desk, one.person, home, purpose)
            if problem is None:
                reached += 1
                continue
            name = desk.journal.text(roster.persons[one.person].name)
            yield Row("keys", "missing", State.WARNING, {"name": name}, problem)
    yield Row("keys", "reached", facts={"number": reached})


def _homes(one: Credentials) -> Iterator[tuple[KeyHome, Purpose]]:
    yield one.session, Purpose.SESSION
    if one.signature:
        yield one.signature, Purpose.SIGNATURE


def _trouble(desk: Desk, person: str, home: KeyHome, purpose: Purpose) -> SignappError | None:
    ref = desk.certificate(person, purpose)
    if ref is None:
        return None
    try:
        desk.keys.state(home, desk.read(ref))
    except SignappError as e:
        return e
    return None
