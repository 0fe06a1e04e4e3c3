"""How claims end, and what they do to enforcement before finality (Kuntalaki 134, 143 §)."""

from dataclasses import dataclass, replace
from enum import Enum

from signapp.domain.references import Commitment


class Settlement(Enum):
    """How a claim came to nothing.

    Only after a decision of the board or a court does another body certify finality.
    """

    WITHDRAWN = "withdrawn"
    NOT_TAKEN_UP = "not_taken_up"
    DECIDED = "decided"


class News(Enum):
    """What can happen after enforcement was judged, so that it has to be judged again."""

    CLAIM = "claim"
    PROHIBITION = "prohibition"


@dataclass(frozen=True)
class EnforcementForbidden:
    """The body that handles a claim forbade enforcement (Kuntalaki 143 §)."""

    body: str


@dataclass(frozen=True)
class EnforcementPermitted:
    """The body that had forbidden enforcement lifted its prohibition."""

    body: str


@dataclass(frozen=True)
class EnforcementRejudged:
    """The judgement of Kuntalaki 143 § made anew for what had come since the proposal."""

    request_would_become_useless: bool
    enforcement_forbidden: bool
    reason: Commitment

    @property
    def allows(self) -> bool:
        """True when neither obstacle of Kuntalaki 143 § exists."""
        return not (self.request_would_become_useless or self.enforcement_forbidden)


EnforcementAct = EnforcementForbidden | EnforcementPermitted | EnforcementRejudged


@dataclass(frozen=True)
class Enforcement:
    """Who forbids enforcement, the last fresh judgement, and what is new since."""

    forbidden_by: tuple[str, ...] = ()
    rejudged: EnforcementRejudged | None = None
    news: tuple[News, ...] = ()

    def after(self, act: EnforcementAct) -> "Enforcement":
        """Return what holds after an act."""
        match act:
            case EnforcementForbidden():
                bodies = tuple(dict.fromkeys((*self.forbidden_by, act.body)))
                return replace(self, forbidden_by=bodies, news=(*self.news, News.PROHIBITION))
            case EnforcementPermitted():
                bodies = tuple(body for body in self.forbidden_by if body != act.body)
                return replace(self, forbidden_by=bodies)
            case EnforcementRejudged():
                return replace(self, rejudged=act, news=())

    def after_claim(self) -> "Enforcement":
        """Return what holds after a claim arrived."""
        return replace(self, news=(*self.news, News.CLAIM))

    def after_finality(self) -> "Enforcement":
        """Return what holds once the decision is final: nobody forbids it any more."""
        return replace(self, forbidden_by=(), news=())
