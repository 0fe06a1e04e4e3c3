"""The certificate of a person, checked before it is bound: theirs, for this purpose, trusted."""

import hashlib
from datetime import datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signapp.domain import errors
from signapp.domain.acts import CertificateBound, DocumentRef, Purpose
from signapp.domain.errors import NotAuthorisedError
from signapp.services.certificate_audit import UNREADABLE, is_issued, name_fits, usage_fits
from signapp.services.ports import TrustMaterial

LARGEST = 100_000
"""No certificate has more bytes than this."""


def read_certificate(path: Path) -> bytes:
    """Return a certificate (DER) from a file in PEM or DER. Raises NotAuthorisedError."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST)
        pem = content.lstrip().startswith(b"-----BEGIN")
        load = x509.load_pem_x509_certificate if pem else x509.load_der_x509_certificate
        return load(content).public_bytes(Encoding.DER)
    except (OSError, *UNREADABLE) as e:
        raise NotAuthorisedError((errors.CertificateFileUnreadable(file=str(path)),)) from e


def bind(
    content: bytes, person: str, name: str, purpose: Purpose, trust: TrustMaterial, at: datetime
) -> CertificateBound:
    """Return the binding of a certificate (DER) to a person, if it is fit for the purpose.

    It must bear the person's name, be for the purpose, be issued by a trust anchor, and not have
    expired. Raises NotAuthorisedError with every reason.
    """
    certificate = x509.load_der_x509_certificate(content)
    checks = {
        "usage": usage_fits(certificate, purpose),
        "name": name_fits(certificate, name),
        "issuer": is_issued(certificate, trust),
        "expired": at <= certificate.not_valid_after_utc,
    }
    reasons = tuple(
        errors.CertificateUnfit(cause=cause, person=person)
        for cause, holds in checks.items()
        if not holds
    )
    if reasons:
        raise NotAuthorisedError(reasons)
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return CertificateBound(
        person=person,
        purpose=purpose,
        certificate=DocumentRef(hashlib.sha256(content).hexdigest(), len(content)),
        public_key=key.hex(),
        not_before=certificate.not_valid_before_utc,
        not_after=certificate.not_valid_after_utc,
    )
