"""Writes a file that leaves: whole or not at all, and over another one only when told."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from shutil import copyfile

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import StorageError
from signapp.domain.paper_errors import PaperNotWrittenOverError
from signapp.services.paper_values import Made


@contextmanager
def whole(made: Made, file: Path, *, over: bool) -> Iterator[DocumentRef]:
    """Write what was made beside its place; it gets its name when the block has done its part.

    Raises PaperNotWrittenOverError, StorageError.
    """
    if not over and file.exists():
        raise PaperNotWrittenOverError(file=file)
    unfinished = file.with_name(file.name + ".part")
    try:
        yield _written(made, unfinished)
        unfinished.replace(file)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    finally:
        unfinished.unlink(missing_ok=True)


def _written(made: Made, file: Path) -> DocumentRef:
    """Write what was made, durably, and return its hash and length. Raises OSError."""
    if callable(made):
        made(file)
    elif isinstance(made, Path):
        copyfile(made, file)
    else:
        file.write_bytes(made)
    with file.open("rb+") as written:
        os.fsync(written.fileno())
        sha256 = file_digest(written, "sha256").hexdigest()
    return DocumentRef(sha256, file.stat().st_size)
