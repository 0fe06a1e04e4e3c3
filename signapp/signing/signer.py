"""Our own pyHanko signer: the key is elsewhere, the time is given, stamps come from outside."""

from datetime import datetime
from hashlib import sha256

from asn1crypto import cms, tsp, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_cms import ExternalSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_tst_signed_data,
)
from pyhanko.stamp import BaseStampStyle
from pyhanko_certvalidator import CertificateValidator
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signapp.domain.errors import TimeStampFailedError
from signapp.domain.network_errors import TimeStampNotGoodError
from signapp.services.ports import Stamper, TrustMaterial
from signapp.signing.certificates import (
    PATH_ERRORS,
    cause_of,
    chain_of,
    validation_context,
)
from signapp.signing.persons import common_name

DIGEST = "sha256"
GRANTED = ("granted", "granted_with_mods")
BAD_ANSWER = (*PATH_ERRORS, OSError, ValueError, TypeError, KeyError, AttributeError)
"""What a bad answer of a time stamp service makes pyHanko and asn1crypto raise."""


def outside_signer(
    certificate: bytes, trust: TrustMaterial, signature: bytes | None = None
) -> ExternalSigner:
    """Return a signer that holds a certificate (DER) and the signature made elsewhere, if any.

    The certificates above it are carried along in the signature as far as they are at hand.
    """
    own = x509.Certificate.load(certificate)
    at_hand = [x509.Certificate.load(der) for der in (*trust.others, *trust.roots)]
    above = chain_of(own, at_hand)[1:]
    return ExternalSigner(
        signing_cert=own,
        cert_registry=SimpleCertificateStore.from_certs(above),  # type: ignore[no-untyped-call]
        signature_value=signature,
    )


class DatedPdfSigner(PdfSigner):
    """A signer whose sessions claim a given moment, whatever the machine's clock and zone say."""

    def __init__(
        self,
        metadata: PdfSignatureMetadata,
        signer: ExternalSigner,
        *,
        signed_at: datetime,
        stamp_style: BaseStampStyle,
    ) -> None:
        super().__init__(metadata, signer, stamp_style=stamp_style)
        self._signed_at = signed_at

    def init_signing_session(
        self, pdf_out: BasePdfFileWriter, existing_fields_only: bool = True
    ) -> PdfSigningSession:
        """Open a session that writes the given moment into /M; called by the library.

        The library's own version does the same with the machine's clock, and besides declares
        /Version 2.0 (ISO 32002) for EC keys, which has no place in a PDF/A-3.
        """
        assert isinstance(pdf_out, IncrementalPdfFileWriter)
        embedder = PdfCMSEmbedder().write_cms(
            self.signature_meta.field_name, pdf_out, existing_fields_only
        )
        field = next(embedder).get_object()
        self._enforce_certification_constraints(pdf_out.prev)
        pdf_out.register_extension(ESIC_EXTENSION_1)
        return PdfSigningSession(
            self,
            pdf_out,
            embedder,
            field,
            DIGEST,
            timestamper=None,
            subfilter=SigSeedSubFilter.PADES,
            system_time=self._signed_at,
            sv_spec=self._retrieve_seed_value_spec(field),
        )


class AskedTimeStamper(TimeStamper):
    """A time stamper that hands each request (DER) to a callable and trusts no answer unseen."""

    def __init__(self, stamper: Stamper, trust: TrustMaterial) -> None:
        super().__init__(include_nonce=True)  # type: ignore[no-untyped-call]
        self._stamper = stamper
        self._trust = trust

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return a time stamp token over a digest.

        One that is not good is asked for once more: another service may stand in. Raises
        TimeStampFailedError, TimeStampNotGoodError.
        """
        try:
            return await self._asked(message_digest, md_algorithm)
        except TimeStampNotGoodError as e:
            try:
                return await self._asked(message_digest, md_algorithm)
            except TimeStampFailedError:
                raise e from None

    async def _asked(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        try:
            token = _granted_token(self._stamper(request.dump()))
            await self._check(token, nonce, {md_algorithm: message_digest})
        except BAD_ANSWER as e:
            raise TimeStampFailedError from e
        return token

    async def service_certificates(self) -> list[x509.Certificate]:
        """Ask for one stamp only to learn which certificates the service has; its own is first."""
        token = await self.async_timestamp(sha256().digest(), DIGEST)
        found = extract_certs_for_validation(token["content"])
        return [found.signer_cert, *found.other_certs]

    async def _check(self, token: cms.ContentInfo, nonce: int, digests: dict[str, bytes]) -> None:
        """Check nonce, imprint, signature, purpose and trust of a token.

        Whether its certificate is revoked is checked as far as revocation lists are at hand.
        """
        said = token["content"]["encap_content_info"]["content"].parsed
        if said["nonce"].native != nonce:
            raise TimeStampFailedError
        found = extract_certs_for_validation(token["content"])
        signer, by = found.signer_cert, common_name(found.signer_cert)
        async with validation_context(
            self._trust, said["gen_time"].native, "soft-fail"
        ) as context:
            status = await validate_tst_signed_data(token["content"], context, digests.__getitem__)
            if not (status["intact"] and status["valid"]):
                raise TimeStampNotGoodError(cause="not_intact", by=by)
            try:
                validator = CertificateValidator(signer, found.other_certs, context)
                await validator.async_validate_usage(set(), {"time_stamping"})  # type: ignore[no-untyped-call]
            except PATH_ERRORS as e:
                raise TimeStampNotGoodError(cause=_cause_of(e), by=by) from e


def _cause_of(error: Exception) -> str:
    """Return the code of what speaks against a time stamp service's certificate."""
    cause = cause_of(error)
    return "not_for_stamps" if cause == "no_content_commitment" else cause


def _granted_token(response: bytes) -> cms.ContentInfo:
    answer = tsp.TimeStampResp.load(response, strict=True)
    if answer["status"]["status"].native not in GRANTED:
        raise TimeStampFailedError
    return answer["time_stamp_token"]
