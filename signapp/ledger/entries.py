"""One entry of the ledger: its canonical body, its signature, its leaf hash."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Any, get_args

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from signapp.domain import acts
from signapp.domain.acts import Act, Actor
from signapp.domain.errors import EntryMalformed, MalformedValueError
from signapp.domain.values import from_plain, to_plain
from signapp.ledger.encoding import canonical, parse
from signapp.ledger.tree import leaf_hash

VERSION = 1
RULES = 1
"""The number of the rules in force; stricter rules get a higher one."""

ACTS: dict[str, type] = {act.__name__: act for act in get_args(acts.Act)}


@dataclass(frozen=True)
class Entry:
    """What an entry says: act, actor, moment, and its place in the ledger and in its case.

    `key` is the Ed25519 key that signs it, `previous_root` the root of all entries before it,
    `case_entry` the entry's number in its case (from 1), `case_previous` the leaf hash of the
    case's entry before; without a case they are 0 and empty.
    """

    register: str
    number: int
    at: datetime
    actor: Actor
    act: Act
    case: str
    case_entry: int
    case_previous: str
    previous_root: str
    key: str
    rules: int = RULES

    def plain(self) -> dict[str, Any]:
        """Return the entry as a plain value."""
        return {
            "v": VERSION,
            "rules": self.rules,
            "register": self.register,
            "seq": self.number,
            "at": to_plain(self.at, datetime),
            "actor": to_plain(self.actor, Actor),
            "act": type(self.act).__name__,
            "args": to_plain(self.act, type(self.act)),
            "case": self.case,
            "case_seq": self.case_entry,
            "case_prev": self.case_previous,
            "prev": self.previous_root,
            "key": self.key,
        }

    def body(self) -> bytes:
        """Return the canonical JSON that is signed and hashed."""
        return canonical(self.plain())


def read_entry(body: bytes) -> Entry:
    """Return what the body of an entry says. Raises EntryMalformed for anything else."""
    plain = parse(body)
    try:
        entry, version = _entry(plain), from_plain(plain["v"], int)
    except (KeyError, TypeError, MalformedValueError) as e:
        raise EntryMalformed from e
    known = version == VERSION and 1 <= entry.rules <= RULES
    on_case = isinstance(entry.act, acts.CaseAct)
    fits = on_case == bool(entry.case) or isinstance(entry.act, acts.AttemptRefused)
    if entry.plain() != plain or not known or not fits:
        raise EntryMalformed
    return entry


def _entry(plain: dict[str, Any]) -> Entry:
    return Entry(
        register=from_plain(plain["register"], str),
        number=from_plain(plain["seq"], int),
        at=from_plain(plain["at"], datetime),
        actor=from_plain(plain["actor"], Actor),
        act=from_plain(plain["args"], ACTS[plain["act"]]),
        case=from_plain(plain["case"], str),
        case_entry=from_plain(plain["case_seq"], int),
        case_previous=from_plain(plain["case_prev"], str),
        previous_root=from_plain(plain["prev"], str),
        key=from_plain(plain["key"], str),
        rules=from_plain(plain["rules"], int),
    )


def entry_hash(body: bytes, signature: bytes) -> bytes:
    """Return the leaf hash of an entry: its leaf is the body followed by the signature."""
    return leaf_hash(body + signature)


class EntryKey:
    """A fresh Ed25519 key that signs entries: a session's or the desk's."""

    def __init__(self, private: bytes | None = None) -> None:
        self._key = (
            Ed25519PrivateKey.from_private_bytes(private)
            if private is not None
            else Ed25519PrivateKey.generate()
        )
        self.public = self._key.public_key().public_bytes_raw().hex()

    def private_bytes(self) -> bytes:
        """Return the 32 bytes of the private key, to be kept by the desk."""
        return self._key.private_bytes_raw()

    def derived(self, name: str) -> "EntryKey":
        """Return another key, which whoever has this one can make again by the same name."""
        return EntryKey(hmac.digest(self.private_bytes(), name.encode(), "sha256"))

    def sign(self, body: bytes) -> bytes:
        """Return the 64-byte signature of a body."""
        return self._key.sign(body)


def signature_fits(key: str, body: bytes, signature: bytes) -> bool:
    """Tell whether the signature of a body verifies under the key (32 bytes in hexadecimal)."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, body)
    except (InvalidSignature, ValueError):
        return False
    return True
