"""A confined worker reaches nothing but what it was given."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from signapp.workers.pdf import PdfWorker
from tests.signing import samples

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="confined on Linux only")

PROBE = """
import json, os, socket, subprocess, sys, threading
from pathlib import Path
from signapp.workers.sandbox import confine

given, other = Path(sys.argv[1]), Path(sys.argv[2])
port = int(sys.argv[3])
kept_open = os.open(other / "secret", os.O_RDONLY)
report = {"in_force": confine((given,))}

def tried(name, attempt):
    try:
        attempt()
        report[name] = "done"
    except OSError as e:
        report[name] = type(e).__name__

def in_thread():
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()

tried("read_given", lambda: (given / "file").read_bytes())
tried("write_given", lambda: (given / "new").write_bytes(b"x"))
tried("remove_given", lambda: (given / "new").unlink())
tried("read_descriptor", lambda: os.read(kept_open, 1))
tried("thread", in_thread)
tried("import", lambda: __import__("wave"))
tried("read_other", lambda: (other / "secret").read_bytes())
tried("write_other", lambda: (other / "new").write_bytes(b"x"))
tried("list_other", lambda: os.listdir(other))
tried("link_out", lambda: os.link(given / "file", other / "linked"))
tried("move_out", lambda: os.rename(given / "file", other / "moved"))
tried("list_home", lambda: os.listdir(Path.home()))
tried("read_etc", lambda: Path("/etc/passwd").read_bytes())
tried("read_process", lambda: Path("/proc/%d/environ" % os.getppid()).read_bytes())
tried("connect", lambda: socket.create_connection(("127.0.0.1", port), 1))
tried("unix", lambda: socket.socket(socket.AF_UNIX))
tried("exec", lambda: os.execv("/bin/true", ["true"]))
tried("spawn", lambda: subprocess.run(["/bin/true"]))
tried("fork", lambda: os.fork() or os._exit(0))
tried("signal", lambda: os.kill(os.getppid(), 0))
print(json.dumps(report))
"""

ALLOWED = {"read_given", "write_given", "remove_given", "read_descriptor", "thread", "import"}


def test_a_confined_process_reaches_nothing_else(tmp_path: Path) -> None:
    given, other = tmp_path / "given", tmp_path / "other"
    for folder in (given, other):
        folder.mkdir()
    (given / "file").write_text("given")
    (other / "secret").write_text("secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-c", PROBE, str(given), str(other), str(port)],
            cwd=ROOT, capture_output=True, text=True, check=True,
        )  # fmt: skip
    report = json.loads(done.stdout)
    in_force = set(report.pop("in_force"))
    if os.environ.get("CI"):
        assert in_force == {"limits", "landlock", "seccomp"}
    if in_force != {"limits", "landlock", "seccomp"}:
        pytest.skip(f"this kernel has only {in_force}")
    assert {name for name, outcome in report.items() if outcome == "done"} == ALLOWED
    assert {path.name for path in other.iterdir()} == {"secret"}


def test_the_worker_looks_at_a_file_from_anywhere_and_gives_it_back(tmp_path: Path) -> None:
    class NoStamps:
        def stamp(self, request: bytes) -> bytes:
            raise AssertionError(request)

    path = tmp_path / "somewhere else" / "plan.pdf"
    path.parent.mkdir()
    path.write_bytes(samples.action_plan())
    worker = PdfWorker(NoStamps())
    lent = Path(worker._lent.name)
    try:
        assert worker.inspect(path).pages
        assert worker.embedded_record(path) is None
        assert list(lent.iterdir()) == []
    finally:
        worker.close()
    assert not lent.exists()
