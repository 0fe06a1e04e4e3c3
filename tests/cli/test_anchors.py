"""The terminal keeps, exports and compares anchors, and always says what is not proven."""

import json
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from signapp.demo.people import SESSION_PIN
from tests.cli.city import answering
from tests.cli.running import Done, signapp

ALWAYS = "there is no second copy of the register that goes on otherwise"


@pytest.fixture
def demo(walked_demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(walked_demo, tmp_path / "demo"))


def put_back(demo: Path, by: int) -> None:
    """Set a register back to an older state, with everything in it."""
    connection = sqlite3.connect(demo / "register" / "register.sqlite", isolation_level=None)
    guards = dict(
        connection.execute("select name, sql from sqlite_master where type = 'trigger'").fetchall()
    )
    for name in guards:
        connection.execute(f"drop trigger {name}")
    connection.execute("delete from entries where seq > (select max(seq) from entries) - ?", (by,))
    for sql in guards.values():
        connection.execute(sql)
    connection.close()


def test_the_verdict_says_what_this_desk_saw_and_what_is_not_proven(demo: Path) -> None:
    done = signapp("register", "verify", demo)
    assert done.returncode == 0, done.stdout
    assert "This desk saw " in done.stdout
    assert "a time stamp proves that the first " in done.stdout
    assert ALWAYS in done.stdout
    shutil.rmtree(demo / "kept")
    first = signapp("register", "verify", demo)
    assert "This desk had not seen this register before" in first.stdout
    assert "there is no anchor from outside" in first.stdout
    assert "This desk saw " in signapp("register", "verify", demo).stdout  # from then on it has


def test_a_roll_back_is_found_by_this_desk_and_by_what_was_exported(
    demo: Path, tmp_path: Path
) -> None:
    note = tmp_path / "seen.note"
    done = signapp("register", "checkpoint", demo, "--stamped", note)
    assert (done.returncode, done.stderr) == (0, "")
    stamp, trust = tmp_path / "seen.note.tsr", demo / "out" / "trust.pem"
    ask = ["openssl", "ts", "-verify", "-data", note, "-in", stamp, "-CAfile", trust]
    assert subprocess.run(ask, capture_output=True, check=False).returncode == 0
    minutes = demo / "out" / "minutes.pdf"
    given = ("--anchor", note, "--anchor", stamp, "--anchor", minutes)
    done = signapp("register", "verify", demo, *given)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count("All of them were there not later than") == 3
    put_back(demo, 9)
    done = signapp("register", "verify", demo, "--json", "--anchor", note)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert {"RegisterBehindDesk", "RegisterRolledBack"} <= {
        one["code"] for one in told["findings"]
    }
    named = {one["file"]: one["problem"] and one["problem"]["code"] for one in told["anchors"]}
    assert (named[""], named[str(note)]) == ("RegisterBehindDesk", "RegisterRolledBack")
    codes = [one["code"] for one in told["not_provable"]]
    assert codes[0] == "rolled_back"  # no anchor holds any more


def test_an_older_register_is_accepted_by_a_registrar_only(demo: Path) -> None:
    def accept(person: str) -> Done:
        key = demo / "keys" / f"{person}-session.p12"
        who = ("--as", person, "--key", key, "--pin-stdin", "--yes")
        order = ("register", "accept", demo, "--reason", "restored on Monday", *who)
        return answering(f"{SESSION_PIN}\n", *order)

    nothing = accept("registrar-1")
    assert (nothing.returncode, "[HistoryContinues]" in nothing.stderr) == (3, True)
    put_back(demo, 9)
    assert signapp("register", "log", demo).returncode == 0  # reading is possible
    assert signapp("register", "verify", demo).returncode == 1
    refused = accept("preparer")
    assert "[DutyNotInOffice]" in refused.stderr
    done = accept("registrar-1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "This desk saw " in done.stdout
    assert "accepted as it is now" in done.stdout
    assert signapp("register", "rebuild", demo).returncode == 0  # the lists were ahead
    assert signapp("register", "verify", demo).returncode == 0
    told = signapp("register", "log", demo).stdout
    assert "the register's changed history was accepted" in told.casefold()
