"""In which language a case's documents are written: that of its text, whatever the window's is."""

from dataclasses import replace

from signapp.domain.errors import TextErasedError
from signapp.domain.references import Commitment
from signapp.services.desk import Desk
from signapp.services.minutes_basis import newest_basis
from signapp.services.prepare import draft, read_text
from signapp.texts.catalogue import LANGUAGES, Texts


def in_its_language(desk: Desk, number: str) -> Desk:
    """Return the desk with documents in the language of the case's text (R57).

    A text that names no language, or was erased, has that of the desk.
    """
    language = _language(desk, number)
    if language not in LANGUAGES or language == desk.document_texts.language:
        return desk
    return replace(desk, document_texts=Texts(language))


def _language(desk: Desk, number: str) -> str:
    text = _text_of(desk, number)
    if not text:
        drafted = draft(desk, number)
        return drafted.language if drafted else ""
    try:
        return read_text(desk, number, text).language
    except TextErasedError:
        return ""


def _text_of(desk: Desk, number: str) -> Commitment | None:
    case = desk.journal.case(number)
    return newest_basis(case).text if case.begun else case.proposed_text
