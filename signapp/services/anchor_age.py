"""How long acts of legal effect have waited for a time stamp from outside, and what follows."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from signapp.domain.acts import Policy
from signapp.domain.register import RegisterState
from signapp.domain.stamping import overdue
from signapp.texts.catalogue import Texts


class AgeState(Enum):
    """Whether anything waits for a stamp, and since too long; the best first."""

    COVERED = "covered"
    WAITS = "waits"
    WARNS = "warns"
    STOPS = "stops"


@dataclass(frozen=True)
class AnchorAge:
    """When the last time stamp from outside was recorded, and what has waited since when.

    `last` is None while there never was one, `since` while nothing waits. `warn_after` and
    `stop_after` are the policy's hours, None where it has none.
    """

    state: AgeState
    last: datetime | None
    since: datetime | None
    waiting: int
    warn_after: int | None
    stop_after: int | None

    @property
    def is_over(self) -> bool:
        """Whether somebody should see to it."""
        return self.state in (AgeState.WARNS, AgeState.STOPS)


def anchor_age(state: RegisterState, now: datetime) -> AnchorAge:
    """Return the age of the last time stamp from outside as it is at a moment."""
    stamping, roster = state.stamping, state.roster
    reached = AgeState.WAITS if stamping.waiting else AgeState.COVERED
    if overdue(stamping, roster, Policy.WARN_WITHOUT_STAMP, now):
        reached = AgeState.WARNS
    if overdue(stamping, roster, Policy.STOP_WITHOUT_STAMP, now):
        reached = AgeState.STOPS
    return AnchorAge(
        state=reached,
        last=stamping.last,
        since=stamping.since,
        waiting=len(stamping.waiting),
        warn_after=roster.hours(Policy.WARN_WITHOUT_STAMP),
        stop_after=roster.hours(Policy.STOP_WITHOUT_STAMP),
    )


def age_told(texts: Texts, age: AnchorAge) -> str:
    """Return the age of the last time stamp from outside, in a sentence or two."""
    if age.state is AgeState.COVERED:
        key = "covered" if age.last else "nothing_yet"
        return texts.say(f"anchor_age.{key}", last=age.last)
    said = texts.count("anchor_age.waits", age.waiting, since=age.since)
    if age.state is AgeState.WAITS:
        return said
    hours = age.stop_after if age.state is AgeState.STOPS else age.warn_after
    return f"{said} {texts.say(f'anchor_age.{age.state.value}', hours=hours)}"
