"""How a case follows an earlier one, and why."""

from dataclasses import dataclass
from enum import Enum

from signapp.domain.references import Commitment


class SuccessionKind(Enum):
    """What a later case is to the earlier one.

    A successor decision takes the place of the earlier one: deciding it ends the earlier
    authorisation. So does a correction, which decides anew what had an error of substance
    (Hallintolaki 50 §), also when something was signed by the earlier decision.
    """

    SUCCESSOR = "successor"
    CORRECTION = "correction"


@dataclass(frozen=True)
class Succession:
    """The earlier case (its number), what the new one is to it, and the reason."""

    case: str
    kind: SuccessionKind
    reason: Commitment


def replaces(link: Succession) -> bool:
    """Tell whether deciding the later case ends the authorisation of the earlier one."""
    return link.kind in (SuccessionKind.SUCCESSOR, SuccessionKind.CORRECTION)


def corrects(link: Succession) -> bool:
    """Tell whether the later case decides anew what the earlier one decided wrongly."""
    return link.kind is SuccessionKind.CORRECTION
