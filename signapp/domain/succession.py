"""How a case follows an earlier one, and why."""

from dataclasses import dataclass
from enum import Enum

from signapp.domain.references import Commitment


class SuccessionKind(Enum):
    """What a later case is to the earlier one.

    A successor decision takes the place of the earlier one: deciding it ends the earlier
    authorisation.
    """

    SUCCESSOR = "successor"


@dataclass(frozen=True)
class Succession:
    """The earlier case (its number), what the new one is to it, and the reason."""

    case: str
    kind: SuccessionKind
    reason: Commitment


def replaces(link: Succession) -> bool:
    """Tell whether deciding the later case ends the authorisation of the earlier one."""
    return link.kind is SuccessionKind.SUCCESSOR
