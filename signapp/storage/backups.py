"""Backups in folders: a register's copy in the making, a backup that is read, a register set back.

`backup.json` says what the backup is; `register/` is a register that can be opened as any other.
"""

import json
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from signapp import __version__
from signapp.domain.acts import DocumentRef
from signapp.domain.errors import MalformedValueError, SignappError, StorageError
from signapp.domain.keeping_errors import BackupDamagedError, BackupExistsError, NotABackupError
from signapp.domain.values import from_plain, to_plain
from signapp.services.backup_values import BackupFacts
from signapp.services.ports import StoredEntry
from signapp.storage.documents import SHA256, DocumentFiles, ref_of, sync_folder
from signapp.storage.register import SqliteRegister
from signapp.storage.schema import open_connection

FACTS, REGISTER, DATABASE = "backup.json", "register", "register.sqlite"
BESIDE = ("desk.key", "desk.json", "marks.json", "last-places.json")
FOLDERS = ("trust", "work")
ASIDE = "lost-documents"
"""Where documents are kept that the lost register still had, and the backup has not."""


GiveName = Callable[[Path, Path], None]
"""Makes the backup at a place out of its finished folder."""


class FolderBackup:
    """A backup in the making, in a hidden folder beside its place; fits `backups.Copying`."""

    def __init__(
        self, source: Path, unfinished: Path, place: Path, give_name: GiveName | None
    ) -> None:
        self._source, self._unfinished, self._place = source, unfinished, place
        self._give_name = give_name
        self._made = unfinished / REGISTER
        self._documents = DocumentFiles(self._made / "documents")
        self._from = DocumentFiles(source / "documents", read_only=True)
        self._opened: SqliteRegister | None = None

    def register(self) -> SqliteRegister:
        """Copy the database at one go, so that nobody's entry is half in it, and small files."""
        for part in (self._unfinished, self._made, self._made / "documents"):
            part.mkdir(mode=0o700)
        _copy_database(self._source / DATABASE, self._made / DATABASE)
        for name in BESIDE:
            with suppress(FileNotFoundError):
                _copy_file(self._source / name, self._made / name)
        for name in FOLDERS:
            for file in _files(self._source / name):
                with suppress(FileNotFoundError):  # finished meanwhile
                    _copy_file(file, self._made / file.relative_to(self._source))
        self._opened = SqliteRegister(self._made, read_only=True)
        return self._opened

    def add_document(self, ref: DocumentRef) -> None:
        """Copy a document, and read the copy again."""
        self._documents.put_file(self._from.checked(ref))
        self._documents.checked(ref)

    def finish(self, facts: BackupFacts) -> BackupFacts:
        """Say what the backup is, and give it its name, durably."""
        self.close()
        files = {
            file.relative_to(self._unfinished).as_posix(): ref_of(file).sha256
            for file in _files(self._made)
            if "documents" not in file.relative_to(self._made).parts[:1]
        }
        told = BackupFacts(
            *(facts.register, facts.size, facts.root, facts.made_at, facts.documents),
            program=__version__,
            files=files,
        )
        content = json.dumps(to_plain(told, BackupFacts), indent=1, sort_keys=True)
        _write_file(self._unfinished / FACTS, f"{content}\n".encode())
        _sync_folders(self._unfinished)
        if self._give_name:
            self._give_name(self._unfinished, self._place)
        else:
            self._unfinished.rename(self._place)
            sync_folder(self._place.parent)
        return told

    def close(self) -> None:
        """Close the copied database."""
        if self._opened:
            self._opened.close()
            self._opened = None


@contextmanager
def backup_in(
    source: Path, place: Path, give_name: GiveName | None = None
) -> Iterator[FolderBackup]:
    """Give a backup to be made of a register's folder; what is not finished leaves nothing.

    `give_name` makes what has the name of a finished folder, where that is not the folder itself.

    Raises BackupExistsError, StorageError.
    """
    place = place.absolute()
    if place.exists() and not (place.is_dir() and not any(place.iterdir())):
        raise BackupExistsError(place=place)
    unfinished = place.with_name(f".{place.name}.unfinished")
    with translated():
        shutil.rmtree(unfinished, ignore_errors=True)
        place.parent.mkdir(parents=True, exist_ok=True)
        made = FolderBackup(source, unfinished, place, give_name)
        try:
            yield made
        finally:
            made.close()
            shutil.rmtree(unfinished, ignore_errors=True)


def read_facts(backup: Path) -> BackupFacts:
    """Return what a backup is, after comparing its files with what it says of them.

    Raises NotABackupError, BackupDamagedError, StorageError.
    """
    try:
        plain = json.loads((backup / FACTS).read_text(encoding="utf-8"))
        facts: BackupFacts = from_plain(plain, BackupFacts)
    except (
        FileNotFoundError,
        NotADirectoryError,
        ValueError,
        TypeError,
        MalformedValueError,
    ) as e:
        raise NotABackupError(place=backup) from e
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    for name, sha256 in facts.files.items():
        file = backup / name
        inside = file.resolve().is_relative_to(backup.resolve()) and not file.is_symlink()
        if not inside or not file.is_file() or ref_of(file).sha256 != sha256:
            raise BackupDamagedError(file=name)
    if f"{REGISTER}/{DATABASE}" not in facts.files:
        raise NotABackupError(place=backup)
    return facts


def set_back(backup: Path, facts: BackupFacts, documents: list[DocumentRef], to: Path) -> None:
    """Copy a backup's register into a new folder: its files and the documents that it names."""
    with translated():
        for part in (to, to / "documents", to / "work"):
            part.mkdir(mode=0o700, parents=True)
        for name in facts.files:
            _copy_file(backup / name, to / Path(name).relative_to(REGISTER))
        found = DocumentFiles(backup / REGISTER / "documents", read_only=True)
        made = DocumentFiles(to / "documents")
        for ref in documents:
            made.put_file(found.checked(ref))
        _sync_folders(to)


def give_name(unfinished: Path, folder: Path) -> None:
    """Give a register that was set back its name; the place is free or empty."""
    with translated():
        if folder.exists():
            folder.rmdir()
        unfinished.rename(folder)
        sync_folder(folder.parent)


def readable_entries(lost: Path) -> list[StoredEntry]:
    """Return the entries of a damaged register, from the first on, as far as they can be read."""
    found: list[StoredEntry] = []
    database = lost / DATABASE
    if not database.is_file():
        return found
    with suppress(sqlite3.Error):
        connection = sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)
        try:
            rows = connection.execute("select body, signature from entries order by seq")
            found.extend(StoredEntry(bytes(body), bytes(made)) for body, made in rows)
        finally:
            connection.close()
    return found


def keep_aside(lost: Path, folder: Path, known: set[str]) -> tuple[DocumentRef, ...]:
    """Copy the documents of a lost register that the restored one has not; return them.

    The lost register is only read. What is not what its name says is left where it is.
    """
    place, kept = DocumentFiles(folder / ASIDE), list[DocumentRef]()
    for file in sorted(_files(lost / "documents")):
        name = file.parent.name + file.name
        if name in known or not SHA256.fullmatch(name):
            continue
        with translated():
            if ref_of(file).sha256 == name:
                (folder / ASIDE).mkdir(mode=0o700, exist_ok=True)
                kept.append(place.put_file(file))
    return tuple(kept)


def _copy_database(source: Path, target: Path) -> None:
    target.touch(mode=0o600, exist_ok=False)
    read = open_connection(source, read_only=True)
    try:
        made = sqlite3.connect(target, isolation_level=None)
        try:
            read.backup(made)
        finally:
            made.close()
    finally:
        read.close()
    _sync_file(target)


def _copy_file(source: Path, target: Path) -> None:
    _write_file(target, source.read_bytes())


def _write_file(target: Path, content: bytes) -> None:
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    target.touch(mode=0o600)
    target.write_bytes(content)
    _sync_file(target)


def _sync_file(file: Path) -> None:
    descriptor = os.open(file, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sync_folders(folder: Path) -> None:
    for part in sorted((one for one in folder.rglob("*") if one.is_dir()), reverse=True):
        sync_folder(part)
    sync_folder(folder)


def _files(folder: Path) -> list[Path]:
    """Return the regular files below a folder; links lead elsewhere and are left out."""
    found = (one for one in folder.rglob("*") if one.is_file() and not one.is_symlink())
    return sorted(found)


@contextmanager
def translated() -> Iterator[None]:
    """Tell what the disk or the database says as a known error."""
    try:
        yield
    except SignappError:
        raise
    except (sqlite3.Error, OSError) as e:
        raise StorageError(cause=str(e)) from e
