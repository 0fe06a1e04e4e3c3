"""What is told of a certificate before its PIN is asked: what speaks against it, and notices."""

from signapp.domain.errors import Reason

# --- what speaks against a certificate ------------------------------------------------------


class CertificateExpired(Reason):
    """The certificate was valid until a moment that is past (`until`)."""


class CertificateNotYetValid(Reason):
    """The certificate is valid only from a later moment (`since`)."""


class CertificateRevoked(Reason):
    """The revocation data at hand says that the certificate is revoked."""


class CertificateNotForPurpose(Reason):
    """The certificate's key usage is another one than the purpose needs (`cause`) (R33)."""


class CertificateKeyWeak(Reason):
    """The certificate's key is none that is accepted (`key`)."""


class CertificateSignedWeakly(Reason):
    """The issuer signed the certificate with a hash that can be forged (`hash`)."""


class CertificateIssuerUnknown(Reason):
    """No trust anchor of the register leads to the certificate."""


class CertificateUnreadable(Reason):
    """The certificate cannot be read."""


# --- what is only told ----------------------------------------------------------------------


class RevocationNotKnown(Reason):
    """No revocation data at hand tells whether the certificate is revoked."""


class CertificateExpiresSoon(Reason):
    """The certificate is valid for a few days more only (`days`, `until`)."""


class CertificateKeyShort(Reason):
    """The key (`key`) is accepted on a card that is in use, and is not for new cards."""


class IdentifierPublished(Reason):
    """A citizen's certificate: the person's identifier would be published with it (R46)."""


NOTICES = (RevocationNotKnown, CertificateExpiresSoon, CertificateKeyShort, IdentifierPublished)
"""What is told and refuses nothing."""
