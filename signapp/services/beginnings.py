"""Tells whether a file begins with the bytes of a document, as every later revision of it does."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import DocumentRef

CHUNK = 1 << 20


def beginnings(path: Path, documents: Iterable[DocumentRef]) -> tuple[DocumentRef, ...]:
    """Return the documents with which a file begins, the longest first; the file is read once.

    Raises StorageError.
    """
    wanted: dict[int, list[DocumentRef]] = {}
    for document in documents:
        wanted.setdefault(document.length, []).append(document)
    found: list[DocumentRef] = []
    digest, at = hashlib.sha256(), 0
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            for length in sorted(one for one in wanted if 0 < one <= size):
                while at < length and (read := file.read(min(CHUNK, length - at))):
                    digest.update(read)
                    at += len(read)
                here = digest.copy().hexdigest()
                found += [one for one in wanted[length] if at == length and one.sha256 == here]
    except OSError as e:
        raise errors.StorageError(cause=str(e)) from e
    return tuple(reversed(found))


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
