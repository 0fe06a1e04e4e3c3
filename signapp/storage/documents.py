"""Documents as files named by their SHA-256: written once, durably, and never changed."""

import hashlib
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from signapp.domain import errors
from signapp.domain.acts import DocumentRef

CHUNK = 1 << 20
SHA256 = re.compile("[0-9a-f]{64}")


class DocumentFiles:
    """The folder of documents: `ab/cdef…` holds the bytes whose SHA-256 is `abcdef…`."""

    def __init__(self, folder: Path, *, read_only: bool = False) -> None:
        self._folder = folder
        self._read_only = read_only

    def put(self, content: bytes) -> DocumentRef:
        """Store bytes: temporary file, fsync, rename, fsync of the folder. Raises StorageError."""
        ref = DocumentRef(hashlib.sha256(content).hexdigest(), len(content))
        if self._holds(ref):
            return ref

        def write(file: IO[bytes]) -> DocumentRef:
            file.write(content)
            return ref

        return self._store(write)

    def put_file(self, path: Path) -> DocumentRef:
        """Store the bytes of a file, named by what was really copied. Raises StorageError."""
        try:
            with path.open("rb") as source:
                return self._store(lambda file: _copy(source, file))
        except OSError as e:
            raise errors.StorageError(cause=str(e)) from e

    def put_chunks(self, chunks: Iterator[bytes]) -> DocumentRef:
        """Store bytes as they come, named by what came. What they raise leaves nothing behind.

        Raises StorageError.
        """
        return self._store(lambda file: _write(chunks, file))

    def checked(self, ref: DocumentRef) -> Path:
        """Return the file of a document whose bytes were read and compared just now."""
        path = self._place(ref)
        if not SHA256.fullmatch(ref.sha256):  # from a foreign register: it leads anywhere
            raise errors.DocumentMissingError(sha256=ref.sha256)
        try:
            found = ref_of(path)
        except FileNotFoundError as e:
            raise errors.DocumentMissingError(sha256=ref.sha256) from e
        except OSError as e:
            raise errors.StorageError(cause=str(e)) from e
        if found != ref:
            raise errors.DocumentAlteredError(sha256=ref.sha256)
        return path

    def _place(self, ref: DocumentRef) -> Path:
        return self._folder / ref.sha256[:2] / ref.sha256[2:]

    def _holds(self, ref: DocumentRef) -> bool:
        """Tell whether the document is stored and sound."""
        place = self._place(ref)
        try:
            return place.exists() and ref_of(place) == ref
        except OSError as e:
            raise errors.StorageError(cause=str(e)) from e

    def _store(self, write: Callable[[IO[bytes]], DocumentRef]) -> DocumentRef:
        """Write a temporary file, then give it the name that `write` says its bytes have."""
        if self._read_only:
            raise errors.StorageError(cause="read-only")
        try:
            descriptor, name = tempfile.mkstemp(dir=self._folder)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    ref = write(file)
                    file.flush()
                    os.fsync(file.fileno())
                self._name(Path(name), ref)
            finally:
                Path(name).unlink(missing_ok=True)
        except OSError as e:
            raise errors.StorageError(cause=str(e)) from e
        return ref

    def _name(self, written: Path, ref: DocumentRef) -> None:
        """Give a file its name, durably, unless the document is there already."""
        if self._holds(ref):
            return
        place = self._place(ref)
        place.parent.mkdir(mode=0o700, exist_ok=True)
        written.chmod(0o400)
        written.replace(place)
        sync_folder(place.parent)
        sync_folder(self._folder)


def _copy(source: IO[bytes], target: IO[bytes]) -> DocumentRef:
    """Copy a file; return hash and length of the very bytes that were copied."""
    return _write(iter(partial(source.read, CHUNK), b""), target)


def _write(chunks: Iterator[bytes], target: IO[bytes]) -> DocumentRef:
    """Write bytes; return hash and length of what was written."""
    digest, length = hashlib.sha256(), 0
    for chunk in chunks:
        digest.update(chunk)
        length += len(chunk)
        target.write(chunk)
    return DocumentRef(digest.hexdigest(), length)


def ref_of(path: Path) -> DocumentRef:
    """Return hash and length of a file."""
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        return DocumentRef(sha256, file.tell())


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable; Windows has no such call and needs none."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
