"""The desk key, kept in a file that only its owner reads."""

from pathlib import Path

from signapp.domain import errors
from signapp.ledger.entries import EntryKey

NAME = "desk.key"


def keep_desk_key(folder: Path, key: EntryKey) -> None:
    """Write the desk key into a register's folder. Raises StorageError."""
    path = folder / NAME
    try:
        path.touch(0o600, exist_ok=False)
        path.write_bytes(key.private_bytes())
    except OSError as e:
        raise errors.StorageError(cause=str(e)) from e


def read_desk_key(folder: Path) -> EntryKey:
    """Return the desk key of a register. Raises StorageError."""
    try:
        return EntryKey((folder / NAME).read_bytes())
    except (OSError, ValueError) as e:
        raise errors.StorageError(cause=str(e)) from e
