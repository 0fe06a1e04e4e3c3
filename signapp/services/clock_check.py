"""Compares this machine's clock with time stamps: a stamp proves when, the clock only claims it.

A clock that is wrong is never a reason to refuse: the claimed and the proven moment are both kept.
But whoever is about to sign on an authorised day is to know it.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from signapp.domain.calendar import helsinki_day
from signapp.domain.errors import StorageError
from signapp.services.kept import Memory
from signapp.services.ports import Clock

TOLERATED = timedelta(minutes=1)


@dataclass(frozen=True)
class ClockDifference:
    """A clock that was off at the last time stamp: by how much, and what was shown and proven."""

    shown: datetime
    proven: datetime

    @property
    def ahead(self) -> bool:
        """Whether the clock is ahead of the time stamp, not behind it."""
        return self.shown > self.proven

    @property
    def minutes(self) -> int:
        """By how many whole minutes they differ, at least one."""
        return max(1, round(abs(self.shown - self.proven) / timedelta(minutes=1)))

    @property
    def other_day(self) -> bool:
        """Whether the clock shows another day than the stamp proves: a signing has its day."""
        return helsinki_day(self.shown) != helsinki_day(self.proven)


@dataclass(frozen=True)
class ClockJump:
    """A clock that was moved while the program ran: what it shows, and what it should show."""

    shown: datetime
    expected: datetime


class ClockCheck:
    """Remembers how the clock compared with the last time stamp, and whether it was moved.

    `memory` is what this desk remembers beyond the end of the program; `elapsed` tells seconds
    that really passed.
    """

    def __init__(
        self,
        clock: Clock,
        memory: Memory | None = None,
        elapsed: Callable[[], float] = time.monotonic,
    ) -> None:
        self._clock = clock
        self._memory = memory
        self._elapsed = elapsed
        self._begun = clock.now(), elapsed()
        stamped = memory.last_stamp if memory else None
        self._last = ClockDifference(*stamped) if stamped else None

    def stamped(self, moment: datetime) -> None:
        """Compare the clock with a stamp that has just come, and remember it."""
        self._last = ClockDifference(self._clock.now(), moment)
        if self._memory:
            with suppress(StorageError):  # then it is told until the program ends
                self._memory.stamped(self._last.shown, moment)

    @property
    def jump(self) -> ClockJump | None:
        """How the clock was moved since the program began, if it was."""
        since, before = self._begun
        expected = since + timedelta(seconds=self._elapsed() - before)
        shown = self._clock.now()
        return ClockJump(shown, expected) if abs(shown - expected) > TOLERATED else None

    @property
    def difference(self) -> ClockDifference | None:
        """How far the clock was off at the last stamp; None if it was right or never compared."""
        last = self._last
        return last if last and abs(last.shown - last.proven) > TOLERATED else None
