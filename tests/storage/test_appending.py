"""Appending: durable, without a gap, one after another, whoever else appends or dies."""

import random
import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest

from signapp.domain import errors
from signapp.domain.acts import (
    DESK,
    DraftEdited,
    RosterChangeProposed,
    SessionClosed,
    SignInFailed,
)
from signapp.ledger.entries import EntryKey, read_entry
from signapp.ledger.verification import replay
from signapp.services.audit import log, rebuild
from signapp.services.journal import Session, SignedIn
from signapp.services.ports import SaltedText, StoredEntry
from signapp.storage.register import SqliteRegister
from tests.domain.stories import CASE, MAYOR, OTHER_CASE, PREPARED_AT, PREPARER
from tests.effort import effort
from tests.ledger.ledgers import LONGEST_SESSION
from tests.storage.registers import Office, by_force, raw, reading

SECOND = timedelta(seconds=1)


def settled(office: Office) -> list[tuple[bytes, bytes]]:
    """Return the entries after checking that they hold, and that the lists follow from them."""
    rows = office.rows()
    assert replay(rows).findings == []
    assert [read_entry(body).number for body, _ in rows] == list(range(len(rows)))
    with raw(office.folder) as connection:
        assert connection.execute("pragma integrity_check").fetchall() == [("ok",)]
    before = office.register.case_rows()
    rebuild(office.register)
    assert office.register.case_rows() == before
    return rows


# --- one after another ----------------------------------------------------------------------


def test_an_entry_is_appended_where_the_ledger_ends(at_work: Office) -> None:
    journal = at_work.journal()
    size = journal.size
    entry = journal.record(at_work.who, DraftEdited(), CASE)
    assert (entry.number, journal.size) == (size, size + 1)
    assert settled(at_work)[size][0] == entry.body()


ENTRY = StoredEntry(b"body", b"signature")


@pytest.mark.parametrize("behind", [1, 2, 5])
def test_an_append_where_others_have_appended_is_stale(at_work: Office, behind: int) -> None:
    before = at_work.rows()
    size = len(before) - behind
    with pytest.raises(errors.StaleHeadError):
        at_work.register.append(size, before[size - 1][1], ENTRY)
    assert at_work.rows() == before


@pytest.mark.parametrize("ahead", [1, 5])
def test_an_append_to_a_ledger_that_has_become_shorter_is_refused(
    at_work: Office, ahead: int
) -> None:
    before = at_work.rows()
    with pytest.raises(errors.HistoryRewritten):
        at_work.register.append(len(before) + ahead, before[-1][1], ENTRY)
    assert at_work.rows() == before


def test_an_append_to_another_ledger_than_was_read_is_refused(at_work: Office) -> None:
    """An older copy was put back under an open journal, and has grown as long as the other."""
    journal = at_work.journal()
    journal.record(at_work.who, DraftEdited(), CASE)
    by_force(
        at_work.folder,
        lambda db: db.execute("delete from entries where seq = (select max(seq) from entries)"),
    )
    at_work.journal().record(at_work.who, SessionClosed())
    before = at_work.rows()
    with pytest.raises(errors.HistoryRewritten):
        journal.record(at_work.who, DraftEdited(), CASE)
    assert at_work.rows() == before


def test_who_comes_second_takes_in_what_the_first_wrote(at_work: Office) -> None:
    one, other = at_work.journal(), at_work.journal()
    first = one.record(at_work.who, DraftEdited(), CASE)
    second = other.record(at_work.who, DraftEdited(), CASE)
    assert (second.number, second.case_entry) == (first.number + 1, first.case_entry + 1)
    settled(at_work)


def test_two_processes_append_at_once_and_nothing_is_lost(at_work: Office) -> None:
    before, each = len(at_work.rows()), effort(200, 5000)
    processes = [at_work.start_appending(each) for _ in range(2)]
    for process in processes:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    told = [[int(line) for line in process.communicate()[0].split()] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    rows = settled(at_work)
    noted = [n for n, row in enumerate(rows) if read_entry(row[0]).actor == DESK and n >= before]
    assert sorted([*told[0], *told[1], *noted]) == list(range(before, len(rows)))
    hundreds = 2 * each // 100
    assert len(noted) in (hundreds - 1, hundreds), "one after a hundred, whoever wrote them"
    assert [len(numbers) for numbers in told] == [each, each]
    assert max(told[0][0], told[1][0]) < min(told[0][-1], told[1][-1]), "they ran in turn"
    (row,) = [row for row in at_work.register.case_rows() if row.number == CASE]
    on_case = [entry for entry in (read_entry(body) for body, _ in rows) if entry.case == CASE]
    assert row.entries == on_case[-1].case_entry


@contextmanager
def ready(office: Office, count: int) -> Iterator[list["subprocess.Popen[str]"]]:
    """Start processes that are ready to append for ever; end those that are left."""
    processes = [office.start_appending(1_000_000) for _ in range(count)]
    try:
        yield processes
    finally:
        for process in processes:
            process.kill()
            process.communicate()


@pytest.mark.parametrize("seed", range(3))
def test_a_process_killed_while_it_appends_loses_nothing_acknowledged(
    at_work: Office, seed: int
) -> None:
    """Killed at random moments, five times each: what was told is there, and there is no gap."""
    chance, before = random.Random(seed), len(at_work.rows())
    with ready(at_work, 5) as processes:
        for process in processes:
            assert process.stdin
            assert process.stdout
            process.stdin.write("go\n")
            process.stdin.flush()
            told = process.stdout.readline()  # it is at work, however slow the machine is
            time.sleep(chance.uniform(0.002, 0.08))
            process.send_signal(signal.SIGKILL)
            told += process.communicate()[0]
            acknowledged = [int(line) for line in told.splitlines(keepends=True) if "\n" in line]
            assert process.returncode == -signal.SIGKILL
            journal = at_work.journal()  # opens, and verifies everything
            assert all(number >= before for number in acknowledged)
            told_of = acknowledged[-1] + 1
            assert told_of <= journal.size <= told_of + 2  # it, and a checkpoint, may be untold
            journal.record(at_work.who, DraftEdited(), CASE)
            before = journal.size
    assert len(settled(at_work)) == before


def test_a_write_broken_off_by_a_crash_is_undone_by_the_next_who_writes(at_work: Office) -> None:
    """The journal of SQLite that a crash leaves is rolled back; a reader alone says why not."""
    before = at_work.rows()
    with raw(at_work.folder) as connection:
        connection.execute("pragma cache_size = 1")
        connection.execute("pragma cache_spill = 1")
        connection.execute("begin immediate")
        for number in range(len(before), len(before) + 60):
            connection.execute("insert into entries values (?, ?, ?)",
                               (number, b"x" * 3000, b"s"))  # fmt: skip
        left = {
            name: (at_work.folder / name).read_bytes()
            for name in ("register.sqlite", "register.sqlite-journal")
        }
        connection.execute("rollback")
    at_work.register.close()
    for name, content in left.items():
        (at_work.folder / name).write_bytes(content)
    with pytest.raises(errors.StorageError) as caught, reading(at_work.folder):
        pass
    assert not isinstance(caught.value, errors.NotARegisterError)
    at_work.register = SqliteRegister(at_work.folder)
    assert [(one.body, one.signature) for one in at_work.register.entries()] == before
    settled(at_work)


# --- what never gets into the ledger --------------------------------------------------------


def test_what_is_refused_is_logged_and_nothing_else_changes(at_work: Office) -> None:
    journal = at_work.journal()
    size, case = journal.size, journal.case(CASE)
    with pytest.raises(errors.NotAuthorisedError) as caught:
        journal.record(at_work.who, DraftEdited(), "HEL 2017-000001")
    assert [reason.code for reason in caught.value.reasons] == ["CaseUnknown"]
    assert journal.size == size + 1
    assert type(log(at_work.register)[-1].act).__name__ == "AttemptRefused"
    assert journal.case(CASE) == case
    settled(at_work)


def test_a_session_that_is_over_writes_nothing(at_work: Office) -> None:
    journal, before = at_work.journal(), at_work.rows()
    other = SignedIn(at_work.who.session, MAYOR)
    unknown = Session(PREPARER.person, EntryKey(), PREPARED_AT + LONGEST_SESSION)
    for who, moment in (
        (at_work.who, PREPARED_AT + LONGEST_SESSION + SECOND),
        (at_work.who, PREPARED_AT - SECOND),  # the machine's clock was put back
        (other, PREPARED_AT),
        (unknown.acting_for(PREPARER.office), PREPARED_AT),
    ):
        at_work.clock.moment = moment
        with pytest.raises(errors.NotAuthorisedError) as caught:
            journal.record(who, DraftEdited(), CASE)
        assert [reason.code for reason in caught.value.reasons] == ["SessionEnded"]
    assert at_work.rows() == before
    at_work.clock.moment = PREPARED_AT
    journal.record(at_work.who, DraftEdited(), CASE)
    settled(at_work)


def test_what_a_verifier_would_not_accept_is_not_stored(at_work: Office) -> None:
    """A single bad entry would close the register for ever, so it is looked at before."""
    journal, before = at_work.journal(), at_work.rows()
    key, now = at_work.key, PREPARED_AT
    with pytest.raises(errors.KeyNotInForce):
        journal.append(PREPARER, DraftEdited(), CASE, EntryKey(), now)
    with pytest.raises(errors.KeyNotInForce):
        journal.append(MAYOR, DraftEdited(), CASE, key, now)
    with pytest.raises(errors.KeyNotInForce):
        journal.append(PREPARER, SignInFailed("paula", "x"), "", key, now)
    with pytest.raises(errors.EntryMalformed):
        journal.append(PREPARER, SessionClosed(), CASE, key, now)
    with pytest.raises(errors.ActNotAllowed):
        journal.append(PREPARER, RosterChangeProposed("p", ()), "", key, now)
    with pytest.raises(errors.LedgerError):
        journal.append(DESK, DraftEdited(), CASE, key, now)
    assert at_work.rows() == before
    assert journal.size == len(before)
    journal.record(at_work.who, DraftEdited(), CASE)
    settled(at_work)


def test_a_ledger_that_does_not_hold_takes_no_further_act(at_work: Office) -> None:
    journal = at_work.journal()
    by_force(at_work.folder, lambda db: db.execute("update entries set signature = x'00'"
                                                   " where seq = 3"))  # fmt: skip
    with pytest.raises(errors.SignatureOfEntryWrong):
        at_work.journal()
    size = len(at_work.rows())
    at_work.append(StoredEntry(b"{}", b""))
    with pytest.raises(errors.EntryMalformed):
        journal.record(at_work.who, DraftEdited(), CASE)
    assert len(at_work.rows()) == size + 1


# --- the database fails ---------------------------------------------------------------------


def test_a_locked_register_is_a_known_error_and_works_again_when_free(at_work: Office) -> None:
    journal = at_work.journal()
    at_work.register._connection.execute("pragma busy_timeout = 20")
    with raw(at_work.folder) as other:
        other.execute("begin immediate")
        with pytest.raises(errors.StorageError):
            journal.record(at_work.who, DraftEdited(), CASE)
        other.execute("rollback")
        journal.record(at_work.who, DraftEdited(), CASE)

        # A reader in the midst of a long look keeps the commit from happening.
        look = other.execute("select body from entries")
        look.fetchone()
        with pytest.raises(errors.StorageError):
            journal.record(at_work.who, DraftEdited(), CASE)
        look.close()
        size = journal.size
        assert journal.record(at_work.who, DraftEdited(), CASE).number == size
    settled(at_work)


def test_a_full_disk_is_a_known_error_and_nothing_is_half_written(at_work: Office) -> None:
    journal, connection = at_work.journal(), at_work.register._connection
    (pages,) = connection.execute("pragma page_count").fetchone()
    connection.execute(f"pragma max_page_count = {pages}")
    text = SaltedText("a" * 64, b"s" * 16, "long" * 10_000)
    with pytest.raises(errors.StorageError, match="full"):
        journal.record(at_work.who, DraftEdited(), CASE, (text,))
    assert at_work.register.text(text.commitment) is None
    settled(at_work)
    connection.execute("pragma max_page_count = 1000000")
    journal.record(at_work.who, DraftEdited(), CASE)
    settled(at_work)


def test_a_damaged_database_is_a_known_error(at_work: Office) -> None:
    journal = at_work.journal()
    for _ in range(60):
        journal.record(at_work.who, DraftEdited(), CASE)
    at_work.register.close()
    path = at_work.folder / "register.sqlite"
    content = bytearray(path.read_bytes())
    (size,) = sqlite3.connect(path).execute("pragma page_size").fetchone()
    for page in range(len(content) // size - 8, len(content) // size):
        content[page * size : (page + 1) * size] = b"\xa5" * size
    path.write_bytes(content)
    with pytest.raises(errors.StorageError):
        at_work.rows()


def test_the_lists_are_made_anew_from_the_ledger(at_work: Office) -> None:
    true = at_work.register.case_rows()
    assert {row.number for row in true} == {CASE, OTHER_CASE}
    with raw(at_work.folder) as connection:
        connection.execute("update cases set stage = 'signed'")
        connection.execute("delete from cases where number = ?", (OTHER_CASE,))
        connection.execute("insert into cases values ('HEL 2017-1', 'draft', '', 0, '', 1)")
    assert at_work.register.case_rows() != true
    rebuild(at_work.register)
    assert at_work.register.case_rows() == true


def test_lists_are_not_made_from_a_ledger_that_does_not_hold(at_work: Office) -> None:
    true = at_work.register.case_rows()
    at_work.append(StoredEntry(b"{}", b""))
    with pytest.raises(errors.EntryMalformed):
        rebuild(at_work.register)
    assert at_work.register.case_rows() == true


def test_an_entry_and_its_row_are_written_together_or_not_at_all(at_work: Office) -> None:
    before, rows = at_work.rows(), at_work.register.case_rows()
    unfit = replace(rows[0], title=b"\0")  # type: ignore[arg-type]  (so the second write fails)
    with pytest.raises(errors.StorageError):
        at_work.append(ENTRY, (), unfit)
    assert at_work.rows() == before
    assert at_work.register.case_rows() == rows
