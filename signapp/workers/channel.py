"""Frames between the main process and a worker: JSON for values, raw bytes beside it.

A value is decoded by the type that the port promises, so nothing that a worker sends is executed.
"""

import inspect
import json
import struct
import typing
from collections.abc import Callable
from functools import cache
from typing import IO, Any

from signapp.domain import errors, mark_errors
from signapp.domain.errors import SignappError
from signapp.domain.values import from_plain, to_plain
from signapp.texts.catalogue import can_tell

HEADER = struct.Struct(">IH")
LENGTH = struct.Struct(">Q")
LARGEST_JSON = 64 << 20
LARGEST_BLOBS = 1 << 30
"""How many bytes all blobs of a message may have together."""

MOST_BLOBS = 4096


class Channel:
    """A pipe each way that carries messages."""

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    def send(self, message: dict[str, Any], blobs: list[bytes]) -> None:
        """Send a message and its blobs. Raises OSError when the other side is gone."""
        content = json.dumps(message).encode()
        self._outgoing.write(HEADER.pack(len(content), len(blobs)) + content)
        for blob in blobs:
            self._outgoing.write(LENGTH.pack(len(blob)))
            self._outgoing.write(blob)
        self._outgoing.flush()

    def receive(self) -> tuple[dict[str, Any], list[bytes]]:
        """Return the next message and its blobs.

        Raises EOFError when the other side is gone, MalformedValueError for nonsense.
        """
        length, count = HEADER.unpack(self._read(HEADER.size, HEADER.size))
        if count > MOST_BLOBS:
            raise errors.MalformedValueError(expected="message")
        content = self._read(length, LARGEST_JSON)
        blobs = self._blobs(count)
        try:
            message = json.loads(content)
        except (ValueError, RecursionError) as e:
            raise errors.MalformedValueError(expected="message") from e
        if not isinstance(message, dict):
            raise errors.MalformedValueError(expected="message")
        return message, blobs

    def _blobs(self, count: int) -> list[bytes]:
        blobs, room = [], LARGEST_BLOBS
        for _ in range(count):
            (length,) = LENGTH.unpack(self._read(LENGTH.size, LENGTH.size))
            blobs.append(self._read(length, room))
            room -= length
        return blobs

    def _read(self, length: int, most: int) -> bytes:
        if length > most:
            raise errors.MalformedValueError(expected="message")
        content = self._incoming.read(length)
        if len(content) != length:
            raise EOFError
        return content


class Signature:
    """The parameters and the result of a port's method, for carrying a call across."""

    def __init__(self, method: Callable[..., Any]) -> None:
        hints = typing.get_type_hints(method)
        self.result = hints.pop("return")
        self.names = [name for name in inspect.signature(method).parameters if name != "self"]
        self.hints = hints

    def pack(self, arguments: tuple[Any, ...], blobs: list[bytes]) -> list[Any]:
        """Return the plain form of a call's arguments."""
        pairs = zip(arguments, self.names, strict=True)
        return [to_plain(argument, self.hints[name], blobs) for argument, name in pairs]

    def unpack(self, plain: list[Any], blobs: list[bytes]) -> list[Any]:
        """Return the arguments of a call from their plain form."""
        pairs = zip(plain, self.names, strict=True)
        return [from_plain(value, self.hints[name], blobs) for value, name in pairs]


@cache
def signature_of(port: type, method: str) -> Signature:
    """Return the signature of a port's method."""
    return Signature(getattr(port, method))


def error_to_plain(error: SignappError) -> dict[str, Any]:
    """Return the plain form of a known error; facts other than numbers become text."""
    facts = {
        name: fact if isinstance(fact, int) else str(fact) for name, fact in error.facts.items()
    }
    return {"error": error.code, "facts": facts}


def error_from_plain(message: dict[str, Any]) -> SignappError:
    """Return the known error that a worker reports; an unknown one is a failed worker.

    Raises MalformedValueError for what is no error, or lacks a fact that its texts tell.
    """
    match message:
        case {"error": str(code), "facts": dict(facts)} if all(map(_is_plain, facts.values())):
            try:
                error = _reported().get(code, errors.WorkerFailedError)(**facts)
            except TypeError as e:
                raise errors.MalformedValueError(expected="error") from e
            if can_tell(error):
                return error
    raise errors.MalformedValueError(expected="error")


def _is_plain(fact: Any) -> bool:
    return isinstance(fact, str | int)


def _descendants(cls: type[SignappError]) -> list[type[SignappError]]:
    children = cls.__subclasses__()
    return [*children, *(grand for child in children for grand in _descendants(child))]


FURTHER = (mark_errors.MarkImageError, mark_errors.MarkTooSmallError)
"""Errors with modules of their own that a worker reports."""


@cache
def _reported() -> dict[str, type[SignappError]]:
    """Return the errors that a worker may report, by code; asked once all modules are there."""
    return {
        cls.__name__: cls
        for cls in (*_descendants(SignappError), *FURTHER)
        if cls is not errors.NotAuthorisedError  # a worker does not judge who may do what
    }
