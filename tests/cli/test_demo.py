"""The demo where it can not be founded or opened, and where its founding was broken off."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from signapp.bootstrap import demo
from signapp.demo.clock import DECIDED, PREPARED, DemoClock
from signapp.domain import errors
from signapp.services.journal import Journal
from tests.cli.running import command, environment, signapp

HEADLESS = ("demo", "--headless", "--dir")
UNDER = "not-a-folder"


def clock(file: Path) -> DemoClock:
    return DemoClock(file, lambda: 0.0)


def test_a_place_that_is_a_file(tmp_path: Path) -> None:
    file = tmp_path / UNDER
    file.touch()
    assert signapp(*HEADLESS, file).returncode == 2
    done = signapp(*HEADLESS, file / "demo")
    assert done.returncode == 3
    assert "[StorageError]" in done.stderr
    assert file.read_bytes() == b""


DAMAGES = {
    "clock.json": b'{"now": ',
    "authority/root.p12": b"no key",
    "authority/tsa.p12": None,
    "register/desk.key": None,
    "keys/preparer-session.p12": None,
}


@pytest.mark.parametrize("name", DAMAGES)
def test_a_broken_or_missing_file_is_told_in_words(demo_folder: Path, name: str) -> None:
    file, content = demo_folder / name, DAMAGES[name]
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    done = signapp(*HEADLESS, demo_folder)
    assert done.returncode == 3
    assert "Error]" in done.stderr
    assert "Traceback" not in done.stderr
    assert "fault" not in done.stderr


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"7", b"\xff", b"{}", b'{"now": 7}', b'{"now": "2017-08-24T10:00:00"}'],
    ids=str,
)
def test_a_clock_without_a_moment(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "clock.json"
    file.write_bytes(content)
    with pytest.raises(errors.StorageError):
        clock(file)


def test_the_clock_goes_on_where_it_was(tmp_path: Path) -> None:
    file = tmp_path / "clock.json"
    assert clock(file).now() == PREPARED
    clock(file).move_to(DECIDED)
    assert clock(file).now() == DECIDED
    assert list(tmp_path.iterdir()) == [file]
    file.write_text(json.dumps({"now": "1917-12-06T12:00:00+02:00"}))
    assert clock(file).now() == PREPARED


def test_a_clock_that_can_not_be_kept(tmp_path: Path) -> None:
    with pytest.raises(errors.StorageError):
        clock(tmp_path / "gone" / "clock.json").keep()


# --- a founding that is broken off ----------------------------------------------------------


def test_a_founding_that_fails_is_founded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_off(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(demo.SqliteRegister, "append", broken_off)
        with pytest.raises(KeyboardInterrupt), demo.opened_demo(tmp_path):
            pass
    assert (tmp_path / demo.UNFINISHED / "register.sqlite").is_file()
    assert not (tmp_path / "register").exists()
    with demo.opened_demo(tmp_path) as scene:
        assert isinstance(scene.desk.journal, Journal)
        assert scene.desk.journal.size == 1
    assert not (tmp_path / demo.UNFINISHED).exists()


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_founding_that_is_killed_is_founded_anew(tmp_path: Path) -> None:
    unfinished = tmp_path / demo.UNFINISHED
    with subprocess.Popen(
        command(*HEADLESS, tmp_path),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=environment(),
    ) as running:
        until = time.monotonic() + 60
        while not (unfinished / "register.sqlite").exists() and time.monotonic() < until:
            time.sleep(0.001)
        running.send_signal(signal.SIGKILL)
    with demo.opened_demo(tmp_path) as scene:
        assert scene.desk.journal.size > 0


def test_a_folder_in_the_place_of_the_register_is_left_alone(tmp_path: Path) -> None:
    kept = tmp_path / "register" / "letter.txt"
    kept.parent.mkdir()
    kept.touch()
    with pytest.raises(errors.StorageError), demo.opened_demo(tmp_path):
        pass
    assert kept.is_file()
