"""What a person may do about where a case is, for the window: by the same rules as when done."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from signapp.domain.acts import DocumentRef, OfficeTitle
from signapp.domain.checkout import CaseCheckedOut, CaseRecalled, CaseTakenIn, ReturnKept
from signapp.domain.decision import Case
from signapp.domain.situation import DUTIES, Duty
from signapp.services.checkout import Destination, check_out, write_return
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.take_in import Returned, keep_return, take_in

NOWHERE = DocumentRef("", 0)


class Move(Enum):
    """An act that the window offers; the value is in the keys of its texts."""

    CHECK_OUT = "check_out"
    CHECK_OUT_AGAIN = "check_out_again"
    RECALL = "recall"
    TAKE_IN = "take_in"
    KEEP_RETURN = "keep_return"
    RETURN_HOME = "return_home"


@dataclass(frozen=True)
class Moves:
    """What this person may do, and the offices to which the case may go, the likeliest first."""

    may: frozenset[Move]
    offices: tuple[tuple[str, OfficeTitle], ...]


def read_moves(desk: Desk, who: SignedIn, case: Case) -> Moves:
    """Return what a person may do about where a case is."""
    return Moves(frozenset(_moves(desk, who, case)), tuple(_offices(desk, case)))


def _moves(desk: Desk, who: SignedIn, case: Case) -> Iterator[Move]:
    state, now, known = desk.journal.state, desk.journal.clock.now(), case.checkouts
    if state.away:
        if case.signing is None:
            yield Move.RETURN_HOME
        return
    offices = [code for code, _ in _offices(desk, case)]
    late = (*known.recalled, *(one.desk_key for one in known.taken_in))
    tried = (
        (Move.CHECK_OUT, CaseCheckedOut(next(iter(offices), ""), "", "")),
        (Move.CHECK_OUT_AGAIN, CaseRecalled("")),
        (Move.RECALL, CaseRecalled("")),
        (Move.TAKE_IN, CaseTakenIn(known.open_key, NOWHERE, 0, "")),
        (Move.KEEP_RETURN, ReturnKept(next(iter(late), ""), NOWHERE, 0, "")),
    )
    for move, act in tried:
        if not state.reasons_against(who.actor, now, case.number, act) and (
            move is Move.CHECK_OUT or known.out or late
        ):
            yield move


def _offices(desk: Desk, case: Case) -> Iterator[tuple[str, OfficeTitle]]:
    """Yield the offices that sign, the authorised one first."""
    roster, today = desk.journal.state.roster, desk.today()
    first = case.authorises.office if case.authorises else ""
    for office in sorted(roster.offices.values(), key=lambda one: one.office != first):
        if Duty.SIGN in DUTIES[office.kind] and not roster.has_ended(office.office, today):
            yield office.office, office.title


def out_into(desk: Desk, who: SignedIn, number: str, to: Destination, folder: Path) -> Path:
    """Check a case out into a file of its name in a folder. Raises as `check_out`."""
    path = folder / f"{number.replace(' ', '-')}.zip"
    check_out(desk, who, number, to, path)
    return path


def home_into(desk: Desk, _: SignedIn, number: str, folder: Path) -> Path:
    """Write the file that is taken in at home into a folder. Raises as `write_return`."""
    path = folder / f"{number.replace(' ', '-')}-return.zip"
    write_return(desk, path)
    return path


def take_in_file(desk: Desk, who: SignedIn, _: str, file: Path) -> Returned:
    """Take in what was done away. Raises as `take_in`."""
    return take_in(desk, who, file)


def keep_file(desk: Desk, who: SignedIn, _: str, file: Path) -> Returned:
    """Keep what came back too late. Raises as `take_in`."""
    return keep_return(desk, who, file)
