"""Keeps beside a register where signatures were put last; this desk's own affair, no secret."""

import json
from dataclasses import dataclass
from pathlib import Path

from signapp.domain.errors import MalformedValueError, StorageError
from signapp.domain.values import from_plain, to_plain
from signapp.services.last_places import Used

NAME = "last-places.json"


@dataclass(frozen=True)
class FolderLastPlaces:
    """What was used last in a register's folder; fits `services.last_places.LastPlaces`."""

    folder: Path

    def read(self) -> Used:
        """Return what was used last; the most usual template at first. Raises StorageError."""
        place = self.folder / NAME
        try:
            used: Used = from_plain(json.loads(place.read_text(encoding="utf-8")), Used)
        except FileNotFoundError:
            return Used()
        except (OSError, ValueError, RecursionError, MalformedValueError) as e:
            raise StorageError(cause=f"{place}: {e}") from e
        return used

    def keep(self, used: Used) -> None:
        """Keep what was used: the old or the new, never half of it. Raises StorageError."""
        plain = json.dumps(to_plain(used, Used), ensure_ascii=False, indent=2)
        place = self.folder / NAME
        try:
            unfinished = place.with_suffix(".part")
            unfinished.write_text(plain + "\n", encoding="utf-8")
            unfinished.replace(place)
        except OSError as e:
            raise StorageError(cause=str(e)) from e
