"""The decisions that a decision-maker has begun and not finished, in the order of beginning."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from signapp.domain.acts import Actor


@dataclass(frozen=True)
class OpenDecision:
    """A decision that was begun: its case and § number, by whom and when."""

    case: str
    section: int
    year: int
    by: Actor
    at: datetime


@dataclass(frozen=True)
class OpenDecisions:
    """What lies open for one decision-maker; `signing` once a key was asked for any of it."""

    begun: tuple[OpenDecision, ...] = ()
    signing: bool = False

    @property
    def last(self) -> OpenDecision | None:
        """The one that was begun last, or None when nothing lies open."""
        return self.begun[-1] if self.begun else None

    def with_begun(self, one: OpenDecision) -> "OpenDecisions":
        """Return them with one more."""
        return replace(self, begun=(*self.begun, one))

    def without(self, case: str) -> "OpenDecisions":
        """Return them after one was decided or given up; the last one ends the list."""
        left = tuple(one for one in self.begun if one.case != case)
        return OpenDecisions(left, signing=self.signing and bool(left))

    def in_signing(self) -> "OpenDecisions":
        """Return them once a key is asked: no decision joins them any more."""
        return replace(self, signing=True)

    def reserved(self, year: int) -> frozenset[int]:
        """Return the § numbers of a year that they hold."""
        return frozenset(one.section for one in self.begun if one.year == year)


NOTHING_OPEN = OpenDecisions()


def together(all_of: Iterable[OpenDecisions]) -> OpenDecisions:
    """Return what lies open in several years as one: at New Year it is of the old one."""
    found = NOTHING_OPEN
    for one in all_of:
        found = OpenDecisions((*found.begun, *one.begun), found.signing or one.signing)
    return found
