"""Exports decisions as open data, in the shape of the city's: one, a year's, an office's."""

from dataclasses import dataclass
from datetime import date

from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.services.desk import Desk
from signapp.services.document_language import in_its_language
from signapp.services.open_decision_form import (
    OpenDecisions,
    OpenMeta,
)
from signapp.services.open_decision_making import Making
from signapp.services.paper_values import PaperOrder


@dataclass(frozen=True)
class Wanted:
    """Which decisions are wanted: those that fit everything said here.

    The days are those of the decision, in Helsinki; `unpublished` takes those in, too, that
    were never on the network. Without `names` those of officials are left out as well.
    """

    number: str = ""
    office: str = ""
    since: date | None = None
    until: date | None = None
    unpublished: bool = False
    names: bool = True

    def fits(self, case: Case) -> bool:
        """Tell whether a case has such a decision."""
        if case.minutes_in_force is None or case.decided_at is None or case.proposal is None:
            return False
        day = helsinki_day(case.decided_at)
        return (
            self.number in ("", case.number)
            and self.office in ("", case.proposal.decision_maker)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
            and (self.unpublished or case.publication.first is not None)
        )


def open_decisions(desk: Desk, wanted: Wanted) -> OpenDecisions:
    """Return the decisions that are wanted, in the order in which they were made.

    Raises StorageError.
    """
    cases = [case for case in desk.journal.state.cases.values() if wanted.fits(case)]
    ordered = sorted(cases, key=lambda case: (str(case.decided_at), case.number))
    say = desk.document_texts.say
    founded = desk.journal.state.founded
    note = say("open.note", city=founded.city if founded else "", register=desk.journal.name)
    if founded and founded.demo:
        note = f"{note} {say('evidence.demo_notice')}"
    made = tuple(
        Making(in_its_language(desk, one.number), one, names=wanted.names).made()
        for one in ordered
    )
    return OpenDecisions(OpenMeta(note, say("open.licence")), made)


def open_decision(order: PaperOrder) -> bytes:
    """Return the decision of one case, published or not, as open data."""
    wanted = Wanted(order.case.number, unpublished=True)
    return open_decisions(order.desk, wanted).to_json()
