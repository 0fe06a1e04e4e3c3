"""How far an audit is, how it is broken off, and what of the last one need not be done again."""

from collections.abc import Callable
from enum import Enum
from typing import Any

from signapp.ledger.entries import entry_hash
from signapp.ledger.tree import GrowingTree
from signapp.services.ports import StoredEntry


class AuditStep(Enum):
    """The slow parts of verifying a register, in their order."""

    ENTRIES = "entries"
    DOCUMENTS = "documents"


AuditTold = Callable[[AuditStep, int, int], None]
"""Is told what is done of how many; may raise CancelledError, which breaks the audit off."""

SOME = 500
"""How many entries are verified between two reports."""


def tell_nobody(_: AuditStep, __: int, ___: int) -> None:
    """Stand where nobody wants to be told."""


class Kept:
    """What an audit keeps for the next one: the entries that it has replayed, by their root.

    They are hashed again each time. Only while every byte is the same is their replay, with its
    findings, taken over: signatures and authority of the same bytes do not change.
    """

    def __init__(self) -> None:
        self._done: Any = None
        self._size, self._root = 0, b""

    def of(self, stored: tuple[StoredEntry, ...]) -> Any:
        """Return what was replayed of just these entries so far, or None."""
        done, self._done = self._done, None  # whoever goes on with it changes it
        if done is None or len(stored) < self._size:
            return None
        tree = GrowingTree()
        for one in stored[: self._size]:
            tree.append(entry_hash(one.body, one.signature))
        return done if tree.root() == self._root else None

    def keep(self, done: Any, size: int, root: bytes) -> None:
        """Keep what was replayed of so many entries with this root."""
        self._done, self._size, self._root = done, size, root
