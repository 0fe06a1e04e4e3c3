"""What is printed of a register: where its anchors are from, and nothing that nobody signed."""

import hashlib
import sqlite3
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate

from tests.cli.running import damaged, signapp

CASE = "HEL 2017-008888"
FOREIGN = "(?) foreign"


@pytest.mark.parametrize("given", [False, True], ids=["the register's own", "given"])
def test_an_auditor_sees_where_the_anchors_are_from(walked_demo: Path, given: bool) -> None:
    trust = walked_demo / "out" / "trust.pem"
    done = signapp("register", "verify", walked_demo, *(("--trust", trust) if given else ()))
    assert done.returncode == 0, done.stdout
    root = load_pem_x509_certificate(trust.read_bytes()).fingerprint(SHA256()).hex()
    assert f"  SHA-256 {root}\n" in done.stdout
    assert ("kept by the register itself" in done.stdout) is not given
    assert (f"come from the file {trust}" in done.stdout) is given


def test_an_auditor_sees_who_founded_the_register(walked_demo: Path) -> None:
    with sqlite3.connect(walked_demo / "register" / "register.sqlite") as connection:
        body, signature = connection.execute(
            "select body, signature from entries where seq = 0"
        ).fetchone()
    connection.close()
    done = signapp("register", "verify", walked_demo)
    assert hashlib.sha256(b"\0" + body + signature).hexdigest() in done.stdout
    assert "Founded by Raija Rekisteröijä, Kari Kirjaaja\n" in done.stdout


def test_the_list_of_cases_is_not_what_anybody_wrote_into_it(
    walked_demo: Path, tmp_path: Path
) -> None:
    folder = damaged(
        walked_demo, tmp_path, "update cases set stage = 'nonsense', title = 'x', number = 'y'"
    )
    listed = signapp("case", "show", folder)
    assert listed.returncode == 0
    assert listed.stdout == signapp("case", "show", walked_demo).stdout
    assert listed.stdout.startswith(f"{CASE}  Signed  Pekingin")
    shown = signapp("case", "show", folder, CASE)
    assert shown.stdout.splitlines()[1] == "Signed"
    assert signapp("case", "show", folder, "y").returncode == 2


def test_a_text_that_was_rewritten_is_not_shown(walked_demo: Path, tmp_path: Path) -> None:
    rewrite = f"update texts set text = '{FOREIGN}' where text like 'Pekingin kaupungin%'"
    folder = damaged(walked_demo, tmp_path, rewrite)
    done = signapp("case", "show", folder)
    assert done.returncode == 1
    assert "[TextDiffers]" in done.stderr
    assert FOREIGN not in done.stdout


def test_an_erased_text_is_shown_as_such(walked_demo: Path, tmp_path: Path) -> None:
    folder = damaged(walked_demo, tmp_path, "delete from texts where text like 'Pekingin%'")
    done = signapp("case", "show", folder)
    assert done.returncode == 0
    assert done.stdout == f"{CASE}  Signed  …\n"
