"""What is refused before a register's file is opened: links, open doors, network drives, WAL."""

import sqlite3
import stat
import sys
from pathlib import Path

from signapp.domain.errors import StorageError
from signapp.domain.keeping_errors import NetworkDriveError, RegisterUnsafeError, WalModeError
from signapp.storage.drives import drive_of

SQLITE_VERSION = sqlite3.sqlite_version
"""The version of SQLite that is in use."""
WAL_IS_SAFE = (3, 51, 3)
"""Older SQLites can damage a database in WAL mode (sqlite.org/wal.html#walresetbug)."""
WAL_MARK, WAL = slice(18, 20), b"\2\2"
"""Where a database says that it is in WAL mode (sqlite.org/fileformat2.html, 1.3.3)."""


def refuse_unsafe(path: Path, *, read_only: bool) -> None:
    """Refuse a register whose file or folder is a link or, for writing, open to anybody.

    Raises RegisterUnsafeError, StorageError.
    """
    for part in (path, path.parent):
        try:
            mode = part.lstat().st_mode
        except OSError as e:
            raise StorageError(cause=str(e)) from e
        if stat.S_ISLNK(mode):
            raise RegisterUnsafeError(path=part.name, what="link")
        if not read_only and open_to_all(mode):
            raise RegisterUnsafeError(path=part.name, what="writable")


def open_to_all(mode: int) -> bool:
    """Tell whether anybody may write to a file, or replace what is in a folder."""
    sticky = stat.S_ISDIR(mode) and mode & stat.S_ISVTX
    return sys.platform != "win32" and bool(mode & stat.S_IWOTH) and not sticky


def refuse_network(folder: Path) -> None:
    """Refuse to write on a drive of several machines. Raises NetworkDriveError."""
    drive = drive_of(folder)
    if drive.network:
        raise NetworkDriveError(folder=folder, system=drive.system)


def refuse_wal(path: Path) -> None:
    """Refuse a database in WAL mode where this SQLite can damage it. Raises WalModeError."""
    if sqlite3.sqlite_version_info >= WAL_IS_SAFE:
        return
    try:
        with path.open("rb") as file:
            head = file.read(100)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    if head[WAL_MARK] == WAL:
        raise WalModeError(version=sqlite3.sqlite_version)
