"""A case on its way from the draft to the signature, killed at any moment: what was told is there.

By default 15 walks are killed; with `--full` 1,000. The counts and the slowest next start are
printed. A kill leaves what the system has in its cache: a cut of the power cannot be shown so.
"""

import hashlib
import random
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from signapp.domain.acts import DocumentRef
from signapp.ledger.entries import read_entry
from signapp.services.audit import verify_register
from signapp.services.outbox import add_missing_time_stamps
from signapp.services.ports import Holds, StoredEntry, TrustMaterial
from signapp.services.steps import NextStep, next_step
from tests.domain.stories import CASE, DEPUTY
from tests.effort import effort
from tests.services.faults import Child
from tests.services.miniature import Miniature, Paper, miniature
from tests.services.test_crashes import goes_on, whole
from tests.services.test_field_cases import MORNING, Town
from tests.storage.registers import reading

Tell = Callable[[bytes], None]


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Any]]:
    """A city's register before the walk."""
    folder = tmp_path_factory.mktemp("founded") / "register"
    with miniature(MORNING) as office:
        shutil.copytree(office.folder, folder)
        yield folder, office.desk_key


def walking(folder: Path, desk_key: Any) -> Callable[[Tell], None]:
    """Return a walk that tells the hash of each entry as soon as it is stored."""

    def walk(tell: Tell) -> None:
        office = Miniature(folder, desk_key, MORNING)
        append = office.register.append

        def telling(size: int, last: bytes, entry: StoredEntry, *more: Any) -> None:
            append(size, last, entry, *more)
            tell(hashlib.sha256(entry.body + entry.signature).digest())

        office.register.append = telling  # type: ignore[method-assign]
        town = Town(office)
        town.prepares()
        town.proposes()
        town.decides()
        town.signs()
        add_missing_time_stamps(office.desk)
        office.close()

    return walk


def stored(folder: Path) -> list[bytes]:
    """Return the hashes of the entries, in order, after everything in the register was checked."""
    with reading(folder) as register:
        entries = list(register.entries())
        found = verify_register(register, Paper(), TrustMaterial(), MORNING)
        assert found.findings == ()
        for entry in entries:
            for ref in documents(read_entry(entry.body).act):
                register.document(ref)
    whole(folder)
    return [hashlib.sha256(one.body + one.signature).digest() for one in entries]


def documents(value: object) -> Iterator[DocumentRef]:
    """Yield every document that an act names, however deep."""
    if isinstance(value, DocumentRef):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from documents(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from documents(getattr(value, name))


def starts(folder: Path, desk_key: Any) -> float:
    """Open the register as the next start does; return how many seconds that took."""
    begin = time.perf_counter()
    Miniature(folder, desk_key, MORNING).close()
    return time.perf_counter() - begin


def goes(folder: Path, desk_key: Any) -> None:
    """What is shown as signed is; what was on its way to the signature goes on."""
    office = Miniature(folder, desk_key, MORNING)
    case = office.desk.journal.state.cases.get(CASE)
    if case is not None and case.signed is not None:
        latest = case.latest(case.signed.signed).document
        assert office.desk.judge(latest).holds is Holds.YES
    to_sign = case is not None and next_step(case, MORNING) is NextStep.SIGN
    if to_sign:
        Town(office).reads(DEPUTY, Town(office).plan())
    office.close()
    if to_sign:
        goes_on(folder, desk_key)


def test_a_walk_killed_at_any_moment(founded: tuple[Path, Any], tmp_path: Path) -> None:
    template, desk_key = founded
    chance, count, slowest = random.Random(1000), Counter[str](), 0.0
    begin = time.perf_counter()
    whole_walk = Child(walking(shutil.copytree(template, tmp_path / "whole"), desk_key))
    whole_walk.act()
    assert whole_walk.ended().code == 0
    length = time.perf_counter() - begin
    while count["killed"] < effort(15, 1000):
        folder = shutil.copytree(template, tmp_path / "walk")
        child = Child(walking(folder, desk_key))
        child.act()
        time.sleep(chance.uniform(0, length))
        child.kill()
        ended = child.ended()
        if ended.killed:
            told = [ended.said[at : at + 32] for at in range(0, len(ended.said), 32)]
            slowest = max(slowest, starts(folder, desk_key))
            kept = stored(folder)
            assert set(told) <= set(kept)
            goes(folder, desk_key)
            count["killed"] += 1
            count["entries told"] += len(told)
            count["stored, but not yet told"] += len(kept) > before(template) + len(told)
        shutil.rmtree(folder)
    assert count["entries told"] > count["killed"]
    print(f"\n{dict(count)}; slowest next start {slowest:.2f} s")


def before(template: Path) -> int:
    with reading(template) as register:
        return sum(1 for _ in register.entries())
