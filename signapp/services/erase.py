"""Erasing a text that the register need not keep: the words go, their commitment stays."""

from dataclasses import dataclass
from datetime import datetime

from signapp.domain.keeping import ErasureGround, TextErased
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn


@dataclass(frozen=True)
class ErasableText:
    """A text that may be erased: its commitment, its case, its words."""

    commitment: str
    case: str
    text: str


def erasable_texts(desk: Desk, beginning: str = "") -> tuple[ErasableText, ...]:
    """Return the texts that may be erased, whose commitments begin so. Raises StorageError."""
    desk.journal.catch_up()
    kept = desk.journal.state.keeping
    return tuple(
        ErasableText(commitment, case, desk.journal.text(commitment))
        for commitment, case in kept.erasable.items()
        if commitment.startswith(beginning) and commitment not in kept.erased
    )


def erase(
    desk: Desk, who: SignedIn, commitment: str, ground: ErasureGround
) -> tuple[datetime, ...]:
    """Erase a text; return when backups were made that may still hold it.

    The database overwrites the words in the transaction that records the erasure; the commitment
    in the entries stays, so that all proofs hold. A registrar does it (GDPR, articles 5(1)(e), 16
    and 17). Raises NotAuthorisedError.
    """
    desk.journal.record(who, TextErased(commitment, ground))
    return tuple(at for at, _ in desk.journal.state.keeping.backups)
