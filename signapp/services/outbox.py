"""What waits for time stamps and revocation data, and what is to be renewed before it ages.

A signature counts from the moment it is stored; what makes it last may come later, as a further
revision: when a service is back, or before the last time stamp's certificate expires. Stored
bytes never change.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from signapp.domain import errors
from signapp.domain.acts import SignedRevision
from signapp.domain.decision import Case
from signapp.services.desk import Desk
from signapp.services.ports import DecidedRevision
from signapp.services.signature import (
    HIGHEST_LEVEL,
    add_revision,
    extension_path,
    job_hash,
)

Progress = Callable[[int, int], None]
"""Told how many of how many files are done."""


@dataclass(frozen=True)
class Waiting:
    """A signed file that is to get a further revision: its newest revision, and since when.

    `since` is when it was signed or, for a renewal, when its last time stamp stops counting.
    """

    case: str
    newest: SignedRevision
    decided: DecidedRevision
    since: datetime


@dataclass(frozen=True)
class Sent:
    """What came of one file that waited: the level it has now, and what went wrong."""

    waiting: Waiting
    level: str
    problem: errors.SignappError | None = None


def waiting(desk: Desk) -> tuple[Waiting, ...]:
    """Return the signed files that are below the highest level, the oldest first."""
    below = [one for one in _signed(desk) if one.newest.level != HIGHEST_LEVEL]
    return tuple(sorted(below, key=lambda one: one.since))


def add_missing_time_stamps(
    desk: Desk, progress: Progress = lambda _done, _of: None
) -> tuple[Sent, ...]:
    """Extend what was signed while something could not be had, or before a crash."""
    sent = send(desk, waiting(desk), progress)
    for case in tuple(desk.journal.state.cases.values()):
        with suppress(errors.SignappError, OSError):  # it is looked at again the next time
            _forget_finished(desk, case)
    return sent


def due(desk: Desk, within: timedelta) -> tuple[Waiting, ...]:
    """Return the files whose last time stamp stops counting within a time, the first one first.

    That is when its certificate expires, or its algorithm is no longer held to be strong. Raises
    StorageError and DocumentErrors for a file that cannot be read.
    """
    limit, found = desk.journal.clock.now() + within, list[Waiting]()
    for one in _signed(desk):
        until = desk.pdf.stamped_until(desk.journal.register.document(one.newest.document))
        if until is not None and until <= limit:
            found.append(Waiting(one.case, one.newest, one.decided, until))
    return tuple(sorted(found, key=lambda one: one.since))


def send(
    desk: Desk, files: tuple[Waiting, ...], progress: Progress = lambda _done, _of: None
) -> tuple[Sent, ...]:
    """Give each file its further revision; tell what came of each.

    When no time stamp service answers, the files that are left are not tried: each would wait
    for the same silence.
    """
    sent, silent = list[Sent](), None
    for number, one in enumerate(files):
        progress(number, len(files))
        if silent is None:
            sent.append(_send(desk, one))
            problem = sent[-1].problem
            silent = problem if isinstance(problem, errors.TimeStampServicesError) else None
        else:
            sent.append(Sent(one, one.newest.level, silent))
    progress(len(files), len(files))
    return tuple(sent)


def _send(desk: Desk, one: Waiting) -> Sent:
    try:
        revision, _ = add_revision(desk, one.case, one.newest, one.decided)
    except errors.SignappError as e:  # the next file may still be extended
        return Sent(one, one.newest.level, e)
    return Sent(one, revision.level)


def _forget_finished(desk: Desk, case: Case) -> None:
    """Remove what a crash left of signings that are finished: it may be secret."""
    register = desk.journal.register
    job = register.job(case.number)
    if job and job_hash(job) in {begun.attributes for _, begun in case.signatures}:
        register.drop_job(case.number)
        job.order.output.unlink(missing_ok=True)
    if all(case.latest(signed).level == HIGHEST_LEVEL for signed, _ in case.signatures):
        extension_path(desk, case.number).unlink(missing_ok=True)


def _signed(desk: Desk) -> Iterator[Waiting]:
    """Yield every signed document with its newest revision; what is away is extended there."""
    desk.journal.catch_up()
    for case in tuple(desk.journal.state.cases.values()):
        for signed, begun in () if case.checkouts.out else case.signatures:
            decided = DecidedRevision(begun.document, begun.field)
            yield Waiting(case.number, case.latest(signed), decided, begun.signed_at)
