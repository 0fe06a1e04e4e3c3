"""Handing the draft of a case over to another preparer, for instance when somebody is ill."""

from dataclasses import dataclass

from signapp.domain.acts import OfficeTitle
from signapp.domain.custody import DraftHandedOver
from signapp.domain.decision import Case
from signapp.domain.situation import DUTIES, Duty
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted


@dataclass(frozen=True)
class Preparer:
    """Somebody who holds an office that prepares cases."""

    person: str
    office: str
    name: str
    title: OfficeTitle


def possible_preparers(desk: Desk, case: Case) -> tuple[Preparer, ...]:
    """Return everybody to whom the draft of a case could be handed over today."""
    roster, today = desk.journal.state.roster, desk.today()
    return tuple(
        Preparer(
            person, office.office, desk.journal.text(roster.persons[person].name), office.title
        )
        for office in roster.offices.values()
        if Duty.PREPARE in DUTIES[office.kind]
        for person in roster.holders(office.office, today)
        if (person, office.office) != (case.charge.person, case.charge.office)
    )


def hand_over(desk: Desk, who: SignedIn, number: str, to: Preparer, reason: str) -> None:
    """Hand a draft over: its preparer does, or a registrar or presenter for them.

    Whoever edited it before still counts as a preparer (R13). Raises NotAuthorisedError.
    """
    text = salted(reason)
    act = DraftHandedOver(to.person, to.office, text.commitment)
    desk.journal.record(who, act, number, (text,))
