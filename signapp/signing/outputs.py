"""The files that signing writes: replaced whole and durably, and looked at before they count."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pyhanko.sign.validation.errors import SignatureValidationError

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import SignatureNotValidError, StorageError
from signapp.services.ports import SignedFile
from signapp.signing.certificates import PATH_ERRORS, cause_of
from signapp.signing.levels import cms_digest, level_in, open_pdf, reading_pdf, signature_in

ROOM = 32768
"""Hexadecimal digits kept free for a signature or a time stamp: 16 KiB of CMS."""
CHUNK = 1 << 20


@contextmanager
def judging() -> Iterator[None]:
    """Translate what the library raises when it refuses to judge or to trust a signature."""
    with reading_pdf():
        try:
            yield
        except PATH_ERRORS as e:
            raise SignatureNotValidError(cause=cause_of(e)) from e
        except SignatureValidationError as e:
            raise SignatureNotValidError(cause="not_readable") from e


@contextmanager
def storing() -> Iterator[None]:
    """Translate what the file system raises."""
    try:
        yield
    except OSError as e:
        raise StorageError(cause=e.strerror or type(e).__name__) from e


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give the path of a new file which replaces `path`, durably, when all went well."""
    part = path.with_name(path.name + ".part")
    with storing():
        try:
            yield part
            _flush(part, os.O_RDWR)
            part.replace(path)
            _flush(path.parent, os.O_RDONLY)
        finally:
            part.unlink(missing_ok=True)


def _flush(path: Path, flags: int) -> None:
    descriptor = os.open(path, flags)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def signed_file(path: Path, field: str) -> SignedFile:
    """Return what was written: the file, its CMS in a field, and the level found there."""
    with storing(), path.open("rb") as stream:
        reader = open_pdf(stream)
        content = cms_digest(signature_in(reader, field))
        return SignedFile(file_ref(path), content, level_in(reader, field))


def file_ref(path: Path) -> DocumentRef:
    """Return the hash and the length of what was written. Raises StorageError."""
    with storing(), path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return DocumentRef(sha256, stream.tell())
