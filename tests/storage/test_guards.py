"""What the database itself refuses, and what is not opened as a register."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from signapp.domain import errors
from signapp.services.audit import log
from signapp.services.ports import StoredEntry
from signapp.storage.register import SqliteRegister
from signapp.storage.schema import APPLICATION_ID, SCHEMA_VERSION
from tests.storage.registers import Office, raw, reading

Change = Callable[[sqlite3.Connection], object]

REFUSED = {
    "update of a body": "update entries set body = x'00' where seq = 1",
    "update of a signature": "update entries set signature = x'00'",
    "update of a number": "update entries set seq = seq + 1000",
    "update that changes nothing": "update entries set body = body",
    "update or replace": "update or replace entries set seq = 0 where seq = 1",
    "delete of the last": "delete from entries where seq = (select max(seq) from entries)",
    "delete of all": "delete from entries",
    "replace": "replace into entries values (1, x'00', x'00')",
    "insert or replace": "insert or replace into entries values (1, x'00', x'00')",
    "upsert": "insert into entries values (1, x'00', x'00')"
    " on conflict (seq) do update set body = x'01'",
    "gap": "insert into entries values ((select count(*) + 1 from entries), x'00', x'00')",
    "negative number": "insert into entries values (-1, x'00', x'00')",
    "number taken": "insert into entries values (0, x'00', x'00')",
    "number left to the database": "insert into entries (body, signature) values (x'00', x'00')",
    "number in words": "insert into entries values ('next', x'00', x'00')",
    "text as body": "insert into entries values ((select count(*) from entries), 'a', x'00')",
    "no signature": "insert into entries values ((select count(*) from entries), x'00', null)",
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("recursive", [False, True])
def test_entries_are_only_ever_appended(at_work: Office, name: str, recursive: bool) -> None:
    """Raw SQL on the same file, whatever the other connection's settings are."""
    before = at_work.rows()
    with raw(at_work.folder) as connection:
        connection.execute(f"pragma recursive_triggers = {int(recursive)}")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute(REFUSED[name])
    assert at_work.rows() == before


def test_the_next_number_is_taken(at_work: Office) -> None:
    """The refusals above are not refusals of everything."""
    with raw(at_work.folder) as connection:
        count = "(select count(*) from entries)"
        connection.execute(f"insert into entries values ({count}, x'00', x'00')")
    assert at_work.rows()[-1] == (b"\0", b"\0")


def test_the_settings_are_the_ones_that_are_promised(at_work: Office) -> None:
    connection = at_work.register._connection
    settings = {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "secure_delete": 1,
        "mmap_size": 0,
        "busy_timeout": 10000,
        "application_id": APPLICATION_ID,
        "user_version": SCHEMA_VERSION,
    }
    found = {name: connection.execute(f"pragma {name}").fetchone() for name in settings}
    assert {name: row[0] if row else 0 for name, row in found.items()} == settings
    tables = connection.execute("pragma table_list").fetchall()
    ours = {
        name: strict for _, name, kind, _, _, strict in tables if not name.startswith("sqlite")
    }
    assert ours == dict.fromkeys(("entries", "texts", "drafts", "jobs", "cases"), 1)


# --- what is opened -------------------------------------------------------------------------


def test_a_folder_without_a_register(tmp_path: Path) -> None:
    with pytest.raises(errors.RegisterMissingError):
        SqliteRegister(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_register_is_not_founded_over_another(at_work: Office) -> None:
    before = at_work.rows()
    with pytest.raises(errors.RegisterExistsError):
        SqliteRegister.found(at_work.folder)
    assert at_work.rows() == before


@pytest.mark.parametrize(
    "content", [b"", b"not a database" * 100, b"SQLite format 3\0" + b"\0" * 100]
)
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "register.sqlite").write_bytes(content)
    for read_only in (False, True):
        with pytest.raises(errors.NotARegisterError):
            SqliteRegister(tmp_path, read_only=read_only)
    assert (tmp_path / "register.sqlite").read_bytes() == content


CHANGES: dict[str, str] = {
    "another program's file": "pragma application_id = 7",
    "a newer register": f"pragma user_version = {SCHEMA_VERSION + 1}",
    "an older register": f"pragma user_version = {SCHEMA_VERSION - 1}",
    "guard against updates gone": "drop trigger entries_are_not_changed",
    "guard against deletes gone": "drop trigger entries_are_not_deleted",
    "guard against gaps gone": "drop trigger entries_follow_each_other",
    "table more": "create table more (a)",
    "view more": "create view more as select 1",
    "index more": "create index more on entries (body)",
    "trigger more": "create trigger more after insert on entries begin delete from texts; end",
    "table gone": "drop table jobs",
    "column more": "alter table cases add column more text",
    "guard made toothless": "drop trigger entries_are_not_changed;"
    " create trigger entries_are_not_changed before update on entries begin select 1; end",
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_register_with_another_form_is_not_opened(at_work: Office, name: str) -> None:
    with raw(at_work.folder) as connection:
        connection.executescript(CHANGES[name])
    for read_only in (False, True):
        with pytest.raises(errors.NotARegisterError):
            SqliteRegister(at_work.folder, read_only=read_only)


def test_guards_that_were_put_back_word_for_word_are_guards(at_work: Office) -> None:
    """Who owns the file can take them off: the ledger, not the guard, proves the entries."""
    with raw(at_work.folder) as connection:
        (sql,) = connection.execute(
            "select sql from sqlite_master where name = 'entries_are_not_changed'"
        ).fetchone()
        connection.execute("drop trigger entries_are_not_changed")
        connection.execute("update entries set body = x'00' where seq = 2")
        connection.execute(sql)
    with pytest.raises(errors.EntryMalformed):
        log(at_work.register)


# --- reading only ---------------------------------------------------------------------------


def test_a_register_opened_for_reading_refuses_to_write(at_work: Office) -> None:
    before = (at_work.folder / "register.sqlite").read_bytes()
    with reading(at_work.folder) as register:
        count, last = len(rows := at_work.rows()), rows[-1][1]
        writes: list[Callable[[], object]] = [
            lambda: register.append(count, last, StoredEntry(b"", b"")),
            lambda: register.replace_case_rows(()),
            lambda: register.save_draft("a", "b"),
            lambda: register.drop_job("a"),
            lambda: register.put(b"content"),
            lambda: register.put_file(Path(__file__)),
        ]
        for write in writes:
            with pytest.raises(errors.StorageError):
                write()
        for sql in ("insert into drafts values ('a', 'b', 'c')", "pragma user_version = 7"):
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                register._connection.execute(sql)
    assert (at_work.folder / "register.sqlite").read_bytes() == before
    assert list((at_work.folder / "documents").iterdir()) == []


def test_a_reader_sees_what_is_written_beside_it(at_work: Office) -> None:
    with reading(at_work.folder) as register:
        before = len(list(register.entries()))
        at_work.append(StoredEntry(b"body", b"signature"))
        assert list(register.entries(before)) == [StoredEntry(b"body", b"signature")]
