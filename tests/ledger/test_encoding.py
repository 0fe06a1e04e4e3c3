"""Canonical JSON: equal to RFC 8785 inside the profile, refused outside of it."""

import hashlib
import json
import unicodedata
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from signapp.domain.errors import EntryMalformed
from signapp.ledger.encoding import LARGEST, canonical, commit, parse

KEYS = st.text("abcdefghijklmnopqrstuvwxyz0123456789_", min_size=1, max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text)
)
SCALARS = st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_the_bytes_are_those_of_rfc_8785(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(VALUES)
def test_what_was_written_is_read_back(value: Any) -> None:
    assert parse(canonical(value)) == value


@given(VALUES)
def test_no_other_spelling_of_a_value_is_read(value: Any) -> None:
    """Indented, spaced or escaped: the same value, but not the canonical bytes."""
    for spelling in (
        json.dumps(value, indent=1),
        json.dumps(value, ensure_ascii=True),
        json.dumps(value, ensure_ascii=False),
        " " + canonical(value).decode(),
        canonical(value).decode() + "\n",
    ):
        if spelling.encode() != canonical(value):
            with pytest.raises(EntryMalformed):
                parse(spelling.encode())


@given(st.binary(max_size=40))
def test_bytes_that_are_not_canonical_json_are_refused_and_nothing_else_happens(
    content: bytes,
) -> None:
    try:
        value = parse(content)
    except EntryMalformed:
        return
    assert canonical(value) == content


@given(TEXTS, st.sampled_from("åäöÄé가"), TEXTS)
def test_a_text_that_is_not_in_nfc_is_refused(before: str, letter: str, after: str) -> None:
    text = before + unicodedata.normalize("NFD", letter) + after
    with pytest.raises(EntryMalformed):
        canonical({"text": text})
    with pytest.raises(EntryMalformed):
        parse(json.dumps({"text": text}, ensure_ascii=False).encode())


@pytest.mark.parametrize(
    "value",
    [
        *(1.0, 0.5, float("nan"), float("inf"), LARGEST + 1, -LARGEST - 1, 10**40),
        *("\ud800", "\udfff", "a\udc80", "a\u0308", "\u212b"),
        *({"A": 1}, {"ä": 1}, {"": 1}, {"a-b": 1}, {"a b": 1}, {"a\n": 1}, {1: 1}, {None: 1}),
        *(b"a", ("a",), {1, 2}, pytest.param(object(), id="object")),
        *([[1.0]], {"a": [{"b": 1.0}]}, {"a": {"B": 1}}),
    ],
    ids=ascii,
)
def test_a_value_outside_the_profile_is_not_encoded(value: Any) -> None:
    with pytest.raises(EntryMalformed):
        canonical(value)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xef\xbb\xbf{}",
        b"\xff\xfe",
        b'"\xed\xa0\x80"',
        b'{"a":1,"a":1}',
        b'{"a":1,"a":2}',
        b'{"a":{"b":1,"b":1}}',
        b'{"b":1,"a":1}',
        b'{"a": 1}',
        b'{"a":1 }',
        b'{"a":1}\n',
        b'{"a":1}{"a":1}',
        b'{"a":1,}',
        b"[1.0]",
        b"[1e2]",
        b"[-0]",
        b"[01]",
        b"[NaN]",
        b"[Infinity]",
        b"[9007199254740992]",
        b"[" + b"9" * 5000 + b"]",
        b'["\\u0061"]',
        b'["\\/"]',
        b'["\\ud800"]',
        b'["\\u00e4"]',
        b'["\\u000A"]',
        b"['a']",
        b"{a:1}",
        b"// a\n{}",
        b"[" * 100_000,
        b"[" * 100_000 + b"]" * 100_000,
        b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ],
    ids=lambda content: ascii(content[:24]),
)
def test_json_of_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(EntryMalformed):
        parse(content)


def test_keys_are_ordered_and_characters_stand_as_they_are() -> None:
    value = {"b": "päätös 北京 😀", "a_1": ["\x00\x1f\x7f\u2028", '"\\/'], "a": None}
    expected = '{"a":null,"a_1":["\\u0000\\u001f\x7f\u2028","\\"\\\\/"],"b":"päätös 北京 😀"}'
    assert canonical(value) == expected.encode()


def test_a_commitment_hides_the_text_behind_its_salt() -> None:
    """SHA-256 of salt and text, as anybody can compute it."""
    salt = bytes(range(16))
    assert commit(salt, "päätös") == hashlib.sha256(salt + "päätös".encode()).hexdigest()
    assert len({commit(bytes([n]) * 16, "päätös") for n in range(5)}) == 5


@pytest.mark.parametrize("salt", [b"", b"s" * 15, b"s" * 17, b"s" * 32])
def test_a_salt_of_another_length_is_refused(salt: bytes) -> None:
    """Else the beginning of a text could pass for salt, and the rest for the text."""
    with pytest.raises(EntryMalformed):
        commit(salt, "päätös")
