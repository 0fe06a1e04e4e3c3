"""The rules of printing paper originals: who may, of which bytes, how many."""

from collections.abc import Callable, Iterator
from typing import Any

from signapp.domain import errors
from signapp.domain.acts import OfficeKind
from signapp.domain.authorising import in_charge_of, not_ended
from signapp.domain.decision import Stage
from signapp.domain.errors import Reason
from signapp.domain.printing import MOST_COPIES, OriginalsPrinted
from signapp.domain.sheet_errors import CopiesOutOfRange, NotDecidedBytes
from signapp.domain.situation import Duty, Situation, at_stage, has_duty, holds


def _print(s: Situation, act: OriginalsPrinted) -> Iterator[Reason]:
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)
    if s.case is None:
        return
    wanted = s.case.authorises
    if wanted is None:
        yield from has_duty(s, Duty.REGISTER)
        yield errors.OutcomeOpensNoSigning()
        return
    office = s.roster.offices.get(s.actor.office)
    if office and office.kind is OfficeKind.ASSISTANT:
        yield from holds(s, s.actor.office)
        if office.assists != in_charge_of(s, wanted):
            yield errors.OtherOfficeAuthorised(
                authorised=in_charge_of(s, wanted), office=office.assists
            )
    else:
        yield from has_duty(s, Duty.REGISTER)
    yield from not_ended(s.case)
    known = {one.document for one in s.case.originals}
    if not act.documents or not set(act.documents) <= known:
        yield NotDecidedBytes()
    if not 1 <= act.copies <= MOST_COPIES:
        yield CopiesOutOfRange(most=MOST_COPIES)


PRINTING_CHECKS: dict[type, Callable[[Situation, Any], Iterator[Reason]]] = {
    OriginalsPrinted: _print,
}
