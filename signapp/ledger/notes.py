"""Checkpoints and receipts as text that other programs read (C2SP signed-note, tlog-proof).

A checkpoint is the register's name, its number of entries and their root, signed by the desk key.
A receipt proves with a checkpoint that an entry is in the register; it needs nothing else.
"""

import base64
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime

from signapp.domain.errors import EntryMalformed
from signapp.ledger.entries import EntryKey, signature_fits
from signapp.ledger.proofs import is_included

ED25519 = b"\x01"
DASH = "\N{EM DASH}"
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
HASH_LENGTH, KEY_ID_LENGTH, SIGNATURE_LENGTH = 32, 4, 64
SIZE = re.compile(r"0|[1-9][0-9]{0,15}")


@dataclass(frozen=True)
class Checkpoint:
    """A register of so many entries with this root (hexadecimal), and who said so.

    `signature` is the desk key's (hexadecimal) over the text.
    """

    register: str
    size: int
    root: str
    signature: str

    @property
    def text(self) -> str:
        """What is signed: name, size and root, each on its line."""
        return checkpoint_text(self.register, self.size, self.root)

    def fits(self, desk_key: str) -> bool:
        """Tell whether the desk key (hexadecimal) signed this."""
        try:
            signature, text = bytes.fromhex(self.signature), self.text.encode()
        except ValueError:
            return False
        return signature_fits(desk_key, text, signature)

    def note(self, desk_key: str) -> str:
        """Return the signed note, which names the key by the first bytes of its hash."""
        signed = _key_id(self.register, desk_key) + bytes.fromhex(self.signature)
        return f"{self.text}\n{DASH} {self.register} {_base64(signed)}\n"


def checkpoint_text(register: str, size: int, root: str) -> str:
    """Return the text of a checkpoint; `root` is hexadecimal."""
    return f"{register}\n{size}\n{_base64(bytes.fromhex(root))}\n"


def make_checkpoint(register: str, size: int, root: str, desk_key: EntryKey) -> Checkpoint:
    """Sign a checkpoint."""
    signature = desk_key.sign(checkpoint_text(register, size, root).encode())
    return Checkpoint(register, size, root, signature.hex())


def read_checkpoint(note: str, desk_key: str) -> Checkpoint:
    """Return the checkpoint of a signed note, by a key (hexadecimal) that is known.

    Lines of other signers are passed over, as the format wants. Raises EntryMalformed when it is
    no checkpoint, or not signed by that key.
    """
    text, blank, signatures = note.partition("\n\n")
    lines = text.split("\n")
    if not blank or len(lines) != 3 or not SIZE.fullmatch(lines[1]):
        raise EntryMalformed
    register, size, root = lines[0], int(lines[1]), _bytes(lines[2], HASH_LENGTH)
    key_id = _key_id(register, desk_key)
    for line in signatures.splitlines():
        mark, _, rest = line.partition(" ")
        name, _, signed = rest.partition(" ")
        if mark != DASH or name != register:
            continue
        made = _bytes(signed, KEY_ID_LENGTH + SIGNATURE_LENGTH)
        if made[:KEY_ID_LENGTH] == key_id:
            found = Checkpoint(register, size, root.hex(), made[KEY_ID_LENGTH:].hex())
            if found.fits(desk_key):
                return found
    raise EntryMalformed


def stamp_names(response: bytes, note: str, proven: datetime) -> bool:
    """Tell whether an answer of a time stamp service (DER) names a note's hash and a moment.

    That is no proof: whether a service signed it is for those to look at who can read it.
    """
    moment = proven.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode()
    return hashlib.sha256(note.encode()).digest() in response and moment in response


@dataclass(frozen=True)
class Receipt:
    """A proof that an entry (from 0) is in a register: the way from its hash to a checkpoint."""

    index: int
    proof: tuple[bytes, ...]
    checkpoint: Checkpoint

    def proves(self, leaf: bytes) -> bool:
        """Tell whether the entry with this leaf hash is in the register of the checkpoint."""
        root = bytes.fromhex(self.checkpoint.root)
        return is_included(leaf, self.index, self.checkpoint.size, self.proof, root)

    def text(self, desk_key: str) -> str:
        """Return the receipt as a file (`.tlog-proof`)."""
        lines = [PROOF_HEADER, f"index {self.index}", *map(_base64, self.proof)]
        return "\n".join(lines) + "\n\n" + self.checkpoint.note(desk_key)


def read_receipt(text: str, desk_key: str) -> Receipt:
    """Return the receipt of a file. Raises EntryMalformed when it is none of that key."""
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if not blank or lines.pop(0) != PROOF_HEADER:
        raise EntryMalformed
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    word, _, index = lines.pop(0).partition(" ") if lines else ("", "", "")
    if word != "index" or not SIZE.fullmatch(index):
        raise EntryMalformed
    proof = tuple(_bytes(line, HASH_LENGTH) for line in lines)
    return Receipt(int(index), proof, read_checkpoint(note, desk_key))


def _key_id(name: str, key: str) -> bytes:
    """Return the first bytes of the hash by which a note names a key."""
    named = name.encode() + b"\n" + ED25519 + bytes.fromhex(key)
    return hashlib.sha256(named).digest()[:KEY_ID_LENGTH]


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _bytes(text: str, length: int) -> bytes:
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError as e:
        raise EntryMalformed from e
    if len(content) != length or _base64(content) != text:
        raise EntryMalformed
    return content
