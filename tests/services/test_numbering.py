"""§ numbers have no gaps and no duplicates when two processes decide across New Year (R3)."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from signapp.domain.acts import Decided, DecisionBegun
from signapp.domain.calendar import helsinki_day
from signapp.ledger.entries import read_entry
from signapp.ledger.verification import LONGEST_SESSION, replay
from signapp.storage.register import SqliteRegister
from tests.domain.stories import MAYOR, PREPARER, PRESENTER, steps
from tests.ledger.ledgers import Ledger
from tests.storage.registers import ROOT, fill

MIDNIGHT = datetime(2017, 12, 31, 22, 0, 0, tzinfo=UTC)
"""New Year in Helsinki, two hours before it is in UTC."""

CASES = tuple(f"HEL 2017-{number:06}" for number in range(1, 17))
PATIENCE = 120
BEFORE_MIDNIGHT = 26
"""How many entries of the race are made in the old year; each decision takes four."""


def prepared(start: datetime) -> tuple[Ledger, list[str]]:
    """Return a ledger in which all cases wait for the mayor, with two sessions of hers."""
    ledger = Ledger()
    ledger.found()
    keys = {who.person: ledger.sign_in(who.person, start) for who in (PREPARER, PRESENTER, MAYOR)}
    for case in CASES:
        for actor, act, _ in (*steps()["draft"], *steps()["proposed"]):
            ledger.add(actor, act, start, case, key=keys[actor.person])
    second = ledger.sign_in(MAYOR.person, start)
    assert ledger.findings == []
    return ledger, [key.private_bytes().hex() for key in (keys[MAYOR.person], second)]


def deciding(
    folder: Path, ledger: Ledger, key: str, start: datetime, cases: tuple[str, ...]
) -> "subprocess.Popen[str]":
    """Start a process that is ready to decide cases."""
    order = {
        "folder": str(folder),
        "desk": ledger.desk.private_bytes().hex(),
        "key": key,
        "start": start.isoformat(),
        "until": (start + LONGEST_SESSION).isoformat(),
        "cases": cases,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.services.numbering", json.dumps(order)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_processes_decide_across_new_year_without_gap_or_duplicate(tmp_path: Path) -> None:
    length = len(prepared(MIDNIGHT - timedelta(hours=1))[0].rows)
    start = MIDNIGHT - timedelta(seconds=length + BEFORE_MIDNIGHT)
    ledger, keys = prepared(start)
    register = SqliteRegister.found(tmp_path / "register")
    fill(register, ledger)
    racers = [
        deciding(tmp_path / "register", ledger, key, start, CASES[half::2])
        for half, key in enumerate(keys)
    ]
    try:
        for racer in racers:
            assert racer.stdin
            racer.stdin.write("go\n")
            racer.stdin.flush()
        for racer in racers:
            _, told = racer.communicate(timeout=PATIENCE)
            assert racer.returncode == 0, told
    finally:
        for racer in racers:
            racer.kill()
            racer.communicate()

    rows = [(one.body, one.signature) for one in register.entries()]
    register.close()
    assert replay(rows).findings == []
    entries = [read_entry(body) for body, _ in rows]
    begun: dict[str, DecisionBegun] = {}
    given: dict[int, list[int]] = {}
    for entry in entries:
        if isinstance(entry.act, DecisionBegun):
            begun[entry.case] = entry.act
            assert entry.act.year == helsinki_day(entry.at).year
        if isinstance(entry.act, Decided):
            decision = begun[entry.case]
            given.setdefault(decision.year, []).append(decision.section)
    assert sorted(given) == [2017, 2018]
    for sections in given.values():
        assert sections == list(range(1, len(sections) + 1))
    assert sum(map(len, given.values())) == len(CASES)
    in_new_year = [one for one in entries if one.at >= MIDNIGHT and one.at.year == 2017]
    assert any(isinstance(one.act, Decided) for one in in_new_year)  # still 2017 in UTC
    decided = [one.key for one in entries if isinstance(one.act, Decided)]
    assert decided != sorted(decided)
    assert decided != sorted(decided, reverse=True)  # neither was done before the other began
