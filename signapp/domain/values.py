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


Blobs = list[bytes] | None
Turn = Callable[[Any, Blobs], Any]
"""Turns a value into its plain form, or back."""

UNIONS = (typing.Union, types.UnionType)


def to_plain(value: Any, hint: Any, blobs: Blobs = None) -> Any:
    """Return the JSON form of `value`, which must fit `hint`.

    Bytes become hexadecimal text, or, where `blobs` is given, the index of the bytes in that list.
    Raises MalformedValueError when the value does not fit the hint.
    """
    return _turns(hint)[0](value, blobs)


def from_plain(plain: Any, hint: Any, blobs: Blobs = None) -> Any:
    """Return the value of type `hint` whose plain form is `plain`; the inverse of `to_plain`.

    Raises MalformedValueError for anything that is not exactly such a form.
    """
    return _turns(hint)[1](plain, blobs)


def _expect(fits: bool, hint: Any) -> None:
    if not fits:
        raise MalformedValueError(expected=getattr(hint, "__name__", str(hint)))


@cache
def _turns(hint: Any) -> tuple[Turn, Turn]:
    """Return what writes and what reads the values of a type, after one look at its hint."""
    origin = typing.get_origin(hint)
    if origin in UNIONS:
        members = [one for one in typing.get_args(hint) if one is not types.NoneType]
        optional = types.NoneType in typing.get_args(hint)
        return _one_of(members, hint) if not optional else _or_none(members, hint)
    if origin is tuple:
        return _items(hint)
    if origin is dict or origin is Mapping:
        return _mapping(hint)
    return _fields(hint) if dataclasses.is_dataclass(hint) else _scalar(hint)


def _items(hint: Any) -> tuple[Turn, Turn]:
    write, read = _turns(typing.get_args(hint)[0])

    def written(value: Any, blobs: Blobs) -> Any:
        _expect(value is not None, hint)
        return [write(item, blobs) for item in value]

    def made(plain: Any, blobs: Blobs) -> Any:
        _expect(isinstance(plain, list), hint)
        return tuple(read(item, blobs) for item in plain)

    return written, made


def _mapping(hint: Any) -> tuple[Turn, Turn]:
    write, read = _turns(typing.get_args(hint)[1])

    def written(value: Any, blobs: Blobs) -> Any:
        _expect(value is not None, hint)
        return {key: write(item, blobs) for key, item in value.items()}

    def made(plain: Any, blobs: Blobs) -> Any:
        _expect(isinstance(plain, dict), hint)
        return {key: read(item, blobs) for key, item in plain.items()}

    return written, made


@cache
def _hints(cls: type) -> dict[str, tuple[Turn, Turn]]:
    """Return the turns of each field, made when they are first needed: a type may hold itself."""
    return {name: _turns(hint) for name, hint in typing.get_type_hints(cls).items()}


def _fields(hint: Any) -> tuple[Turn, Turn]:
    def written(value: Any, blobs: Blobs) -> Any:
        _expect(type(value) is hint, hint)
        return {
            name: write(getattr(value, name), blobs) for name, (write, _) in _hints(hint).items()
        }

    def made(plain: Any, blobs: Blobs) -> Any:
        fields = _hints(hint)
        _expect(isinstance(plain, dict) and plain.keys() == fields.keys(), hint)
        return hint(**{name: read(plain[name], blobs) for name, (_, read) in fields.items()})

    return written, made


def _or_none(members: list[Any], hint: Any) -> tuple[Turn, Turn]:
    write, read = _turns(members[0]) if len(members) == 1 else _one_of(members, hint)

    def written(value: Any, blobs: Blobs) -> Any:
        return None if value is None else write(value, blobs)

    def made(plain: Any, blobs: Blobs) -> Any:
        return None if plain is None else read(plain, blobs)

    return written, made


def _one_of(members: list[Any], hint: Any) -> tuple[Turn, Turn]:
    """Return the turns of a union of dataclasses: the plain form names which it is."""
    named = {member.__name__: member for member in members}

    def written(value: Any, blobs: Blobs) -> Any:
        _expect(type(value) in members, hint)
        name = type(value).__name__
        return {"type": name, **to_plain(value, named[name], blobs)}

    def made(plain: Any, blobs: Blobs) -> Any:
        _expect(isinstance(plain, dict) and isinstance(plain.get("type"), str), hint)
        member = named.get(plain["type"])
        _expect(member is not None, hint)
        return from_plain({k: v for k, v in plain.items() if k != "type"}, member, blobs)

    return written, made


def _scalar(hint: Any) -> tuple[Turn, Turn]:
    if hint not in SCALARS:
        return (
            lambda value, blobs: _scalar_to_plain(value, hint, blobs),
            lambda plain, blobs: _scalar_from_plain(plain, hint, blobs),
        )

    def itself(value: Any, _: Blobs) -> Any:
        _expect(isinstance(value, hint), hint)
        return value

    def exactly(plain: Any, _: Blobs) -> Any:
        _expect(type(plain) is hint, hint)
        return plain

    return itself, exactly


def _scalar_to_plain(value: Any, hint: Any, blobs: Blobs) -> Any:
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


def _scalar_from_plain(plain: Any, hint: Any, blobs: Blobs) -> Any:
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
