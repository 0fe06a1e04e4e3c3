"""Canonical JSON and salted commitments: the bytes that are hashed and signed.

The profile equals RFC 8785 where both are defined: ASCII keys, strings in NFC, whole numbers
within ±(2^53 - 1), no floats, no duplicate keys.
"""

import hashlib
import json
import re
import unicodedata
from typing import Any, Never

from signapp.domain.errors import EntryMalformed

KEY = re.compile(r"[a-z0-9_]+")
LARGEST = 2**53 - 1
SALT_LENGTH = 16
ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)
SURROGATE = re.compile("[\ud800-\udfff]")


def canonical(value: Any) -> bytes:
    """Return the canonical JSON of a plain value. Raises EntryMalformed outside the profile."""
    _check(value)
    return ENCODER.encode(value).encode("utf-8")


def parse(content: bytes) -> Any:
    """Return the plain value of canonical JSON. Raises EntryMalformed for anything else.

    Text that is normal as a whole is so in every string: nothing composes with a quotation mark.
    """
    try:
        text = content.decode("utf-8")
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_whole,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        if ENCODER.encode(value) == text and unicodedata.is_normalized("NFC", text):
            return value
    except (ValueError, RecursionError) as e:
        raise EntryMalformed from e
    raise EntryMalformed


def commit(salt: bytes, text: str) -> str:
    """Return the commitment to a text: SHA-256 of salt and UTF-8 text, in hexadecimal.

    The salt has a fixed length, so that none of the text can pass for salt. Raises EntryMalformed
    for a salt of another length.
    """
    if len(salt) != SALT_LENGTH:
        raise EntryMalformed
    return hashlib.sha256(salt + text.encode("utf-8")).hexdigest()


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    for key, _ in pairs:
        if not KEY.fullmatch(key):
            raise EntryMalformed
    return dict(pairs)


def _whole(digits: str) -> int:
    number = int(digits)
    if abs(number) > LARGEST:
        raise EntryMalformed
    return number


def _no_number(_: str) -> Never:
    raise EntryMalformed


def _check(value: Any) -> None:
    if isinstance(value, dict):
        fits = all(isinstance(key, str) and KEY.fullmatch(key) for key in value)
        parts = list(value.values())
    elif isinstance(value, list):
        fits, parts = True, value
    else:
        fits, parts = _scalar_fits(value), []
    if not fits:
        raise EntryMalformed
    for part in parts:
        _check(part)


def _scalar_fits(value: Any) -> bool:
    match value:
        case bool() | None:
            return True
        case int():
            return abs(value) <= LARGEST
        case str():
            return unicodedata.is_normalized("NFC", value) and not SURROGATE.search(value)
    return False
