"""The tables of a register, the guards on them, and the settings of every connection."""

import hashlib
import sqlite3
from pathlib import Path

from signapp.domain import errors
from signapp.domain.keeping_errors import (
    GuardsMissingError,
    RegisterDamagedError,
    RegisterTooNewError,
)
from signapp.storage.safety import refuse_network, refuse_unsafe, refuse_wal

APPLICATION_ID = 0x53474E41  # "SGNA"
SCHEMA_VERSION = 1

SCHEMA = """
create table entries (
    seq integer primary key,
    body blob not null,
    signature blob not null
) strict;
create trigger entries_are_not_changed before update on entries
    begin select raise(abort, 'entries are append-only'); end;
create trigger entries_are_not_deleted before delete on entries
    begin select raise(abort, 'entries are append-only'); end;
create trigger entries_follow_each_other before insert on entries
    when new.seq is not (select ifnull(max(seq), -1) + 1 from entries)
    begin select raise(abort, 'entries have no gaps'); end;
create table texts (
    commitment text primary key,
    salt blob not null,
    text text not null
) strict, without rowid;
create table drafts (
    number text primary key,
    content text not null,
    sha256 text not null
) strict, without rowid;
create table jobs (
    number text primary key,
    content text not null,
    sha256 text not null
) strict, without rowid;
create table cases (
    number text primary key,
    stage text not null,
    title text not null,
    section integer not null,
    changed text not null,
    entries integer not null
) strict, without rowid;
"""

SETTINGS = """
pragma journal_mode = delete;
pragma synchronous = extra;
pragma foreign_keys = on;
pragma recursive_triggers = on;
pragma trusted_schema = off;
pragma cell_size_check = on;
pragma secure_delete = on;
pragma mmap_size = 0;
pragma busy_timeout = 10000;
"""


def create_schema(path: Path) -> None:
    """Make an empty register database. Raises StorageError."""
    try:
        path.touch(mode=0o600, exist_ok=False)
        connection = sqlite3.connect(path, isolation_level=None)
        try:
            connection.executescript(SETTINGS + "begin;" + SCHEMA)
            connection.execute(f"pragma application_id = {APPLICATION_ID}")
            connection.execute(f"pragma user_version = {SCHEMA_VERSION}")
            connection.execute("commit")
        finally:
            connection.close()
    except (sqlite3.Error, OSError) as e:
        raise errors.StorageError(cause=str(e)) from e


def open_connection(path: Path, *, read_only: bool) -> sqlite3.Connection:
    """Open a register database after checking that it is one, with all its guards.

    Raises RegisterMissingError, NotARegisterError, RegisterDamagedError, RegisterUnsafeError,
    WalModeError, NetworkDriveError (for writing), StorageError.
    """
    mode = "ro" if read_only else "rw"
    try:
        if not path.is_file():
            raise errors.RegisterMissingError(folder=path.parent)
        refuse_unsafe(path, read_only=read_only)
        refuse_wal(path)
        if not read_only:
            refuse_network(path.parent)
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            check_same_thread=False,  # the runner's lanes take turns
        )
        try:
            _quick_check(connection)
            _check(connection)
            connection.executescript(SETTINGS)
            if read_only:
                connection.execute("pragma query_only = on")
        except BaseException:
            connection.close()
            raise
    except (sqlite3.OperationalError, OSError) as e:  # locked, or left by a crash to a reader
        raise errors.StorageError(cause=str(e)) from e
    except (sqlite3.DatabaseError, UnicodeDecodeError) as e:  # also what cannot even be told
        raise errors.NotARegisterError(found=str(e)) from e
    return connection


def fingerprint(connection: sqlite3.Connection) -> str:
    """Return the hash of tables and triggers, by which a missing guard is noticed."""
    rows = connection.execute(
        "select name, sql from sqlite_master where sql is not null order by type, name"
    )
    return hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()


def _differences(model: sqlite3.Connection, found: sqlite3.Connection) -> list[str]:
    """Return the names of the tables and guards that are missing, changed or too many."""
    told = "select name, sql from sqlite_master where sql is not null"
    wanted, there = (set(one.execute(told)) for one in (model, found))
    return sorted({name for name, _ in wanted ^ there})


def _quick_check(connection: sqlite3.Connection) -> None:
    """Look at the database's own form before anything in it is believed."""
    (found,) = connection.execute("pragma quick_check(1)").fetchone()
    if found != "ok":
        raise RegisterDamagedError(found=found)


def _check(connection: sqlite3.Connection) -> None:
    (application,) = connection.execute("pragma application_id").fetchone()
    (version,) = connection.execute("pragma user_version").fetchone()
    if application == APPLICATION_ID and version > SCHEMA_VERSION:
        raise RegisterTooNewError(version=version)
    if (application, version) != (APPLICATION_ID, SCHEMA_VERSION):
        raise errors.NotARegisterError(found=f"{application:#x}, {version}")
    model = sqlite3.connect(":memory:")
    try:
        model.executescript(SCHEMA)
        if fingerprint(model) != fingerprint(connection):
            raise GuardsMissingError(missing=", ".join(_differences(model, connection)))
    finally:
        model.close()
