"""Tells whether a file begins with the bytes of a document, as every later revision of it does."""

import hashlib
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import DocumentRef

CHUNK = 1 << 20


def begins_with(path: Path, document: DocumentRef) -> bool:
    """Compare the first bytes of a file with a document's hash. Raises StorageError."""
    digest, left = hashlib.sha256(), document.length
    try:
        with path.open("rb") as file:
            while left > 0 and (read := file.read(min(CHUNK, left))):
                digest.update(read)
                left -= len(read)
    except OSError as e:
        raise errors.StorageError(cause=str(e)) from e
    return left == 0 and digest.hexdigest() == document.sha256
