"""Reads the frame of an archive, and refuses what a plain archive of ours would not have."""

import os
import re
from collections.abc import Iterator
from typing import IO

from signapp.domain.archive_errors import ArchiveRefusedError
from signapp.services.archives import Limits
from signapp.storage.zip_records import (
    CENTRAL,
    DEFLATED,
    LONGEST_EXTRA,
    LONGEST_NAME,
    STORED,
    TAIL,
    Record,
    end_of,
    flaw,
    read_central,
    read_end,
)

PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]*", re.ASCII)
DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def safe_name(name: str) -> bool:
    """Tell whether a name leads nowhere but below where it is, on every system.

    Letters, digits, `.`, `_` and `-` in parts between slashes; no part is hidden, a way up, a
    device of Windows, or ends in a full stop.
    """
    return len(name) <= LONGEST_NAME and all(
        PART.fullmatch(part) and not part.endswith(".") and not DEVICE.fullmatch(part)
        for part in name.split("/")
    )


def read_records(file: IO[bytes], limits: Limits) -> dict[str, Record]:
    """Return the members of an archive by name. Raises ArchiveRefusedError."""
    end = file.seek(0, os.SEEK_END)
    file.seek(max(0, end - TAIL))
    tail = file.read()
    found = read_end(tail)
    if found is None:
        raise ArchiveRefusedError(what="not_an_archive", name="")
    count, size, offset = found
    last = end_of(count, size, offset)
    if offset + size + len(last) != end or not tail.endswith(last):
        raise ArchiveRefusedError(what="malformed", name="")
    if count > limits.members + 1:
        raise ArchiveRefusedError(what="too_many", name="")
    if size > count * (CENTRAL.size + LONGEST_NAME + LONGEST_EXTRA):
        raise ArchiveRefusedError(what="malformed", name="")
    file.seek(offset)
    records = dict[str, Record]()
    for record in _records(file.read(size), count):
        name = _name(record)
        if name in records:
            raise ArchiveRefusedError(what="same_name", name=name)
        records[name] = record
    _refuse_same_names(records)
    _refuse_gaps(file, records, offset, limits)
    return records


def _records(directory: bytes, count: int) -> Iterator[Record]:
    """Yield the records of a directory, each of which is written as we write it."""
    at = 0
    for _ in range(count):
        record = read_central(directory, at)
        if record is None:
            raise ArchiveRefusedError(what="malformed", name="")
        _name(record)
        written = record.central() if record.method in (STORED, DEFLATED) else b""
        if not written or directory[at : at + len(written)] != written:
            raise ArchiveRefusedError(what=flaw(directory, at), name=_name(record))
        at += len(written)
        yield record
    if at != len(directory):
        raise ArchiveRefusedError(what="malformed", name="")


def _name(record: Record) -> str:
    name = record.name.decode("ascii", "backslashreplace")
    if not safe_name(name):
        raise ArchiveRefusedError(what="unsafe_name", name=ascii(name)[1:-1])
    return name


def _refuse_same_names(records: dict[str, Record]) -> None:
    """Refuse names that some systems take for one, and a file that is a folder, too."""
    seen = dict[str, str]()
    for name in records:
        same = seen.setdefault(name.lower(), name)
        if same != name:
            raise ArchiveRefusedError(what="same_name", name=name)
    for lower, name in seen.items():
        parts = lower.split("/")
        if any("/".join(parts[:depth]) in seen for depth in range(1, len(parts))):
            raise ArchiveRefusedError(what="same_name", name=name)


def _refuse_gaps(
    file: IO[bytes], records: dict[str, Record], directory: int, limits: Limits
) -> None:
    """Refuse members that overlap, or between which something lies hidden; and large ones."""
    at = total = 0
    for name, record in records.items():
        total += record.length
        if total > limits.total:
            raise ArchiveRefusedError(what="too_large", name=name)
        if record.offset != at:
            raise ArchiveRefusedError(what="overlapping", name=name)
        local = record.local()
        file.seek(at)
        if file.read(len(local)) != local:
            raise ArchiveRefusedError(what="malformed", name=name)
        at = record.ends
        if at > directory:
            raise ArchiveRefusedError(what="overlapping", name=name)
    if at != directory:
        raise ArchiveRefusedError(what="overlapping", name="")
