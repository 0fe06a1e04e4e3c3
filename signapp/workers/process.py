"""A warm helper process: started at need, asked one thing at a time, killed when it hangs."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from typing import Any

from signapp.domain import errors
from signapp.domain.values import from_plain
from signapp.workers.channel import Channel, error_from_plain, signature_of

FLAG = "--worker"
LOG = "SIGNAPP_WORKER_LOG"
"""When set, a worker's standard error is shown; it may hold names, so it is silent otherwise."""
PROGRESS = "progress"
"""What a worker asks in order to tell how far it is; the answer is empty."""
LONGEST_CALL = 600.0
"""How many seconds a worker may take for one thing: a long file is judged in a few."""

NONSENSE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    MemoryError,
    RecursionError,
    errors.MalformedValueError,
)
"""What reading a worker's answer raises when the worker is gone, or says what it should not."""


def _unheard(_: bytes) -> bytes:
    return b""


def worker_command(name: str, *arguments: str) -> list[str]:
    """Return the command that starts a worker, also from a frozen program."""
    program = [] if getattr(sys, "frozen", False) else ["-m", "signapp"]
    return [sys.executable, *program, FLAG, name, *arguments]


class HelperProcess:
    """One worker process and the port that it serves.

    `answers` holds what the worker may ask back while it works, such as a time stamp. A worker
    that has not answered after `longest` seconds hangs, and is killed. `arguments` are for its
    command when it starts. `refusals` are why its questions in the last call got no answer.
    """

    def __init__(
        self,
        name: str,
        port: type,
        answers: dict[str, Callable[..., bytes]] | None = None,
        longest: float = LONGEST_CALL,
    ) -> None:
        self.arguments: tuple[str, ...] = ()
        self.refusals: list[errors.SignappError] = []
        self._name = name
        self._port = port
        self._answers = answers or {}
        self._longest = longest
        self._process: subprocess.Popen[bytes] | None = None
        self._channel: Channel | None = None
        self._one_at_a_time = threading.Lock()

    def call(
        self, method: str, *arguments: Any, told: Callable[[bytes], bytes] | None = None
    ) -> Any:
        """Have the worker do something and return what it gives.

        `told` hears how far the work is, if the worker tells; CancelledError from it ends both.
        Raises what the worker reports (for a question that was refused here, what was refused
        with, where that says more), WorkerFailedError when it ended, hung or answered
        nonsense. Whatever breaks the exchange off also ends the worker: an answer that is still
        on its way is no other call's.
        """
        signature = signature_of(self._port, method)
        with self._one_at_a_time:
            blobs: list[bytes] = []
            plain = signature.pack(arguments, blobs)
            self.refusals.clear()
            try:
                channel = self._started()
                with self._killed_when_late():
                    channel.send({"call": method, "arguments": plain}, blobs)
                    message, blobs = self._answer(channel, told)
                if "error" not in message:
                    return from_plain(message["result"], signature.result, blobs)
                error = self._saying_more(error_from_plain(message))
            except NONSENSE as e:
                self.kill()
                raise errors.WorkerFailedError(worker=self._name) from e
            except BaseException:
                self.kill()
                raise
        raise error

    def _saying_more(self, error: errors.SignappError) -> errors.SignappError:
        """Return the last refusal of which an error is the general kind, or the error itself."""
        own = [one for one in self.refusals if isinstance(one, type(error))]
        return own[-1] if own else error

    def start(self) -> None:
        """Start the process now, so that the first call finds it warm."""
        with self._one_at_a_time:
            self._started()

    def kill(self) -> None:
        """End the process at once; the next call starts a new one."""
        process, self._process, self._channel = self._process, None, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe:
                    with contextlib.suppress(OSError):  # what was not sent is lost
                        pipe.close()

    @property
    def process_id(self) -> int | None:
        """The id of the running process, or None."""
        return self._process.pid if self._process else None

    @contextlib.contextmanager
    def _killed_when_late(self) -> Iterator[None]:
        """Kill the process, whose pipes then break, when the work inside takes too long."""
        process, late = self._process, threading.Event()

        def kill() -> None:
            late.set()
            if process is not None:
                process.kill()

        timer = threading.Timer(self._longest, kill)
        timer.daemon = True  # the program may end meanwhile
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()
        if late.is_set():  # the answer came in the last moment, and nobody is there any more
            raise EOFError

    def _started(self) -> Channel:
        if self._process is not None and self._process.poll() is not None:
            self.kill()
        if self._channel is None:
            self._process = subprocess.Popen(
                worker_command(self._name, *self.arguments),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=None if os.environ.get(LOG) else subprocess.DEVNULL,
            )
            assert self._process.stdin is not None  # pipes were asked for
            assert self._process.stdout is not None
            self._channel = Channel(self._process.stdout, self._process.stdin)
        return self._channel

    def _answer(
        self, channel: Channel, told: Callable[[bytes], bytes] | None
    ) -> tuple[dict[str, Any], list[bytes]]:
        """Return the worker's answer, answering its own questions on the way."""
        answers = {**self._answers, PROGRESS: told or _unheard}
        while True:
            message, blobs = channel.receive()
            if "ask" not in message:
                return message, blobs
            try:
                answer = answers[str(message["ask"])](*blobs)
            except (errors.CancelledError, errors.MalformedValueError):
                raise
            except errors.SignappError as e:
                self.refusals.append(e)
                channel.send({"refused": True}, [])
            else:
                channel.send({"answered": True}, [answer])
