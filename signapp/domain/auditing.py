"""What auditors and readers leave in the ledger: exports of the log, and pages that were viewed.

An auditor's office does nothing else. Pages are noted only where a register decided so: noting
what staff looks at is monitoring at work, which needs its own decision (Act on the Protection of
Privacy in Working Life 759/2004, section 21; GDPR article 5.1 c).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from signapp.domain.references import Actor, Capacity, DocumentRef


class Result(Enum):
    """What came of what somebody set out to do."""

    DONE = "done"
    REFUSED = "refused"
    SIGN_IN_FAILED = "sign_in_failed"


@dataclass(frozen=True)
class LogFilter:
    """Which entries of the log are looked at: those that fit everything that is said here.

    Codes and numbers only, no names. `since` and `until` are days of Helsinki, both included;
    `acts` are names of acts, a refused attempt counting as the act that was attempted.
    """

    case: str = ""
    person: str = ""
    office: str = ""
    capacity: Capacity | None = None
    since: date | None = None
    until: date | None = None
    acts: tuple[str, ...] = ()
    result: Result | None = None


class ExportKind(Enum):
    """The forms in which a log is exported."""

    CSV = "csv"
    JSON = "json"
    PDF = "pdf"


@dataclass(frozen=True)
class AuditExported:
    """An auditor took a part of the log out of the register, as a file with this SHA-256.

    `sampled` entries were drawn by `seed`; without a sample they are 0 and empty. Written after
    the export.
    """

    sha256: str
    kind: ExportKind
    filter: LogFilter
    seed: str
    sampled: int


@dataclass(frozen=True)
class PageRange:
    """Pages from `first` to `last`, counted from 1."""

    first: int
    last: int


@dataclass(frozen=True)
class PagesViewed:
    """A person had these pages of `pages` of a document on view, each for a moment at least.

    It proves nothing of what was read, and nothing ever depends on it: paper serves as well.
    """

    document: DocumentRef
    ranges: tuple[PageRange, ...]
    pages: int


@dataclass(frozen=True)
class Viewed:
    """Who noted at which moment which pages they had on view."""

    who: Actor
    at: datetime
    act: PagesViewed


def ranges_of(pages: set[int]) -> tuple[PageRange, ...]:
    """Return pages as the fewest ranges."""
    found: list[PageRange] = []
    for page in sorted(pages):
        if found and page == found[-1].last + 1:
            found[-1] = PageRange(found[-1].first, page)
        else:
            found.append(PageRange(page, page))
    return tuple(found)


def pages_in(ranges: tuple[PageRange, ...]) -> Iterator[int]:
    """Yield every page of some ranges."""
    for one in ranges:
        yield from range(one.first, one.last + 1)


def in_words(ranges: tuple[PageRange, ...]) -> str:
    """Return ranges as people write them: 1-3, 7."""
    return ", ".join(
        str(one.first) if one.first == one.last else f"{one.first}–{one.last}" for one in ranges
    )
