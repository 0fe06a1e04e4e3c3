"""Values become plain JSON and come back the same; anything else is refused."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import Enum
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings

from signapp.domain import acts
from signapp.domain.acts import (
    CertificateBound,
    DocumentRef,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    RosterChange,
    SessionOpened,
)
from signapp.domain.authorisation import Authorisation
from signapp.domain.errors import MalformedValueError
from signapp.domain.values import from_plain, to_plain
from tests.domain.strategies import values_of
from tests.effort import effort

ACT_CLASSES = list(get_args(acts.Act))
PARTS = [acts.Actor, *get_args(RosterChange)]


@pytest.mark.parametrize("cls", [*ACT_CLASSES, *PARTS], ids=lambda cls: cls.__name__)
def test_every_act_comes_back_as_it_went(cls: type) -> None:
    @settings(max_examples=effort(15))
    @given(values_of(cls))
    def comes_back(value: Any) -> None:
        plain = to_plain(value, cls)
        assert from_plain(json.loads(json.dumps(plain)), cls) == value

    comes_back()


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True)
class Parcel:
    """One field of each kind that the codec carries."""

    content: bytes
    place: Path
    colour: Colour | None
    weight: float
    fragile: bool
    labels: dict[str, str]
    parts: tuple["Parcel", ...]
    change: RosterChange | None
    sent: datetime
    due: date


SENT = datetime(2017, 8, 29, 7, 0, tzinfo=UTC)
INNER = Parcel(b"", Path(), None, 0.5, False, {}, (), None, SENT, date(2017, 8, 30))
PARCEL = Parcel(
    content=bytes(range(256)),
    place=Path("/tmp/ä ö"),
    colour=Colour.RED,
    weight=1.25,
    fragile=True,
    labels={"fi": "särkyvää"},
    parts=(INNER, INNER),
    change=OfficeHeld("paula", "mayor", date(2017, 6, 1), date(2021, 7, 31)),
    sent=SENT,
    due=date(2017, 8, 31),
)


def test_bytes_travel_as_hexadecimal_or_beside_the_json() -> None:
    plain = to_plain(PARCEL, Parcel)
    assert from_plain(json.loads(json.dumps(plain)), Parcel) == PARCEL

    blobs: list[bytes] = []
    plain = to_plain(PARCEL, Parcel, blobs)
    assert blobs == [PARCEL.content, b"", b""]
    assert from_plain(json.loads(json.dumps(plain)), Parcel, blobs) == PARCEL


def test_moments_are_kept_in_utc() -> None:
    beijing = datetime(2017, 8, 29, 18, 0, tzinfo=timezone(timedelta(hours=8)))
    assert to_plain(beijing, datetime) == "2017-08-29T10:00:00Z"
    assert from_plain("2017-08-29T10:00:00Z", datetime) == beijing


def test_a_union_says_which_of_its_members_it_holds() -> None:
    held = OfficeHeld("paula", "mayor", date(2017, 6, 1), date(2021, 7, 31))
    plain = to_plain(held, RosterChange)
    assert plain["type"] == "OfficeHeld"
    assert from_plain(plain, RosterChange) == held


REF = {"sha256": "ab", "length": 2}
HELD = to_plain(PARCEL.change, RosterChange)


@pytest.mark.parametrize(
    ("plain", "hint"),
    [
        (None, DocumentRef),
        ([], DocumentRef),
        ({"sha256": "ab"}, DocumentRef),
        ({**REF, "more": 1}, DocumentRef),
        ({**REF, "length": "2"}, DocumentRef),
        ({**REF, "length": 2.0}, DocumentRef),
        ({**REF, "length": True}, DocumentRef),
        ({**REF, "length": None}, DocumentRef),
        ({**REF, "sha256": ["ab"]}, DocumentRef),
        ({}, tuple[DocumentRef, ...]),
        ("ab", tuple[str, ...]),
        ([REF, 1], tuple[DocumentRef, ...]),
        ([], dict[str, str]),
        ({"a": 1}, dict[str, str]),
        ("emperor", OfficeKind),
        (1, OfficeKind),
        ([], OfficeKind),
        ({}, OfficeKind),
        (5, Path),
        ("5", int),
        (1, bool),
        (1, float),
        (1, str),
        (1, type(None)),
        ({"type": "OfficeHeld"}, RosterChange),
        ({**HELD, "type": "Office"}, RosterChange),
        ({**HELD, "type": ["OfficeHeld"]}, RosterChange),
        ({**HELD, "type": None}, RosterChange),
        ([HELD], RosterChange),
        (None, RosterChange),
        (HELD, OfficeHeld),
        ({**HELD, "type": "SystemExit"}, RosterChange),
    ],
    ids=repr,
)
def test_a_plain_value_of_another_form_is_refused(plain: Any, hint: Any) -> None:
    with pytest.raises(MalformedValueError):
        from_plain(plain, hint)


@pytest.mark.parametrize(
    "text",
    [
        *("", "29.8.2017", "2017-08-32", "2017-8-29", "20170829", "2017-W35-2"),
        *("2017-08-29T00:00:00Z", "０２０１７-08-29"),
    ],
)
def test_a_date_has_one_form(text: str) -> None:
    with pytest.raises(MalformedValueError):
        from_plain(text, date)


@pytest.mark.parametrize(
    "text",
    [
        *("", "2017-08-29", "2017-08-29T10:00:00", "2017-08-29T10:00:00+00:00"),
        *("2017-08-29T13:00:00+03:00", "20170829T100000Z", "2017-08-29 10:00:00Z"),
        *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "10000-01-01T00:00:00Z"),
    ],
)
def test_a_moment_has_one_form(text: str) -> None:
    """Without a zone, or in another than UTC, it would not come back as it went."""
    with pytest.raises(MalformedValueError):
        from_plain(text, datetime)


@pytest.mark.parametrize("plain", ["AB", "a b", "abc", "0x00", "ag", " ", 7, None])
def test_bytes_have_one_hexadecimal_form(plain: Any) -> None:
    with pytest.raises(MalformedValueError):
        from_plain(plain, bytes)


@pytest.mark.parametrize("plain", [-1, 1, True, "0", None, 0.0, [0]])
def test_a_place_beside_the_json_has_to_exist(plain: Any) -> None:
    assert from_plain(0, bytes, [b"content"]) == b"content"
    with pytest.raises(MalformedValueError):
        from_plain(plain, bytes, [b"content"])


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (None, str),
        (None, DocumentRef),
        (1, str),
        ("1", int),
        (b"", str),
        (datetime(2017, 8, 29, 10, 0), datetime),  # noqa: DTZ001  (that is the point)
        (REF, DocumentRef),
        (DocumentRef("ab", 2), Authorisation),
        (DocumentRef("ab", 2), RosterChange),
        (OfficeKind.MAYOR, acts.Purpose),
    ],
    ids=repr,
)
def test_a_value_of_another_type_is_not_encoded(value: Any, hint: Any) -> None:
    with pytest.raises(MalformedValueError):
        to_plain(value, hint)


def test_the_error_names_what_was_expected() -> None:
    with pytest.raises(MalformedValueError) as caught:
        from_plain({}, SessionOpened)
    assert caught.value.facts == {"expected": "SessionOpened"}


def test_the_strategy_reaches_every_kind_of_field() -> None:
    """If a new field's type were unknown to it, the round trips above would prove nothing."""
    for cls in (OfficeFormed, CertificateBound):
        values_of(cls).validate()


def test_nothing_that_arrives_is_executed_or_imported() -> None:
    hostile = {"type": "__import__", "person": "os", "office": "system", "since": "", "until": ""}
    with pytest.raises(MalformedValueError):
        from_plain(hostile, RosterChange)
