"""A worker that a hostile file has taken over: the main process gets an error, and no more."""

import json
import struct
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from signapp.domain import errors
from signapp.services.ports import PdfWork
from signapp.workers import process
from signapp.workers.process import HelperProcess
from tests.workers.test_channel import MALFORMED, frame

TAKEN_OVER = """
import os, sys, time
sys.stdin.buffer.read(6)
sys.stdout.buffer.write(open(sys.argv[1], 'rb').read())
sys.stdout.buffer.flush()
time.sleep(30)
"""
ENDING = TAKEN_OVER.replace("time.sleep(30)", "")


def answer(message: Any, *blobs: bytes) -> bytes:
    return frame(json.dumps(message).encode(), *blobs)


def result(plain: Any, *blobs: bytes) -> bytes:
    return answer({"result": plain}, *blobs)


PAGES = {"width": 1.0, "height": 1.0}
BOX = {"name": "a", "page": 0, "left": 0.0, "bottom": 0.0, "right": 1.0, "top": 1.0}
ANSWERS = {
    "nothing": answer({}),
    "no result": answer({"call": "inspect"}),
    "result null": result(None),
    "result a list": result([]),
    "result a text": result("pages"),
    "result empty": result({}),
    "a field too few": result({"pages": []}),
    "a field too many": result({"pages": [], "fields": [], "more": []}),
    "fields no list": result({"pages": {}, "fields": []}),
    "text for a number": result({"pages": [{**PAGES, "width": "1"}], "fields": []}),
    "list for a number": result({"pages": [{**PAGES, "width": [1]}], "fields": []}),
    "number for a box": result({"pages": [], "fields": [{"box": 7, "filled": False}]}),
    "number for a flag": result({"pages": [], "fields": [{"box": BOX, "filled": 1}]}),
    "an error without facts": answer({"error": "WrongPinError"}),
    "an error of no name": answer({"error": ["a"], "facts": {}}),
    "an error that cannot be made": answer({"error": "WrongPinError", "facts": {"self": 1}}),
    "an error nobody knows": answer({"error": "SystemExit", "facts": {}}),
    "an error that lacks its facts": answer({"error": "GlyphMissingError", "facts": {}}),
    "an error of facts within facts": answer({"error": "DamagedFileError", "facts": {"a": {}}}),
}
ASKING = {
    "asks without content": answer({"ask": "stamp"}) + result({}),
    "asks for what is not given": answer({"ask": "shell"}, b"id") + result({}),
    "asks in a list": answer({"ask": ["stamp"]}, b"") + result({}),
    "asks with an object": answer({"ask": {}}, b"") + result({}),
}
ALL = {**ANSWERS, **ASKING, **MALFORMED}


def refused(request: bytes) -> bytes:
    raise errors.TimeStampFailedError(cause="none")


def taken_over(
    monkeypatch: pytest.MonkeyPatch, folder: Path, said: bytes, program: str = TAKEN_OVER
) -> HelperProcess:
    """Return a helper whose program says these bytes as soon as it is asked something."""
    path = folder / "said"
    path.write_bytes(said)
    command = [sys.executable, "-I", "-S", "-c", program, str(path)]
    monkeypatch.setattr(process, "worker_command", lambda _: command)
    return HelperProcess("pdf", PdfWork, {"stamp": refused})


@pytest.mark.parametrize("name", ALL)
def test_a_hostile_answer_is_a_failed_worker_and_the_process_is_ended(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    helper = taken_over(monkeypatch, tmp_path, ALL[name])
    try:
        with pytest.raises(errors.WorkerFailedError):
            helper.call("inspect", tmp_path / "plan.pdf")
        assert name == "an error nobody knows" or helper.process_id is None
    finally:
        helper.kill()


@pytest.mark.parametrize("said", [b"", b"\0", frame(b"{}")[:-1], struct.pack(">IH", 100, 0)])
def test_a_worker_that_ends_early_is_a_failed_worker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, said: bytes
) -> None:
    helper = taken_over(monkeypatch, tmp_path, said, ENDING)
    with pytest.raises(errors.WorkerFailedError):
        helper.call("inspect", tmp_path / "plan.pdf")
    assert helper.process_id is None


SILENT = "import time; time.sleep(60)"
BABBLING = """
import sys, time
for _ in range(600):
    sys.stdout.buffer.write(b"\\0")
    sys.stdout.buffer.flush()
    time.sleep(0.1)
"""


@pytest.mark.parametrize("program", [SILENT, BABBLING], ids=["silent", "babbling"])
@pytest.mark.parametrize("size", [1, 8 << 20], ids=["a little", "more than a pipe holds"])
def test_a_worker_that_hangs_is_killed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, size: int
) -> None:
    taken_over(monkeypatch, tmp_path, b"", program)
    helper = HelperProcess("pdf", PdfWork, longest=0.5)
    before = time.monotonic()
    with pytest.raises(errors.WorkerFailedError):
        helper.call("place_fields", b"x" * size, ())
    assert helper.process_id is None
    assert time.monotonic() - before < 10


def test_a_worker_in_time_lives_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = result({"pages": [], "fields": []})
    taken_over(monkeypatch, tmp_path, said)
    helper = HelperProcess("pdf", PdfWork, longest=5)
    try:
        assert helper.call("inspect", tmp_path / "plan.pdf").pages == ()
        assert helper.process_id is not None
    finally:
        helper.kill()


def test_a_program_that_does_not_start_is_a_failed_worker(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(process, "worker_command", lambda _: [str(tmp_path / "gone")])
    with pytest.raises(errors.WorkerFailedError):
        HelperProcess("pdf", PdfWork).call("inspect", tmp_path / "plan.pdf")
