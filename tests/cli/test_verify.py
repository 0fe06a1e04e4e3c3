"""Verifying folders, as of another moment, beside a register, as JSON, and broken off."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile

import pytest

from tests.cli.running import command, environment, signapp

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent otherwise there")


@pytest.fixture
def box(walked_demo: Path, tmp_path: Path) -> Path:
    """A folder of good files, a forged one and a damaged one, the minutes last."""
    out, folder = walked_demo / "out", tmp_path / "box"
    (folder / "sub").mkdir(parents=True)
    plan = (out / "action-plan-signed.pdf").read_bytes()
    forged = bytearray(plan)
    forged[5000] ^= 1
    (folder / "1-forged.pdf").write_bytes(forged)
    (folder / "2-damaged.pdf").write_bytes(plan[:5000])
    (folder / "3-plan").write_bytes(plan)
    for number in range(4, 8):
        (folder / f"{number}-plan.pdf").write_bytes(plan)
    (folder / "note.pdf").write_text("not a PDF")
    copyfile(out / "minutes.pdf", folder / "sub" / "minutes.pdf")
    return folder


def test_a_folder_is_verified_in_order_with_a_summary(walked_demo: Path, box: Path) -> None:
    done = signapp("verify", box, "--trust", walked_demo / "register", "--json")
    assert done.returncode == 1, done.stderr
    assert not done.stderr, "no progress where nobody looks"
    read = json.loads(done.stdout)
    assert (read["format"], read["version"]) == ("signapp-verdicts", 1)
    names = [Path(one["path"]).name for one in read["files"]]
    assert names == [
        *("1-forged.pdf", "2-damaged.pdf", "3-plan"),
        *(f"{number}-plan.pdf" for number in range(4, 8)),
        "minutes.pdf",
    ]
    states = [one["holds"] for one in read["files"]]
    assert states == ["does_not_hold", "not_known", *["holds"] * 6]
    plan = read["files"][2]
    assert plan["authority"]["holds"] == "holds", "the minutes further on decided on it"
    summary = read["summary"]
    assert summary["counts"] == {"holds": 6, "not_known": 1, "does_not_hold": 1}
    assert summary["unchecked"] == 0
    assert summary["does_not_hold"] == [str(box / "1-forged.pdf")]
    assert summary["not_known"] == [str(box / "2-damaged.pdf")]


def test_json_says_the_words_of_the_terminal(walked_demo: Path, box: Path) -> None:
    said = signapp("verify", box, "--trust", walked_demo / "register", language="fi")
    done = signapp("verify", box, "--trust", walked_demo / "register", "--json", language="fi")
    assert said.returncode == done.returncode == 1
    texts = set(sentences(json.loads(done.stdout)["files"]))
    assert len(texts) > 10
    assert {text for text in texts if text not in said.stdout} == set()
    assert said.stdout.index("1-forged.pdf") < said.stdout.index("minutes.pdf")
    summary = said.stdout[said.stdout.index("Yhteenveto") :]
    worst_first = [summary.index(word) for word in ("Ei pidä", "Ei voida todeta", "Pitää")]
    assert worst_first == sorted(worst_first)


def sentences(plain: object) -> Iterator[str]:
    """Yield every sentence in JSON."""
    match plain:
        case {"code": str(), "facts": dict(), "text": str(text)}:
            yield text
        case dict():
            for value in plain.values():
                yield from sentences(value)
        case list():
            for value in plain:
                yield from sentences(value)


def test_a_folder_without_pdf_files_is_told(tmp_path: Path) -> None:
    (tmp_path / "note.pdf").write_text("not a PDF")
    done = signapp("verify", tmp_path)
    assert done.returncode == 2
    assert "[NothingToCheckError]" in done.stderr


@pytest.mark.parametrize(
    ("moment", "state", "code"),
    [
        ("2017-08-29", "holds", "time.proven"),
        ("2017-08-29T09:00:00+03:00", "not_known", "time.in_future"),
        ("2050-01-01", "not_known", "time.stamp_expired"),
    ],
)
def test_the_verdict_is_as_of_a_moment(
    walked_demo: Path, moment: str, state: str, code: str
) -> None:
    out = walked_demo / "out"
    plan = out / "action-plan-signed.pdf"
    done = signapp("verify", plan, "--trust", out / "trust.pem", "--at", moment, "--json")
    read = json.loads(done.stdout)
    time = read["files"][0]["verdict"]["signatures"][0]["time"]
    assert time["holds"] == state, time
    assert code in [remark["code"] for remark in time["remarks"]]


@pytest.mark.parametrize("moment", ["yesterday", "2017-08-29T09:00:00", "2017-13-01"])
def test_what_is_no_moment_is_refused(walked_demo: Path, moment: str) -> None:
    done = signapp("verify", walked_demo / "out" / "minutes.pdf", "--at", moment)
    assert done.returncode == 2
    assert "--at" in done.stderr


def test_a_rolled_back_file_is_told_beside_the_register(walked_demo: Path, tmp_path: Path) -> None:
    plan = walked_demo / "out" / "action-plan-signed.pdf"
    done = signapp("verify", plan, "--register", walked_demo, "--json")
    (found,) = json.loads(done.stdout)["files"]
    assert done.returncode == 0, done.stdout
    assert [one["code"] for one in found["entry"]["remarks"]] == ["entry.newest"]
    older = tmp_path / "older.pdf"
    signed = found["verdict"]["signatures"][0]["revision"]["length"]
    older.write_bytes(plan.read_bytes()[:signed])
    alone = signapp("verify", older, "--trust", walked_demo / "register")
    beside = signapp("verify", older, "--register", walked_demo)
    assert (alone.returncode, beside.returncode) == (0, 3)
    assert "Ask the registry office for the newest version" in beside.stdout


def test_the_files_of_a_folder_are_trusted(walked_demo: Path, tmp_path: Path) -> None:
    minutes, anchors = walked_demo / "out" / "minutes.pdf", tmp_path / "anchors"
    anchors.mkdir()
    assert signapp("verify", minutes, "--trust", anchors).returncode == 3
    copyfile(walked_demo / "out" / "trust.pem", anchors / "city.crt")
    assert signapp("verify", minutes, "--trust", anchors).returncode == 0


@contextmanager
def running(*arguments: object) -> Iterator[subprocess.Popen[str]]:
    """Run the program in a group of its own, as a terminal does."""
    with subprocess.Popen(
        command(*arguments),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(PYTHONUNBUFFERED="1"),
        start_new_session=True,
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@POSIX
def test_ctrl_c_leaves_what_was_found_so_far(walked_demo: Path, tmp_path: Path) -> None:
    plan = walked_demo / "out" / "action-plan-signed.pdf"
    for number in range(600):
        (tmp_path / f"{number:03}.pdf").hardlink_to(plan)
    with running("verify", tmp_path, "--trust", walked_demo / "register", "--json") as process:
        assert process.stdout
        read = ""
        while '"problem"' not in read:
            read += process.stdout.readline()
        process.send_signal(signal.SIGINT)
        whole = json.loads(read + process.stdout.read())
        assert process.stderr
        assert not process.stderr.read()
        assert process.wait(60) == 130
    checked = len(whole["files"])
    assert 0 < checked < 600
    assert whole["summary"]["unchecked"] == 600 - checked
    assert {one["holds"] for one in whole["files"]} == {"holds"}
