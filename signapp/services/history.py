"""What an audit remembers of a ledger beyond its state: texts, bound certificates, signings."""

from dataclasses import dataclass, field, replace
from datetime import datetime

from signapp.domain.acts import (
    COMMITMENT,
    Act,
    CertificateBound,
    Commitment,
    Corrected,
    Decided,
    DocumentRef,
    DocumentSigned,
    PersonEnrolled,
    RegisterFounded,
    RosterChange,
    RosterChangeConfirmed,
    RosterChangeProposed,
    SignedRevision,
    SigningAbandoned,
    SigningBegun,
    TimestampAdded,
)
from signapp.domain.bilateral import CounterpartySigned, InkRecorded, SigningVoided
from signapp.domain.values import marked
from signapp.ledger.entries import Entry

MINUTES, AGREEMENT = "minutes", "agreement"


@dataclass(frozen=True)
class Added:
    """A later revision of a signed document, and the moment of its entry.

    `signed` speaks of the city's signature; `theirs` tells that the other party signed in it.
    """

    before: DocumentRef
    signed: SignedRevision
    at: datetime
    theirs: CounterpartySigned | None = None


@dataclass
class SignedDocument:
    """A signature's life in the ledger: begun, done, and every revision that was added since."""

    case: str
    role: str
    begun: SigningBegun
    begun_at: datetime
    done: SignedRevision
    done_at: datetime
    added: list[Added] = field(default_factory=list)
    first: tuple[CounterpartySigned, ...] = ()
    """What other parties had signed before the city did."""

    @property
    def known(self) -> set[DocumentRef]:
        """All revisions that the ledger knows."""
        return {self.done.document, *(one.signed.document for one in self.added)}

    @property
    def newest(self) -> SignedRevision:
        """The last revision that the ledger knows."""
        return self.added[-1].signed if self.added else self.done

    @property
    def theirs(self) -> tuple[CounterpartySigned, ...]:
        """What the other parties signed in this document."""
        return (*self.first, *(one.theirs for one in self.added if one.theirs))


@dataclass
class History:
    """Collects, entry by entry, what the documents and texts of a register are compared with.

    `commitments` tells for each the first entry that makes it, `bound` for each certificate the
    name (a commitment) that its person bore when it was bound. `received` are the files that
    came back from another party, `scans` the copies of paper, each with its case.
    """

    commitments: dict[Commitment, int] = field(default_factory=dict)
    bound: dict[CertificateBound, Commitment] = field(default_factory=dict)
    signed: list[SignedDocument] = field(default_factory=list)
    received: list[tuple[str, CounterpartySigned]] = field(default_factory=list)
    scans: list[tuple[str, DocumentRef]] = field(default_factory=list)
    _begun: dict[str, tuple[SigningBegun, datetime]] = field(default_factory=dict)
    _proposed: dict[str, tuple[RosterChange, ...]] = field(default_factory=dict)
    _names: dict[str, Commitment] = field(default_factory=dict)

    def take(self, entry: Entry, position: int | None = None) -> None:
        """Remember an entry; `position` is that of the one which took it in, if it was away."""
        for commitment in marked(entry.act, COMMITMENT):
            self.commitments.setdefault(commitment, entry.number if position is None else position)
        self._remember_roster(entry.act)
        self._remember_signing(entry)

    def _remember_roster(self, act: Act) -> None:
        match act:
            case RegisterFounded():
                self._change_roster(act.changes)
            case RosterChangeProposed():
                self._proposed[act.proposal] = act.changes
            case RosterChangeConfirmed():
                self._change_roster(self._proposed.get(act.proposal, ()))

    def _remember_signing(self, entry: Entry) -> None:
        match entry.act:
            case SigningBegun():
                self._begun[entry.case] = (entry.act, entry.at)
            case SigningAbandoned() | SigningVoided():
                self._begun.pop(entry.case, None)
            case Decided() | Corrected() | DocumentSigned():
                self._finish(entry, entry.act)
            case TimestampAdded(before=before, signed=signed):
                self._add(entry, Added(before, signed, entry.at))
            case CounterpartySigned() as theirs:
                self.received.append((entry.case, theirs))
                self._add(entry, Added(theirs.before, theirs.signed, entry.at, theirs))
            case InkRecorded() as ink:
                self.scans.append((entry.case, ink.scan))
                if ink.city:
                    self._begun.pop(entry.case, None)

    def _add(self, entry: Entry, added: Added) -> None:
        """Add a revision to the signed document that it continues."""
        for one in self.signed:
            if one.case == entry.case and added.before in one.known:
                if added.theirs:  # of our own signature it says what the one before said
                    ours = replace(one.newest, document=added.signed.document)
                    added = replace(added, signed=ours)
                one.added.append(added)
                return

    def _change_roster(self, changes: tuple[RosterChange, ...]) -> None:
        for change in changes:
            if isinstance(change, PersonEnrolled):
                self._names[change.person] = change.name
        for change in changes:
            if isinstance(change, CertificateBound):
                self.bound.setdefault(change, self._names.get(change.person, ""))

    def _finish(self, entry: Entry, act: Decided | Corrected | DocumentSigned) -> None:
        if entry.case in self._begun:  # else the act was not allowed, which level B tells
            begun, begun_at = self._begun.pop(entry.case)
            role = AGREEMENT if isinstance(act, DocumentSigned) else MINUTES
            made = SignedDocument(entry.case, role, begun, begun_at, act.signed, entry.at)
            made.first = self._received_before(entry.case, begun.document)
            self.signed.append(made)

    def _received_before(self, case: str, document: DocumentRef) -> tuple[CounterpartySigned, ...]:
        """Return what other parties signed up to a revision, the last first."""
        found, last = list[CounterpartySigned](), document
        for number, theirs in reversed(self.received):
            if number == case and theirs.signed.document == last:
                found.append(theirs)
                last = theirs.before
        return tuple(found)
