"""The days of a case as a calendar file, for the terminal."""

from pathlib import Path

from signapp.cli.log import VerifiedLog
from signapp.domain.errors import StorageError
from signapp.services.publicity import file_name, public_title
from signapp.services.schedule import calendar_of
from signapp.texts.catalogue import Texts


def case_calendar(texts: Texts, log: VerifiedLog, number: str) -> bytes:
    """Return the calendar file of a case, with the title that the public may see.

    Raises CaseUnknown.
    """
    case, last = log.case(number), log.of_case(number)[-1]
    title = public_title(case, log.text(case.opened.title))
    return calendar_of(last.register, case, title, texts, last.at)


def write_calendar(content: bytes, log: VerifiedLog, number: str, folder: Path) -> Path:
    """Write a calendar file into a folder; return it. Raises StorageError."""
    file = folder / f"{file_name(log.case(number), 'calendar')}.ics"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
    return file
