"""A meeting's list: the cases that wait for one decision-maker, to be decided in one go.

Each case is begun (its § number is reserved), its minutes are seen as they will be signed, and
then all are signed: `decide_all`. What was begun stays begun after a crash; the list is read from
the ledger and the signing jobs alone, so it is clear what was decided, what is signed but not
stored, and what is only reserved.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from signapp.domain import errors
from signapp.domain.acts import DecisionBegun, DocumentRef, Outcome, Purpose, SigningBegun
from signapp.domain.authority import MINUTES_FIELD
from signapp.domain.decision import Case, Stage
from signapp.domain.errors import Finding, Reason, SignappError
from signapp.domain.numbers import SectionNumber
from signapp.domain.publicity import MINUTES, WHOLE_CASE, RecordTitle
from signapp.domain.situation import Duty, has_duty
from signapp.services.decide import (
    AS_PROPOSED,
    Ruling,
    abandon_decision,
    begin_decision,
    next_decision,
    open_decisions,
)
from signapp.services.desk import Desk, section_of
from signapp.services.journal import SignedIn
from signapp.services.minutes import render_minutes
from signapp.services.prepare import read_text
from signapp.services.publicity import case_title
from signapp.services.review import review
from signapp.services.standing import KEY_USED

OWN_AFFAIR = (errors.DocumentNotShown, errors.NumberSourceMissing)
"""What the decision-maker sees to while going through the list."""


class Place(Enum):
    """Where a case of the list stands."""

    WAITING = "waiting"
    RESERVED = "reserved"
    NOT_KNOWN = "not_known"
    SIGNED = "signed"
    DECIDED = "decided"


@dataclass(frozen=True)
class ListedCase:
    """A case of the list: how it would be decided, or was begun to be.

    `deviates` tells that the decision is another than the one first proposed, `secret` that the
    case or its minutes are kept from the public. `to_be_seen` are the documents that the rules
    want shown first and that were not; `remarks` what looks wrong in the text; `against` what
    stops it. `minutes` are those to be signed, once there are any.
    """

    number: str
    title: RecordTitle
    section: SectionNumber
    outcome: Outcome
    deviates: bool
    secret: bool
    place: Place
    to_be_seen: tuple[DocumentRef, ...]
    remarks: tuple[Finding, ...]
    against: tuple[Reason, ...]
    minutes: DocumentRef | None = None

    @property
    def begun(self) -> bool:
        """True once the § number is reserved."""
        return self.place is not Place.WAITING

    @property
    def ready(self) -> bool:
        """True when the key is all that is missing."""
        return self.place is Place.SIGNED or (
            self.place in (Place.RESERVED, Place.NOT_KNOWN)
            and not self.against
            and not self.to_be_seen
        )


class DecisionList:
    """The list of one person at a desk; it keeps nothing but minutes that were rendered."""

    def __init__(self, desk: Desk, who: SignedIn) -> None:
        self._desk = desk
        self._who = who
        self._minutes: dict[DecisionBegun, DocumentRef] = {}

    def read(self, chosen: Iterable[str] = ()) -> tuple[ListedCase, ...]:
        """Return the list as it stands: what was begun first, in the order of §; then what
        waits, deviations and secret cases first. `chosen` leaves out the other waiting ones.

        Raises StorageError, DocumentErrors.
        """
        desk, wanted = self._desk, set(chosen)
        desk.journal.catch_up()
        opened = {one.case for one in open_decisions(desk, self._who).begun}
        found = [
            self._listed(case)
            for case in desk.journal.state.cases.values()
            if case.number in opened
            or (self._waits(case) and (not wanted or case.number in wanted))
        ]
        return tuple(sorted(found, key=_order))

    def begin(self, number: str, ruling: Ruling = AS_PROPOSED) -> DocumentRef:
        """Reserve the § number of the next case of the list; return its minutes.

        Raises NotAuthorisedError, DocumentErrors, StorageError.
        """
        minutes = begin_decision(self._desk, self._who, number, ruling, in_list=True)
        begun = self._desk.journal.case(number).begun
        assert begun is not None  # it was begun just now
        self._minutes[begun] = minutes
        return minutes

    def leave_out(self, number: str) -> None:
        """Give up one case that was begun. Raises NotAuthorisedError."""
        abandon_decision(self._desk, self._who, number)

    def give_up(self, numbers: Iterable[str]) -> dict[str, SignappError]:
        """Give up what was only begun, the last § first; return what could not be, and why."""
        failed: dict[str, SignappError] = {}
        for one in reversed(open_decisions(self._desk, self._who).begun):
            if one.case in numbers:
                try:
                    abandon_decision(self._desk, self._who, one.case)
                except errors.SignappError as e:
                    failed[one.case] = e
        return failed

    # --- one case ---------------------------------------------------------------------------

    def _waits(self, case: Case) -> bool:
        """Tell whether a proposal waits for this person's decision today."""
        if case.proposal is None or case.stage is not Stage.PROPOSED:
            return False
        state, now = self._desk.journal.state, self._desk.journal.clock.now()
        s = state.situation(self._who.actor, now, case.number)
        tabled = case.tabled_until is not None and s.today < case.tabled_until
        mine = case.proposal.decision_maker == s.actor.office
        return mine and not tabled and not any(has_duty(s, Duty.DECIDE))

    def _listed(self, case: Case) -> ListedCase:
        desk, begun = self._desk, case.begun
        waiting = begun is None
        act = next_decision(desk, self._who, case, in_list=True) if begun is None else begun
        minutes = None if waiting else self._render(case.number, act)
        secret = [case.publicity.of(one).withholds_all for one in (WHOLE_CASE, MINUTES)]
        first = case.proposal.text if case.proposal else ""
        against = self._against(case, act, minutes)
        return ListedCase(
            number=case.number,
            title=case_title(desk, case, self._who),
            section=section_of(desk, case, act.section),
            outcome=act.outcome,
            deviates=act.text != first,
            secret=any(secret),
            place=self._place(case),
            to_be_seen=self._to_be_seen(case, minutes),
            remarks=self._remarks(case),
            against=tuple(one for one in against if not isinstance(one, OWN_AFFAIR)),
            minutes=minutes,
        )

    def _render(self, number: str, begun: DecisionBegun) -> DocumentRef:
        if begun not in self._minutes:
            self._minutes[begun] = render_minutes(self._desk, number)
        return self._minutes[begun]

    def _to_be_seen(self, case: Case, minutes: DocumentRef | None) -> tuple[DocumentRef, ...]:
        allowed = case.proposal.authorisation if case.proposal else None
        wanted = [allowed.document, *(one.document for one in allowed.further)] if allowed else []
        needed = [minutes] if minutes else [one for one in wanted if one]
        person = self._who.actor.person
        return tuple(one for one in needed if not case.has_seen(person, one))

    def _against(
        self, case: Case, act: DecisionBegun, minutes: DocumentRef | None
    ) -> tuple[Reason, ...]:
        """Return what the rules say against the next act: beginning, or the signature."""
        desk, who, now = self._desk, self._who, self._desk.journal.clock.now()
        if minutes is None:
            return desk.journal.state.reasons_against(who.actor, now, case.number, act)
        own = case.signing if case.signing_by == who.actor else None
        bound = desk.certificate(who.actor.person, Purpose.SIGNATURE)
        certificate = bound.sha256 if bound else ""
        signing = own or SigningBegun(minutes, MINUTES_FIELD, certificate, "", True, now, 0)
        return desk.journal.state.reasons_against(who.actor, now, case.number, signing)

    def _place(self, case: Case) -> Place:
        if case.decided is not None or case.begun is None:
            return Place.DECIDED if case.decided else Place.WAITING
        job = self._desk.journal.register.job(case.number) if case.signing else None
        if job is None:
            return Place.RESERVED
        if job.signature:
            return Place.SIGNED
        return Place.NOT_KNOWN if job.phase == KEY_USED else Place.RESERVED

    def _remarks(self, case: Case) -> tuple[Finding, ...]:
        """Return what looks wrong in the proposed text, as its presenter was told (R9)."""
        if case.proposal is None or case.proposed_text is None:
            return ()
        wanted = case.proposal.authorisation
        try:
            text = read_text(self._desk, case.number, case.proposed_text)
        except errors.TextErasedError:
            return ()
        return review(self._desk, case, text, wanted.office, wanted.days)


def _order(one: ListedCase) -> tuple[object, ...]:
    if one.begun:
        return (0, one.section.number, "")
    return (1, not (one.deviates or one.secret), one.number)
