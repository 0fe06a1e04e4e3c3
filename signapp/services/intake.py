"""Taking in a file: what it is, the PDF that is made of it, and both beside each other (R5, R43).

A PDF is taken as it came. A text document is converted by LibreOffice, pictures and scans become
pages; the original is kept beside what was made of it, which is what is read and decided on.
"""

from dataclasses import dataclass
from pathlib import Path

from signapp.domain.acts import DocumentPrepared, DocumentRef
from signapp.domain.intake_errors import OfficeMissingError
from signapp.services.arrivals import Arrival, ArrivalKind, PictureOrder
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.ports import PdfWork
from signapp.services.prepare import KeptFile, record_attachment
from signapp.texts.catalogue import LANGUAGES, Texts

TEXTS = frozenset({ArrivalKind.DOCX, ArrivalKind.ODT})
"""What another program has to convert."""


@dataclass(frozen=True)
class Came:
    """A file that came in, and the PDF that was made of it under a title; a PDF has none."""

    arrival: Arrival
    document: DocumentRef | None = None
    titled: tuple[str, str] = ("", "")


def look_at_arrival(desk: Desk, file: Path) -> Arrival:
    """Return what a file is that may be attached. Raises DocumentErrors, StorageError."""
    return desk.pdf.look_at_arrival(file, file.name)


def convert(desk: Desk, file: Path, arrival: Arrival, titled: tuple[str, str]) -> Came:
    """Make a PDF of a file that is none, under a title and in a language; keep it.

    It takes a while. Raises DocumentErrors, CancelledError, WorkerFailedError, StorageError.
    """
    if arrival.kind is ArrivalKind.PDF:
        return Came(arrival)
    title, language = titled[0] or file.stem, titled[1]
    if arrival.kind in TEXTS:
        if desk.office is None:
            raise OfficeMissingError
        made = desk.office.convert(file, arrival.kind)
        made = desk.pdf.finish_converted(made, title, language)
    else:
        made = _worker(desk).picture_pages(file, _order(desk, arrival, title, language))
    return Came(arrival, desk.journal.register.put(made), titled)


def _order(desk: Desk, arrival: Arrival, title: str, language: str) -> PictureOrder:
    texts = Texts(language) if language in LANGUAGES else desk.document_texts
    words = (
        texts.say("intake.description", title=title, page=page + 1, pages=arrival.pages)
        for page in range(arrival.pages)
    )
    return PictureOrder(title, texts.language, tuple(words), desk.journal.clock.now())


def _worker(desk: Desk) -> PdfWork:
    """Return the worker for long work: nothing else of the desk waits for that one."""
    return desk.checker or desk.pdf


def break_off(desk: Desk) -> None:
    """End a conversion that is under way, from any thread."""
    if desk.office is not None:
        desk.office.break_off()
    if desk.checker is not None:
        desk.checker.break_off()


def taken_in(
    desk: Desk, file: Path, titled: tuple[str, str], came: Came | None, *, signed: bool
) -> tuple[KeptFile, DocumentRef | None]:
    """Return a file as it is kept, and what was made of it, which was looked at before or not.

    What came before counts for the same bytes and title only. Raises as `convert` does.
    """
    if came is None:
        came = convert(desk, file, look_at_arrival(desk, file), titled)
    original = desk.journal.register.put_file(file)
    same = original == came.arrival.document
    if same and came.document and came.arrival.kind in TEXTS and came.titled != titled:
        made = desk.pdf.finish_converted(desk.read(came.document), *titled)
        came = Came(came.arrival, desk.journal.register.put(made), titled)
    elif not same or (came.document and came.titled != titled):
        came = convert(desk, file, look_at_arrival(desk, file), titled)
    return KeptFile(original, file.name, signed, came.arrival.kind.value), came.document


def attach_to_read(
    desk: Desk,
    who: SignedIn,
    number: str,
    file: Path,
    title: str,
    language: str,
    came: Came | None = None,
) -> int:
    """Attach a file that nobody is to sign; return its attachment number.

    Raises NotAuthorisedError, DocumentErrors, CancelledError, StorageError.
    """
    kept, made = taken_in(desk, file, (title, language), came, signed=False)
    desk.pdf.inspect(desk.journal.register.document(made or kept.original))
    attachment = record_attachment(desk, who, number, kept, title, language)
    record_converted(desk, who, number, attachment, made)
    return attachment


def record_converted(
    desk: Desk, who: SignedIn, number: str, attachment: int, made: DocumentRef | None
) -> None:
    """Record the PDF that was made of an attachment. Raises NotAuthorisedError."""
    if made is not None:
        desk.journal.record(who, DocumentPrepared(attachment, made, ()), number)
