"""Anchors: what proves outside of a register that it still continues what it once was.

A consistent roll-back cannot be seen from inside. Whoever keeps a checkpoint, a receipt, a time
stamp or signed minutes sees it; and a time stamp proves besides not later than when all was there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from signapp.domain.anchor_errors import CheckpointMissingError
from signapp.domain.anchoring import CheckpointStamped
from signapp.domain.errors import StorageError
from signapp.ledger.entries import entry_hash, read_entry
from signapp.ledger.notes import Checkpoint, Receipt
from signapp.ledger.proofs import inclusion
from signapp.ledger.verification import Replay, replay
from signapp.services import away
from signapp.services.ports import Register, StoredEntry

STAMP, SEQUENCE = ".tsr", b"0"
"""The ending of a time stamp's file, and how its content begins (DER)."""


@dataclass(frozen=True)
class Anchor:
    """Something from outside of a register that it must continue: the file's name, and its text.

    `stamp` is a time stamp service's answer over the text, or alone; `path` is that of minutes.
    With `own` it is what this desk itself remembers.
    """

    file: str
    content: str = ""
    stamp: bytes = b""
    path: Path | None = None
    own: bool = False


def last_checkpoint(register: Register) -> str:
    """Return the last checkpoint of a register as a signed note.

    Raises CheckpointMissingError, LedgerError, StorageError.
    """
    return newest_checkpoint(register)[1]


def newest_checkpoint(register: Register) -> tuple[Checkpoint, str, int]:
    """Return the last checkpoint of a register, its signed note, and the histories given up.

    Raises CheckpointMissingError, LedgerError, StorageError.
    """
    ledger, _ = _read(register)
    if ledger.checkpoint is None:
        raise CheckpointMissingError(number="–")
    made = ledger.checkpoint
    return made, made.note(ledger.desk_key), len(ledger.state.accepted)


def stamped_checkpoint(register: Register) -> CheckpointStamped:
    """Return the newest time stamp over a checkpoint that a register has, with the signed note.

    Raises CheckpointMissingError, LedgerError, StorageError.
    """
    _, stored = _read(register)
    for one in reversed(stored):
        entry = read_entry(one.body)
        if isinstance(entry.act, CheckpointStamped):
            return entry.act
    raise CheckpointMissingError(number="–")


def receipt(register: Register, number: int) -> str:
    """Return the receipt of an entry (from 0): the proof that it is in the register.

    Raises CheckpointMissingError when no checkpoint came after the entry, LedgerError,
    StorageError.
    """
    ledger, stored = _read(register)
    made = ledger.checkpoint
    if made is None or not 0 <= number < made.size:
        raise CheckpointMissingError(number=number)
    leaves = leaves_of(stored[: made.size])
    return Receipt(number, inclusion(leaves, number), made).text(ledger.desk_key)


def read_anchor(path: Path) -> Anchor:
    """Return the anchor that a file is; a time stamp is looked for beside a note, and a note
    beside a time stamp (`NAME` and `NAME.tsr`). Raises StorageError.
    """
    try:
        content = path.read_bytes()
        beside = path.with_name(f"{path.name}{STAMP}")
        if content.startswith(b"%PDF"):
            return Anchor(str(path), path=path)
        if content[:1] == SEQUENCE:
            note = path.with_name(path.name.removesuffix(STAMP))
            text = note.read_text("utf-8") if note != path and note.is_file() else ""
            return Anchor(str(path), text, content)
        stamp = beside.read_bytes() if beside.is_file() else b""
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    return Anchor(str(path), content.decode("utf-8", "replace"), stamp)


def write_stamped(made: CheckpointStamped, place: Path) -> Path:
    """Write a checkpoint's note to a file and the time stamp over it beside; return its place.

    Raises StorageError.
    """
    stamp = place.with_name(f"{place.name}{STAMP}")
    try:
        stamp.write_bytes(made.response)
        place.write_text(made.note, encoding="utf-8", newline="")
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    return stamp


def leaves_of(stored: Sequence[StoredEntry]) -> list[bytes]:
    """Return the leaf hash of each entry."""
    return [entry_hash(one.body, one.signature) for one in stored]


def _read(register: Register) -> tuple[Replay, tuple[StoredEntry, ...]]:
    """Read and verify a ledger. Raises the first LedgerError found."""
    stored = tuple(register.entries())
    ledger = replay(((one.body, one.signature) for one in stored), away.reader(register))
    if ledger.findings:
        raise ledger.findings[0]
    return ledger, stored
