"""Where signatures were put last at this desk, so that the next agreement begins there."""

from dataclasses import dataclass, field
from typing import Protocol

from signapp.services.usual_places import SIDE_BY_SIDE, UsualPlace


@dataclass(frozen=True)
class Used:
    """What was used: a template by its name, or `places` that somebody chose."""

    template: str = SIDE_BY_SIDE
    places: tuple[UsualPlace, ...] = ()


class LastPlaces(Protocol):
    """Keeps which places were used last, at this desk."""

    def read(self) -> Used:
        """Return what was used last; the most usual template at first. Raises StorageError."""

    def keep(self, used: Used) -> None:
        """Keep what was used. Raises StorageError."""


@dataclass
class LastPlacesInMemory:
    """Keeps them for as long as the program runs; fits `LastPlaces`."""

    used: Used = field(default_factory=Used)

    def read(self) -> Used:
        """Return what was used last."""
        return self.used

    def keep(self, used: Used) -> None:
        """Keep what was used."""
        self.used = used
