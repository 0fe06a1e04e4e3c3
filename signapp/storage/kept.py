"""What a desk remembers of registers, in the profile of its user: a small file for each."""

import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from signapp.domain.errors import MalformedValueError, StorageError
from signapp.domain.values import from_plain, to_plain
from signapp.services.kept import Kept


@dataclass(frozen=True)
class FolderKept:
    """Files in a folder outside of all registers; fits `services.kept.KeptStore`."""

    folder: Path

    def of(self, register: str) -> Kept | None:
        """Return what is remembered of a register. Raises StorageError."""
        place = self.place(register)
        try:
            kept: Kept = from_plain(json.loads(place.read_text(encoding="utf-8")), Kept)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, MalformedValueError) as e:
            raise StorageError(cause=f"{place}: {e}") from e
        return kept

    def keep(self, kept: Kept) -> None:
        """Remember: the old or the new, never half of it. Raises StorageError."""
        place = self.place(kept.register)
        plain = json.dumps(to_plain(kept, Kept), ensure_ascii=False, indent=2)
        unfinished = place.with_suffix(f".{os.getpid()}.part")  # of two programs at once
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            unfinished.touch(0o600)
            unfinished.write_text(plain + "\n", encoding="utf-8")
            unfinished.replace(place)
        except OSError as e:
            raise StorageError(cause=str(e)) from e

    def place(self, register: str) -> Path:
        """Return the file for a register: its name is not used as one."""
        return self.folder / f"{hashlib.sha256(register.encode()).hexdigest()[:16]}.json"
