"""What else a person may do about the signatures of an agreement, besides signing by key."""

from collections.abc import Iterator
from enum import Enum

from signapp.domain.acts import DocumentRef, SignedRevision
from signapp.domain.authorising import in_charge_of
from signapp.domain.bilateral import CounterpartySigned, InkConfirmed, SigningRefused
from signapp.domain.case import Case
from signapp.domain.situation import Situation, holds
from signapp.domain.slots import open_slots
from signapp.services.desk import Desk
from signapp.services.inbox import ATTENDING, duties, may_give_up
from signapp.services.journal import SignedIn


class SigningAct(Enum):
    """An act on an agreement that the window offers; the value is in the keys of its texts."""

    RECEIVE = "receive"
    INK = "ink"
    CONFIRM_INK = "confirm_ink"
    REFUSE = "refuse"
    GIVE_UP = "give_up"


def signing_acts(desk: Desk, who: SignedIn, case: Case) -> frozenset[SigningAct]:
    """Return what this person may do now, by the same rules as when it is done."""
    return frozenset(_acts(desk, who, case))


def _acts(desk: Desk, who: SignedIn, case: Case) -> Iterator[SigningAct]:
    state, now = desk.journal.state, desk.journal.clock.now()
    situation = state.situation(who.actor, now, case.number)
    if case.authorises is None:
        return
    theirs = _their_next(case)
    if theirs and not state.reasons_against(who.actor, now, case.number, theirs):
        yield SigningAct.RECEIVE
    if _may_write_down(desk, who, case, situation):
        yield SigningAct.INK
    for act, offered in (
        (InkConfirmed(impartial=True), SigningAct.CONFIRM_INK),
        (SigningRefused(""), SigningAct.REFUSE),
    ):
        if not state.reasons_against(who.actor, now, case.number, act):
            yield offered
    if case.signing and may_give_up(desk, who, case):
        yield SigningAct.GIVE_UP


def _their_next(case: Case) -> CounterpartySigned | None:
    """Return the act by which the first open slot of another party would be filled."""
    waiting = [slot for slot in open_slots(case) if not slot.ours and slot.field]
    if not waiting:
        return None
    before = case.agreement.newest(waiting[0].original.document)
    longer = SignedRevision(DocumentRef("", before.length + 1), "", "")
    return CounterpartySigned(before, waiting[0].field, longer, "")


def _may_write_down(desk: Desk, who: SignedIn, case: Case, s: Situation) -> bool:
    """Ink is written down by whoever attends, or signs, while somebody has still to sign."""
    wanted = case.authorises
    if (
        wanted is None
        or case.checkouts.out
        or case.agreement.refusal
        or any(holds(s, who.actor.office))
    ):
        return False
    signs = who.actor.office == in_charge_of(s, wanted)
    return bool(open_slots(case)) and (signs or bool(duties(desk, who) & ATTENDING))
