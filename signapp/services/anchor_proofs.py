"""Compares a register with anchors, and says of each what it proves, or what speaks against it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from hashlib import sha256

from signapp.domain.anchor_errors import (
    AnchorContradicted,
    AnchorNotGood,
    AnchorOfAnotherRegister,
    ReceiptProvesNothing,
    RegisterBehindDesk,
    RegisterNotContinued,
    RegisterRolledBack,
)
from signapp.domain.anchoring import CheckpointStamped
from signapp.domain.errors import EntryMalformed, LedgerError, MalformedValueError
from signapp.domain.values import from_plain
from signapp.ledger.entries import Entry
from signapp.ledger.notes import PROOF_HEADER, Receipt, read_checkpoint, read_receipt
from signapp.ledger.proofs import root_of
from signapp.ledger.verification import Replay
from signapp.services.anchors import Anchor, leaves_of
from signapp.services.files import FileJudge
from signapp.services.kept import Kept
from signapp.services.ports import Holds, Part, StoredEntry
from signapp.services.two_clocks import of_home


class AnchorKind(Enum):
    """What an anchor is."""

    DESK = "desk"
    CHECKPOINT = "checkpoint"
    RECEIPT = "receipt"
    TOKEN = "token"  # noqa: S105  (a time stamp, no password)
    MINUTES = "minutes"


@dataclass(frozen=True)
class AnchorProof:
    """What an anchor proves: that the register continues its first `size` entries.

    A good time stamp proves that they are `not_later`; `stamp` says what is known of one. `seen`
    is when a desk saw them. What stands `inside` the register was taken from it: it bounds times
    and excludes no roll-back. With a `problem` the register does not continue the anchor.
    """

    kind: AnchorKind
    file: str
    size: int = 0
    not_later: datetime | None = None
    seen: datetime | None = None
    stamp: Part | None = None
    inside: bool = False
    own: bool = False
    problem: LedgerError | None = None

    @property
    def anchors(self) -> bool:
        """Whether a roll-back to before it is excluded by it."""
        return not self.inside and self.problem is None


@dataclass(frozen=True)
class AnchorJudge:
    """Compares anchors with a ledger that was read, and its leaf hashes.

    Without `files` only notes and receipts can be compared.
    """

    ledger: Replay
    leaves: Sequence[bytes]
    files: FileJudge | None

    def proofs(self, anchors: Sequence[Anchor]) -> Iterator[AnchorProof]:
        """Yield what each anchor proves. Raises StorageError."""
        for anchor in anchors:
            try:
                yield self._proof(anchor)
            except (LedgerError, MalformedValueError, ValueError, TypeError, KeyError):
                yield self._foreign(anchor)

    def inside(self, entries: Sequence[Entry]) -> Iterator[AnchorProof]:
        """Yield what the time stamps in the register prove."""
        for entry in of_home(entries):
            if isinstance(entry.act, CheckpointStamped):
                found = AnchorProof(AnchorKind.TOKEN, "", entry.act.size, inside=True)
                found = self._stamped(found, entry.act.note, entry.act.response)
                yield replace(found, file=str(entry.number))

    def _proof(self, anchor: Anchor) -> AnchorProof:
        if anchor.path is not None:
            return self._minutes(anchor)
        if anchor.content.startswith(PROOF_HEADER):
            return self._receipt(anchor)
        if anchor.content.startswith("{"):
            return self._desk(anchor)
        if anchor.stamp and not anchor.content:
            return self._token(anchor)
        seen = read_checkpoint(anchor.content, self.ledger.desk_key)
        kind = AnchorKind.TOKEN if anchor.stamp else AnchorKind.CHECKPOINT
        found = AnchorProof(kind, anchor.file, seen.size)
        found = self._compared(found, seen.register, seen.root)
        return self._stamped(found, anchor.content, anchor.stamp) if anchor.stamp else found

    def _desk(self, anchor: Anchor) -> AnchorProof:
        """Compare with what a desk remembers: this one, or another whose file was given."""
        kept: Kept = from_plain(json.loads(anchor.content), Kept)
        try:
            seen = read_checkpoint(kept.note, self.ledger.desk_key)
        except EntryMalformed:
            if not anchor.own:
                raise
            gone = RegisterNotContinued(seen=kept.seen, size=0, position=0)
            return AnchorProof(AnchorKind.DESK, "", seen=kept.seen, own=True, problem=gone)
        found = AnchorProof(
            AnchorKind.DESK, anchor.file, seen.size, seen=kept.seen, own=anchor.own
        )
        found = self._compared(found, seen.register, seen.root)
        if found.problem and anchor.own:
            return replace(found, problem=self._unlike(kept, seen.size, found.problem))
        return found

    def _unlike(self, kept: Kept, size: int, problem: LedgerError) -> LedgerError:
        """Return in other words what speaks against what this desk itself saw."""
        if isinstance(problem, RegisterRolledBack):
            return RegisterBehindDesk(seen=kept.seen, size=size, position=len(self.leaves))
        return RegisterNotContinued(seen=kept.seen, size=size, position=size)

    def _receipt(self, anchor: Anchor) -> AnchorProof:
        given = read_receipt(anchor.content, self.ledger.desk_key)
        seen = given.checkpoint
        found = AnchorProof(AnchorKind.RECEIPT, anchor.file, seen.size)
        found = self._compared(found, seen.register, seen.root)
        if found.problem is None and not self._proves(given):
            problem = ReceiptProvesNothing(file=anchor.file, position=given.index)
            return replace(found, problem=problem)
        return found

    def _token(self, anchor: Anchor) -> AnchorProof:
        """Find the checkpoint that a time stamp was given over; it does not tell by itself."""
        for made in reversed(self.ledger.checkpoints.values()):
            note = made.note(self.ledger.desk_key)
            if sha256(note.encode()).digest() in anchor.stamp:
                found = AnchorProof(AnchorKind.TOKEN, anchor.file, made.size)
                return self._stamped(found, note, anchor.stamp)
        raise EntryMalformed

    def _minutes(self, anchor: Anchor) -> AnchorProof:
        if anchor.path is None or self.files is None:
            raise EntryMalformed
        minutes = self.files.first_look(anchor.path).minutes
        if minutes is None:
            raise EntryMalformed
        record, made = minutes.record, minutes.signature
        found = AnchorProof(
            AnchorKind.MINUTES, anchor.file, record.size, made.proven, stamp=made.time
        )
        if minutes.verdict.holds is Holds.NO:
            return replace(found, problem=AnchorNotGood(file=anchor.file, position=record.size))
        return self._compared(found, record.register, record.root)

    def _compared(self, found: AnchorProof, register: str, root: str) -> AnchorProof:
        """Add what speaks against the register: another name, too few entries, another root."""
        size, file, there = found.size, found.file, len(self.leaves)
        problem: LedgerError | None = None
        if register != self.ledger.register:
            problem = AnchorOfAnotherRegister(file=file, position=0)
        elif size > there:
            problem = RegisterRolledBack(file=file, size=size, position=there)
        elif root_of(self.leaves[:size]).hex() != root:
            problem = AnchorContradicted(file=file, size=size, position=size)
        return replace(found, problem=problem)

    def _stamped(self, found: AnchorProof, note: str, response: bytes) -> AnchorProof:
        """Add what a time stamp over a note proves, if our own look at it accepts it."""
        files = self.files
        if files is None:
            return found
        said = files.pdf.judge_stamp(note.encode(), response, files.trust, files.at)
        proven = said.moment if said.part.holds is Holds.YES else None
        found = replace(found, not_later=proven, stamp=said.part)
        if said.part.holds is Holds.NO and found.problem is None:
            return replace(found, problem=AnchorNotGood(file=found.file, position=found.size))
        return found

    def _proves(self, given: Receipt) -> bool:
        return given.index < len(self.leaves) and given.proves(self.leaves[given.index])

    def _foreign(self, anchor: Anchor) -> AnchorProof:
        kind = AnchorKind.MINUTES if anchor.path else AnchorKind.CHECKPOINT
        problem = AnchorOfAnotherRegister(file=anchor.file, position=0)
        return AnchorProof(kind, anchor.file, problem=problem, own=anchor.own)


def against_notes(
    ledger: Replay, stored: Sequence[StoredEntry], anchors: Sequence[Anchor]
) -> Iterator[LedgerError]:
    """Yield what checkpoints and receipts say against a ledger that was read."""
    for proof in AnchorJudge(ledger, leaves_of(stored), None).proofs(anchors):
        if proof.problem:
            yield proof.problem
