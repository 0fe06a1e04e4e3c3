"""Keeps beside a register how people's visible marks look; this desk's own affair, no secret."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from signapp.services.marks import MarkChoice
from signapp.storage.value_files import keep_value, read_value

NAME = "marks.json"


@dataclass(frozen=True)
class _Kept:
    by_person: Mapping[str, MarkChoice] = field(default_factory=dict)


@dataclass(frozen=True)
class FolderMarks:
    """The choices in a register's folder; fits `services.marks.Marks`."""

    folder: Path

    def of(self, person: str) -> MarkChoice:
        """Return what a person chose; the automatic mark at first. Raises StorageError."""
        return self._read().by_person.get(person, MarkChoice())

    def keep(self, person: str, choice: MarkChoice) -> None:
        """Keep a choice beside those of others. Raises StorageError."""
        kept = _Kept({**self._read().by_person, person: choice})
        keep_value(self.folder / NAME, kept)

    def _read(self) -> _Kept:
        return read_value(self.folder / NAME, _Kept, _Kept())
