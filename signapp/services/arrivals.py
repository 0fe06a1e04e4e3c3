"""The protocol through which files that come in are looked at, and what crosses it."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import Protocol

from signapp.domain.acts import DocumentRef


class ArrivalKind(Enum):
    """What a file is that can be attached, by its media type."""

    PDF = "application/pdf"
    DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    ODT = "application/vnd.oasis.opendocument.text"
    PNG = "image/png"
    JPEG = "image/jpeg"
    TIFF = "image/tiff"


@dataclass(frozen=True)
class Arrival:
    """A file that came in: what it is, its bytes, what is to be known of it.

    `pages` is how many pages a picture becomes; it is 0 for other files. `findings` are codes, of
    which `services.arrival_findings` says how severe they are.
    """

    kind: ArrivalKind
    document: DocumentRef
    pages: int
    findings: tuple[str, ...]


@dataclass(frozen=True)
class PictureOrder:
    """How to make pages of pictures: title, language, a description for each page, the date."""

    title: str
    language: str
    descriptions: tuple[str, ...]
    moment: datetime


class Arrivals(Protocol):
    """Looking at files that come in, and making pages of pictures."""

    def look_at_arrival(self, path: Path, name: str) -> Arrival:
        """Return what a file is that came in under a name; refuse what nothing is made of.

        Raises FileKindError, ConversionRefusedError, PictureRefusedError.
        """

    def picture_pages(self, path: Path, order: PictureOrder) -> bytes:
        """Return pictures or scans as a PDF (PDF/A-3a, PDF/UA-1), one on each page.

        Raises PictureRefusedError, TypesettingError.
        """

    def finish_converted(self, content: bytes, title: str, language: str) -> bytes:
        """Return what another program converted, with its title. Raises ConversionFailedError."""
