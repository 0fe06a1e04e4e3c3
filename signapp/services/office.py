"""The protocol through which text documents are converted by another program."""

from pathlib import Path
from typing import Protocol

from signapp.services.arrivals import ArrivalKind


class Office(Protocol):
    """A program on this machine that converts text documents."""

    @property
    def version(self) -> str:
        """How it calls itself; nothing where there is none."""

    def convert(self, source: Path, kind: ArrivalKind) -> bytes:
        """Return a document as a PDF.

        Raises OfficeMissingError, ConversionFailedError, CancelledError, StorageError.
        """

    def break_off(self) -> None:
        """End what is under way, from any thread: it ends with CancelledError."""
