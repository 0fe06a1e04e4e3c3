"""The log as rows that filters, tables, totals and exports look at; read once, then continued.

A row holds codes and numbers. Names and titles come from `Names`, so that a hundred thousand rows
are read in seconds and an erased name is gone from all of them.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from signapp.domain.acts import Capacity, OfficeTitle
from signapp.domain.auditing import LogFilter, PageRange, PagesViewed, Result, in_words
from signapp.domain.calendar import HELSINKI
from signapp.domain.checkout import CaseTakenIn
from signapp.domain.errors import LedgerError
from signapp.domain.register import RegisterState
from signapp.ledger.entries import Entry, entry_hash, read_entry
from signapp.ledger.tree import GrowingTree
from signapp.ledger.verification import Replay
from signapp.services import away
from signapp.services.ports import Register, StoredEntry

Told = Callable[[int, int], None]
"""Is told how much is done of how much (0: not known); may raise CancelledError."""

Away = Callable[[Entry], tuple[Entry, ...]]
"""Returns what an entry took in that was done away."""

VIEWED, TAKEN_IN = PagesViewed.__name__, CaseTakenIn.__name__
SOME = 2000
"""How many rows are read between two reports."""


def nobody(_: int, __: int) -> None:
    """Stand where nobody wants to be told."""


@dataclass(frozen=True, slots=True)
class LogRow:
    """An entry of the log: its place and hash, who did what, when, and what came of it.

    `act` is what was done or attempted, `codes` tell why it was refused. Of a failed sign-in
    `person` is as whom it was tried. `document` is the SHA-256 of the one that the act names,
    `cms` that of the signature in it, `pages` are those that were viewed. What was done away
    while a case was checked out has the number of the entry that took it in, and in `away` its
    own; its hash is not of this tree.
    """

    number: int
    at: datetime
    act: str
    result: Result
    person: str
    office: str
    capacity: Capacity
    case: str
    codes: tuple[str, ...]
    leaf: str
    document: str = ""
    pages: str = ""
    cms: str = ""
    away: int | None = None

    @property
    def place(self) -> str:
        """The entry's number; of one made away that of its taking in, and its own there."""
        return str(self.number) if self.away is None else f"{self.number}/{self.away}"


def row_of(stored: StoredEntry) -> LogRow:
    """Return a stored entry, which was verified before, as a row."""
    plain = json.loads(stored.body)
    actor = plain["actor"]
    act, result, codes = _outcome(plain["act"], plain["args"])
    failed = result is Result.SIGN_IN_FAILED
    args = plain["args"]
    return LogRow(
        number=plain["seq"],
        at=datetime.fromisoformat(plain["at"]),
        act=act,
        result=result,
        person=args["person"] if failed else actor["person"],
        office=actor["office"],
        capacity=Capacity(actor["capacity"]),
        case=plain["case"],
        codes=codes,
        leaf=entry_hash(stored.body, stored.signature).hex(),
        document=_document(args),
        pages=_pages(args) if act == VIEWED else "",
        cms=(args.get("signed") or {}).get("cms", ""),
    )


def rows_away(entries: tuple[Entry, ...], number: int) -> list[LogRow]:
    """Return what was done away as rows of the entry (number) that took it in."""
    return [
        replace(row_of(StoredEntry(one.body(), b"")), number=number, away=one.number, leaf="")
        for one in entries
    ]


def _document(args: dict[str, Any]) -> str:
    """Return the document that an act names: itself, or as what was signed."""
    named = args.get("document") or (args.get("signed") or {}).get("document")
    return named["sha256"] if isinstance(named, dict) else ""


def _pages(args: dict[str, Any]) -> str:
    ranges = tuple(PageRange(one["first"], one["last"]) for one in args["ranges"])
    return f"{in_words(ranges)} / {args['pages']}"


def _outcome(act: str, args: dict[str, Any]) -> tuple[str, Result, tuple[str, ...]]:
    match act:
        case "AttemptRefused":
            return args["attempted"], Result.REFUSED, tuple(args["codes"])
        case "SignInFailed":
            return act, Result.SIGN_IN_FAILED, (args["code"],)
    return act, Result.DONE, ()


@dataclass
class LogRows:
    """The rows of a register, and the root of the entries that they were read from."""

    rows: list[LogRow] = field(default_factory=list)
    tree: GrowingTree = field(default_factory=GrowingTree)

    def catch_up(
        self, register: Register, made_away: Away, told: Told = nobody
    ) -> tuple[LogRow, ...]:
        """Read what came since, and return all rows. Raises StorageError."""
        for stored in register.entries(self.tree.size):
            row = row_of(stored)
            self.tree.append(bytes.fromhex(row.leaf))
            if row.act == TAKEN_IN:
                self.rows += rows_away(made_away(read_entry(stored.body)), row.number)
            self.rows.append(row)
            if len(self.rows) % SOME == 0:
                told(len(self.rows), 0)
        return tuple(self.rows)

    @property
    def root(self) -> str:
        """The root of the entries read so far, in hexadecimal."""
        return self.tree.root().hex()


@dataclass(frozen=True)
class VerifiedRows:
    """The readable rows of a ledger that was verified just now, and what was found in it."""

    register: str
    size: int
    root: str
    state: RegisterState
    findings: tuple[LedgerError, ...]
    rows: tuple[LogRow, ...]


def read_verified(register: Register, told: Told = nobody) -> VerifiedRows:
    """Read and verify a ledger, integrity and authority; findings are kept, not raised.

    Raises StorageError.
    """
    ledger, rows = Replay(read_away=away.reader(register)), list[LogRow]()
    for stored in register.entries():
        entry = ledger.take(stored.body, stored.signature)
        if entry is not None:
            rows += rows_away(ledger.entries_away(entry), entry.number)
            rows.append(row_of(stored))
        if ledger.tree.size % SOME == 0:
            told(ledger.tree.size, 0)
    found = tuple(ledger.findings)
    return VerifiedRows(
        ledger.register, ledger.tree.size, ledger.root, ledger.state, found, tuple(rows)
    )


@dataclass(frozen=True)
class Names:
    """What codes stand for: people's names and titles of offices."""

    people: dict[str, str]
    offices: dict[str, OfficeTitle]

    @classmethod
    def of(cls, state: RegisterState, text: Callable[[str], str]) -> "Names":
        """Return the names of a register's people, by what tells the text of a commitment."""
        roster = state.roster
        people = {code: text(one.name) for code, one in roster.persons.items()}
        return cls(people, {code: one.title for code, one in roster.offices.items()})

    def person(self, code: str) -> str:
        """Return a name, or the code where nobody was enrolled by it."""
        return self.people.get(code, code)


def fitting(wanted: LogFilter) -> Callable[[LogRow], bool]:
    """Return what tells whether a row fits everything that a filter says."""
    tests = [*_same(wanted), *_in_time(wanted)]
    if wanted.acts:
        acts = frozenset(wanted.acts)
        tests.append(lambda row: row.act in acts)
    return lambda row: all(test(row) for test in tests)


def _same(wanted: LogFilter) -> Iterator[Callable[[LogRow], bool]]:
    if wanted.case:
        yield lambda row: row.case == wanted.case
    if wanted.person:
        yield lambda row: row.person == wanted.person
    if wanted.office:
        yield lambda row: row.office == wanted.office
    if wanted.capacity:
        yield lambda row: row.capacity is wanted.capacity
    if wanted.result:
        yield lambda row: row.result is wanted.result


def _in_time(wanted: LogFilter) -> Iterator[Callable[[LogRow], bool]]:
    """A day of Helsinki lasts from its midnight to the next, also when clocks are changed."""
    if wanted.since:
        first = midnight(wanted.since)
        yield lambda row: row.at >= first
    if wanted.until:
        end = midnight(wanted.until + timedelta(days=1))
        yield lambda row: row.at < end


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in Helsinki."""
    return datetime.combine(day, time(), HELSINKI)


def select(rows: Iterable[LogRow], wanted: LogFilter) -> tuple[LogRow, ...]:
    """Return the rows that fit a filter, in their order."""
    if wanted == LogFilter():
        return tuple(rows)
    return tuple(filter(fitting(wanted), rows))
