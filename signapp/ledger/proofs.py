"""Proofs of RFC 6962: an entry is in a tree, and a later tree begins with an earlier one.

The ways of reckoning are those of RFC 9162, section 2.1.3 and 2.1.4: a proof is walked with the
bits of two numbers, and no tree is built.
"""

from collections.abc import Sequence

from signapp.domain.errors import EntryMalformed
from signapp.ledger.tree import GrowingTree, node_hash


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over the hashes of leaves."""
    tree = GrowingTree()
    for leaf in leaves:
        tree.append(leaf)
    return tree.root()


def inclusion(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the proof that leaf `index` (from 0) is in the tree over all `leaves` (hashes).

    Raises EntryMalformed when there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise EntryMalformed
    if len(leaves) == 1:
        return ()
    middle = _left_width(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if index < middle:
        return (*inclusion(left, index), root_of(right))
    return (*inclusion(right, index - middle), root_of(left))


def consistency(leaves: Sequence[bytes], old: int) -> tuple[bytes, ...]:
    """Return the proof that the tree over `leaves` begins with the tree of its first `old`.

    Raises EntryMalformed for an empty old tree, or one larger than the new.
    """
    if not 0 < old <= len(leaves):
        raise EntryMalformed
    return _consistency(leaves, old, whole=True)


def _consistency(leaves: Sequence[bytes], old: int, *, whole: bool) -> tuple[bytes, ...]:
    if old == len(leaves):
        return () if whole else (root_of(leaves),)
    middle = _left_width(len(leaves))
    left, right = leaves[:middle], leaves[middle:]
    if old <= middle:
        return (*_consistency(left, old, whole=whole), root_of(right))
    return (*_consistency(right, old - middle, whole=False), root_of(left))


def _left_width(size: int) -> int:
    """Return the largest power of two that is smaller than `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def is_included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether the hash of a leaf stands at `index` in the tree of that size and root."""
    if not 0 <= index < size:
        return False
    node, last, top = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if node & 1 or node == last:
            top = node_hash(step, top)
            node, last = _past_levels(node, last, 0)
        else:
            top = node_hash(top, step)
        node, last = node >> 1, last >> 1
    return last == 0 and top == root


def is_continued(
    old: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> bool:
    """Tell whether the tree of `size` and `root` begins with the tree of `old` and its root."""
    if not 0 < old <= size:
        return False
    if old == size:
        return not proof and old_root == root
    steps = list(proof)
    if old & (old - 1) == 0:  # the old tree is itself a part of the new one
        steps.insert(0, old_root)
    if not steps:
        return False
    node, last = _past_levels(old - 1, size - 1, 1)
    before = after = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            before, after = node_hash(step, before), node_hash(step, after)
            node, last = _past_levels(node, last, 0)
        else:
            after = node_hash(after, step)
        node, last = node >> 1, last >> 1
    return last == 0 and (before, after) == (old_root, root)


def _past_levels(node: int, last: int, bit: int) -> tuple[int, int]:
    """Go up as long as the node is a left one (bit 0), or a right one (1): there is no step."""
    while node and node & 1 == bit:
        node, last = node >> 1, last >> 1
    return node, last
