"""Joins what keeps the folder of a desk's register in order."""

from dataclasses import replace
from datetime import UTC
from pathlib import Path

from signapp.machine import SystemClock
from signapp.services.backup_values import BackupFacts, Told
from signapp.services.backups import back_up
from signapp.services.condition import Row
from signapp.services.condition_rows import folder_rows, register_rows
from signapp.services.desk import Desk
from signapp.services.journal import Journal
from signapp.storage import backups
from signapp.storage.desk_key import read_desk_key
from signapp.storage.register import SqliteRegister
from signapp.storage.upkeep import FolderUpkeep

NAME_DIGITS = 8
"""So much of a register's name stands in the name of its backups."""


class DeskUpkeep(FolderUpkeep):
    """The folder of the register at a desk; fits `services.condition.Upkeep`.

    Whatever takes long reads the register by a connection of its own.
    """

    def __init__(self, folder: Path, register: SqliteRegister, desk: Desk) -> None:
        super().__init__(folder, register, SystemClock())
        self._source, self._desk = folder, desk

    def look(self, told: Told) -> tuple[Row, ...]:
        """Look at the register as a whole, beside whoever works in it."""
        register = SqliteRegister(self._source, read_only=True)
        try:
            clock = self._desk.journal.clock
            journal = Journal(register, clock, read_desk_key(self._source))
            beside = FolderUpkeep(self._source, register, SystemClock())
            found = register_rows(replace(self._desk, journal=journal), beside, told)
            return (*folder_rows(self.facts()), *found)
        finally:
            register.close()

    def make_backup(self, place: Path, told: Told) -> tuple[BackupFacts, Path]:
        """Make a verified backup under a name of its own in a folder; return it and its place."""
        now = SystemClock().now().astimezone(UTC)
        name = self._desk.journal.name.rpartition("/")[2][:NAME_DIGITS]
        made = place / f"signapp-{name}-{now:%Y%m%dT%H%M%SZ}"
        with backups.backup_in(self._source, made) as copying:
            return back_up(copying, now, told), made


def with_upkeep(desk: Desk, folder: Path, register: SqliteRegister) -> Desk:
    """Return a desk that keeps its register's folder in order."""
    return replace(desk, upkeep=DeskUpkeep(folder, register, desk))
