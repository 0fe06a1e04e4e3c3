"""The Merkle tree against RFC 6962: its own recursive definition, and published hashes."""

import hashlib

import pytest

from signapp.ledger.tree import GrowingTree, leaf_hash

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

# The leaves and roots of the certificate-transparency reference tests, sizes 1 to 8.
LEAVES = [
    bytes.fromhex(leaf)
    for leaf in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


def defined_root(leaves: list[bytes]) -> str:
    """The Merkle Tree Hash, word by word as in RFC 6962 section 2.1."""

    def tree_hash(part: list[bytes]) -> bytes:
        n = len(part)
        if n == 0:
            return hashlib.sha256(b"").digest()
        if n == 1:
            return hashlib.sha256(b"\x00" + part[0]).digest()
        k = 1
        while k * 2 < n:
            k *= 2
        return hashlib.sha256(b"\x01" + tree_hash(part[:k]) + tree_hash(part[k:])).digest()

    return tree_hash(leaves).hex()


def grown(leaves: list[bytes]) -> GrowingTree:
    tree = GrowingTree()
    for leaf in leaves:
        tree.append(leaf_hash(leaf))
    return tree


def test_the_empty_tree_is_the_hash_of_nothing() -> None:
    assert GrowingTree().root().hex() == EMPTY
    assert GrowingTree().size == 0


@pytest.mark.parametrize("size", range(1, 9))
def test_published_roots(size: int) -> None:
    assert grown(LEAVES[:size]).root().hex() == ROOTS[size - 1]


def test_every_size_up_to_two_hundred_is_as_defined() -> None:
    leaves = [f"entry {number}".encode() for number in range(200)]
    tree = GrowingTree()
    for size, leaf in enumerate(leaves):
        assert (tree.size, tree.root().hex()) == (size, defined_root(leaves[:size]))
        tree.append(leaf_hash(leaf))


def test_asking_for_the_root_does_not_change_the_tree() -> None:
    tree = grown(LEAVES[:7])
    assert {tree.root(), tree.root()} == {bytes.fromhex(ROOTS[6])}
    tree.append(leaf_hash(LEAVES[7]))
    assert tree.root().hex() == ROOTS[7]


def test_a_leaf_is_never_taken_for_an_inner_node() -> None:
    """The pair of two leaves' hashes, given as a leaf, has another root."""
    pair = b"".join(leaf_hash(leaf) for leaf in LEAVES[:2])
    assert grown([pair]).root() != grown(LEAVES[:2]).root()
