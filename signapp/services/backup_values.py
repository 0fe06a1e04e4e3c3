"""What is told of backups: what one holds, where it was made, and what was set back from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from signapp.domain.acts import DocumentRef
from signapp.domain.keeping import RegisterRestored

Told = Callable[[int, int], None]
"""Is told how many of how many documents are done. May raise CancelledError, which ends it."""


def silently(_done: int, _of: int) -> None:
    """Say nothing: nobody is watching."""


@dataclass(frozen=True)
class BackupFacts:
    """What stands in a backup about itself; `files` are those beside the documents (SHA-256)."""

    register: str
    size: int
    root: str
    made_at: datetime
    documents: int
    program: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    version: int = 1


@dataclass(frozen=True)
class BackupMadeHere:
    """A backup that was made: what it holds, where, and whether the register knows of it."""

    facts: BackupFacts
    place: Path
    logged: bool


@dataclass(frozen=True)
class Restored:
    """A register that was set back: from what, as which act, and what was kept aside."""

    facts: BackupFacts
    act: RegisterRestored
    aside: tuple[DocumentRef, ...]
