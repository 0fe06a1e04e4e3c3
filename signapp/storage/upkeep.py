"""Looks at a register's folder from outside, and keeps it in order."""

import re
import shutil
import stat
import sys
from datetime import UTC, datetime
from pathlib import Path

from signapp.services.condition import FolderFacts, StoredFile
from signapp.services.ports import Clock
from signapp.storage.backups import translated
from signapp.storage.desk_settings import read_settings
from signapp.storage.documents import SHA256, sync_folder
from signapp.storage.drives import drive_of, roams, synchronised_by
from signapp.storage.register import SqliteRegister

NAMED = re.compile("[0-9a-f]{64}|[0-9a-f]{2}/[0-9a-f]{62}")
"""How drafts and unfinished work name a document: by its hash, or by its place."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO


class FolderUpkeep:
    """The folder of an open register; fits `services.condition.Upkeep` but for making backups."""

    def __init__(self, folder: Path, register: SqliteRegister, clock: Clock) -> None:
        self._folder, self._register, self._clock = folder, register, clock

    @property
    def stamp_services(self) -> tuple[str, ...]:
        """The time stamp services that this desk asks."""
        return read_settings(self._folder).time_stamps

    def facts(self) -> FolderFacts:
        """Return what can be seen of the folder. Raises StorageError."""
        with translated():
            drive = drive_of(self._folder)
            return FolderFacts(
                system=drive.system,
                network=drive.network,
                synchronised=synchronised_by(self._folder),
                roams=roams(self._folder),
                open_files=_open_files(self._folder),
                free=shutil.disk_usage(self._folder).free,
            )

    def stored(self) -> tuple[StoredFile, ...]:
        """Return the files among the documents. Raises StorageError."""
        documents, found = self._folder / "documents", list[StoredFile]()
        with translated():
            for path in sorted(documents.rglob("*")):
                if path.is_symlink() or not path.is_file():
                    continue
                name = path.parent.name + path.name
                inside = path.parent.parent == documents and SHA256.fullmatch(name)
                told = path.stat()
                age = self._clock.now() - datetime.fromtimestamp(told.st_mtime, UTC)
                sha256 = name if inside else ""
                found.append(StoredFile(path, sha256, told.st_size, age))
        return tuple(found)

    def mentioned(self) -> frozenset[str]:
        """Return the SHA-256 of the documents that drafts and unfinished work name."""
        texts = self._register.unfinished()
        return frozenset(
            one.replace("/", "")
            for text in texts
            for one in NAMED.findall(text.replace("\\", "/"))
        )

    def remove(self, file: StoredFile) -> None:
        """Remove a file from among the documents, durably. Raises StorageError."""
        with translated():
            file.path.unlink(missing_ok=True)
            sync_folder(file.path.parent)


def _open_files(folder: Path) -> tuple[str, ...]:
    """Return what others may read or write in a folder; Windows tells that by other means."""
    if sys.platform == "win32":
        return ()
    return tuple(
        path.relative_to(folder.parent).as_posix()
        for path in (folder, *sorted(folder.rglob("*")))
        if not path.is_symlink() and path.stat().st_mode & OTHERS
    )
