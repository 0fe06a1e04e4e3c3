"""Keeps beside a register where signatures were put last; this desk's own affair, no secret."""

from dataclasses import dataclass
from pathlib import Path

from signapp.services.last_places import Used
from signapp.storage.value_files import keep_value, read_value

NAME = "last-places.json"


@dataclass(frozen=True)
class FolderLastPlaces:
    """What was used last in a register's folder; fits `services.last_places.LastPlaces`."""

    folder: Path

    def read(self) -> Used:
        """Return what was used last; the most usual template at first. Raises StorageError."""
        return read_value(self.folder / NAME, Used, Used())

    def keep(self, used: Used) -> None:
        """Keep what was used. Raises StorageError."""
        keep_value(self.folder / NAME, used)
