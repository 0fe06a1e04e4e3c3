"""Verifying files asks nobody: the kernel's own list of calls, of the program and its workers."""

import json
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority
from tests.cli.running import command, environment
from tests.effort import effort
from tests.signing import samples
from tests.signing.attacks.bases import Base, all_bases
from tests.signing.test_attacks import ATTACKS

STRACE = shutil.which("strace")
CALLS = "connect,sendto,sendmsg,sendmmsg,socket"
FOREIGN = re.compile(r"AF_INET|AF_UNIX|\b(?:connect|sendto|sendmsg|sendmmsg)\(")
pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")


def calls(log: Path, *program: str) -> tuple[int, list[str], str]:
    """Run a program with all its children; return its end, what reached out, and what it said."""
    assert STRACE
    traced = [STRACE, "-f", "-qq", "-e", f"trace={CALLS}", "-o", str(log), *program]
    done = subprocess.run(
        traced, capture_output=True, text=True, check=False, timeout=900, env=environment()
    )
    lines = log.read_text().splitlines()
    return done.returncode, [line for line in lines if FOREIGN.search(line)], done.stdout


def files(bases: list[Base]) -> Iterator[tuple[str, bytes]]:
    """Yield the honest files, and each fourth attack (with `--full` each) on one of them."""
    for number, base in enumerate(bases):
        yield f"honest-{number}", base.pdf
    forges = [forge for attacks in ATTACKS.values() for forge in attacks]
    for number, forge in enumerate(forges[:: effort(4, 1)]):
        yield f"{forge.__module__}-{forge.__name__}", forge(bases[number % len(bases)])


def test_a_connection_would_be_seen(tmp_path: Path) -> None:
    asking = "import socket; socket.socket().connect_ex(('127.0.0.1', 9))"
    _, seen, _ = calls(tmp_path / "log", sys.executable, "-c", asking)
    assert any("connect(" in line and "127.0.0.1" in line for line in seen)


def test_verifying_honest_and_forged_files_connects_to_nobody(tmp_path: Path) -> None:
    authority, folder = DemoAuthority.found(), tmp_path / "files"
    folder.mkdir()
    people = [samples.person(authority, tmp_path, name, "p256") for name in ("Anni", "王小明")]
    made = dict(files(all_bases(authority, *people, tmp_path)))
    assert len(made) > 95 // effort(4, 1)
    for name, content in made.items():
        (folder / f"{name}.pdf").write_bytes(content)
    root = tmp_path / "root.pem"
    root.write_text(ssl.DER_cert_to_PEM_cert(authority.root))
    program = command("verify", folder, "--trust", root, "--json")
    code, seen, output = calls(tmp_path / "log", *program)
    assert seen == []
    assert code == 1
    found = {Path(one["path"]).stem: one for one in json.loads(output)["files"]}
    looked = {name for name, one in found.items() if one["verdict"]}
    assert looked | {name for name, one in found.items() if one["problem"]} == set(made)
    assert {name for name in made if name.startswith("honest-")} < looked, "they were judged"
