"""Anchors: what proves outside of a register that it still continues what it once was.

A consistent roll-back cannot be seen from inside. Whoever keeps a checkpoint or a receipt sees it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from signapp.domain import errors
from signapp.domain.anchor_errors import (
    AnchorOfAnotherRegister,
    CheckpointMissingError,
    ReceiptProvesNothing,
    RegisterRolledBack,
)
from signapp.domain.errors import EntryMalformed, LedgerError
from signapp.ledger.entries import entry_hash
from signapp.ledger.notes import (
    PROOF_HEADER,
    Checkpoint,
    Receipt,
    read_checkpoint,
    read_receipt,
)
from signapp.ledger.proofs import inclusion, root_of
from signapp.ledger.verification import Replay, replay
from signapp.services import away
from signapp.services.ports import Register, StoredEntry


@dataclass(frozen=True)
class Anchor:
    """A checkpoint or a receipt from elsewhere: the file's name, and what stands in it."""

    file: str
    content: str


def last_checkpoint(register: Register) -> str:
    """Return the last checkpoint of a register as a signed note.

    Raises CheckpointMissingError, LedgerError, StorageError.
    """
    ledger, _ = _read(register)
    if ledger.checkpoint is None:
        raise CheckpointMissingError(number="–")
    return ledger.checkpoint.note(ledger.desk_key)


def receipt(register: Register, number: int) -> str:
    """Return the receipt of an entry (from 0): the proof that it is in the register.

    Raises CheckpointMissingError when no checkpoint came after the entry, LedgerError,
    StorageError.
    """
    ledger, stored = _read(register)
    made = ledger.checkpoint
    if made is None or not 0 <= number < made.size:
        raise CheckpointMissingError(number=number)
    leaves = _leaves(stored[: made.size])
    return Receipt(number, inclusion(leaves, number), made).text(ledger.desk_key)


def against_anchors(
    ledger: Replay, stored: Sequence[StoredEntry], anchors: Iterable[Anchor]
) -> Iterator[LedgerError]:
    """Yield what anchors say against a ledger that was read; nothing when it continues them."""
    leaves = _leaves(stored)
    for anchor in anchors:
        found = _against(ledger.desk_key, ledger.register, leaves, anchor)
        if found:
            yield found


def _against(
    desk_key: str, register: str, leaves: list[bytes], anchor: Anchor
) -> LedgerError | None:
    try:
        given = _read_anchor(anchor.content, desk_key)
    except (EntryMalformed, ValueError):
        return AnchorOfAnotherRegister(file=anchor.file, position=0)
    seen = given.checkpoint if isinstance(given, Receipt) else given
    if seen.register != register:
        return AnchorOfAnotherRegister(file=anchor.file, position=0)
    if seen.size > len(leaves):
        return RegisterRolledBack(file=anchor.file, size=seen.size, position=len(leaves))
    if root_of(leaves[: seen.size]).hex() != seen.root:
        return errors.HistoryRewritten(position=seen.size)
    if isinstance(given, Receipt) and not _proves(given, leaves):
        return ReceiptProvesNothing(file=anchor.file, position=given.index)
    return None


def _read_anchor(content: str, desk_key: str) -> Checkpoint | Receipt:
    if content.startswith(PROOF_HEADER):
        return read_receipt(content, desk_key)
    return read_checkpoint(content, desk_key)


def _proves(given: Receipt, leaves: list[bytes]) -> bool:
    return given.index < len(leaves) and given.proves(leaves[given.index])


def _leaves(stored: Sequence[StoredEntry]) -> list[bytes]:
    return [entry_hash(one.body, one.signature) for one in stored]


def _read(register: Register) -> tuple[Replay, tuple[StoredEntry, ...]]:
    """Read and verify a ledger. Raises the first LedgerError found."""
    stored = tuple(register.entries())
    ledger = replay(((one.body, one.signature) for one in stored), away.reader(register))
    if ledger.findings:
        raise ledger.findings[0]
    return ledger, stored
