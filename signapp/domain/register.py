"""The state of a whole register: its roster, its cases and their § numbers, act by act."""

from dataclasses import replace
from datetime import datetime

from signapp.domain import errors
from signapp.domain.acts import (
    AbsenceRecorded,
    AbsenceWithdrawn,
    Act,
    Actor,
    AppealTextApproved,
    AppealTextWritten,
    CaseAct,
    CaseOpened,
    Decided,
    DecisionAbandoned,
    DecisionBegun,
    NumberingPolicy,
    RegisterFounded,
    RosterChangeConfirmed,
    RosterChangeProposed,
    RosterChangeRejected,
)
from signapp.domain.appeals import AppealTexts
from signapp.domain.authority import reasons_against
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case, evolve, open_case
from signapp.domain.errors import Reason
from signapp.domain.numbers import case_number_fits
from signapp.domain.offices import Roster, RosterProposal
from signapp.domain.roster_rules import same_days
from signapp.domain.situation import Numbering, Situation


class RegisterState:
    """What the acts of a register add up to; `apply` takes them in the order of the ledger."""

    def __init__(self) -> None:
        self.founded: RegisterFounded | None = None
        self.roster = Roster()
        self.absences: dict[str, tuple[AbsenceRecorded, ...]] = {}
        self.appeal_texts = AppealTexts()
        self.cases: dict[str, Case] = {}
        self.proposed: dict[str, RosterProposal] = {}
        self.numbering: dict[tuple[str, int], Numbering] = {}

    @property
    def case_prefix(self) -> str:
        """What the register's case numbers begin with."""
        return self.founded.case_prefix if self.founded else ""

    @property
    def policy(self) -> NumberingPolicy:
        """Who gives the register's numbers."""
        return self.founded.numbering if self.founded else NumberingPolicy.OWN

    def situation(self, actor: Actor, at: datetime, number: str) -> Situation:
        """Return what a rule may look at for an act on a case (or on the roster)."""
        return Situation(
            roster=self.roster,
            case=self.cases.get(number),
            actor=actor,
            at=at,
            numbering=self._numbers_of(actor.office, helsinki_day(at).year),
            roster_proposals=self.proposed,
            absences=self.absences,
            policy=self.policy,
            appeal_texts=self.appeal_texts,
        )

    def reasons_against(
        self, actor: Actor, at: datetime, number: str, act: Act
    ) -> tuple[Reason, ...]:
        """Return every reason why the actor may not do this act now."""
        if isinstance(act, CaseOpened) and not case_number_fits(number, self.case_prefix):
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
        if isinstance(act, CaseOpened):
            self.cases[number] = open_case(number, act, actor)
        elif number in self.cases:
            self._number(actor.office, number, act)
            self.cases[number] = self._cited(evolve(self.cases[number], act, actor, at), act)
        else:
            self._change_roster(actor, at, act)

    def _change_roster(self, actor: Actor, at: datetime, act: Act) -> None:
        match act:
            case RegisterFounded():
                self.founded = act
                self.appeal_texts = AppealTexts(may_be_drafts=act.demo)
                self.roster = self.roster.with_changes(act.changes)
            case RosterChangeProposed():
                proposal = RosterProposal(act.proposal, actor.person, at, act.changes)
                self.proposed[act.proposal] = proposal
            case RosterChangeConfirmed():
                self.roster = self.roster.with_changes(self.proposed[act.proposal].changes)
                self._settle(act.proposal)
            case RosterChangeRejected():
                self._settle(act.proposal)
            case AppealTextWritten() | AppealTextApproved():
                self.appeal_texts = self.appeal_texts.after(act, actor)
            case AbsenceRecorded():
                self.absences[act.person] = (*self.absences.get(act.person, ()), act)
            case AbsenceWithdrawn():
                known = self.absences.get(act.person, ())
                left = tuple(one for one in known if not same_days(one, act))
                self.absences[act.person] = left

    def _settle(self, proposal: str) -> None:
        """Keep the code of a proposal, which is never used again."""
        self.proposed[proposal] = replace(self.proposed[proposal], is_open=False)

    def _cited(self, case: Case, act: Act) -> Case:
        """Keep the citation of the competence provision as it read when deciding began."""
        if not isinstance(act, DecisionBegun) or case.proposal is None:
            return case
        provision = self.roster.provisions.get(case.proposal.provision)
        return replace(case, citation=provision.citation if provision else "")

    def _numbers_of(self, office: str, year: int) -> Numbering:
        """Return the §§ of the year, and the decision that is open, of whatever year."""
        numbers = [one for (holder, _), one in self.numbering.items() if holder == office]
        still_open = [one.open_case for one in numbers if one.open_case]
        given = self.numbering.get((office, year), Numbering()).given
        return Numbering(given, still_open[0] if still_open else "")

    def _number(self, office: str, number: str, act: Act) -> None:
        """Keep the § numbers in the year in which each was begun, also across New Year."""
        begun = act if isinstance(act, DecisionBegun) else self.cases[number].begun
        if begun is None:
            return
        key = (office, begun.year)
        given = self.numbering.get(key, Numbering()).given
        match act:
            case DecisionBegun():
                self.numbering[key] = Numbering(given, number)
            case DecisionAbandoned():
                self.numbering[key] = Numbering(given)
            case Decided():
                self.numbering[key] = Numbering(given | {begun.section})
