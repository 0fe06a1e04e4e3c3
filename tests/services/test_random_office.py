"""Random acts by random people through the services: nothing illegal happens, nothing else fails.

Everybody tries everything at any time, in their own office or another, as holder, deputy or
substitute, in the night before an absence, at the end of summer time, over New Year. What
`tests.reference` objects to is refused with exactly its reasons, and logged; what it allows is
done. Everything that stands in the ledger in the end is lawful, verifies, and reads the same
when it is opened again.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, event, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from signapp.demo.scene import seed_text
from signapp.domain import errors
from signapp.domain.acts import (
    AbsenceRecorded,
    Actor,
    AttemptRefused,
    Capacity,
    ClaimSettled,
    DecisionAbandoned,
    DisqualificationDeclared,
    DocumentOpened,
    DocumentRef,
    DraftEdited,
    EnforcementJudgement,
    OfficeHeld,
    OfficeLeft,
    OfficeTitle,
    Outcome,
    ProposalTabled,
    Purpose,
    RosterChangeConfirmed,
    RosterChangeProposed,
    SignInFailed,
    SigningBegun,
)
from signapp.domain.auditing import AuditExported, ExportKind, LogFilter
from signapp.domain.authorisation import (
    AuthorisationCancelled,
    Condition,
    ConditionConfirmed,
    SigningDays,
    SigningDelegated,
)
from signapp.domain.bilateral import SigningRefused, SigningVoided, SigningVoidProposed
from signapp.domain.calendar import Ground, Method
from signapp.domain.claims import (
    EnforcementForbidden,
    EnforcementPermitted,
    EnforcementRejudged,
    Settlement,
)
from signapp.domain.custody import DraftHandedOver
from signapp.domain.deadlines import ClaimKind
from signapp.ledger.entries import read_entry
from signapp.ledger.verification import replay
from signapp.services import (
    authorise,
    decide,
    handover,
    impartiality,
    notify,
    prepare,
    publish,
    refusal,
    register,
    review,
    sign,
)
from signapp.services.audit import rebuild
from signapp.services.journal import Journal
from signapp.services.ports import Box, FieldOrder, Holds
from tests.domain.stories import (
    AMENDED,
    ATTACHED,
    AUDITOR,
    AUTHORISATION,
    BEGUN,
    CASE,
    CLAIM,
    CONFIRMED,
    FIELD,
    MAYOR,
    MINUTES_FIELD,
    NOTICE,
    OPENED,
    OTHER_CASE,
    OTHER_REGISTRAR,
    PREPARED,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PUBLISHED,
    REASON,
    REGISTRAR,
    REMOVED,
    RETURNED,
    UNTIL,
    WITHDRAWN,
    helsinki,
    sha256,
)
from tests.effort import effort
from tests.histories import BEGINNINGS, OFFICES, PEOPLE
from tests.reference import Deed, Reference, day_of
from tests.services.miniature import PIN, Miniature, miniature

CASES = st.sampled_from((CASE, CASE, CASE, OTHER_CASE))
REASON_TEXT = "because"
AMENDED_TEXT = "The mayor decides something else."
OTHERWISE = "The decision is another one."


@dataclass(frozen=True)
class Somebody:
    """Who is to act: whoever fits, or a person, an office and a capacity by chance."""

    fits: bool
    person: str
    office: str
    capacity: Capacity


SOMEBODY = st.builds(
    Somebody,
    fits=st.sampled_from((True, True, True, False)),
    person=st.sampled_from(PEOPLE),
    office=st.sampled_from(OFFICES),
    capacity=st.sampled_from(
        (Capacity.HOLDER, Capacity.HOLDER, Capacity.DEPUTY, Capacity.SUBSTITUTE)
    ),
)


GOALS = ("proposed", "deciding", "decided", "decided", "signed", "final")
ACCIDENTS = st.sampled_from(("",) * 5 + ("pin", "worker", "stamp"))
PLAIN_TEXT = replace(seed_text(), decision="The mayor decides so.", rationale=("It is so.",))
FITTING = Somebody(True, "paula", "mayor", Capacity.HOLDER)


class RandomOffice(RuleBasedStateMachine):
    """A city's desk, and the reference model that is told everything it records."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ExitStack()
        self.model = Reference([])
        self.read = 0
        self.refused = 0

    @initialize(
        day=st.sampled_from(BEGINNINGS),
        goal=st.sampled_from(("draft", *GOALS)),
        accident=ACCIDENTS,
    )
    def found(self, day: str, goal: str, accident: str) -> None:
        self.office: Miniature = self.opened.enter_context(miniature(helsinki(f"{day}T09:00:00")))
        founded = self.office.desk.journal.state.founded
        assert founded
        self.model = Reference(list(founded.changes))
        self.read = 1
        self.work_goes_on(CASE, goal, accident)

    def teardown(self) -> None:
        with self.opened:
            if hasattr(self, "office"):
                self.read_again()

    # --- what happens, and what was to be expected -------------------------------------------

    @property
    def now(self) -> datetime:
        return self.office.clock.now()

    def deeds(self, number: str) -> list[Deed]:
        return self.model.cases.get(number, [])

    def actor(self, who: Somebody, fitting: Actor | str, number: str = "") -> Actor:
        """Return who acts: whoever fits (or acts for the fitting office), or anybody."""
        if who.fits and isinstance(fitting, str):
            found = self.model.in_place(fitting, day_of(self.now), self.deeds(number))
            if found:
                return Actor(found[0], fitting, Capacity(found[1]))
        if who.fits and isinstance(fitting, Actor):
            return fitting
        return Actor(who.person, who.office, who.capacity)

    def objections(self, actor: Actor, number: str, act: Any) -> set[str]:
        return self.model.objections(actor, self.now, number, act)

    def attempt(self, expected: set[str], act: Callable[..., Any], *given: Any) -> Any:
        """Do something: refused with exactly the expected reasons, or done when there are none."""
        try:
            result = act(self.office.desk, *given)
        except errors.NotAuthorisedError as e:
            codes = {reason.code for reason in e.reasons}
            self.take_down()
            assert codes == expected, f"{act.__name__} was refused: {codes}, expected {expected}"
            event(f"refused: {act.__name__}")
            return None
        self.take_down()
        assert not expected, f"{act.__name__} was done in spite of {expected}"
        event(f"done: {act.__name__}")
        return result

    def take_down(self) -> None:
        """Tell the model what was recorded; each entry has to be lawful."""
        journal = self.office.desk.journal
        journal.catch_up()
        for stored in self.office.register.entries(self.read):
            entry = read_entry(stored.body)
            self.read += 1
            if isinstance(entry.act, AttemptRefused):
                self.refused += 1
            elif type(entry.act).__name__ not in (
                "SessionOpened",
                "SessionClosed",
                "SignInFailed",
                "CheckpointIssued",
                "CheckpointStamped",
                "CheckoutOpened",
                "CaseHeadSigned",
            ):
                told = entry.actor, entry.at, entry.case, entry.act
                assert self.model.objections(*told) == set(), f"illegal: {entry}"
                self.model.happens(*told)

    # --- time --------------------------------------------------------------------------------

    @rule(minutes=st.integers(1, 90))
    def time_passes(self, minutes: int) -> None:
        self.office.clock.moment += timedelta(minutes=minutes)

    @rule(days=st.sampled_from((1, 1, 1, 2, 3, 8, 15, 23)), second=st.sampled_from((-1, 0)))
    def days_pass(self, days: int, second: int) -> None:
        """To midnight in Helsinki, or the second before, of a later day."""
        here = self.now.astimezone(helsinki("2017-08-21T00:00:00").tzinfo)
        midnight = helsinki(f"{(here + timedelta(days=days)).date()}T00:00:00")
        self.office.clock.moment = max(self.now, midnight + timedelta(seconds=second))

    @rule(days=st.integers(0, 1))
    def morning_comes(self, days: int) -> None:
        here = self.now.astimezone(helsinki("2017-08-21T00:00:00").tzinfo)
        morning = helsinki(f"{(here + timedelta(days=days)).date()}T08:30:00")
        self.office.clock.moment = max(self.now, morning)

    # --- people ------------------------------------------------------------------------------

    @rule(who=SOMEBODY, person=st.sampled_from(PEOPLE), days=st.integers(0, 3))
    def somebody_is_away(self, who: Somebody, person: str, days: int) -> None:
        today = day_of(self.now)
        act = AbsenceRecorded(person, today, today + timedelta(days=days))
        actor = self.actor(who, REGISTRAR)
        self.attempt(self.objections(actor, "", act), _record, self.office.enter(actor), act)

    @rule(who=SOMEBODY, kind=st.sampled_from(ExportKind))
    def somebody_exports_the_log(self, who: Somebody, kind: ExportKind) -> None:
        actor, act = self.actor(who, AUDITOR), AuditExported("0a" * 32, kind, LogFilter(), "", 0)
        self.attempt(self.objections(actor, "", act), _record, self.office.enter(actor), act)

    @rule(who=SOMEBODY, number=CASES, ground=st.sampled_from((1, 3, 5, 7, 0, 8)))
    @precondition(lambda self: self.read > 12)
    def somebody_is_disqualified(self, who: Somebody, number: str, ground: int) -> None:
        actor = self.actor(replace(who, fits=False), "")
        expected = self.objections(actor, number, DisqualificationDeclared(ground))
        signed_in = self.office.enter(actor)
        self.attempt(expected, impartiality.declare_disqualified, signed_in, number, ground)

    @rule(
        who=SOMEBODY,
        other=SOMEBODY,
        person=st.sampled_from(PEOPLE),
        office=st.sampled_from(("mayor", "culture", "international", "education")),
        leaves=st.booleans(),
    )
    @precondition(lambda self: self.read > 12)
    def the_roster_changes(
        self, who: Somebody, other: Somebody, person: str, office: str, leaves: bool
    ) -> None:
        """Somebody leaves an office in the middle of its term, or comes into another one."""
        today, change = day_of(self.now), None
        holders = self.model.holders(office, today)
        if leaves and holders:
            change = OfficeLeft(holders[0], office, today)
        elif not leaves:
            change = OfficeHeld(person, office, today, UNTIL)
        if change is None:
            return
        first = self.actor(who, REGISTRAR)
        expected = self.objections(first, "", RosterChangeProposed("new", (change,)))
        proposed = self.attempt(
            expected, register.propose_roster_change, self.office.enter(first), (change,), ()
        )
        if proposed:
            second = self.actor(other, OTHER_REGISTRAR)
            expected = self.objections(second, "", RosterChangeConfirmed(proposed))
            signed_in = self.office.enter(second)
            self.attempt(expected, register.confirm_roster_change, signed_in, proposed)

    @rule(person=st.sampled_from(PEOPLE))
    def somebody_mistypes_the_pin(self, person: str) -> None:
        home = replace(self.office.key(person).home, location=f"{person} session")
        before = self.office.desk.journal.size
        try:
            register.sign_in(self.office.desk, person, home, "0000")
        except errors.WrongPinError:
            self.take_down()
            *_, last = self.office.register.entries(before)
            assert read_entry(last.body).act == SignInFailed(person, "WrongPinError")
        else:
            raise AssertionError("a wrong PIN signed somebody in")

    # --- the usual way -----------------------------------------------------------------------

    @rule(number=CASES, goal=st.sampled_from(GOALS), accident=ACCIDENTS)
    def work_goes_on(self, number: str, goal: str, accident: str) -> None:
        """Whoever is there does what comes next, as far as it goes; an accident is got over."""
        terms = {"pin": ("delegation",), "stamp": ("condition",)}.get(accident, ())
        for place in range(14):
            deeds = self.deeds(number)
            stage = self.model.stage(deeds) if deeds else ""
            final = deeds and (self.model.finality(deeds) or goal != "final")
            if stage in (goal, "removed") or (stage == "signed" and final):
                return
            self.next_step(number, accident if place % 2 else "", terms)

    def next_step(self, number: str, accident: str, terms: tuple[str, ...]) -> None:  # noqa: C901  (a line each)
        deeds = self.deeds(number)
        done = {deed.name for deed in deeds}
        as_proposed = (Outcome.AS_PROPOSED, True, True)
        match self.model.stage(deeds) if deeds else "":
            case "":
                self.open_a_case(FITTING, number)
            case "draft" if not self.office.register.draft(number):
                self.write_the_draft(FITTING, number)
            case "draft" if "DocumentPrepared" not in done:
                self.attach_and_place(FITTING, number)
            case "draft":
                wanted = ("culture", "provision-1", 0, False, False, terms)
                self.submit_a_proposal(FITTING, number, *wanted)
            case "proposed":
                self.begin_to_decide(FITTING, number, *as_proposed, in_list=False)
            case "deciding" if self.is_stale(number):
                self.give_the_decision_up(FITTING, number)
            case "deciding":
                self.sign_the_minutes(FITTING, number, True, True, accident)
            case "decided" if "MinutesPublished" not in done:
                self.publish(FITTING, number)
            case "decided" if "condition" in terms and "ConditionConfirmed" not in done:
                self.a_condition_is_met(FITTING, number, 1)
            case "decided" if "delegation" in terms and "SigningDelegated" not in done:
                self.signing_is_delegated(FITTING, number, "education", "")
            case "decided":
                self.sign_the_agreement(FITTING, number, True, True, accident)
            case "signed":
                self.become_final(number)

    def is_stale(self, number: str) -> bool:
        """Tell whether a decision was begun on another day, or by somebody who is away."""
        deeds = self.deeds(number)
        begun = self.model.begun(deeds)
        assert begun
        away = list(self.model.standing(begun.who, self.now, deeds))
        return bool(away) or begun.day != day_of(self.now)

    def become_final(self, number: str) -> None:
        """The registry waits for the last period, settles what came in, and confirms."""
        claims = self.model._claims(self.deeds(number))
        for claim, (_, settled) in enumerate(claims, 1):
            if settled is None:
                self.a_claim_is_settled(FITTING, number, claim, 0)
        days = self.model.last_days(self.deeds(number))
        morning = helsinki(f"{max(days) + timedelta(days=1)}T08:30:00") if days else self.now
        self.office.clock.moment = max(self.now, morning)
        self.confirm_finality(FITTING, number)

    # --- preparing ---------------------------------------------------------------------------

    @rule(who=SOMEBODY, number=st.sampled_from((CASE, CASE, OTHER_CASE, "HEL 17-1")))
    def open_a_case(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, PREPARER)
        expected = self.objections(actor, number, OPENED)
        signed_in = self.office.enter(actor)
        self.attempt(expected, prepare.open_case, signed_in, number, OPENED.class_code, "A case")

    @rule(who=SOMEBODY, number=CASES)
    def write_the_draft(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, PREPARER)
        expected = self.objections(actor, number, DraftEdited())
        signed_in = self.office.enter(actor)
        self.attempt(expected, prepare.save_draft, signed_in, number, PLAIN_TEXT)

    @rule(who=SOMEBODY, number=CASES)
    @precondition(lambda self: self.model.cases)
    def attach_and_place(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, PREPARER)
        attached = len(self.model._attachments(self.deeds(number))) + 1
        expected = self.objections(actor, number, replace(ATTACHED, number=attached))
        plan = self.office.folder.parent / "plan.pdf"
        plan.write_bytes(f"%PDF-miniature\nplan {attached} of {number}".encode())
        signed_in = self.office.enter(actor)
        self.attempt(expected, prepare.attach, signed_in, number, plan, "Plan", "en")
        attached = min(attached, 1)
        expected = (
            self.objections(actor, number, replace(PREPARED, number=attached))
            if self.deeds(number) and self.model._attachments(self.deeds(number))
            else {"AttachmentNumbersBroken" if self.deeds(number) else "CaseUnknown"}
        )
        order = FieldOrder(FIELD, FIELD, Box(FIELD, 0, 10, 10, 200, 80))
        self.attempt(expected, prepare.place_signatures, signed_in, number, attached, (order,))

    def plan(self, number: str) -> DocumentRef | None:
        """Return the prepared agreement, or what was attached."""
        prepared = [one.act for one in self.deeds(number) if one.name == "DocumentPrepared"]
        attached = self.model._attachments(self.deeds(number))
        if prepared:
            return prepared[-1].prepared
        return attached[0].original if attached else None

    @rule(
        who=SOMEBODY,
        number=CASES,
        office=st.sampled_from(("culture", "culture", "education", "mayor", "international")),
        provision=st.sampled_from(("provision-1",) * 5 + ("none",)),
        first=st.integers(0, 3),
        binding=st.booleans(),
        useless=st.sampled_from((False, False, True)),
        terms=st.sampled_from(((), (), ("delegation",), ("condition",))),
    )
    @precondition(lambda self: self.model.cases)
    def submit_a_proposal(  # noqa: PLR0917  (Hypothesis gives them by name)
        self,
        who: Somebody,
        number: str,
        office: str,
        provision: str,
        first: int,
        binding: bool,
        useless: bool,
        terms: tuple[str, ...],
    ) -> None:
        actor, document = self.actor(who, PRESENTER), self.plan(number)
        day = day_of(self.now) + timedelta(days=first)
        days = SigningDays(day, day + timedelta(days=first), binding)
        wanted = prepare.ProposedSigning(
            *("mayor", provision, office, 1, FIELD, days, "Helsinki"),
            conditions=("The other side agrees.",) if "condition" in terms else (),
            sub_delegation="delegation" in terms,
        )
        act = replace(
            PROPOSAL,
            provision=provision,
            authorisation=replace(
                AUTHORISATION,
                document=document,
                office=office,
                days=days,
                field=FIELD,
                conditions=(Condition(REASON),) if "condition" in terms else (),
                sub_delegation="delegation" in terms,
            ),
            enforcement=EnforcementJudgement(useless, False, sha256("judgement")),
        )
        expected = self.objections(actor, number, act)
        if self.deeds(number) and not self.office.register.draft(number):
            expected = {"ProposalTextMissing"}
        elif self.deeds(number) and document is None:
            expected = {"AttachmentMissing"}
        signed_in = self.office.enter(actor)
        self.attempt(expected, _submit, signed_in, number, wanted, (useless, False))

    @rule(who=SOMEBODY, number=CASES)
    @precondition(lambda self: self.model.cases)
    def amend_or_withdraw(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, PRESENTER)
        signed_in, deeds = self.office.enter(actor), self.deeds(number)
        if who.capacity is Capacity.DEPUTY:
            expected = self.objections(actor, number, WITHDRAWN)
            self.attempt(expected, prepare.withdraw_proposal, signed_in, number, REASON_TEXT)
            return
        expected = self.objections(actor, number, AMENDED)
        if deeds and self.model.proposal(deeds) is None:
            expected = {"WrongStage"}
        text = f"{AMENDED_TEXT} {len(deeds)}"
        self.attempt(expected, prepare.amend_proposal, signed_in, number, text)

    # --- deciding ----------------------------------------------------------------------------

    @rule(who=SOMEBODY, number=CASES, what=st.sampled_from(("return", "table", "table", "remove")))
    @precondition(lambda self: self.model.cases)
    def send_back_table_or_remove(self, who: Somebody, number: str, what: str) -> None:
        actor = self.actor(who, "mayor", number)
        signed_in, today = self.office.enter(actor), day_of(self.now)
        if what == "table":
            until = today + timedelta(days=1 if who.fits else 0)
            expected = self.objections(actor, number, ProposalTabled(until, REASON))
            self.attempt(expected, decide.table_proposal, signed_in, number, until, REASON_TEXT)
            return
        act, service = {
            "return": (RETURNED, decide.return_proposal),
            "remove": (REMOVED, decide.remove_proposal),
        }[what]
        expected = self.objections(actor, number, act)
        self.attempt(expected, service, signed_in, number, REASON_TEXT)

    @rule(who=SOMEBODY, number=CASES, office=st.sampled_from(("mayor", "culture", "education")))
    @precondition(lambda self: self.model.cases)
    def read_the_agreement(self, who: Somebody, number: str, office: str) -> None:
        document = self.plan(number)
        if document is None:
            return
        self.look_at(self.actor(who, office, number), number, document)

    def look_at(self, actor: Actor, number: str, document: DocumentRef) -> None:
        if self.model._saw(actor, self.deeds(number), document):
            return  # shown before, which is not logged again
        expected = self.objections(actor, number, DocumentOpened(document))
        signed_in = self.office.enter(actor)
        self.attempt(expected, prepare.open_document, signed_in, number, document)

    @rule(
        who=SOMEBODY,
        number=CASES,
        outcome=st.sampled_from((*[Outcome.AS_PROPOSED] * 5, *Outcome)),
        impartial=st.sampled_from((True,) * 7 + (False,)),
        reads=st.sampled_from((True, True, False)),
        in_list=st.booleans(),
    )
    @precondition(lambda self: self.model.cases)
    def begin_to_decide(
        self,
        who: Somebody,
        number: str,
        outcome: Outcome,
        impartial: bool,
        reads: bool,
        in_list: bool,
    ) -> None:
        actor, deeds = self.actor(who, "mayor", number), self.deeds(number)
        document = self.plan(number)
        if reads and document:
            self.look_at(actor, number, document)
        accepted = outcome in (Outcome.AS_PROPOSED, Outcome.AMENDED_BY_PRESENTER)
        opened = self.model.lying_open(actor.office) if in_list else []
        follows = opened[-1][0] if opened else ""
        expected = self.beginning(actor, number, outcome, impartial, accepted, follows)
        ruling = decide.Ruling(outcome, "" if accepted else OTHERWISE, impartial=impartial)
        if deeds and not accepted and self.model.proposal(deeds) is None:
            expected = {"WrongStage"}  # there is no text to be changed
        signed_in = self.office.enter(actor)
        begin = decide.begin_decision if not in_list else _begin_in_list
        self.attempt(expected, begin, signed_in, number, ruling)

    def beginning(
        self,
        actor: Actor,
        number: str,
        outcome: Outcome,
        impartial: bool,
        accepted: bool,
        follows: str,
    ) -> set[str]:
        """Return what stands against the act that the service makes of a ruling."""
        deeds, year = self.deeds(number), day_of(self.now).year
        amended = bool(deeds and self.model.since_proposal(deeds, "ProposalAmended"))
        if outcome is Outcome.AS_PROPOSED and amended:
            outcome = Outcome.AMENDED_BY_PRESENTER
        proposed = self.model.wanted_text(deeds) if deeds else ""
        act = replace(
            BEGUN,
            outcome=outcome,
            text=proposed if accepted else sha256(OTHERWISE),
            impartial=impartial,
            section=self.model.next_section(actor.office, year),
            year=year,
            follows=follows,
        )
        return self.objections(actor, number, act)

    @rule(who=SOMEBODY, number=CASES)
    @precondition(lambda self: self.model.cases)
    def give_the_decision_up(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, "mayor", number)
        expected = self.objections(actor, number, DecisionAbandoned())
        signed_in = self.office.enter(actor)
        self.attempt(expected, decide.abandon_decision, signed_in, number)

    @rule(
        who=SOMEBODY,
        number=CASES,
        reads=st.sampled_from((True, True, True, False)),
        impartial=st.sampled_from((True,) * 7 + (False,)),
        accident=ACCIDENTS,
    )
    @precondition(lambda self: self.model.cases)
    def sign_the_minutes(
        self, who: Somebody, number: str, reads: bool, impartial: bool, accident: str
    ) -> None:
        deeds = self.deeds(number)
        begun = self.model.begun(deeds) if deeds else None
        actor = begun.who if begun and who.fits else self.actor(who, "mayor", number)
        if begun is None or self.model.decided(deeds):
            expected = {"WrongStage"} if deeds else {"CaseUnknown"}
            self.sign(expected, decide.decide, actor, number, impartial, "")
            return
        minutes = decide.render_minutes(self.office.desk, number)
        if reads:
            self.look_at(actor, number, minutes)
        expected = self.signing(actor, number, minutes, MINUTES_FIELD, impartial)
        self.sign(expected, decide.decide, actor, number, impartial, accident)

    # --- signing -----------------------------------------------------------------------------

    @rule(
        who=SOMEBODY,
        number=CASES,
        reads=st.sampled_from((True, True, True, False)),
        impartial=st.sampled_from((True,) * 7 + (False,)),
        accident=ACCIDENTS,
    )
    @precondition(lambda self: self.model.cases)
    def sign_the_agreement(
        self, who: Somebody, number: str, reads: bool, impartial: bool, accident: str
    ) -> None:
        deeds = self.deeds(number)
        proposal = self.model.proposal(deeds)
        if proposal is None:
            actor = self.actor(who, "culture", number)
            expected = {"NotDecided"} if deeds else {"CaseUnknown"}
            self.sign(expected, sign.sign_agreement, actor, number, impartial, "")
            return
        wanted = proposal.act.authorisation
        named = [deed.act.office for deed in deeds if deed.name == "SigningDelegated"]
        office = named[-1] if named and who.capacity is Capacity.DEPUTY else wanted.office
        actor = self.actor(who, office, number)
        if reads:
            self.look_at(actor, number, wanted.document)
        expected = self.signing(actor, number, wanted.document, FIELD, impartial)
        self.sign(expected, sign.sign_agreement, actor, number, impartial, accident)

    def signing(
        self, actor: Actor, number: str, document: DocumentRef, field: str, impartial: bool
    ) -> set[str]:
        """Return what stands against signing now, or against going on with what was begun."""
        lies_open = self.model.open_signing(self.deeds(number))
        if lies_open:
            same = (lies_open.act.document, lies_open.act.field) == (document, field)
            if not same or lies_open.who != actor:
                return {"AnotherSigningOpen"}
            return self.objections(actor, number, lies_open.act)
        certificate = self.office.desk.certificate(actor.person, Purpose.SIGNATURE)
        assert certificate
        act = SigningBegun(document, field, certificate.sha256, "", impartial, self.now, 0)
        return self.objections(actor, number, act)

    def sign(
        self,
        expected: set[str],
        service: Callable[..., Any],
        actor: Actor,
        number: str,
        impartial: bool,
        accident: str,
    ) -> None:
        """Sign, perhaps with a mistyped PIN, a key worker that ends, or no time stamp service."""
        signed_in, office = self.office.enter(actor), self.office
        key = office.key(actor.person, "0000" if accident == "pin" else PIN, impartial=impartial)
        office.pens.breaks, office.paper.stamps = accident == "worker", accident != "stamp"
        try:
            verdict = self.attempt(expected, service, signed_in, number, key)
            assert expected or (verdict and verdict.holds is Holds.YES)
        except (errors.WrongPinError, errors.WorkerFailedError) as e:
            happened = {"WrongPinError": "pin", "WorkerFailedError": "worker"}[e.code]
            self.take_down()
        else:
            happened = "stamp" if accident == "stamp" else ""
        finally:
            office.pens.breaks, office.paper.stamps = False, True
        if accident and not expected:
            assert happened == accident
            event(f"accident: {accident}")

    # --- the authorisation's life ------------------------------------------------------------

    def authorised(self, number: str) -> str:
        """Return the office that the case is about."""
        deeds = self.deeds(number)
        proposal = self.model.proposal(deeds) if deeds else None
        return proposal.act.authorisation.office if proposal else "culture"

    @rule(who=SOMEBODY, number=CASES, condition=st.sampled_from((1, 1, 2)))
    @precondition(lambda self: self.decisions())
    def a_condition_is_met(self, who: Somebody, number: str, condition: int) -> None:
        actor = self.actor(who, PREPARER)
        expected = self.objections(actor, number, ConditionConfirmed(condition, REASON))
        given = (self.office.enter(actor), number, condition, REASON_TEXT)
        self.attempt(expected, authorise.confirm_condition, *given)

    @rule(
        who=SOMEBODY,
        number=CASES,
        office=st.sampled_from(("education", "education", "urban", "nowhere")),
        person=st.sampled_from(("", "", "elina", "anni")),
    )
    @precondition(lambda self: self.decisions())
    def signing_is_delegated(self, who: Somebody, number: str, office: str, person: str) -> None:
        actor = self.actor(who, self.authorised(number), number)
        expected = self.objections(actor, number, SigningDelegated(office, person))
        given = (self.office.enter(actor), number, office, person)
        self.attempt(expected, authorise.delegate_signing, *given)

    @rule(who=SOMEBODY, number=CASES)
    @precondition(lambda self: self.decisions())
    def the_authorisation_is_cancelled(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, "mayor", number)
        expected = self.objections(actor, number, AuthorisationCancelled(REASON))
        signed_in = self.office.enter(actor)
        self.attempt(expected, authorise.cancel_authorisation, signed_in, number, REASON_TEXT)

    @rule(who=SOMEBODY, number=CASES)
    @precondition(lambda self: self.decisions())
    def somebody_refuses_to_sign(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, self.authorised(number), number)
        expected = self.objections(actor, number, SigningRefused(REASON))
        signed_in = self.office.enter(actor)
        self.attempt(expected, refusal.refuse_to_sign, signed_in, number, REASON_TEXT)

    def waiting_for_a_key(self) -> bool:
        """Tell whether somebody is about to sign something."""
        return any(
            self.model.stage(deeds) in ("deciding", "decided")
            for deeds in self.model.cases.values()
        )

    @rule(who=SOMEBODY, other=SOMEBODY, number=CASES, away=st.sampled_from((True, True, False)))
    @precondition(lambda self: self.waiting_for_a_key())
    def registrars_give_a_signing_up(
        self, who: Somebody, other: Somebody, number: str, away: bool
    ) -> None:
        """The key worker ended, nobody knows if the key was used, and the signatory is ill."""
        deeds = self.deeds(number)
        if deeds and self.model.stage(deeds) == "deciding":
            self.sign_the_minutes(FITTING, number, True, True, "worker")
        elif deeds and self.model.stage(deeds) == "decided":
            self.sign_the_agreement(FITTING, number, True, True, "worker")
        lies_open = self.model.open_signing(deeds) if deeds else None
        if lies_open and away:
            self.somebody_is_away(FITTING, lies_open.who.person, 0)
        for by, registrar, kind, service in (
            (who, REGISTRAR, SigningVoidProposed, refusal.propose_to_give_up),
            (other, OTHER_REGISTRAR, SigningVoided, refusal.give_up_signing),
        ):
            actor = self.actor(by, registrar)
            expected = {"SigningNotBegun"} if deeds else {"CaseUnknown"}
            if lies_open:
                expected = self.objections(actor, number, kind(lies_open.act.attributes))
            self.attempt(expected, service, self.office.enter(actor), number)
        self.office.clock.moment += timedelta(seconds=1)  # else the same bytes would be signed

    @rule(who=SOMEBODY, number=CASES, to=st.sampled_from((PREPARER, PRESENTER, MAYOR)))
    @precondition(lambda self: self.model.cases)
    def the_draft_is_handed_over(self, who: Somebody, number: str, to: Actor) -> None:
        actor = self.actor(who, REGISTRAR)
        act = DraftHandedOver(to.person, to.office, REASON)
        expected = self.objections(actor, number, act)
        title = OfficeTitle("", "", "", "")
        receiver = handover.Preparer(to.person, to.office, "", title)
        given = (self.office.enter(actor), number, receiver, REASON_TEXT)
        self.attempt(expected, handover.hand_over, *given)

    @rule(who=SOMEBODY, number=CASES, body=st.sampled_from(("city board", "court")))
    @precondition(lambda self: self.decisions())
    def enforcement_is_permitted(self, who: Somebody, number: str, body: str) -> None:
        actor = self.actor(who, REGISTRAR)
        expected = self.objections(actor, number, EnforcementPermitted(body))
        signed_in = self.office.enter(actor)
        self.attempt(expected, notify.permit_enforcement, signed_in, number, body)

    # --- afterwards --------------------------------------------------------------------------

    @rule(who=SOMEBODY, number=CASES)
    @precondition(lambda self: self.decisions())
    def publish(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, PREPARER)
        decided = self.model.decided(self.deeds(number)) if self.deeds(number) else None
        expected = {"WrongStage"} if self.deeds(number) else {"CaseUnknown"}
        if decided:
            minutes = decided.act.signed.document
            act = replace(PUBLISHED, document=minutes, seen_at=self.now)
            expected = self.objections(actor, number, act)
        signed_in = self.office.enter(actor)
        self.attempt(expected, publish.publish, signed_in, number, PUBLISHED.address)

    def decisions(self) -> list[str]:
        return [number for number, deeds in self.model.cases.items() if self.model.decided(deeds)]

    @rule(
        who=SOMEBODY,
        number=CASES,
        addressee=st.sampled_from("ab"),
        method=st.sampled_from((Method.LETTER, Method.ELECTRONIC)),
        ground=st.sampled_from((Ground.GENERAL, Ground.CONSENT)),
        back=st.sampled_from((0, 0, 1, 30, -1)),
    )
    @precondition(lambda self: self.decisions())
    def give_notice(
        self,
        who: Somebody,
        number: str,
        addressee: str,
        method: Method,
        ground: Ground,
        back: int,
    ) -> None:
        actor, sent = self.actor(who, REGISTRAR), day_of(self.now) - timedelta(days=back)
        act = replace(NOTICE, method=method, ground=ground, sent_on=sent)
        expected = self.objections(actor, number, act)
        given = (self.office.enter(actor), number, addressee, method, ground, notify.Sent(sent))
        self.attempt(expected, notify.give_notice, *given)

    @rule(who=SOMEBODY, number=CASES, back=st.sampled_from((0, 1, 48, 24 * 40, -1)))
    @precondition(lambda self: self.decisions())
    def a_claim_arrives(self, who: Somebody, number: str, back: int) -> None:
        actor, arrived = self.actor(who, REGISTRAR), self.now - timedelta(hours=back)
        expected = self.objections(actor, number, replace(CLAIM, arrived_at=arrived))
        given = (self.office.enter(actor), number, ClaimKind.RECTIFICATION_REQUEST, arrived)
        self.attempt(expected, notify.record_claim, *given)

    @rule(who=SOMEBODY, number=CASES, claim=st.integers(0, 2), back=st.integers(-1, 2))
    @precondition(lambda self: self.decisions())
    def a_claim_is_settled(self, who: Somebody, number: str, claim: int, back: int) -> None:
        actor, day = self.actor(who, OTHER_REGISTRAR), day_of(self.now) - timedelta(days=back)
        act = ClaimSettled(claim, day, Settlement.WITHDRAWN)
        expected = self.objections(actor, number, act)
        signed_in, settled = self.office.enter(actor), notify.Settled(day, act.how)
        self.attempt(expected, notify.settle_claim, signed_in, number, claim, settled)

    @rule(who=SOMEBODY, number=CASES, body=st.sampled_from(("city board", "court", " ")))
    @precondition(lambda self: self.decisions())
    def enforcement_is_forbidden(self, who: Somebody, number: str, body: str) -> None:
        actor = self.actor(who, REGISTRAR)
        expected = self.objections(actor, number, EnforcementForbidden(body))
        signed_in = self.office.enter(actor)
        self.attempt(expected, notify.forbid_enforcement, signed_in, number, body)

    @rule(who=SOMEBODY, number=CASES, useless=st.sampled_from((False, False, True)))
    @precondition(lambda self: self.decisions())
    def judge_anew(self, who: Somebody, number: str, useless: bool) -> None:
        deeds = self.deeds(number)
        proposal = self.model.proposal(deeds)
        office = proposal.act.authorisation.office if proposal else "culture"
        actor = self.actor(who, office, number)
        expected = self.objections(actor, number, EnforcementRejudged(useless, False, REASON))
        given = (self.office.enter(actor), number, (useless, False), REASON_TEXT)
        self.attempt(expected, notify.rejudge_enforcement, *given)

    @rule(who=SOMEBODY, number=CASES)
    @precondition(lambda self: self.decisions())
    def confirm_finality(self, who: Somebody, number: str) -> None:
        actor = self.actor(who, OTHER_REGISTRAR)
        expected = self.objections(actor, number, CONFIRMED)
        signed_in = self.office.enter(actor)
        self.attempt(expected, notify.confirm_finality, signed_in, number)

    # --- what is never so --------------------------------------------------------------------

    @invariant()
    def every_case_stands_where_the_model_says(self) -> None:
        if hasattr(self, "office"):
            state = self.office.desk.journal.state
            stages = {number: case.stage.value for number, case in state.cases.items()}
            assert stages == {n: self.model.stage(deeds) for n, deeds in self.model.cases.items()}

    @invariant()
    def section_numbers_are_given_once_and_left_out_only_where_given_up(self) -> None:
        begun = [deed.act for _, deed in self.model.beginnings]
        for year in (2017, 2018):
            taken = self.model.sections("mayor", year)
            assert len(set(taken)) == len(taken)
            missing = set(range(1, max(taken, default=0))) - set(taken)
            assert missing <= {one.section for one in begun if one.year == year}

    @invariant()
    def nobody_does_what_one_person_may_not_do_twice(self) -> None:
        """Said once more without any rule: who decided never prepared, and signed only after."""
        for deeds in self.model.cases.values():
            decided = self.model.decided(deeds)
            signed = [deed for deed in deeds if deed.name == "DocumentSigned"]
            if decided:
                before = deeds[: deeds.index(decided)]
                prepared = ("DraftEdited", "DocumentAttached", "ProposalSubmitted")
                prepared_by = {deed.who.person for deed in before if deed.name in prepared}
                assert decided.who.person not in prepared_by
            assert len(signed) <= 1
            if signed:
                assert decided
                assert deeds.index(decided) < deeds.index(signed[0])
                begun = self.model.begun(deeds)
                assert begun
                assert begun.act.outcome not in (Outcome.REJECTED, Outcome.NOTED)

    def read_again(self) -> None:
        """Open the register as another desk does: it verifies, and says the same."""
        register_, desk = self.office.register, self.office.desk
        read = replay((stored.body, stored.signature) for stored in register_.entries())
        assert read.findings == []
        again = Journal(register_, self.office.clock, self.office.desk_key)
        assert again.state.cases == desk.journal.state.cases
        rows = register_.case_rows()
        rebuild(register_)
        assert sorted(register_.case_rows(), key=str) == sorted(rows, key=str)
        refused = [e for e in map(_act, register_.entries()) if isinstance(e, AttemptRefused)]
        assert len(refused) == self.refused


def _act(stored: Any) -> Any:
    return read_entry(stored.body).act


def _submit(desk: Any, who: Any, number: str, wanted: Any, enforcement: Any) -> None:
    """Submit a proposal, having seen what looks wrong in its text."""
    written = prepare.draft(desk, number)
    seen: frozenset[str] = frozenset()
    if written and number in desk.journal.state.cases:
        case = desk.journal.case(number)
        text = review.as_proposed(desk, case, written)
        found = review.review(desk, case, text, wanted.office, wanted.days)
        seen = frozenset(map(review.mark, found))
    prepare.submit(desk, who, number, wanted, enforcement, seen)


def _begin_in_list(desk: Any, who: Any, number: str, ruling: Any) -> None:
    """Begin to decide as the next of a list."""
    decide.begin_decision(desk, who, number, ruling, in_list=True)


def _record(desk: Any, who: Any, act: Any) -> None:
    desk.journal.record(who, act)


TestRandomOffice = RandomOffice.TestCase
TestRandomOffice.settings = settings(
    max_examples=effort(50),
    stateful_step_count=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
