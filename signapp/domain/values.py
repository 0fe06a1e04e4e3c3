"""Turns frozen dataclasses into plain JSON values and back, guided by their type hints.

The ledger's entries and the pipes to the worker processes both use it, so that a value has one
plain form only and nothing that arrives is ever executed (as a pickle would be).
"""

import dataclasses
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from signapp.domain.errors import MalformedValueError

SCALARS = (str, int, bool, float)
READERS: dict[Any, Callable[[str], Any]] = {
    bytes: bytes.fromhex,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def to_plain(value: Any, hint: Any, blobs: list[bytes] | None = None) -> Any:
    """Return the JSON form of `value`, which must fit `hint`.

    Bytes become hexadecimal text, or, where `blobs` is given, the index of the bytes in that list.
    Raises MalformedValueError when the value does not fit the hint.
    """
    origin = typing.get_origin(hint)
    if value is None:
        _expect(types.NoneType in (hint, *typing.get_args(hint)), hint)
        return None
    if origin in (typing.Union, types.UnionType):
        return _union_to_plain(value, hint, blobs)
    if origin is tuple:
        return [to_plain(item, typing.get_args(hint)[0], blobs) for item in value]
    if origin is dict or origin is Mapping:
        item_hint = typing.get_args(hint)[1]
        return {key: to_plain(item, item_hint, blobs) for key, item in value.items()}
    if dataclasses.is_dataclass(hint):
        return _fields_to_plain(value, hint, blobs)
    return _scalar_to_plain(value, hint, blobs)


def from_plain(plain: Any, hint: Any, blobs: list[bytes] | None = None) -> Any:
    """Return the value of type `hint` whose plain form is `plain`; the inverse of `to_plain`.

    Raises MalformedValueError for anything that is not exactly such a form.
    """
    origin = typing.get_origin(hint)
    if origin in (typing.Union, types.UnionType):
        return _union_from_plain(plain, hint, blobs)
    if origin is tuple:
        _expect(isinstance(plain, list), hint)
        return tuple(from_plain(item, typing.get_args(hint)[0], blobs) for item in plain)
    if origin is dict or origin is Mapping:
        _expect(isinstance(plain, dict), hint)
        item_hint = typing.get_args(hint)[1]
        return {key: from_plain(item, item_hint, blobs) for key, item in plain.items()}
    if dataclasses.is_dataclass(hint):
        return _fields_from_plain(plain, hint, blobs)
    return _scalar_from_plain(plain, hint, blobs)


@cache
def _hints(cls: type) -> dict[str, Any]:
    return typing.get_type_hints(cls)


def _expect(fits: bool, hint: Any) -> None:
    if not fits:
        raise MalformedValueError(expected=getattr(hint, "__name__", str(hint)))


def _fields_to_plain(value: Any, hint: Any, blobs: list[bytes] | None) -> dict[str, Any]:
    _expect(type(value) is hint, hint)
    return {
        name: to_plain(getattr(value, name), field_hint, blobs)
        for name, field_hint in _hints(hint).items()
    }


def _fields_from_plain(plain: Any, hint: Any, blobs: list[bytes] | None) -> Any:
    hints = _hints(hint)
    _expect(isinstance(plain, dict) and plain.keys() == hints.keys(), hint)
    return hint(**{name: from_plain(plain[name], hints[name], blobs) for name in hints})


def _members(hint: Any) -> list[Any]:
    return [member for member in typing.get_args(hint) if member is not types.NoneType]


def _union_to_plain(value: Any, hint: Any, blobs: list[bytes] | None) -> Any:
    members = _members(hint)
    if len(members) == 1:
        return to_plain(value, members[0], blobs)
    _expect(type(value) in members, hint)
    return {"type": type(value).__name__, **_fields_to_plain(value, type(value), blobs)}


def _union_from_plain(plain: Any, hint: Any, blobs: list[bytes] | None) -> Any:
    members = _members(hint)
    if plain is None:
        _expect(types.NoneType in typing.get_args(hint), hint)
        return None
    if len(members) == 1:
        return from_plain(plain, members[0], blobs)
    _expect(isinstance(plain, dict), hint)
    named = [member for member in members if member.__name__ == plain.get("type")]
    _expect(bool(named), hint)
    return from_plain({k: v for k, v in plain.items() if k != "type"}, named[0], blobs)


def _scalar_to_plain(value: Any, hint: Any, blobs: list[bytes] | None) -> Any:
    _expect(isinstance(value, hint), hint)
    if isinstance(value, bytes):
        if blobs is None:
            return value.hex()
        blobs.append(value)
        return len(blobs) - 1
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        # Within these years every zone can tell the moment.
        _expect(value.tzinfo is not None and 1 < value.year < 9999, hint)
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else value


def _scalar_from_plain(plain: Any, hint: Any, blobs: list[bytes] | None) -> Any:
    if hint in SCALARS:
        _expect(type(plain) is hint, hint)
        return plain
    if hint is bytes and blobs is not None:
        _expect(type(plain) is int and 0 <= plain < len(blobs), hint)
        return blobs[plain]
    try:
        value = READERS.get(hint, hint)(plain)
    except (ValueError, TypeError) as e:
        raise MalformedValueError(expected=hint.__name__) from e
    _expect(_scalar_to_plain(value, hint, None) == plain, hint)
    return value


def marked(value: Any, mark: str) -> Iterator[str]:
    """Yield every text in a dataclass, however deep, whose type is annotated with the mark."""
    for name, hint in typing.get_type_hints(type(value), include_extras=True).items():
        item = getattr(value, name)
        if mark in getattr(hint, "__metadata__", ()):
            yield item
        for part in item if isinstance(item, tuple) else (item,):
            if dataclasses.is_dataclass(part):
                yield from marked(part, mark)
