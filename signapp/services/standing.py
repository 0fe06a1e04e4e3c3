"""What is true of a signing that was begun: the phases of its job, what stands after errors."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from signapp.domain import errors
from signapp.domain.decision import Case
from signapp.domain.errors import Standing
from signapp.services.desk import Desk

PREPARED, KEY_USED, SIGNED = "prepared", "key_used", "signed"
"""The phases of a job: ready for the key; the key may have signed; the signature is kept."""


@contextmanager
def telling_standing(
    desk: Desk, number: str, done: Callable[[Case], object | None]
) -> Iterator[None]:
    """Say what is true after an error that passes; `done` is the act that was to be reached."""
    try:
        yield
    except errors.SignappError as e:
        e.standing = standing(desk, number, done)
        raise


def standing(desk: Desk, number: str, done: Callable[[Case], object | None]) -> Standing:
    """Return what is true of a case's signing now; `done` is the act that was to be reached."""
    case = desk.journal.state.cases.get(number)
    if case and done(case):
        return Standing.RECORDED
    if case is None or case.signing is None:
        return Standing.NOTHING_SIGNED
    try:
        job = desk.journal.register.job(number)
    except errors.SignappError:
        return Standing.NOT_KNOWN
    if job and job.signature:
        return Standing.SIGNATURE_EXISTS
    return Standing.NOTHING_SIGNED if job and job.phase == PREPARED else Standing.NOT_KNOWN
