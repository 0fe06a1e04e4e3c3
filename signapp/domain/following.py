"""The rules between a case and the one that succeeds it: never both, and never half of each."""

from collections.abc import Iterator

from signapp.domain import errors
from signapp.domain.acts import CaseOpened
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import Reason
from signapp.domain.situation import Situation
from signapp.domain.succession import corrects, replaces


def takes_the_place_of(case: Case) -> str:
    """Return the case whose place this one takes when it is decided, or nothing."""
    link = case.opened.succeeds
    return link.case if link and replaces(link) else ""


def succession_at_opening(s: Situation, act: CaseOpened) -> Iterator[Reason]:
    """A case succeeds one that exists; it takes the place of one that nobody has signed."""
    link = act.succeeds
    if link is None:
        return
    if s.predecessor is None:
        yield errors.CaseUnknown(number=link.case)
    elif corrects(link):
        if s.predecessor.stage not in (Stage.DECIDED, Stage.SIGNED):
            stage = s.predecessor.stage.value
            yield errors.NothingToCorrect(number=link.case, stage=stage)
    elif replaces(link) and s.predecessor.stage in (Stage.SIGNED, Stage.REMOVED):
        yield errors.NothingToReplace(number=link.case, stage=s.predecessor.stage.value)


def succession_at_deciding(s: Situation) -> Iterator[Reason]:
    """A decision that was replaced is not made; one that replaces waits for an open signing."""
    if s.case is None:
        return
    if s.case.mandate.replaced_by:
        yield errors.AuthorisationIsReplaced(number=s.case.mandate.replaced_by)
    before = s.predecessor
    if before is None or not takes_the_place_of(s.case):
        return
    link = s.case.opened.succeeds
    anew = link is not None and corrects(link)
    if before.stage in (Stage.SIGNED, Stage.REMOVED) and not anew:
        yield errors.NothingToReplace(number=before.number, stage=before.stage.value)
    if before.stage is Stage.DECIDING:
        yield errors.AnotherDecisionOpen(number=before.number)
    elif before.signing is not None:
        yield errors.AnotherSigningOpen()
    if before.mandate.replaced_by:
        yield errors.AuthorisationIsReplaced(number=before.mandate.replaced_by)


def successor_being_decided(s: Situation) -> Iterator[Reason]:
    """While the decision that takes this one's place is being made, nobody signs by this one."""
    for later in s.successors:
        if later.stage is Stage.DECIDING and takes_the_place_of(later):
            yield errors.SuccessorBeingDecided(number=later.number)
