"""A desk remembers how far a register was, and writes into no older or other one unanswered."""

import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from signapp.domain import errors
from signapp.domain.acts import Actor, DraftEdited, Purpose
from signapp.domain.anchor_errors import RegisterBehindDesk, RegisterNotContinued
from signapp.domain.anchoring import HistoryAccepted
from signapp.ledger.entries import read_entry
from signapp.services import prepare
from signapp.services.accepting import accept_history
from signapp.services.desk import Desk
from signapp.services.journal import Journal, SignedIn
from signapp.services.register import sign_in, sign_out
from signapp.storage.kept import FolderKept
from signapp.storage.register import SqliteRegister
from tests.domain.stories import PREPARER, REGISTRAR
from tests.services.miniature import PIN, Miniature, home_of, miniature

MORNING = datetime(2017, 8, 21, 6, tzinfo=UTC)
CASE = "HEL 2017-000001"


@dataclass
class City:
    """A register, and desks that open it, each with a memory of its own."""

    office: Miniature
    profiles: Path

    def desk(self, name: str, folder: Path | None = None) -> Desk:
        """Open the register at somebody's desk."""
        office = self.office
        register = SqliteRegister(folder or office.folder)
        kept = FolderKept(self.profiles / name)
        journal = Journal(register, office.clock, office.desk_key, kept=kept)
        return Desk(
            journal, office.paper, office.pens, office.desk.trust, office.desk.document_texts
        )

    def copy(self, to: str) -> Path:
        return Path(shutil.copytree(self.office.folder, self.profiles.parent / to))

    def works(self, desk: Desk, times: int = 1) -> None:
        who = enter(desk, PREPARER)
        if CASE not in desk.journal.state.cases:
            prepare.open_case(desk, who, CASE, "04 03 01", "A case")
        for _ in range(times):
            desk.journal.record(who, DraftEdited(), CASE)


def enter(desk: Desk, actor: Actor) -> SignedIn:
    session = sign_in(desk, actor.person, home_of(actor.person, Purpose.SESSION), PIN)
    return SignedIn(session, actor)


@pytest.fixture
def city(tmp_path: Path) -> Iterator[City]:
    with miniature(MORNING) as office:
        yield City(office, tmp_path / "profiles")


def acts(desk: Desk) -> list[str]:
    return [type(read_entry(one.body).act).__name__ for one in desk.journal.register.entries()]


# --- at close -------------------------------------------------------------------------------


def test_a_desk_that_worked_leaves_a_checkpoint_and_one_that_only_read_does_not(
    city: City,
) -> None:
    desk = city.desk("a")
    city.works(desk)
    assert acts(desk)[-1] == "DraftEdited"
    desk.journal.close()
    assert acts(desk)[-1] == "CheckpointIssued"
    before = len(acts(desk))
    desk.journal.close()
    assert len(acts(desk)) == before
    reader = city.desk("b")
    sign_out(reader, enter(reader, PREPARER).session)
    reader.journal.close()
    assert acts(reader)[before:] == ["SessionOpened", "SessionClosed"]


def test_closing_never_fails(city: City) -> None:
    desk = city.desk("a")
    city.works(desk)
    desk.journal.register.close()  # type: ignore[attr-defined]
    desk.journal.close()


# --- what is remembered ---------------------------------------------------------------------


def test_it_remembers_all_that_it_saw_in_a_file_of_its_own(city: City) -> None:
    desk = city.desk("a")
    assert desk.journal.memory.new
    city.works(desk)
    desk.journal.close()
    (file,) = (city.profiles / "a").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = FolderKept(city.profiles / "a").of(desk.journal.name)
    assert kept
    assert kept.note.split("\n")[1] == str(desk.journal.size)
    again = city.desk("a")
    assert not again.journal.memory.new
    assert again.journal.memory.broken is None


def test_a_damaged_memory_is_told(city: City) -> None:
    city.desk("a").journal.close()
    (file,) = (city.profiles / "a").iterdir()
    file.write_text("{")
    with pytest.raises(errors.StorageError):
        city.desk("a")


def test_an_older_register_is_read_and_not_written(city: City) -> None:
    old = city.copy("old")
    desk = city.desk("a")
    city.works(desk)
    desk.journal.close()
    saw, seen = desk.journal.size, city.office.clock.now()
    city.office.clock.moment += timedelta(minutes=5)
    back = city.desk("a", old)
    broken = back.journal.memory.broken
    assert isinstance(broken, RegisterBehindDesk)
    assert broken.facts == {"seen": seen, "size": saw, "position": 1}
    who = enter(back, PREPARER)  # to read one has to come in
    with pytest.raises(RegisterBehindDesk):
        prepare.open_case(back, who, CASE, "04 03 01", "A case")
    back.journal.close()
    assert acts(back) == ["RegisterFounded", "SessionOpened"]  # and no checkpoint
    assert isinstance(city.desk("a", old).journal.memory.broken, RegisterBehindDesk)
    assert city.desk("b", old).journal.memory.broken is None  # it had never seen it


def test_another_continuation_is_found_however_long_it_is(city: City) -> None:
    desk = city.desk("a")
    city.works(desk, 1)
    desk.journal.close()
    other = city.copy("other")
    city.works(desk, 1)
    desk.journal.close()
    elsewhere = city.desk("b", other)
    city.works(elsewhere, 9)
    elsewhere.journal.close()
    back = city.desk("a", other)
    assert isinstance(back.journal.memory.broken, RegisterNotContinued)
    with pytest.raises(RegisterNotContinued):
        back.journal.record(enter(back, PREPARER), DraftEdited(), CASE)


# --- the answer -----------------------------------------------------------------------------


def rolled_back(city: City, desks: tuple[str, ...], by: int = 5) -> Path:
    old = city.copy("old")
    desk = city.desk(desks[0])
    city.works(desk, by)
    desk.journal.close()
    for name in desks[1:]:
        city.desk(name).journal.close()
    return old


def test_a_registrar_answers_and_the_desk_goes_on(city: City) -> None:
    old = rolled_back(city, ("a", "b"))
    back = city.desk("a", old)
    with pytest.raises(errors.NotAuthorisedError, match="DutyNotInOffice"):
        accept_history(back, enter(back, PREPARER), "restored")
    registrar = enter(back, REGISTRAR)
    with pytest.raises(errors.NotAuthorisedError, match="AcceptanceReasonMissing"):
        accept_history(back, registrar, "  ")
    seen = city.desk("a").journal.size  # the register as it was
    act = accept_history(back, registrar, "restored from the backup of Monday").act
    assert isinstance(act, HistoryAccepted)
    assert (act.size, back.journal.state.accepted) == (seen, [seen])
    assert back.journal.text(act.reason) == "restored from the backup of Monday"
    city.works(back, 1)
    back.journal.close()
    with pytest.raises(errors.NotAuthorisedError, match="HistoryContinues"):
        accept_history(back, enter(back, REGISTRAR), "again")
    assert city.desk("a", old).journal.memory.broken is None
    other = city.desk("b", old)  # had seen no more: the answer counts for it
    assert other.journal.memory.broken is None
    city.works(other, 1)


def test_an_answer_does_not_count_for_a_desk_that_had_seen_more(city: City) -> None:
    old = rolled_back(city, ("a",))
    more = city.desk("c")
    city.works(more, 3)
    more.journal.close()
    back = city.desk("a", old)
    accept_history(back, enter(back, REGISTRAR), "restored")
    back.journal.close()
    assert city.desk("c", old).journal.memory.broken is not None


def test_an_old_answer_does_not_excuse_a_new_roll_back(city: City) -> None:
    old = rolled_back(city, ("a",), by=30)
    back = city.desk("a", old)
    accept_history(back, enter(back, REGISTRAR), "restored")
    back.journal.close()
    again = Path(shutil.copytree(old, city.profiles.parent / "again"))
    back = city.desk("a", old)
    city.works(back, 3)
    back.journal.close()
    assert back.journal.size < 30  # fewer than the answer had given up
    assert isinstance(city.desk("a", again).journal.memory.broken, RegisterBehindDesk)
