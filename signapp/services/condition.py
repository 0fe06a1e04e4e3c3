"""The condition of a register and its desk: a row for each thing that should be as it should."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from enum import Enum
from pathlib import Path
from typing import Any, Protocol

from signapp.domain.errors import SignappError
from signapp.services.backup_values import BackupFacts, Told


class State(Enum):
    """How a thing is, best first."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True)
class Row:
    """A thing that was looked at: `name` says which, `code` what was found of it.

    `condition.{name}.{code}` is the sentence; `error` is a known error in place of it.
    """

    name: str
    code: str
    state: State = State.OK
    facts: Mapping[str, Any] = field(default_factory=dict)
    error: SignappError | None = None


@dataclass(frozen=True)
class FolderFacts:
    """What can be seen of a register's folder from outside.

    `open_files` are the files and folders in it that others may read or write.
    """

    system: str
    network: bool
    synchronised: str
    roams: bool
    open_files: tuple[str, ...]
    free: int


@dataclass(frozen=True)
class StoredFile:
    """A file among a register's documents: its SHA-256, empty for one that was never finished."""

    path: Path
    sha256: str
    length: int
    age: timedelta


class StoredFiles(Protocol):
    """The files among a register's documents."""

    def stored(self) -> tuple[StoredFile, ...]:
        """Return the files among the documents. Raises StorageError."""

    def mentioned(self) -> frozenset[str]:
        """Return the SHA-256 of the documents that drafts and unfinished work name."""

    def remove(self, file: StoredFile) -> None:
        """Remove a file from among the documents, durably. Raises StorageError."""


class Upkeep(StoredFiles, Protocol):
    """What keeps a register's folder in order."""

    @property
    def stamp_services(self) -> tuple[str, ...]:
        """The time stamp services that this desk asks."""

    def facts(self) -> FolderFacts:
        """Return what can be seen of the folder. Raises StorageError."""

    def look(self, told: Told) -> tuple[Row, ...]:
        """Look at the register as a whole, beside whoever works in it.

        Raises StorageError, and what `told` raises.
        """

    def make_backup(self, place: Path, told: Told) -> tuple[BackupFacts, Path]:
        """Make a verified backup under a name of its own in a folder; return it and its place.

        Raises LedgerError, StorageError, and what `told` raises.
        """


def worst_state(rows: tuple[Row, ...]) -> State:
    """Return the worst state of rows."""
    order = list(State)
    return max((row.state for row in rows), key=order.index, default=State.OK)


def failed(name: str, error: SignappError) -> Row:
    """Return the row of a thing that a known error keeps from being looked at."""
    return Row(name, "error", State.FAILED, {}, error)
