"""Checkpoints and receipts: the text that others read, and nothing that only looks like it."""

import base64
import hashlib
from collections.abc import Callable

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from signapp.domain.errors import EntryMalformed
from signapp.ledger.entries import EntryKey
from signapp.ledger.notes import (
    Checkpoint,
    Receipt,
    make_checkpoint,
    read_checkpoint,
    read_receipt,
)
from signapp.ledger.proofs import inclusion, root_of
from signapp.ledger.tree import leaf_hash

KEY = EntryKey(bytes(range(32)))
NAME = "signapp.register/0011223344556677"
LEAVES = [leaf_hash(b"%d" % number) for number in range(11)]
ROOT = root_of(LEAVES).hex()


def checkpoint() -> Checkpoint:
    return make_checkpoint(NAME, 11, ROOT, KEY)


def receipt(index: int = 4) -> Receipt:
    return Receipt(index, inclusion(LEAVES, index), checkpoint())


def test_a_note_is_signed_as_the_format_says() -> None:
    note = checkpoint().note(KEY.public)
    text, signatures = note.split("\n\n")
    assert text.split("\n") == [NAME, "11", base64.b64encode(bytes.fromhex(ROOT)).decode()]
    dash, name, content = signatures.rstrip("\n").split(" ")
    assert (dash, name) == ("\u2014", NAME)
    signed, public = base64.b64decode(content), bytes.fromhex(KEY.public)
    assert signed[:4] == hashlib.sha256(NAME.encode() + b"\n\x01" + public).digest()[:4]
    Ed25519PublicKey.from_public_bytes(public).verify(signed[4:], f"{text}\n".encode())


def test_a_checkpoint_comes_back_from_its_note() -> None:
    assert read_checkpoint(checkpoint().note(KEY.public), KEY.public) == checkpoint()


def test_signatures_of_witnesses_are_passed_over() -> None:
    note = checkpoint().note(KEY.public)
    witness = "\u2014 witness.example " + base64.b64encode(b"w" * 76).decode() + "\n"
    body, own = note.split("\n\n")
    assert read_checkpoint(f"{body}\n\n{witness}{own}{witness}", KEY.public) == checkpoint()


@pytest.mark.parametrize(
    "alter",
    [
        lambda note: note.replace("\n11\n", "\n12\n"),
        lambda note: note.replace("\n11\n", "\n011\n"),
        lambda note: note.replace("\n11\n", "\n-1\n"),
        lambda note: note.replace(NAME, NAME[:-1] + "8"),
        lambda note: note.replace("\u2014", "-"),
        lambda note: note.replace("\n\n", "\n"),
        lambda note: note.replace("\n\n", "\nextra\n\n"),
        lambda note: note.partition("\n\n")[0],
        lambda note: note[:-6] + "AAA=\n",
        lambda note: note.replace("=", "=="),
        lambda _: "",
        lambda _: "\n\n",
        lambda _: "ä\n1\nä\n\n— ä ä\n",
    ],
)
def test_an_altered_note_is_no_checkpoint(alter: Callable[[str], str]) -> None:
    note = checkpoint().note(KEY.public)
    assert alter(note) != note
    with pytest.raises(EntryMalformed):
        read_checkpoint(alter(note), KEY.public)


def test_a_note_of_another_key_is_no_checkpoint_of_this_register() -> None:
    other = EntryKey(b"\x07" * 32)
    note = make_checkpoint(NAME, 11, ROOT, other).note(other.public)
    with pytest.raises(EntryMalformed):
        read_checkpoint(note, KEY.public)
    forged = Checkpoint(NAME, 11, ROOT, make_checkpoint(NAME, 11, ROOT, other).signature)
    with pytest.raises(EntryMalformed):
        read_checkpoint(forged.note(KEY.public), KEY.public)


@pytest.mark.parametrize("index", range(11))
def test_a_receipt_proves_its_entry_and_no_other(index: int) -> None:
    text = receipt(index).text(KEY.public)
    read = read_receipt(text, KEY.public)
    assert read == receipt(index)
    assert [leaf for leaf in LEAVES if read.proves(leaf)] == [LEAVES[index]]


def test_extra_data_in_a_receipt_is_passed_over() -> None:
    text = receipt().text(KEY.public).replace("\nindex", "\nextra c2lnbmFwcA==\nindex", 1)
    assert read_receipt(text, KEY.public) == receipt()


@pytest.mark.parametrize(
    "alter",
    [
        lambda text: text.replace("@v1", "@v2"),
        lambda text: text.replace("index 4", "index 5"),
        lambda text: text.replace("index 4", "index 04"),
        lambda text: text.replace("index 4\n", ""),
        lambda text: text.replace("index 4", "number 4"),
        lambda text: "\n".join(text.split("\n")[:2] + text.split("\n")[3:]),
        lambda text: text.partition("\n\n")[0],
        lambda text: text.partition("\n")[2],
        lambda _: "c2sp.org/tlog-proof@v1\n\n",
    ],
)
def test_an_altered_receipt_proves_nothing(alter: Callable[[str], str]) -> None:
    text = receipt().text(KEY.public)
    assert alter(text) != text
    try:
        read = read_receipt(alter(text), KEY.public)
    except EntryMalformed:
        return
    assert not any(read.proves(leaf) for leaf in LEAVES)
