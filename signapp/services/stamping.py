"""Asks for time stamps over checkpoints: one for all that waits, and not too often.

The same services are asked as for signatures, by the same rules. What could not be had waits, and
the next stamp makes up for it: it covers everything before its checkpoint.
"""

from contextlib import suppress
from datetime import timedelta

from signapp.domain import errors
from signapp.domain.anchor_errors import CheckpointMissingError
from signapp.domain.anchoring import CheckpointStamped
from signapp.ledger.entries import Entry
from signapp.services.desk import Desk


def stamp_now(desk: Desk) -> Entry | None:
    """Have the newest checkpoint stamped if an act of legal effect waits for it.

    Returns the entry, or None when nothing waits. Raises TimeStampFailedError, StorageError,
    LedgerError, CheckpointMissingError.
    """
    journal = desk.journal
    journal.catch_up()
    if not journal.state.stamping.waiting:
        return None
    journal.checkpoint()
    made, founded = journal.last_checkpoint, journal.state.founded
    if made is None or founded is None or made.size <= max(journal.state.stamping.waiting)[0]:
        raise CheckpointMissingError(number=journal.size)  # it could not be stored
    note = made.note(founded.desk_key)
    journal.memory.asks()
    stamp = desk.pdf.stamp_note(note.encode(), desk.trust.material())
    act = CheckpointStamped(made.size, note, stamp.response, stamp.proven)
    return journal.record_by_desk(act)


def stamp_when_due(desk: Desk, every: timedelta | None = None) -> Entry | None:
    """Do so unless it was tried a short while ago; whoever does not answer is asked again later.

    Raises StorageError, LedgerError, CheckpointMissingError.
    """
    memory, now = desk.journal.memory, desk.journal.clock.now()
    asked = memory.last_asked
    if memory.broken:
        return None
    if asked and asked <= now < asked + (every or desk.stamp_every):
        return None
    with suppress(errors.TimeStampFailedError):
        return stamp_now(desk)
    return None
