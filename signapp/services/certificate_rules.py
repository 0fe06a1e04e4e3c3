"""What is to be known of a certificate before its PIN is asked: the rules, each with its reason.

Only the certificate itself is read here; whether it is revoked and who issued it is told by
`PdfWork.certificate_standing`, and whom it is bound to by the roster.
"""

import re
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID

from signapp.domain.acts import Purpose
from signapp.domain.errors import CertificateNotBound, CertificateOfAnotherPerson, Reason
from signapp.domain.key_errors import (
    NOTICES,
    CertificateExpired,
    CertificateExpiresSoon,
    CertificateIssuerUnknown,
    CertificateKeyShort,
    CertificateKeyWeak,
    CertificateNotForPurpose,
    CertificateNotYetValid,
    CertificateRevoked,
    CertificateSignedWeakly,
    CertificateUnreadable,
    IdentifierPublished,
    RevocationNotKnown,
)
from signapp.domain.offices import Roster
from signapp.services.certificate_audit import UNREADABLE, usage_fits

SOON = 30
"""Fewer days of validity than this are told."""
LEAST_RSA, LEAST_NEW_RSA = 2048, 3072
"""A card that is in use may have the first; a new one needs the second."""
CURVES = ("secp256r1", "secp384r1")
FORGEABLE = ("md5", "sha1")
CHECK_SIGNS = "0123456789ABCDEFHJKLMNPRSTUVWXY"
ELECTRONIC_IDENTIFIER = re.compile(r"(\d{8})([0-9A-Y])")
"""The Finnish one (SATU): eight digits and a sign that checks them."""
IDENTITY_CODE = re.compile(r"(\d{6})[-+A-FU-Y](\d{3})([0-9A-Y])")
OTHER_IDENTIFIER = re.compile(r"(PNO|PAS|IDC|TIN)[A-Z]{2}-.+")
"""Of a natural person, as EN 319 412-1 writes them."""


@dataclass(frozen=True)
class CertificateCard:
    """A certificate as it is told: whose, until when, and what is to be known of it.

    `against` refuses its use, `told` does not. `days_left` counts whole days.
    """

    name: str
    issuer: str
    key: str
    not_after: datetime
    days_left: int
    purposes: tuple[Purpose, ...]
    bound: Purpose | None
    against: tuple[Reason, ...]
    told: tuple[Reason, ...]


def certificate_card(content: bytes, purpose: Purpose, at: datetime) -> CertificateCard | None:
    """Return what a certificate (DER) itself says at a moment, for a purpose.

    None when it cannot be read. (SIGNING rules; R33, R46.)
    """
    try:
        certificate = x509.load_der_x509_certificate(content)
        reasons = (
            *_validity(certificate, at),
            *_usage(certificate, purpose),
            *_strength(certificate),
            *_identifier(certificate, purpose),
        )
        return CertificateCard(
            name=_name(certificate.subject),
            issuer=_name(certificate.issuer),
            key=key_name(certificate),
            not_after=certificate.not_valid_after_utc,
            days_left=(certificate.not_valid_after_utc - at).days,
            purposes=tuple(one for one in Purpose if usage_fits(certificate, one)),
            bound=None,
            against=tuple(one for one in reasons if not isinstance(one, NOTICES)),
            told=tuple(one for one in reasons if isinstance(one, NOTICES)),
        )
    except UNREADABLE:
        return None


def standing_reasons(standing: str) -> tuple[Reason, ...]:
    """Return what a certificate's standing (`PdfWork.certificate_standing`) says of it."""
    kinds: dict[str, type[Reason]] = {
        "revoked": CertificateRevoked,
        "revocation_unknown": RevocationNotKnown,
        "untrusted": CertificateIssuerUnknown,
        "unreadable": CertificateUnreadable,
    }
    return (kinds[standing](),) if standing in kinds else ()


def binding_reasons(
    roster: Roster, sha256: str, person: str, purpose: Purpose
) -> tuple[Reason, ...]:
    """Return what the roster says against a certificate in a person's hands (R33)."""
    bound = roster.certificates.get(sha256)
    if bound is None:
        return (CertificateNotBound(certificate=sha256),)
    if bound.person != person:
        return (CertificateOfAnotherPerson(certificate=sha256),)
    return () if bound.purpose is purpose else (CertificateNotForPurpose(cause=purpose.value),)


def key_name(certificate: x509.Certificate) -> str:
    """Return the kind and strength of a certificate's key."""
    match certificate.public_key():
        case rsa.RSAPublicKey() as key:
            return f"RSA-{key.key_size}"
        case ec.EllipticCurvePublicKey() as key:
            return {"secp256r1": "P-256", "secp384r1": "P-384"}.get(key.curve.name, key.curve.name)
        case other:
            return type(other).__name__.strip("_").removesuffix("PublicKey")


def publishes_identifier(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate's subject holds a number that identifies a natural person."""
    numbers = certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)
    return any(_identifies(str(one.value).strip().upper()) for one in numbers)


def _identifies(number: str) -> bool:
    if found := ELECTRONIC_IDENTIFIER.fullmatch(number):
        return _checks(found[1], found[2])
    if found := IDENTITY_CODE.fullmatch(number):
        return _checks(found[1] + found[2], found[3])
    return OTHER_IDENTIFIER.fullmatch(number) is not None


def _checks(digits: str, sign: str) -> bool:
    return CHECK_SIGNS[int(digits) % len(CHECK_SIGNS)] == sign


def _validity(certificate: x509.Certificate, at: datetime) -> tuple[Reason, ...]:
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if at < since:
        return (CertificateNotYetValid(since=since),)
    if at > until:
        return (CertificateExpired(until=until),)
    days = (until - at).days
    return (CertificateExpiresSoon(days=days, until=until),) if days < SOON else ()


def _usage(certificate: x509.Certificate, purpose: Purpose) -> tuple[Reason, ...]:
    fits = usage_fits(certificate, purpose)
    return () if fits else (CertificateNotForPurpose(cause=purpose.value),)


def _strength(certificate: x509.Certificate) -> tuple[Reason, ...]:
    key, named = certificate.public_key(), key_name(certificate)
    reasons: list[Reason] = []
    match key:
        case rsa.RSAPublicKey() if key.key_size >= LEAST_NEW_RSA:
            pass
        case rsa.RSAPublicKey() if key.key_size >= LEAST_RSA:
            reasons.append(CertificateKeyShort(key=named))
        case ec.EllipticCurvePublicKey() if key.curve.name in CURVES:
            pass
        case _:
            reasons.append(CertificateKeyWeak(key=named))
    signed = certificate.signature_hash_algorithm
    if signed is not None and signed.name in FORGEABLE:
        reasons.append(CertificateSignedWeakly(hash=signed.name.upper()))
    return tuple(reasons)


def _identifier(certificate: x509.Certificate, purpose: Purpose) -> tuple[Reason, ...]:
    """Only a signature certificate becomes a part of what is published."""
    publishes = purpose is Purpose.SIGNATURE and publishes_identifier(certificate)
    return (IdentifierPublished(),) if publishes else ()


def _name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()
