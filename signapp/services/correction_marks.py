"""The mark on what was corrected: it stands wherever the earlier decision appears (52 §)."""

from dataclasses import dataclass
from enum import Enum

from signapp.domain.acts import Corrected, Decided, SignedRevision
from signapp.domain.calendar import helsinki_day
from signapp.domain.decision import Case
from signapp.domain.register import RegisterState
from signapp.domain.succession import corrects
from signapp.ledger.entries import Entry
from signapp.services.ports import Remark


class MarkKind(Enum):
    """What took the place of minutes: corrected ones, or another decision."""

    CORRECTED = "corrected"
    DECIDED_ANEW = "decided_anew"


REMARKS = {
    MarkKind.CORRECTED: "entry.corrected",
    MarkKind.DECIDED_ANEW: "entry.decided_anew",
}


@dataclass(frozen=True)
class Mark:
    """A mark on minutes: what kind of, and the day (ISO) or the case that tells more."""

    kind: MarkKind
    facts: dict[str, str]

    @property
    def remark(self) -> Remark:
        """The mark as a sentence of a verdict."""
        return Remark(REMARKS[self.kind], self.facts)


def mark_on(state: RegisterState, case: Case, minutes: SignedRevision) -> Mark | None:
    """Return the mark on minutes of a case, given as they were signed; None when in force."""
    later = case.all_minutes[::-1]
    if minutes in later and later[0] != minutes:
        number = case.all_minutes.index(minutes)
        correction = case.corrections.done[number]
        return Mark(MarkKind.CORRECTED, {"day": helsinki_day(correction.begun_at).isoformat()})
    anew = decided_anew_in(state, case)
    return Mark(MarkKind.DECIDED_ANEW, {"number": anew}) if anew else None


def decided_anew_in(state: RegisterState, case: Case) -> str:
    """Return the case in which an error of substance was decided anew (50 §), or nothing."""
    later = state.cases.get(case.mandate.replaced_by)
    link = later.opened.succeeds if later else None
    return later.number if later and link and corrects(link) else ""


def mark_on_entry(state: RegisterState, entry: Entry) -> Mark | None:
    """Return the mark on an entry of the log by which minutes were signed, if they have one."""
    case = state.cases.get(entry.case)
    if case is None or not isinstance(entry.act, Decided | Corrected):
        return None
    return mark_on(state, case, entry.act.signed)
