"""A process of its own that appends to a register, and prints each number once it is stored.

Run as `python -m tests.storage.appending ORDER`, where ORDER is JSON; see `registers.py`.
"""

import json
import random
import sys
import time
from datetime import datetime
from pathlib import Path

from signapp.domain.acts import DraftEdited
from signapp.ledger.entries import EntryKey
from signapp.services.journal import Journal, Session
from signapp.storage.register import SqliteRegister

CASE = "HEL 2017-008888"


class StandingClock:
    """Shows one moment."""

    def __init__(self, moment: str) -> None:
        self._moment = datetime.fromisoformat(moment)

    def now(self) -> datetime:
        """Return the moment."""
        return self._moment


def main() -> None:
    """Append as ordered."""
    order = json.loads(sys.argv[1])
    register = SqliteRegister(Path(order["folder"]))
    desk, key = (EntryKey(bytes.fromhex(order[name])) for name in ("desk", "key"))
    journal = Journal(register, StandingClock(order["now"]), desk)
    until = datetime.fromisoformat(order["until"])
    who = Session(order["person"], key, until).acting_for(order["office"])
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(order["count"]):
        print(journal.record(who, DraftEdited(), CASE).number, flush=True)
        time.sleep(random.uniform(0, 0.001))  # leave the others a gap to slip into
    register.close()


if __name__ == "__main__":
    main()
