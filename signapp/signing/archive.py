"""Makes a signed file last: revocation data and an archive time stamp in one further revision."""

import asyncio
import shutil
from contextlib import nullcontext, suppress
from datetime import datetime
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper
from pyhanko.sign.validation.dss import DocumentSecurityStore, collect_validation_info
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import (
    EmbeddedPdfSignature,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.status import SignatureCoverageLevel

from signapp.domain.errors import FieldMissingError, SignatureNotValidError
from signapp.services.ports import SignedFile, Stamper, TrustMaterial
from signapp.signing.certificates import validation_context
from signapp.signing.levels import level_in, open_pdf, reading_pdf
from signapp.signing.outputs import CHUNK, ROOM, judging, replacing, signed_file
from signapp.signing.signer import DIGEST, AskedTimeStamper

ARCHIVED = "B-LTA"


def extend(
    source: Path,
    output: Path,
    trust: TrustMaterial,
    at: datetime,
    stamper: Stamper,
    field: str = "",
) -> SignedFile:
    """Write `output`: the source with revocation data and an archive time stamp (B-LTA).

    The source is not touched, and the output begins with its bytes. The result speaks of the
    signature in the field, or of the last one; another party's may be of a certificate that is
    not known here, and is then stamped without its revocation data. Raises
    TimeStampFailedError, SignatureNotValidError (`cause`), FieldMissingError (nothing is
    signed), NotAPdfError, DamagedFileError, EncryptedFileError, StorageError.
    """
    return asyncio.run(_extend(source, output, trust, at, stamper, field))


async def _extend(
    source: Path,
    output: Path,
    trust: TrustMaterial,
    at: datetime,
    stamper: Stamper,
    field: str,
) -> SignedFile:
    with replacing(output) as part:
        shutil.copyfile(source, part)
        with part.open("r+b") as stream:
            reader = open_pdf(stream)
            field = _signature(reader, field).field_name
            asked = AskedTimeStamper(stamper, trust)
            writer = IncrementalPdfFileWriter.from_reader(reader)
            await _add_revocation_data(reader, writer, trust, at, asked, field)
            with reading_pdf():
                await PdfTimeStamper(asked).async_timestamp_pdf(
                    writer, DIGEST, bytes_reserved=ROOM, in_place=True, chunk_size=CHUNK
                )
        await _check_extended(part, trust, at, field)
    return signed_file(output, field)


def _signature(reader: PdfFileReader, field: str) -> EmbeddedPdfSignature:
    """Return the signature in a field, or the last one of all. Raises FieldMissingError."""
    with reading_pdf():
        signatures: list[EmbeddedPdfSignature] = reader.embedded_regular_signatures
    wanted = [one for one in signatures if field in ("", one.field_name)]
    if not wanted:
        raise FieldMissingError(field=field)
    return wanted[-1]


async def _add_revocation_data(
    reader: PdfFileReader,
    writer: IncrementalPdfFileWriter,
    trust: TrustMaterial,
    at: datetime,
    asked: AskedTimeStamper,
    field: str,
) -> None:
    """Write certificates and revocation lists for all that has none in the file yet.

    Raises SignatureNotValidError when the signer in the field or the time stamp service is not
    known to be good.
    """
    signatures = [
        signature
        for signature in reader.embedded_regular_signatures
        if level_in(reader, signature.field_name) != ARCHIVED
    ]
    stamps = reader.embedded_timestamp_signatures[-1:]
    async with validation_context(trust, at) as context:
        paths = []
        for signed in (*signatures, *stamps):
            of_others = signed in signatures and signed.field_name != field
            with suppress(SignatureNotValidError) if of_others else nullcontext(), judging():
                paths += await collect_validation_info(signed, context)
        with judging():
            if not stamps and not any(map(_is_stamped, signatures)):
                paths.append(await asked.service_path(context))
            store = DocumentSecurityStore.supply_dss_in_writer(
                writer, None, paths=paths, validation_context=context, embed_roots=True
            )
    if signatures and not store.modified:  # all was known before
        writer.update_container(store.backing_pdf_object)


def _is_stamped(signature: EmbeddedPdfSignature) -> bool:
    return any(True for _ in extract_tst_data_iter(signature.signer_info, signed=False))


async def _check_extended(path: Path, trust: TrustMaterial, at: datetime, field: str) -> None:
    """Look at the extended bytes with new eyes. Raises SignatureNotValidError."""
    with path.open("rb") as stream, judging():
        reader = open_pdf(stream)
        signature = _signature(reader, field)
        stamp = reader.embedded_timestamp_signatures[-1]
        async with validation_context(trust, at) as context:
            signed = await async_validate_pdf_signature(signature, context, skip_diff=True)
            stamped = await async_validate_pdf_timestamp(stamp, context, skip_diff=True)
        level = level_in(reader, signature.field_name)
    if not (signed.intact and signed.valid):
        raise SignatureNotValidError(cause="not_intact")
    if not (stamped.intact and stamped.valid and stamped.trusted):
        raise SignatureNotValidError(cause="time_stamp_not_valid")
    if stamp.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise SignatureNotValidError(cause="not_whole_file")
    if level != ARCHIVED:
        raise SignatureNotValidError(cause=f"level {level}")
