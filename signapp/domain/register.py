"""The state of a whole register: its roster, its cases and their § numbers, act by act."""

from dataclasses import replace
from datetime import date, datetime

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
    SigningBegun,
)
from signapp.domain.anchoring import HistoryAccepted
from signapp.domain.appeals import AppealTexts
from signapp.domain.authority import reasons_against
from signapp.domain.calendar import helsinki_day
from signapp.domain.checkout_rules import against_place
from signapp.domain.decision import Case, Stage, evolve, open_case
from signapp.domain.errors import Reason
from signapp.domain.following import takes_the_place_of
from signapp.domain.keeping import Keeping, RestoreConfirmed
from signapp.domain.keeping_rules import taken
from signapp.domain.numbers import case_number_fits
from signapp.domain.offices import Roster, RosterProposal
from signapp.domain.open_decisions import OpenDecision, together
from signapp.domain.roster_rules import same_days
from signapp.domain.situation import Numbering, Situation
from signapp.domain.stamping import Stamping, stopped
from signapp.domain.succession import corrects


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
        self.successors: dict[str, tuple[str, ...]] = {}
        self.stamping = Stamping()
        self.accepted: list[int] = []
        self.entries = 0
        self.away = ""
        self.keeping = Keeping()

    @property
    def case_prefix(self) -> str:
        """What the register's case numbers begin with."""
        return self.founded.case_prefix if self.founded else ""

    @property
    def policy(self) -> NumberingPolicy:
        """Who gives the register's numbers."""
        return self.founded.numbering if self.founded else NumberingPolicy.OWN

    def situation(
        self, actor: Actor, at: datetime, number: str, act: Act | None = None
    ) -> Situation:
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
            predecessor=self.cases.get(self._predecessor(number, act)),
            successors=tuple(self.cases[later] for later in self.successors.get(number, ())),
            keeping=self.keeping,
        )

    def _predecessor(self, number: str, act: Act | None) -> str:
        """Return the case that a case succeeds, or would succeed when it is opened."""
        opened = act if isinstance(act, CaseOpened) else None
        if opened is None and number in self.cases:
            opened = self.cases[number].opened
        return opened.succeeds.case if opened and opened.succeeds else ""

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
        situation = self.situation(actor, at, number, act)
        elsewhere = against_place(situation, act, self.away)
        if elsewhere:
            return elsewhere
        found = reasons_against(situation, act)
        return (*found, *stopped(self.stamping, self.roster, act, at))

    def of_case(self, number: str) -> "RegisterState":
        """Return the state of a register that holds this case only: it is checked out there.

        No act in it waits for a time stamp yet.
        """
        one, case = RegisterState(), self.cases[number]
        one.founded, one.roster, one.appeal_texts = self.founded, self.roster, self.appeal_texts
        one.absences, one.entries, one.away = dict(self.absences), self.entries, number
        one.cases[number] = replace(case, checkouts=case.checkouts.back())
        return one

    def apply(self, actor: Actor, at: datetime, number: str, act: Act) -> None:
        """Take the act into the state; it was lawful when it was done."""
        self.stamping.take(self.entries, at, act, self._printed(number))
        self.entries += 1
        self.keeping = taken(self.keeping, actor, at, number, act)
        if isinstance(act, RestoreConfirmed) and not self.keeping.restores[-1].waits:
            self.accepted.append(self.keeping.restores[-1].act.known_size)
        if isinstance(act, CaseOpened):
            self._open(number, act, actor)
        elif isinstance(act, HistoryAccepted):
            self.accepted.append(act.size)
        elif number in self.cases:
            self._change(number, act, actor, at)
        else:
            self._change_roster(actor, at, act)

    def _printed(self, number: str) -> int | None:
        """Return the size of the ledger that the open minutes of a case print."""
        case = self.cases.get(number)
        opened = case.corrections.open if case else None
        begun = opened.begun if opened else case.begun if case else None
        return begun.size if begun else None

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

    def _open(self, number: str, act: CaseOpened, actor: Actor) -> None:
        self.cases[number] = open_case(number, act, actor)
        if before := self._predecessor(number, act):
            self.successors[before] = (*self.successors.get(before, ()), number)

    def _change(self, number: str, act: Act, actor: Actor, at: datetime) -> None:
        self._number(actor, at, number, act)
        changed = evolve(self.cases[number], act, actor, at)
        self.cases[number] = self._cited(changed, act, helsinki_day(at))
        if isinstance(act, Decided):
            self._replace_predecessor(self.cases[number])

    def has_successor(self, number: str) -> bool:
        """Tell whether another case takes, or is to take, the place of a case."""
        later = (self.cases[one] for one in self.successors.get(number, ()))
        return any(takes_the_place_of(one) and one.stage is not Stage.REMOVED for one in later)

    def _replace_predecessor(self, case: Case) -> None:
        """A decision that takes another one's place ends that one's authorisation at once.

        What corrects an error does so whatever it decides.
        """
        before, link = takes_the_place_of(case), case.opened.succeeds
        anew = link is not None and corrects(link)
        if before in self.cases and (anew or case.authorises is not None):
            mandate = replace(self.cases[before].mandate, replaced_by=case.number)
            self.cases[before] = replace(self.cases[before], mandate=mandate)

    def _cited(self, case: Case, act: Act, today: date) -> Case:
        """Keep the citation of the competence provision as it read when deciding began."""
        if not isinstance(act, DecisionBegun) or case.proposal is None:
            return case
        provision = self.roster.provision_of(
            case.proposal.provision, case.proposal.decision_maker, today
        )
        return replace(case, citation=provision.citation if provision else "")

    def _numbers_of(self, office: str, year: int) -> Numbering:
        """Return the §§ of the year, and the decision that is open, of whatever year."""
        numbers = [one for (holder, _), one in self.numbering.items() if holder == office]
        opened = together(one.open for one in numbers)
        given = self.numbering.get((office, year), Numbering()).given
        return Numbering(given, opened, opened.reserved(year))

    def _number(self, actor: Actor, at: datetime, number: str, act: Act) -> None:
        """Keep the § numbers in the year in which each was begun, also across New Year."""
        case = self.cases[number]
        begun = act if isinstance(act, DecisionBegun) else case.begun
        if begun is None:
            return
        key = (actor.office, begun.year)
        kept = self.numbering.get(key, Numbering())
        match act:
            case DecisionBegun():
                one = OpenDecision(number, begun.section, begun.year, actor, at)
                self.numbering[key] = replace(kept, open=kept.open.with_begun(one))
            case SigningBegun() if case.stage is Stage.DECIDING:
                self.numbering[key] = replace(kept, open=kept.open.in_signing())
            case DecisionAbandoned() | Decided():
                used = isinstance(act, Decided) or case.section_used  # minutes may be signed
                given = kept.given | {begun.section} if used else kept.given
                self.numbering[key] = Numbering(given, kept.open.without(number))
