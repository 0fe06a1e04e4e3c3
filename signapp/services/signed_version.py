"""The version of a file that was signed: its beginning, up to the end of the signed revision."""

from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import DocumentAlteredError, StorageError
from signapp.services.beginnings import CHUNK, begins_with


def write_signed_version(source: Path, signed: DocumentRef, target: Path) -> Path:
    """Write the signed beginning of a file into another one and return that.

    Raises DocumentAlteredError when the file is no longer the one that was judged, StorageError.
    """
    try:
        left = signed.length
        with source.open("rb") as old, target.open("wb") as new:
            while left > 0 and (read := old.read(min(CHUNK, left))):
                new.write(read)
                left -= len(read)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    if not begins_with(target, signed):
        target.unlink()
        raise DocumentAlteredError(sha256=signed.sha256)
    return target
