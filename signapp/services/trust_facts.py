"""What a register trusts, said for people: anchors, revocation lists and trusted lists."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509
from cryptography.x509.oid import NameOID

from signapp.domain.trust_errors import TrustedListRefusedError
from signapp.services.ports import Trust
from signapp.services.trust_values import KeptLists, TrustedList


@dataclass(frozen=True)
class AnchorFacts:
    """A certificate that is trusted: whose, until when, and the SHA-256 of its DER form."""

    name: str
    until: datetime
    sha256: str


@dataclass(frozen=True)
class RevocationFacts:
    """A revocation list: by whom, since when, until when it is in date, and its SHA-256."""

    name: str
    issued: datetime
    following: datetime | None
    sha256: str


@dataclass(frozen=True)
class TrustFacts:
    """Everything that a register trusts; the list of the lists stands first among the lists."""

    anchors: tuple[AnchorFacts, ...]
    revocation_lists: tuple[RevocationFacts, ...]
    lists: tuple[TrustedList, ...]


def facts_of(trust: Trust) -> TrustFacts:
    """Return what is trusted. Raises StorageError, TrustFileError, TrustedListRefusedError."""
    material, kept = trust.material(), trust.trusted_lists.lists()
    return TrustFacts(
        tuple(map(_anchor, material.roots)),
        tuple(_revocation(material.revocation_lists)),
        all_lists(kept),
    )


def all_lists(kept: KeptLists | None) -> tuple[TrustedList, ...]:
    """Return the list of the lists and the others."""
    return (kept.of_lists, *kept.lists) if kept else ()


def days_old(one: TrustedList, now: datetime) -> int:
    """Return how many days ago a list was issued."""
    return max(0, (now - one.issued).days)


def _anchor(der: bytes) -> AnchorFacts:
    certificate = x509.load_der_x509_certificate(der)
    return AnchorFacts(
        _name(certificate.subject), certificate.not_valid_after_utc, sha256(der).hexdigest()
    )


def _revocation(lists: tuple[bytes, ...]) -> Iterator[RevocationFacts]:
    for der in lists:
        try:
            found = x509.load_der_x509_crl(der)
        except ValueError as e:
            raise TrustedListRefusedError(list="CRL", cause="unreadable") from e
        yield RevocationFacts(
            _name(found.issuer),
            found.last_update_utc,
            found.next_update_utc,
            sha256(der).hexdigest(),
        )


def _name(name: x509.Name) -> str:
    common = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(common[0].value) if common else name.rfc4514_string()
