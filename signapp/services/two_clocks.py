"""The two clocks of an entry: the moment that its desk claims, and what time stamps prove.

A stamp proves that what it covers is not later. What comes after it in the ledger carries it, so
that is not earlier: nobody can know a stamp before it is given.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from signapp.domain.anchoring import CheckpointStamped
from signapp.ledger.entries import Entry
from signapp.ledger.verification import CLOCK_TOLERANCE


@dataclass(frozen=True)
class ProvenMoment:
    """A moment that a time stamp proves.

    Entries with numbers below `size` are not later, those from `carried` on not earlier.
    """

    size: int
    carried: int
    moment: datetime


@dataclass(frozen=True)
class Bracket:
    """What is known of the moment of an entry: claimed, and between which moments it is proven."""

    number: int
    claimed: datetime
    not_earlier: datetime | None
    not_later: datetime | None

    @property
    def behind(self) -> bool:
        """Whether the claimed moment lies before what is proven: the clock was put back."""
        proven = self.not_earlier
        return proven is not None and self.claimed < proven - CLOCK_TOLERANCE

    @property
    def ahead(self) -> bool:
        """Whether the claimed moment lies after what is proven: the clock was put forward."""
        return self.not_later is not None and self.claimed > self.not_later + CLOCK_TOLERANCE


def of_home(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Yield the entries of the register itself, without those that a case brought home."""
    for entry in entries:
        if entry.register == entries[-1].register:
            yield entry


def stamped_moments(entries: Sequence[Entry]) -> Iterator[ProvenMoment]:
    """Yield the moments that the time stamps over checkpoints prove, as the ledger tells them."""
    for entry in of_home(entries):
        if isinstance(entry.act, CheckpointStamped):
            yield ProvenMoment(entry.act.size, entry.number, entry.act.proven)


def brackets(entries: Sequence[Entry], more: Iterable[ProvenMoment] = ()) -> tuple[Bracket, ...]:
    """Return what is known of the moment of each entry, in their order.

    `entries` are all of a ledger; `more` are moments that other stamps prove, such as minutes'.
    Of what was done away with a case it is known only that it was before it was taken in.
    """
    proven = (*stamped_moments(entries), *more)
    earliest, latest = _not_earlier(entries, proven), _not_later(entries, proven)
    return tuple(
        Bracket(entry.number, entry.at, earlier, later)
        for entry, earlier, later in zip(entries, earliest, latest, strict=True)
    )


def clock_jumps(found: Iterable[Bracket]) -> tuple[Bracket, ...]:
    """Return the entries whose claimed moment a time stamp contradicts."""
    return tuple(one for one in found if one.behind or one.ahead)


def _not_earlier(
    entries: Sequence[Entry], proven: tuple[ProvenMoment, ...]
) -> list[datetime | None]:
    left, bound = sorted(proven, key=lambda one: one.carried, reverse=True), None
    found = list[datetime | None]()
    for entry in entries:
        home = entry.register == entries[-1].register
        while home and left and left[-1].carried <= entry.number:
            moment = left.pop().moment
            bound = max(bound, moment) if bound else moment
        found.append(bound if home else None)
    return found


def _not_later(
    entries: Sequence[Entry], proven: tuple[ProvenMoment, ...]
) -> list[datetime | None]:
    left, bound = sorted(proven, key=lambda one: one.size), None
    found = list[datetime | None]()
    for entry in reversed(entries):
        home = entry.register == entries[-1].register
        while home and left and left[-1].size > entry.number:
            moment = left.pop().moment
            bound = min(bound, moment) if bound else moment
        found.append(bound)
    return found[::-1]
