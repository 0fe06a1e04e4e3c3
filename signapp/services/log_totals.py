"""What a part of the log adds up to, and samples of it that anybody can draw again."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from signapp.domain.auditing import Result
from signapp.domain.auditing_errors import SampleTooLargeError
from signapp.domain.calendar import HELSINKI
from signapp.services.log_rows import LogRow

SIGNATURES = ("Decided", "Corrected", "DocumentSigned")
"""The acts that tell of a signature by a person's own key."""

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Totals:
    """How many entries there are of each act, office, capacity, result and month of Helsinki.

    Most first; months in their order. `acts` counts what was done, refused attempts apart.
    """

    entries: int
    signatures: int
    refusals: int
    failed_sign_ins: int
    acts: Counts
    offices: Counts
    capacities: Counts
    results: Counts
    months: Counts


def totals(rows: tuple[LogRow, ...]) -> Totals:
    """Add up rows."""
    done = [row for row in rows if row.result is Result.DONE]
    results = Counter(row.result.value for row in rows)
    acts = Counter(row.act for row in done)
    return Totals(
        entries=len(rows),
        signatures=sum(acts[act] for act in SIGNATURES),
        refusals=results[Result.REFUSED.value],
        failed_sign_ins=results[Result.SIGN_IN_FAILED.value],
        acts=_most_first(acts),
        offices=_most_first(Counter(row.office for row in rows)),
        capacities=_most_first(Counter(row.capacity.value for row in rows)),
        results=_most_first(results),
        months=tuple(sorted(Counter(month_of(row) for row in rows).items())),
    )


def month_of(row: LogRow) -> str:
    """Return the month of an entry in Helsinki, as 2017-08."""
    return row.at.astimezone(HELSINKI).strftime("%Y-%m")


def _most_first(counts: Counter[str]) -> Counts:
    return tuple(sorted(counts.items(), key=lambda one: (-one[1], one[0])))


class Drawn(Enum):
    """What a sample is drawn from."""

    SIGNATURES = "signatures"
    DECISIONS = "decisions"
    ENTRIES = "entries"


OF = {Drawn.SIGNATURES: SIGNATURES, Drawn.DECISIONS: ("Decided",)}


class Check(Enum):
    """What is to be checked of an entry of a sample."""

    AUTHORITY = "authority"
    SIGNATURE = "signature"
    MINUTES = "minutes"
    AGREEMENT = "agreement"
    REASONS = "reasons"
    IDENTITY = "identity"


@dataclass(frozen=True)
class Sampled:
    """An entry that was drawn, the hash by which it was, and what is to be checked of it."""

    row: LogRow
    lot: str
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Sample:
    """A simple random sample without replacement, in the order in which it was drawn.

    Every entry of the population has the same chance. Its lot is the SHA-256 of `seed:number`
    (UTF-8, the number in decimal); those with the lowest lots are drawn. So whoever knows the
    seed draws the same ones with any tool.
    """

    seed: str
    drawn: Drawn
    population: int
    entries: tuple[Sampled, ...]


def population(rows: Iterable[LogRow], drawn: Drawn) -> tuple[LogRow, ...]:
    """Return what a sample is drawn from."""
    if drawn is Drawn.ENTRIES:
        return tuple(rows)
    acts = OF[drawn]
    return tuple(row for row in rows if row.result is Result.DONE and row.act in acts)


def draw(rows: Iterable[LogRow], size: int, seed: str, drawn: Drawn) -> Sample:
    """Draw a sample of rows. Raises SampleTooLargeError where there are not so many."""
    among = population(rows, drawn)
    if size > len(among):
        raise SampleTooLargeError(wanted=size, entries=len(among))
    lots = sorted(((lot_of(seed, row.place), row) for row in among), key=lambda one: one[0])
    chosen = tuple(Sampled(row, lot, checks_of(row)) for lot, row in lots[:size])
    return Sample(seed, drawn, len(among), chosen)


def lot_of(seed: str, place: str) -> str:
    """Return the lot of an entry."""
    return hashlib.sha256(f"{seed}:{place}".encode()).hexdigest()


def checks_of(row: LogRow) -> tuple[Check, ...]:
    """Return what is to be checked of an entry."""
    if row.result is Result.REFUSED:
        return (Check.REASONS,)
    if row.result is Result.SIGN_IN_FAILED:
        return (Check.IDENTITY,)
    if row.act == "DocumentSigned":
        return (Check.AUTHORITY, Check.SIGNATURE, Check.AGREEMENT)
    if row.act in SIGNATURES:
        return (Check.AUTHORITY, Check.SIGNATURE, Check.MINUTES)
    return (Check.AUTHORITY,)
