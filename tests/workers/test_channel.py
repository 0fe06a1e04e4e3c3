"""Frames made by hand: whatever the other side sends, it is refused and never executed."""

import io
import json
import struct
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from signapp.domain import errors
from signapp.domain.errors import SignappError
from signapp.services.ports import Keys, PdfFacts, PdfWork
from signapp.workers import channel as channels
from signapp.workers.channel import (
    MOST_BLOBS,
    Channel,
    error_from_plain,
    error_to_plain,
    signature_of,
)
from tests.texts.sources import facts_named

ROOT = Path(__file__).parents[2]
Message = dict[str, Any]


def frame(content: bytes, *blobs: bytes) -> bytes:
    """Return a well-formed frame around any content."""
    parts = [struct.pack(">IH", len(content), len(blobs)), content]
    for blob in blobs:
        parts += [struct.pack(">Q", len(blob)), blob]
    return b"".join(parts)


def received(content: bytes) -> tuple[Message, list[bytes]]:
    return Channel(io.BytesIO(content), io.BytesIO()).receive()


def test_what_is_sent_is_received() -> None:
    pipe = io.BytesIO()
    messages: list[tuple[Message, list[bytes]]] = [
        ({"call": "sign", "arguments": ["ä", None, 1.5]}, []),
        ({}, [b"", bytes(range(256)), b"x" * 100_000]),
    ]
    for message, blobs in messages:
        Channel(io.BytesIO(), pipe).send(message, blobs)
    channel = Channel(io.BytesIO(pipe.getvalue()), io.BytesIO())
    assert [channel.receive() for _ in messages] == messages
    with pytest.raises(EOFError):
        channel.receive()


TRUE = frame(b'{"result":0}', b"content")


@pytest.mark.parametrize("length", range(len(TRUE)))
def test_a_frame_that_is_cut_ends_the_channel(length: int) -> None:
    with pytest.raises(EOFError):
        received(TRUE[:length])


MALFORMED = {
    "no JSON": frame(b"result"),
    "no UTF-8": frame(b'"\xff"'),
    "empty": frame(b""),
    "two values": frame(b"{}{}"),
    "a list": frame(b"[]"),
    "a number": frame(b"7"),
    "nothing": frame(b"null"),
    "a pickle": frame(b"\x80\x04\x95cos\nsystem\n(S'true'\ntR."),
    "nested without end": frame(b"[" * 1_000_000),
    "nested and closed": frame(b'{"a":' * 200_000 + b"1" + b"}" * 200_000),
    "JSON longer than is read": struct.pack(">IH", 2**32 - 1, 0) + b"{}",
    "JSON just too long": struct.pack(">IH", (64 << 20) + 1, 0),
    "blob longer than any number": struct.pack(">IH", 2, 1) + b"{}" + b"\xff" * 8,
    "blob longer than memory": struct.pack(">IHH", 2, 1, 0)[:6]
    + b"{}"
    + struct.pack(">Q", 1 << 46),
    "more blobs than are counted": struct.pack(">IH", 2, MOST_BLOBS + 1) + b"{}",
    "blob just too long": struct.pack(">IH", 2, 1) + b"{}" + struct.pack(">Q", (1 << 30) + 1),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_frame_of_another_form_is_refused(name: str) -> None:
    with pytest.raises(errors.MalformedValueError):
        received(MALFORMED[name])


def test_blobs_are_limited_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "LARGEST_BLOBS", 10)
    fitting = [b"12345", b"", b"12345"]
    assert received(frame(b"{}", *fitting)) == ({}, fitting)
    with pytest.raises(errors.MalformedValueError):
        received(frame(b"{}", b"12345", b"123456"))


# --- errors across the pipe -----------------------------------------------------------------


def descendants(cls: type[SignappError]) -> list[type[SignappError]]:
    children = cls.__subclasses__()
    return [*children, *(one for child in children for one in descendants(child))]


OF_THE_MAIN_PROCESS = (errors.NotAuthorisedError, errors.RosterFileRefusedError)
"""They carry more than facts, and no worker raises them."""
PLAIN_ERRORS = [cls for cls in descendants(SignappError) if cls not in OF_THE_MAIN_PROCESS]


@pytest.mark.parametrize("cls", PLAIN_ERRORS, ids=lambda cls: cls.__name__)
def test_every_known_error_crosses(cls: type[SignappError]) -> None:
    facts = {**dict.fromkeys(facts_named(cls), "x"), "number": 7}
    error = error_from_plain(json.loads(json.dumps(error_to_plain(cls(**facts)))))
    assert type(error) is cls
    assert error.facts == facts
    assert error.standing is None


def test_a_worker_does_not_say_whether_a_signature_exists() -> None:
    """That is for the main process to know, not for whoever has taken a worker over."""
    said = {"error": "DamagedFileError", "facts": {}, "standing": "nothing_signed"}
    assert error_from_plain(said).standing is None


@pytest.mark.parametrize(
    "code", ["SystemExit", "KeyboardInterrupt", "os.system", "", "Reason.x", "NotAuthorisedError"]
)
def test_an_unknown_error_is_a_failed_worker(code: str) -> None:
    error = error_from_plain({"error": code, "facts": {}})
    assert type(error) is errors.WorkerFailedError


@pytest.mark.parametrize(
    "message",
    [
        {"error": "WrongPinError"},
        {"error": "WrongPinError", "facts": None},
        {"error": "WrongPinError", "facts": []},
        {"error": "WrongPinError", "facts": "pin"},
        {"error": "WrongPinError", "facts": {"a": {"b": 1}}},
        {"error": "WrongPinError", "facts": {"a": [1]}},
        {"error": "WrongPinError", "facts": {"self": 1}},
        {"error": ["WrongPinError"], "facts": {}},
        {"error": None, "facts": {}},
        {"error": {}, "facts": {}},
    ],
    ids=str,
)
def test_a_malformed_error_is_refused(message: Message) -> None:
    with pytest.raises(errors.MalformedValueError):
        error_from_plain(message)


# --- calls ----------------------------------------------------------------------------------


def test_a_call_carries_its_arguments_by_their_types() -> None:
    signature = signature_of(PdfWork, "render")
    plain = signature.pack((Path("/a.pdf"), 3, 1.5), [])
    assert plain == ["/a.pdf", 3, 1.5]
    assert signature.unpack(plain, []) == [Path("/a.pdf"), 3, 1.5]
    assert signature_of(PdfWork, "inspect").result is PdfFacts


@pytest.mark.parametrize("plain", [[], ["/a.pdf"], ["/a.pdf", 3, 1.5, 4], ["/a.pdf", "3", 1.5]])
def test_a_call_with_other_arguments_is_refused(plain: list[Any]) -> None:
    with pytest.raises((errors.MalformedValueError, ValueError)):
        signature_of(PdfWork, "render").unpack(plain, [])


def test_a_port_has_no_other_methods_than_its_own() -> None:
    with pytest.raises(AttributeError):
        signature_of(Keys, "judge")


def test_what_a_library_prints_does_not_get_into_the_channel() -> None:
    code = (
        "import os\n"
        "from signapp.workers.serving import own_channel\n"
        "channel = own_channel()\n"
        "print('noise', flush=True); os.write(1, b'more noise'); assert os.read(0, 9) == b''\n"
        "message, blobs = channel.receive()\n"
        "channel.send(message, blobs)\n"
    )
    sent = frame(b'{"call":"x"}', b"content")
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, input=sent, capture_output=True, check=True
    )
    assert received(done.stdout) == ({"call": "x"}, [b"content"])
    assert done.stderr.split() == [b"noise", b"more", b"noise"]
