"""A signing that is killed, or whose disk is full, at any boundary: the old state, or a job that
goes on; never a half-signed file, and never a signature that nobody knows of."""

import errno
import hashlib
import os
import resource
import shutil
import signal
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from signapp.demo.clock import SIGNED
from signapp.demo.scene import CASE as SEED_CASE
from signapp.domain import errors
from signapp.domain.acts import DocumentSigned
from signapp.services.outbox import add_missing_time_stamps, waiting
from signapp.services.ports import Holds
from signapp.services.prepare import open_document
from signapp.services.sign import sign_agreement
from tests.domain.stories import CASE, DEPUTY
from tests.services.conftest import StandAt
from tests.services.miniature import Miniature, miniature
from tests.services.test_field_cases import MORNING, Town

TURNS = ("fsync", "replace", "rename", "unlink")
"""What of the operating system is a boundary by itself, besides every call of a port."""

Decided = tuple[Path, Any]


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Decided:
    """A city's register in which the deputy mayor has read, and is about to sign."""
    folder = tmp_path_factory.mktemp("decided") / "register"
    with miniature(MORNING) as office:
        town = Town(office)
        town.prepares()
        town.proposes()
        town.decides()
        town.reads(DEPUTY, town.plan())
        shutil.copytree(office.folder, folder)
    return folder, office.desk_key


class Bell:
    """Rings at every boundary; at the one that was chosen, something happens."""

    def __init__(self, at: int, what: Callable[[], None]) -> None:
        self.rung, self._at, self._what = 0, at, what

    def ring(self) -> None:
        self.rung += 1
        if self.rung == self._at:
            self._what()

    def around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            self.ring()
            result = call(*arguments, **named)
            self.ring()
            return result

        return called


class Rung:
    """A port whose every call is a boundary before it and after it."""

    def __init__(self, port: Any, bell: Bell) -> None:
        self._port, self._bell = port, bell

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        return self._bell.around(found) if callable(found) else found


@contextmanager
def ringing(office: Miniature, bell: Bell) -> Iterator[None]:
    """Let the bell ring around the ports and the system's calls."""
    before = {name: getattr(os, name) for name in TURNS}
    for port in ("pdf", "keys"):
        object.__setattr__(office.desk, port, Rung(getattr(office.desk, port), bell))
    office.desk.journal.register = Rung(office.register, bell)
    for name, call in before.items():
        setattr(os, name, bell.around(call))
    try:
        yield
    finally:
        for name, call in before.items():
            setattr(os, name, call)


def sign(office: Miniature) -> Holds:
    who = office.enter(DEPUTY)
    return sign_agreement(office.desk, who, CASE, office.key(DEPUTY.person)).holds


def boundaries(decided: Decided, folder: Path) -> int:
    """Return how many boundaries one signing has."""
    shutil.copytree(decided[0], folder)
    office, bell = Miniature(folder, decided[1], MORNING), Bell(0, lambda: None)
    office.enter(DEPUTY)
    with ringing(office, bell):
        assert sign(office) is Holds.YES
    office.close()
    return bell.rung


def goes_on(folder: Path, desk_key: Any) -> None:
    """What is stored is whole, and the signing ends as one that nothing happened to."""
    whole(folder)
    office = Miniature(folder, desk_key, MORNING)
    try:
        office.desk.journal.catch_up()
        if office.desk.journal.case(CASE).signed is None:
            assert sign(office) is Holds.YES
        add_missing_time_stamps(office.desk)
        assert waiting(office.desk) == ()
        signed = office.desk.journal.case(CASE).signed
        assert signed is not None
        assert office.register.job(CASE) is None
        latest = office.desk.journal.case(CASE).latest(signed.signed)
        assert latest.level == "B-LTA"
        assert office.desk.judge(latest.document).holds is Holds.YES
        count = sum(
            isinstance(entry.act, DocumentSigned) for entry in Town(office).entries(object)
        )
        assert count == 1
    finally:
        office.close()
    whole(folder)


def whole(folder: Path) -> None:
    """Every document has the bytes that its name says."""
    for path in (folder / "documents").glob("??/*"):
        if len(path.name) == 62:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
            assert found == path.parent.name + path.name


def killed_at(number: int, folder: Path, desk_key: Any) -> bool:
    """Sign in a process of its own that is killed at a boundary; tell whether it was."""
    child = os.fork()
    if child == 0:
        try:
            office = Miniature(folder, desk_key, MORNING)
            office.enter(DEPUTY)
            bell = Bell(number, lambda: os.kill(os.getpid(), signal.SIGKILL))
            with ringing(office, bell):
                sign(office)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def test_killed_at_every_boundary(decided: Decided, tmp_path: Path) -> None:
    many = boundaries(decided, tmp_path / "whole")
    assert many > 60
    for number in range(1, many + 1):
        folder = shutil.copytree(decided[0], tmp_path / f"killed-{number}")
        assert killed_at(number, folder, decided[1]), number
        goes_on(folder, decided[1])
        shutil.rmtree(folder)


def full() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@contextmanager
def ringing_in_files(bell: Bell) -> Iterator[None]:
    """Let the bell ring before every file is written out or gets its name."""
    before = {name: getattr(os, name) for name in TURNS[:2]}

    def first(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*arguments: Any, **named: Any) -> Any:
            bell.ring()
            return call(*arguments, **named)

        return called

    for name, call in before.items():
        setattr(os, name, first(call))
    try:
        yield
    finally:
        for name, call in before.items():
            setattr(os, name, call)


def told_no_room(office: Miniature) -> bool:
    """Sign; tell whether it was told that there is no room."""
    try:
        sign(office)
    except errors.StorageError as e:
        return "No space left" in str(e.facts["cause"])
    return False


def test_full_disk_at_every_boundary_of_a_file(decided: Decided, tmp_path: Path) -> None:
    """Each write that the system refuses is told, and the signing goes on when there is room."""
    number, told = 0, 0
    while True:
        number += 1
        folder = shutil.copytree(decided[0], tmp_path / f"full-{number}")
        office, bell = Miniature(folder, decided[1], MORNING), Bell(number, full)
        office.enter(DEPUTY)
        with ringing_in_files(bell):
            told += told_no_room(office)
        office.close()
        goes_on(folder, decided[1])
        shutil.rmtree(folder)
        if bell.rung < number:
            break
    assert number > 4
    assert told > 2


def test_full_disk_under_the_ledger(decided: Decided, tmp_path: Path) -> None:
    """The database may not grow by another page: nothing of an act is kept, or all of it."""
    for room in range(0, 12, 2):
        folder = shutil.copytree(decided[0], tmp_path / f"room-{room}")
        office = Miniature(folder, decided[1], MORNING)
        office.enter(DEPUTY)
        database: sqlite3.Connection = office.register._connection
        (pages,) = database.execute("pragma page_count").fetchone()
        database.execute(f"pragma max_page_count = {pages + room}")
        with suppress(errors.StorageError):
            sign(office)
        office.close()
        goes_on(folder, decided[1])


def test_full_disk_under_the_real_worker(stand_at: StandAt) -> None:
    """The pdf worker can write no file any more, in each phase in turn."""
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    who = stand.enter("deputy-mayor")
    open_document(stand.desk, who, SEED_CASE, stand.plan)
    pdf = stand.desk.pdf
    for phase in ("prepare", "assemble", "extend"):
        object.__setattr__(stand.desk, "pdf", NoRoom(pdf, phase))
        with pytest.raises(errors.StorageError):
            sign_agreement(stand.desk, who, SEED_CASE, stand.key("deputy-mayor"))
        object.__setattr__(stand.desk, "pdf", pdf)
        whole(stand.scene.place.register)
    assert stand.case.signed is not None
    assert stand.case.latest(stand.case.signed.signed).level == "B-T"
    (sent,) = add_missing_time_stamps(stand.desk)
    assert sent.level == "B-LTA"
    latest = stand.case.latest(stand.case.signed.signed)
    assert stand.desk.judge(latest.document).holds is Holds.YES
    assert stand.acts().count("DocumentSigned") == 1


class NoRoom:
    """A desk's pdf worker whose files may not grow during a phase."""

    def __init__(self, pdf: Any, phase: str) -> None:
        self._pdf, self._phase = pdf, phase

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._pdf, name)
        if name != self._phase:
            return found

        def without_room(*arguments: Any) -> Any:
            worker = self._pdf.process.process_id
            _, hard = resource.prlimit(worker, resource.RLIMIT_FSIZE)
            before = resource.prlimit(worker, resource.RLIMIT_FSIZE, (4096, hard))
            try:
                return found(*arguments)
            finally:
                if self._pdf.process.process_id == worker:
                    resource.prlimit(worker, resource.RLIMIT_FSIZE, before)

        return without_room
