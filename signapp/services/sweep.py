"""Files that nothing names: what a crash left among the documents, found and swept on demand."""

import hashlib
from datetime import timedelta

from signapp.domain.keeping import DocumentsSwept
from signapp.services.condition import StoredFile, StoredFiles
from signapp.services.desk import Desk
from signapp.services.whole import Whole, read_whole

LEAST_AGE = timedelta(hours=24)
"""A younger file may belong to something that somebody is doing just now."""


def orphans_among(upkeep: StoredFiles, whole: Whole) -> tuple[StoredFile, ...]:
    """Return the files that no entry, draft or unfinished work names, old enough to be sure.

    Raises StorageError.
    """
    named = {ref.sha256 for ref in whole.documents} | upkeep.mentioned()
    return tuple(one for one in upkeep.stored() if one.sha256 not in named and one.age > LEAST_AGE)


def find_orphans(desk: Desk, upkeep: StoredFiles) -> tuple[StoredFile, ...]:
    """Return what a sweep would remove. Raises LedgerError, StorageError."""
    return orphans_among(upkeep, read_whole(desk.journal.register))


def sweep(desk: Desk, upkeep: StoredFiles, files: tuple[StoredFile, ...]) -> int:
    """Remove files that were shown and that still nothing names; have the desk record it first.

    Returns how many were removed. Raises LedgerError, StorageError.
    """
    still = {one.path for one in find_orphans(desk, upkeep)}
    swept = tuple(one for one in files if one.path in still)
    if not swept:
        return 0
    names = (one.sha256 or hashlib.sha256(one.path.name.encode()).hexdigest() for one in swept)
    desk.journal.record_by_desk(DocumentsSwept(tuple(sorted(names))))
    for one in swept:
        upkeep.remove(one)
    return len(swept)
