"""Keeps single values as JSON files, beside a register or in the profile of its user."""

import json
import os
from pathlib import Path
from typing import TypeVar, overload

from signapp.domain.errors import MalformedValueError, StorageError
from signapp.domain.values import from_plain, to_plain

Value = TypeVar("Value")


@overload
def read_value(place: Path, kind: type[Value], otherwise: Value) -> Value: ...


@overload
def read_value(place: Path, kind: type[Value]) -> Value | None: ...


def read_value(place: Path, kind: type[Value], otherwise: Value | None = None) -> Value | None:
    """Return the value in a file, or `otherwise` where there is no file.

    What an older program did not keep is taken from `otherwise`. Raises StorageError.
    """
    try:
        content = json.loads(place.read_text(encoding="utf-8"))
        if otherwise is not None:
            content = {**to_plain(otherwise, kind), **content}
        value: Value = from_plain(content, kind)
    except FileNotFoundError:
        return otherwise
    except (OSError, ValueError, TypeError, RecursionError, MalformedValueError) as e:
        raise StorageError(cause=f"{place}: {e}") from e
    return value


def keep_value(place: Path, value: object) -> None:
    """Keep a value: the old or the new, never half of it. Raises StorageError."""
    plain = json.dumps(to_plain(value, type(value)), ensure_ascii=False, indent=2)
    unfinished = place.with_suffix(f".{os.getpid()}.part")  # of two programs at once
    try:
        unfinished.touch(0o600)
        unfinished.write_text(plain + "\n", encoding="utf-8")
        unfinished.replace(place)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
