"""The exit codes, what could not be judged, wrong calls, and runs that are broken off."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from signapp import bootstrap
from signapp.cli.commands import signapp as program
from signapp.workers import process
from tests.cli.running import ROOT, command, environment, signapp

LANGUAGES = ("fi", "sv", "en")
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    file = tmp_path / "letter.pdf"
    file.write_bytes(b"PK\x03\x04 not a PDF at all")
    return file


# --- could not be judged --------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_that_is_no_pdf_can_not_be_judged(letter: Path, language: str) -> None:
    done = signapp("verify", letter, language=language)
    assert done.returncode == 3
    assert "[NotAPdfError]" in done.stdout
    assert not done.stderr


def test_a_bad_file_hides_no_other_verdict(walked_demo: Path, letter: Path) -> None:
    out = walked_demo / "out"
    files = letter, out / "minutes.pdf", out / "action-plan-signed.pdf"
    done = signapp("verify", *files, "--trust", out / "trust.pem", "--json")
    assert done.returncode == 3
    found = json.loads(done.stdout)["files"]
    assert [one["holds"] for one in found] == ["not_known", "holds", "holds"]
    problem, *others = [one["problem"] for one in found]
    assert problem["code"] == "NotAPdfError"
    assert problem["remedy"]
    assert others == [None, None]


def test_what_does_not_hold_counts_more_than_what_can_not_be_judged(
    walked_demo: Path, letter: Path, tmp_path: Path
) -> None:
    content = bytearray((walked_demo / "out" / "minutes.pdf").read_bytes())
    content[5000] ^= 1
    changed = tmp_path / "changed.pdf"
    changed.write_bytes(content)
    assert signapp("verify", letter, changed).returncode == 1


def test_a_bad_trust_file_can_not_be_judged_by(walked_demo: Path, letter: Path) -> None:
    done = signapp("verify", walked_demo / "out" / "minutes.pdf", "--trust", letter)
    assert done.returncode == 3
    assert "[TrustFileError]" in done.stderr


@pytest.mark.parametrize("words", [("register", "verify"), ("register", "log"), ("case", "show")])
def test_no_register(tmp_path: Path, words: tuple[str, str]) -> None:
    done = signapp(*words, tmp_path)
    assert done.returncode == 3
    assert "[RegisterMissingError]" in done.stderr


def test_a_worker_that_fails(walked_demo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "worker_command", lambda _: ["/nowhere/worker"])
    minutes = str(walked_demo / "out" / "minutes.pdf")
    done = CliRunner().invoke(program, ["verify", minutes], obj=lambda: bootstrap)
    assert done.exit_code == 3
    assert "[WorkerFailedError]" in done.output


def test_a_register_without_trust_anchors_can_not_be_told(
    walked_demo: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "register"
    shutil.copytree(walked_demo / "register", folder)
    shutil.rmtree(folder / "trust")
    done = signapp("register", "verify", folder)
    assert done.returncode == 3, done.stdout
    assert "C Documents           Can't be told" in done.stdout
    assert "Does not hold" not in done.stdout


# --- called wrongly -------------------------------------------------------------------------


def test_usage_errors_end_with_2(tmp_path: Path) -> None:
    assert signapp("verify").returncode == 2
    assert signapp("verify", tmp_path / "missing.pdf").returncode == 2
    assert signapp("sign").returncode == 2


@POSIX
@pytest.mark.parametrize("kind", ["pipe", "device", "trust"])
def test_what_is_no_file_is_refused_at_once(walked_demo: Path, tmp_path: Path, kind: str) -> None:
    minutes, pipe = walked_demo / "out" / "minutes.pdf", tmp_path / "pipe"
    os.mkfifo(pipe)
    given: dict[str, tuple[object, ...]] = {
        "pipe": (minutes, pipe),
        "device": (minutes, "/dev/zero"),
        "trust": (minutes, "--trust", pipe),
    }
    before = time.monotonic()
    done = signapp("verify", *given[kind])
    assert done.returncode == 2
    assert "file" in done.stderr
    assert "Traceback" not in done.stderr
    assert time.monotonic() - before < 10


def test_a_case_that_nobody_opened(walked_demo: Path) -> None:
    done = signapp("case", "show", walked_demo, "HEL 2017-000000")
    assert done.returncode == 2
    assert "[CaseUnknown]" in done.stderr
    assert not done.stdout


def test_the_help_tells_the_codes() -> None:
    assert "3 could not be judged" in " ".join(signapp("--help").stdout.split())
    for words in (("verify",), ("register", "verify")):
        text = " ".join(signapp(*words, "--help").stdout.split())
        assert "1 when" in text
        assert "3 when it can't be told" in text


def test_the_help_loads_no_database() -> None:
    code = (
        "import sys\n"
        "from signapp.__main__ import main\n"
        "sys.argv = ['signapp', 'verify', '--help']\n"
        "try:\n    main()\n"
        "finally:\n    print({'sqlite_utils', 'signapp.bootstrap'} & set(sys.modules))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.endswith("set()\n")


# --- broken off -----------------------------------------------------------------------------


@POSIX
def test_a_reader_that_goes_away_is_no_fault(walked_demo: Path, tmp_path: Path) -> None:
    reading, writing = os.pipe()
    with subprocess.Popen(
        command("register", "log", walked_demo),
        stdout=writing,
        stderr=subprocess.PIPE,
        env=environment(XDG_STATE_HOME=str(tmp_path)),
    ) as running:
        os.close(writing)
        os.close(reading)
        _, told = running.communicate(timeout=60)
    assert told == b""
    assert running.returncode == 141
    assert not list(tmp_path.iterdir())


class Broken:
    """A program that fails when it is asked anything."""

    def __init__(self, error: BaseException) -> None:
        self.error = error

    @contextmanager
    def reading(self) -> Iterator[None]:
        raise self.error
        yield

    def keep_crash_report(self, error: BaseException) -> Path:
        return bootstrap.keep_crash_report(error)


def run(error: BaseException, file: Path) -> Any:
    return CliRunner().invoke(program, ["verify", str(file)], obj=lambda: Broken(error))


def test_ctrl_c_is_no_verdict(letter: Path) -> None:
    done = run(KeyboardInterrupt(), letter)
    assert done.exit_code == 130
    assert done.output == ""


@pytest.mark.parametrize("kind", [ZeroDivisionError, RecursionError, MemoryError, KeyError])
def test_an_unknown_error_is_kept_as_a_report(
    letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    done = run(kind("Päivi Pormestari"), letter)
    assert done.exit_code == 3
    (report,) = tmp_path.rglob("crash-*.txt")
    assert kind.__name__ in report.read_text()
    assert "Päivi" not in report.read_text() + done.output
    assert report.name in done.output


def test_what_a_disk_refuses_is_told_and_no_bug(
    letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    done = run(OSError(28, "No space left on device"), letter)
    assert done.exit_code == 3
    assert "No space left on device" in done.output
    assert "[StorageError]" in done.output
    assert not list(tmp_path.rglob("crash-*.txt"))


def test_a_report_that_can_not_be_kept_is_said(
    letter: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(letter))  # a file: no folder can be made in it
    done = run(ZeroDivisionError(), letter)
    assert done.exit_code == 3
    assert "ZeroDivisionError" in done.output
    assert "Traceback" not in done.output
