"""The Merkle tree of RFC 6962 over the leaves of the ledger."""

import hashlib

HASH_LENGTH = 32


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node (RFC 6962 section 2.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class GrowingTree:
    """A tree that only grows: keeps one hash for each complete subtree, so log2(n) hashes."""

    def __init__(self) -> None:
        self.size = 0
        self._subtrees: list[tuple[int, bytes]] = []

    def copy(self) -> "GrowingTree":
        """Return a tree that grows on by itself from here."""
        made = GrowingTree()
        made.size, made._subtrees = self.size, list(self._subtrees)
        return made

    def append(self, hash_of_leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        self.append_subtree(1, hash_of_leaf)

    def append_subtree(self, width: int, top: bytes) -> bool:
        """Add as many leaves as `width` says by the hash of their subtree; tell whether it fits.

        A subtree has a power of two of leaves, and begins at a multiple of it.
        """
        if width < 1 or width & (width - 1) or self.size % width or len(top) != HASH_LENGTH:
            return False
        self.size += width
        while self._subtrees and self._subtrees[-1][0] == width:
            top = node_hash(self._subtrees.pop()[1], top)
            width *= 2
        self._subtrees.append((width, top))
        return True

    def root(self) -> bytes:
        """Return the root; of the empty tree, the hash of nothing."""
        if not self._subtrees:
            return hashlib.sha256().digest()
        top = self._subtrees[-1][1]
        for _, subtree in reversed(self._subtrees[:-1]):
            top = node_hash(subtree, top)
        return top
