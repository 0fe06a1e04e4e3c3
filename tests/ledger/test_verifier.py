"""The verifier that shares no code with the program: the same answers, from one short file."""

import ast
import json
import random
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest

from signapp.domain import acts
from signapp.ledger.encoding import parse
from signapp.ledger.entries import ACTS
from signapp.ledger.verification import replay
from signapp.resources import resource
from signapp.services.anchors import last_checkpoint, receipt
from signapp.services.history import History
from signapp.storage.register import SqliteRegister
from tests.ledger.second_opinion import agree, second_opinion, verifier
from tests.ledger.vectors import FILE, NAME, written

SCRIPT = resource("verifier", "verify_register.py")


def run(*arguments: object) -> tuple[int, dict[str, Any]]:
    """Run the verifier as an auditor does, and return its exit code and what it found."""
    line = [sys.executable, "-I", str(SCRIPT), *map(str, arguments), "--json"]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout) if done.stdout else {"error": done.stderr}


@pytest.fixture
def place(walked_demo: Path, tmp_path: Path) -> Path:
    """The register of a walked demo, to be damaged."""
    return Path(shutil.copytree(walked_demo / "register", tmp_path / "register"))


def by_force(place: Path, *statements: str) -> None:
    """Change a register behind its guards."""
    connection = sqlite3.connect(place / "register.sqlite", isolation_level=None)
    for (name,) in connection.execute("select name from sqlite_master where type = 'trigger'"):
        connection.execute(f"drop trigger {name}")
    for statement in statements:
        connection.execute(statement)
    connection.close()


def rows_of(place: Path) -> list[tuple[bytes, bytes]]:
    connection = sqlite3.connect(place / "register.sqlite")
    rows = connection.execute("select body, signature from entries order by seq").fetchall()
    connection.close()
    return [(bytes(body), bytes(signature)) for body, signature in rows]


# --- what it is -----------------------------------------------------------------------------


def test_it_is_one_short_file_of_the_standard_library_and_cryptography() -> None:
    text = SCRIPT.read_text("utf-8")
    assert len(text.splitlines()) < 400
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
    assert found - sys.stdlib_module_names == {"cryptography"}


def test_it_knows_which_acts_are_beside_cases_and_which_the_desk_signs() -> None:
    module = verifier()
    assert {
        *(act.__name__ for act in set(get_args(acts.Act)) - set(get_args(acts.CaseAct))),
    } - {"AttemptRefused"} == module.BESIDE_CASES
    assert set(ACTS) >= module.BESIDE_CASES


def test_it_knows_under_which_names_commitments_stand() -> None:
    """Every text that a whole walk commits to, and no other hash."""
    names = {
        name
        for act in ACTS.values()
        for name, hint in get_type_hints(act, include_extras=True).items()
        if acts.COMMITMENT in getattr(hint, "__metadata__", ())
    }
    pattern = verifier().TEXTS.pattern.decode()
    assert names, "acts commit to texts"
    assert all(name in pattern for name in names)


def test_it_finds_the_commitments_that_the_program_finds(place: Path) -> None:
    register, history = SqliteRegister(place, read_only=True), History()
    ledger = replay((one.body, one.signature) for one in register.entries())
    assert ledger.findings == []
    from signapp.ledger.entries import read_entry

    for one in register.entries():
        history.take(read_entry(one.body))
    register.close()
    assert {
        commitment: at
        for commitment, (at, _) in second_opinion(rows_of(place)).commitments.items()
    } == history.commitments


# --- vectors --------------------------------------------------------------------------------


def test_the_vectors_are_those_of_the_specification() -> None:
    assert FILE.read_text("utf-8") == written()


def test_both_read_the_vectors_alike() -> None:
    module, known = verifier(), json.loads(FILE.read_text("utf-8"))
    for text in known["canonical"]:
        assert module.read_json(text.encode()) == json.loads(text)
        assert parse(text.encode()) == json.loads(text)
    for text in known["not_canonical"]:
        with pytest.raises(Exception):  # noqa: B017, PT011  (each has its own)
            module.read_json(text.encode())
    ledger = module.Ledger()
    for number, leaf in enumerate(known["leaves"]):
        ledger.leaves[number] = bytes.fromhex(leaf)
        ledger.grow(ledger.leaves[number])
    assert [root.hex() for root in ledger.roots.values()] == known["roots"]
    ledger.register, ledger.desk_key = NAME, known["desk_key"]
    assert ledger.check_anchor(known["checkpoint"]) == ""
    assert ledger.check_anchor(known["receipt"]) == ""
    other = known["checkpoint"].replace("\n\n", "\nmore\n\n")
    assert ledger.check_anchor(other) == "AnchorOfAnotherRegister"


# --- a real register ------------------------------------------------------------------------


def test_a_true_register_holds_and_what_was_not_checked_is_said(place: Path) -> None:
    code, found = run(place)
    assert (code, found["holds"], found["problems"]) == (0, True, [])
    assert found["entries"] == len(rows_of(place))
    said = " ".join(found["not_checked"])
    assert all(word in said for word in ("B, authority", "C, documents", "roll-back"))


def test_with_an_anchor_a_roll_back_is_excluded(place: Path, tmp_path: Path) -> None:
    register = SqliteRegister(place, read_only=True)
    note, proof = tmp_path / "seen.note", tmp_path / "entry.tlog-proof"
    note.write_text(last_checkpoint(register), "utf-8")
    proof.write_text(receipt(register, 3), "utf-8")
    register.close()
    code, found = run(place, "--anchor", note, "--anchor", proof)
    assert (code, [one["problem"] for one in found["anchors"]]) == (0, ["", ""])
    assert "roll-back" not in " ".join(found["not_checked"])
    size = int(note.read_text("utf-8").split("\n")[1])
    by_force(place, f"delete from entries where seq >= {size - 1}")
    by_force(place, "delete from texts")
    code, found = run(place, "--anchor", note)
    assert code == 1
    assert [one["problem"] for one in found["anchors"]] == ["RegisterRolledBack"]


@pytest.mark.parametrize("seed", range(8))
def test_a_damaged_register_is_judged_alike(place: Path, seed: int) -> None:
    draw, rows = random.Random(seed), rows_of(place)
    number = draw.randrange(1, len(rows) - 1)
    other = draw.choice([n for n in range(len(rows)) if n != number])
    copied = f"select body from entries where seq = {other}"
    edited = "cast(replace(cast(body as text), '2017', '2018') as blob)"
    changes = [
        f"update entries set body = {edited} where seq = {number}",
        f"update entries set signature = zeroblob(64) where seq = {number}",
        f"delete from entries where seq = {number}",
        f"update entries set body = ({copied}) where seq = {number}",
    ]
    by_force(place, draw.choice(changes))
    changed = rows_of(place)
    read = replay(changed)
    agree(read, changed)
    code, found = run(place)
    same = rows == changed
    assert (code, bool(found["problems"])) == ((0, False) if same else (1, True))


def test_texts_that_are_missing_or_differ_are_found(place: Path) -> None:
    connection = sqlite3.connect(place / "register.sqlite")
    one, other = (row[0] for row in connection.execute("select commitment from texts limit 2"))
    connection.close()
    by_force(
        place,
        f"update texts set text = text || '!' where commitment = '{one}'",
        f"delete from texts where commitment = '{other}'",
    )
    code, found = run(place)
    assert code == 1
    assert sorted(one["code"] for one in found["problems"]) == ["TextDiffers", "TextMissing"]


def test_what_is_no_register_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "register.sqlite").write_bytes(b"nothing")
    assert run(tmp_path)[0] == 3
    assert run(tmp_path / "nowhere")[0] == 3


def test_its_hash_is_published_outside_of_what_it_verifies() -> None:
    """On the page that tells how to check; when the verifier changes, so does the page."""
    import hashlib

    now = hashlib.sha256(SCRIPT.read_bytes()).hexdigest()
    assert f"\n    {now}\n" in resource("docs", "check.md").read_text("utf-8")
