"""What a desk remembers of registers, in the profile of its user: a small file for each."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from signapp.domain.errors import StorageError
from signapp.services.kept import Kept
from signapp.storage.value_files import keep_value, read_value


@dataclass(frozen=True)
class FolderKept:
    """Files in a folder outside of all registers; fits `services.kept.KeptStore`."""

    folder: Path

    def of(self, register: str) -> Kept | None:
        """Return what is remembered of a register. Raises StorageError."""
        return read_value(self.place(register), Kept)

    def keep(self, kept: Kept) -> None:
        """Remember: the old or the new, never half of it. Raises StorageError."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as e:
            raise StorageError(cause=str(e)) from e
        keep_value(self.place(kept.register), kept)

    def place(self, register: str) -> Path:
        """Return the file for a register: its name is not used as one."""
        return self.folder / f"{hashlib.sha256(register.encode()).hexdigest()[:16]}.json"
