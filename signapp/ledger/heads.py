"""The head of a case: its last known entry, by which an entry that is left out is noticed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from signapp.domain.acts import CheckpointIssued, CorrectionBegun, DecisionBegun
from signapp.domain.checkout import CheckoutOpened
from signapp.domain.evidence import CaseHeadSigned
from signapp.domain.keeping import RegisterRestored
from signapp.ledger.entries import Entry, entry_hash, read_entry

TELLING = (DecisionBegun, CorrectionBegun, CheckpointIssued, CheckoutOpened, RegisterRestored)
"""What names size and root of the ledger before it."""


@dataclass(frozen=True)
class CaseHead:
    """The last known entry of a case: how many there are, and the leaf hash of the last."""

    entries: int
    hash: str


def case_gap(entries: Iterable[tuple[bytes, bytes]], case: str, head: CaseHead) -> int | None:
    """Return the number of the first entry of a case that is left out, or None.

    `entries` are what is shown of the case (body, signature), `head` its last known entry.
    """
    shown = CaseHead(0, "")
    for body, signature in entries:
        entry = read_entry(body)
        if (entry.case, entry.case_entry, entry.case_previous) != (
            case,
            shown.entries + 1,
            shown.hash,
        ):
            return shown.entries + 1
        shown = CaseHead(entry.case_entry, entry_hash(body, signature).hex())
    return None if shown == head else shown.entries + 1


def tells_head(entry: Entry, heads: Mapping[str, CaseHead]) -> bool:
    """Tell whether an entry that says how far a case has come says what is known of it."""
    act = entry.act
    if not isinstance(act, CaseHeadSigned):
        return True
    return CaseHead(act.entries, act.last) == heads.get(act.number)


def tells_history(entry: Entry) -> bool:
    """Tell whether what names size and root of the ledger names those before it.

    A checkpoint does, a restore of what it set the register back to, and what minutes are made
    of, which print them.
    """
    act = entry.act
    if not isinstance(act, TELLING):
        return True
    return (act.size, act.root) == (entry.number, entry.previous_root)
