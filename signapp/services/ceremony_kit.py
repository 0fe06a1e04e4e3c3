"""The ceremony kit: all that is laid on the table, made the day before and counted.

A folder with the originals to print (the very bytes that were decided on), the page for ink, the
checklist, and the hashes of them all. How many paper originals are printed is asked for and
logged, so that each sheet of paper is accounted for.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from signapp.domain.case import Case
from signapp.domain.errors import StorageError
from signapp.domain.printing import OriginalsPrinted
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.publicity import file_name
from signapp.services.sheet_checklist import checklist
from signapp.services.sheet_ink import ink_page, not_open
from signapp.services.sheets import require
from signapp.texts.catalogue import Texts

SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class KitWish:
    """What is wanted: how many paper originals are printed, and the language of the sheets."""

    copies: int
    language: str


def write_kit(desk: Desk, who: SignedIn, number: str, wish: KitWish, folder: Path) -> Path:
    """Write the kit into a folder of its own, log how many originals are printed, and return it.

    What lies there from an earlier time is replaced. Raises NotAuthorisedError, DocumentErrors,
    CheckpointMissingError, StorageError.
    """
    desk.journal.catch_up()
    case = desk.journal.case(number)
    act = OriginalsPrinted(tuple(one.document for one in case.originals), wish.copies)
    desk.journal.require(who, act, number)
    require(desk, case, not_open)
    files = dict(_files(desk, case, wish))
    place = folder / file_name(case, "kit")
    _write(place, files)
    desk.journal.record(who, act, number)
    return place


def may_print(desk: Desk, who: SignedIn, case: Case) -> bool:
    """Tell whether a person may print originals of a case, before the city has signed."""
    act = OriginalsPrinted(tuple(one.document for one in case.originals), 1)
    now = desk.journal.clock.now()
    against = desk.journal.state.reasons_against(who.actor, now, case.number, act)
    return not (against or case.signed_by_city)


def _files(desk: Desk, case: Case, wish: KitWish) -> Iterator[tuple[str, bytes]]:
    """Yield the files by their names, which tell no title."""
    texts = Texts(wish.language)
    for number, original in enumerate(case.originals, 1):
        yield file_name(case, f"original-{number}.pdf"), desk.read(original.document)
    yield file_name(case, "ink.pdf"), ink_page(desk, case.number, texts)
    yield file_name(case, "checklist.pdf"), checklist(desk, case.number, texts, wish.copies)


def _write(place: Path, files: dict[str, bytes]) -> None:
    sums = "".join(
        f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files.items()
    )
    try:
        place.mkdir(parents=True, exist_ok=True)
        for name, content in {**files, SUMS: sums.encode()}.items():
            unfinished = place / f"{name}.part"
            unfinished.write_bytes(content)
            unfinished.replace(place / name)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
