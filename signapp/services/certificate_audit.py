"""Compares a certificate of the roster with what the roster says of it, and with the anchors."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

from signapp.domain.acts import CertificateBound, Purpose
from signapp.services.ports import Holds, Part, Remark, SaltedText, TrustMaterial

UNREADABLE = (
    *(ValueError, TypeError, UnsupportedAlgorithm),
    *(x509.DuplicateExtension, x509.UnsupportedGeneralNameType),
)
"""What the library raises on bytes that are no certificate, or a strange one."""


def certificate_part(
    content: bytes, bound: CertificateBound, name: SaltedText | None, trust: TrustMaterial
) -> Part:
    """Say whether a certificate (DER) is the one that the roster binds to this person.

    Key, dates, key usage and name must be the roster's, and a trust anchor must have issued it;
    without anchors that cannot be told. `name` is None when its text is not there, which is told
    elsewhere.
    """
    try:
        certificate = x509.load_der_x509_certificate(content)
        fits = _fits(certificate, bound, name)
    except UNREADABLE:
        fits = False
    if not fits:
        return Part(Holds.NO, (Remark("entry.certificate_differs"),))
    if not trust.roots:
        return Part(Holds.NOT_KNOWN, (Remark("entry.certificate_no_anchor"),))
    if not is_issued(certificate, trust):
        return Part(Holds.NO, (Remark("entry.certificate_not_issued"),))
    return Part(Holds.YES, (Remark("entry.certificate_fits"),))


def _fits(certificate: x509.Certificate, bound: CertificateBound, name: SaltedText | None) -> bool:
    key = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return (
        key.hex() == bound.public_key
        and certificate.not_valid_before_utc == bound.not_before
        and certificate.not_valid_after_utc == bound.not_after
        and usage_fits(certificate, bound.purpose)
        and (name is None or name_fits(certificate, name.text))
    )


def name_fits(certificate: x509.Certificate, name: str) -> bool:
    """Tell whether a certificate bears a person's name: as common name, or in its two parts.

    A card of the state has the common name with a number after it, and given name and surname.
    """
    common, given, surname = (
        [str(one.value) for one in certificate.subject.get_attributes_for_oid(oid)]
        for oid in (NameOID.COMMON_NAME, NameOID.GIVEN_NAME, NameOID.SURNAME)
    )
    parts = " ".join((*given, *surname))
    return common == [name] or (bool(given and surname) and parts.casefold() == name.casefold())


def usage_fits(certificate: x509.Certificate, purpose: Purpose) -> bool:
    """Tell whether a certificate's key may be used for the purpose."""
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return False
    if purpose is Purpose.SIGNATURE:
        return usage.content_commitment
    return usage.digital_signature


def is_issued(certificate: x509.Certificate, trust: TrustMaterial) -> bool:
    """Tell whether a trusted certificate issued this one, directly or through one other."""
    roots = [x509.load_der_x509_certificate(one) for one in trust.roots]
    others = [x509.load_der_x509_certificate(one) for one in trust.others]
    between = [one for one in others if any(_issued_by(one, root) for root in roots)]
    return any(_issued_by(certificate, issuer) for issuer in (*roots, *between))


def _issued_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
        constraints = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value
    except (*UNREADABLE, InvalidSignature, x509.ExtensionNotFound):
        return False
    return constraints.ca
