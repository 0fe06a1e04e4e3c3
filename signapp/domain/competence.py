"""The dated catalogue of competence provisions: how each read, and from when to when.

A decision cites a provision as it read on its day (Kuntalaki 91 §, hallintosääntö).
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from signapp.domain.acts import ProvisionEnded, ProvisionListed


@dataclass(frozen=True)
class ProvisionInForce:
    """A provision as it reads from `since` to `until`, or without an end; and for which office."""

    provision: str
    office: str
    citation: str
    basis: str
    since: date
    until: date | None


Catalogue = tuple[ProvisionInForce, ...]


def listed_anew(catalogue: Catalogue, change: ProvisionListed) -> Catalogue:
    """Return the catalogue with a provision that reads as said from its day on."""
    before = ended(catalogue, ProvisionEnded(change.provision, change.since - timedelta(days=1)))
    new = ProvisionInForce(
        change.provision, change.office, change.citation, change.basis, change.since, None
    )
    return (*before, new)


def ended(catalogue: Catalogue, change: ProvisionEnded) -> Catalogue:
    """Return the catalogue with a provision that ends on a day."""
    return tuple(
        replace(one, until=min(one.until or change.last_day, change.last_day))
        if one.provision == change.provision
        else one
        for one in catalogue
    )


def in_force(catalogue: Catalogue, provision: str, day: date) -> ProvisionInForce | None:
    """Return a provision as it reads on a day, or None."""
    readings = [
        one
        for one in catalogue
        if one.provision == provision
        and one.since <= day
        and (one.until is None or day <= one.until)
    ]
    return readings[-1] if readings else None
