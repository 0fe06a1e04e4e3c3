"""Who stands in for whom, when and why; and what an acting decision-maker may not do (R14–R17)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import combinations

import pytest

from signapp.domain.acts import (
    AbsenceRecorded,
    AbsenceWithdrawn,
    Act,
    Actor,
    Capacity,
    DecisionAbandoned,
    DeputiesOrdered,
    DisqualificationDeclared,
    DraftEdited,
    OfficeDissolved,
    OfficeHeld,
    OfficeKind,
    Outcome,
    PersonEnrolled,
    ProposalSubmitted,
    ProvisionListed,
    Purpose,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
    SubstituteNamed,
)
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.decision import Stage
from signapp.domain.deputies import ActingFor, Availability, Cause, acting_for
from signapp.domain.offices import Roster
from tests.domain.stories import (
    AUDITOR,
    BEGUN,
    CASE,
    DAY,
    DECIDED,
    DECIDED_AT,
    DEPUTY,
    FIELD,
    IN_PERSON,
    MAYOR,
    MINUTES,
    NOTICE,
    OTHER_CASE,
    OTHER_DEPUTY,
    OTHER_REGISTRAR,
    OTHER_TEXT,
    PREPARED_AT,
    PREPARED_PLAN,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PROPOSED_AT,
    PUBLISHED_AT,
    REGISTRAR,
    SHOWN_MINUTES,
    SHOWN_PLAN,
    SIGNED,
    SIGNED_AT,
    SIGNING_PLAN,
    SINCE,
    UNTIL,
    WHENEVER,
    Story,
    bound,
    first_roster,
    helsinki,
    holder,
    office,
    proposal,
    sha256,
    signing,
)

ORDER_2021 = {
    "mayor": ("urban", "education", "social", "culture"),
    "urban": ("education", "social", "culture", "mayor"),
    "education": ("social", "culture", "urban", "mayor"),
    "social": ("culture", "urban", "education", "mayor"),
    "culture": ("urban", "education", "social", "mayor"),
}
"""The city board's order of 9 August 2021, § 557; that of 2017 is not known."""

BASIS = "Khs 9.8.2021 § 557"
HOLDERS = {
    "mayor": "paula",
    "urban": "anni",
    "education": "elina",
    "social": "sanna",
    "culture": "antti",
}
NEWCOMERS = ("urban", "social")
DECISION_DAY = DECIDED_AT.date()


def ordered(who: str, deputies: tuple[str, ...], basis: str = BASIS) -> DeputiesOrdered:
    return DeputiesOrdered(who, deputies, SINCE, UNTIL, basis)


CITY: tuple[RosterChange, ...] = (
    *(office(code, OfficeKind.DEPUTY_MAYOR) for code in NEWCOMERS),
    *(PersonEnrolled(HOLDERS[code], sha256(HOLDERS[code]), IN_PERSON) for code in NEWCOMERS),
    *(OfficeHeld(HOLDERS[code], code, SINCE, UNTIL) for code in NEWCOMERS),
    *(bound(HOLDERS[code], Purpose.SIGNATURE) for code in NEWCOMERS),
    *(ordered(code, deputies) for code, deputies in ORDER_2021.items()),
)


def deputy(person: str, of: str) -> Actor:
    return Actor(person, of, Capacity.DEPUTY)


def substitute(person: str, of: str) -> Actor:
    return Actor(person, of, Capacity.SUBSTITUTE)


def absent(person: str, since: date = SINCE, until: date = UNTIL) -> AbsenceRecorded:
    return AbsenceRecorded(person, since, until)


def away(people: Iterable[str]) -> Availability:
    return Availability({person: (absent(person),) for person in people})


def acting(
    of: str, available: Availability, *changes: RosterChange, day: date = DECISION_DAY
) -> ActingFor | None:
    """Return who acts for an office in the city of these tests, with further changes."""
    roster = Roster().with_changes([*first_roster(), *CITY, *changes])
    return acting_for(roster, available, of, day)


class City(Story):
    """A story in a city with the order of deputies, whose registrar records who is away."""

    def __init__(self, *changes: RosterChange) -> None:
        super().__init__(*CITY, *changes)

    def without(self, *people: str, day: date | None = None) -> "City":
        for person in people:
            record = absent(person, day, day) if day else absent(person)
            self.does(REGISTRAR, record, PREPARED_AT, "")
        return self

    def decides_as(self, who: Actor) -> "City":
        """Have somebody decide the proposed case as proposed."""
        self.does(who, SHOWN_PLAN)
        for act in (BEGUN, SHOWN_MINUTES, signing(who, MINUTES, MINUTES_FIELD), DECIDED):
            self.does(who, act)
        return self

    def signs_as(self, who: Actor) -> "City":
        self.does(who, SHOWN_PLAN, SIGNED_AT)
        for act in (signing(who, PREPARED_PLAN, FIELD), SIGNED):
            self.does(who, act, SIGNED_AT)
        return self


def city(situation: str, *changes: RosterChange, submitted: ProposalSubmitted = PROPOSAL) -> City:
    return City.of(situation, *changes, submitted=submitted)


# --- the order of deputies ------------------------------------------------------------------


@pytest.mark.parametrize("of", ORDER_2021)
def test_the_holder_acts_while_nothing_prevents_it(of: str) -> None:
    assert acting(of, Availability()) == ActingFor(HOLDERS[of], of, Capacity.HOLDER)


@pytest.mark.parametrize("of", ORDER_2021)
def test_deputies_follow_each_other_in_the_order_of_the_board(of: str) -> None:
    gone = [HOLDERS[of]]
    for own_office in ORDER_2021[of]:
        person = HOLDERS[own_office]
        expected = ActingFor(person, of, Capacity.DEPUTY, Cause.PREVENTED, own_office, BASIS)
        assert acting(of, away(gone)) == expected
        gone.append(person)
    assert acting(of, away(gone)) is None  # the lists are cyclic; the search ends


@pytest.mark.parametrize("of", ORDER_2021)
def test_whoever_is_away_only_the_first_who_is_there_acts(of: str) -> None:
    """All 32 ways in which five people can be there or away."""
    for size in range(6):
        for gone in combinations(HOLDERS.values(), size):
            order = [HOLDERS[one] for one in (of, *ORDER_2021[of])]
            there = [person for person in order if person not in gone]
            found = acting(of, away(gone))
            assert (found.person if found else None) == (there[0] if there else None)
            assert (found is None) or (found.capacity is Capacity.DEPUTY) == (HOLDERS[of] in gone)


def test_the_cause_is_told_prevented_disqualified_or_vacant() -> None:
    prevented = away(["paula"])
    disqualified = Availability(disqualified=frozenset({"paula"}))
    both = replace(prevented, disqualified=frozenset({"paula"}))
    causes = [acting("mayor", available).cause for available in (prevented, disqualified, both)]
    assert causes == [Cause.PREVENTED, Cause.DISQUALIFIED, Cause.DISQUALIFIED]
    harbour = (office("harbour", OfficeKind.DEPUTY_MAYOR), ordered("harbour", ("culture",)))
    found = acting("harbour", Availability(), *harbour)
    assert found == ActingFor(
        *("antti", "harbour", Capacity.DEPUTY, Cause.VACANT, "culture", BASIS)
    )


def test_a_disqualified_deputy_is_passed_over() -> None:
    available = replace(away(["paula"]), disqualified=frozenset({"anni"}))
    assert acting("mayor", available).person == "elina"


def test_nobody_stands_in_for_themselves() -> None:
    """Neither by a second office, nor by a list that names its own office."""
    second = OfficeHeld("paula", "harbour", SINCE, UNTIL)
    harbour = office("harbour", OfficeKind.DEPUTY_MAYOR)
    own = ordered("mayor", ("mayor", "harbour", "education"))
    for available in (away(["paula"]), Availability(disqualified=frozenset({"paula"}))):
        assert acting("mayor", available, harbour, second, own).person == "elina"
    assert acting("mayor", away(["paula", "elina"]), harbour, second, own) is None


def test_a_deputy_who_stands_in_elsewhere_makes_nobody_a_deputy() -> None:
    """The mayor and the first deputy are away: the second stands in, not the first's own."""
    only_urban = ordered("mayor", ("urban",))
    assert acting("mayor", away(["paula", "anni"]), only_urban) is None


def test_the_order_decided_last_is_in_force_on_its_days() -> None:
    days = date(2017, 8, 24), date(2017, 8, 25)
    later = DeputiesOrdered("mayor", ("culture",), days[1], UNTIL, "Khs 14.8.2017 § 1")
    found = [acting("mayor", away(["paula"]), later, day=day) for day in days]
    assert [(one.person, one.basis) for one in found] == [
        ("anni", BASIS),
        ("antti", "Khs 14.8.2017 § 1"),
    ]
    ended = replace(later, since=SINCE, until=days[0])
    found = [acting("mayor", away(["paula"]), ended, day=day) for day in days]
    assert [one.person for one in found] == ["antti", "anni"]


# --- substitutes named by a decision of their own -------------------------------------------

NAMED = SubstituteNamed("niko", "mayor", SINCE, UNTIL, "Khs 21.8.2017 § 12")
NIKO = (
    PersonEnrolled("niko", sha256("niko"), IN_PERSON),
    bound("niko", Purpose.SIGNATURE),
)
DEPUTIES = ("anni", "elina", "sanna", "antti")


@pytest.mark.parametrize("left", DEPUTIES)
def test_a_substitute_waits_until_every_deputy_is_away(left: str) -> None:
    gone = [person for person in ("paula", *DEPUTIES) if person != left]
    assert acting("mayor", away(gone), NAMED).person == left


def test_a_substitute_acts_when_holder_and_deputies_are_away() -> None:
    found = acting("mayor", away(["paula", *DEPUTIES]), NAMED)
    assert found == ActingFor(
        "niko", "mayor", Capacity.SUBSTITUTE, Cause.PREVENTED, basis="Khs 21.8.2017 § 12"
    )


def test_a_substitute_is_named_for_one_office_and_for_certain_days() -> None:
    gone = away(["paula", *DEPUTIES])
    assert acting("culture", gone, NAMED) is None
    until = replace(NAMED, until=DECISION_DAY)
    assert acting("mayor", gone, until)
    assert acting("mayor", gone, until, day=DECISION_DAY + timedelta(days=1)) is None
    later = replace(NAMED, since=DECISION_DAY + timedelta(days=1))
    assert acting("mayor", gone, later) is None


def test_the_first_substitute_who_is_there_acts_but_never_the_holder() -> None:
    second = replace(NAMED, person="nora")
    gone = ["paula", *DEPUTIES]
    assert acting("mayor", away(gone), NAMED, second).person == "niko"
    assert acting("mayor", away([*gone, "niko"]), NAMED, second).person == "nora"
    assert acting("mayor", away([*gone, "niko", "nora"]), NAMED, second) is None
    assert acting("mayor", away(gone), replace(NAMED, person="paula")) is None


def test_a_substitute_decides_and_a_deputy_who_is_there_is_asked_first() -> None:
    story = city("draft", NAMED, *NIKO).without("paula", *DEPUTIES[1:])
    story.does(PRESENTER, PROPOSAL, PROPOSED_AT)
    niko = substitute("niko", "mayor")
    assert story.codes(niko, BEGUN) == ["HolderPresent", "DocumentNotShown"]
    story.without("anni").decides_as(niko)
    assert story.case.decided_by == niko


# --- the holder is there, or is not ---------------------------------------------------------


def test_nobody_stands_in_for_a_holder_who_is_there() -> None:
    story = city("proposed")
    for person in DEPUTIES:
        assert story.codes(deputy(person, "mayor"), SHOWN_PLAN) == ["HolderPresent"]
    assert story.codes(MAYOR, BEGUN) == []


def test_a_later_deputy_waits_for_the_earlier_ones() -> None:
    story = city("proposed").without("paula")
    assert story.codes(deputy("elina", "mayor"), SHOWN_PLAN) == ["HolderPresent"]
    assert story.codes(deputy("anni", "mayor"), SHOWN_PLAN) == []
    story.without("anni")
    assert story.codes(deputy("elina", "mayor"), SHOWN_PLAN) == []
    assert story.codes(deputy("anni", "mayor"), SHOWN_PLAN) == ["HolderPresent"]


def test_a_deputy_has_the_duties_of_the_office_and_says_so() -> None:
    """Whoever stands in names the office and the capacity; anything else is somebody else."""
    story = city("proposed").without("paula")
    for wrong in (holder("anni", "mayor"), Actor("anni", "mayor", Capacity.DESK)):
        assert story.codes(wrong, SHOWN_PLAN) == ["OfficeNotHeld"]
    assert story.codes(substitute("anni", "mayor"), SHOWN_PLAN) == ["HolderPresent"]
    assert "DutyNotInOffice" in story.codes(holder("anni", "urban"), BEGUN)
    story.does(deputy("anni", "mayor"), SHOWN_PLAN)
    assert story.codes(deputy("anni", "mayor"), BEGUN) == []


def test_a_holder_who_is_recorded_as_away_does_not_act() -> None:
    story = city("proposed").without("paula")
    (reason,) = story.refusals(MAYOR, BEGUN, DECIDED_AT)
    assert (reason.code, reason.facts["cause"]) == ("HolderPrevented", "prevented")


def test_a_holder_who_is_disqualified_does_not_act_in_that_case() -> None:
    story = city("proposed").does(MAYOR, DisqualificationDeclared(5)).proposes(
        OTHER_CASE, DECIDED_AT
    )  # fmt: skip
    assert story.case.disqualified == {"paula": 5}
    (reason,) = story.refusals(MAYOR, BEGUN, DECIDED_AT)
    assert (reason.code, reason.facts["cause"]) == ("HolderPrevented", "disqualified")
    assert story.codes(MAYOR, BEGUN, DECIDED_AT, OTHER_CASE) == []
    assert "HolderPresent" in story.codes(deputy("anni", "mayor"), BEGUN, number=OTHER_CASE)
    assert story.decides_as(deputy("anni", "mayor")).stage is Stage.DECIDED


@pytest.mark.parametrize(
    ("who", "act"),
    [(PREPARER, DraftEdited()), (PRESENTER, PROPOSAL)],
    ids=["preparer", "presenter"],
)
def test_whoever_is_disqualified_does_not_prepare_or_present_either(who: Actor, act: Act) -> None:
    story = city("draft").does(who, DisqualificationDeclared(1), PREPARED_AT)
    assert story.codes(who, act, PROPOSED_AT) == ["HolderPrevented"]


def test_nobody_acts_when_nobody_is_left() -> None:
    story = city("proposed").without("paula", *DEPUTIES)
    for person in DEPUTIES:
        assert story.codes(deputy(person, "mayor"), SHOWN_PLAN) == ["OfficeNotHeld"]


def test_a_ground_of_disqualification_is_one_of_seven() -> None:
    story = city("proposed")
    for ground in range(-1, 10):
        codes = story.codes(MAYOR, DisqualificationDeclared(ground))
        assert codes == ([] if 1 <= ground <= 7 else ["GroundUnknown"])


def test_impartiality_is_declared_before_deciding_and_before_each_signature() -> None:
    for situation, who, act, at in (
        ("proposed", MAYOR, BEGUN, DECIDED_AT),
        ("deciding", MAYOR, signing(MAYOR, MINUTES, MINUTES_FIELD), DECIDED_AT),
        ("decided", DEPUTY, SIGNING_PLAN, SIGNED_AT),
    ):
        story = city(situation)
        assert story.codes(who, replace(act, impartial=False), at) == ["ImpartialityNotDeclared"]
        assert story.codes(who, act, at) == []


# --- two holders of one office --------------------------------------------------------------


def test_both_holders_of_one_office_act() -> None:
    for who in (REGISTRAR, OTHER_REGISTRAR):
        assert city("decided").codes(who, NOTICE, PUBLISHED_AT) == []


def test_one_holder_is_enough_and_the_one_away_does_not_act() -> None:
    registry = ordered("registry", ("education",))
    story = city("decided", registry).without(REGISTRAR.person)
    assert story.codes(REGISTRAR, NOTICE, PUBLISHED_AT) == ["HolderPrevented"]
    assert story.codes(OTHER_REGISTRAR, NOTICE, PUBLISHED_AT) == []
    in_for = deputy("elina", "registry")
    assert story.codes(in_for, NOTICE, PUBLISHED_AT) == ["HolderPresent"]
    story.does(OTHER_REGISTRAR, absent(OTHER_REGISTRAR.person), PREPARED_AT, "")
    assert story.codes(in_for, NOTICE, PUBLISHED_AT) == []


# --- absences -------------------------------------------------------------------------------


def test_every_recorded_absence_counts_until_it_is_withdrawn() -> None:
    story = city("proposed").without("paula")
    earlier = absent("paula", SINCE, DECISION_DAY - timedelta(days=1))
    today = absent("paula", DECISION_DAY, DECISION_DAY)
    for record in (today, earlier):
        story.does(REGISTRAR, record, DECIDED_AT, "")
    assert story.codes(MAYOR, BEGUN) == ["HolderPrevented"]
    for record in (absent("paula"), today):
        assert story.codes(MAYOR, BEGUN) == ["HolderPrevented"]
        back = AbsenceWithdrawn(record.person, record.since, record.until)
        story.does(REGISTRAR, back, DECIDED_AT, "")
    assert story.codes(MAYOR, BEGUN) == []
    assert story.codes(deputy("anni", "mayor"), SHOWN_PLAN) == ["HolderPresent"]
    assert story.state.absences["paula"] == (earlier,)


def test_only_an_absence_that_is_recorded_is_withdrawn() -> None:
    story = city("nothing").without("paula", day=DECISION_DAY)
    never = AbsenceWithdrawn("paula", DECISION_DAY, DECISION_DAY + timedelta(days=1))
    assert story.codes(REGISTRAR, never, PREPARED_AT, "") == ["AbsenceUnknown"]
    back = replace(never, until=DECISION_DAY)
    assert story.codes(AUDITOR, back, PREPARED_AT, "") == ["DutyNotInOffice"]
    story.does(REGISTRAR, back, PREPARED_AT, "")
    assert story.codes(REGISTRAR, back, PREPARED_AT, "") == ["AbsenceUnknown"]


def test_an_absence_is_of_somebody_known_and_ends_after_it_begins() -> None:
    story = city("nothing")
    nobody = absent("nobody", DECISION_DAY, DECISION_DAY - timedelta(days=1))
    codes = story.codes(REGISTRAR, nobody, PREPARED_AT, "")
    assert codes == ["PersonUnknown", "SpanReversed"]


def test_an_absence_lasts_from_its_first_midnight_to_its_last_in_helsinki() -> None:
    story = city("proposed").without("paula", day=DECISION_DAY)
    for moment, prevented in (
        (helsinki("2017-08-23T23:59:59"), False),
        (helsinki("2017-08-24T00:00:00"), True),
        (helsinki("2017-08-24T23:59:59"), True),
        (helsinki("2017-08-25T00:00:00"), False),
    ):
        assert story.codes(MAYOR, BEGUN, moment) == (["HolderPrevented"] if prevented else [])


def test_an_absence_is_recorded_by_whoever_runs_the_offices() -> None:
    story = city("nothing")
    for who in (REGISTRAR, PREPARER, PRESENTER, MAYOR):
        assert story.codes(who, absent("paula"), PREPARED_AT, "") == []
    assert story.codes(AUDITOR, absent("paula"), PREPARED_AT, "") == ["DutyNotInOffice"]
    stranger = holder("paula", "registry")
    assert story.codes(stranger, absent("paula"), PREPARED_AT, "") == ["OfficeNotHeld"]


def test_someone_away_does_not_act_in_any_office() -> None:
    story = city("draft").without("veera")
    assert story.codes(PREPARER, DraftEdited(), PREPARED_AT) == ["HolderPrevented"]


# --- who decided and who signed: in person or by a stand-in ---------------------------------

BY_MAYOR, FOR_MAYOR = MAYOR, deputy("anni", "mayor")
BY_DEPUTY_MAYOR, FOR_DEPUTY_MAYOR = DEPUTY, deputy("elina", "culture")


def other(than: Actor, in_person: Actor, stand_in: Actor) -> tuple[Actor, Act, datetime]:
    """Return the attempt of whoever does not act, holder or stand-in, on the day of the act."""
    who = stand_in if than == in_person else in_person
    return who, SHOWN_PLAN, DECIDED_AT if who.office == "mayor" else SIGNED_AT


def not_now(who: Actor) -> str:
    """Return why the other one does not act when this one does."""
    return "HolderPresent" if who.capacity is Capacity.HOLDER else "HolderPrevented"


@pytest.mark.parametrize("decider", [BY_MAYOR, FOR_MAYOR], ids=["mayor", "for the mayor"])
@pytest.mark.parametrize(
    "signer", [BY_DEPUTY_MAYOR, FOR_DEPUTY_MAYOR], ids=["deputy mayor", "for the deputy mayor"]
)
def test_each_combination_names_person_office_and_capacity(decider: Actor, signer: Actor) -> None:
    story = city("draft").does(PRESENTER, PROPOSAL, PROPOSED_AT)
    if decider == FOR_MAYOR:
        story.without("paula", day=DECISION_DAY)
    if signer == FOR_DEPUTY_MAYOR:  # also the first of the deputies is away that day
        story.without("antti", "anni", day=DAY)
    assert story.codes(*other(decider, BY_MAYOR, FOR_MAYOR)) == [not_now(decider)]
    story.decides_as(decider)
    assert story.codes(*other(signer, BY_DEPUTY_MAYOR, FOR_DEPUTY_MAYOR)) == [not_now(signer)]
    story.signs_as(signer)

    assert story.case.decided_by == decider
    assert story.case.signed_by == signer
    assert (decider.office, signer.office) == ("mayor", "culture")
    for who, at, own_office in ((decider, DECIDED_AT, "urban"), (signer, SIGNED_AT, "education")):
        found = story.state.situation(who, at, CASE).acting(who.office)
        assert (found.person, found.office, found.capacity) == (
            who.person,
            who.office,
            who.capacity,
        )
        stands_in = who.capacity is Capacity.DEPUTY
        because = (Cause.PREVENTED, own_office, BASIS) if stands_in else (None, "", "")
        assert (found.cause, found.own_office, found.basis) == because


def test_a_deputy_goes_on_with_the_numbers_of_the_office() -> None:
    story = city("draft").decides(OTHER_CASE, 1, DECIDED_AT)
    story.does(PRESENTER, PROPOSAL, PROPOSED_AT).without("paula")
    in_for = deputy("anni", "mayor")
    story.does(in_for, SHOWN_PLAN)
    assert story.codes(in_for, BEGUN) == ["SectionTaken"]
    story.does(in_for, replace(BEGUN, section=2))


def test_what_the_mayor_began_the_deputy_gives_up_and_begins_again() -> None:
    """The minutes name who began the decision: nobody else signs them in that name."""
    story = city("deciding").without("paula")
    in_for = deputy("anni", "mayor")
    assert "AnotherDecisionOpen" in story.codes(in_for, BEGUN)
    story.does(in_for, SHOWN_MINUTES)
    signed = signing(in_for, MINUTES, MINUTES_FIELD)
    assert story.codes(in_for, signed) == ["BegunByAnother"]
    story.does(in_for, DecisionAbandoned())
    assert (story.case.begun_by, story.case.citation) == (None, "")
    story.does(in_for, SHOWN_PLAN)
    for act in (BEGUN, signed, DECIDED):
        story.does(in_for, act)
    assert story.case.decided_by == story.case.begun_by == in_for


def test_nobody_signs_as_a_deputy_what_they_decided_as_a_deputy() -> None:
    """Acting for both offices, one person would bind the city alone (R16)."""
    story = city("draft").does(PRESENTER, PROPOSAL, PROPOSED_AT).without("paula")
    in_for = deputy("anni", "mayor")
    for act in (
        SHOWN_PLAN,
        BEGUN,
        SHOWN_MINUTES,
        signing(in_for, MINUTES, MINUTES_FIELD),
        DECIDED,
    ):
        story.does(in_for, act)
    story.without(DEPUTY.person)
    both = deputy("anni", "culture")
    assert story.state.situation(both, SIGNED_AT, CASE).acting("culture").person == "anni"
    story.does(both, SHOWN_PLAN, SIGNED_AT)
    assert story.codes(both, signing(both, PREPARED_PLAN, FIELD), SIGNED_AT) == [
        "SelfAuthorisation"
    ]


def test_a_deputy_does_not_record_the_absence_that_lets_them_act() -> None:
    story = city("proposed")
    assert story.codes(OTHER_DEPUTY, absent("paula")) == ["AbsenceOfAnother"]
    assert story.codes(DEPUTY, absent("paula")) == ["AbsenceOfAnother"]
    for who in (MAYOR, PREPARER, PRESENTER, REGISTRAR):
        assert story.codes(who, absent("paula")) == []


def test_a_deputy_signs_with_a_certificate_of_their_own() -> None:
    story = city("draft").does(PRESENTER, PROPOSAL, PROPOSED_AT).without("paula")
    in_for = deputy("anni", "mayor")
    for act in (SHOWN_PLAN, BEGUN, SHOWN_MINUTES):
        story.does(in_for, act)
    mayors = signing(MAYOR, MINUTES, MINUTES_FIELD)
    assert story.codes(in_for, mayors) == ["CertificateOfAnotherPerson"]


def test_a_deputy_who_prepared_the_case_does_not_decide_it() -> None:
    """The way on is to say so: the next deputy decides."""
    story = city("draft", OfficeHeld("anni", "international", SINCE, UNTIL))
    story.does(holder("anni", "international"), DraftEdited(), PREPARED_AT)
    story.does(PRESENTER, PROPOSAL, PROPOSED_AT).without("paula")
    in_for = deputy("anni", "mayor")
    story.does(in_for, SHOWN_PLAN)
    assert story.codes(in_for, BEGUN) == ["PreparerMayNotDecide"]
    story.does(in_for, DisqualificationDeclared(7))
    story.decides_as(deputy("elina", "mayor"))


# --- acting for the mayor and authorising oneself (R16) -------------------------------------


def acting_mayor(person: str, *gone: str, submitted: ProposalSubmitted = PROPOSAL) -> list[str]:
    """Return the reasons against a decision by somebody who acts for the mayor."""
    story = city("draft").does(PRESENTER, submitted, PROPOSED_AT).without("paula", *gone)
    who = deputy(person, "mayor")
    return story.does(who, SHOWN_PLAN).codes(who, BEGUN)


def test_an_acting_mayor_does_not_authorise_the_own_office() -> None:
    assert acting_mayor("antti", "anni", "elina", "sanna") == ["SelfAuthorisation"]
    assert acting_mayor("anni", submitted=proposal(office="urban")) == ["SelfAuthorisation"]
    assert acting_mayor("anni", submitted=proposal(office="mayor")) == ["SelfAuthorisation"]


def test_an_acting_mayor_does_not_authorise_an_office_they_stand_in_for() -> None:
    assert acting_mayor("anni", "antti") == ["SelfAuthorisation"]


def test_an_acting_mayor_authorises_another_office() -> None:
    assert acting_mayor("anni") == []
    assert acting_mayor("elina", "anni", submitted=proposal(office="social")) == []


def test_the_mayor_may_authorise_the_own_office() -> None:
    story = city("proposed", submitted=proposal(office="mayor"))
    story.decides_as(MAYOR).signs_as(MAYOR)
    assert (story.case.decided_by, story.case.signed_by) == (MAYOR, MAYOR)


def test_a_deputy_mayor_may_decide_and_sign_in_the_own_competence() -> None:
    provision = ProvisionListed("provision-2", "culture", "12 luku 1 §", SINCE, "")
    own = replace(PROPOSAL, decision_maker="culture", provision="provision-2")
    story = city("draft", provision).does(PRESENTER, own, PROPOSED_AT)
    story.decides_as(DEPUTY).signs_as(DEPUTY)


# --- offices that end (R17) -----------------------------------------------------------------

LAST_DAY = DAY - timedelta(days=1)
DISSOLVED = OfficeDissolved("culture", LAST_DAY, "education", "Kvsto 3.5.2017 § 1")


NO_SUCCESSOR = replace(DISSOLVED, successor="")
AFTERWARDS = helsinki("2017-08-29T00:00:00")


def test_a_dissolved_office_signs_nothing_more() -> None:
    story = city("proposed", NO_SUCCESSOR, submitted=proposal(days=WHENEVER))
    story.decides_as(MAYOR)
    last = helsinki("2017-08-28T23:59:59")
    story.does(DEPUTY, SHOWN_PLAN, last)
    assert story.codes(DEPUTY, SIGNING_PLAN, last) == []
    assert story.codes(DEPUTY, SIGNING_PLAN, last + timedelta(seconds=1)) == ["OfficeNoMore"]
    in_for = deputy("anni", "culture")
    assert "OfficeNoMore" in story.codes(in_for, signing(in_for, PREPARED_PLAN, FIELD), SIGNED_AT)


def test_the_successor_of_a_dissolved_office_signs_from_the_next_day_on() -> None:
    story = city("proposed", DISSOLVED, submitted=proposal(days=WHENEVER)).decides_as(MAYOR)
    begun = signing(OTHER_DEPUTY, PREPARED_PLAN, FIELD)
    last = AFTERWARDS - timedelta(seconds=1)
    story.does(OTHER_DEPUTY, SHOWN_PLAN, last)
    assert story.codes(OTHER_DEPUTY, begun, last) == ["OtherOfficeAuthorised"]
    assert story.codes(DEPUTY, signing(DEPUTY, PREPARED_PLAN, FIELD), AFTERWARDS) == [
        *("OtherOfficeAuthorised", "DocumentNotShown"),
    ]
    story.does(OTHER_DEPUTY, begun, AFTERWARDS)


def test_an_authorisation_waits_until_a_successor_is_recorded() -> None:
    story = city("proposed", NO_SUCCESSOR, submitted=proposal(days=WHENEVER))
    story.decides_as(MAYOR).does(OTHER_DEPUTY, SHOWN_PLAN, AFTERWARDS)
    begun = signing(OTHER_DEPUTY, PREPARED_PLAN, FIELD)
    assert story.codes(OTHER_DEPUTY, begun, AFTERWARDS) == [
        *("OfficeNoMore", "OtherOfficeAuthorised"),
    ]
    named = RosterChangeProposed("heir", (DISSOLVED,))
    story.does(REGISTRAR, named, AFTERWARDS, "")
    assert "OfficeNoMore" in story.codes(OTHER_DEPUTY, begun, AFTERWARDS)
    story.does(OTHER_REGISTRAR, RosterChangeConfirmed("heir"), AFTERWARDS, "")
    story.does(OTHER_DEPUTY, begun, AFTERWARDS)


def test_successors_follow_each_other_and_never_in_a_ring() -> None:
    roster = Roster().with_changes([*first_roster(), *CITY, DISSOLVED])
    assert roster.in_charge("culture", LAST_DAY) == "culture"
    assert roster.in_charge("culture", DAY) == "education"
    further = OfficeDissolved("education", DAY, "urban", "Kvsto 1.9.2017 § 2")
    assert roster.with_change(further).in_charge("culture", DAY) == "education"
    after = DAY + timedelta(days=1)
    assert roster.with_change(further).in_charge("culture", after) == "urban"
    ring = replace(further, successor="culture")
    assert roster.with_change(ring).in_charge("culture", after) is None


def test_nobody_decides_to_authorise_a_dissolved_office() -> None:
    for gone, codes in ((NO_SUCCESSOR, ["OfficeNoMore"]), (DISSOLVED, [])):
        story = city("proposed", gone)
        assert story.codes(MAYOR, BEGUN, AFTERWARDS) == codes
        rejected = replace(BEGUN, outcome=Outcome.REJECTED, text=OTHER_TEXT)
        assert story.codes(MAYOR, rejected, AFTERWARDS) == []


def test_a_dissolved_office_is_not_authorised_any_more() -> None:
    story = city("draft", DISSOLVED)
    assert story.codes(PRESENTER, PROPOSAL, AFTERWARDS - timedelta(seconds=1)) == []
    assert story.codes(PRESENTER, PROPOSAL, AFTERWARDS) == ["OfficeNoMore"]


def test_nobody_acts_for_or_from_a_dissolved_office() -> None:
    assert acting("culture", Availability(), DISSOLVED, day=LAST_DAY)
    assert acting("culture", Availability(), DISSOLVED, day=DAY) is None
    gone = away(["paula", "anni", "elina", "sanna"])
    assert acting("mayor", gone, DISSOLVED, day=LAST_DAY).person == "antti"
    assert acting("mayor", gone, DISSOLVED, day=DAY) is None
