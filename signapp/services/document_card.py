"""The card of a file or of a stored document, for whoever has to act on it."""

from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.services.desk import Desk
from signapp.services.file_fitness import fit_for_signing
from signapp.services.ports import Preflight


def look_at_file(desk: Desk, file: Path) -> Preflight:
    """Return what is found in a file of this machine. Raises StorageError."""
    return desk.pdf.preflight(file)


def look_at_document(desk: Desk, ref: DocumentRef) -> Preflight:
    """Return what is found in a stored document. Raises StorageError."""
    return desk.pdf.preflight(desk.journal.register.document(ref))


def require_fit(desk: Desk, *refs: DocumentRef | None) -> None:
    """Refuse documents that may not be decided on or signed, whoever let them in.

    Raises DocumentErrors, StorageError.
    """
    for ref in refs:
        if ref is not None:
            fit_for_signing(desk.pdf, desk.journal.register.document(ref))
