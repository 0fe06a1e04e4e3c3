"""Tells what a file is that came in, whatever its name says; nothing is made of some."""

import hashlib
from collections.abc import Callable
from pathlib import Path

from signapp.documents import office_files, picture_files
from signapp.domain.acts import DocumentRef
from signapp.domain.errors import DocumentError
from signapp.domain.intake_errors import FileKindError
from signapp.services.arrivals import Arrival, ArrivalKind

BEGINNINGS = (
    (b"\x89PNG\r\n\x1a\n", ArrivalKind.PNG),
    (b"\xff\xd8\xff", ArrivalKind.JPEG),
    (b"II*\x00", ArrivalKind.TIFF),
    (b"MM\x00*", ArrivalKind.TIFF),
)
ZIP, COMPOUND, PDF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-"
NAMES = {
    ".docx": ArrivalKind.DOCX,
    ".docm": ArrivalKind.DOCX,
    ".odt": ArrivalKind.ODT,
    ".png": ArrivalKind.PNG,
    ".jpg": ArrivalKind.JPEG,
    ".jpeg": ArrivalKind.JPEG,
    ".tif": ArrivalKind.TIFF,
    ".tiff": ArrivalKind.TIFF,
}
"""What the endings of names promise. What is called a PDF is looked at as one, and told so."""
HEAD = 1024

Looking = Callable[[Path], tuple[int, tuple[str, ...]]]
LOOKS: dict[ArrivalKind, Looking] = {
    ArrivalKind.PDF: lambda _: (0, ()),  # a preflight tells more
    ArrivalKind.DOCX: office_files.look_at_docx,
    ArrivalKind.ODT: office_files.look_at_odt,
    ArrivalKind.PNG: picture_files.look_at_picture,
    ArrivalKind.JPEG: picture_files.look_at_picture,
    ArrivalKind.TIFF: picture_files.look_at_picture,
}


def look_at_arrival(path: Path, name: str) -> Arrival:
    """Return what a file is that came in under a name, and what is to be known of it.

    Raises FileKindError, ConversionRefusedError, PictureRefusedError.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        document = DocumentRef(digest, file.tell())
    ending = Path(name).suffix.lower()
    kind = ArrivalKind.PDF if ending == ".pdf" else _kind(path, head)
    promised = NAMES.get(ending, kind)
    if promised is not kind:
        raise FileKindError(cause="other", kind=kind.name, name=promised.name)
    pages, findings = LOOKS[kind](path)
    return Arrival(kind, document, pages, findings)


def _kind(path: Path, head: bytes) -> ArrivalKind:
    """Return what a file is by its bytes. Raises FileKindError."""
    if not head:
        raise _unknown("empty")
    if PDF in head:
        return ArrivalKind.PDF
    for beginning, kind in BEGINNINGS:
        if head.startswith(beginning):
            return kind
    if head.startswith(ZIP):
        zipped = office_files.kind_of(path)
        if zipped:
            return zipped
    raise _unknown("old" if head.startswith(COMPOUND) else "unknown")


def _unknown(cause: str) -> DocumentError:
    return FileKindError(cause=cause, kind="", name="")
