"""A process that the kernel fails at a chosen system call, and what it said before it ended."""

import ctypes
import os
import re
import resource
import select
import shutil
import signal
import subprocess
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from signapp.domain.damage_errors import told
from signapp.domain.errors import SignappError

ANY_TRACER, SET_TRACER = ctypes.c_ulong(-1), 0x59616D61
CALLS = "%file,%desc"
DONE, TOLD, ESCAPED = 0, 3, 4
"""How a child ends: it did it, it was told in our words why not, something else escaped."""


@dataclass(frozen=True)
class Ended:
    """How a child ended, by the waiting parent's word, and what it was told of (numbers)."""

    status: int
    said: bytes

    @property
    def killed(self) -> bool:
        """Tell whether it was killed, and did not end by itself."""
        return os.WIFSIGNALED(self.status) and os.WTERMSIG(self.status) == signal.SIGKILL

    @property
    def code(self) -> int:
        """How it ended by itself."""
        return os.waitstatus_to_exitcode(self.status)


class Child:
    """A process of its own, a copy of this one, that waits for its turn to act."""

    def __init__(self, act: Callable[[Callable[[bytes], None]], object], room: int = 0) -> None:
        """Start it. `act` gets what it may tell with; `room` is how long its files may become."""
        said_to, self._says = os.pipe()
        go, self._go = os.pipe()
        self.process = os.fork()
        if self.process == 0:
            os._exit(_in_child(act, go, self._says, room))
        os.close(self._says)
        os.close(go)
        self._said = said_to

    def act(self) -> None:
        """Let it act."""
        os.write(self._go, b".")

    def kill(self) -> None:
        """Kill it."""
        os.kill(self.process, signal.SIGKILL)

    def ended(self) -> Ended:
        """Wait for its end."""
        said = b"".join(iter(lambda: os.read(self._said, 4096), b""))
        _, status = os.waitpid(self.process, 0)
        os.close(self._said)
        os.close(self._go)
        return Ended(status, said)


def _in_child(
    act: Callable[[Callable[[bytes], None]], object], go: int, says: int, room: int
) -> int:
    ctypes.CDLL(None).prctl(SET_TRACER, ANY_TRACER, 0, 0, 0)
    select.select([go], [], [])
    if room:
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))

    def tell(content: bytes) -> None:
        with suppress(OSError):  # what cannot be told was not told
            os.write(says, content)

    try:
        act(tell)
    except Exception as e:  # noqa: BLE001  (whatever it is, it has to be reported)
        if isinstance(told(e), SignappError):
            return TOLD
        os.write(2, traceback.format_exc().encode())
        return ESCAPED
    return DONE


def traced(child: Child, log: Path, fault: str = "") -> Ended:
    """Let a child act under the eyes of strace, with a fault such as `fsync:error=EIO:when=2`."""
    injected = [f"-einject={fault}"] if fault else []
    with subprocess.Popen(
        ["strace", "-f", "-p", str(child.process), "-o", str(log), f"-etrace={CALLS}", *injected],
        stderr=subprocess.PIPE, text=True,
    ) as strace:  # fmt: skip
        assert strace.stderr
        first = strace.stderr.readline()
        assert "attached" in first, first
        child.act()
        ended = child.ended()
        strace.communicate()
    return ended


def counted(log: Path) -> Counter[str]:
    """Return how often each system call stands in a log, the waiting for the turn left out."""
    found = re.findall(r"^\d+ +(\w+)\(", log.read_text(errors="replace"), re.MULTILINE)
    return Counter(call for call in found if call != "pselect6")


def fired(log: Path) -> bool:
    """Tell whether the fault really happened."""
    content = log.read_text(errors="replace")
    return "(INJECTED)" in content or "+++ killed by SIGKILL +++" in content


def needs_strace() -> None:
    """Skip where processes cannot be traced, but never where all checks have to run."""
    missing = shutil.which("strace") is None
    if missing and not os.environ.get("CI"):
        pytest.skip("strace is not installed")
