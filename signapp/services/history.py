"""What an audit remembers of a ledger beyond its state: texts, bound certificates, signings."""

from dataclasses import dataclass, field
from datetime import datetime

from signapp.domain.acts import (
    COMMITMENT,
    Act,
    CertificateBound,
    Commitment,
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
from signapp.domain.values import marked
from signapp.ledger.entries import Entry

MINUTES, AGREEMENT = "minutes", "agreement"


@dataclass(frozen=True)
class Added:
    """A later revision of a signed document, and the moment of its entry."""

    act: TimestampAdded
    at: datetime


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

    @property
    def known(self) -> set[DocumentRef]:
        """All revisions that the ledger knows."""
        return {self.done.document, *(one.act.signed.document for one in self.added)}


@dataclass
class History:
    """Collects, entry by entry, what the documents and texts of a register are compared with.

    `commitments` tells for each the first entry that makes it, `bound` for each certificate the
    name (a commitment) that its person bore when it was bound.
    """

    commitments: dict[Commitment, int] = field(default_factory=dict)
    bound: dict[CertificateBound, Commitment] = field(default_factory=dict)
    signed: list[SignedDocument] = field(default_factory=list)
    _begun: dict[str, tuple[SigningBegun, datetime]] = field(default_factory=dict)
    _proposed: dict[str, tuple[RosterChange, ...]] = field(default_factory=dict)
    _names: dict[str, Commitment] = field(default_factory=dict)

    def take(self, entry: Entry) -> None:
        """Remember an entry."""
        for commitment in marked(entry.act, COMMITMENT):
            self.commitments.setdefault(commitment, entry.number)
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
            case SigningAbandoned():
                self._begun.pop(entry.case, None)
            case Decided() | DocumentSigned():
                self._finish(entry, entry.act)
            case TimestampAdded():
                for signed in self.signed:
                    if signed.case == entry.case and entry.act.before in signed.known:
                        signed.added.append(Added(entry.act, entry.at))

    def _change_roster(self, changes: tuple[RosterChange, ...]) -> None:
        for change in changes:
            if isinstance(change, PersonEnrolled):
                self._names[change.person] = change.name
        for change in changes:
            if isinstance(change, CertificateBound):
                self.bound.setdefault(change, self._names.get(change.person, ""))

    def _finish(self, entry: Entry, act: Decided | DocumentSigned) -> None:
        if entry.case in self._begun:  # else the act was not allowed, which level B tells
            begun, begun_at = self._begun.pop(entry.case)
            role = MINUTES if isinstance(act, Decided) else AGREEMENT
            self.signed.append(
                SignedDocument(entry.case, role, begun, begun_at, act.signed, entry.at)
            )
