"""What is to be said of this desk's clock before somebody signs in or signs."""

from collections.abc import Iterator

from signapp.ledger.verification import CLOCK_TOLERANCE
from signapp.services.desk import Desk
from signapp.texts.catalogue import Texts


def clock_warnings(desk: Desk, texts: Texts) -> Iterator[str]:
    """Yield a sentence for each thing that speaks against the clock.

    It stands before what a time stamp in the register proves, or it was moved meanwhile.
    """
    now, proven = desk.journal.clock.now(), desk.journal.state.stamping.proven
    if proven and now < proven - CLOCK_TOLERANCE:
        yield texts.say("clock_warning.before_stamp", shown=now, proven=proven)
    jump = desk.clock_check.jump if desk.clock_check else None
    if jump:
        yield texts.say("clock_warning.moved", shown=jump.shown, expected=jump.expected)
