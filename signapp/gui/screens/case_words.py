"""The texts of a case as they are read in the window: decided, corrected, proposed, drafted."""

from dataclasses import dataclass

from signapp.domain.decision import Case
from signapp.services.correction_marks import Mark, mark_on
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.prepare import draft, read_text
from signapp.services.proposal_text import ProposalText


def current_text(desk: Desk, case: Case) -> ProposalText | None:
    """Return the text of the decision, corrected if it was, or else of the proposal or draft."""
    if case.proposal is None:
        return draft(desk, case.number)
    correction = case.corrections.open
    text = correction.begun.text if correction else case.text_in_force or case.proposed_text
    return read_text(desk, case.number, text or case.proposal.text)


def proposed_decision(desk: Desk, case: Case) -> str:
    """Return what was proposed, where the presenter or the decision-maker changed it."""
    made = case.begun.text if case.begun else case.proposed_text
    if case.proposal is None or made is None or made == case.proposal.text:
        return ""
    by_presenter = made == case.proposed_text
    text = case.proposal.text if by_presenter else case.proposed_text
    return read_text(desk, case.number, text or case.proposal.text).decision


def _before_correction(desk: Desk, case: Case) -> str:
    """Return the words of the decision before they were corrected, where they were."""
    begun = case.begun
    correction = case.corrections.open or case.corrections.last
    if correction is None or begun is None:
        return ""
    earlier = case.corrections.done[-2].begun.text if _twice(case) else begun.text
    in_force = case.text_in_force if case.corrections.open else earlier
    return read_text(desk, case.number, in_force or begun.text).decision


def _twice(case: Case) -> bool:
    return case.corrections.open is None and len(case.corrections.done) > 1


def _mark(desk: Desk, case: Case) -> Mark | None:
    """Return the mark on the decision itself: that it was decided anew in another case."""
    minutes = case.minutes_in_force
    return mark_on(desk.journal.state, case, minutes) if minutes else None


@dataclass(frozen=True)
class CorrectionRead:
    """The words before a correction, the mark on a decision that was made anew, and whether this
    person may begin to correct a clerical error.
    """

    before: str
    mark: Mark | None
    offered: bool


def read_correction(desk: Desk, who: SignedIn, case: Case, *, busy: bool) -> CorrectionRead:
    """Read it for a person; whoever is busy with something else in the case corrects nothing."""
    maker = case.proposal.decision_maker if case.proposal else ""
    idle = case.signing is None and case.corrections.open is None and not busy
    return CorrectionRead(
        before=_before_correction(desk, case),
        mark=_mark(desk, case),
        offered=case.decided is not None and idle and who.actor.office == maker,
    )
