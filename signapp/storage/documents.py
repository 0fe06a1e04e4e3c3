"""Documents as files named by their SHA-256: written once, durably, and never changed."""

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
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
        self._store(ref, lambda file: file.write(content))
        return ref

    def put_file(self, path: Path) -> DocumentRef:
        """Store the bytes of a file. Raises StorageError."""
        try:
            ref = ref_of(path)
            with path.open("rb") as source:
                self._store(ref, lambda file: shutil.copyfileobj(source, file, CHUNK))
        except OSError as e:
            raise errors.StorageError(cause=str(e)) from e
        return ref

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

    def _store(self, ref: DocumentRef, write: Callable[[IO[bytes]], object]) -> None:
        if self._read_only:
            raise errors.StorageError(cause="read-only")
        place = self._place(ref)
        try:
            if place.exists() and ref_of(place) == ref:
                return
            place.parent.mkdir(mode=0o700, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=place.parent)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    write(file)
                    file.flush()
                    os.fsync(file.fileno())
                Path(name).chmod(0o400)
                Path(name).replace(place)
            except BaseException:
                Path(name).unlink(missing_ok=True)
                raise
            sync_folder(place.parent)
            sync_folder(self._folder)
        except OSError as e:
            raise errors.StorageError(cause=str(e)) from e


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
