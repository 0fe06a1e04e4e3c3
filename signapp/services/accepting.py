"""A registrar answers for a register that is not what a desk had seen; only then it is written."""

from signapp.domain import errors
from signapp.domain.anchor_errors import AcceptanceReasonMissing, HistoryContinues
from signapp.domain.anchoring import HistoryAccepted
from signapp.ledger.entries import Entry
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted


def accept_history(desk: Desk, who: SignedIn, reason: str) -> Entry:
    """Record that the register goes on as it is, and why; the desk remembers it from then on.

    Raises NotAuthorisedError, StorageError, LedgerError.
    """
    journal, text = desk.journal, salted(reason.strip())
    lost, kept = journal.memory.lost(), journal.memory.kept
    if lost is None or kept is None:
        raise errors.NotAuthorisedError((HistoryContinues(),))
    if not text.text:
        raise errors.NotAuthorisedError((AcceptanceReasonMissing(),))
    act = HistoryAccepted(lost.size, lost.root, kept.seen, text.commitment)
    return journal.record(who, act, texts=(text,))
