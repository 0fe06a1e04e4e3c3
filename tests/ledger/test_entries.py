"""Entries: what is written is read back; any other body is refused and stops nothing."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signapp.domain.acts import DESK, CaseAct, DraftEdited
from signapp.domain.errors import EntryMalformed
from signapp.ledger.encoding import canonical
from signapp.ledger.entries import (
    ACTS,
    Entry,
    EntryKey,
    entry_hash,
    read_entry,
    signature_fits,
)
from tests.domain.stories import CASE, PREPARED_AT, PREPARER
from tests.domain.strategies import values_of
from tests.effort import effort
from tests.ledger.test_encoding import TEXTS, VALUES

EDITED = Entry(
    register="signapp.register/00",
    number=7,
    at=PREPARED_AT,
    actor=PREPARER,
    act=DraftEdited(),
    case=CASE,
    case_entry=2,
    case_previous="ab" * 32,
    previous_root="cd" * 32,
    key="ef" * 32,
)


def changed(**values: Any) -> bytes:
    return canonical({**json.loads(EDITED.body()), **values})


@settings(max_examples=effort(60))
@given(st.sampled_from(sorted(ACTS)).flatmap(lambda name: values_of(ACTS[name])), TEXTS)
def test_an_entry_with_any_act_is_read_back(act: Any, register: str) -> None:
    case = CASE if isinstance(act, CaseAct) else ""
    entry = replace(EDITED, act=act, register=register, case=case)
    try:
        body = entry.body()
    except EntryMalformed:  # a text of the act is not in NFC
        return
    assert read_entry(body) == replace(entry, at=PREPARED_AT.astimezone(UTC))


def test_the_body_is_what_the_specification_says() -> None:
    assert EDITED.body() == (
        b'{"act":"DraftEdited",'
        b'"actor":{"capacity":"holder","office":"international","person":"veera"},'
        b'"args":{},"at":"2017-08-21T06:00:00Z","case":"HEL 2017-008888",'
        b'"case_prev":"' + b"ab" * 32 + b'","case_seq":2,"key":"' + b"ef" * 32 + b'",'
        b'"prev":"' + b"cd" * 32 + b'","register":"signapp.register/00","rules":1,"seq":7,"v":1}'
    )
    assert read_entry(EDITED.body()) == EDITED


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b'"entry"',
        b"7",
        EDITED.body() + b"\n",
        EDITED.body().replace(b'"seq":7', b'"seq": 7'),
        changed(v=2),
        changed(v="1"),
        changed(v=True),
        changed(rules=0),
        changed(rules=2),
        changed(rules="1"),
        changed(rules=True),
        changed(more="than is known"),
        changed(seq="7"),
        changed(seq=None),
        changed(at="2017-08-21"),
        changed(at="2017-08-21T06:00:00"),
        changed(at="2017-08-21T06:00:00.5Z"),
        changed(at="2017-08-21T09:00:00+03:00"),
        changed(at="0001-01-01T00:00:00+14:00"),
        changed(at="9999-12-31T23:59:59Z"),
        changed(at=0),
        changed(actor=None),
        changed(actor={"person": "veera", "office": "international", "capacity": "god"}),
        changed(act="Entry"),
        changed(act=["DraftEdited"]),
        changed(act={}),
        changed(act="CaseOpened"),
        changed(args={"more": 1}),
        changed(args=[]),
        changed(case=[]),
        changed(case={}),
        changed(case=None),
        changed(case=7),
        changed(case_seq="2"),
        changed(case_prev=None),
        changed(prev=["cd" * 32]),
        changed(key=5),
        changed(key=[]),
        changed(register=None),
        changed(case=""),
        changed(act="SessionClosed"),
    ],
    ids=lambda body: ascii(body[-60:]),
)
def test_a_body_of_another_form_is_refused(body: bytes) -> None:
    with pytest.raises(EntryMalformed):
        read_entry(body)


@settings(max_examples=effort(200))
@given(st.sampled_from(sorted(json.loads(EDITED.body()))), VALUES)
def test_no_body_however_shaped_stops_the_reading(field: str, value: Any) -> None:
    body = changed(**{field: value})
    try:
        assert read_entry(body).body() == body
    except EntryMalformed:
        assert body != EDITED.body()


def test_the_leaf_is_body_and_signature() -> None:
    key = EntryKey()
    body = EDITED.body()
    signature = key.sign(body)
    assert entry_hash(body, signature) == entry_hash(body + signature[:1], signature[1:])
    assert entry_hash(body, signature) != entry_hash(body, EntryKey().sign(body))


def test_a_key_comes_back_from_its_bytes() -> None:
    key = EntryKey()
    again = EntryKey(key.private_bytes())
    assert again.public == key.public
    assert signature_fits(key.public, b"body", again.sign(b"body"))


@pytest.mark.parametrize("key", ["", "ab", "zz" * 32, "ä", "ab" * 33])
def test_a_key_that_is_none_fits_no_signature(key: str) -> None:
    assert not signature_fits(key, b"body", EntryKey().sign(b"body"))


@pytest.mark.parametrize("signature", [b"", b"\0", b"\0" * 64, b"\xff" * 64, b"\0" * 65])
def test_bytes_that_are_no_signature_do_not_fit(signature: bytes) -> None:
    assert not signature_fits(EntryKey().public, b"body", signature)


def test_the_desk_is_nobody() -> None:
    assert (DESK.person, DESK.office) == ("", "")
    assert datetime(2017, 8, 21, 6, tzinfo=UTC) == PREPARED_AT
