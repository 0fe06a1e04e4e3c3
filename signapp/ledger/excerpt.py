"""An excerpt of a ledger: some entries as they are, and of the others only hashes of subtrees.

Whoever reads it grows the same tree, so every entry shown is proven to stand in its place, and
carries the root of all before it. It holds a case up to a head that the desk signed, and around
it what says whose keys acted: the founding, the roster, the sessions, the time stamps.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from signapp.domain import errors
from signapp.domain.acts import (
    Act,
    Actor,
    CheckpointIssued,
    RegisterFounded,
    RosterChangeConfirmed,
    RosterChangeProposed,
    RosterChangeRejected,
    SessionClosed,
    SessionOpened,
)
from signapp.domain.anchoring import CheckpointStamped, HistoryAccepted
from signapp.domain.checkout import CheckoutOpened
from signapp.domain.errors import LedgerError, Reason
from signapp.domain.evidence import CaseHeadSigned
from signapp.domain.evidence_errors import CaseHeadMissing, EvidenceIncomplete
from signapp.domain.keeping import RegisterRestored, RestoreConfirmed, TextErased
from signapp.domain.register import RegisterState
from signapp.ledger.entries import Entry, entry_hash
from signapp.ledger.proofs import root_of
from signapp.ledger.tree import node_hash
from signapp.ledger.verification import Replay

FILE = "ledger.json"
OF_REGISTER = (
    *(RegisterFounded, RosterChangeProposed, RosterChangeConfirmed, RosterChangeRejected),
    *(HistoryAccepted, CheckoutOpened, RegisterRestored, RestoreConfirmed, TextErased),
)
"""What is told of the register as a whole, whatever the case."""


def belonging(entries: Sequence[Entry], case: str) -> tuple[Entry, ...]:
    """Return the entries of a whole ledger that an excerpt on a case holds, but for its head."""
    chosen = [one for one in entries if one.case == case or isinstance(one.act, OF_REGISTER)]
    chosen += _stamps(entries, [one.number for one in entries if one.case == case])
    keys = {one.key for one in chosen}
    chosen += [
        one
        for one in entries
        if isinstance(one.act, SessionOpened | SessionClosed) and one.key in keys
    ]
    return tuple(sorted({one.number: one for one in chosen}.values(), key=_number))


def _number(entry: Entry) -> int:
    return entry.number


def _stamps(entries: Sequence[Entry], numbers: Sequence[int]) -> list[Entry]:
    """Return for each number the first time stamp over a tree that holds it; and checkpoints."""
    stamps = [(one.act.size, one) for one in entries if isinstance(one.act, CheckpointStamped)]
    made = [(one.act.size, one) for one in entries if isinstance(one.act, CheckpointIssued)]
    sizes = set[int]()
    for number in numbers:
        later = [size for size, _ in stamps if size > number]
        sizes |= {min(later)} if later else set()
    return [one for size, one in (*stamps, *made) if size in sizes]


@dataclass(frozen=True)
class Gap:
    """Entries that are not shown: from number `seq` on so many (a power of two), by their hash."""

    seq: int
    width: int
    hash: bytes


@dataclass(frozen=True)
class Shown:
    """An entry that is shown: its number, its body as text, its signature."""

    seq: int
    body: str
    signature: bytes

    @property
    def leaf(self) -> bytes:
        """The hash of its leaf."""
        return entry_hash(self.body.encode(), self.signature)


def gaps_between(numbers: Iterable[int], leaves: Sequence[bytes]) -> Iterator[Gap]:
    """Yield the gaps around the entries of these numbers, as few as there can be."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        pairs = zip(levels[-1][::2], levels[-1][1::2], strict=False)
        levels.append([node_hash(left, right) for left, right in pairs])
    start = 0
    for number in (*sorted(numbers), len(leaves)):
        while start < number:
            level = (start & -start).bit_length() - 1 if start else len(levels) - 1
            while start + (1 << level) > number:
                level -= 1
            yield Gap(start, 1 << level, levels[level][start >> level])
            start += 1 << level
        start = number + 1


class _Unjudged(RegisterState):
    """The state that an excerpt adds up to; authority (level B) needs the whole ledger."""

    def reasons_against(
        self,
        actor: Actor,  # noqa: ARG002
        at: datetime,  # noqa: ARG002
        number: str,  # noqa: ARG002
        act: Act,  # noqa: ARG002
    ) -> tuple[Reason, ...]:
        """Refuse nothing: that is not judged here."""
        return ()

    def of_case(self, number: str) -> "_Unjudged":
        """Return the state away from the register, which is not judged either."""
        one = _Unjudged()
        vars(one).update(vars(super().of_case(number)))
        return one


@dataclass
class Excerpt(Replay):
    """Verifies an excerpt as `Replay` does a whole ledger: level A, and no authority.

    `read` are the entries shown, `told` these and what was done away, `roots` the root before
    each of them, by its number.
    """

    state: RegisterState = field(default_factory=_Unjudged)
    read: list[Entry] = field(default_factory=list)
    told: list[Entry] = field(default_factory=list)
    roots: dict[int, str] = field(default_factory=dict)

    def take_all(self, rows: Iterable[Shown | Gap]) -> None:
        """Take entries and gaps in their order; what is out of it is a finding."""
        for row in sorted(rows, key=lambda one: one.seq):
            self.roots[self.tree.size] = self.root
            if isinstance(row, Shown):
                entry = self.take(row.body.encode(), row.signature)
                self.read += [entry] if entry else []
                self.told += [*self.entries_away(entry), entry] if entry else []
            elif row.seq != self.tree.size or not self.tree.append_subtree(row.width, row.hash):
                self.findings.append(errors.EntryOutOfOrder(position=row.seq, found=row.seq))
        self.roots[self.tree.size] = self.root

    def head_problem(self, case: str, rows: Sequence[Shown]) -> LedgerError | None:
        """Return what the desk's last word on the case says against the excerpt.

        It is the last entry shown, and `take` has compared it with the case.
        """
        size, head = self.tree.size, self.read[-1].act if self.read else None
        if not isinstance(head, CaseHeadSigned) or head.number != case:
            return CaseHeadMissing(position=size)
        of_case = {one.number for one in self.read if one.case == case}
        shown = sorted(rows, key=lambda one: one.seq)[:-1]
        around = root_of([one.leaf for one in shown if one.seq not in of_case])
        return None if around.hex() == head.around else EvidenceIncomplete(position=size)


def around_of(rows: Iterable[tuple[Entry, bytes]], case: str) -> str:
    """Return the root over the leaf hashes of entries that belong to an excerpt, not to its case.

    In hexadecimal, as a signed head names it.
    """
    return root_of([leaf for entry, leaf in rows if entry.case != case]).hex()
