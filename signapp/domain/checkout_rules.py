"""The rules of cases that are checked out: who moves them, and what is done where meanwhile."""

from collections.abc import Callable, Iterator
from typing import get_args

from signapp.domain import checkout_errors as errors
from signapp.domain.acts import (
    Act,
    CaseAct,
    DecisionBegun,
    DisqualificationDeclared,
    DocumentOpened,
    DocumentSigned,
    SessionAct,
    SigningAbandoned,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.auditing import AuditExported, PagesViewed
from signapp.domain.authorising import in_charge_of
from signapp.domain.bilateral import BilateralAct
from signapp.domain.checkout import (
    CaseCheckedOut,
    CaseRecalled,
    CaseTakenIn,
    CheckoutAct,
    ReturnKept,
)
from signapp.domain.claims import EnforcementRejudged
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import DutyNotInOffice, Reason
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.following import successor_being_decided, takes_the_place_of
from signapp.domain.handling import duties_of
from signapp.domain.keeping import BackupMade
from signapp.domain.offices import Roster
from signapp.domain.papers import PaperTaken
from signapp.domain.situation import Duty, Situation, at_stage, holds

AT_HOME = (
    *(DocumentOpened, PagesViewed, EvidenceTaken, PaperTaken),
    *(CaseRecalled, CaseTakenIn, ReturnKept),
)
"""What is done at home with a case that is away: it is read, and comes back."""
AWAY = (
    *(DocumentOpened, PagesViewed, PaperTaken),
    *(DisqualificationDeclared, EnforcementRejudged),
    *(SigningBegun, SigningAbandoned, DocumentSigned, TimestampAdded),
    *get_args(BilateralAct),
)
"""What is done away: no decision, for its number is given at home, and nothing of the registry."""


def against_place(s: Situation, act: Act, away: str) -> tuple[Reason, ...]:
    """Return why an act is not done here; `away` is the case of a register away, or nothing.

    At home nothing is done with a case that is away, and none takes its place.
    """
    if away:
        return _against_acting_away(s, act, away)
    if not isinstance(act, CaseAct) or s.case is None:
        return ()
    before = s.predecessor if isinstance(act, DecisionBegun) else None
    if before and before.checkouts.out and takes_the_place_of(s.case):
        return (case_is_away(before, s.roster),)
    if s.case.checkouts.out and not isinstance(act, AT_HOME):
        return (case_is_away(s.case, s.roster),)
    return ()


def case_is_away(case: Case, roster: Roster) -> Reason:
    """Return the reason why nothing is done with a case here: since when it is away, and where."""
    out = case.checkouts
    office = roster.offices.get(out.out.office) if out.out else None
    return errors.CaseIsAway(
        number=case.number, since=out.since, office=office.title if office else "–"
    )


def _against_acting_away(s: Situation, act: Act, away: str) -> tuple[Reason, ...]:
    if isinstance(act, SessionAct | AuditExported | BackupMade):
        return ()
    if s.case is None or s.case.number != away:
        return (errors.OnlyTheCaseIsHere(number=away),)
    return () if isinstance(act, AWAY) else (errors.NotDoneAway(number=away),)


def _moves(s: Situation) -> Iterator[Reason]:
    """The registry, whoever presents, or the office that is to sign."""
    yield from holds(s, s.actor.office)
    wanted = s.case.authorises if s.case else None
    signs = wanted is not None and s.actor.office == in_charge_of(s, wanted)
    if not signs and not duties_of(s) & {Duty.REGISTER, Duty.PRESENT}:
        yield DutyNotInOffice(office=s.actor.office, duty=Duty.REGISTER.value)


def _check_out(s: Situation, act: CaseCheckedOut) -> Iterator[Reason]:
    """A decision that was made goes, with nothing half-done in it."""
    yield from _moves(s)
    yield from at_stage(s, Stage.DECIDED, Stage.SIGNED)
    if s.case and (s.case.signing or s.case.corrections.open):
        yield errors.SigningStillOpen(number=s.case.number)
    yield from successor_being_decided(s)
    if act.office not in s.roster.offices or s.roster.has_ended(act.office, s.today):
        yield errors.NowhereToGo(office=act.office)


def _recall(s: Situation, _: CaseRecalled) -> Iterator[Reason]:
    yield from _moves(s)
    if s.case and s.case.checkouts.out is None:
        yield errors.CaseIsNotAway(number=s.case.number)


def _take_in(s: Situation, act: CaseTakenIn) -> Iterator[Reason]:
    yield from _moves(s)
    if s.case and s.case.checkouts.open_key != act.desk_key:
        yield _late(s.case, act)


def _late(case: Case, act: CaseTakenIn | ReturnKept) -> Reason:
    if act.desk_key in case.checkouts.recalled:
        return errors.RecalledMeanwhile(number=case.number)
    if act.desk_key in {one.desk_key for one in case.checkouts.taken_in}:
        return errors.AlreadyTakenIn(number=case.number)
    return errors.CaseIsNotAway(number=case.number)


def _keep(s: Situation, act: ReturnKept) -> Iterator[Reason]:
    """What can't be taken in any more is kept once."""
    yield from _moves(s)
    if s.case is None:
        return
    known = s.case.checkouts
    if known.open_key == act.desk_key:
        yield errors.ReturnToBeTakenIn(number=s.case.number)
        return
    late = _late(s.case, act)
    if isinstance(late, errors.CaseIsNotAway):
        yield late
    elif act.ledger in known.ledgers:
        yield errors.AlreadyTakenIn(number=s.case.number)


CHECKOUT_CHECKS: dict[type[CheckoutAct], Callable[..., Iterator[Reason]]] = {
    CaseCheckedOut: _check_out,
    CaseRecalled: _recall,
    CaseTakenIn: _take_in,
    ReturnKept: _keep,
}
