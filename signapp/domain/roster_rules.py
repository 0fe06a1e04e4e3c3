"""The rules for the roster itself: which changes make sense, who makes them, absences."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from signapp.domain import errors
from signapp.domain.acts import (
    AbsenceRecorded,
    AbsenceWithdrawn,
    CertificateBound,
    CertificateUnbound,
    DeputiesOrdered,
    OfficeDissolved,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeLeft,
    PersonEnrolled,
    Policy,
    PolicySet,
    ProvisionEnded,
    ProvisionListed,
    Purpose,
    RegisterFounded,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
    RosterChangeRejected,
    SubstituteNamed,
)
from signapp.domain.anchoring import HistoryAccepted
from signapp.domain.calendar import helsinki_day
from signapp.domain.errors import Reason
from signapp.domain.numbers import prefix_fits
from signapp.domain.offices import Roster
from signapp.domain.publicity import PublicationOrdered
from signapp.domain.situation import DUTIES, Duty, Situation, has_duty, holds
from signapp.domain.stamping_errors import PolicyHoursWrong

FEWEST_REGISTRARS, WANTED_REGISTRARS = 2, 3
"""Two registrars change the roster; with a third one somebody may fall ill."""
DAY = timedelta(days=1)
COUNTING_HOURS = (Policy.WARN_WITHOUT_STAMP, Policy.STOP_WITHOUT_STAMP)
LONGEST_HOURS = 365 * 24


def same_days(one: AbsenceRecorded, other: AbsenceWithdrawn) -> bool:
    """Tell whether an absence is the one that is withdrawn."""
    return (one.person, one.since, one.until) == (other.person, other.since, other.until)


def registrars(roster: Roster, day: date) -> frozenset[str]:
    """Return who can change the roster on a day: registrars who can sign in."""
    return frozenset(
        held.person
        for held in roster.holdings
        if roster.holds(held.person, held.office, day)
        and Duty.REGISTER in DUTIES[roster.offices[held.office].kind]
        and _may_enter(roster, held.person, day)
    )


def _may_enter(roster: Roster, person: str, day: date) -> bool:
    bound = roster.certificate_of(person, Purpose.SESSION)
    return bound is not None and helsinki_day(bound.not_after) >= day


def flaws(roster: Roster, changes: tuple[RosterChange, ...]) -> Iterator[tuple[int, Reason]]:
    """Yield what is wrong with changes, each with its place among them, from 0.

    Each change is looked at as the ones before it leave the roster.
    """
    for place, change in enumerate(changes):
        for reason in _FLAWS[type(change)](roster, change):
            yield place, reason
        roster = roster.with_change(change)


# --- one change -----------------------------------------------------------------------------


def _known(roster: Roster, *, person: str = "", offices: tuple[str, ...] = ()) -> Iterator[Reason]:
    if person and person not in roster.persons:
        yield errors.PersonUnknown(person=person)
    for office in offices:
        if office not in roster.offices:
            yield errors.OfficeUnknown(office=office)


def _span(since: date, until: date) -> Iterator[Reason]:
    if until < since:
        yield errors.SpanReversed(since=since, until=until)


def _decided(office: str, basis: str) -> Iterator[Reason]:
    if not basis.strip():
        yield errors.BasisMissing(office=office)


def _formed(roster: Roster, change: OfficeFormed) -> Iterator[Reason]:
    if change.office in roster.offices:
        yield errors.OfficeKnown(office=change.office)
    if not change.office:
        yield errors.OfficeUnknown(office="")
    if change.assists or change.kind is OfficeKind.ASSISTANT:
        yield from _known(roster, offices=(change.assists,))


def _dissolved(roster: Roster, change: OfficeDissolved) -> Iterator[Reason]:
    heirs = (change.successor,) if change.successor else ()
    yield from _known(roster, offices=(change.office, *heirs))
    yield from _decided(change.office, change.basis)
    if change.successor == change.office:
        yield errors.OwnDeputy(office=change.office)


def _enrolled(_: Roster, change: PersonEnrolled) -> Iterator[Reason]:
    """Somebody may be enrolled again, under another name."""
    if not change.person:
        yield errors.PersonUnknown(person="")


def _held(roster: Roster, change: OfficeHeld) -> Iterator[Reason]:
    yield from _known(roster, person=change.person, offices=(change.office,))
    yield from _span(change.since, change.until)


def _left(roster: Roster, change: OfficeLeft) -> Iterator[Reason]:
    yield from _known(roster, person=change.person, offices=(change.office,))
    held = ((one.person, one.office) for one in roster.holdings)
    if (change.person, change.office) not in held:
        yield errors.OfficeNotHeld(office=change.office, day=change.last_day)


def _bound(roster: Roster, change: CertificateBound) -> Iterator[Reason]:
    yield from _known(roster, person=change.person)
    if change.certificate.sha256 in roster.certificates:
        yield errors.CertificateKnown(certificate=change.certificate.sha256)
    if change.not_after < change.not_before:
        yield errors.SpanReversed(since=change.not_before, until=change.not_after)


def _unbound(roster: Roster, change: CertificateUnbound) -> Iterator[Reason]:
    if change.certificate not in roster.certificates:
        yield errors.CertificateNotBound(certificate=change.certificate)


def _ordered(roster: Roster, change: DeputiesOrdered) -> Iterator[Reason]:
    yield from _known(roster, offices=(change.office, *change.deputies))
    yield from _span(change.since, change.until)
    yield from _decided(change.office, change.basis)
    if change.office in change.deputies:
        yield errors.OwnDeputy(office=change.office)


def _named(roster: Roster, change: SubstituteNamed) -> Iterator[Reason]:
    yield from _known(roster, person=change.person, offices=(change.office,))
    yield from _span(change.since, change.until)
    yield from _decided(change.office, change.basis)


def _listed(roster: Roster, change: ProvisionListed) -> Iterator[Reason]:
    yield from _known(roster, offices=(change.office,))
    if not change.citation.strip():
        yield errors.BasisMissing(office=change.office)


def _ended(roster: Roster, change: ProvisionEnded) -> Iterator[Reason]:
    if change.provision not in {one.provision for one in roster.provisions}:
        yield errors.CompetenceMissing(provision=change.provision)


def _policy(_: Roster, change: PolicySet) -> Iterator[Reason]:
    yield from _decided("", change.basis)
    counts = change.policy in COUNTING_HOURS and change.in_force
    if not (1 <= change.hours <= LONGEST_HOURS if counts else change.hours == 0):
        yield PolicyHoursWrong(policy=change.policy.value)


def _published(roster: Roster, change: PublicationOrdered) -> Iterator[Reason]:
    yield from _known(roster, offices=(change.office,))
    yield from _span(change.since, change.until)
    yield from _decided(change.office, change.citation)


_FLAWS: dict[type, Callable[..., Iterator[Reason]]] = {
    OfficeFormed: _formed,
    OfficeDissolved: _dissolved,
    PersonEnrolled: _enrolled,
    OfficeHeld: _held,
    OfficeLeft: _left,
    CertificateBound: _bound,
    CertificateUnbound: _unbound,
    DeputiesOrdered: _ordered,
    SubstituteNamed: _named,
    ProvisionListed: _listed,
    PublicationOrdered: _published,
    ProvisionEnded: _ended,
    PolicySet: _policy,
}


# --- acts -----------------------------------------------------------------------------------


def _found(_: Situation, act: RegisterFounded) -> Iterator[Reason]:
    if not prefix_fits(act.case_prefix):
        yield errors.CasePrefixMalformed(prefix=act.case_prefix)
    yield from (reason for _place, reason in flaws(Roster(), act.changes))


def _propose(s: Situation, act: RosterChangeProposed) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    if act.proposal in s.roster_proposals:
        yield errors.RosterProposalKnown(proposal=act.proposal)
    yield from _changes(s, act.changes)


def _confirm(s: Situation, act: RosterChangeConfirmed) -> Iterator[Reason]:
    """The changes are looked at again: others may have taken effect in between."""
    yield from has_duty(s, Duty.REGISTER)
    proposal = s.roster_proposals.get(act.proposal)
    if proposal is None or not proposal.is_open:
        yield errors.RosterProposalUnknown(proposal=act.proposal)
    elif proposal.person == s.actor.person:
        yield errors.SamePersonMayNotConfirm()
    else:
        yield from _changes(s, proposal.changes)


def _reject(s: Situation, act: RosterChangeRejected) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)
    proposal = s.roster_proposals.get(act.proposal)
    if proposal is None or not proposal.is_open:
        yield errors.RosterProposalUnknown(proposal=act.proposal)


def _changes(s: Situation, changes: tuple[RosterChange, ...]) -> Iterator[Reason]:
    found = [reason for _, reason in flaws(s.roster, changes)]
    yield from found
    if not found:
        yield from _registrars_left(s, changes)


def _registrars_left(s: Situation, changes: tuple[RosterChange, ...]) -> Iterator[Reason]:
    """A change after which nobody could change the roster any more is refused."""
    after = s.roster.with_changes(changes)
    ends = {one.last_day + DAY for one in changes if isinstance(one, OfficeLeft | OfficeDissolved)}
    days = {s.today, *(day for day in ends if day > s.today)}
    if any(
        len(registrars(after, day)) < FEWEST_REGISTRARS <= len(registrars(s.roster, day))
        for day in days
    ):
        yield errors.RegistrarsTooFew()


def _absences(s: Situation, person: str) -> Iterator[Reason]:
    yield from holds(s, s.actor.office)
    office = s.roster.offices.get(s.actor.office)
    duties = DUTIES[office.kind] if office else frozenset()
    if duties & {Duty.PREPARE, Duty.REGISTER}:
        return
    if Duty.DECIDE not in duties:
        yield errors.DutyNotInOffice(office=s.actor.office, duty=Duty.REGISTER.value)
    elif person != s.actor.person:
        yield errors.AbsenceOfAnother()


def _record_absence(s: Situation, act: AbsenceRecorded) -> Iterator[Reason]:
    yield from _absences(s, act.person)
    if act.person not in s.roster.persons:
        yield errors.PersonUnknown(person=act.person)
    yield from _span(act.since, act.until)


def _withdraw_absence(s: Situation, act: AbsenceWithdrawn) -> Iterator[Reason]:
    yield from _absences(s, act.person)
    if not any(same_days(one, act) for one in s.absences.get(act.person, ())):
        yield errors.AbsenceUnknown(person=act.person)


def _accept_history(s: Situation, _: HistoryAccepted) -> Iterator[Reason]:
    yield from has_duty(s, Duty.REGISTER)


ROSTER_CHECKS: dict[type, Callable[..., Iterator[Reason]]] = {
    RegisterFounded: _found,
    RosterChangeProposed: _propose,
    RosterChangeConfirmed: _confirm,
    RosterChangeRejected: _reject,
    AbsenceRecorded: _record_absence,
    AbsenceWithdrawn: _withdraw_absence,
    HistoryAccepted: _accept_history,
}
