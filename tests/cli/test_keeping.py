"""Keeping a register at the terminal: backup, restore, doctor, erasing, sweeping."""

import json
import os
import re
import shutil
import time
from pathlib import Path

import pytest

from signapp.demo.people import SESSION_PIN
from tests.cli.city import City, answering, city
from tests.cli.running import signapp
from tests.cli.test_roster import acts


@pytest.fixture
def founded(tmp_path: Path) -> City:
    """A city with a register."""
    made = city(tmp_path)
    done = made.found()
    assert done.returncode == 0, done.stderr
    return made


def test_a_register_is_backed_up_lost_and_restored(founded: City, tmp_path: Path) -> None:
    made = signapp("register", "backup", founded.register, tmp_path / "backup")
    assert made.returncode == 0, made.stderr
    assert "The backup is made and verified" in made.stdout
    assert "not be recorded" not in made.stdout
    assert signapp("register", "backup", founded.register, tmp_path / "backup").returncode == 3
    assert acts(founded.register)[-1] == "BackupMade"
    again = tmp_path / "again"
    done = signapp("register", "restore", tmp_path / "backup", again, "--lost", founded.register)
    assert done.returncode == 0, done.stderr
    assert re.search(r"Entries \d+ to \d+ were lost", done.stdout)
    told = signapp("register", "verify", again)
    assert "It still waits for registrars to confirm it." in told.stdout
    doctor = signapp("doctor", again)
    assert "waits for two registrars" in doctor.stdout
    city_again = City(tmp_path, founded.authority)
    shutil.rmtree(founded.register)
    again.rename(founded.register)
    refused = signapp("register", "confirm-restore", tmp_path / "backup", "--as", "raija",
                      "--key", founded.key("raija"), "--yes")  # fmt: skip
    assert refused.returncode != 0
    first = city_again.acts("raija", "confirm-restore", city_again.register)
    assert "Another registrar has to confirm" in first.stdout, first.stderr
    twice = city_again.acts("raija", "confirm-restore", city_again.register)
    assert "[SamePersonMayNotConfirm]" in twice.stderr
    second = city_again.acts("kari", "confirm-restore", city_again.register)
    assert "can be used in full again" in second.stdout, second.stderr
    told = signapp("register", "verify", founded.register)
    assert told.returncode == 0
    assert "It was confirmed by Raija Rekisteröijä, Kari Kirjaaja." in told.stdout


def test_the_doctor_has_exit_codes_for_monitoring(founded: City) -> None:
    done = signapp("doctor", founded.register, "--json")
    rows = {row["row"]: row for row in json.loads(done.stdout)}
    assert done.returncode == 1, done.stdout
    assert rows["register"]["state"] == "ok"
    assert rows["backup"]["code"] == "never"
    assert rows["anchor"]["code"] in ("nothing_yet", "waits")
    assert all(row["remedy"] for row in rows.values() if row["state"] != "ok")
    (document, *_) = (one for one in (founded.register / "documents").rglob("*") if one.is_file())
    document.unlink()
    done = signapp("doctor", founded.register, language="fi")
    assert done.returncode == 2
    assert re.search(r"^vika +Asiakirjat: ", done.stdout, re.MULTILINE)
    alone = signapp("doctor")
    assert alone.returncode == 0
    assert "In use: signapp" in alone.stdout


def test_texts_are_listed_and_erased(walked_demo: Path, tmp_path: Path) -> None:
    demo = Path(shutil.copytree(walked_demo, tmp_path / "demo"))
    listed = signapp("register", "texts", demo)
    (row,) = [one for one in listed.stdout.splitlines() if "Pekingin kaupunki" in one]
    commitment = row.split()[0]
    key = demo / "keys" / "registrar-1-session.p12"
    who = ("--as", "registrar-1", "--key", key, "--pin-stdin", "--yes")
    made = ("register", "erase", demo)
    several = answering("", *made, "", "--ground", "wrong", *who)
    assert several.returncode == 2
    done = answering(f"{SESSION_PIN}\n", *made, commitment, "--ground", "on_request", *who)
    assert done.returncode == 0, done.stderr
    assert "The text is erased." in done.stdout
    told = signapp("register", "verify", demo)
    assert told.returncode == 0
    assert re.search(r"A text was erased on .*, Raija Rekisteröijä: the person asked", told.stdout)
    assert "Pekingin kaupunki" not in signapp("register", "texts", demo).stdout


def test_files_that_nothing_names_are_shown_before_they_go(founded: City) -> None:
    orphan = founded.register / "documents" / "tmpleft"
    orphan.write_bytes(b"half of a file")
    then = time.time() - 25 * 3600
    os.utime(orphan, (then, then))
    assert "that nothing names: 1" in signapp("doctor", founded.register).stdout
    kept = signapp("register", "sweep", founded.register, "--pin-stdin")
    assert "tmpleft" in kept.stdout
    assert orphan.exists()
    done = signapp("register", "sweep", founded.register, "--yes")
    assert "1 file was removed." in done.stdout
    assert not orphan.exists()
    assert "DocumentsSwept" in acts(founded.register)[-3:]
