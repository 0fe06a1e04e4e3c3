"""Which decisions may lie open together: one alone, or those of a list decided in one go.

The mayor sees the minutes of each case as they will be signed, then signs all of them. Minutes
print their § number and the ledger's size and root, so what is seen can only be what is signed
once the number is reserved: every case of the list has to be begun before the first PIN. So
beginning, signing and deciding one case after the other inside of the list would not do: it would
ask for a PIN before the second minutes exist.

What is allowed is just that, and nothing more:

- A decision begins while others of the same decision-maker lie open only when it names, in
  `DecisionBegun.follows`, the one that was begun last. Two windows, or two people who decide by
  themselves, still keep each other out: neither names the other's case.
- All of a list are begun by one person in one capacity on one day, which is the day on which the
  minutes have to be signed.
- Once a key was asked for any of them, no further case joins until all are decided or given up.

Each is then signed, decided or given up by itself, by the rules for a single decision: one that
fails holds up no other. A number that is given up before a key was used is free again and is the
next to be reserved, also when higher ones were decided in the meantime: numbers stay without a
gap, and none is given twice (R3).
"""

from collections.abc import Iterator

from signapp.domain import errors
from signapp.domain.acts import DecisionBegun
from signapp.domain.calendar import helsinki_day
from signapp.domain.errors import Reason
from signapp.domain.list_errors import ListClosed, ListOrderBroken
from signapp.domain.situation import Situation


def in_turn(s: Situation, act: DecisionBegun) -> Iterator[Reason]:
    """Refuse a decision while another lies open, unless it goes on with that list."""
    opened = s.numbering.open
    if opened.last is None:
        if act.follows:
            yield ListOrderBroken(follows=act.follows)
        return
    theirs = all(one.by == s.actor and helsinki_day(one.at) == s.today for one in opened.begun)
    if act.follows != opened.last.case or not theirs:
        yield errors.AnotherDecisionOpen(number=opened.last.case)
    elif opened.signing:
        yield ListClosed(number=opened.last.case)
