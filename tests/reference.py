"""What may be done, written a second time and in another way: by looking through the history.

The program keeps a state and asks rules about it; this model keeps nothing but what happened,
and finds each answer by reading it from the beginning. It knows the core of a case's life. Both
were written from the same description of the law, and neither looks at the other.
"""

# ruff: noqa: ARG002, C901, PLR0912  (one question in one place, all asked in the same way)
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

ZONE = ZoneInfo("Europe/Helsinki")
MINUTES = "Decision-maker"
NEW_LAW = date(2017, 6, 1)
"""From this day on the periods of the present Local Government Act are known."""
WORK = {
    "prepare": {"preparer", "presenter"},
    "present": {"presenter"},
    "decide": {"mayor", "deputy_mayor", "office_holder", "body"},
    "sign": {"mayor", "deputy_mayor", "office_holder", "body"},
    "register": {"registrar"},
    "audit": {"auditor"},
}
"""Which kinds of offices are there for which work."""


def day_of(moment: datetime) -> date:
    return moment.astimezone(ZONE).date()


@cache
def _free_days(year: int) -> frozenset[date]:
    named = holidays.country_holidays("FI", years=year, language="en_US")
    return frozenset(named)


def is_closed(day: date) -> bool:
    """Tell whether the registry is closed: weekends, holidays, and the eves that count."""
    eves = (day.month == 12 and day.day == 24) or (
        day.month == 6 and 19 <= day.day <= 25 and day.weekday() == 4
    )
    return day.weekday() >= 5 or day in _free_days(day.year) or eves


def end_of_period(notified: date) -> date:
    """Return the last day of the fourteen that follow the day of notice, moved to an open one."""
    last = notified + timedelta(days=14)
    while is_closed(last):
        last += timedelta(days=1)
    return last


@dataclass(frozen=True)
class Deed:
    """Something that happened in a case."""

    who: Any
    at: datetime
    act: Any

    @property
    def name(self) -> str:
        return type(self.act).__name__

    @property
    def day(self) -> date:
        return day_of(self.at)


@dataclass
class Reference:
    """Everything that happened in a register, and what follows from it."""

    roster: list[Any]
    absences: list[Any] = field(default_factory=list)
    proposed: dict[str, tuple[str, tuple[Any, ...]]] = field(default_factory=dict)
    cases: dict[str, list[Deed]] = field(default_factory=dict)
    beginnings: list[tuple[str, Deed]] = field(default_factory=list)

    # --- what happens -----------------------------------------------------------------------

    def happens(self, who: Any, at: datetime, number: str, act: Any) -> None:
        """Take down what was done."""
        match type(act).__name__:
            case "RosterChangeProposed":
                self.proposed[act.proposal] = (who.person, act.changes)
            case "RosterChangeConfirmed":
                self.roster.extend(self.proposed[act.proposal][1])
                self.proposed[act.proposal] = ("", ())
            case "AbsenceRecorded":
                self.absences.append(act)
            case "CaseOpened":
                self.cases[number] = [Deed(who, at, act)]
            case _ if number in self.cases:
                self.cases[number].append(Deed(who, at, act))
                if type(act).__name__ == "DecisionBegun":
                    self.beginnings.append((number, self.cases[number][-1]))

    # --- people and offices -----------------------------------------------------------------

    def kind(self, office: str) -> str:
        formed = self.said("OfficeFormed", office=office)
        return formed[-1].kind.value if formed else ""

    def said(self, name: str, **facts: Any) -> list[Any]:
        """Return the roster changes of a kind that say certain things."""
        return [
            one
            for one in self.roster
            if type(one).__name__ == name
            and all(getattr(one, key) == fact for key, fact in facts.items())
        ]

    def holders(self, office: str, day: date) -> list[str]:
        """Return who holds an office on a day."""
        if not any(one.since <= day for one in self.said("OfficeFormed", office=office)):
            return []
        if any(one.last_day < day for one in self.said("OfficeDissolved", office=office)):
            return []
        found: list[str] = []
        until: dict[int, date] = {}
        for place, one in enumerate(self.roster):
            if type(one).__name__ == "OfficeHeld" and one.office == office:
                until[place] = one.until
            if type(one).__name__ == "OfficeLeft" and one.office == office:
                for held, last in until.items():
                    if self.roster[held].person == one.person:
                        until[held] = min(last, one.last_day)
        for place, last in until.items():
            held_by = self.roster[place]
            if held_by.since <= day <= last and held_by.person not in found:
                found.append(held_by.person)
        return found

    def ended(self, office: str, day: date) -> bool:
        return any(one.last_day < day for one in self.said("OfficeDissolved", office=office))

    def hindered(self, person: str, day: date, deeds: list[Deed]) -> bool:
        """Tell whether somebody is away, or said not to be impartial in this case."""
        away = any(a.person == person and a.since <= day <= a.until for a in self.absences)
        said = any(d.name == "DisqualificationDeclared" and d.who.person == person for d in deeds)
        return away or said

    def in_place(self, office: str, day: date, deeds: list[Deed]) -> tuple[str, str] | None:
        """Return the one who acts for an office, and in which capacity."""
        holders = self.holders(office, day)
        if not self.said("OfficeFormed", office=office) or self.ended(office, day):
            return None
        for person in holders:
            if not self.hindered(person, day, deeds):
                return person, "holder"
        first = holders[0] if holders else ""
        orders = [
            one
            for one in self.said("DeputiesOrdered", office=office)
            if one.since <= day <= one.until
        ]
        for deputising in orders[-1].deputies if orders else ():
            for person in self.holders(deputising, day)[:1]:
                if person != first and not self.hindered(person, day, deeds):
                    return person, "deputy"
        for named in self.said("SubstituteNamed", office=office):
            in_force = named.since <= day <= named.until and named.person != first
            if in_force and not self.hindered(named.person, day, deeds):
                return named.person, "substitute"
        return None

    def standing(self, who: Any, at: datetime, deeds: list[Deed]) -> Iterator[str]:
        """Say why somebody does not act for the office in the way they claim."""
        day, capacity = day_of(at), who.capacity.value
        if self.ended(who.office, day):
            yield "OfficeNoMore"
            return
        if capacity == "holder" and who.person in self.holders(who.office, day):
            if self.hindered(who.person, day, deeds):
                yield "HolderPrevented"
            return
        in_place = self.in_place(who.office, day, deeds)
        if in_place == (who.person, capacity):
            return
        stands_in = capacity in ("deputy", "substitute")
        yield "HolderPresent" if stands_in and in_place else "OfficeNotHeld"

    def at_work(self, who: Any, at: datetime, deeds: list[Deed], work: str) -> Iterator[str]:
        yield from self.standing(who, at, deeds)
        if self.kind(who.office) not in WORK[work]:
            yield "DutyNotInOffice"

    # --- what a case's history says ---------------------------------------------------------

    def stage(self, deeds: list[Deed]) -> str:
        """Return where a case is, by the last deed that moves one."""
        moves = {
            "CaseOpened": "draft",
            "ProposalSubmitted": "proposed",
            "ProposalWithdrawn": "draft",
            "ProposalReturned": "draft",
            "ProposalRemoved": "removed",
            "DecisionBegun": "deciding",
            "DecisionAbandoned": "proposed",
            "Decided": "decided",
            "DocumentSigned": "signed",
        }
        return next(moves[deed.name] for deed in reversed(deeds) if deed.name in moves)

    def proposal(self, deeds: list[Deed]) -> Any:
        """Return the proposal that lies on the table, or was decided."""
        found = None
        for deed in deeds:
            if deed.name == "ProposalSubmitted":
                found = deed
            if deed.name in ("ProposalWithdrawn", "ProposalReturned"):
                found = None
        return found

    def since_proposal(self, deeds: list[Deed], name: str) -> list[Deed]:
        """Return the deeds of a kind since the proposal that lies on the table."""
        proposal = self.proposal(deeds)
        start = deeds.index(proposal) if proposal else len(deeds)
        return [deed for deed in deeds[start:] if deed.name == name]

    def wanted_text(self, deeds: list[Deed]) -> str:
        amended = self.since_proposal(deeds, "ProposalAmended")
        proposal = self.proposal(deeds)
        return amended[-1].act.text if amended else proposal.act.text if proposal else ""

    def open_signing(self, deeds: list[Deed]) -> Deed | None:
        found = None
        for deed in deeds:
            if deed.name == "SigningBegun":
                found = deed
            if deed.name in ("SigningAbandoned", "SigningVoided", "Decided", "DocumentSigned"):
                found = None
        return found

    def signed_document(self, deeds: list[Deed], signed: Deed) -> Any:
        """Return the document of which a signature is the next revision."""
        before = deeds[: deeds.index(signed)]
        return [deed.act.document for deed in before if deed.name == "SigningBegun"][-1]

    def begun(self, deeds: list[Deed]) -> Deed | None:
        found = None
        for deed in deeds:
            if deed.name == "DecisionBegun":
                found = deed
            if deed.name == "DecisionAbandoned":
                found = None
        return found

    def decided(self, deeds: list[Deed]) -> Deed | None:
        return next((deed for deed in deeds if deed.name == "Decided"), None)

    def finality(self, deeds: list[Deed]) -> Deed | None:
        """Return the confirmation in force: a later claim takes it away."""
        found = None
        for deed in deeds:
            if deed.name == "FinalityConfirmed" and found is None:
                found = deed
            if deed.name == "ClaimArrived":
                found = None
        return found

    def forbidden(self, deeds: list[Deed]) -> bool:
        return bool(self.forbidding(deeds))

    def forbidding(self, deeds: list[Deed]) -> set[str]:
        """Return the bodies whose prohibition stands."""
        found: set[str] = set()
        for deed in deeds:
            if deed.name == "EnforcementForbidden":
                found.add(deed.act.body)
            if deed.name == "EnforcementPermitted":
                found.discard(deed.act.body)
            if deed.name == "FinalityConfirmed":
                found.clear()
        return found

    def news(self, deeds: list[Deed]) -> bool:
        """Tell whether something came since enforcement was judged."""
        found = False
        for deed in deeds:
            if deed.name in ("ClaimArrived", "EnforcementForbidden"):
                found = True
            if deed.name in ("EnforcementRejudged", "FinalityConfirmed"):
                found = False
        return found

    def sections(self, office: str, year: int) -> list[int]:
        """Return the § numbers of a year that are given, or held by what lies open."""
        taken = []
        for deeds in self.cases.values():
            taken += self.never_again(deeds, office, year)
            begun = self.begun(deeds)
            if begun and (begun.who.office, begun.act.year) == (office, year):
                taken.append(begun.act.section)
        return taken

    def next_section(self, office: str, year: int) -> int:
        """Return the lowest § number that nobody has."""
        taken, section = self.sections(office, year), 1
        while section in taken:
            section += 1
        return section

    def lying_open(self, office: str) -> list[tuple[str, Deed]]:
        """Return what was begun and not finished, with its case, in the order of beginning."""
        return [
            (number, deed)
            for number, deed in self.beginnings
            if deed.who.office == office
            and self.begun(self.cases[number]) is deed
            and self.decided(self.cases[number]) is None
        ]

    def asked_a_key(self, office: str) -> bool:
        """Tell whether a key was asked since something lies open, for it or beside it."""
        since = [deed for _, deed in self.list_now(office)]
        return any(
            any(one.name == "SigningBegun" for one in deeds[deeds.index(begun) :])
            for begun in since
            for deeds in self.cases.values()
            if any(one is begun for one in deeds)
        )

    def list_now(self, office: str) -> list[tuple[str, Deed]]:
        """Return the list that lies open: from its first decision, finished or not, to its last.

        What begins names what was begun before, so a list is a chain of names.
        """
        begun = [one for one in self.beginnings if one[1].who.office == office]
        if not self.lying_open(office):
            return []
        first = max(i for i, (_, deed) in enumerate(begun) if not deed.act.follows)
        return begun[first:]

    def not_in_turn(self, who: Any, at: datetime, act: Any) -> Iterator[str]:
        """What lies open excludes what does not go on with it as a list."""
        opened = self.lying_open(who.office)
        if not opened:
            if act.follows:
                yield "ListOrderBroken"
            return
        same = all(deed.who == who and deed.day == day_of(at) for _, deed in opened)
        if act.follows != opened[-1][0] or not same:
            yield "AnotherDecisionOpen"
        elif self.asked_a_key(who.office):
            yield "ListClosed"

    def never_again(self, deeds: list[Deed], office: str, year: int) -> list[int]:
        """Return the § numbers with which minutes may have been signed that were given up."""
        used, begun, voided = [], None, False
        for deed in deeds:
            if deed.name == "DecisionBegun":
                begun, voided = deed, False
            if deed.name == "SigningVoided":
                voided = True
            if deed.name == "DecisionAbandoned" and begun and voided:
                used.append(begun)
        return [d.act.section for d in used if (d.who.office, d.act.year) == (office, year)]

    # --- what stands against an act ---------------------------------------------------------

    def objections(self, who: Any, at: datetime, number: str, act: Any) -> set[str]:
        """Return the codes of everything that stands against an act."""
        name = type(act).__name__
        deeds = self.cases.get(number, [])
        on_register = ("RosterChangeProposed", "RosterChangeConfirmed", "AbsenceRecorded")
        if name in on_register:
            return set(self._on_register(who, at, act))
        if name == "AuditExported":
            return set(self.at_work(who, at, [], "audit"))
        if name == "CaseOpened":
            return self._opening(who, at, number)
        if not deeds:
            return {"CaseUnknown"}
        check: Callable[..., Iterator[str]] = getattr(
            self, "on" + re.sub("([A-Z])", r"_\1", name).lower()
        )
        found = set(check(who, at, deeds, act))
        only_reads = not found and self.kind(who.office) == "auditor"
        return {"AuditorOnlyReads"} if only_reads else found

    def _opening(self, who: Any, at: datetime, number: str) -> set[str]:
        prefix, _, rest = number.partition(" ")
        year, _, running = rest.partition("-")
        fits = prefix == "HEL" and len(year) == 4 and len(running) == 6
        if not (fits and year.isdigit() and running.isdigit()):
            return {"CaseNumberMalformed"}
        known = {"CaseExists"} if number in self.cases else set()
        return {*self.at_work(who, at, self.cases.get(number, []), "prepare"), *known}

    def _on_register(self, who: Any, at: datetime, act: Any) -> Iterator[str]:
        match type(act).__name__:
            case "RosterChangeProposed":
                yield from self.at_work(who, at, [], "register")
                if act.proposal in self.proposed:
                    yield "RosterProposalKnown"
            case "RosterChangeConfirmed":
                yield from self.at_work(who, at, [], "register")
                by = self.proposed.get(act.proposal, ("", ()))[0]
                if not by:
                    yield "RosterProposalUnknown"
                elif by == who.person:
                    yield "SamePersonMayNotConfirm"
            case "AbsenceRecorded":
                yield from self._said_of_somebody(act)
                yield from self.standing(who, at, [])
                kind = self.kind(who.office)
                if kind in WORK["prepare"] | WORK["register"]:
                    return
                if kind not in WORK["decide"]:
                    yield "DutyNotInOffice"
                elif act.person != who.person:
                    yield "AbsenceOfAnother"

    def _said_of_somebody(self, act: Any) -> Iterator[str]:
        if not self.said("PersonEnrolled", person=act.person):
            yield "PersonUnknown"
        if act.until < act.since:
            yield "SpanReversed"

    def _only_at(self, deeds: list[Deed], *stages: str) -> Iterator[str]:
        if self.stage(deeds) not in stages:
            yield "WrongStage"

    def on_draft_edited(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.at_work(who, at, deeds, "prepare")
        yield from self._only_at(deeds, "draft")

    def _attachments(self, deeds: list[Deed]) -> list[Any]:
        return [deed.act for deed in deeds if deed.name == "DocumentAttached"]

    def on_document_attached(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.on_draft_edited(who, at, deeds, act)
        if act.number != len(self._attachments(deeds)) + 1:
            yield "AttachmentNumbersBroken"

    def on_document_prepared(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.on_draft_edited(who, at, deeds, act)
        if not 1 <= act.number <= len(self._attachments(deeds)):
            yield "AttachmentNumbersBroken"
        boxes = [place.box for place in act.places]
        ordered = all(len(box) == 4 and box[0] <= box[2] and box[1] <= box[3] for box in boxes)
        named = {place.field for place in act.places if place.field and place.page >= 0}
        if not ordered or len(named) != len(act.places):
            yield "PlacesUnsound"

    def on_proposal_submitted(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.at_work(who, at, deeds, "present")
        yield from self._only_at(deeds, "draft")
        yield from self._competent(act, at)
        if not act.appeals:
            yield "SectionMissing"
        wanted = act.authorisation
        prepared = [
            deed.act
            for deed in deeds
            if deed.name == "DocumentPrepared" and deed.act.number == wanted.attachment
        ]
        if not prepared or prepared[-1].prepared != wanted.document:
            yield "AttachmentMissing"
        elif wanted.field not in [place.field for place in prepared[-1].places]:
            yield "AuthorisationIncomplete"
        if self.kind(wanted.office) not in WORK["sign"] or not wanted.counterparty:
            yield "AuthorisationIncomplete"
        elif self.ended(wanted.office, day_of(at)):
            yield "OfficeNoMore"

    def _competent(self, proposal: Any, at: datetime) -> Iterator[str]:
        listed = self.said("ProvisionListed", provision=proposal.provision)
        if not any(
            one.office == proposal.decision_maker and one.since <= day_of(at) for one in listed
        ):
            yield "CompetenceMissing"

    def on_proposal_amended(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.on_proposal_withdrawn(who, at, deeds, act)
        if act.text == self.wanted_text(deeds):
            yield "NothingAmended"

    def on_proposal_withdrawn(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.at_work(who, at, deeds, "present")
        yield from self._only_at(deeds, "proposed")

    def _decider(self, who: Any, at: datetime, deeds: list[Deed]) -> Iterator[str]:
        """The office that is to decide, and nobody who prepared or presented the case."""
        yield from self.at_work(who, at, deeds, "decide")
        proposal = self.proposal(deeds)
        if proposal is None:
            return
        if who.office != proposal.act.decision_maker:
            yield "DutyNotInOffice"
        touching = (
            *("CaseOpened", "DraftEdited", "DocumentAttached", "DocumentPrepared"),
            *("ProposalSubmitted", "ProposalAmended"),
            *("ProposalWithdrawn",),
        )
        if any(d.who.person == who.person for d in deeds if d.name in touching):
            yield "PreparerMayNotDecide"

    def on_proposal_returned(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._decider(who, at, deeds)
        yield from self._only_at(deeds, "proposed")

    on_proposal_removed = on_proposal_returned

    def on_proposal_tabled(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.on_proposal_returned(who, at, deeds, act)
        if act.until <= day_of(at):
            yield "DayPassed"

    def on_document_opened(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.standing(who, at, deeds)

    def on_disqualification_declared(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        if act.ground not in range(1, 8):
            yield "GroundUnknown"

    def _saw(self, who: Any, deeds: list[Deed], document: Any) -> bool:
        return any(
            deed.name == "DocumentOpened"
            and deed.who.person == who.person
            and deed.act.document.sha256 == document.sha256
            for deed in deeds
        )

    def on_decision_begun(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._decider(who, at, deeds)
        yield from self._only_at(deeds, "proposed")
        year = day_of(at).year
        yield from self.not_in_turn(who, at, act)
        if (act.year, act.section) != (year, self.next_section(who.office, year)):
            yield "SectionTaken"
        proposal = self.proposal(deeds)
        if not act.impartial:
            yield "ImpartialityNotDeclared"
        yield from self._words(at, deeds, act)
        if proposal is None:
            return
        yield from self._competent(proposal.act, at)
        wanted = proposal.act.authorisation
        if act.outcome.value not in ("rejected", "noted") and self.ended(
            wanted.office, day_of(at)
        ):
            yield "OfficeNoMore"
        yield from self._for_oneself(who, at, deeds, act)
        if not self._saw(who, deeds, wanted.document):
            yield "DocumentNotShown"

    def _for_oneself(self, who: Any, at: datetime, deeds: list[Deed], begun: Any) -> Iterator[str]:
        """Who stands in may reject, but not authorise an office that is theirs, held or not."""
        if begun.outcome.value in ("rejected", "noted") or who.capacity.value == "holder":
            return
        office = self.proposal(deeds).act.authorisation.office
        in_place = self.in_place(office, day_of(at), deeds)
        theirs = who.person in self.holders(office, day_of(at))
        if theirs or (in_place and in_place[0] == who.person):
            yield "SelfAuthorisation"

    def _words(self, at: datetime, deeds: list[Deed], act: Any) -> Iterator[str]:
        if self.proposal(deeds) is None:
            return
        tabled = self.since_proposal(deeds, "ProposalTabled")
        if tabled and day_of(at) < tabled[-1].act.until:
            yield "TabledUntil"
        same = act.text == self.wanted_text(deeds)
        amended = bool(self.since_proposal(deeds, "ProposalAmended"))
        word = act.outcome.value
        if word == "as_proposed" and not (same and not amended):
            yield "DecisionDiffersFromProposal"
        if word == "amended_by_presenter" and not (same and amended):
            yield "DecisionDiffersFromProposal"
        if word in ("amended", "rejected", "noted") and same:
            yield "NothingAmended"

    def on_decision_abandoned(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._decider(who, at, deeds)
        yield from self._only_at(deeds, "deciding")
        if self.open_signing(deeds):
            yield "KeyAlreadyUsed"

    def on_signing_begun(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        lies_open = self.open_signing(deeds)
        if lies_open and (lies_open.who, lies_open.act) != (who, act):
            yield "AnotherSigningOpen"
        deciding = self.stage(deeds) == "deciding"
        yield from (self._signs_minutes if deciding else self._signs_text)(who, at, deeds, act)
        if not self._saw(who, deeds, act.document):
            yield "DocumentNotShown"
        if not act.impartial:
            yield "ImpartialityNotDeclared"
        goes_on = lies_open and lies_open.act == act
        if not goes_on and (act.signed_at > at or day_of(act.signed_at) != day_of(at)):
            yield "SigningMomentPassed"
        yield from self._certified(who, at, act.certificate)

    def _signs_minutes(self, who: Any, at: datetime, deeds: list[Deed], act: Any) -> Iterator[str]:
        yield from self._decider(who, at, deeds)
        begun = self.begun(deeds)
        assert begun
        yield from self._for_oneself(who, at, deeds, begun.act)
        if begun.day != day_of(at):
            yield "BegunOnAnotherDay"
        if begun.who != who:
            yield "BegunByAnother"
        if act.field != MINUTES:
            yield "FieldUnknown"

    def _signs_text(self, who: Any, at: datetime, deeds: list[Deed], act: Any) -> Iterator[str]:
        decided, proposal = self.decided(deeds), self.proposal(deeds)
        if decided is None:
            yield "NotDecided"
        if proposal is None:
            return
        wanted, begun = proposal.act.authorisation, self.begun(deeds)
        if decided and begun and begun.act.outcome.value in ("rejected", "noted"):
            yield "OutcomeOpensNoSigning"
        if any(deed.name == "DocumentSigned" for deed in deeds):
            yield "AlreadySigned"
        yield from self._signatory(who, at, deeds, wanted)
        if any(deed.name == "AuthorisationCancelled" for deed in deeds):
            yield "AuthorisationIsCancelled"
        if any(deed.name == "SigningRefused" for deed in deeds):
            yield "SigningWasRefused"
        confirmed = {d.act.condition for d in deeds if d.name == "ConditionConfirmed"}
        if set(range(1, len(wanted.conditions) + 1)) - confirmed:
            yield "ConditionNotMet"
        days, today = wanted.days, day_of(at)
        if days.binding and days.first and today < days.first:
            yield "TooEarly"
        if days.binding and days.last and today > days.last:
            yield "TooLate"
        if act.document != wanted.document:
            yield "OtherDocument"
        if act.field != wanted.field:
            yield "FieldUnknown"
        if self.forbidden(deeds):
            yield "EnforcementIsForbidden"
        if self.finality(deeds):
            return
        if self.news(deeds) and not self.forbidden(deeds):
            yield "EnforcementToBeRejudged"
        anew = [deed.act for deed in deeds if deed.name == "EnforcementRejudged"]
        judged = [proposal.act.enforcement, *anew[-1:]]
        if any(one.request_would_become_useless or one.enforcement_forbidden for one in judged):
            yield "EnforcementNotJudged"

    def _signatory(self, who: Any, at: datetime, deeds: list[Deed], wanted: Any) -> Iterator[str]:
        """The authorised office, or whom it named; nobody who decided in another's place."""
        if self.ended(wanted.office, day_of(at)):
            yield "OfficeNoMore"
        named = [deed.act for deed in deeds if deed.name == "SigningDelegated"][-1:]
        by_name = any(one.office == who.office and one.person in ("", who.person) for one in named)
        if who.office != wanted.office and not by_name:
            yield "OtherOfficeAuthorised"
        yield from self.standing(who, at, deeds)
        decided = self.decided(deeds)
        if decided and decided.who.capacity.value != "holder" and decided.who.person == who.person:
            yield "SelfAuthorisation"

    def opened(self, deeds: list[Deed]) -> Any:
        """Return the authorisation that the decision put into force, if it did."""
        decided, begun, proposal = self.decided(deeds), self.begun(deeds), self.proposal(deeds)
        if not (decided and begun and proposal):
            return None
        accepted = begun.act.outcome.value not in ("rejected", "noted")
        return proposal.act.authorisation if accepted else None

    def _in_force(self, deeds: list[Deed]) -> Iterator[str]:
        yield from self._only_at(deeds, "decided")
        if self.decided(deeds) is None:
            return
        if self.opened(deeds) is None:
            yield "OutcomeOpensNoSigning"
        if self.open_signing(deeds):
            yield "AnotherSigningOpen"
        if any(deed.name == "AuthorisationCancelled" for deed in deeds):
            yield "AuthorisationIsCancelled"

    def on_condition_confirmed(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        wanted = self.opened(deeds)
        if wanted and who.office == wanted.office:
            yield from self.standing(who, at, deeds)
        else:
            yield from self.at_work(who, at, deeds, "prepare")
        yield from self._in_force(deeds)
        if wanted and act.condition not in range(1, len(wanted.conditions) + 1):
            yield "ConditionUnknown"

    def on_signing_delegated(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.standing(who, at, deeds)
        yield from self._in_force(deeds)
        wanted, today = self.opened(deeds), day_of(at)
        if wanted is None:
            return
        if who.office != wanted.office:
            yield "OtherOfficeAuthorised"
        if not wanted.sub_delegation:
            yield "DelegationNotAllowed"
        if not self.kind(act.office) or self.ended(act.office, today):
            yield "OfficeNoMore"
        elif act.person and act.person not in self.holders(act.office, today):
            yield "OfficeNotHeld"

    def on_authorisation_cancelled(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._decider(who, at, deeds)
        yield from self._in_force(deeds)

    def on_signing_refused(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        wanted = self.opened(deeds)
        yield from self._in_force(deeds)
        if wanted is None:
            yield "OutcomeOpensNoSigning"
            return
        yield from self._signatory(who, at, deeds, wanted)
        if any(deed.name == "SigningRefused" for deed in deeds):
            yield "SigningWasRefused"
        if any(deed.name == "DocumentSigned" for deed in deeds):
            yield "AlreadySigned"

    def on_signing_void_proposed(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        """Only what whoever began it cannot finish, being away or without the key."""
        yield from self.at_work(who, at, deeds, "register")
        lies_open = self.open_signing(deeds)
        if lies_open is None or lies_open.act.attributes != act.attributes:
            yield "SigningNotBegun"
            return
        signatory, certificate = lies_open.who, lies_open.act.certificate
        lost = "CertificateNotValid" in self._certified(signatory, at, certificate)
        unknown = "CertificateNotBound" in self._certified(signatory, at, certificate)
        if not (lost or unknown) and not list(self.standing(signatory, at, deeds)):
            yield "SignatoryPresent"

    def on_signing_voided(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.on_signing_void_proposed(who, at, deeds, act)
        proposed = None
        for deed in deeds:
            if deed.name == "SigningVoidProposed":
                proposed = deed
            if deed.name == "SigningVoided":
                proposed = None
        if proposed is None or proposed.act.attributes != act.attributes:
            yield "VoidNotProposed"
        elif proposed.who.person == who.person:
            yield "SamePersonMayNotVoid"

    def on_draft_handed_over(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._only_at(deeds, "draft")
        handed = [deed.act for deed in deeds if deed.name == "DraftHandedOver"]
        person = handed[-1].person if handed else deeds[0].who.person
        office = handed[-1].office if handed else deeds[0].who.office
        if who.person == person:
            yield from self.at_work(who, at, deeds, "prepare")
        else:
            yield from self.standing(who, at, deeds)
            if self.kind(who.office) not in ("registrar", "presenter"):
                yield "NotInCharge"
        fits = self.kind(act.office) in WORK["prepare"]
        if not fits or act.person not in self.holders(act.office, day_of(at)):
            yield "NotAPreparer"
        as_holder = bool(handed) or deeds[0].who.capacity.value == "holder"
        if as_holder and (act.person, act.office) == (person, office):
            yield "AlreadyInCharge"

    def on_enforcement_permitted(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._afterwards(who, at, deeds, "register")
        if act.body not in self.forbidding(deeds):
            yield "NotForbidden"

    def _certified(self, who: Any, at: datetime, certificate: str) -> Iterator[str]:
        found = [
            one for one in self.said("CertificateBound") if one.certificate.sha256 == certificate
        ]
        if not found:
            yield "CertificateNotBound"
            return
        unbound = [one.since for one in self.said("CertificateUnbound", certificate=certificate)]
        if found[-1].person != who.person:
            yield "CertificateOfAnotherPerson"
        if found[-1].purpose.value != "signature":
            yield "SessionCertificateForDocument"
        if not found[-1].not_before <= at <= min([found[-1].not_after, *unbound]):
            yield "CertificateNotValid"

    def _finished(self, who: Any, deeds: list[Deed], document: Any = None) -> Iterator[str]:
        begun = self.open_signing(deeds)
        if begun is None or begun.who != who:
            yield "SigningNotBegun"
        elif document and document.length <= begun.act.document.length:
            yield "OtherDocument"

    def on_decided(self, who: Any, at: datetime, deeds: list[Deed], act: Any) -> Iterator[str]:
        yield from self._only_at(deeds, "deciding")
        yield from self._finished(who, deeds, act.signed.document)

    def on_document_signed(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._only_at(deeds, "decided")
        yield from self._finished(who, deeds, act.signed.document)

    def on_signing_abandoned(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._finished(who, deeds)

    def on_timestamp_added(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._only_at(deeds, "decided", "signed")
        stored = [
            deed.act.signed
            for deed in deeds
            if deed.name in ("Decided", "DocumentSigned", "TimestampAdded")
        ]
        fits = any((one.document, one.cms) == (act.before, act.signed.cms) for one in stored)
        continued = [deed.act.before for deed in deeds if deed.name == "TimestampAdded"]
        continued += [
            self.signed_document(deeds, deed) for deed in deeds if deed.name == "DocumentSigned"
        ]
        if not fits or act.signed.document.length <= act.before.length:
            yield "OtherDocument"
        elif act.before in continued:
            yield "RevisionContinued"

    # --- after the decision -----------------------------------------------------------------

    def _afterwards(self, who: Any, at: datetime, deeds: list[Deed], work: str) -> Iterator[str]:
        yield from self.at_work(who, at, deeds, work)
        yield from self._only_at(deeds, "decided", "signed")

    def _not_before(self, deeds: list[Deed], day: date) -> Iterator[str]:
        decided = self.decided(deeds)
        if decided and day < decided.day:
            yield "BeforeTheDecision"

    def on_minutes_published(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._afterwards(who, at, deeds, "prepare")
        decided, proposal = self.decided(deeds), self.proposal(deeds)
        if decided is None or proposal is None:
            return
        if any(deed.name == "MinutesPublished" for deed in deeds):
            yield "AlreadyPublished"
        orders = self.said("PublicationOrdered", office=proposal.act.decision_maker)
        in_force = [one for one in orders if one.since <= decided.day <= one.until]
        if act.order not in [one.order for one in in_force]:
            yield "PublicationNotDecided"
        stored = [deed.act.signed for deed in deeds if deed.name in ("Decided", "TimestampAdded")]
        copies = [deed.act.copy for deed in deeds if deed.name == "PublicCopyMade"]
        if act.document not in [*(one.document for one in stored), *copies]:
            yield "NotAPublicCopy"
        if act.seen_at > at:
            yield "DayInFuture"
        if act.seen_at < decided.at:
            yield "CountedTooEarly"

    def on_public_copy_made(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self.standing(who, at, deeds)
        if self.kind(who.office) not in WORK["prepare"] | WORK["register"]:
            yield "DutyNotInOffice"
        yield from self._only_at(deeds, "decided", "signed")
        decided = self.decided(deeds)
        if decided and act.original != decided.act.signed.document:
            yield "PublicCopyNotOfThese"

    def on_enforcement_rejudged(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._only_at(deeds, "decided")
        wanted = self.opened(deeds)
        if wanted is None:
            yield from self.standing(who, at, deeds)
            yield "OutcomeOpensNoSigning"
        else:
            yield from self._signatory(who, at, deeds, wanted)
        if not self.news(deeds):
            yield "NothingToRejudge"

    def on_notice_given(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._afterwards(who, at, deeds, "register")
        consent = act.ground.value == "consent"
        if (act.method.value == "electronic" and not consent) or act.sent_on < NEW_LAW:
            yield "NoticeFlawed"
        if act.sent_on > day_of(at):
            yield "DayInFuture"
        yield from self._not_before(deeds, act.sent_on)

    def on_claim_arrived(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._afterwards(who, at, deeds, "register")
        if act.arrived_at > at:
            yield "DayInFuture"
        yield from self._not_before(deeds, day_of(act.arrived_at))

    def _claims(self, deeds: list[Deed]) -> list[tuple[Any, date | None]]:
        found: list[tuple[Any, date | None]] = []
        for deed in deeds:
            if deed.name == "ClaimArrived":
                found.append((deed.act, None))
            if deed.name == "ClaimSettled":
                claim = found[deed.act.claim - 1][0]
                found[deed.act.claim - 1] = (claim, deed.act.settled_on)
        return found

    def on_claim_settled(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._afterwards(who, at, deeds, "register")
        claims = self._claims(deeds)
        if not 1 <= act.claim <= len(claims) or claims[act.claim - 1][1]:
            yield "ClaimUnknown"
        elif act.settled_on < day_of(claims[act.claim - 1][0].arrived_at):
            yield "SettledBeforeArrival"
        if act.settled_on > day_of(at):
            yield "DayInFuture"

    def on_enforcement_forbidden(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._afterwards(who, at, deeds, "register")
        if not act.body.strip():
            yield "ForbiddingBodyMissing"

    def last_days(self, deeds: list[Deed]) -> list[date]:
        """Return the last days of all periods that run: of the members, and of each addressee."""
        days = []
        published = [deed for deed in deeds if deed.name == "MinutesPublished"]
        if published:
            days.append(end_of_period(day_of(published[0].act.seen_at) + timedelta(days=7)))
        latest = {deed.act.addressee: deed.act for deed in deeds if deed.name == "NoticeGiven"}
        presumed = {"letter": 7, "electronic": 3, "public_network": 7}
        days += [
            end_of_period(one.sent_on + timedelta(days=presumed[one.method.value]))
            for one in latest.values()
        ]
        return days

    def on_finality_confirmed(
        self, who: Any, at: datetime, deeds: list[Deed], act: Any
    ) -> Iterator[str]:
        yield from self._afterwards(who, at, deeds, "register")
        if self.finality(deeds):
            yield "AlreadyFinal"
        told = bool(act.certified_by) and act.certified_on is not None
        by_others = any(
            deed.name == "ClaimSettled" and deed.act.how.value == "decided" for deed in deeds
        )
        if (by_others or act.certified_by or act.certified_on) and not told:
            yield "CourtCertificateMissing"
        if act.certified_on and act.certified_on > day_of(at):
            yield "CertificateInFuture"
        published = any(deed.name == "MinutesPublished" for deed in deeds)
        claims = self._claims(deeds)
        pending = any(settled is None for _, settled in claims)
        days = self.last_days(deeds)
        settled = [day for _, day in claims if day]
        running = any(at < datetime.combine(day, time(16), ZONE) for day in days)
        too_soon = days and day_of(at) < max([*(d + timedelta(days=1) for d in days), *settled])
        if not published or pending or running or too_soon:
            yield "NotFinalYet"


def as_utc(moment: datetime) -> datetime:
    """Return a moment as the ledger writes it."""
    return moment.astimezone(UTC).replace(microsecond=0)
