"""Whether a file may be decided on and signed: the card of findings, and the error of each."""

from pathlib import Path

from signapp.domain.errors import (
    ActiveContentError,
    CertifiedFileError,
    DamagedFileError,
    DocumentError,
    EncryptedFileError,
    FieldOutsidePageError,
    NotAPdfError,
)
from signapp.domain.file_errors import FieldLockedError, FieldNamesClashError, NoFreeFieldError
from signapp.services.ports import FileFinding, PdfWork, Preflight, Severity
from signapp.texts.catalogue import Texts

_GROUPS: dict[str, type[DocumentError]] = {
    "format": NotAPdfError,
    "encrypted": EncryptedFileError,
    "lock": FieldLockedError,
    "field": FieldOutsidePageError,
    "certified": NoFreeFieldError,
}
_CODES: dict[str, type[DocumentError]] = {
    "certified.closed": CertifiedFileError,
    "field.same_name": FieldNamesClashError,
}


def error_of(found: FileFinding) -> DocumentError:
    """Return the error with which a finding that refuses is refused."""
    group, _, what = found.code.partition(".")
    if group == "active":
        return ActiveContentError(what=what)
    error = _CODES.get(found.code) or _GROUPS.get(group, DamagedFileError)
    field = found.facts.get("field")
    return error(field=field) if field else error()


def fit_for_signing(pdf: PdfWork, path: Path) -> Preflight:
    """Return the card of a file that may be decided on and signed.

    Raises the DocumentError of the first finding that refuses it.
    """
    card = pdf.preflight(path)
    for found in card.findings:
        if found.severity is Severity.REFUSES:
            raise error_of(found)
    return card


def card_line(texts: Texts, card: Preflight) -> str:
    """Return pages, size and standards of a file in one line."""
    size = texts.say("preflight.size", pages=card.pages, length=card.document.length)
    claims = ", ".join(card.claims) or texts.say("preflight.no_claim")
    return f"{size} · {claims}"
