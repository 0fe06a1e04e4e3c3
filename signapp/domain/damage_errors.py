"""Known errors about what a disk did not keep as it was written."""

from signapp.domain.errors import LedgerError, StorageError


class WorkDamagedError(StorageError):
    """The draft or the open signing of a case (`case`) is not what was stored."""


class WorkDamaged(LedgerError):
    """The draft or the open signing of a case (`case`) is not what was stored."""


def told(error: Exception) -> Exception:
    """Return an error as a person is told of it: what a disk refuses is no bug."""
    return StorageError(cause=str(error)) if isinstance(error, OSError) else error
