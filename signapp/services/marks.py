"""How a person's visible mark looks: its form, its language, and a picture beside the words."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Protocol


class MarkForm(Enum):
    """What a mark is drawn as; `AUTOMATIC` is the fullest form that is legible in the field."""

    AUTOMATIC = "automatic"
    FULL = "full"
    COMPACT = "compact"
    LINE = "line"
    INVISIBLE = "invisible"


class MarkLanguage(Enum):
    """The language of a mark's words; `AUTOMATIC` is that of the document."""

    AUTOMATIC = "automatic"
    FI = "fi"
    SV = "sv"
    EN = "en"
    ZH = "zh"


@dataclass(frozen=True)
class MarkChoice:
    """What a person chose; `picture` is a PNG that was checked and redrawn, or nothing."""

    form: MarkForm = MarkForm.AUTOMATIC
    language: MarkLanguage = MarkLanguage.AUTOMATIC
    picture: bytes = b""


class Marks(Protocol):
    """Keeps how each person's mark looks, at this desk."""

    def of(self, person: str) -> MarkChoice:
        """Return what a person chose; the automatic mark at first. Raises StorageError."""

    def keep(self, person: str, choice: MarkChoice) -> None:
        """Keep what a person chose. Raises StorageError."""


@dataclass
class MarksInMemory:
    """Keeps the choices for as long as the program runs; fits `Marks`."""

    choices: dict[str, MarkChoice] = field(default_factory=dict)

    def of(self, person: str) -> MarkChoice:
        """Return what a person chose."""
        return self.choices.get(person, MarkChoice())

    def keep(self, person: str, choice: MarkChoice) -> None:
        """Keep what a person chose."""
        self.choices[person] = choice
