"""A true ledger verifies; every kind of forgery that can be found from inside is found."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signapp.domain.acts import (
    DESK,
    Act,
    Actor,
    AttemptRefused,
    Capacity,
    CertificateUnbound,
    DraftEdited,
    OfficeHeld,
    Purpose,
    RegisterFounded,
    RosterChangeConfirmed,
    RosterChangeProposed,
    SessionClosed,
    SignInFailed,
    SigningAbandoned,
)
from signapp.domain.decision import Stage
from signapp.domain.errors import LedgerError
from signapp.ledger.entries import ACTS, Entry, EntryKey, read_entry
from signapp.ledger.heads import case_gap
from signapp.ledger.verification import CLOCK_TOLERANCE, Replay, replay
from tests.domain.stories import (
    ATTACHED,
    AUDITOR,
    BEGUN,
    CASE,
    DECIDED_AT,
    DEPUTY,
    EVERYBODY,
    MAYOR,
    OPENED,
    OTHER_CASE,
    OTHER_DEPUTY,
    OTHER_REGISTRAR,
    PREPARED_AT,
    PREPARER,
    PRESENTER,
    PROPOSAL,
    PROPOSED_AT,
    PUBLISHED,
    REGISTRAR,
    SHOWN_PLAN,
    SIGNED_AT,
    SIGNING_PLAN,
    SINCE,
    STAMPED,
    UNTIL,
    certificate,
    helsinki,
    sha256,
)
from tests.domain.strategies import values_of
from tests.effort import effort
from tests.ledger.ledgers import NAME, Ledger, Row, certified, founding, linked_anew, told, whole
from tests.ledger.second_opinion import agree

SEEDS = range(effort(12))


def codes(rows: list[Row]) -> list[tuple[str, int]]:
    """What is found, and at which entry; the stand-alone verifier has to find the same."""
    read = replay(rows)
    agree(read, rows)
    return [(found.code, found.facts["position"]) for found in read.findings]


def first(rows: list[Row]) -> tuple[str, int]:
    return codes(rows)[0]


# --- a true ledger --------------------------------------------------------------------------


def test_a_true_ledger_verifies_without_a_finding() -> None:
    ledger = whole()
    read = replay(ledger.rows)
    assert read.findings == []
    assert read.tree.size == len(ledger.rows) > 20
    assert read.register == NAME
    assert read.state.cases[CASE].stage is Stage.SIGNED
    assert read.state.cases[OTHER_CASE].stage is Stage.DRAFT
    assert read.head(CASE).entries == len(ledger.of_case(CASE))
    assert {type(entry.act).__name__ for entry in ledger.entries()} >= {
        *("RegisterFounded", "SessionOpened", "SessionClosed", "CaseOpened", "DecisionBegun"),
        *("SigningBegun", "Decided", "DocumentSigned", "TimestampAdded", "MinutesPublished"),
    }


def test_every_beginning_of_a_true_ledger_verifies() -> None:
    read = Replay()
    for row in whole().rows:
        read.take(*row)
        assert read.findings == []


def test_the_forger_of_these_tests_can_link_a_ledger_anew_without_a_trace() -> None:
    """So what the tests below find is the change that they make, not the forger's clumsiness."""
    ledger = whole()
    rows = linked_anew(ledger, ledger.entries())
    assert replay(rows).findings == []


# --- changed rows ---------------------------------------------------------------------------


def flipped(content: bytes, bit: int) -> bytes:
    changed = bytearray(content)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


@pytest.mark.parametrize("seed", range(60))
def test_one_flipped_bit_of_a_body_is_found_where_it_is(seed: int) -> None:
    rows, chance = whole().rows, random.Random(seed)
    place = chance.randrange(len(rows))
    body, signature = rows[place]
    rows[place] = (flipped(body, chance.randrange(8 * len(body))), signature)
    assert first(rows)[1] == place


@pytest.mark.parametrize("seed", range(30))
def test_one_flipped_bit_of_a_signature_is_found_where_it_is(seed: int) -> None:
    rows, chance = whole().rows, random.Random(seed)
    place = chance.randrange(len(rows))
    body, signature = rows[place]
    rows[place] = (body, flipped(signature, chance.randrange(8 * len(signature))))
    assert first(rows) == ("SignatureOfEntryWrong", place)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_deleted_row_is_found(seed: int) -> None:
    rows = whole().rows
    place = random.Random(seed).randrange(len(rows) - 1)
    del rows[place]
    assert first(rows) == ("EntryOutOfOrder", 0 if place == 0 else place)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_deleted_row_is_found_when_the_rest_is_numbered_anew(seed: int) -> None:
    """Without the keys: the numbers fit again, the signatures do not."""
    ledger, chance = whole(), random.Random(seed)
    place = chance.randrange(1, len(ledger.rows) - 1)
    entries = ledger.entries()
    del entries[place]
    rows = [
        (replace(entry, number=number).body(), signature)
        for number, (entry, (_, signature)) in enumerate(
            zip(entries, [*ledger.rows[:place], *ledger.rows[place + 1 :]], strict=True)
        )
    ]
    assert first(rows) == ("HistoryRewritten", place)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copied_row_is_found(seed: int) -> None:
    rows, chance = whole().rows, random.Random(seed)
    place = chance.randrange(1, len(rows) + 1)
    rows.insert(place, chance.choice(rows[:place]))
    assert first(rows) == ("EntryOutOfOrder", place)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_swapped_rows_are_found(seed: int) -> None:
    rows, chance = whole().rows, random.Random(seed)
    one, other = sorted(chance.sample(range(len(rows)), 2))
    rows[one], rows[other] = rows[other], rows[one]
    assert first(rows) == ("EntryOutOfOrder", one)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_rows_of_another_register_do_not_fit(seed: int) -> None:
    rows, others = whole().rows, told().rows
    place = random.Random(seed).randrange(1, min(len(rows), len(others)))
    assert first([*rows[:place], *others[place:]]) == ("HistoryRewritten", place)


EDITS: dict[str, Callable[[Entry], Entry]] = {
    "moment": lambda entry: replace(entry, at=entry.at + timedelta(days=1)),
    "person": lambda entry: replace(entry, actor=replace(entry.actor, person="tuula")),
    "office": lambda entry: replace(entry, actor=replace(entry.actor, office="audit")),
    "act": lambda entry: replace(entry, act=AttemptRefused("DraftEdited", ())),
    "case number": lambda entry: replace(entry, case_entry=entry.case_entry + 1),
}


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("seed", SEEDS[:6])
def test_an_edited_row_is_found(edit: str, seed: int) -> None:
    """Signed by a fresh key, whether the key of the entry is kept or replaced by it."""
    ledger, chance, key = whole(), random.Random(seed), EntryKey()
    entries = ledger.entries()
    places = [place for place, entry in enumerate(entries) if entry.case]
    place = chance.choice(places)
    body = EDITS[edit](entries[place]).body()

    ledger.rows[place] = (body, key.sign(body))
    assert first(ledger.rows) == ("SignatureOfEntryWrong", place)
    body = replace(EDITS[edit](entries[place]), key=key.public).body()
    ledger.rows[place] = (body, key.sign(body))
    assert first(ledger.rows) == ("KeyNotInForce", place)


@pytest.mark.parametrize("seed", SEEDS[:6])
def test_a_row_edited_with_its_own_key_is_found_by_the_next(seed: int) -> None:
    """The next entry commits to everything before it, so one stolen key is not enough."""
    ledger, chance = whole(), random.Random(seed)
    entries = ledger.entries()
    place = chance.choice([n for n, entry in enumerate(entries) if entry.case and n < 20])
    entry = replace(entries[place], at=entries[place].at + timedelta(seconds=1))
    ledger.rows[place] = (entry.body(), ledger.keys[entry.key].sign(entry.body()))
    found = codes(ledger.rows)
    assert ("HistoryRewritten", place + 1) in found


# --- keys -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Forgery:
    """A ledger with one more entry that has to be found, and what it is found as."""

    rows: list[Row]
    code: str = "KeyNotInForce"


def forgery(ledger: Ledger, code: str = "KeyNotInForce") -> Forgery:
    return Forgery(ledger.rows, code)


def actor_changed() -> Forgery:
    ledger = told("proposed")
    key = ledger.sign_in(PRESENTER.person, DECIDED_AT)
    ledger.add(MAYOR, SHOWN_PLAN, DECIDED_AT, CASE, key=key)
    return forgery(ledger)


def expired_session() -> Forgery:
    ledger = told("draft")
    key = ledger.sign_in(PREPARER.person, PREPARED_AT, PREPARED_AT + timedelta(hours=1))
    late = PREPARED_AT + timedelta(hours=1, seconds=1)
    ledger.add(PREPARER, DraftEdited(), late, CASE, key=key)
    return forgery(ledger)


def before_the_session() -> Forgery:
    ledger = told("draft")
    key = ledger.sign_in(PREPARER.person, PREPARED_AT)
    early = PREPARED_AT - timedelta(seconds=1)
    ledger.add(PREPARER, DraftEdited(), early, CASE, key=key)
    return forgery(ledger)


def closed_session() -> Forgery:
    ledger = told("draft")
    key = ledger.sign_in(PREPARER.person, PREPARED_AT)
    ledger.sign_out(PREPARER, PREPARED_AT, key)
    ledger.add(PREPARER, DraftEdited(), PREPARED_AT, CASE, key=key)
    return forgery(ledger)


def unknown_key() -> Forgery:
    ledger = told("draft")
    ledger.add(PREPARER, DraftEdited(), PREPARED_AT, CASE, key=EntryKey())
    return forgery(ledger)


def desk_key_for_a_person() -> Forgery:
    ledger = told("draft")
    ledger.add(PREPARER, DraftEdited(), PREPARED_AT, CASE, key=ledger.desk)
    return forgery(ledger)


def desk_decides() -> Forgery:
    ledger = told("proposed")
    begun = replace(BEGUN, size=len(ledger.rows), root=ledger.so_far.root)
    ledger.add(DESK, begun, DECIDED_AT, CASE, key=ledger.desk)
    return forgery(ledger)


def person_as_desk() -> Forgery:
    ledger = told("decided")
    key = ledger.sign_in(MAYOR.person, SIGNED_AT)
    ledger.add(DESK, STAMPED, SIGNED_AT, CASE, key=key)
    return forgery(ledger)


def person_stamps() -> Forgery:
    ledger = told("decided")
    key = ledger.sign_in(MAYOR.person, SIGNED_AT)
    ledger.add(MAYOR, STAMPED, SIGNED_AT, CASE, key=key)
    return forgery(ledger)


def person_reports_a_failed_sign_in() -> Forgery:
    ledger = told("draft")
    key = ledger.sign_in(MAYOR.person, PREPARED_AT)
    ledger.add(MAYOR, SignInFailed(DEPUTY.person, "WrongPinError"), PREPARED_AT, key=key)
    return forgery(ledger)


def session(**changes: Any) -> Forgery:
    """Return a ledger with a session whose opening is not as it should be."""
    ledger, key = told("draft"), EntryKey()
    person = changes.pop("person", MAYOR.person)
    at = changes.pop("at", PREPARED_AT)
    replaced = changes.pop("replaced", {})
    opened = replace(ledger.opening(person, key, at, **changes), **replaced)
    ledger.add(Actor(person, "", Capacity.HOLDER), opened, at, key=key)
    return forgery(ledger)


def session_of_another_key() -> Forgery:
    ledger, key, other = told("draft"), EntryKey(), EntryKey()
    opened = ledger.opening(MAYOR.person, key, PREPARED_AT)
    ledger.add(Actor(MAYOR.person, "", Capacity.HOLDER), opened, PREPARED_AT, key=other)
    return forgery(ledger)


def session_before_the_certificate() -> Forgery:
    """A second too early for a certificate that begins on the day of the decision."""
    ledger = Ledger()
    ledger.found(founding(ledger.desk, change=lambda one: replace(one, not_before=DECIDED_AT)))
    ledger.sign_in(MAYOR.person, DECIDED_AT - timedelta(seconds=1))
    return forgery(ledger)


def session_replayed() -> Forgery:
    """An old opening, taken from the ledger and put in again: its root is not today's."""
    ledger = told("draft")
    key = ledger.sign_in(MAYOR.person, PREPARED_AT)
    old = ledger.entries()[-1]
    ledger.sign_out(MAYOR, PREPARED_AT, key)
    ledger.add(old.actor, old.act, PREPARED_AT, key=key)
    return forgery(ledger)


def session_of_a_lost_card() -> Forgery:
    """Two registrars unbind the certificate by which a session was opened before."""
    ledger = told("draft")
    thief = ledger.sign_in(MAYOR.person, PREPARED_AT)
    unbound = CertificateUnbound(certificate(MAYOR.person, Purpose.SESSION), PREPARED_AT)
    ledger.does(REGISTRAR, RosterChangeProposed("lost", (unbound,)), PREPARED_AT, "")
    ledger.does(OTHER_REGISTRAR, RosterChangeConfirmed("lost"), PREPARED_AT, "")
    later = PREPARED_AT + timedelta(seconds=1)
    ledger.add(MAYOR, AttemptRefused("Decided", ()), later, key=thief)
    return forgery(ledger)


KEYS: dict[str, Callable[[], Forgery]] = {
    "actor changed, own session key": actor_changed,
    "expired session": expired_session,
    "before the session": before_the_session,
    "closed session": closed_session,
    "unknown key": unknown_key,
    "desk key for a person": desk_key_for_a_person,
    "desk decides": desk_decides,
    "person as desk": person_as_desk,
    "person adds a time stamp": person_stamps,
    "person reports a failed sign-in": person_reports_a_failed_sign_in,
    "session by another's certificate": lambda: session(by=DEPUTY.person),
    "session by a signature certificate": lambda: session(purpose=Purpose.SIGNATURE),
    "session by an unbound certificate": lambda: session(replaced={"certificate": sha256("x")}),
    "session with a wrong signature": lambda: session(replaced={"signature": "00" * 70}),
    "session with no signature": lambda: session(replaced={"signature": ""}),
    "session signature not hexadecimal": lambda: session(replaced={"signature": "x"}),
    "session lengthened": lambda: session(replaced={"until": helsinki("2021-01-01T00:00:00")}),
    "session before the certificate": session_before_the_certificate,
    "session after the certificate": lambda: session(at=helsinki("2019-01-02T12:00:00")),
    "session of another key": session_of_another_key,
    "session replayed": session_replayed,
    "session of a lost card": session_of_a_lost_card,
}


@pytest.mark.parametrize("name", KEYS)
def test_a_key_that_is_not_in_force_is_found(name: str) -> None:
    made = KEYS[name]()
    assert codes(made.rows) == [(made.code, len(made.rows) - 1)]


# --- founding -------------------------------------------------------------------------------


def founded(change: Callable[[RegisterFounded], RegisterFounded]) -> list[Row]:
    ledger = Ledger()
    ledger.found(change(founding(ledger.desk)))
    return ledger.rows


def forged(act: RegisterFounded, place: int, person: str) -> RegisterFounded:
    """Replace one of the signatures by that of another person."""
    from signapp.ledger import statements

    signatures = list(act.signatures)
    signatures[place] = certified(person, statements.founding(NAME, act))
    return replace(act, signatures=tuple(signatures))


FOUNDINGS: dict[str, Callable[[RegisterFounded], RegisterFounded]] = {
    "one registrar": lambda act: replace(
        act, registrars=act.registrars[:1], signatures=act.signatures[:1]
    ),
    "nobody": lambda act: replace(act, registrars=(), signatures=()),
    "no signatures": lambda act: replace(act, signatures=()),
    "a signature too few": lambda act: replace(act, signatures=act.signatures[:1]),
    "a signature too many": lambda act: replace(
        act, signatures=(*act.signatures, act.signatures[0])
    ),
    "signatures swapped": lambda act: replace(act, signatures=act.signatures[::-1]),
    "second signature another's": lambda act: forged(act, 1, MAYOR.person),
    "second signature the first's": lambda act: forged(act, 1, REGISTRAR.person),
    "city changed": lambda act: replace(act, city="Espoo"),
    "no demo after all": lambda act: replace(act, demo=False),
    "roster changed": lambda act: replace(act, changes=act.changes[1:]),
    "desk key changed": lambda act: replace(act, desk_key=EntryKey().public),
    "registrar without a certificate": lambda act: replace(
        act, registrars=(act.registrars[0], "nobody")
    ),
}


@pytest.mark.parametrize("name", FOUNDINGS)
def test_a_founding_that_two_registrars_did_not_sign_is_found(name: str) -> None:
    assert first(founded(FOUNDINGS[name])) == ("KeyNotInForce", 0)


def test_one_registrar_does_not_found_a_register_twice_signed() -> None:
    ledger = Ledger()
    ledger.found(founding(ledger.desk, (REGISTRAR.person, REGISTRAR.person)))
    assert first(ledger.rows) == ("KeyNotInForce", 0)


def test_people_who_are_no_registrars_do_not_found_a_register() -> None:
    ledger = Ledger()
    ledger.found(founding(ledger.desk, (MAYOR.person, DEPUTY.person)))
    assert first(ledger.rows) == ("KeyNotInForce", 0)


def test_a_register_is_founded_once() -> None:
    ledger = told("draft")
    ledger.add(DESK, founding(ledger.desk), PREPARED_AT, key=ledger.desk)
    assert codes(ledger.rows) == [("KeyNotInForce", len(ledger.rows) - 1)]


def test_a_ledger_begins_with_its_founding() -> None:
    ledger = Ledger()
    ledger.add(PREPARER, OPENED, PREPARED_AT, CASE, key=EntryKey())
    assert first(ledger.rows)[1] == 0


# --- acts that the rules do not allow, signed with valid keys --------------------------------


def does(until: str, actor: Actor, act: Act, at: Any, case: str = CASE) -> list[Row]:
    ledger = told(until)
    ledger.does(actor, act, at, case)
    return ledger.rows


def confirmed_by_the_proposer() -> list[Row]:
    ledger = told("draft")
    key = ledger.sign_in(REGISTRAR.person, PREPARED_AT)
    change = OfficeHeld(REGISTRAR.person, "mayor", SINCE, UNTIL)
    ledger.add(REGISTRAR, RosterChangeProposed("p", (change,)), PREPARED_AT, key=key)
    ledger.add(REGISTRAR, RosterChangeConfirmed("p"), PREPARED_AT, key=key)
    return ledger.rows


def begun_out_of_turn() -> list[Row]:
    ledger = told("proposed")
    key = ledger.sign_in(MAYOR.person, DECIDED_AT)
    root = ledger.so_far.root
    begun = replace(BEGUN, section=2, size=len(ledger.rows), root=root)
    ledger.add(MAYOR, begun, DECIDED_AT, CASE, key=key)
    return ledger.rows


DAY_AFTER = helsinki("2017-08-30T00:00:00")
LATE = replace(SIGNING_PLAN, signed_at=DAY_AFTER)
NOT_ALLOWED: dict[str, tuple[Callable[[], list[Row]], str]] = {
    "roster change confirmed by the proposer": (
        confirmed_by_the_proposer,
        "SamePersonMayNotConfirm",
    ),
    "auditor edits": (lambda: does("draft", AUDITOR, DraftEdited(), PREPARED_AT),
                      "DutyNotInOffice"),
    "edited after submission": (lambda: does("proposed", PREPARER, DraftEdited(), DECIDED_AT),
                                "WrongStage"),
    "attachment left out": (
        lambda: does("draft", PREPARER, replace(ATTACHED, number=9), PREPARED_AT),
        "AttachmentNumbersBroken",
    ),
    "preparer presents": (lambda: does("draft", PREPARER, PROPOSAL, PROPOSED_AT),
                          "DutyNotInOffice"),
    "opened twice": (lambda: does("draft", PREPARER, OPENED, PREPARED_AT), "CaseExists"),
    "case that was never opened": (
        lambda: does("draft", PREPARER, DraftEdited(), PREPARED_AT, "HEL 2017-000001"),
        "CaseUnknown",
    ),
    "malformed case number": (lambda: does("draft", PREPARER, OPENED, PREPARED_AT, "2017/1"),
                              "CaseNumberMalformed"),
    "§ out of turn": (begun_out_of_turn, "SectionTaken"),
    "deputy signs the day after": (lambda: does("decided", DEPUTY, LATE, DAY_AFTER),
                                   "TooLate"),
    "signature of the day before": (
        lambda: does("decided", DEPUTY, replace(
            SIGNING_PLAN, signed_at=helsinki("2017-08-28T23:59:59")), SIGNED_AT),
        "SigningMomentPassed",
    ),
    "other deputy signs": (
        lambda: does("decided", OTHER_DEPUTY, SIGNING_PLAN, SIGNED_AT),
        "OtherOfficeAuthorised, DocumentNotShown, CertificateOfAnotherPerson",
    ),
    "session certificate signs": (
        lambda: does("decided", DEPUTY, replace(
            SIGNING_PLAN, certificate=certificate(DEPUTY.person, Purpose.SESSION)), SIGNED_AT),
        "SessionCertificateForDocument",
    ),
    "signed again": (lambda: does("signed", DEPUTY, SIGNING_PLAN, SIGNED_AT), "AlreadySigned"),
    "given up without beginning": (
        lambda: does("decided", DEPUTY, SigningAbandoned("x"), SIGNED_AT), "SigningNotBegun"),
    "published before the decision": (lambda: does("proposed", PREPARER, PUBLISHED, DECIDED_AT),
                                      "WrongStage"),
    "confirmation of nothing": (
        lambda: does("draft", REGISTRAR, RosterChangeConfirmed("never"), PREPARED_AT, ""),
        "RosterProposalUnknown",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NOT_ALLOWED)
def test_an_act_against_the_rules_is_found_though_all_keys_are_valid(name: str) -> None:
    make, reasons = NOT_ALLOWED[name]
    rows = make()
    found = replay(rows).findings[0]
    assert (found.code, found.facts["position"]) == ("ActNotAllowed", len(rows) - 1)
    assert found.facts["reasons"] == reasons


@pytest.mark.parametrize("changed", [{"size": 0}, {"root": "00" * 32}, {"size": 10**6}])
def test_a_decision_that_names_another_ledger_is_found(changed: dict[str, Any]) -> None:
    """The minutes print size and root of the ledger; they have to be those before the entry."""
    ledger = told("proposed")
    key = ledger.sign_in(MAYOR.person, DECIDED_AT)
    true = replace(BEGUN, size=len(ledger.rows), root=ledger.so_far.root)
    honest = ledger.copy()
    honest.add(MAYOR, true, DECIDED_AT, CASE, key=key)
    assert honest.findings == []
    ledger.add(MAYOR, replace(true, **changed), DECIDED_AT, CASE, key=key)
    assert codes(ledger.rows) == [("HistoryRewritten", len(ledger.rows) - 1)]


# --- time -----------------------------------------------------------------------------------


@pytest.mark.parametrize("late", [timedelta(0), CLOCK_TOLERANCE])
def test_a_clock_may_lag_a_little(late: timedelta) -> None:
    ledger = told("draft")
    key = ledger.sign_in(PREPARER.person, PREPARED_AT - late)
    ledger.add(PREPARER, DraftEdited(), PREPARED_AT - late, CASE, key=key)
    assert ledger.findings == []


def test_a_clock_that_was_set_back_is_found() -> None:
    """It is compared with the latest of all entries, so many small steps back are found too."""
    ledger = told("draft")
    key = ledger.sign_in(PREPARER.person, PREPARED_AT - CLOCK_TOLERANCE)
    size = len(ledger.rows)
    for seconds in (0, 1, 2):
        at = PREPARED_AT - CLOCK_TOLERANCE - timedelta(seconds=seconds)
        ledger.add(PREPARER, DraftEdited(), at, CASE, key=key)
    assert codes(ledger.rows) == [("TimeWentBack", size + 1), ("TimeWentBack", size + 2)]


# --- the chain of a case --------------------------------------------------------------------


def left_out(name: str, case: str = CASE) -> tuple[Ledger, list[Entry], int]:
    """Return the entries without the first one of a case whose act has this name."""
    ledger = whole()
    entries = ledger.entries()
    place = next(
        n
        for n, entry in enumerate(entries)
        if entry.case == case and type(entry.act).__name__ == name
    )
    return ledger, [*entries[:place], *entries[place + 1 :]], place


def with_its_old_number(old: Entry, new: Entry) -> Entry:
    return replace(new, case_entry=old.case_entry)


@pytest.mark.parametrize("name", ["CaseOpened", "DocumentAttached", "DocumentOpened", "Decided"])
def test_an_entry_left_out_of_a_case_shows_in_the_case_alone(name: str) -> None:
    """Everything else was numbered, linked and signed anew with valid keys.

    First every entry of the case keeps its number, then only the next one keeps the hash of the
    entry before it.
    """
    ledger, entries, place = left_out(name)
    following = next(n for n, entry in enumerate(entries[place:], place) if entry.case == CASE)

    def with_its_old_link(old: Entry, new: Entry) -> Entry:
        following_one = old is entries[following]
        return replace(new, case_previous=old.case_previous) if following_one else new

    for keeping in (with_its_old_number, with_its_old_link):
        rows = linked_anew(ledger, entries, keeping)
        assert first(rows) == ("CaseEntryLeftOut", following)
        found = {finding.facts.get("case", CASE) for finding in replay(rows).findings}
        assert found == {CASE}


def test_an_entry_moved_to_another_case_is_found() -> None:
    ledger = told("draft")
    key = ledger.sign_in(PREPARER.person, PREPARED_AT)
    head = ledger.so_far.head(CASE)
    ledger.add(
        *(PREPARER, DraftEdited(), PREPARED_AT, OTHER_CASE),
        key=key,
        case_entry=head.entries + 1,
        case_previous=head.hash,
    )
    assert codes(ledger.rows) == [("CaseEntryLeftOut", len(ledger.rows) - 1)]


@pytest.mark.parametrize("part", ["start", "middle", "end"])
def test_a_case_shown_with_an_entry_omitted_is_found(part: str) -> None:
    ledger = whole()
    shown, head = ledger.of_case(CASE), ledger.so_far.head(CASE)
    assert case_gap(shown, CASE, head) is None
    place = {"start": 0, "middle": len(shown) // 2, "end": len(shown) - 1}[part]
    del shown[place]
    assert case_gap(shown, CASE, head) == place + 1


def test_a_case_shown_in_another_way_than_it_went_is_found() -> None:
    ledger = whole()
    shown, head = ledger.of_case(CASE), ledger.so_far.head(CASE)
    others = ledger.of_case(OTHER_CASE)
    assert case_gap([], CASE, head) == 1
    assert case_gap([shown[1], shown[0], *shown[2:]], CASE, head) == 1
    assert case_gap([*shown[:3], shown[2], *shown[3:]], CASE, head) == 4
    assert case_gap([others[0], *shown], CASE, head) == 1
    assert case_gap(shown, CASE, ledger.so_far.head(OTHER_CASE)) == len(shown) + 1
    body, signature = shown[-1]
    assert case_gap([*shown[:-1], (body, flipped(signature, 0))], CASE, head) == len(shown) + 1


# --- what cannot be found from inside -------------------------------------------------------


def test_a_truncated_ledger_looks_whole_without_an_anchor() -> None:
    """Cut at any place, the rest is a true ledger: only a root kept elsewhere tells."""
    rows = whole().rows
    for size in range(len(rows)):
        read = replay(rows[:size])
        assert read.findings == []
        assert read.root != replay(rows).root


def test_the_last_entry_of_a_case_can_be_left_out_by_whoever_holds_every_key() -> None:
    """No later entry counts it: only a head of the case that was kept elsewhere tells."""
    ledger, entries, _ = left_out("DocumentAttached", OTHER_CASE)
    kept = ledger.so_far.head(OTHER_CASE)
    rows = linked_anew(ledger, entries)
    assert replay(rows).findings == []
    shown = [row for row in rows if read_entry(row[0]).case == OTHER_CASE]
    assert case_gap(shown, OTHER_CASE, kept) == len(shown) + 1


def test_whoever_holds_every_key_can_tell_another_history_without_an_anchor() -> None:
    ledger, entries, _ = left_out("MinutesPublished")
    rows = linked_anew(ledger, entries)
    assert replay(rows).findings == []
    assert replay(rows).root != ledger.so_far.root


# --- nothing stops the verifier -------------------------------------------------------------


ACTORS = st.sampled_from([*EVERYBODY, DESK, Actor("", "", Capacity.HOLDER)])


@settings(max_examples=effort(150), suppress_health_check=[HealthCheck.too_slow])
@given(
    st.sampled_from(["draft", "proposed", "deciding", "signing minutes", "decided", "signed"]),
    st.sampled_from(sorted(ACTS)).flatmap(lambda name: values_of(ACTS[name])),
    ACTORS,
    st.sampled_from(["", CASE, OTHER_CASE, "HEL 2017-000001", "x"]),
    values_of(type(PREPARED_AT)),
    st.booleans(),
)
def test_an_act_of_any_kind_is_judged_and_the_reading_goes_on(
    situation: str, act: Act, actor: Actor, case: str, at: Any, desk: bool
) -> None:
    """Whatever a holder of valid keys writes, the verifier answers, and reads what follows."""
    ledger = TOLD[situation].copy()
    size = len(ledger.rows)
    key = ledger.desk if desk else ledger.sign_in(actor.person, at)
    try:
        ledger.add(actor, act, at, case, key=key)
    except LedgerError:  # a text of the act is not in NFC
        return
    ledger.sign_in(MAYOR.person, DECIDED_AT)
    assert ledger.so_far.tree.size >= size + 2
    assert {position for _, position in codes(ledger.rows)} <= set(range(size, size + 3))


TOLD = {
    name: told(name)
    for name in ("draft", "proposed", "deciding", "signing minutes", "decided", "signed")
}


@pytest.mark.parametrize("act", [SessionClosed(), SignInFailed("paula", "WrongPinError")])
def test_an_act_that_is_on_no_case_names_none(act: Act) -> None:
    ledger = told("draft")
    if isinstance(act, SignInFailed):
        ledger.add(DESK, act, PREPARED_AT, CASE, key=ledger.desk)
    else:
        ledger.does(PREPARER, act, PREPARED_AT, CASE)
    assert codes(ledger.rows) == [("EntryMalformed", len(ledger.rows) - 1)]


def test_an_unreadable_body_is_a_finding_and_counts_as_an_entry() -> None:
    ledger = told("draft")
    size = len(ledger.rows)
    ledger.store(b"\xff\x00", ledger.desk)
    ledger.sign_in(MAYOR.person, DECIDED_AT)
    assert codes(ledger.rows) == [("EntryMalformed", size)]


def test_entries_after_a_forged_one_are_still_read() -> None:
    """An auditor sees every finding, not only the first."""
    ledger = told("draft")
    key = EntryKey()
    for _ in range(3):
        ledger.add(PREPARER, DraftEdited(), PREPARED_AT, CASE, key=key)
    assert [code for code, _ in codes(ledger.rows)] == ["KeyNotInForce"] * 3
