"""How the ledger's speed compares with its parts: read the ratios within each group."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.bootstrap import opened_demo
from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import Scene
from signapp.domain.acts import Actor, AttemptRefused, Capacity
from signapp.ledger.verification import replay
from signapp.services.register import sign_in
from signapp.storage.schema import SETTINGS


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


@pytest.mark.parametrize("size", [100, 1000])
@pytest.mark.benchmark(group="verify entries")
def test_baseline_raw_ed25519(benchmark: BenchmarkFixture, size: int) -> None:
    key, body = Ed25519PrivateKey.generate(), b"x" * 600
    public, signature = key.public_key(), key.sign(body)

    def verify() -> None:
        for _ in range(size):
            public.verify(signature, body)

    benchmark(verify)


@pytest.mark.parametrize("size", [100, 1000])
@pytest.mark.benchmark(group="verify entries")
def test_replay(
    benchmark: BenchmarkFixture, scene: Scene, append: Callable[[], object], size: int
) -> None:
    for _ in range(size):
        append()
    stored = [(one.body, one.signature) for one in scene.desk.journal.register.entries()]
    assert not benchmark(replay, stored).findings
