"""A thousand histories against the law, each entry signed with a valid key: all are refused.

They are lawful histories in which one thing was changed: who, for which office, in which
capacity, when, in what order, twice or not at all, in which case, or a value of the act.
"""

import copy
from collections import Counter
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import pytest

from signapp.domain import errors
from signapp.domain.acts import (
    DESK,
    AttemptRefused,
    CertificateBound,
    DecisionBegun,
    Purpose,
    RegisterFounded,
)
from signapp.domain.register import RegisterState
from signapp.ledger.entries import read_entry
from signapp.ledger.verification import LONGEST_SESSION, replay
from signapp.services.journal import Journal, Session, SignedIn
from signapp.storage.register import SqliteRegister
from tests.domain.stories import OTHER_REGISTRAR, PREPARED_AT, REGISTRAR, first_roster, helsinki
from tests.effort import effort
from tests.histories import MORE, MUTATIONS, Illegal, Step, illegal_histories, lawful_history
from tests.ledger.ledgers import EntryKey, Ledger, founding
from tests.storage.registers import StandingClock, fill

COUNT = 1000
LONG_AFTER = helsinki("2040-01-01T00:00:00")


def lasting(bound: CertificateBound) -> CertificateBound:
    """Let everybody's session certificate outlast the wrongest day."""
    return replace(bound, not_after=LONG_AFTER) if bound.purpose is Purpose.SESSION else bound


@pytest.fixture(scope="module")
def illegal() -> tuple[Illegal, ...]:
    return illegal_histories(effort(COUNT))


@pytest.fixture(scope="module")
def founded() -> tuple[EntryKey, RegisterFounded]:
    """The desk's key and the founding that it signs, the same for all histories."""
    desk = EntryKey()
    registrars = (REGISTRAR.person, OTHER_REGISTRAR.person)
    return desk, founding(desk, registrars, lasting, MORE)


class Writer:
    """Writes a history into a ledger without asking any rule, each entry by a key in force."""

    def __init__(self, founded: tuple[EntryKey, RegisterFounded]) -> None:
        self.ledger = Ledger(desk=founded[0])
        self.ledger.found(founded[1])
        self._sessions: dict[str, Session] = {}

    def write(self, step: Step) -> None:
        """Append a deed."""
        act = step.act
        key = self.ledger.desk if step.who == DESK else self.session(step).key
        if isinstance(act, DecisionBegun):
            act = replace(act, size=len(self.ledger.rows), root=self.ledger.so_far.root)
        self.ledger.add(step.who, act, step.at, step.number, key=key)

    def fork(self) -> "Writer":
        """Return a writer that goes on alone from here: what was verified stays verified."""
        twin = copy.copy(self)
        twin.ledger, twin._sessions = self.ledger.fork(), dict(self._sessions)
        return twin

    def session(self, step: Step) -> Session:
        """Return the session of whoever does it, opened when there is none any more."""
        person = step.who.person
        known = self._sessions.get(person)
        if known is None or not known.until - LONGEST_SESSION <= step.at <= known.until:
            key = self.ledger.sign_in(person, step.at)
            known = Session(person, key, step.at + LONGEST_SESSION)
            self._sessions[person] = known
        return known


def test_each_illegal_history_is_refused_by_the_rules(illegal: tuple[Illegal, ...]) -> None:
    """At write: with exactly the reasons that the reference model finds."""
    for one in illegal:
        state = RegisterState()
        founded = RegisterFounded("Helsinki", True, "", (*first_roster(), *MORE), (), ())
        state.apply(DESK, PREPARED_AT, "", founded)
        for step in one.history[:-1]:
            assert state.reasons_against(step.who, step.at, step.number, step.act) == ()
            state.apply(step.who, step.at, step.number, step.act)
        last = one.history[-1]
        against = state.reasons_against(last.who, last.at, last.number, last.act)
        assert {reason.code for reason in against} == one.codes, one


def test_each_illegal_history_is_found_by_replaying_its_ledger(
    illegal: tuple[Illegal, ...], founded: tuple[EntryKey, RegisterFounded]
) -> None:
    """At level B: the ledger is whole, every key in force, and the last act was not allowed."""
    assert len({one.history for one in illegal}) == effort(COUNT)
    path, written = [Writer(founded)], list[Step]()
    for one in by_common_beginnings(illegal):
        shared = common_length(written, one.history)
        del path[shared + 1 :], written[shared:]
        for step in one.history[shared:]:
            path.append(path[-1].fork())
            path[-1].write(step)
            written.append(step)
        writer = path[-1]
        (finding,) = writer.ledger.so_far.findings
        assert isinstance(finding, errors.ActNotAllowed), (finding, one)
        assert finding.facts["position"] == len(writer.ledger.rows) - 1
        assert set(finding.facts["reasons"].split(", ")) == one.codes


def by_common_beginnings(illegal: tuple[Illegal, ...]) -> list[Illegal]:
    """Return the histories in such an order that a common beginning is verified only once."""
    known: dict[Step, int] = {}
    return sorted(
        illegal, key=lambda one: [known.setdefault(step, len(known)) for step in one.history]
    )


def common_length(written: list[Step], history: tuple[Step, ...]) -> int:
    """Return how many deeds a history has in common with what is written."""
    pairs = zip(written, history, strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def test_the_verifier_finds_the_same_in_the_stored_rows(
    illegal: tuple[Illegal, ...], founded: tuple[EntryKey, RegisterFounded]
) -> None:
    """Above, common beginnings are verified once; here a few ledgers are read from the start."""
    for one in illegal[:: COUNT // 10]:
        writer = Writer(founded)
        for step in one.history:
            writer.write(step)
        (finding,) = replay(writer.ledger.rows).findings
        assert set(finding.facts["reasons"].split(", ")) == one.codes


def test_a_ledger_that_is_open_takes_none_of_them(
    illegal: tuple[Illegal, ...], founded: tuple[EntryKey, RegisterFounded], tmp_path: Path
) -> None:
    """The journal refuses with every reason, and keeps the attempt in the log."""
    by_people = [one for one in illegal if one.history[-1].who != DESK]
    short = [one for one in by_people if len(one.history) < 12]
    for number, one in enumerate(short[:: len(short) // effort(8)]):
        writer, last = Writer(founded), one.history[-1]
        for step in one.history[:-1]:
            writer.write(step)
        who = SignedIn(writer.session(last), last.who)
        register = SqliteRegister.found(tmp_path / str(number))
        fill(register, writer.ledger)
        journal = Journal(register, StandingClock(last.at), writer.ledger.desk)
        with pytest.raises(errors.NotAuthorisedError) as caught:
            journal.record(who, last.act, last.number)
        assert {reason.code for reason in caught.value.reasons} == one.codes
        kept = [(row.body, row.signature) for row in register.entries()]
        assert kept[:-1] == writer.ledger.rows
        assert replay(kept).findings == []
        refusal = read_entry(kept[-1][0]).act
        assert isinstance(refusal, AttemptRefused)
        assert set(refusal.codes) == one.codes
        register.close()


def test_the_histories_show_every_mutation_and_many_reasons(illegal: tuple[Illegal, ...]) -> None:
    """Else a thousand histories might show one thing a thousand times."""
    mutations = Counter(one.mutation for one in illegal)
    assert mutations.keys() == {mutate.__name__ for mutate in MUTATIONS}
    assert min(mutations.values()) >= COUNT // len(MUTATIONS) // 2
    assert len({code for one in illegal for code in one.codes}) >= 35


@pytest.mark.parametrize("seed", range(effort(8)))
def test_a_lawful_history_is_accepted(
    seed: int, founded: tuple[EntryKey, RegisterFounded]
) -> None:
    """A verifier that refused everything would pass the tests above."""
    import random

    writer = Writer(founded)
    for step in lawful_history(random.Random(seed)):
        writer.write(step)
    assert replay(writer.ledger.rows).findings == []
