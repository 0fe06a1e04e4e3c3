"""Keeps beside a register how people's visible marks look; this desk's own affair, no secret."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from signapp.domain.errors import MalformedValueError, StorageError
from signapp.domain.values import from_plain, to_plain
from signapp.services.marks import MarkChoice

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
        """Keep a choice: the old ones or the new ones, never half of them. Raises StorageError."""
        kept = _Kept({**self._read().by_person, person: choice})
        plain = json.dumps(to_plain(kept, _Kept), ensure_ascii=False, indent=2)
        place = self.folder / NAME
        try:
            unfinished = place.with_suffix(".part")
            unfinished.write_text(plain + "\n", encoding="utf-8")
            unfinished.replace(place)
        except OSError as e:
            raise StorageError(cause=str(e)) from e

    def _read(self) -> _Kept:
        place = self.folder / NAME
        try:
            kept: _Kept = from_plain(json.loads(place.read_text(encoding="utf-8")), _Kept)
        except FileNotFoundError:
            return _Kept()
        except (OSError, ValueError, MalformedValueError) as e:
            raise StorageError(cause=f"{place}: {e}") from e
        return kept
