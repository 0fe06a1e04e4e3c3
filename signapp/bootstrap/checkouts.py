"""Opens the file of a checked-out case as a register of its own."""

import shutil
import tempfile
from contextlib import ExitStack, suppress
from pathlib import Path

from signapp.domain.checkout_errors import NoCaseFileError
from signapp.domain.errors import LedgerError, RegisterExistsError
from signapp.ledger.entries import EntryKey
from signapp.services.audit import rebuild
from signapp.services.case_files import KEY, CaseFile, read_case_file
from signapp.services.ports import StoredEntry
from signapp.storage.archives import ZipArchives
from signapp.storage.founding import founding_in
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust


def open_checkout(path: Path, folder: Path) -> None:
    """Make the register of a checked-out case in a folder that is empty or not there yet.

    It is verified before it gets its place. Raises RegisterExistsError, NoCaseFileError,
    ArchiveRefusedError, LedgerError, StorageError.
    """
    folder = folder.absolute()
    if folder.exists() and any(folder.iterdir()):
        raise RegisterExistsError(folder=folder)
    file = read_case_file(ZipArchives(), path)
    if file.key is None:
        raise NoCaseFileError(name=KEY)
    unfinished = folder.with_name(f".{folder.name}.unfinished")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with ExitStack() as opened:
        opened.callback(shutil.rmtree, unfinished, ignore_errors=True)
        with founding_in(unfinished, folder) as make_register:
            _fill(make_register(EntryKey(file.key), file.trust), file)


def unpack(path: Path, opened: ExitStack) -> Path:
    """Return a folder with the register of a case file, for reading, until `opened` closes.

    It has no desk key: nothing is done in it. Raises NoCaseFileError, ArchiveRefusedError,
    StorageError.
    """
    file = read_case_file(ZipArchives(), path)
    folder = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="signapp-")))
    register = SqliteRegister.found(folder / "register")
    opened.callback(register.close)
    FolderTrust(folder / "register" / "trust").keep(file.trust)
    with suppress(LedgerError):  # whoever reads it will hear of that
        _fill(register, file)
    return folder / "register"


def _fill(register: SqliteRegister, file: CaseFile) -> None:
    """Store what a case file holds, and list its case. Raises LedgerError, StorageError."""
    file.put(register)
    register.fill((StoredEntry(*row) for row in file.rows), file.texts)
    rebuild(register)
