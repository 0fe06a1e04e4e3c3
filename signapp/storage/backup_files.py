"""A backup as one file: a plain ZIP of its folder, and the folder out of such a file."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signapp.domain.keeping_errors import NotABackupError
from signapp.services.archives import ArchiveKind, Limits, Member
from signapp.storage.archives import ZipArchives
from signapp.storage.backups import FolderBackup, backup_in, translated
from signapp.storage.documents import sync_folder

SUFFIX = ".zip"
LIMITS = Limits(members=10_000_000, total=1 << 40, ratio=1000, opaque=("register/documents/",))
"""A register may be large, and its documents may be archives: they are kept as bytes."""


@contextmanager
def backup_at(source: Path, place: Path) -> Iterator[FolderBackup]:
    """Give a backup to be made: in a folder, or in one file where the name ends so.

    Raises BackupExistsError, StorageError.
    """
    if place.suffix.lower() != SUFFIX:
        with backup_in(source, place) as made:
            yield made
        return
    with backup_in(source, place, pack) as made:
        yield made


def pack(folder: Path, place: Path) -> None:
    """Write the files of a finished backup's folder into one file, and read it once more."""
    files = sorted(one for one in folder.rglob("*") if one.is_file())
    members = [Member(one.relative_to(folder).as_posix(), one) for one in files]
    unverified = place.with_name(f".{place.name}.unverified")
    try:
        ZipArchives().write(unverified, ArchiveKind.BACKUP, members)
        ZipArchives().open(unverified, ArchiveKind.BACKUP, LIMITS).check()
        unverified.replace(place)
        sync_folder(place.parent)
    finally:
        unverified.unlink(missing_ok=True)


@contextmanager
def unpacked(backup: Path) -> Iterator[Path]:
    """Give the folder of a backup: its own, or one that lasts as long as it is used.

    Raises NotABackupError, ArchiveRefusedError, StorageError.
    """
    if backup.is_dir():
        yield backup
        return
    if not backup.is_file():
        raise NotABackupError(place=backup)
    archive = ZipArchives().open(backup, ArchiveKind.BACKUP, LIMITS)
    with translated():
        folder = Path(tempfile.mkdtemp(prefix="signapp-backup-"))
    try:
        with translated():
            for member in archive.manifest.members:
                file = folder / member.name
                file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
                with file.open("wb") as written:
                    for chunk in archive.chunks(member.name):
                        written.write(chunk)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
