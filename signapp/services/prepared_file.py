"""Looks at what is to be signed before any key is used, and at its signer afterwards.

The pdf worker prepared it from untrusted bytes, so it is not believed: the file begins with the
decided bytes, its digest is the one in the signed attributes, and these name the certificate.
"""

import hashlib
from pathlib import Path

from asn1crypto import cms

from signapp.domain.acts import DocumentRef
from signapp.domain.errors import DocumentChangedError
from signapp.services.ports import Holds, Part, PreparedSignature, SignatureOrder

CHUNK = 1 << 20


def check_prepared(
    order: SignatureOrder, prepared: PreparedSignature, decided: DocumentRef
) -> None:
    """Refuse a prepared file that is not the decided one. Raises DocumentChangedError."""
    prefix = hashlib.sha256()
    whole = hashlib.sha256()
    _hash_part(order.output, prefix, 0, decided.length)
    _hash_part(order.output, whole, 0, prepared.start)
    _hash_part(order.output, whole, prepared.end, None)
    names_digest, names_certificate = _said(prepared.signed_attributes)
    right = (
        prefix.hexdigest() == decided.sha256
        and prepared.start >= decided.length
        and whole.digest() == prepared.document_digest == names_digest
        and names_certificate == hashlib.sha256(order.certificate).digest()
    )
    if not right:
        raise DocumentChangedError(what="prepared")


def is_known_enough(person: Part) -> bool:
    """Tell whether our signer holds; that revocation can't be told here refuses nothing."""
    codes = {remark.code for remark in person.remarks}
    unknown = person.holds is Holds.NOT_KNOWN and "signer.revocation_unknown" in codes
    return person.holds is Holds.YES or unknown


def _hash_part(path: Path, digest: "hashlib._Hash", start: int, end: int | None) -> None:
    """Feed the bytes of a file from `start` to `end` into a digest."""
    with path.open("rb") as file:
        file.seek(start)
        left = end - start if end is not None else None
        while chunk := file.read(CHUNK if left is None else min(CHUNK, left)):
            digest.update(chunk)
            left = None if left is None else left - len(chunk)


def _said(attributes: bytes) -> tuple[bytes, bytes]:
    """Return the digest and the certificate's hash that the signed attributes name."""
    try:
        values = {
            one["type"].native: one["values"][0]
            for one in cms.CMSAttributes.load(attributes, strict=True)
        }
        certificate = values["signing_certificate_v2"]["certs"][0]["cert_hash"].native
        return values["message_digest"].native, certificate
    except (KeyError, ValueError, TypeError, IndexError) as e:
        raise DocumentChangedError(what="prepared") from e
