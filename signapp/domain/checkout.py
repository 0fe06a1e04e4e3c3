"""A case that is checked out: away from its register, in a small register of its own.

Until it returns, or is recalled, nobody acts on it at home; away nobody acts on anything else.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from signapp.domain.references import Actor, Commitment, DocumentRef


@dataclass(frozen=True)
class CaseCheckedOut:
    """The case leaves for an office (`office`), for a reason; there it goes on at another desk.

    `desk_key` is the key of that desk. The register away holds the ledger up to this entry.
    """

    office: str
    reason: Commitment
    desk_key: str


@dataclass(frozen=True)
class CheckoutOpened:
    """The register away begins, directly after the check-out. Signed by the desk key away.

    It pins what the ledger at home was: `size` entries with this root; `signature` is that of the
    desk at home over this checkpoint (`ledger.notes`).
    """

    size: int
    root: str
    signature: str


@dataclass(frozen=True)
class CaseRecalled:
    """The case is acted on at home again, for a reason; what returns later is not taken in."""

    reason: Commitment


@dataclass(frozen=True)
class CaseTakenIn:
    """The case came back: what was done away, and nothing else, was done in it.

    `ledger` holds the entries made away (`ledger.away`), the last of which is a checkpoint of
    `size` entries with this root; `desk_key` names the check-out.
    """

    desk_key: str
    ledger: DocumentRef
    size: int
    root: str


@dataclass(frozen=True)
class ReturnKept:
    """What came back too late was kept, as evidence; nothing in it was done here.

    Its parts are those of `CaseTakenIn`.
    """

    desk_key: str
    ledger: DocumentRef
    size: int
    root: str


CheckoutAct = CaseCheckedOut | CaseRecalled | CaseTakenIn | ReturnKept


@dataclass(frozen=True)
class Checkouts:
    """Whether a case is away now (`out`), by whom and since when; and how it was before.

    `recalled` are the desk keys of recalled check-outs, `taken_in` and `kept` what returned.
    """

    out: CaseCheckedOut | None = None
    by: Actor | None = None
    since: datetime | None = None
    recalled: tuple[str, ...] = ()
    taken_in: tuple[CaseTakenIn, ...] = ()
    kept: tuple[ReturnKept, ...] = ()

    @property
    def open_key(self) -> str:
        """The desk key of the check-out that is open, or nothing."""
        return self.out.desk_key if self.out else ""

    @property
    def ledgers(self) -> tuple[DocumentRef, ...]:
        """The ledgers that came back, taken in or kept."""
        kept = (one.ledger for one in self.kept)
        return (*(one.ledger for one in self.taken_in), *kept)

    def after(self, act: CheckoutAct, actor: Actor, at: datetime) -> "Checkouts":
        """Return the state after an act."""
        match act:
            case CaseCheckedOut():
                return replace(self, out=act, by=actor, since=at)
            case CaseRecalled():
                return replace(self.back(), recalled=(*self.recalled, self.open_key))
            case CaseTakenIn():
                return replace(self.back(), taken_in=(*self.taken_in, act))
            case ReturnKept():
                return replace(self, kept=(*self.kept, act))

    def back(self) -> "Checkouts":
        """Return the state of a case that is where it is acted on."""
        return replace(self, out=None, by=None, since=None)
