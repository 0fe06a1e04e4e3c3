"""Registers on the disk, filled with a ledger of real keys, and a clock that stands."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from signapp.ledger.entries import EntryKey
from signapp.services.audit import rebuild
from signapp.services.journal import Journal, Session, SignedIn
from signapp.services.ports import CaseRow, SaltedText, StoredEntry
from signapp.storage.register import SqliteRegister
from tests.domain.stories import PREPARED_AT, PREPARER
from tests.ledger.ledgers import LONGEST_SESSION, Ledger, told

ROOT = Path(__file__).parents[2]


@dataclass
class StandingClock:
    """Shows the moment it was set to."""

    moment: datetime = PREPARED_AT

    def now(self) -> datetime:
        """Return the moment."""
        return self.moment


def fill(register: SqliteRegister, ledger: Ledger) -> None:
    """Write a ledger into an empty register."""
    last = b""
    for number, (body, signature) in enumerate(ledger.rows):
        register.append(number, last, StoredEntry(body, signature))
        last = signature
    rebuild(register)


@dataclass
class Office:
    """A register with a case that is being prepared, and the preparer at the desk."""

    folder: Path
    register: SqliteRegister
    ledger: Ledger
    key: EntryKey
    clock: StandingClock

    @property
    def who(self) -> SignedIn:
        """The preparer, signed in."""
        session = Session(PREPARER.person, self.key, PREPARED_AT + LONGEST_SESSION)
        return session.acting_for(PREPARER.office)

    def journal(self) -> Journal:
        """Open the journal."""
        return Journal(self.register, self.clock, self.ledger.desk)

    def append(
        self, entry: StoredEntry, texts: tuple[SaltedText, ...] = (), row: CaseRow | None = None
    ) -> None:
        """Store an entry at the end, whatever it says."""
        rows = self.rows()
        self.register.append(len(rows), rows[-1][1], entry, texts, row)

    def rows(self) -> list[tuple[bytes, bytes]]:
        """Return the entries as another process finds them on the disk."""
        with reading(self.folder) as register:
            return [(entry.body, entry.signature) for entry in register.entries()]

    def start_appending(self, count: int) -> "subprocess.Popen[str]":
        """Start a process that says `ready`, waits for a line, and appends `count` entries."""
        order = {
            "folder": str(self.folder),
            "count": count,
            "person": PREPARER.person,
            "office": PREPARER.office,
            "now": PREPARED_AT.isoformat(),
            "until": (PREPARED_AT + LONGEST_SESSION).isoformat(),
            "desk": self.ledger.desk.private_bytes().hex(),
            "key": self.key.private_bytes().hex(),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.storage.appending", json.dumps(order)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        return process


def office(folder: Path) -> Office:
    """Found a register in a folder, and prepare a case in it."""
    ledger = told("draft")
    key = ledger.sign_in(PREPARER.person, PREPARED_AT)
    register = SqliteRegister.found(folder)
    fill(register, ledger)
    return Office(folder, register, ledger, key, StandingClock())


@contextmanager
def reading(folder: Path) -> Iterator[SqliteRegister]:
    """Open a register for reading only."""
    register = SqliteRegister(folder, read_only=True)
    try:
        yield register
    finally:
        register.close()


@contextmanager
def raw(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the database as its owner can: with no setting of ours."""
    connection = sqlite3.connect(folder / "register.sqlite", isolation_level=None)
    try:
        yield connection
    finally:
        connection.close()


def by_force(folder: Path, change: Callable[[sqlite3.Connection], object]) -> None:
    """Change the database behind its guards, and put them back."""
    with raw(folder) as connection:
        guards = connection.execute(
            "select name, sql from sqlite_master where type = 'trigger'"
        ).fetchall()
        for name, _ in guards:
            connection.execute(f"drop trigger {name}")
        change(connection)
        for _, sql in guards:
            connection.execute(sql)
