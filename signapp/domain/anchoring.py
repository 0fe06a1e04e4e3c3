"""The acts by which a register is held from outside: time stamps, and an answer to a roll-back."""

from dataclasses import dataclass
from datetime import datetime

from signapp.domain.references import Commitment


@dataclass(frozen=True)
class CheckpointStamped:
    """A time stamp service proved that a checkpoint of the register existed. By the desk.

    `size` and `note` are the checkpoint's (`ledger.notes`), which the ledger has. `response` is
    what the service answered (RFC 3161, DER) for the SHA-256 of the note; `proven` is the moment
    in it, in whole seconds.
    """

    size: int
    note: str
    response: bytes
    proven: datetime


@dataclass(frozen=True)
class HistoryAccepted:
    """A registrar accepts that the register goes on otherwise than a desk had seen it.

    The desk had seen `size` entries with this `root` at the moment `seen`. `reason` says why they
    are gone: the register was restored from a backup, for instance.
    """

    size: int
    root: str
    seen: datetime
    reason: Commitment
