"""The parts that the program stands on, and below which version it does not start."""

import re
import sys
from collections.abc import Callable, Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from signapp import __version__
from signapp.domain.keeping_errors import PartTooOldError
from signapp.services.condition import Row, State
from signapp.storage.safety import SQLITE_VERSION

FLOORS: dict[str, tuple[int, ...]] = {
    "SQLite": (3, 37),
    "cryptography": (48,),
    "pyhanko": (0, 38),
    "pikepdf": (10,),
    "sqlite-utils": (4, 1),
}
"""SQLite below 3.37 has no strict tables; the others' are what the program was made with."""


def found_version(part: str) -> str:
    """Return the version of a part that is in use, or nothing where it does not say."""
    if part == "SQLite":
        return SQLITE_VERSION
    try:
        return version(part)
    except PackageNotFoundError:  # in a frozen program
        return ""


def too_old(found: str, floor: tuple[int, ...]) -> bool:
    """Tell whether a version is below a floor; one that does not say is not held against it."""
    numbers = tuple(int(one) for one in re.findall(r"\d+", found)[: len(floor)])
    return bool(numbers) and numbers < floor


def refuse_old(told: Callable[[str], str] = found_version) -> None:
    """Refuse to work on a part below its floor. Raises PartTooOldError."""
    for part, floor in FLOORS.items():
        found = told(part)
        if too_old(found, floor):
            raise PartTooOldError(part=part, found=found, floor=".".join(map(str, floor)))


def version_rows(told: Callable[[str], str] = found_version) -> Iterator[Row]:
    """Yield which versions are in use, and which are too old."""
    named = {"signapp": __version__, "Python": sys.version.partition(" ")[0]}
    named |= {part: found for part in FLOORS if (found := told(part))}
    listed = ", ".join(f"{part} {found}" for part, found in named.items())
    yield Row("versions", "listed", facts={"versions": listed})
    for part, floor in FLOORS.items():
        found = told(part)
        if too_old(found, floor):
            facts = {"part": part, "found": found, "floor": ".".join(map(str, floor))}
            yield Row("versions", "old", State.FAILED, facts)
    if find_spec("pysqlite3"):  # which sqlite-utils takes in SQLite's place
        yield Row("versions", "pysqlite3", State.WARNING)
