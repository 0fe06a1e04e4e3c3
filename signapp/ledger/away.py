"""The ledger of a checked-out case: its entries as one document, and the verifying of them.

Each entry is a line: its signature in hexadecimal, a space, its body. It goes on where the ledger
at home was left, under a name and a desk key of its own.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from signapp.domain.acts import CheckpointIssued, DocumentRef
from signapp.domain.checkout import CaseTakenIn, CheckoutOpened
from signapp.domain.checkout_errors import AwayLedgerMissing, AwayLedgerWrong
from signapp.domain.decision import Case
from signapp.domain.errors import EntryMalformed, LedgerError
from signapp.domain.offices import Roster
from signapp.domain.register import RegisterState
from signapp.ledger.entries import Entry
from signapp.ledger.notes import Checkpoint

SIGNATURE_LENGTH = 64
Rows = tuple[tuple[bytes, bytes], ...]
ReadAway = Callable[[DocumentRef], bytes | None]
"""Returns the bytes of a ledger that was taken in, or None when they are not there."""


def not_at_hand(_: DocumentRef) -> None:
    """Return nothing: no documents are at hand."""


def away_name(register: str, size: int) -> str:
    """Return the name of the register that begins after so many entries of another one."""
    return f"{register}/{size}"


def is_away(register: str) -> bool:
    """Tell whether a register's name is that of one away."""
    return register.count("/") > 1


def write_rows(rows: Iterable[tuple[bytes, bytes]]) -> bytes:
    """Return entries (body, signature) as a document; a body has no line break in it."""
    return b"".join(b"%s %s\n" % (signature.hex().encode(), body) for body, signature in rows)


def read_rows(content: bytes) -> Rows:
    """Return the entries of a document. Raises EntryMalformed for anything else."""
    rows = tuple(_rows(content))
    if write_rows(rows) != content:
        raise EntryMalformed
    return rows


def _rows(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    for line in content.split(b"\n")[:-1]:
        signature, _, body = line.partition(b" ")
        try:
            yield body, bytes.fromhex(signature.decode("ascii"))
        except ValueError as e:
            raise EntryMalformed from e


class Reading(Protocol):
    """The ledger away while it is verified (`ledger.verification.Replay`)."""

    state: RegisterState
    last: datetime | None
    checkpoint: Checkpoint | None
    findings: list[LedgerError]

    def take(self, body: bytes, signature: bytes) -> Entry | None:
        """Verify the next entry and take it in."""


@dataclass(frozen=True)
class Away:
    """What was done away: the case as it is after it, the entries, and what is wrong with them.

    `wrong` is a code, or nothing, and `at` the number of the entry that it is about.
    """

    entries: tuple[Entry, ...] = ()
    case: Case | None = None
    wrong: str = ""
    at: int = 0

    def problem(self, position: int) -> LedgerError | None:
        """Return what is wrong with the entry that takes this in, if anything."""
        if self.wrong == AwayLedgerMissing.__name__:
            return AwayLedgerMissing(position=position)
        if self.wrong:
            return AwayLedgerWrong(position=position, at=self.at, cause=self.wrong)
        return None


def descend(
    begin: Callable[[], Reading],
    content: bytes | None,
    act: CaseTakenIn,
    roster: Roster,
    until: datetime,
) -> Away:
    """Verify a ledger that was kept away, from the check-out on; `begin` returns to that state.

    Every act has to be allowed by what was known at the check-out, and by the roster (`roster`)
    that is known at home since: a lost card or a left office. Nothing was done after `until`.
    """
    if content is None:
        return Away(wrong=AwayLedgerMissing.__name__)
    try:
        rows = read_rows(content)
    except EntryMalformed as e:
        return Away(wrong=e.code)
    for known in (None, roster):
        reading = begin()
        reading.state.roster = known or reading.state.roster
        entries = tuple(entry for row in rows if (entry := reading.take(*row)))
        if reading.findings:
            first = reading.findings[0]
            return Away(entries, wrong=first.code, at=first.facts["position"])
    (case,) = reading.state.cases.values()
    flaw = _flaw(entries, act, case, reading.last is not None and reading.last > until)
    return Away(entries, case, flaw, entries[-1].number if entries else 0)


def _flaw(entries: tuple[Entry, ...], act: CaseTakenIn, case: Case, too_new: bool) -> str:
    """Return what is wrong with a ledger whose every entry holds."""
    last = entries[-1].act if entries else None
    if not entries or not isinstance(entries[0].act, CheckoutOpened):
        return "NotFounded"
    if not isinstance(last, CheckpointIssued) or (last.size, last.root) != (act.size, act.root):
        return "HistoryRewritten"
    if case.signing:
        return "SigningStillOpen"
    return "TimeWentBack" if too_new else ""


def brought_home(home: Case, away: Case) -> Case:
    """Return a case as it is when what was done away counts; at home it was only read."""
    viewed = tuple(dict.fromkeys((*home.viewed, *away.viewed)))
    seen = home.seen | away.seen
    return replace(away, checkouts=home.checkouts, seen=seen, viewed=viewed)
