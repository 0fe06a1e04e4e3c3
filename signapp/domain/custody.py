"""Who has charge of a draft, and its handing over."""

from dataclasses import dataclass

from signapp.domain.references import Commitment


@dataclass(frozen=True)
class DraftHandedOver:
    """The draft of a case was handed over to another person, who prepares for an office.

    Everyone who edited it before still counts as a preparer (R13).
    """

    person: str
    office: str
    reason: Commitment
