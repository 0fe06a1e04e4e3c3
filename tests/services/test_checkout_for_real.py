"""A case that goes away and comes back with real keys and PDF files; and is killed on the way."""

import os
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from signapp.bootstrap.checkouts import open_checkout
from signapp.bootstrap.reading import NoTimeStamps
from signapp.demo.clock import SIGNED
from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import CASE as SEED_CASE
from signapp.domain import errors
from signapp.domain.acts import DocumentSigned
from signapp.domain.checkout import CaseCheckedOut, CaseTakenIn
from signapp.domain.checkout_errors import PlaceTakenError
from signapp.domain.decision import Stage
from signapp.ledger.entries import EntryKey
from signapp.services.audit import log, verify_register
from signapp.services.checkout import check_out, write_return
from signapp.services.desk import Desk
from signapp.services.journal import Journal
from signapp.services.outbox import add_missing_time_stamps
from signapp.services.ports import Holds
from signapp.services.prepare import open_document
from signapp.services.register import sign_in
from signapp.services.sign import sign_agreement
from signapp.services.take_in import take_in
from signapp.storage.desk_key import read_desk_key
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust
from signapp.workers.pdf import PdfWorker
from tests.domain.stories import CASE, DEPUTY, OTHER_CASE, REGISTRAR
from tests.services.conftest import Stand, StandAt
from tests.services.miniature import Miniature, miniature
from tests.services.test_checkout import TO_THE_DEPUTY, ZIPS
from tests.services.test_crashes import whole
from tests.services.test_field_cases import MORNING, Town


@contextmanager
def laptop(stand: Stand, folder: Path) -> Iterator[Desk]:
    """Open the register away with the same people's keys, and with no network."""
    with ExitStack() as opened:
        register = SqliteRegister(folder)
        opened.callback(register.close)
        pdf = PdfWorker(NoTimeStamps(), folder)
        opened.callback(pdf.close)
        journal = Journal(register, stand.scene.clock, read_desk_key(folder))
        trust = FolderTrust(folder / "trust")
        yield Desk(
            *(journal, pdf, stand.desk.keys, trust, stand.desk.document_texts), archives=ZIPS
        )


def test_signed_away_with_a_real_key_and_no_network(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    out, back, place = tmp_path / "out.zip", tmp_path / "back.zip", tmp_path / "laptop"
    registrar = stand.enter("registrar-1")
    wanted = stand.case.authorises
    assert wanted
    to = replace(TO_THE_DEPUTY, office=wanted.office)
    check_out(stand.desk, registrar, SEED_CASE, to, out)
    open_checkout(out, place)
    stand.let_reach(place)
    with laptop(stand, place) as away:
        person = stand.homes["deputy-mayor"]
        session = sign_in(away, "deputy-mayor", person.session, SESSION_PIN)
        who = session.acting_for(wanted.office)
        open_document(away, who, SEED_CASE, stand.plan)
        with pytest.raises(errors.NotAuthorisedError):
            sign_agreement(stand.desk, stand.enter("deputy-mayor"), SEED_CASE, signing(stand))
        made = sign_agreement(away, who, SEED_CASE, signing(stand))
        assert [one.level for one in made.signatures] == ["B-B"]
        write_return(away, back)
    done = take_in(stand.desk, registrar, back)
    assert "DocumentSigned" in [type(one.act).__name__ for one in done.entries]
    assert stand.case.stage is Stage.SIGNED
    (sent,) = add_missing_time_stamps(stand.desk)
    assert sent.level == "B-LTA"
    found = verify_register(
        stand.journal.register,
        stand.desk.pdf,
        stand.desk.trust.material(),
        stand.scene.clock.now(),
    )
    assert found.holds is Holds.YES
    assert out.stat().st_size < 2_000_000


def signing(stand: Stand) -> Any:
    return stand.key("deputy-mayor")


# --- killed on the way ----------------------------------------------------------------------

Begun = tuple[Path, EntryKey]
TURNS = ("fsync", "replace", "rename", "unlink")


@pytest.fixture(scope="module")
def decided(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """A city's register with two decided cases."""
    folder = tmp_path_factory.mktemp("two decided") / "register"
    with miniature(MORNING) as office:
        town = Town(office)
        for number in (OTHER_CASE, CASE):
            town.prepares(number, words=f"plan of {number[-1]}")
            town.proposes(number)
            town.decides(number)
        shutil.copytree(office.folder, folder)
    return folder, office.desk_key


def killed_at(number: int, work: Callable[[], None]) -> bool:
    """Do something in a process of its own, killed at a turn of the system; tell whether."""
    child = os.fork()
    if child == 0:
        try:
            _ring(number)
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL


def _ring(number: int) -> None:
    """Kill this process before or after a file is made durable, gets its name or is removed."""
    rung = 0

    def ring() -> None:
        nonlocal rung
        rung += 1
        if rung == number:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(call: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            ring()
            result = call(*given, **named)
            ring()
            return result

        return called

    for name in TURNS:
        setattr(os, name, around(getattr(os, name)))
    append = SqliteRegister.append
    SqliteRegister.append = around(append)  # type: ignore[method-assign]


def leave(folder: Path, desk_key: EntryKey, out: Path) -> None:
    office = Miniature(folder, desk_key, MORNING)
    try:
        check_out(office.desk, office.enter(REGISTRAR), CASE, TO_THE_DEPUTY, out)
    finally:
        office.close()


def test_killed_while_it_leaves(decided: Begun, tmp_path: Path) -> None:
    """Nothing happened, or the case is away and its file can be written (again)."""
    number, away = 0, 0
    while True:
        number += 2
        folder = shutil.copytree(decided[0], tmp_path / f"leaves-{number}" / "register")
        out = folder.parent / "out.zip"
        killed = killed_at(number, lambda f=folder, o=out: leave(f, decided[1], o))  # type: ignore[misc]
        whole(folder)
        try:
            leave(folder, decided[1], out)
        except PlaceTakenError:
            away += 1  # the file had its name already, and is whole
        laptop_folder = folder.parent / "laptop"
        open_checkout(out, laptop_folder)
        office = Miniature(folder, decided[1], MORNING)
        acts = [entry.act for entry in log(office.register)]
        assert sum(isinstance(act, CaseCheckedOut) for act in acts) == 1
        office.close()
        if not killed:
            break
    assert number > 6
    assert away >= 1


def come_back(folder: Path, desk_key: EntryKey, back: Path) -> None:
    office = Miniature(folder, desk_key, MORNING)
    try:
        take_in(office.desk, office.enter(REGISTRAR), back)
    finally:
        office.close()


def test_killed_while_it_comes_back(decided: Begun, tmp_path: Path) -> None:
    """All of it is taken in, or nothing; and what was not can be taken in again."""
    home = shutil.copytree(decided[0], tmp_path / "home" / "register")
    out, back, place = tmp_path / "out.zip", tmp_path / "back.zip", tmp_path / "laptop"
    leave(home, decided[1], out)
    open_checkout(out, place)
    away = Miniature(place, read_desk_key(place), MORNING)
    assert Town(away).signs(DEPUTY).holds is Holds.YES
    write_return(away.desk, back)
    away.close()
    number, kinds = -1, set()
    while True:
        number += 3
        folder = shutil.copytree(home, tmp_path / f"back-{number}" / "register")
        killed = killed_at(number, lambda f=folder: come_back(f, decided[1], back))  # type: ignore[misc]
        whole(folder)
        office = Miniature(folder, decided[1], MORNING)
        office.desk.journal.catch_up()
        taken = office.desk.journal.case(CASE).stage is Stage.SIGNED
        office.close()
        kinds.add(taken)
        if not taken:
            come_back(folder, decided[1], back)
        office = Miniature(folder, decided[1], MORNING)
        entries = log(office.register)
        assert sum(isinstance(one.act, CaseTakenIn) for one in entries) == 1
        assert sum(isinstance(one.act, DocumentSigned) for one in entries) == 1
        found = verify_register(
            office.register, office.desk.pdf, office.desk.trust.material(), MORNING
        )
        assert found.findings == ()
        office.close()
        if not killed:
            break
        shutil.rmtree(folder.parent)
    assert number > 10
    assert kinds == {True, False}
