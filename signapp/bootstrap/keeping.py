"""Joins what keeps a register safe: backups, restores, its condition and its cleaning."""

import shutil
import time
from contextlib import ExitStack
from pathlib import Path

from signapp.bootstrap.office import working
from signapp.bootstrap.reading import register_folder
from signapp.bootstrap.versions import version_rows
from signapp.demo.clock import DemoClock
from signapp.demo.scene import DemoFolder
from signapp.domain.acts import DocumentRef
from signapp.domain.errors import CancelledError, RegisterExistsError, SignappError
from signapp.machine import SystemClock
from signapp.services.anchors import Anchor
from signapp.services.backup_values import BackupFacts, BackupMadeHere, Restored, Told, silently
from signapp.services.backups import (
    back_up,
    check_backup,
    known_loss,
    record_backup,
    record_restore,
)
from signapp.services.condition import Row, failed
from signapp.services.condition_rows import folder_rows, register_rows
from signapp.services.desk_rows import desk_rows
from signapp.services.journal import Journal
from signapp.services.ports import Clock
from signapp.storage import backups
from signapp.storage.backup_files import backup_at, unpacked
from signapp.storage.desk_key import read_desk_key
from signapp.storage.register import SqliteRegister


def make_backup(folder: Path, place: Path, told: Told = silently) -> BackupMadeHere:
    """Make a verified backup of a register, and have the desk record it where it can.

    Raises BackupExistsError, LedgerError, StorageError, and what `told` raises.
    """
    source = register_folder(folder)
    with backup_at(source, place) as made:
        facts = back_up(made, SystemClock().now(), told)
    return BackupMadeHere(facts, place, _logged(folder, facts))


def _logged(folder: Path, facts: BackupFacts) -> bool:
    """Record the backup; a copy that may only be read has its backup all the same."""
    try:
        with working(folder) as desk:
            return record_backup(desk.journal, facts)
    except SignappError:
        return False


def _clock(folder: Path) -> Clock:
    """Return the clock of the desk at a register: the machine's, or that of a demo around it."""
    for demo in (folder, folder.parent):
        if DemoFolder(demo).clock.is_file():
            return DemoClock(DemoFolder(demo).clock, time.monotonic)
    return SystemClock()


def restore(
    backup: Path,
    folder: Path,
    lost: Path | None,
    anchors: tuple[Anchor, ...],
    told: Told = silently,
) -> Restored:
    """Set a register back from a backup, in a folder of its own; the lost one is only read.

    Raises RegisterExistsError, NotABackupError, BackupDamagedError, LedgerError, StorageError.
    """
    folder = folder.absolute()
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise RegisterExistsError(folder=folder)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    with ExitStack() as opened:
        shutil.rmtree(unfinished, ignore_errors=True)
        opened.callback(shutil.rmtree, unfinished, ignore_errors=True)
        backup = opened.enter_context(unpacked(backup))
        facts = backups.read_facts(backup)
        kept = SqliteRegister(backup / backups.REGISTER, read_only=True)
        opened.callback(kept.close)
        whole = check_backup(kept, facts, told)
        backups.set_back(backup, facts, list(whole.documents), unfinished)
        damaged = backups.readable_entries(register_folder(lost)) if lost else []
        known = known_loss(whole.ledger, damaged, anchors)
        register = SqliteRegister(unfinished)
        opened.callback(register.close)
        act = record_restore(Journal(register, _clock(folder), read_desk_key(unfinished)), known)
        aside: tuple[DocumentRef, ...] = ()
        if lost:
            names = {ref.sha256 for ref in whole.documents}
            aside = backups.keep_aside(register_folder(lost), unfinished, names)
        register.close()
        backups.give_name(unfinished, folder)
    return Restored(facts, act, aside)


def doctor(folder: Path | None, told: Told = silently) -> tuple[Row, ...]:
    """Look at the program and, where one is named, at a register and its desk.

    What a known error keeps from being looked at is a row that failed. Raises what `told` raises.
    """
    rows = [*version_rows()]
    if folder is None:
        return tuple(rows)
    try:
        with working(folder) as desk:
            assert desk.upkeep is not None
            rows += folder_rows(desk.upkeep.facts())
            rows += register_rows(desk, desk.upkeep, told)
            rows += desk_rows(desk, desk.upkeep)
    except CancelledError:
        raise
    except SignappError as e:
        rows.append(failed("register", e))
    return tuple(rows)
