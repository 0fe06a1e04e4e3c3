"""How the ledger's speed compares with its parts: read the ratios within each group.

With `--full` there are 100,000 signed entries and 1,000,000 hashed ones. What one entry costs
stands in the saved results (`--benchmark-json`); it should be the same for few and for many.
"""

import hashlib
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.bootstrap import opened_demo
from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import Scene
from signapp.domain.acts import Actor, AttemptRefused, Capacity, DraftEdited
from signapp.ledger.entries import read_entry
from signapp.ledger.proofs import inclusion, is_included, root_of
from signapp.ledger.tree import GrowingTree, leaf_hash
from signapp.ledger.verification import LONGEST_SESSION, replay
from signapp.services.register import sign_in
from signapp.storage.schema import SETTINGS
from tests.domain.stories import CASE, PREPARED_AT, PREPARER
from tests.effort import effort
from tests.ledger.ledgers import Row, replay_fork, told
from tests.ledger.second_opinion import second_opinion

SIZES = [1_000, 100_000] if effort(1) > 1 else [1_000, 10_000]
HASHED = [10_000, 1_000_000] if effort(1) > 1 else [10_000, 100_000]


@pytest.fixture
def scene(founded_template: Path, tmp_path: Path) -> Iterator[Scene]:
    folder = Path(shutil.copytree(founded_template, tmp_path / "demo"))
    with opened_demo(folder) as opened:
        yield opened


@pytest.fixture
def append(scene: Scene) -> Callable[[], object]:
    """Append one entry, as a person does."""
    journal = scene.desk.journal
    home = next(who.session for who in scene.people if who.person == "mayor")
    session = sign_in(scene.desk, "mayor", home, SESSION_PIN)
    actor = Actor("mayor", "", Capacity.HOLDER)
    act = AttemptRefused("Decided", ("PreparerMayNotDecide",))
    return lambda: journal.append(actor, act, "", session.key, journal.clock.now())


@pytest.mark.benchmark(group="append one entry durably")
def test_baseline_raw_sqlite_insert(benchmark: BenchmarkFixture, tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "raw.sqlite", isolation_level=None)
    connection.executescript(SETTINGS)
    connection.execute("create table entries (seq integer primary key, body blob)")

    def insert() -> None:
        connection.execute("begin immediate")
        connection.execute("insert into entries (body) values (?)", (b"x" * 600,))
        connection.execute("commit")

    benchmark(insert)
    connection.close()


@pytest.mark.benchmark(group="append one entry durably")
def test_append(benchmark: BenchmarkFixture, append: Callable[[], object]) -> None:
    benchmark(append)
    times = sorted(benchmark.stats.stats.data)
    benchmark.extra_info["95 of 100 within, ms"] = times[len(times) * 95 // 100] * 1000


@cache
def long_ledger(size: int) -> list[Row]:
    """Return the rows of an honest ledger of so many entries: edits, each signed, in two cases."""
    ledger = told("draft")
    at, until = PREPARED_AT, PREPARED_AT + LONGEST_SESSION
    key = ledger.sign_in(PREPARER.person, at)
    while len(ledger.rows) < size:
        if at >= until - timedelta(minutes=1):
            key, until = ledger.sign_in(PREPARER.person, at), at + LONGEST_SESSION
        at += timedelta(seconds=1)
        ledger.add(PREPARER, DraftEdited(), at, CASE, key=key)
    return ledger.rows


def goes_through(benchmark: BenchmarkFixture, work: Callable[[], object], size: int) -> None:
    """Measure in few rounds what takes long, and print what one entry costs."""
    benchmark.pedantic(work, rounds=3 if size <= 10_000 else 1, warmup_rounds=size <= 10_000)
    benchmark.extra_info["microseconds an entry"] = benchmark.stats["min"] / size * 1e6


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.benchmark(group="verify signed entries")
def test_baseline_raw_ed25519_and_sha256(benchmark: BenchmarkFixture, size: int) -> None:
    """No verifier can be quicker than this."""
    rows = long_ledger(size)
    keys = [read_entry(body).key for body, _ in rows]

    def verify() -> None:
        for (body, signature), key in zip(rows, keys, strict=True):
            Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, body)
            hashlib.sha256(body + signature).digest()

    goes_through(benchmark, verify, size)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.benchmark(group="verify signed entries")
def test_replay(benchmark: BenchmarkFixture, size: int) -> None:
    rows = long_ledger(size)
    goes_through(benchmark, lambda: replay(rows), size)
    assert not replay(rows[:1000]).findings


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.benchmark(group="verify signed entries")
def test_the_verifier_of_its_own(benchmark: BenchmarkFixture, size: int) -> None:
    rows = long_ledger(size)
    goes_through(benchmark, lambda: second_opinion(rows), size)


@pytest.mark.parametrize("size", HASHED)
@pytest.mark.benchmark(group="hash entries to a root")
def test_root_of_entries(benchmark: BenchmarkFixture, size: int) -> None:
    leaf = b"x" * 600

    def root() -> None:
        tree = GrowingTree()
        for _ in range(size):
            tree.append(leaf_hash(leaf))
        tree.root()

    goes_through(benchmark, root, size)


@pytest.mark.parametrize("size", HASHED)
@pytest.mark.benchmark(group="hash entries to a root")
def test_baseline_raw_sha256(benchmark: BenchmarkFixture, size: int) -> None:
    leaf = b"x" * 600

    def hashes() -> None:
        for _ in range(size):
            hashlib.sha256(leaf).digest()

    goes_through(benchmark, hashes, size)


@pytest.mark.benchmark(group="a hundred new entries after many")
def test_only_what_is_new_is_verified(benchmark: BenchmarkFixture) -> None:
    """A verifier that is kept goes on from what it verified, however much that was."""
    rows = long_ledger(SIZES[-1])
    known = replay(rows[:-100])

    def go_on() -> None:
        read = replay_fork(known)
        for body, signature in rows[-100:]:
            read.take(body, signature)

    benchmark(go_on)


@pytest.mark.benchmark(group="receipt of one entry")
def test_receipt_is_made_and_checked(benchmark: BenchmarkFixture) -> None:
    leaves = [leaf_hash(body + signature) for body, signature in long_ledger(SIZES[-1])]
    root, number = root_of(leaves), len(leaves) // 3

    def check() -> None:
        assert is_included(leaves[number], number, len(leaves), proof, root)

    proof = inclusion(leaves, number)
    benchmark(check)
