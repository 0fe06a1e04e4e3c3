"""Until when the last time stamp of a file counts: then it is to be stamped anew."""

from datetime import UTC, datetime
from pathlib import Path

from asn1crypto.x509 import Certificate
from pyhanko.sign.validation.generic_cms import extract_certs_for_validation

from signapp.signing.levels import open_pdf, reading_pdf
from signapp.signing.outputs import storing
from signapp.signing.times import STRONG_DIGESTS

SMALL_RSA = 3000
SMALL_RSA_UNTIL = datetime(2026, 1, 1, tzinfo=UTC)
"""SOG-IS Agreed Cryptographic Mechanisms: RSA below 3000 bits is legacy, until the end of 2025."""
ALWAYS_WEAK = datetime(2000, 1, 1, tzinfo=UTC)


def stamped_until(path: Path) -> datetime | None:
    """Return until when the last document time stamp of a file counts; None if it has none.

    That is when its certificate expires, or its algorithm is no longer held to be strong. Raises
    DocumentErrors, StorageError.
    """
    with storing(), path.open("rb") as stream:
        reader = open_pdf(stream)
        with reading_pdf():
            stamps = reader.embedded_timestamp_signatures
            if not stamps:
                return None
            digest = stamps[-1].signer_info["digest_algorithm"]["algorithm"].native
            service = extract_certs_for_validation(stamps[-1].signed_data).signer_cert
            expires = service["tbs_certificate"]["validity"]["not_after"].native
            assert isinstance(expires, datetime)
            return min(expires, _strong_until(service, digest))


def _strong_until(service: Certificate, digest: str) -> datetime:
    if digest not in STRONG_DIGESTS:
        return ALWAYS_WEAK
    small = service.public_key.algorithm == "rsa" and service.public_key.bit_size < SMALL_RSA
    return SMALL_RSA_UNTIL if small else datetime.max.replace(tzinfo=UTC)
