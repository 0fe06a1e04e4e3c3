"""Offices, their holders, the certificates bound to persons, and competence provisions."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import Enum

from signapp.domain.acts import (
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
    RosterChange,
    SubstituteNamed,
)
from signapp.domain.competence import ProvisionInForce, ended, in_force, listed_anew
from signapp.domain.publicity import PublicationOrdered


class RecordType(Enum):
    """The record type of a decision, by who made it (R4)."""

    ELECTED_OFFICIAL = "elected_official"
    OFFICE_HOLDER = "office_holder"
    BODY = "body"


def record_type(kind: OfficeKind) -> RecordType:
    """Return the record type of a decision-maker's decision (R4).

    Helsinki's mayor and deputy mayors are elected officials, not office holders.
    """
    if kind is OfficeKind.BODY:
        return RecordType.BODY
    elected = kind in (OfficeKind.MAYOR, OfficeKind.DEPUTY_MAYOR)
    return RecordType.ELECTED_OFFICIAL if elected else RecordType.OFFICE_HOLDER


WARN_AFTER_HOURS = 24
"""After how long without a time stamp people are warned, unless a register decides it."""


@dataclass(frozen=True)
class RosterProposal:
    """Changes of the roster that a registrar proposed; `is_open` until they are settled."""

    proposal: str
    person: str
    at: datetime
    changes: tuple[RosterChange, ...]
    is_open: bool = True


@dataclass(frozen=True)
class Roster:
    """Who is who, on every day: the sum of the roster changes in force."""

    persons: dict[str, PersonEnrolled] = field(default_factory=dict)
    offices: dict[str, OfficeFormed] = field(default_factory=dict)
    dissolved: dict[str, OfficeDissolved] = field(default_factory=dict)
    holdings: tuple[OfficeHeld, ...] = ()
    orders: tuple[DeputiesOrdered, ...] = ()
    substitutes: tuple[SubstituteNamed, ...] = ()
    certificates: dict[str, CertificateBound] = field(default_factory=dict)
    provisions: tuple[ProvisionInForce, ...] = ()
    policies: dict[Policy, PolicySet] = field(default_factory=dict)
    publications: dict[str, PublicationOrdered] = field(default_factory=dict)

    def with_changes(self, changes: Iterable[RosterChange]) -> "Roster":
        """Return the roster after the changes."""
        changed = self
        for change in changes:
            changed = changed.with_change(change)
        return changed

    def with_change(self, change: RosterChange) -> "Roster":  # noqa: C901, PLR0912  (a line each)
        """Return the roster after one change."""
        match change:
            case PersonEnrolled():
                return replace(self, persons={**self.persons, change.person: change})
            case OfficeFormed():
                return replace(self, offices={**self.offices, change.office: change})
            case OfficeDissolved():
                return replace(self, dissolved={**self.dissolved, change.office: change})
            case OfficeHeld():
                return replace(self, holdings=(*self.holdings, change))
            case OfficeLeft():
                return replace(self, holdings=tuple(_left(one, change) for one in self.holdings))
            case CertificateUnbound():
                return replace(self, certificates=_unbound(self.certificates, change))
            case DeputiesOrdered():
                return replace(self, orders=(*self.orders, change))
            case SubstituteNamed():
                return replace(self, substitutes=(*self.substitutes, change))
            case CertificateBound():
                bound = {**self.certificates, change.certificate.sha256: change}
                return replace(self, certificates=bound)
            case ProvisionListed():
                return replace(self, provisions=listed_anew(self.provisions, change))
            case ProvisionEnded():
                return replace(self, provisions=ended(self.provisions, change))
            case PolicySet():
                return replace(self, policies={**self.policies, change.policy: change})
            case PublicationOrdered():
                return replace(self, publications={**self.publications, change.order: change})

    def exists(self, office: str, day: date) -> bool:
        """Tell whether the office exists on the day (R17)."""
        formed = self.offices.get(office)
        return formed is not None and formed.since <= day and not self.has_ended(office, day)

    def has_ended(self, office: str, day: date) -> bool:
        """Tell whether the office was dissolved before the day (R17)."""
        ended = self.dissolved.get(office)
        return ended is not None and ended.last_day < day

    def in_charge(self, office: str, day: date) -> str | None:
        """Return the office that has an office's powers on a day, or None when none has (R17).

        The office itself while it exists; once it is dissolved its successor, as decided.
        """
        seen: set[str] = set()
        while self.has_ended(office, day) and office not in seen:
            seen.add(office)
            office = self.dissolved[office].successor
        return office if self.exists(office, day) else None

    def holds(self, person: str, office: str, day: date) -> bool:
        """Tell whether the person holds the office on the day."""
        return self.exists(office, day) and any(
            held.person == person and held.office == office and held.since <= day <= held.until
            for held in self.holdings
        )

    def deputies_of(self, office: str, day: date) -> DeputiesOrdered | None:
        """Return the order of deputies in force on the day: the one decided last."""
        orders = [o for o in self.orders if o.office == office and o.since <= day <= o.until]
        return orders[-1] if orders else None

    def substitutes_of(self, office: str, day: date) -> tuple[SubstituteNamed, ...]:
        """Return who was named for the office by a decision of its own, in force on the day."""
        return tuple(
            named
            for named in self.substitutes
            if named.office == office and named.since <= day <= named.until
        )

    def offices_of(self, person: str, day: date) -> tuple[OfficeFormed, ...]:
        """Return the offices that the person holds on the day."""
        held = dict.fromkeys(held.office for held in self.holdings if held.person == person)
        return tuple(self.offices[o] for o in held if self.holds(person, o, day))

    def holders(self, office: str, day: date) -> tuple[str, ...]:
        """Return the persons who hold the office on the day; nobody when it is vacant."""
        people = dict.fromkeys(held.person for held in self.holdings if held.office == office)
        return tuple(person for person in people if self.holds(person, office, day))

    def holder(self, office: str, day: date) -> str | None:
        """Return the first holder of the office on the day, or None when it is vacant."""
        return next(iter(self.holders(office, day)), None)

    def certificate_of(self, person: str, purpose: Purpose) -> CertificateBound | None:
        """Return the certificate bound last to the person for the purpose, or None."""
        bound = [
            certificate
            for certificate in self.certificates.values()
            if certificate.person == person and certificate.purpose is purpose
        ]
        return bound[-1] if bound else None

    def publication_of(self, office: str, day: date) -> PublicationOrdered | None:
        """Return the standing decision by which an office's minutes are published on the day."""
        for order in reversed(self.publications.values()):
            if order.office == office and order.since <= day <= order.until:
                return order
        return None

    def provision_of(self, provision: str, office: str, day: date) -> ProvisionInForce | None:
        """Return the provision if it gives the office competence on the day, else None."""
        listed = in_force(self.provisions, provision, day)
        return listed if listed is not None and listed.office == office else None

    def follows(self, policy: Policy) -> bool:
        """Tell whether a policy is in force; until a register decides, it is as we propose."""
        decided = self.policies.get(policy)
        return decided.in_force if decided else policy.by_itself

    def hours(self, policy: Policy) -> int | None:
        """Return the hours of a policy that counts them; None while it is not in force."""
        if not self.follows(policy):
            return None
        decided = self.policies.get(policy)
        return decided.hours if decided else WARN_AFTER_HOURS


def _left(held: OfficeHeld, change: OfficeLeft) -> OfficeHeld:
    """Return a holding as it is after its person left the office."""
    meant = (held.person, held.office) == (change.person, change.office)
    return replace(held, until=min(held.until, change.last_day)) if meant else held


def _unbound(
    certificates: dict[str, CertificateBound], change: CertificateUnbound
) -> dict[str, CertificateBound]:
    """Return the certificates after one is bound no longer."""
    bound = certificates.get(change.certificate)
    if bound is None:
        return certificates
    ended = replace(bound, not_after=min(bound.not_after, change.since))
    return {**certificates, change.certificate: ended}
