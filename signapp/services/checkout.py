"""Checking a case out to a small register of its own, taking it in again, and recalling it.

The file that leaves can be written again at any time: the desk key away follows from the desk key
at home and the case, and the entry by which the register away begins is always the same.
"""

from dataclasses import dataclass
from pathlib import Path

from signapp.domain import checkout_errors, errors
from signapp.domain.acts import (
    DESK,
    CheckpointIssued,
    DocumentRef,
)
from signapp.domain.checkout import (
    CaseCheckedOut,
    CaseRecalled,
    CheckoutOpened,
)
from signapp.ledger.away import away_name
from signapp.ledger.entries import Entry, EntryKey, read_entry
from signapp.ledger.notes import make_checkpoint
from signapp.ledger.verification import Replay
from signapp.services.case_files import archives_of, entries_of, write_case_file
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn, salted
from signapp.services.ports import SaltedText


@dataclass(frozen=True)
class Destination:
    """Where a case goes: an office of the roster, and what for."""

    office: str
    reason: str


def check_out(desk: Desk, who: SignedIn, number: str, to: Destination, path: Path) -> DocumentRef:
    """Check a case out into a file; from now on nobody acts on it here.

    Where it is away already the same file is written again. Raises NotAuthorisedError,
    StorageError.
    """
    journal = desk.journal
    journal.catch_up()
    if path.exists() or not path.absolute().parent.is_dir():
        raise checkout_errors.PlaceTakenError(file=path)
    if journal.case(number).checkouts.out:
        journal.require(who, CaseRecalled(""), number)
    else:
        reason = _salted(to.reason)

        def leaves() -> CaseCheckedOut:
            return CaseCheckedOut(to.office, reason.commitment, _key_away(desk, number).public)

        journal.record(who, leaves, number, (reason,))
    return write_out(desk, number, path)


def write_out(desk: Desk, number: str, path: Path) -> DocumentRef:
    """Write the file of a case that is away, as it left. Raises StorageError."""
    journal = desk.journal
    left = journal.ledger.away.get(number)
    if left is None:
        raise errors.NotAuthorisedError((checkout_errors.CaseIsNotAway(number=number),))
    at_home = tuple(journal.register.entries())[: left.tree.size]
    rows = tuple((one.body, one.signature) for one in at_home)
    leaving = read_entry(rows[-1][0])
    key = _key_away(desk, number, leaving.case_previous)
    opened = _opened(desk, left, leaving, key)
    needed = entries_of(journal.register, number)
    return write_case_file(
        *(archives_of(desk), path, journal.register, needed, (*rows, opened)),
        *(desk.trust.material(), key),
    )


def _key_away(desk: Desk, number: str, previous: str | None = None) -> EntryKey:
    """Return the desk key away of the check-out that follows an entry of the case."""
    journal = desk.journal
    if previous is None:
        previous = journal.ledger.head(number).hash
    return journal.desk_key.derived(f"signapp-checkout/v1 {journal.name} {number} {previous}")


def _opened(desk: Desk, left: Replay, leaving: Entry, key: EntryKey) -> tuple[bytes, bytes]:
    """Return the entry by which the register away begins: it pins the checkpoint at home."""
    pinned = make_checkpoint(left.register, left.tree.size, left.root, desk.journal.desk_key)
    entry = Entry(
        register=away_name(left.register, left.tree.size),
        number=left.tree.size,
        at=leaving.at,
        actor=DESK,
        act=CheckoutOpened(pinned.size, pinned.root, pinned.signature),
        case="",
        case_entry=0,
        case_previous="",
        previous_root=left.root,
        key=key.public,
    )
    body = entry.body()
    return body, key.sign(body)


def write_return(desk: Desk, path: Path) -> DocumentRef:
    """Write, away, the file that is taken in at home; its last entry is a checkpoint.

    Raises NotAuthorisedError for a register that is not away or a signing that is not finished,
    StorageError.
    """
    journal = desk.journal
    journal.catch_up()
    number = journal.state.away
    if not number:
        raise errors.NotAuthorisedError((checkout_errors.CaseIsNotAway(number="–"),))
    if journal.case(number).signing:
        raise errors.NotAuthorisedError((checkout_errors.SigningStillOpen(number=number),))
    if path.exists():
        raise checkout_errors.PlaceTakenError(file=path)
    journal.checkpoint()
    rows = tuple((one.body, one.signature) for one in journal.register.entries())
    if not isinstance(read_entry(rows[-1][0]).act, CheckpointIssued):
        raise checkout_errors.ReturnRefusedError(what="no_checkpoint", entry="–", name="–")
    needed = entries_of(journal.register, number)
    trust = desk.trust.material()
    return write_case_file(archives_of(desk), path, journal.register, needed, rows, trust, None)


def recall(desk: Desk, who: SignedIn, number: str, reason: str) -> None:
    """Act on a case here again, for a reason; what returns later is only kept.

    Raises NotAuthorisedError.
    """
    text = _salted(reason)
    desk.journal.record(who, CaseRecalled(text.commitment), number, (text,))


def _salted(reason: str) -> SaltedText:
    """Return a reason with its salt. Raises NotAuthorisedError when there is none."""
    if not reason.strip():
        raise errors.NotAuthorisedError((checkout_errors.CheckoutReasonMissing(),))
    return salted(reason.strip())
