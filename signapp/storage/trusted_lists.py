"""The trusted lists that a register keeps beside its anchors: all of a taking-in, or none."""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from signapp.domain.errors import MalformedValueError, StorageError
from signapp.domain.values import from_plain, to_plain
from signapp.services.trust_values import KeptLists

INDEX, FOLDER = "lists.json", "lists"


@dataclass(frozen=True)
class _Index:
    """What was read of the lists, and who signs the list of the lists (DER) if that was given."""

    kept: KeptLists
    signers: tuple[bytes, ...]


class ListFolder:
    """Trusted lists in a folder: the files as they came, named by their SHA-256, and an index.

    The index, which takes the place of the earlier one at the end, is what counts. Fits
    `services.trust_values.ListStore`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def lists(self) -> KeptLists | None:
        """Return the lists that are kept, if there are any. Raises StorageError."""
        index = self._read()
        return index.kept if index else None

    def list_signers(self) -> tuple[bytes, ...]:
        """Return the signers of the list of the lists that this desk was given, or none."""
        index = self._read()
        return index.signers if index else ()

    def list_files(self) -> tuple[bytes, ...]:
        """Return the files of the lists that are kept, that of the lists first.

        Raises StorageError.
        """
        kept = self.lists()
        listed = (kept.of_lists, *kept.lists) if kept else ()
        try:
            return tuple(
                (self._folder / FOLDER / f"{one.sha256}.xml").read_bytes() for one in listed
            )
        except OSError as e:
            raise StorageError(cause=str(e)) from e

    def keep_lists(
        self, kept: KeptLists, contents: tuple[bytes, ...], signers: tuple[bytes, ...]
    ) -> None:
        """Keep lists in place of the earlier ones. Raises StorageError."""
        named = {f"{sha256(one).hexdigest()}.xml": one for one in contents}
        place = self._folder / FOLDER
        try:
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name, content in named.items():
                _replace(place / name, content)
            plain = json.dumps(to_plain(_Index(kept, signers), _Index), ensure_ascii=False)
            _replace(self._folder / INDEX, plain.encode())
            for old in place.iterdir():
                if old.name not in named:
                    old.unlink()
        except OSError as e:
            raise StorageError(cause=str(e)) from e

    def _read(self) -> _Index | None:
        try:
            plain = json.loads((self._folder / INDEX).read_text(encoding="utf-8"))
            index: _Index = from_plain(plain, _Index)
        except FileNotFoundError:
            return None
        except (OSError, ValueError, MalformedValueError) as e:
            raise StorageError(cause=f"{self._folder / INDEX}: {e}") from e
        return index


def _replace(path: Path, content: bytes) -> None:
    """Write a file so that its name holds the old bytes or the new ones, never some of each."""
    unfinished = path.with_name(path.name + ".part")
    unfinished.touch(0o600)
    with unfinished.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
