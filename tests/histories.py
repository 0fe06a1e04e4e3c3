"""Random histories of cases that are lawful, and mutations of them that are not.

Lawful is what `tests.reference` has no objection to.
"""

import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any

from signapp.domain.acts import (
    DESK,
    AbsenceRecorded,
    Actor,
    Capacity,
    ClaimArrived,
    ClaimSettled,
    DecisionAbandoned,
    DecisionBegun,
    DeputiesOrdered,
    DisqualificationDeclared,
    DocumentOpened,
    DocumentRef,
    DraftEdited,
    EnforcementJudgement,
    FinalityConfirmed,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeTitle,
    Outcome,
    PersonEnrolled,
    ProposalTabled,
    Purpose,
    RosterChange,
    SignedRevision,
    SigningAbandoned,
    SubstituteNamed,
    TimestampAdded,
)
from signapp.domain.authorisation import (
    AuthorisationCancelled,
    Condition,
    ConditionConfirmed,
    SigningDays,
    SigningDelegated,
)
from signapp.domain.calendar import Ground, Method
from signapp.domain.claims import EnforcementPermitted, EnforcementRejudged, Settlement
from signapp.domain.custody import DraftHandedOver
from tests.domain.stories import (
    AMENDED,
    ATTACHED,
    AUTHORISATION,
    CASE,
    CLAIM,
    CONFIRMED,
    DECIDED,
    EVERYBODY,
    FIELD,
    FORBIDDEN_ENFORCEMENT,
    IN_PERSON,
    MINUTES,
    MINUTES_FIELD,
    NOTICE,
    OPENED,
    OTHER_CASE,
    OTHER_REGISTRAR,
    PREPARED,
    PREPARED_PLAN,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PUBLISHED,
    REASON,
    REGISTRAR,
    REMOVED,
    RETURNED,
    SIGNED,
    SINCE,
    UNTIL,
    WITHDRAWN,
    bound,
    document,
    first_roster,
    helsinki,
    sha256,
    signing,
)
from tests.reference import Reference, as_utc, day_of

URBAN, SUBSTITUTE = "anni", "sanna"
BASIS = "a decision of its own"
MORE: tuple[RosterChange, ...] = (
    OfficeFormed("urban", OfficeKind.DEPUTY_MAYOR, OfficeTitle(*["urban"] * 4), SINCE),
    *(PersonEnrolled(person, sha256(person), IN_PERSON) for person in (URBAN, SUBSTITUTE)),
    *(bound(person, purpose) for person in (URBAN, SUBSTITUTE) for purpose in Purpose),
    OfficeHeld(URBAN, "urban", SINCE, UNTIL),
    DeputiesOrdered("mayor", ("urban", "education", "culture"), SINCE, UNTIL, BASIS),
    DeputiesOrdered("culture", ("education", "urban", "mayor"), SINCE, UNTIL, BASIS),
    SubstituteNamed(SUBSTITUTE, "mayor", SINCE, UNTIL, BASIS),
)
"""A fourth deputy mayor, and who stands in for whom."""

PEOPLE = (*(actor.person for actor in EVERYBODY), URBAN, SUBSTITUTE)
OFFICES = ("mayor", "culture", "education", "urban", "chief-executive", "international",
           "registry", "audit")  # fmt: skip
CASES = (CASE, OTHER_CASE, "HEL 2017-007777")
BEGINNINGS = ("2017-08-21", "2017-10-27", "2017-12-28", "2018-03-22")
"""Days shortly before nothing, the end of summer time, New Year, and its beginning."""


@dataclass(frozen=True)
class Step:
    """One deed of a history."""

    who: Actor
    at: datetime
    number: str
    act: Any


Candidate = tuple[int, Actor | None, Any]
"""How likely, who does it (if anybody can), and what."""


def city() -> Reference:
    """Return the model of a city in which nothing has happened yet."""
    return Reference([*first_roster(), *MORE])


def lawful_history(chance: random.Random, length: int = 45) -> list[Step]:
    """Return a history in which everything was done by whoever may do it, over two cases."""
    model, history = city(), list[Step]()
    moment = helsinki(f"{chance.choice(BEGINNINGS)}T09:00:00")
    while len(history) < length:
        moment = later(chance, moment)
        number = chance.choice(CASES[:2])
        choices = [one for one in _candidates(model, chance, moment, number) if one[1]]
        _, who, act = chance.choices(choices, [weight for weight, _, _ in choices])[0]
        assert who
        if model.objections(who, moment, number, act):
            continue
        number = "" if isinstance(act, AbsenceRecorded) else number
        history.append(Step(who, as_utc(moment), number, act))
        model.happens(who, moment, number, act)
    return history


def later(chance: random.Random, moment: datetime) -> datetime:
    """Return a later moment: soon, around midnight, or after days."""
    match chance.randrange(12):
        case 0:
            midnight = (moment + timedelta(days=1)).replace(hour=0, minute=0, second=0)
            return midnight - timedelta(seconds=chance.choice([0, 1])) or moment
        case 1:
            return moment + timedelta(days=chance.choice([1, 1, 2, 7, 22, 40]))
        case _:
            return moment + timedelta(minutes=chance.randrange(5))


def in_place(model: Reference, office: str, moment: datetime, number: str) -> Actor | None:
    """Return whoever acts for an office in a case."""
    found = model.in_place(office, day_of(moment), model.cases.get(number, []))
    return Actor(found[0], office, Capacity(found[1])) if found else None


def _candidates(
    model: Reference, chance: random.Random, at: datetime, number: str
) -> Iterator[Candidate]:
    """Yield what could come next in a case, most of it lawful."""
    deeds = model.cases.get(number)
    if not deeds:
        yield 1, PREPARER, OPENED
        return
    today = day_of(at)
    someone = chance.choice(EVERYBODY)
    until = today + timedelta(days=chance.randrange(4))
    yield 1, chance.choice([PREPARER, REGISTRAR]), AbsenceRecorded(someone.person, today, until)
    if chance.random() < 0.1:
        yield 1, someone, DisqualificationDeclared(chance.randrange(1, 8))
    stage = model.stage(deeds)
    yield from _STAGES[stage](model, chance, at, number)
    if stage in ("decided", "signed"):
        yield from _after_decision(model, chance, at, number)


def _draft(
    model: Reference, chance: random.Random, at: datetime, number: str
) -> Iterator[Candidate]:
    deeds = model.cases[number]
    yield 1, PRESENTER, DraftEdited()
    yield 1, REGISTRAR, DraftHandedOver(PRESENTER.person, PRESENTER.office, REASON)
    attached = any(deed.name == "DocumentAttached" for deed in deeds)
    prepared = any(deed.name == "DocumentPrepared" for deed in deeds)
    yield 20, PREPARER, PREPARED if attached else ATTACHED
    if prepared:
        yield 40, PRESENTER, _proposal(chance, day_of(at))


def _proposal(chance: random.Random, today: date) -> Any:
    first = today + timedelta(days=chance.randrange(3))
    days = chance.choice(
        [
            SigningDays(first, first, True),
            SigningDays(first, first, False),
            SigningDays(today, today + timedelta(days=30), True),
            SigningDays(None, today + timedelta(days=30), True),
        ]
    )
    office = chance.choice(["culture", "culture", "education", "mayor"])
    judged = EnforcementJudgement(chance.random() < 0.2, False, sha256("judgement"))
    conditions = (Condition(REASON),) if chance.random() < 0.3 else ()
    wanted = replace(
        AUTHORISATION,
        office=office,
        days=days,
        conditions=conditions,
        sub_delegation=chance.random() < 0.5,
    )
    return replace(PROPOSAL, authorisation=wanted, enforcement=judged)


def _proposed(
    model: Reference, chance: random.Random, at: datetime, number: str
) -> Iterator[Candidate]:
    mayor, today = in_place(model, "mayor", at, number), day_of(at)
    deeds = model.cases[number]
    yield 2, PRESENTER, AMENDED
    yield 1, PRESENTER, WITHDRAWN
    yield 2, mayor, RETURNED
    yield 1, mayor, ProposalTabled(today + timedelta(days=chance.randrange(1, 3)), REASON)
    if chance.random() < 0.1:
        yield 1, mayor, REMOVED
    if mayor and not model._saw(mayor, deeds, PREPARED_PLAN):
        yield 20, mayor, DocumentOpened(PREPARED_PLAN)
    outcome = chance.choice([*Outcome, Outcome.AS_PROPOSED, Outcome.AMENDED_BY_PRESENTER])
    same = outcome in (Outcome.AS_PROPOSED, Outcome.AMENDED_BY_PRESENTER)
    text = model.wanted_text(deeds) if same else sha256("quite another text")
    section = model.next_section("mayor", today.year)
    opened = model.lying_open("mayor")
    follows = opened[-1][0] if opened else ""
    begun = DecisionBegun(outcome, text, True, section, today.year, 0, "")
    yield 30, mayor, begun
    if follows:
        yield 30, mayor, replace(begun, follows=follows)


def _deciding(
    model: Reference, chance: random.Random, at: datetime, number: str
) -> Iterator[Candidate]:
    begun, deeds = model.begun(model.cases[number]), model.cases[number]
    assert begun
    mayor, lies_open = in_place(model, "mayor", at, number), model.open_signing(deeds)
    yield 2 if begun.who == mayor and begun.day == day_of(at) else 40, mayor, DecisionAbandoned()
    yield 10, begun.who, DocumentOpened(MINUTES)
    if lies_open:
        yield 40, lies_open.who, DECIDED
        yield 4, lies_open.who, SigningAbandoned("WrongPinError")
    else:
        yield 40, begun.who, signing(begun.who, MINUTES, MINUTES_FIELD, as_utc(at))


def _decided(
    model: Reference, chance: random.Random, at: datetime, number: str
) -> Iterator[Candidate]:
    deeds = model.cases[number]
    office = model.proposal(deeds).act.authorisation.office
    signatory, lies_open = in_place(model, office, at, number), model.open_signing(deeds)
    yield 10, signatory, DocumentOpened(PREPARED_PLAN)
    if lies_open:
        yield 20, lies_open.who, SIGNED
        yield 4, lies_open.who, SigningAbandoned("WrongPinError")
        return
    if signatory:
        yield 30, signatory, signing(signatory, PREPARED_PLAN, FIELD, as_utc(at))
    named = [deed.act for deed in deeds if deed.name == "SigningDelegated"]
    delegate = in_place(model, named[-1].office, at, number) if named else None
    if delegate:
        yield 6, delegate, DocumentOpened(PREPARED_PLAN)
        yield 20, delegate, signing(delegate, PREPARED_PLAN, FIELD, as_utc(at))
    yield 6, signatory, SigningDelegated("education", chance.choice(["", "elina"]))
    yield 10, PREPARER, ConditionConfirmed(1, REASON)
    if chance.random() < 0.1:
        yield 1, in_place(model, "mayor", at, number), AuthorisationCancelled(REASON)


def _over(
    model: Reference, chance: random.Random, at: datetime, number: str
) -> Iterator[Candidate]:
    yield from ()


_STAGES: dict[str, Callable[..., Iterator[Candidate]]] = {
    "draft": _draft,
    "proposed": _proposed,
    "deciding": _deciding,
    "decided": _decided,
    "signed": _over,
    "removed": _over,
}


def _after_decision(
    model: Reference, chance: random.Random, at: datetime, number: str
) -> Iterator[Candidate]:
    deeds, today = model.cases[number], day_of(at)
    published = any(deed.name == "MinutesPublished" for deed in deeds)
    yield 1 if published else 10, PREPARER, replace(PUBLISHED, seen_at=as_utc(at))
    if model.news(deeds):
        answers = (chance.random() < 0.1, chance.random() < 0.1)
        office = model.proposal(deeds).act.authorisation.office
        yield 6, in_place(model, office, at, number), EnforcementRejudged(*answers, REASON)
    method, ground = chance.choice(
        [(Method.LETTER, Ground.GENERAL), (Method.ELECTRONIC, Ground.CONSENT)]
    )
    addressee = sha256(chance.choice("abc"))
    notice = replace(NOTICE, addressee=addressee, method=method, ground=ground, sent_on=today)
    yield 3, REGISTRAR, notice
    yield 1, REGISTRAR, ClaimArrived(CLAIM.kind, as_utc(at))
    claims = model._claims(deeds)
    if claims:
        how = chance.choice(list(Settlement))
        yield 6, OTHER_REGISTRAR, ClaimSettled(chance.randrange(len(claims)) + 1, today, how)
        certified = FinalityConfirmed("administrative court", today)
        yield 4, OTHER_REGISTRAR, certified
    if chance.random() < 0.3:
        yield 1, REGISTRAR, FORBIDDEN_ENFORCEMENT
        yield 1, OTHER_REGISTRAR, EnforcementPermitted(FORBIDDEN_ENFORCEMENT.body)
    yield 8, OTHER_REGISTRAR, CONFIRMED
    stored = [
        deed.act.signed
        for deed in deeds
        if deed.name in ("Decided", "DocumentSigned", "TimestampAdded")
    ]
    last = stored[-1]
    longer = document(f"extended {last.document.sha256}", last.document.length + 500)
    yield 3, DESK, TimestampAdded(last.document, SignedRevision(longer, last.cms, "B-LTA"))


# --- mutations ------------------------------------------------------------------------------

Mutation = Callable[[random.Random, list[Step], int], list[Step]]


def _instead(history: list[Step], place: int, **changes: Any) -> list[Step]:
    return [*history[:place], replace(history[place], **changes), *history[place + 1 :]]


def wrong_person(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    who = replace(history[place].who, person=chance.choice(PEOPLE))
    return _instead(history, place, who=who)


def wrong_office(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    who = replace(history[place].who, office=chance.choice(OFFICES))
    return _instead(history, place, who=who)


def wrong_capacity(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    who = replace(history[place].who, capacity=chance.choice(list(Capacity)))
    return _instead(history, place, who=who)


def wrong_day(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    days = chance.choice([1, 2, 3, 31, 365, 4 * 365])
    at = history[place].at + timedelta(days=days)
    return [*history[:place], replace(history[place], at=at)]


def out_of_order(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    other = chance.randrange(len(history))
    changed = list(history)
    changed[place] = replace(history[other], at=history[place].at)
    changed[other] = replace(history[place], at=history[other].at)
    return changed


def twice(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    again = chance.randrange(place, len(history))
    repeated = replace(history[place], at=history[again].at)
    return [*history[: again + 1], repeated, *history[again + 1 :]]


def missing(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    return [*history[:place], *history[place + 1 :]]


def foreign_case(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    return _instead(history, place, number=chance.choice(CASES))


def other_fact(chance: random.Random, history: list[Step], place: int) -> list[Step]:
    """Change one value somewhere in the act: a document, a number, a day, a code, a word."""
    return _instead(history, place, act=_changed(chance, history[place].act))


def _changed(chance: random.Random, value: Any) -> Any:  # noqa: C901  (a line each)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + chance.choice([-1, 1, 7])
    if isinstance(value, datetime | date):
        return value + timedelta(days=chance.choice([-400, -1, 1, 400]))
    if isinstance(value, str):
        return chance.choice([sha256("something else"), "mayor", "education", ""])
    if isinstance(value, Capacity | Outcome | Method | Ground):
        return chance.choice(list(type(value)))
    if isinstance(value, DocumentRef):
        return chance.choice([document("another plan"), MINUTES, DocumentRef(value.sha256, 1)])
    if is_dataclass(value) and fields(value):
        name = chance.choice(fields(value)).name
        return replace(value, **{name: _changed(chance, getattr(value, name))})  # type: ignore[type-var]
    if isinstance(value, tuple) and value:
        place = chance.randrange(len(value))
        return (*value[:place], _changed(chance, value[place]), *value[place + 1 :])
    return value


MUTATIONS: tuple[Mutation, ...] = (
    *(wrong_person, wrong_office, wrong_capacity, wrong_day, out_of_order),
    *(twice, missing, foreign_case, other_fact),
)


@dataclass(frozen=True)
class Illegal:
    """A history whose last deed is against the law, why, and how it came about."""

    history: tuple[Step, ...]
    codes: frozenset[str]
    mutation: str


def first_fault(history: list[Step], lawful: list[Step], mutation: str) -> Illegal | None:
    """Return a history up to its first illegal deed, or None when it is lawful after all.

    As far as it is the lawful one from which it was made, nothing is asked again.
    """
    model, same = city(), True
    for place, step in enumerate(history):
        same = same and place < len(lawful) and step is lawful[place]
        against = not same and model.objections(step.who, step.at, step.number, step.act)
        if against:
            return Illegal(tuple(history[: place + 1]), frozenset(against), mutation)
        model.happens(step.who, step.at, step.number, step.act)
    return None


def _by_a_fitting_key(step: Step) -> bool:
    """Tell whether an act is the desk's if the desk does it: else no valid key would sign it."""
    return (step.who == DESK) == isinstance(step.act, TimestampAdded)


@cache
def illegal_histories(count: int, seed: int = 8888) -> tuple[Illegal, ...]:
    """Return that many different histories whose last deed is illegal."""
    chance, found = random.Random(seed), dict[tuple[Step, ...], Illegal]()
    for tried in itertools.count():
        if tried % 40 == 0:
            history = lawful_history(chance)
        mutate = MUTATIONS[len(found) % len(MUTATIONS)]
        mutated = mutate(chance, history, chance.randrange(len(history)))
        fault = first_fault(mutated, history, mutate.__name__)
        if fault and fault.history not in found and _by_a_fitting_key(fault.history[-1]):
            found[fault.history] = fault
        if len(found) == count:
            break
    return tuple(found.values())
