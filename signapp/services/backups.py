"""Backups: a verified copy of a register while others go on writing, and its way back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import EntryMalformed, SignappError
from signapp.domain.keeping import (
    BackupMade,
    LossKnownBy,
    RegisterRestored,
    Restore,
    RestoreConfirmed,
)
from signapp.domain.keeping_errors import BackupDamagedError
from signapp.ledger.notes import PROOF_HEADER, read_checkpoint, read_receipt
from signapp.ledger.verification import Replay
from signapp.services.anchors import Anchor
from signapp.services.backup_values import BackupFacts, Told, silently
from signapp.services.desk import Desk
from signapp.services.journal import Journal, SignedIn
from signapp.services.ports import Register, StoredEntry
from signapp.services.whole import Whole, read_whole, text_findings


class Copying(Protocol):
    """A backup in the making: nothing of it has its name before it is finished."""

    def register(self) -> Register:
        """Copy the database as it is at one moment; return the copy, for reading only."""

    def add_document(self, ref: DocumentRef) -> None:
        """Copy a document, and read the copy again.

        Raises DocumentMissingError, DocumentAlteredError, StorageError.
        """

    def finish(self, facts: BackupFacts) -> BackupFacts:
        """Give the backup its name, durably; return its facts with the files.

        Raises StorageError.
        """


def back_up(copying: Copying, now: datetime, told: Told = silently) -> BackupFacts:
    """Copy a register and verify the copy before it is one.

    Others may write meanwhile: the copy is of one moment, and holds the documents that its own
    ledger names. Raises LedgerError, StorageError, and what `told` raises.
    """
    register = copying.register()
    whole = read_whole(register)
    for finding in text_findings(register, whole.history, whole.ledger):
        raise finding
    for number, ref in enumerate(whole.documents):
        told(number, len(whole.documents))
        copying.add_document(ref)
    told(len(whole.documents), len(whole.documents))
    ledger = whole.ledger
    return copying.finish(
        BackupFacts(ledger.register, whole.size, ledger.root, now, len(whole.documents))
    )


def record_backup(journal: Journal, facts: BackupFacts) -> bool:
    """Have the desk record a backup; where nothing can be written it is one all the same."""
    try:
        journal.record_by_desk(BackupMade(facts.size, facts.root))
    except SignappError:
        return False
    return True


def check_backup(register: Register, facts: BackupFacts, told: Told = silently) -> Whole:
    """Verify a backup: ledger, texts, and the hash of every document.

    Raises LedgerError, StorageError, BackupDamagedError when it is not what it says of itself.
    """
    whole = read_whole(register)
    for finding in text_findings(register, whole.history, whole.ledger):
        raise finding
    if (whole.ledger.register, whole.size, whole.ledger.root) != (
        facts.register,
        facts.size,
        facts.root,
    ):
        raise BackupDamagedError(file="register.sqlite")
    for number, ref in enumerate(whole.documents):
        told(number, len(whole.documents))
        register.document(ref)
    told(len(whole.documents), len(whole.documents))
    return whole


# --- restoring ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lost:
    """How far a lost register is known to have gone, and by what."""

    size: int = 0
    root: str = ""
    by: LossKnownBy = LossKnownBy.UNKNOWN


def known_loss(backup: Replay, damaged: Iterable[StoredEntry], anchors: Iterable[Anchor]) -> Lost:
    """Return how far the lost register went, as far as anything at hand shows.

    `damaged` are the entries that can still be read of it, `anchors` checkpoints and receipts
    that were kept. What belongs to another register, or continues another history, shows nothing.
    """
    found = [*_by_register(backup, damaged), *_by_anchors(backup, anchors)]
    return max(found, key=lambda one: one.size, default=Lost())


def record_restore(journal: Journal, lost: Lost) -> RegisterRestored:
    """Have the desk record that the register was set back. Raises LedgerError, StorageError."""
    act = RegisterRestored(journal.size, journal.root, lost.size, lost.root, lost.by)
    journal.record_by_desk(act)
    return act


def waiting_restore(desk: Desk) -> Restore | None:
    """Return the restore that waits for registrars, if one does."""
    desk.journal.catch_up()
    return desk.journal.state.keeping.waiting


def confirm_restore(desk: Desk, who: SignedIn) -> Restore | None:
    """Confirm the restore that waits; return it if it waits for another registrar still.

    Raises NotAuthorisedError.
    """
    waiting = waiting_restore(desk)
    desk.journal.record(who, RestoreConfirmed(waiting.act.root if waiting else ""))
    return waiting_restore(desk)


def _by_register(backup: Replay, damaged: Iterable[StoredEntry]) -> Iterator[Lost]:
    """Follow the lost ledger for as long as it holds; it has to continue the backup."""
    read, continues = Replay(), False
    for stored in damaged:
        _, problem = read.examine(stored.body, stored.signature)
        if problem:
            break
        read.take(stored.body, stored.signature)
        if read.tree.size == backup.tree.size:
            continues = read.root == backup.root
    if continues:
        yield Lost(read.tree.size, read.root, LossKnownBy.REGISTER)


def _by_anchors(backup: Replay, anchors: Iterable[Anchor]) -> Iterator[Lost]:
    for anchor in anchors:
        try:
            if anchor.content.startswith(PROOF_HEADER):
                seen = read_receipt(anchor.content, backup.desk_key).checkpoint
            else:
                seen = read_checkpoint(anchor.content, backup.desk_key)
        except (EntryMalformed, ValueError):
            continue
        if seen.register == backup.register and seen.size >= backup.tree.size:
            yield Lost(seen.size, seen.root, LossKnownBy.CHECKPOINT)
