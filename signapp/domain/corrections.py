"""What became of the minutes after the decision: corrected ones take the place of earlier ones."""

from dataclasses import dataclass, replace
from datetime import datetime

from signapp.domain.acts import (
    Actor,
    Corrected,
    CorrectionAbandoned,
    CorrectionBegun,
    SignedRevision,
    SigningBegun,
)

CorrectionAct = CorrectionBegun | CorrectionAbandoned | Corrected


@dataclass(frozen=True)
class Correction:
    """One correction: how it was begun, by whom and when, and how it was signed, if it was."""

    begun: CorrectionBegun
    by: Actor
    begun_at: datetime
    on: SigningBegun | None = None
    signed: SignedRevision | None = None
    signed_at: datetime | None = None


@dataclass(frozen=True)
class Corrections:
    """The corrections of one decision: those that were signed, and the one that is open."""

    done: tuple[Correction, ...] = ()
    open: Correction | None = None

    @property
    def last(self) -> Correction | None:
        """The correction whose minutes are in force, if there is one."""
        return self.done[-1] if self.done else None

    def after(
        self, act: CorrectionAct, actor: Actor, at: datetime, signing: SigningBegun | None
    ) -> "Corrections":
        """Return the corrections after an act; `signing` is the signature that it ends."""
        match act:
            case CorrectionBegun():
                return replace(self, open=Correction(act, actor, at))
            case Corrected() if self.open:
                made = replace(self.open, on=signing, signed=act.signed, signed_at=at)
                return Corrections((*self.done, made))
        return replace(self, open=None)
