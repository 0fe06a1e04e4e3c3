"""The worker's side: takes calls from the pipe, does them one by one, sends what comes of it."""

import contextlib
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from signapp.domain.errors import SignappError
from signapp.domain.values import to_plain
from signapp.workers.channel import Channel, error_to_plain, signature_of


def own_channel() -> Channel:
    """Take standard input and output for the channel, so that no library can write into it."""
    incoming = os.fdopen(os.dup(0), "rb")
    outgoing = os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.dup2(2, 1)
    return Channel(incoming, outgoing)


def leave_no_traces() -> None:
    """See to it that a crash leaves no memory image; Ctrl-C is for the main process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  (POSIX only)

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


Bound = Callable[[str, list[Any]], None]
"""Bounds what a call of a method with its arguments may take."""


def serve(
    channel: Channel,
    port: type,
    service: Any,
    unknown: type[SignappError],
    bound: Bound = lambda _method, _arguments: None,
) -> None:
    """Serve a port until the main process is gone.

    `unknown` is what an error is reported as that the adapters did not foresee; `bound` is
    called before each call.
    """
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            message, blobs = channel.receive()
            channel.send(*_answer(port, service, unknown, bound, message, blobs))


def asking(
    channel: Channel, question: str, refused: Callable[[], SignappError]
) -> Callable[..., bytes]:
    """Return a function that asks the main process; it raises `refused` when that refuses."""

    def ask(*contents: bytes) -> bytes:
        channel.send({"ask": question}, list(contents))
        message, blobs = channel.receive()
        if not message.get("answered"):
            raise refused()
        return blobs[0]

    return ask


def _answer(
    port: type,
    service: Any,
    unknown: type[SignappError],
    bound: Bound,
    message: dict[str, Any],
    blobs: list[bytes],
) -> tuple[dict[str, Any], list[bytes]]:
    signature = signature_of(port, message["call"])
    given: list[bytes] = []
    try:
        arguments = signature.unpack(message["arguments"], blobs)
        bound(message["call"], arguments)
        result = getattr(service, message["call"])(*arguments)
        return {"result": to_plain(result, signature.result, given)}, given
    except SignappError as e:
        return error_to_plain(e), []
    except Exception as e:  # noqa: BLE001  (the job boundary: hostile input ends here)
        if os.environ.get("SIGNAPP_WORKER_LOG"):
            import traceback  # noqa: PLC0415

            traceback.print_exc()
        return error_to_plain(unknown(detail=type(e).__name__)), []
