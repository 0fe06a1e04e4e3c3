"""A fault at every system call of one append and of one signing: killed, an error of the disk, no
room, half a write. Nothing that was told is lost, nothing half-made stays, and it goes on.

By default some of the system calls are tried; with `--full` every one. The counts are printed.
"""

import random
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from signapp.domain.acts import DraftEdited
from signapp.services.audit import verify_register
from signapp.services.ports import TrustMaterial
from tests.domain.stories import CASE, DEPUTY, PREPARER
from tests.effort import effort
from tests.services.faults import (
    DONE,
    ESCAPED,
    Child,
    Ended,
    counted,
    fired,
    needs_strace,
    traced,
)
from tests.services.miniature import Miniature, Paper, miniature
from tests.services.test_crashes import goes_on, sign, whole
from tests.services.test_field_cases import MORNING, Town
from tests.storage.registers import reading

FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")


@dataclass(frozen=True)
class Scene:
    """A register that stands before an act, the act, and what has to be true after it."""

    folder: Path
    desk_key: Any
    act: Callable[[Miniature, Callable[[bytes], None]], None]
    after: Callable[[Path, Any, Ended], None]

    def child(self, folder: Path, room: int = 0) -> Child:
        """Return a process that is about to act in a copy of the register."""
        shutil.copytree(self.folder, folder)
        office = Miniature(folder, self.desk_key, MORNING)
        for actor in (PREPARER, DEPUTY):
            office.enter(actor)
        office.register.close()  # a connection must not be carried over into another process

        def act(tell: Callable[[bytes], None]) -> None:
            at_work = Miniature(folder, self.desk_key, MORNING)
            at_work._sessions.update(office._sessions)
            self.act(at_work, tell)

        return Child(act, room)


def appends(office: Miniature, tell: Callable[[bytes], None]) -> None:
    entry = office.desk.journal.record(office.enter(PREPARER), DraftEdited(), CASE)
    tell(entry.number.to_bytes(4))


def signs(office: Miniature, tell: Callable[[bytes], None]) -> None:
    sign(office)
    tell(office.desk.journal.size.to_bytes(4))


def holds(folder: Path) -> int:
    """Verify the register, and return how many entries it has."""
    with reading(folder) as register:
        found = verify_register(register, Paper(), TrustMaterial(), MORNING)
    assert found.findings == ()
    return found.size


def appended(folder: Path, desk_key: Any, ended: Ended) -> None:
    office = Miniature(folder, desk_key, MORNING)
    office.desk.journal.record(office.enter(PREPARER), DraftEdited(), CASE)
    office.close()
    size = holds(folder)
    if ended.said:
        assert int.from_bytes(ended.said) < size
    whole(folder)


def signed(folder: Path, desk_key: Any, ended: Ended) -> None:
    goes_on(folder, desk_key)
    size = holds(folder)
    if ended.said:
        assert int.from_bytes(ended.said) <= size


@pytest.fixture(scope="module", params=["append", "signing"])
def scene(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """A city in which an entry is about to be written, or the agreement about to be signed."""
    folder = tmp_path_factory.mktemp(request.param) / "register"
    with miniature(MORNING) as office:
        town = Town(office)
        town.prepares()
        if request.param == "signing":
            town.proposes()
            town.decides()
            town.reads(DEPUTY, town.plan())
        shutil.copytree(office.folder, folder)
        acts = (appends, appended) if request.param == "append" else (signs, signed)
        return Scene(folder, office.desk_key, *acts)


@pytest.fixture
def places(tmp_path: Path) -> Callable[[], Path]:
    """Return what makes a new folder at each call; the one before is swept away."""
    made: list[Path] = []

    def place() -> Path:
        for old in made:
            shutil.rmtree(old, ignore_errors=True)
        made.append(tmp_path / f"{len(made)}")
        return made[-1]

    return place


def test_a_fault_at_a_system_call(
    scene: Scene, places: Callable[[], Path], tmp_path: Path
) -> None:
    needs_strace()
    log = tmp_path / "strace.log"
    assert traced(scene.child(places()), log).code == DONE
    calls = counted(log)
    every = [
        f"{call}:{fault}:when={n}"
        for fault in FAULTS
        for call, many in sorted(calls.items())
        for n in range(1, many + 1)
    ]
    assert len(every) > 300
    chosen = random.Random(17).sample(every, effort(24, len(every)))
    count = Counter[str]()
    for fault in chosen:
        folder = places()
        ended = traced(scene.child(folder), log, fault)
        if fired(log):
            assert ended.killed if "KILL" in fault else ended.code != ESCAPED, (fault, ended)
            count[fault.split(":")[1]] += 1
        scene.after(folder, scene.desk_key, ended)
    print(f"\n{count.total()} of {len(every)} faults fired:", dict(count))
    assert count.total() > len(chosen) * 0.9, "now and then a run has a call less than another"


def test_half_a_write(scene: Scene, places: Callable[[], Path]) -> None:
    """Files may only grow to a length that lies within what is to be written."""
    longest = max(path.stat().st_size for path in scene.folder.rglob("*") if path.is_file())
    chance, told = random.Random(29), 0
    rooms = [chance.randrange(1, longest + 9000) for _ in range(effort(8, 300))]
    for room in rooms:
        folder = places()
        child = scene.child(folder, room)
        child.act()
        ended = child.ended()
        assert ended.code != ESCAPED
        told += ended.code != DONE
        scene.after(folder, scene.desk_key, ended)
    assert told > len(rooms) / 4
    print(f"\n{len(rooms)} rooms for files, {told} too small")
