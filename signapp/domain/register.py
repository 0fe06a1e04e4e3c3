"""The state of a whole register: its roster, its cases and their § numbers, act by act."""

from dataclasses import replace
from datetime import datetime

from signapp.domain import errors
from signapp.domain.acts import (
    AbsenceRecorded,
    Act,
    Actor,
    CaseAct,
    CaseOpened,
    Decided,
    DecisionAbandoned,
    DecisionBegun,
    RegisterFounded,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
)
from signapp.domain.authority import (
    case_number_fits,
    reasons_against,
)
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case, evolve, open_case
from signapp.domain.errors import Reason
from signapp.domain.offices import Roster
from signapp.domain.situation import Numbering, Situation


class RegisterState:
    """What the acts of a register add up to; `apply` takes them in the order of the ledger."""

    def __init__(self) -> None:
        self.founded: RegisterFounded | None = None
        self.roster = Roster()
        self.absences: dict[str, AbsenceRecorded] = {}
        self.cases: dict[str, Case] = {}
        self.proposed: dict[str, tuple[str, tuple[RosterChange, ...]]] = {}
        self.numbering: dict[tuple[str, int], Numbering] = {}

    def situation(self, actor: Actor, at: datetime, number: str) -> Situation:
        """Return what a rule may look at for an act on a case (or on the roster)."""
        return Situation(
            roster=self.roster,
            case=self.cases.get(number),
            actor=actor,
            at=at,
            numbering=self._numbers_of(actor.office, helsinki_day(at).year),
            roster_proposals={code: who for code, (who, _) in self.proposed.items()},
            absences=self.absences,
        )

    def reasons_against(
        self, actor: Actor, at: datetime, number: str, act: Act
    ) -> tuple[Reason, ...]:
        """Return every reason why the actor may not do this act now."""
        if isinstance(act, CaseOpened) and not case_number_fits(number):
            return (errors.CaseNumberMalformed(number=number),)
        if isinstance(act, RegisterFounded) and self.founded is not None:
            return (errors.WrongStage(stage="founded"),)
        if (
            isinstance(act, CaseAct)
            and not isinstance(act, CaseOpened)
            and number not in self.cases
        ):
            return (errors.CaseUnknown(number=number),)
        return reasons_against(self.situation(actor, at, number), act)

    def apply(self, actor: Actor, at: datetime, number: str, act: Act) -> None:
        """Take the act into the state; it was lawful when it was done."""
        match act:
            case RegisterFounded():
                self.founded = act
                self.roster = self.roster.with_changes(act.changes)
            case RosterChangeProposed():
                self.proposed[act.proposal] = (actor.person, act.changes)
            case RosterChangeConfirmed():
                self.roster = self.roster.with_changes(self.proposed[act.proposal][1])
                self.proposed[act.proposal] = ("", ())  # its code is never used again
            case AbsenceRecorded():
                self.absences[act.person] = act
            case CaseOpened():
                self.cases[number] = open_case(number, act, actor)
            case _ if number in self.cases:
                self._number(actor.office, number, act)
                self.cases[number] = self._cited(evolve(self.cases[number], act, actor, at), act)

    def _cited(self, case: Case, act: Act) -> Case:
        """Keep the citation of the competence provision as it read when deciding began."""
        if not isinstance(act, DecisionBegun) or case.proposal is None:
            return case
        provision = self.roster.provisions.get(case.proposal.provision)
        return replace(case, citation=provision.citation if provision else "")

    def _numbers_of(self, office: str, year: int) -> Numbering:
        """Return the last § of the year, and the decision that is open, of whatever year."""
        numbers = [one for (holder, _), one in self.numbering.items() if holder == office]
        still_open = [one.open_case for one in numbers if one.open_case]
        last = self.numbering.get((office, year), Numbering()).last
        return Numbering(last, still_open[0] if still_open else "")

    def _number(self, office: str, number: str, act: Act) -> None:
        """Keep the § numbers in the year in which each was begun, also across New Year."""
        begun = act if isinstance(act, DecisionBegun) else self.cases[number].begun
        if begun is None:
            return
        key = (office, begun.year)
        last = self.numbering.get(key, Numbering()).last
        match act:
            case DecisionBegun():
                self.numbering[key] = Numbering(last, number)
            case DecisionAbandoned():
                self.numbering[key] = Numbering(last, "")
            case Decided():
                self.numbering[key] = Numbering(begun.section, "")
