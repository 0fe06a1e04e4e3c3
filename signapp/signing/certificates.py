"""Checks certificates against the trust material at hand; nothing is ever fetched."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Literal

from asn1crypto import crl, ocsp, x509
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    InvalidCertificateError,
    NotYetValidError,
    PathError,
    RevokedError,
    ValidationError,
)

from signapp.domain.errors import CertificateRefusedError, KeyNotAcceptedError
from signapp.services.ports import TrustMaterial
from signapp.signing.keys.accepted import accepted_key

UNREADABLE = (ValueError, TypeError, KeyError)
"""What asn1crypto raises on bytes that are no certificate or no revocation list."""

LONGEST_CHAIN = 8

CAUSES: tuple[tuple[type[Exception], str], ...] = (
    (ExpiredError, "expired"),
    (NotYetValidError, "not_yet_valid"),
    (RevokedError, "revoked"),
    (InsufficientRevinfoError, "revocation_unknown"),
    (DisallowedAlgorithmError, "weak"),
    (InvalidCertificateError, "no_content_commitment"),
)
PATH_ERRORS = (PathError, ValidationError)
"""The base classes of everything that speaks against a certificate path."""


def cause_of(error: Exception) -> str:
    """Return the code of the reason why a certificate path was not accepted."""
    return next((cause for kind, cause in CAUSES if isinstance(error, kind)), "untrusted")


@asynccontextmanager
async def validation_context(
    trust: TrustMaterial, at: datetime, revocation: Literal["require", "soft-fail"] = "require"
) -> AsyncIterator[ValidationContext]:
    """Give a context that judges certificates at a moment, with what is at hand only.

    Raises CertificateRefusedError when the trust material itself cannot be read.
    """
    try:
        context = ValidationContext(
            trust_roots=[x509.Certificate.load(der, strict=True) for der in trust.roots],
            other_certs=[x509.Certificate.load(der, strict=True) for der in trust.others],
            crls=[crl.CertificateList.load(der, strict=True) for der in trust.revocation_lists],
            ocsps=[ocsp.OCSPResponse.load(der, strict=True) for der in trust.answers],
            moment=at,
            allow_fetching=False,
            revocation_mode=revocation,
            retroactive_revinfo=True,  # what is asked for now is a moment younger
        )
    except UNREADABLE as e:
        raise CertificateRefusedError(cause="untrusted") from e
    try:
        yield context
    finally:
        await context.aclose()  # type: ignore[no-untyped-call]


async def check_certificate(certificate: bytes, trust: TrustMaterial, at: datetime) -> None:
    """Refuse a certificate (DER) that may not sign a document at this moment.

    It must lead to a trusted root, be valid then, not be revoked as far as is known, be made
    for contentCommitment, and be strong enough. (That revocation is not known is told before
    the PIN, and in the verdict.) Raises CertificateRefusedError with `cause`: expired,
    not_yet_valid, revoked, no_content_commitment, untrusted or weak.
    """
    try:
        accepted_key(certificate)
    except KeyNotAcceptedError as e:
        raise CertificateRefusedError(cause="weak") from e
    own = x509.Certificate.load(certificate)
    cause = await _path_cause(own, trust, at, "require")
    if cause == "revocation_unknown":  # all the rest still has to hold
        cause = await _path_cause(own, trust, at, "soft-fail")
    if cause:
        raise CertificateRefusedError(cause=cause)
    if own.key_usage_value is None:  # the library takes silence for a permission
        raise CertificateRefusedError(cause="no_content_commitment")


async def _path_cause(
    own: x509.Certificate,
    trust: TrustMaterial,
    at: datetime,
    revocation: Literal["require", "soft-fail"],
) -> str:
    """Return why a certificate may not sign documents, or nothing."""
    async with validation_context(trust, at, revocation) as context:
        validator = CertificateValidator(own, validation_context=context)
        try:
            await validator.async_validate_usage({"non_repudiation"})  # type: ignore[no-untyped-call]
        except PATH_ERRORS as e:
            return cause_of(e)
    return ""


async def standing_of(certificate: bytes, trust: TrustMaterial, at: datetime) -> str:
    """Return what speaks against a certificate (DER) as issued, whatever it is used for.

    Nothing, or one of the causes of `check_certificate`, or revocation_unknown, or unreadable.
    """
    try:
        own = x509.Certificate.load(certificate, strict=True)
        async with validation_context(trust, at) as context:
            await CertificateValidator(own, validation_context=context).async_validate_usage(set())  # type: ignore[no-untyped-call]
    except CertificateRefusedError as e:
        return str(e.facts["cause"])
    except UNREADABLE:
        return "unreadable"
    except PATH_ERRORS as e:
        cause = cause_of(e)  # no use was asked for: a self-signed one is meant
        return "untrusted" if cause == "no_content_commitment" else cause
    return ""


def chain_of(
    certificate: x509.Certificate, at_hand: Iterable[x509.Certificate]
) -> list[x509.Certificate]:
    """Return a certificate and those above it, as far as they are at hand.

    Follows names only: it chooses what to carry along, and proves nothing.
    """
    issuers = {other.subject.dump(): other for other in at_hand}
    chain = [certificate]
    while not chain[-1].self_issued and len(chain) < LONGEST_CHAIN:
        issuer = issuers.get(chain[-1].issuer.dump())
        if issuer is None:
            break
        chain.append(issuer)
    return chain
