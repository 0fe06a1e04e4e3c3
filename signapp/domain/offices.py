"""Offices, their holders, the certificates bound to persons, and competence provisions."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import Enum

from signapp.domain.acts import (
    CertificateBound,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    PersonEnrolled,
    ProvisionListed,
    Purpose,
    RosterChange,
)


class RecordType(Enum):
    """The record type of a decision, by who made it (R4)."""

    ELECTED_OFFICIAL = "elected_official"
    OFFICE_HOLDER = "office_holder"


def record_type(kind: OfficeKind) -> RecordType:
    """Return the record type of a decision-maker's decision (R4).

    Helsinki's mayor and deputy mayors are elected officials, not office holders.
    """
    elected = kind in (OfficeKind.MAYOR, OfficeKind.DEPUTY_MAYOR)
    return RecordType.ELECTED_OFFICIAL if elected else RecordType.OFFICE_HOLDER


@dataclass(frozen=True)
class Roster:
    """Who is who, on every day: the sum of the roster changes in force."""

    persons: dict[str, PersonEnrolled] = field(default_factory=dict)
    offices: dict[str, OfficeFormed] = field(default_factory=dict)
    holdings: tuple[OfficeHeld, ...] = ()
    certificates: dict[str, CertificateBound] = field(default_factory=dict)
    provisions: dict[str, ProvisionListed] = field(default_factory=dict)

    def with_changes(self, changes: Iterable[RosterChange]) -> "Roster":
        """Return the roster after the changes."""
        persons, offices = dict(self.persons), dict(self.offices)
        certificates, provisions = dict(self.certificates), dict(self.provisions)
        holdings = list(self.holdings)
        for change in changes:
            match change:
                case PersonEnrolled():
                    persons[change.person] = change
                case OfficeFormed():
                    offices[change.office] = change
                case OfficeHeld():
                    holdings.append(change)
                case CertificateBound():
                    certificates[change.certificate.sha256] = change
                case ProvisionListed():
                    provisions[change.provision] = change
        return Roster(persons, offices, tuple(holdings), certificates, provisions)

    def holds(self, person: str, office: str, day: date) -> bool:
        """Tell whether the person holds the office on the day."""
        formed = self.offices.get(office)
        return (
            formed is not None
            and formed.since <= day
            and any(
                held.person == person and held.office == office and held.since <= day <= held.until
                for held in self.holdings
            )
        )

    def offices_of(self, person: str, day: date) -> tuple[OfficeFormed, ...]:
        """Return the offices that the person holds on the day."""
        held = dict.fromkeys(held.office for held in self.holdings if held.person == person)
        return tuple(self.offices[o] for o in held if self.holds(person, o, day))

    def holder(self, office: str, day: date) -> str | None:
        """Return the person who holds the office on the day, or None when it is vacant."""
        people = (held.person for held in self.holdings if held.office == office)
        return next((person for person in people if self.holds(person, office, day)), None)

    def certificate_of(self, person: str, purpose: Purpose) -> CertificateBound | None:
        """Return the certificate bound last to the person for the purpose, or None."""
        bound = [
            certificate
            for certificate in self.certificates.values()
            if certificate.person == person and certificate.purpose is purpose
        ]
        return bound[-1] if bound else None

    def provision_of(self, provision: str, office: str, day: date) -> ProvisionListed | None:
        """Return the provision if it gives the office competence on the day, else None."""
        listed = self.provisions.get(provision)
        fits = listed is not None and listed.office == office and listed.since <= day
        return listed if fits else None
