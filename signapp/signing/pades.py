"""PAdES signatures in phases: prepare, (the key signs elsewhere), assemble, extend."""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from asn1crypto import cms, parser, x509
from pyhanko.pdf_utils.generic import DictionaryObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter, enumerate_sig_fields
from pyhanko.sign.signers.pdf_byterange import BuildProps
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    async_validate_pdf_signature,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signapp.domain.errors import (
    CertifiedFileError,
    DamagedFileError,
    FieldFilledError,
    FieldMissingError,
    SignatureNotValidError,
    TimeStampFailedError,
)
from signapp.domain.file_errors import FieldLockedError
from signapp.services.ports import (
    AskRevocation,
    PreparedSignature,
    SignatureOrder,
    SignedFile,
    Stamper,
)
from signapp.signing.archive import extend
from signapp.signing.certificates import UNREADABLE, check_certificate, validation_context
from signapp.signing.keys.accepted import check_signature
from signapp.signing.levels import cms_digest, level_in, open_pdf, reading_pdf, signature_in
from signapp.signing.outputs import CHUNK, ROOM, file_ref, judging, replacing, storing
from signapp.signing.preflight.signed import closed, locking
from signapp.signing.revocation import with_revocation_data
from signapp.signing.seal import SealStyle, has_appearance, page_turn
from signapp.signing.signer import DIGEST, AskedTimeStamper, DatedPdfSigner, outside_signer

__all__ = ["assemble", "extend", "prepare"]

STAMP_ROOM = 12 << 10
"""How many bytes are kept for a time stamp and the signature itself, beside the certificates."""

OFFICE_ZONE = ZoneInfo("Europe/Helsinki")


def prepare(order: SignatureOrder, ask: AskRevocation | None = None) -> PreparedSignature:
    """Write `order.output`: the source with the mark and a hole; return what is to be signed.

    The certificate is checked before anything is written, so a refusal costs no PIN; `ask` is
    asked whether it is revoked. Raises
    CertificateRefusedError, FieldMissingError, FieldFilledError, NotAPdfError,
    DamagedFileError, EncryptedFileError, CertifiedFileError, FieldLockedError, StorageError.
    """
    return asyncio.run(_prepare(order, ask))


def assemble(
    order: SignatureOrder,
    prepared: PreparedSignature,
    signature: bytes,
    stamper: Stamper | None,
) -> SignedFile:
    """Fill the hole of `order.output` with the signature and, with a stamper, a time stamp.

    A hole that already holds this signature (with a stamp where one is wanted) is left as it
    is, so that a repeated call gives the same bytes and asks for no second stamp. Raises
    KeyMismatchError, TimeStampFailedError (the file is as before), SignatureNotValidError,
    DamagedFileError, StorageError.
    """
    check_signature(order.certificate, prepared.signed_attributes, signature)
    return asyncio.run(_assemble(order, prepared, signature, stamper))


# --- prepare --------------------------------------------------------------------------------


async def _prepare(order: SignatureOrder, ask: AskRevocation | None) -> PreparedSignature:
    trust = order.trust
    with suppress(*UNREADABLE):  # what cannot be read is refused below
        trust = with_revocation_data(trust, [x509.Certificate.load(order.certificate)], ask)
    await check_certificate(order.certificate, trust, order.signed_at)
    signer = outside_signer(order.certificate, order.trust)
    with replacing(order.output) as part, _copied(order.source, part) as output:
        reader = open_pdf(output)
        with reading_pdf():
            field = _empty_field(reader, order.field)
            style = SealStyle(
                pdf=order.seal,
                turn=page_turn(field),
                has_blank=has_appearance(field),
                border_width=0,
            )
            _refuse_closed(reader, order)
        dated = DatedPdfSigner(
            _metadata(order),
            signer,
            signed_at=order.signed_at.astimezone(OFFICE_ZONE),
            stamp_style=style,
        )
        with reading_pdf():
            digest, _, _ = await dated.async_digest_doc_for_signing(
                IncrementalPdfFileWriter.from_reader(reader),
                existing_fields_only=True,
                bytes_reserved=_room(signer),
                in_place=True,
                chunk_size=CHUNK,
            )
    attributes = await signer.signed_attrs(digest.document_digest, DIGEST, use_pades=True)
    return PreparedSignature(
        document_digest=digest.document_digest,
        start=digest.reserved_region_start,
        end=digest.reserved_region_end,
        signed_attributes=attributes.dump(),
    )


@contextmanager
def _copied(source: Path, part: Path) -> Iterator[BinaryIO]:
    """Open a copy, to which a revision can be appended: the system copies faster than a library.

    Raises StorageError.
    """
    with storing():
        shutil.copyfile(source, part)
    with part.open("r+b") as output:
        yield output


def _room(signer: ExternalSigner) -> int:
    """Return how many digits are kept for a signature: more, where its chain is long."""
    chain = [signer.signing_cert, *signer.cert_registry]
    return max(ROOM, 2 * (sum(len(one.dump()) for one in chain if one) + STAMP_ROOM))


def _metadata(order: SignatureOrder) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=order.field,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm=DIGEST,
        name=order.name,
        reason=order.reason,
        location=order.location,
        certify=order.certify,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        app_build_props=BuildProps(name="signapp"),
    )


def _refuse_closed(reader: PdfFileReader, order: SignatureOrder) -> None:
    """Refuse what cannot be signed as ordered, though it is a sound file."""
    if reader.xrefs.hybrid_xrefs_present:
        raise DamagedFileError
    if closed(reader):
        raise CertifiedFileError
    if locking(reader, order.field):
        raise FieldLockedError(field=order.field)
    signed = reader.embedded_regular_signatures
    if order.certify and signed:
        raise FieldFilledError(field=signed[0].field_name)


def _empty_field(reader: PdfFileReader, field: str) -> DictionaryObject:
    """Return a signature field. Raises FieldMissingError, FieldFilledError."""
    found = next(enumerate_sig_fields(reader, with_name=field), None)
    if found is None:
        free = [name for name, _, _ in enumerate_sig_fields(reader, filled_status=False)]
        raise FieldMissingError(field=field, there=", ".join(free) or "–")
    _, value, reference = found
    if value is not None:
        raise FieldFilledError(field=field)
    dictionary = reference.get_object()
    assert isinstance(dictionary, DictionaryObject)
    return dictionary


# --- assemble -------------------------------------------------------------------------------


async def _assemble(
    order: SignatureOrder,
    prepared: PreparedSignature,
    signature: bytes,
    stamper: Stamper | None,
) -> SignedFile:
    if _holds_already(_read_hole(order.output, prepared), signature, stamped=stamper is not None):
        cms_hash, level = await _check_signed(order.output, order)
    else:
        content = await _signed_content(order, prepared, signature, stamper)
        if stamper and len(content) > (prepared.end - prepared.start - len("<>")) // 2:
            raise TimeStampFailedError  # it is too large, which the signature must not suffer for
        with replacing(order.output) as part:
            shutil.copyfile(order.output, part)
            _fill_hole(part, prepared, content)
            cms_hash, level = await _check_signed(part, order)
    return SignedFile(file_ref(order.output), cms_hash, level)


def _read_hole(path: Path, prepared: PreparedSignature) -> bytes:
    """Return the bytes that stand in the hole, padding included. Raises DamagedFileError."""
    with storing(), path.open("rb") as stream:
        stream.seek(prepared.start)
        hole = stream.read(prepared.end - prepared.start)
    if not (hole.startswith(b"<") and hole.endswith(b">")):
        raise DamagedFileError
    with reading_pdf():
        return bytes.fromhex(hole[1:-1].decode("ascii"))


def _holds_already(hole: bytes, signature: bytes, *, stamped: bool) -> bool:
    try:
        signed = cms.ContentInfo.load(hole[: parser.peek(hole)], strict=True)["content"]
        (signer,) = signed["signer_infos"]
        has_stamp = any(extract_tst_data_iter(signer, signed=False))
        return signer["signature"].native == signature and (has_stamp or not stamped)
    except UNREADABLE:
        return False


async def _signed_content(
    order: SignatureOrder,
    prepared: PreparedSignature,
    signature: bytes,
    stamper: Stamper | None,
) -> bytes:
    """Return the CMS (DER) with the signature and, where there is a stamper, a time stamp."""
    signer = outside_signer(order.certificate, order.trust, signature)
    content = await signer.async_sign_prescribed_attributes(
        DIGEST,
        signed_attrs=cms.CMSAttributes.load(prepared.signed_attributes),
        timestamper=AskedTimeStamper(stamper, order.trust) if stamper else None,
    )
    return bytes(content.dump())


def _fill_hole(path: Path, prepared: PreparedSignature, content: bytes) -> None:
    room = prepared.end - prepared.start - len("<>")
    digits = content.hex().upper().encode("ascii").ljust(room, b"0")
    if len(digits) > room:
        raise SignatureNotValidError(cause="too_large")
    with path.open("r+b") as stream:
        stream.seek(prepared.start + 1)
        stream.write(digits)


async def _check_signed(path: Path, order: SignatureOrder) -> tuple[str, str]:
    """Look at the stored bytes with new eyes; return the hash of the CMS, and the level.

    Raises SignatureNotValidError.
    """
    with path.open("rb") as stream, judging():
        reader = open_pdf(stream)
        signature = signature_in(reader, order.field)
        found = cms_digest(signature), level_in(reader, order.field)
        async with validation_context(order.trust, order.signed_at, "soft-fail") as context:
            status = await async_validate_pdf_signature(signature, context, skip_diff=True)
    stamp = status.timestamp_validity
    if not status.intact or not status.valid:
        raise SignatureNotValidError(cause="not_intact" if not status.intact else "not_valid")
    if status.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise SignatureNotValidError(cause="not_whole_file")
    if stamp is not None and not (stamp.intact and stamp.valid):
        raise SignatureNotValidError(cause="time_stamp_not_valid")
    return found
