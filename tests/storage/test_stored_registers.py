"""A register that was once lawful opens, replays and verifies the same, for ever.

A test that fails here has found a change of what old registers mean: entries of the old rules have
to be read as they were. (While the format is not released, the register of rules number 1 is made
anew by `python -m tests.storage.make_stored_register`.)
"""

import json
import tarfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from signapp.ledger.entries import ACTS, RULES, EntryKey, read_entry
from signapp.ledger.verification import replay
from signapp.services.audit import rebuild
from signapp.services.journal import Journal
from signapp.storage.register import SqliteRegister
from tests.storage.make_stored_register import STORED, bodies, verified
from tests.storage.registers import StandingClock

ARCHIVES = sorted(STORED.glob("rules-*.tar.xz"))
NOW = datetime(2040, 1, 1, tzinfo=UTC)
each_archive = pytest.mark.parametrize("archive", ARCHIVES, ids=lambda path: path.name)


@pytest.fixture
def register(archive: Path, tmp_path: Path) -> Path:
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    return tmp_path / "register"


def expected(archive: Path) -> dict[str, Any]:
    text = archive.with_name(archive.name.removesuffix(".tar.xz") + ".json").read_text("utf-8")
    found: dict[str, Any] = json.loads(text)
    return found


def test_every_number_of_rules_has_its_register() -> None:
    numbers = range(1, RULES + 1)
    wanted = {f"{kind}-{number}" for number in numbers for kind in ("rules", "acts")}
    assert {path.name.split(".")[0] for path in STORED.iterdir()} == wanted


@each_archive
def test_a_stored_register_verifies_as_it_always_did(archive: Path, register: Path) -> None:
    """All three levels, every document, every sentence of every verdict."""
    assert verified(register) == expected(archive)


@each_archive
def test_a_stored_register_is_replayed_and_its_lists_are_made_anew(
    archive: Path, register: Path
) -> None:
    opened = SqliteRegister(register)
    try:
        rows = [(entry.body, entry.signature) for entry in opened.entries()]
        read = replay(rows)
        assert (read.findings, read.root) == ([], expected(archive)["root"])
        journal = Journal(opened, StandingClock(NOW), EntryKey())
        assert journal.state.cases == read.state.cases
        before = opened.case_rows()
        opened.replace_case_rows(())
        rebuild(opened)
        assert opened.case_rows() == before
    finally:
        opened.close()


@pytest.mark.parametrize("file", sorted(STORED.glob("acts-*.jsonl")), ids=lambda path: path.name)
def test_every_kind_of_act_that_was_ever_written_is_read_as_it_was(file: Path) -> None:
    for body in file.read_bytes().splitlines():
        assert read_entry(body).body() == body


def test_an_example_of_every_kind_of_act_is_an_entry() -> None:
    assert [type(read_entry(body).act) for body in bodies()] == [
        ACTS[name] for name in sorted(ACTS)
    ]
