"""Reads the text of a file by what it is, whatever its name says."""

from pathlib import Path

from signapp.documents.pdf_text import read_pdf_text
from signapp.documents.word_text import OLD_OFFICE, read_word_text
from signapp.domain.import_errors import OfficeFileRefusedError, TextBinaryError
from signapp.services.import_values import ReadText

BEGINNING = 1024
"""So far into a file a PDF may begin."""


def read_text(path: Path) -> ReadText:
    """Return the lines of a PDF, or of a Word document.

    Raises TextBinaryError, OfficeFileRefusedError, NoTextError and other DocumentErrors.
    """
    with path.open("rb") as file:
        first = file.read(BEGINNING)
    if b"%PDF-" in first:
        return read_pdf_text(path)
    if first.startswith(b"PK"):
        return read_word_text(path)
    if first.startswith(OLD_OFFICE):
        raise OfficeFileRefusedError(what="old_or_encrypted")
    raise TextBinaryError(name="")
