"""Which PAdES level a signature has really reached, read from the file and not from intentions."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from asn1crypto import crl, ocsp, parser
from asn1crypto.cms import SignedData
from pyhanko.pdf_utils.crypt import PdfKeyNotAvailableError
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.pdf_utils.generic import IndirectObject, StreamObject
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signapp.domain.errors import (
    DamagedFileError,
    EncryptedFileError,
    FieldMissingError,
    NotAPdfError,
)
from signapp.signing.certificates import chain_of

HEADER_SEARCH = 1024
RAW_ERRORS = (
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    NameError,
    AssertionError,
    OverflowError,
    RecursionError,
)
"""What pyHanko and asn1crypto let through, besides their own errors, from a damaged file."""


@contextmanager
def reading_pdf() -> Iterator[None]:
    """Translate what the libraries raise on a file that they cannot read.

    Raises DamagedFileError, EncryptedFileError.
    """
    try:
        yield
    except PdfKeyNotAvailableError as e:
        raise EncryptedFileError from e
    except (PdfError, *RAW_ERRORS) as e:
        raise DamagedFileError from e


def open_pdf(stream: BinaryIO) -> PdfFileReader:
    """Read the structure of a PDF. Raises NotAPdfError, DamagedFileError, EncryptedFileError."""
    stream.seek(0)
    if b"%PDF-" not in stream.read(HEADER_SEARCH):
        raise NotAPdfError
    with reading_pdf():
        reader = PdfFileReader(stream)
        encrypted = reader.encrypted
    if encrypted:
        raise EncryptedFileError
    return reader


def signature_in(reader: PdfFileReader, field: str) -> EmbeddedPdfSignature:
    """Return the signature in a field. Raises FieldMissingError, DamagedFileError."""
    with reading_pdf():
        signatures: list[EmbeddedPdfSignature] = reader.embedded_signatures
    for signature in signatures:
        if signature.field_name == field:
            return signature
    there = [str(signature.field_name) for signature in signatures]
    raise FieldMissingError(field=field, there=", ".join(there) or "–")


def cms_digest(signature: EmbeddedPdfSignature) -> str:
    """Return the SHA-256 (hexadecimal) of a signature's CMS without the padding of its hole."""
    content = signature.pkcs7_content
    return hashlib.sha256(content[: parser.peek(content)]).hexdigest()


def level_of(path: Path, field: str) -> str:
    """Return the level of the signature in a field: `B-B`, `B-T`, `B-LT`, `B-LTA`.

    A signature of another kind than PAdES is `CMS`. The level is what the file holds; whether
    it holds true is for the verdict. Raises FieldMissingError and DocumentErrors.
    """
    with path.open("rb") as stream:
        return level_in(open_pdf(stream), field)


def level_in(reader: PdfFileReader, field: str) -> str:
    """Return the level as `level_of` does, for a file that is already open."""
    signature = signature_in(reader, field)
    with reading_pdf():
        return _level(reader, signature)


def _level(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> str:
    kind = signature.sig_object
    if "/SubFilter" not in kind or kind["/SubFilter"] != SigSeedSubFilter.PADES.value:
        return "CMS"
    time_stamps = list(extract_tst_data_iter(signature.signer_info, signed=False))
    later = [
        stamp
        for stamp in reader.embedded_timestamp_signatures
        if stamp.signed_revision > signature.signed_revision
    ]
    if not time_stamps and not later:
        return "B-B"
    signed = [signature.signed_data, *time_stamps]
    if not (_stored_since(reader, signature) and _revocation_known(reader, signed)):
        return "B-T"
    return "B-LTA" if later else "B-LT"


def _stored_since(reader: PdfFileReader, signature: EmbeddedPdfSignature) -> bool:
    """Tell whether the store of revocation data was written with the signature or after it."""
    if "/DSS" not in reader.root:
        return False
    store = reader.root.raw_get("/DSS")
    place = store.reference if isinstance(store, IndirectObject) else reader.root_ref
    return bool(reader.xrefs.get_last_change(place) >= signature.signed_revision)


def _revocation_known(reader: PdfFileReader, signed: Iterable[SignedData]) -> bool:
    """Tell whether the file holds revocation data for the signers and for all above them."""
    store = DocumentSecurityStore.read_dss(reader)
    listed = {
        crl.CertificateList.load(_content(it, DecodePurpose.CRL)).issuer.dump()
        for it in store.crls
    }
    answered = {
        answer["cert_id"]["serial_number"].native
        for it in store.ocsps
        for answer in _answers(_content(it, DecodePurpose.OCSP_RESPONSE))
    }
    kept = list(store.load_certs())
    chains = (
        chain_of(found.signer_cert, [*kept, *found.other_certs])
        for found in map(extract_certs_for_validation, signed)
    )
    return all(
        certificate.issuer.dump() in listed or certificate.serial_number in answered
        for chain in chains
        for certificate in chain
        if not certificate.self_issued
    )


def _content(reference: IndirectObject, purpose: DecodePurpose) -> bytes:
    stream = reference.get_object()  # type: ignore[no-untyped-call]
    assert isinstance(stream, StreamObject)
    return stream.read_data(purpose)


def _answers(response: bytes) -> Iterable[ocsp.SingleResponse]:
    answer = ocsp.OCSPResponse.load(response)
    if answer["response_status"].native != "successful":
        return ()
    return list(answer.response_data["responses"])
