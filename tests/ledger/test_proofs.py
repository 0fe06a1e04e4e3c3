"""Proofs of inclusion and consistency: right for every place, wrong for everything else."""

import hashlib
import random
from collections.abc import Iterator

import pytest

from signapp.domain.errors import EntryMalformed
from signapp.ledger.proofs import consistency, inclusion, is_continued, is_included, root_of
from signapp.ledger.tree import leaf_hash

SIZES = [*range(1, 35), 63, 64, 65, 100]


def leaves(count: int) -> list[bytes]:
    return [leaf_hash(b"entry %d" % number) for number in range(count)]


def split(count: int) -> int:
    """The largest power of two below a count, as RFC 6962 names it: k."""
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def path(index: int, of: list[bytes]) -> list[bytes]:
    """PATH(m, D[n]) word by word as in RFC 6962 section 2.1.1, over hashes of leaves."""
    if len(of) == 1:
        return []
    k = split(len(of))
    if index < k:
        return [*path(index, of[:k]), tree_hash(of[k:])]
    return [*path(index - k, of[k:]), tree_hash(of[:k])]


def tree_hash(of: list[bytes]) -> bytes:
    if len(of) == 1:
        return of[0]
    k = split(len(of))
    return hashlib.sha256(b"\x01" + tree_hash(of[:k]) + tree_hash(of[k:])).digest()


@pytest.mark.parametrize("size", SIZES)
def test_every_entry_is_proven_in_every_tree(size: int) -> None:
    of = leaves(size)
    root = root_of(of)
    for index in range(size):
        proof = inclusion(of, index)
        assert list(proof) == path(index, of)
        assert is_included(of[index], index, size, proof, root)


@pytest.mark.parametrize("size", SIZES)
def test_every_tree_continues_every_earlier_one(size: int) -> None:
    of = leaves(size)
    root = root_of(of)
    for old in range(1, size + 1):
        proof = consistency(of, old)
        assert is_continued(old, root_of(of[:old]), size, root, proof)


def broken(proof: tuple[bytes, ...]) -> Iterator[tuple[bytes, ...]]:
    """The proof with a step flipped, left out, doubled, exchanged, or put at an end."""
    for place, step in enumerate(proof):
        flipped = bytes([step[0] ^ 1]) + step[1:]
        yield (*proof[:place], flipped, *proof[place + 1 :])
        yield (*proof[:place], *proof[place + 1 :])
        yield (*proof[:place], step, *proof[place:])
    yield (*proof, b"\x00" * 32)
    yield (b"\x00" * 32, *proof)
    if len(set(proof)) > 1:
        yield tuple(reversed(proof))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 13, 32, 33])
def test_an_altered_proof_proves_nothing(size: int) -> None:
    of = leaves(size)
    root = root_of(of)
    for index in range(size):
        proof = inclusion(of, index)
        for wrong in broken(proof):
            assert not is_included(of[index], index, size, wrong, root)
        assert not is_included(leaf_hash(b"other"), index, size, proof, root)
        assert not is_included(of[index], index, size, proof, leaf_hash(b"other"))
        for other in {index - 1, index + 1, size, -1} - {index}:
            assert not is_included(of[index], other, size, proof, root)
    for old in range(1, size + 1):
        proof = consistency(of, old)
        for wrong in broken(proof):
            assert not is_continued(old, root_of(of[:old]), size, root, wrong)
        assert not is_continued(old, leaf_hash(b"other"), size, root, proof)
        assert not is_continued(old, root_of(of[:old]), size, leaf_hash(b"other"), proof)


def test_a_tree_that_was_rolled_back_and_grown_otherwise_is_no_continuation() -> None:
    draw = random.Random(29082017)
    of = leaves(40)
    for _ in range(200):
        seen = draw.randrange(2, 40)
        kept = draw.randrange(1, seen)
        other = [*of[:kept], *(leaf_hash(b"new %d" % n) for n in range(kept, 40))]
        for proof in (consistency(of, seen), consistency(other, seen)):
            assert not is_continued(seen, root_of(of[:seen]), 40, root_of(other), proof)


@pytest.mark.parametrize(("size", "place"), [(0, 0), (3, 3), (3, -1)])
def test_there_is_no_proof_of_what_is_not_there(size: int, place: int) -> None:
    with pytest.raises(EntryMalformed):
        inclusion(leaves(size), place)


@pytest.mark.parametrize(("size", "old"), [(0, 0), (3, 0), (3, 4), (3, -1)])
def test_no_tree_continues_what_it_cannot(size: int, old: int) -> None:
    with pytest.raises(EntryMalformed):
        consistency(leaves(size), old)
    assert not is_continued(old, b"", size, b"", ())
