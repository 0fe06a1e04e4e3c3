"""What became of an authorisation after the decision: its text, conditions, delegate and end."""

from dataclasses import dataclass, replace
from enum import Enum

from signapp.domain.authorisation import (
    AgreementFixed,
    AuthorisationAct,
    AuthorisationCancelled,
    ConditionConfirmed,
    CounterpartyNamed,
    SigningDelegated,
)
from signapp.domain.references import Commitment


class Ending(Enum):
    """Why an authorisation can no longer be used, though nothing was signed by it."""

    CANCELLED = "cancelled"
    REPLACED = "replaced"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Mandate:
    """The life of an authorisation. `fixed` holds all texts that were fixed; the last counts.

    `replaced_by` is the case of the decision that took this one's place.
    """

    fixed: tuple[AgreementFixed, ...] = ()
    conditions_met: frozenset[int] = frozenset()
    delegated: SigningDelegated | None = None
    cancelled: AuthorisationCancelled | None = None
    replaced_by: str = ""
    counterparty_signatory: Commitment | None = None

    @property
    def text(self) -> AgreementFixed | None:
        """The text that was fixed last, if any was."""
        return self.fixed[-1] if self.fixed else None

    @property
    def ended(self) -> Ending | None:
        """Why it ended by an act, or None; a passed day is told by `Case.ending`."""
        if self.cancelled:
            return Ending.CANCELLED
        return Ending.REPLACED if self.replaced_by else None

    def after(self, act: AuthorisationAct) -> "Mandate":
        """Return the mandate after an act on it."""
        match act:
            case AgreementFixed():
                return replace(self, fixed=(*self.fixed, act))
            case ConditionConfirmed():
                return replace(self, conditions_met=self.conditions_met | {act.condition})
            case SigningDelegated():
                return replace(self, delegated=act)
            case AuthorisationCancelled():
                return replace(self, cancelled=act)
            case CounterpartyNamed():
                return replace(self, counterparty_signatory=act.name)
