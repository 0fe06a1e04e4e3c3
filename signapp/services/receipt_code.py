"""The receipt of an entry as a QR code: the proof that it is in the register, on paper.

A receipt grows with the register. One that would make a code too fine to be read from paper gives
way to a line that names the entry and the checkpoint, and says so.
"""

from dataclasses import dataclass

from signapp.domain.anchor_errors import CheckpointMissingError
from signapp.ledger.entries import entry_hash
from signapp.services.anchors import receipt
from signapp.services.desk import Desk

MOST_DOTS = 133
"""How many dots a side may have (version 29): enough for a register of a million entries.

At 0.42 mm a dot it is 59 mm wide with its margin.
"""
MARGIN = 4
"""The white dots around a code, as ISO/IEC 18004 wants them."""


@dataclass(frozen=True)
class ReceiptCode:
    """A code, row by row (1 is dark), and what it holds: a whole receipt, or what names it.

    `entry` is the number of the entry (from 0), `leaf` its hash, in hexadecimal.
    """

    dots: tuple[str, ...]
    content: str
    whole: bool
    entry: int
    leaf: str


def receipt_code(desk: Desk, number: int) -> ReceiptCode:
    """Return the receipt of an entry (from 0) as a code.

    Where no checkpoint came after the entry yet, the desk signs one first. Raises
    CheckpointMissingError where it can't, LedgerError, StorageError.
    """
    register = desk.journal.register
    try:
        proof = receipt(register, number)
    except CheckpointMissingError:
        if desk.read_only:
            raise
        desk.journal.checkpoint()
        proof = receipt(register, number)
    stored = next(iter(register.entries(number)))
    leaf = entry_hash(stored.body, stored.signature).hex()
    dots = _dots(proof)
    if dots:
        return ReceiptCode(dots, proof, True, number, leaf)
    made = desk.journal.last_checkpoint
    assert made is not None  # the receipt leads to it
    named = f"{made.register}\nindex {number}\nleaf {leaf}\nsize {made.size}\nroot {made.root}\n"
    return ReceiptCode(_dots(named), named, False, number, leaf)


def _dots(content: str) -> tuple[str, ...]:
    """Return a text as rows of dots with their margin; nothing where they would be too many."""
    import segno  # noqa: PLC0415  (only paper needs it)

    try:
        code = segno.make_qr(content, error="m", encoding="utf-8", boost_error=False)
    except segno.DataOverflowError:
        return ()
    rows = tuple("".join(map(str, row)) for row in code.matrix_iter(border=MARGIN))
    return rows if len(rows) - 2 * MARGIN <= MOST_DOTS else ()
