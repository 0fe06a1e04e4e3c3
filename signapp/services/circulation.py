"""The circulation of checks: who had which pages of which bytes on view, where that is noted.

It is noted only in a register that decided so, and never in anybody's way: what cannot be noted
is left out, and nobody needs it to decide or sign. Reading on paper serves as well.
"""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from signapp.domain.acts import Actor, Capacity, DocumentRef, OfficeKind, OfficeTitle, Policy
from signapp.domain.auditing import PageRange, PagesViewed, Viewed, pages_in, ranges_of
from signapp.domain.decision import Case
from signapp.domain.errors import NotAuthorisedError
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn

SECONDS = 2.0
"""How long a page has to be on view to count: less is turning over."""


@dataclass(frozen=True)
class CirculationLine:
    """Which pages of a document somebody had on view, and when that was last noted."""

    name: str
    title: OfficeTitle | None
    capacity: Capacity
    document: DocumentRef
    ranges: tuple[PageRange, ...]
    pages: int
    at: datetime


def notes_pages(desk: Desk, who: SignedIn) -> bool:
    """Tell whether the register notes which pages this person views."""
    roster = desk.journal.state.roster
    office = roster.offices.get(who.actor.office)
    audits = office is not None and office.kind is OfficeKind.AUDITOR
    return roster.follows(Policy.CIRCULATION_OF_CHECKS) and not audits


def note_pages(
    desk: Desk, who: SignedIn, number: str, ref: DocumentRef, viewed: Iterable[int], of: int
) -> bool:
    """Note pages (from 1, of so many) that were not noted before; tell whether it was done.

    Raises StorageError, LedgerError.
    """
    desk.journal.catch_up()
    case = desk.journal.state.cases.get(number)
    if case is None or not notes_pages(desk, who):
        return False
    news = set(viewed) - _known(case.viewed, who.actor, ref)
    if not news:
        return False
    with suppress(NotAuthorisedError):  # a session that has ended, for one
        desk.journal.record(who, PagesViewed(ref, ranges_of(news), of), number)
        return True
    return False


def _known(viewed: Iterable[Viewed], who: Actor, ref: DocumentRef) -> set[int]:
    known = (one.act for one in viewed if (one.who, one.act.document) == (who, ref))
    return {page for act in known for page in pages_in(act.ranges)}


def circulation(desk: Desk, case: Case) -> tuple[CirculationLine, ...]:
    """Return who had which pages of the case's documents on view, in the order of the first."""
    roster = desk.journal.state.roster
    last = {(one.who, one.act.document): one for one in case.viewed}
    order = dict.fromkeys((one.who, one.act.document) for one in case.viewed)
    lines = []
    for who, document in order:
        office, person = roster.offices.get(who.office), roster.persons.get(who.person)
        lines.append(
            CirculationLine(
                name=desk.journal.text(person.name) if person else who.person,
                title=office.title if office else None,
                capacity=who.capacity,
                document=document,
                ranges=ranges_of(_known(case.viewed, who, document)),
                pages=last[who, document].act.pages,
                at=last[who, document].at,
            )
        )
    return tuple(lines)
