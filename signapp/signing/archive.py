"""Makes a signed file last: revocation data and an archive time stamp in one further revision.

A signature that was stamped when it was made needs one more stamp. One that was not needs two:
the certificates of the service are to stand in the file before its stamp does, and only a stamp
shows them.
"""

import asyncio
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from asn1crypto import x509
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
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.errors import InsufficientRevinfoError

from signapp.domain.errors import (
    FieldMissingError,
    SignatureNotValidError,
    TimeStampFailedError,
)
from signapp.domain.network_errors import RevocationUnknownError
from signapp.services.ports import AskRevocation, SignedFile, Stamper, TrustMaterial
from signapp.signing.certificates import validation_context
from signapp.signing.levels import level_in, open_pdf, reading_pdf
from signapp.signing.outputs import CHUNK, ROOM, judging, replacing, signed_file, storing
from signapp.signing.revocation import certificates_of, with_revocation_data
from signapp.signing.signer import DIGEST, AskedTimeStamper

STAMPED, KNOWN, ARCHIVED = "B-T", "B-LT", "B-LTA"
NOT_GOOD = (SignatureNotValidError, RevocationUnknownError)


def extend(
    source: Path,
    output: Path,
    trust: TrustMaterial,
    at: datetime,
    stamper: Stamper,
    field: str = "",
    ask: AskRevocation | None = None,
) -> SignedFile:
    """Write `output`: the source with revocation data and an archive time stamp (B-LTA).

    Where no archive time stamp can be had now, a file of level B-T gets its revocation data alone
    (B-LT). The source is not touched, and the output begins with its bytes. The result speaks of
    the signature in the field, or of the last one; another party's may be of a certificate that
    is not known here, and is then stamped without its revocation data. `ask` is asked who is
    revoked. Raises TimeStampFailedError, RevocationUnknownError, SignatureNotValidError (`cause`),
    FieldMissingError (nothing is signed), NotAPdfError, DamagedFileError,
    EncryptedFileError, StorageError.
    """
    asked = AskedTimeStamper(stamper, trust)
    return asyncio.run(_extend(source, output, trust, at, asked, field, ask))


async def _extend(
    source: Path,
    output: Path,
    trust: TrustMaterial,
    at: datetime,
    asked: AskedTimeStamper,
    field: str,
    ask: AskRevocation | None,
) -> SignedFile:
    with storing(), source.open("rb") as stream:
        reader = open_pdf(stream)
        field, level = _signature(reader, field).field_name, ARCHIVED
        before, signed = level_in(reader, field), _not_archived(reader)
        service = [] if any(map(_is_stamped, signed)) else await asked.service_certificates()
        known = with_revocation_data(trust, [*service, *certificates_of(signed)], ask)
    revision = _Revision(source, field, known, at, service)
    with replacing(output) as part:
        try:
            await revision.write(part, asked)
        except TimeStampFailedError:
            if before != STAMPED:
                raise
            await revision.write(part, None)
            level = KNOWN
        await revision.check(part, level, ask)
    return signed_file(output, field)


@dataclass(frozen=True)
class _Revision:
    """The further revision of a source: for which field, with what is known, as of which moment.

    `service` are the certificates of the time stamp service, its own first, where the file
    cannot tell them.
    """

    source: Path
    field: str
    known: TrustMaterial
    at: datetime
    service: list[x509.Certificate]

    async def write(self, part: Path, asked: AskedTimeStamper | None) -> None:
        """Write the source and the revision, with an archive time stamp if there is a service."""
        shutil.copyfile(self.source, part)
        with part.open("r+b") as stream:
            reader = open_pdf(stream)
            writer = IncrementalPdfFileWriter.from_reader(reader)
            await self._add_revocation_data(reader, writer)
            with reading_pdf():
                if asked:
                    await PdfTimeStamper(asked).async_timestamp_pdf(
                        writer, DIGEST, bytes_reserved=ROOM, in_place=True, chunk_size=CHUNK
                    )
                else:
                    writer.write_in_place()  # type: ignore[no-untyped-call]

    async def _add_revocation_data(
        self, reader: PdfFileReader, writer: IncrementalPdfFileWriter
    ) -> None:
        """Write certificates and what tells of revocation for all that has none in the file yet.

        Raises SignatureNotValidError when the signer in the field or the time stamp service is
        not known to be good, RevocationUnknownError when only a revocation is not known.
        """
        async with validation_context(self.known, self.at) as context:
            paths = []
            for signed in _not_archived(reader):
                ours = signed.sig_object_type == "/DocTimeStamp" or signed.field_name == self.field
                with nullcontext() if ours else suppress(*NOT_GOOD), _known_good():
                    paths += await collect_validation_info(signed, context)
            if self.service:
                with _known_good():
                    validator = CertificateValidator(self.service[0], self.service[1:], context)
                    check = validator.async_validate_usage(set(), {"time_stamping"})  # type: ignore[no-untyped-call]
                    paths.append(await check)
            with judging():
                store = DocumentSecurityStore.supply_dss_in_writer(
                    writer, None, paths=paths, validation_context=context, embed_roots=True
                )
        signatures = reader.embedded_regular_signatures
        if signatures and not store.modified:  # all was known before
            _name_again(writer, store, signatures[-1])

    async def check(self, path: Path, level: str, ask: AskRevocation | None) -> None:
        """Look at the extended bytes with new eyes. Raises SignatureNotValidError.

        The new stamp may be of a service that was not known before: that it is revoked counts,
        but the file need not hold the proof that it is not.
        """
        with path.open("rb") as stream, judging():
            reader = open_pdf(stream)
            async with validation_context(self.known, self.at) as context:
                signature = _signature(reader, self.field)
                signed = await async_validate_pdf_signature(signature, context, skip_diff=True)
                if not (signed.intact and signed.valid):
                    raise SignatureNotValidError(cause="not_intact")
            if level == ARCHIVED:
                stamp = reader.embedded_timestamp_signatures[-1]
                known = with_revocation_data(self.known, certificates_of([stamp]), ask)
                async with validation_context(known, self.at, "soft-fail") as context:
                    await _check_stamp(stamp, context)
            reached = level_in(reader, self.field)
        if reached != level:
            raise SignatureNotValidError(cause=f"level {reached}")


@contextmanager
def _known_good() -> Iterator[None]:
    """Translate what speaks against a certificate.

    Raises SignatureNotValidError, RevocationUnknownError.
    """
    with judging():
        try:
            yield
        except InsufficientRevinfoError as e:
            raise RevocationUnknownError from e


def _name_again(
    writer: IncrementalPdfFileWriter, store: DocumentSecurityStore, signature: EmbeddedPdfSignature
) -> None:
    """Write that the known data serves this signature too, under the hash of its digits.

    A store that says nothing new is overlooked by others, who then see no level above B-T. What
    stands under a hash already is never written anew: that would be a change.
    """
    content = bytes(signature.sig_object.raw_get("/Contents")).hex().upper().encode("ascii")
    if DocumentSecurityStore.sig_content_identifier(content) in store.vri_entries:
        writer.update_container(store.backing_pdf_object)
        return
    DocumentSecurityStore.supply_dss_in_writer(
        writer, content, paths=(), validation_context=None, embed_roots=True
    )


async def _check_stamp(stamp: EmbeddedPdfSignature, context: ValidationContext) -> None:
    stamped = await async_validate_pdf_timestamp(stamp, context, skip_diff=True)
    if not (stamped.intact and stamped.valid and stamped.trusted):
        raise SignatureNotValidError(cause="time_stamp_not_valid")
    if stamp.coverage is not SignatureCoverageLevel.ENTIRE_FILE:
        raise SignatureNotValidError(cause="not_whole_file")


def _signature(reader: PdfFileReader, field: str) -> EmbeddedPdfSignature:
    """Return the signature in a field, or the last one of all. Raises FieldMissingError."""
    with reading_pdf():
        signatures: list[EmbeddedPdfSignature] = reader.embedded_regular_signatures
    wanted = [one for one in signatures if field in ("", one.field_name)]
    if not wanted:
        there = [str(one.field_name) for one in signatures]
        raise FieldMissingError(field=field, there=", ".join(there) or "–")
    return wanted[-1]


def _not_archived(reader: PdfFileReader) -> list[EmbeddedPdfSignature]:
    """Return the signatures without an archive time stamp, and the last document time stamp."""
    with reading_pdf():
        signatures = [
            signature
            for signature in reader.embedded_regular_signatures
            if level_in(reader, signature.field_name) != ARCHIVED
        ]
        return [*signatures, *reader.embedded_timestamp_signatures[-1:]]


def _is_stamped(signed: EmbeddedPdfSignature) -> bool:
    if signed.sig_object_type == "/DocTimeStamp":
        return True
    return any(True for _ in extract_tst_data_iter(signed.signer_info, signed=False))
