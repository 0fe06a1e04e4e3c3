"""Founds a register's folder: whole, or not at all."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from signapp.ledger.entries import EntryKey
from signapp.services.ports import TrustMaterial
from signapp.storage.desk_key import keep_desk_key
from signapp.storage.documents import sync_folder
from signapp.storage.register import SqliteRegister
from signapp.storage.trust import FolderTrust


@contextmanager
def founding_in(
    unfinished: Path, folder: Path
) -> Iterator[Callable[[EntryKey, TrustMaterial], SqliteRegister]]:
    """Give a function that makes an empty register; it gets its place last, when all went well.

    It is made in the folder `unfinished`, and what a founding that was broken off left there is
    removed first. Raises StorageError; OSError when something else is in its place.
    """
    if unfinished.exists():
        shutil.rmtree(unfinished)
    with ExitStack() as opened:

        def make_register(desk_key: EntryKey, trust: TrustMaterial) -> SqliteRegister:
            register = SqliteRegister.found(unfinished)
            opened.callback(register.close)
            keep_desk_key(unfinished, desk_key)
            FolderTrust(unfinished / "trust").keep(trust)
            return register

        yield make_register
    if folder.exists():
        folder.rmdir()  # only if nothing is in it
    unfinished.rename(folder)
    sync_folder(folder.parent)
