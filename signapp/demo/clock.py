"""The demo's own date: it starts in August 2017 and is moved on by hand."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from signapp.domain.calendar import HELSINKI
from signapp.domain.errors import ClockBackwardsError, StorageError

PREPARED = datetime(2017, 8, 21, 9, 0, tzinfo=HELSINKI)
PROPOSED = datetime(2017, 8, 22, 13, 0, tzinfo=HELSINKI)
DECIDED = datetime(2017, 8, 24, 10, 0, tzinfo=HELSINKI)
PUBLISHED = datetime(2017, 8, 25, 9, 0, tzinfo=HELSINKI)
DAY_BEFORE = datetime(2017, 8, 28, 12, 0, tzinfo=HELSINKI)
SIGNED = datetime(2017, 8, 29, 14, 0, tzinfo=HELSINKI)
DAY_AFTER = datetime(2017, 8, 30, 9, 0, tzinfo=HELSINKI)
FINAL = datetime(2017, 9, 18, 9, 0, tzinfo=HELSINKI)
DAYS = (PREPARED, PROPOSED, DECIDED, PUBLISHED, DAY_BEFORE, SIGNED, DAY_AFTER, FINAL)


class DemoClock:
    """Runs on from the moment it was moved to; fits `services.ports.MovableClock`.

    The moment is kept in a file, so that a demo opened again goes on where it was.
    """

    def __init__(self, file: Path, seconds: Callable[[], float]) -> None:
        """Read the moment from `file`; `seconds` is a steady clock such as time.monotonic.

        Raises StorageError when the file holds no moment.
        """
        self._file = file
        self._seconds = seconds
        self._moved_to = _kept(file)
        self._since = seconds()

    def now(self) -> datetime:
        """Return the demo's present moment in whole seconds."""
        passed = timedelta(seconds=int(self._seconds() - self._since))
        return self._moved_to.astimezone(UTC) + passed

    def days(self) -> tuple[datetime, ...]:
        """Return the moments that it can be moved on to."""
        return tuple(moment for moment in DAYS if moment > self.now())

    def move_to(self, moment: datetime) -> None:
        """Move on to a later moment. Raises ClockBackwardsError."""
        if moment < self.now():
            raise ClockBackwardsError(now=self.now())
        self._moved_to, self._since = moment, self._seconds()
        self.keep()

    def keep(self) -> None:
        """Keep the present moment in the file. Raises StorageError."""
        new = self._file.with_suffix(".new")
        try:
            new.write_text(json.dumps({"now": self.now().isoformat()}))
            new.replace(self._file)
        except OSError as e:
            raise StorageError(cause=str(e)) from e


def _kept(file: Path) -> datetime:
    """Return the moment that was kept, which no demo begins before."""
    try:
        if file.exists():
            return max(PREPARED, datetime.fromisoformat(json.loads(file.read_text())["now"]))
    except (OSError, ValueError, TypeError, KeyError, RecursionError) as e:
        raise StorageError(cause=file.name) from e
    return PREPARED
