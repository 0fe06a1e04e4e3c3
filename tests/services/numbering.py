"""A process of its own that decides cases one after the other, racing with another one.

Run as `python -m tests.services.numbering ORDER`, where ORDER is JSON; see `test_numbering.py`.
The clock shows a second more for each entry in the ledger, so that both processes share it.
"""

import json
import sys
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from signapp.domain.acts import Decided, DecisionAbandoned, DecisionBegun, Outcome, SigningBegun
from signapp.domain.calendar import helsinki_day
from signapp.domain.errors import NotAuthorisedError
from signapp.ledger.entries import EntryKey, read_entry
from signapp.services.journal import Journal, Session, SignedIn
from signapp.storage.register import SqliteRegister
from tests.domain.stories import (
    DECIDED,
    MAYOR,
    SHOWN_MINUTES,
    SIGNING_MINUTES,
    TEXT,
)


class LedgerClock:
    """Shows a second more for each entry that the ledger has."""

    def __init__(self, register: SqliteRegister, start: datetime) -> None:
        self._register = register
        self._start = start

    def now(self) -> datetime:
        """Return the moment."""
        return self._start + timedelta(seconds=sum(1 for _ in self._register.entries()))


def begin(journal: Journal) -> DecisionBegun:
    """Reserve the next number, as the deciding service does."""
    year = helsinki_day(journal.clock.now()).year
    numbering = journal.state.situation(MAYOR, journal.clock.now(), "").numbering
    size, root = journal.size, journal.root
    return DecisionBegun(Outcome.AS_PROPOSED, TEXT, True, numbering.following, year, size, root)


def signing_now(journal: Journal) -> SigningBegun:
    """Return the mayor's signature on the minutes, claimed to be made now."""
    return replace(SIGNING_MINUTES, signed_at=journal.clock.now())


def expect(error: NotAuthorisedError, *codes: str) -> None:
    """Fail at any other reason than these."""
    if not {one.code for one in error.reasons} <= set(codes):
        raise error


def wait_for_the_other(register: SqliteRegister, key: str) -> None:
    """Wait until the other process has decided something, so that both really race."""
    while not any(
        isinstance(entry.act, Decided) and entry.key != key
        for entry in (read_entry(one.body) for one in register.entries())
    ):
        time.sleep(0.01)


def decide(journal: Journal, who: SignedIn, case: str) -> None:
    """Decide a case, however often another decision, or midnight, is in the way."""
    while True:
        try:
            journal.record(who, lambda: begin(journal), case)
        except NotAuthorisedError as e:
            expect(e, "AnotherDecisionOpen", "SectionTaken")
            time.sleep(0.02)
            continue
        journal.record(who, SHOWN_MINUTES, case)
        try:
            journal.record(who, lambda: signing_now(journal), case)
        except NotAuthorisedError as e:
            expect(e, "BegunOnAnotherDay", "SigningMomentPassed")
            journal.record(who, DecisionAbandoned(), case)
            continue
        journal.record(who, DECIDED, case)
        return


def main() -> None:
    """Decide as ordered."""
    order = json.loads(sys.argv[1])
    register = SqliteRegister(Path(order["folder"]))
    desk, key = (EntryKey(bytes.fromhex(order[name])) for name in ("desk", "key"))
    start = datetime.fromisoformat(order["start"])
    journal = Journal(register, LedgerClock(register, start), desk)
    until = datetime.fromisoformat(order["until"])
    who = Session(MAYOR.person, key, until).acting_for(MAYOR.office)
    print("ready", flush=True)
    sys.stdin.readline()
    for case in order["cases"]:
        decide(journal, who, case)
        wait_for_the_other(register, key.public)
    register.close()


if __name__ == "__main__":
    main()
