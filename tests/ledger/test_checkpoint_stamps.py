"""A time stamp in the ledger names one of its checkpoints: editing or exchanging it is found."""

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest

from signapp.domain.acts import DESK, CheckpointIssued
from signapp.domain.anchoring import CheckpointStamped
from signapp.ledger.entries import EntryKey
from signapp.ledger.notes import make_checkpoint
from signapp.ledger.verification import replay
from tests.domain.stories import REGISTRAR
from tests.ledger.ledgers import NAME, Ledger, whole
from tests.ledger.second_opinion import agree


def issue(ledger: Ledger, by: EntryKey | None = None) -> str:
    """Add a checkpoint and return its signed note."""
    at, size, root = ledger.entries()[-1].at, len(ledger.rows), ledger.so_far.root
    made = make_checkpoint(NAME, size, root, by or ledger.desk)
    act = CheckpointIssued(size, root, made.signature)
    ledger.add(DESK, act, at, key=ledger.desk)
    return made.note(ledger.desk.public)


def stamp_of(ledger: Ledger, note: str) -> CheckpointStamped:
    """Return a stamp as level A looks at it: it names the note's hash and its own moment."""
    proven = ledger.entries()[-1].at + timedelta(minutes=1)
    named = f"{proven:%Y%m%d%H%M%SZ}".encode()
    response = b"\x30\x82" + hashlib.sha256(note.encode()).digest() + named
    return CheckpointStamped(int(note.split("\n")[1]), note, response, proven)


@pytest.fixture
def ledger() -> Ledger:
    return whole()


def codes(ledger: Ledger) -> list[str]:
    read = replay(ledger.rows)
    agree(read, ledger.rows)
    return [one.code for one in read.findings]


def add(ledger: Ledger, act: CheckpointStamped) -> None:
    ledger.add(DESK, act, ledger.entries()[-1].at, key=ledger.desk)


def test_a_stamp_over_an_earlier_checkpoint_of_this_ledger_is_good(ledger: Ledger) -> None:
    act = stamp_of(ledger, issue(ledger))
    issue(ledger)
    add(ledger, act)
    assert codes(ledger) == []
    assert replay(ledger.rows).state.stamping.waiting == []


@pytest.mark.parametrize(
    "change",
    [
        lambda act: replace(act, size=act.size + 1),
        lambda act: replace(act, size=act.size - 1),
        lambda act: replace(act, note=act.note.replace("\n\n", "\nx\n\n")),
        lambda act: replace(act, note=act.note + "\n"),
        lambda act: replace(act, note=""),
        lambda act: replace(act, response=bytes(64)),
        lambda act: replace(act, response=b""),
        lambda act: replace(act, proven=act.proven + timedelta(seconds=1)),
    ],
)  # fmt: skip
def test_a_stamp_that_does_not_fit_is_found(ledger: Ledger, change: object) -> None:
    act = stamp_of(ledger, issue(ledger))
    add(ledger, change(act))  # type: ignore[operator]
    assert codes(ledger) == ["SignatureOfEntryWrong"]


def test_a_stamp_over_a_note_that_is_no_checkpoint_here_is_found(ledger: Ledger) -> None:
    size, root = len(ledger.rows) - 3, ledger.so_far.root
    note = make_checkpoint(NAME, size, root, ledger.desk).note(ledger.desk.public)
    add(ledger, stamp_of(ledger, note))
    assert codes(ledger) == ["SignatureOfEntryWrong"]


def test_nobody_but_the_desk_records_a_stamp(ledger: Ledger) -> None:
    act, at = stamp_of(ledger, issue(ledger)), ledger.entries()[-1].at
    ledger.add(REGISTRAR, act, at, key=ledger.sign_in(REGISTRAR.person, at))
    assert codes(ledger) == ["KeyNotInForce"]
