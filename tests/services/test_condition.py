"""The doctor's rows: each thing that can be wrong is made wrong, and its row says so."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from signapp.bootstrap import doctor, make_backup
from signapp.bootstrap.versions import FLOORS, refuse_old, version_rows
from signapp.demo.clock import FINAL, PREPARED, SIGNED
from signapp.domain.acts import DocumentRef, Purpose
from signapp.domain.errors import CancelledError
from signapp.domain.keeping_errors import PartTooOldError
from signapp.services import signature
from signapp.services.condition import FolderFacts, Row, State, worst_state
from signapp.services.condition_rows import folder_rows, quick_rows, register_rows
from signapp.services.condition_words import sentences
from signapp.services.desk_rows import desk_rows
from signapp.services.prepare import open_document
from signapp.services.sign import sign_agreement
from signapp.services.sweep import LEAST_AGE, find_orphans, sweep
from signapp.storage.desk_settings import keep_settings, read_settings
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.services.conftest import Stand, StandAt
from tests.storage.registers import by_force


def rows_of(stand: Stand) -> tuple[Row, ...]:
    """Look at the register and its folder."""
    desk = stand.desk
    assert desk.upkeep
    return (*folder_rows(desk.upkeep.facts()), *register_rows(desk, desk.upkeep))


def all_rows_of(stand: Stand) -> tuple[Row, ...]:
    """Look at the desk as well, which starts its helpers."""
    assert stand.desk.upkeep
    return (*rows_of(stand), *desk_rows(stand.desk, stand.desk.upkeep))


def codes(rows: tuple[Row, ...], state: State) -> set[str]:
    return {f"{row.name}.{row.code}" for row in rows if row.state is state}


def told(rows: tuple[Row, ...]) -> None:
    """Every row has its sentence in every language, and what is wrong has its remedy."""
    for language in LANGUAGES:
        for row in rows:
            sentence, remedy = sentences(Texts(language), row)
            assert sentence
            assert remedy or row.state is State.OK, row


def documents(stand: Stand) -> list[Path]:
    folder = stand.scene.place.register / "documents"
    return sorted(one for one in folder.rglob("*") if one.is_file())


def test_a_sound_register_has_only_the_warnings_of_a_demo(stand_at: StandAt) -> None:
    rows = all_rows_of(stand_at("sign"))
    told(rows)
    assert codes(rows, State.FAILED) == set()
    assert codes(rows, State.WARNING) == {
        *("backup.never", "registrars.few", "stamps.none", "anchor.warns")
    }
    assert {"register.holds", "documents.all", "orphans.none", "clock.right", "stamped.all"} <= (
        codes(rows, State.OK)
    )


def altered(stand: Stand) -> None:
    (file,) = documents(stand)[:1]
    file.chmod(0o600)
    file.write_bytes(b"something else")


def no_key(stand: Stand) -> None:
    home = stand.homes["mayor"].signature
    assert home
    Path(home.location).unlink()


def orphan(stand: Stand) -> Path:
    """Write a document that nothing names, long ago."""
    ref = stand.journal.register.put(b"nobody names this")
    return aged(stand.journal.register.document(ref))


def aged(file: Path) -> Path:
    then = time.time() - LEAST_AGE.total_seconds() - 60
    os.utime(file, (then, then))
    return file


def entry_changed(stand: Stand) -> None:
    by_force(
        stand.scene.place.register,
        lambda db: db.execute("update entries set body = x'00' where seq = 3"),
    )


def text_gone(stand: Stand) -> None:
    by_force(stand.scene.place.register, lambda db: db.execute("delete from texts"))


WRONG: dict[str, tuple[Callable[[Stand], object], State, str]] = {
    "a document is gone": (
        lambda stand: documents(stand)[0].unlink(),
        State.FAILED,
        "documents.missing",
    ),
    "a document was altered": (altered, State.FAILED, "documents.missing"),
    "an entry was changed": (entry_changed, State.FAILED, "register.error"),
    "texts are gone": (text_gone, State.FAILED, "register.error"),
    "a file that nothing names": (orphan, State.WARNING, "orphans.some"),
    "others may read": (
        lambda stand: (stand.scene.place.register / "trust").chmod(0o755),
        State.WARNING,
        "modes.open",
    ),
    "a key is gone": (no_key, State.WARNING, "keys.missing"),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_has_a_row(stand_at: StandAt, name: str) -> None:
    change, state, code = WRONG[name]
    stand = stand_at("propose")
    look = all_rows_of if code.startswith("keys") else rows_of
    assert code not in codes(rows_of(stand), state)
    change(stand)
    rows = look(stand)
    told(rows)
    assert code in codes(rows, state)


def test_a_backup_is_recent_and_grows_old(stand_at: StandAt, tmp_path: Path) -> None:
    stand = stand_at("propose")
    make_backup(stand.scene.place.folder, tmp_path / "backup")
    stand.journal.catch_up()
    assert "backup.recent" in codes(rows_of(stand), State.OK)
    stand.scene.clock.move_to(FINAL)
    rows = rows_of(stand)
    told(rows)
    assert "backup.old" in codes(rows, State.WARNING)


def test_a_signing_that_broke_off_is_shown(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At once when the register is opened, and by the doctor."""
    stand = stand_at("publish")
    stand.scene.clock.move_to(SIGNED)
    deputy = stand.enter("deputy-mayor")
    open_document(stand.desk, deputy, stand.case.number, stand.plan)

    def breaks_off(*given: object) -> None:
        raise KeyboardInterrupt

    assert start_rows_of(stand) == {"anchor.warns"}
    monkeypatch.setattr(signature, "use_key", breaks_off)
    with pytest.raises(KeyboardInterrupt):
        sign_agreement(stand.desk, deputy, stand.case.number, stand.key("deputy-mayor"))
    assert start_rows_of(stand) == {"anchor.warns", "unfinished.open"}
    rows = rows_of(stand)
    told(rows)
    assert "unfinished.open" in codes(rows, State.WARNING)


def start_rows_of(stand: Stand) -> set[str]:
    assert stand.desk.upkeep
    rows = quick_rows(stand.desk, stand.desk.upkeep)
    told(rows)
    return codes(rows, State.WARNING) - {"backup.never", "registrars.few"}


FACTS = FolderFacts("ext4", False, "", False, (), 1 << 40)


@pytest.mark.parametrize(
    ("changed", "state", "code"),
    [
        ({"network": True, "system": "cifs"}, State.FAILED, "drive.network"),
        ({"synchronised": "OneDrive"}, State.WARNING, "drive.synchronised"),
        ({"roams": True}, State.WARNING, "drive.roams"),
        ({"free": 500 << 20}, State.WARNING, "space.little"),
        ({"free": 50 << 20}, State.FAILED, "space.none"),
        ({"open_files": ("register/desk.key",)}, State.WARNING, "modes.open"),
    ],
)
def test_a_folder_in_a_bad_place_has_a_row(changed: dict, state: State, code: str) -> None:  # type: ignore[type-arg]
    facts = FolderFacts(**{**FACTS.__dict__, **changed})
    rows = tuple(folder_rows(facts))
    told(rows)
    assert codes(rows, state) == {code}
    assert worst_state(rows) is state


def test_a_clock_that_is_behind_the_ledger_fails(stand_at: StandAt) -> None:
    stand = stand_at("sign")
    stand.scene.clock._moved_to -= timedelta(days=30)
    rows = all_rows_of(stand)
    told(rows)
    assert "clock.behind" in codes(rows, State.FAILED)


def test_certificates_that_end_are_told_with_their_days(
    stand_at: StandAt, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand = stand_at("founded")
    bound = stand.journal.state.roster.certificate_of("mayor", Purpose.SIGNATURE)
    assert bound
    for before, code, state in (
        (timedelta(days=10), "certificates.soon.signature", State.WARNING),
        (timedelta(days=-1), "certificates.ended.signature", State.FAILED),
    ):
        moment = bound.not_after - before
        monkeypatch.setattr(type(stand.scene.clock), "now", lambda _, at=moment: at)
        monkeypatch.setattr(type(stand.desk), "today", lambda _: PREPARED.date())
        rows = rows_of(stand)
        told(rows)
        assert code in codes(rows, state)


def test_services_for_time_stamps_are_told(stand_at: StandAt) -> None:
    stand = stand_at("founded")
    place = stand.scene.place.register
    settings = read_settings(place)
    keep_settings(place, replace(settings, time_stamps=("http://127.0.0.1:1/",)))
    rows = all_rows_of(stand)
    told(rows)
    assert "stamps.set" in codes(rows, State.OK)


# --- the whole --------------------------------------------------------------------------------


def test_the_doctor_tells_what_keeps_it_from_looking(stand_at: StandAt, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    rows = doctor(tmp_path / "empty")
    told(rows)
    assert codes(rows, State.FAILED) == {"register.error"}
    assert rows[-1].error
    assert rows[-1].error.code == "RegisterMissingError"


def test_the_doctor_can_be_ended(stand_at: StandAt) -> None:
    stand = stand_at("propose")

    def ends(_done: int, _of: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        doctor(stand.scene.place.folder, ends)


def test_a_part_below_its_floor_keeps_the_program_from_starting() -> None:
    refuse_old()
    assert {row.state for row in version_rows()} == {State.OK}
    for part, floor in FLOORS.items():
        below = ".".join(map(str, (*floor[:-1], floor[-1] - 1, 99)))
        assert floor[-1] > 0

        def old(asked: str, part: str = part, below: str = below) -> str:
            return below if asked == part else "999"

        with pytest.raises(PartTooOldError) as refused:
            refuse_old(old)
        assert refused.value.facts["part"] == part
        rows = tuple(version_rows(old))
        told(rows)
        assert codes(rows, State.FAILED) == {"versions.old"}
    refuse_old(lambda _: "")  # a frozen program does not say


# --- files that nothing names -----------------------------------------------------------------


def test_only_old_files_that_nothing_names_are_swept(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    desk, upkeep = stand.desk, stand.desk.upkeep
    assert upkeep
    before = documents(stand)
    for file in before:
        aged(file)
    gone = orphan(stand)
    young = stand.journal.register.document(stand.journal.register.put(b"somebody is at work"))
    unfinished = aged_temporary(stand)
    drafted = stand.journal.register.put(b"a draft names it")
    aged(stand.journal.register.document(drafted))
    stand.journal.register.save_draft("HEL 2017-000001", f'{{"picture": "{drafted.sha256}"}}')
    found = find_orphans(desk, upkeep)
    assert {one.path for one in found} == {gone, unfinished}
    assert sweep(desk, upkeep, found) == 2
    assert not gone.exists()
    assert not unfinished.exists()
    assert young.exists()
    assert stand.journal.register.document(drafted)
    assert set(before) <= set(documents(stand))
    (act,) = [
        entry.act for entry in stand.entries() if type(entry.act).__name__ == "DocumentsSwept"
    ]
    assert DocumentRef(gone.parent.name + gone.name, 0).sha256 in act.documents
    assert find_orphans(desk, upkeep) == ()
    assert sweep(desk, upkeep, found) == 0


def aged_temporary(stand: Stand) -> Path:
    """Leave a file that a crash kept from getting its name."""
    file = stand.scene.place.register / "documents" / "tmpabcd1234"
    file.write_bytes(b"half")
    return aged(file)


def test_what_came_into_use_meanwhile_is_not_swept(stand_at: StandAt) -> None:
    stand = stand_at("propose")
    assert stand.desk.upkeep
    file = orphan(stand)
    found = find_orphans(stand.desk, stand.desk.upkeep)
    stand.journal.register.save_draft("HEL 2017-000001", file.parent.name + file.name)
    assert sweep(stand.desk, stand.desk.upkeep, found) == 0
    assert file.exists()
