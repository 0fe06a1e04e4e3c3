"""Compares this machine's clock with time stamps: a stamp proves when, the clock only claims it.

A clock that is wrong is never a reason to refuse: the claimed and the proven moment are both kept.
But whoever is about to sign on an authorised day is to know it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from signapp.domain.calendar import helsinki_day
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


class ClockCheck:
    """Remembers how the clock compared with the last time stamp."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last: ClockDifference | None = None

    def stamped(self, moment: datetime) -> None:
        """Compare the clock with a stamp that has just come."""
        self._last = ClockDifference(self._clock.now(), moment)

    @property
    def difference(self) -> ClockDifference | None:
        """How far the clock was off at the last stamp; None if it was right or never compared."""
        last = self._last
        return last if last and abs(last.shown - last.proven) > TOLERATED else None
