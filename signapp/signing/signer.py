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
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.registry import SimpleCertificateStore

from signapp.domain.errors import TimeStampFailedError
from signapp.services.ports import Stamper, TrustMaterial
from signapp.signing.certificates import PATH_ERRORS, chain_of, validation_context

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
        """Return a time stamp token over a digest. Raises TimeStampFailedError."""
        nonce, request = self.request_cms(message_digest, md_algorithm)  # type: ignore[no-untyped-call]
        try:
            token = _granted_token(self._stamper(request.dump()))
            await self._check(token, nonce, {md_algorithm: message_digest})
        except BAD_ANSWER as e:
            raise TimeStampFailedError from e
        return token

    async def service_path(self, context: ValidationContext) -> ValidationPath:
        """Ask for one stamp only to learn which certificates the service has."""
        token = await self.async_timestamp(sha256().digest(), DIGEST)
        found = extract_certs_for_validation(token["content"])
        validator = CertificateValidator(found.signer_cert, found.other_certs, context)
        path = await validator.async_validate_usage(set(), {"time_stamping"})  # type: ignore[no-untyped-call]
        assert isinstance(path, ValidationPath)
        return path

    async def _check(self, token: cms.ContentInfo, nonce: int, digests: dict[str, bytes]) -> None:
        """Check nonce, imprint, signature, purpose and trust of a token.

        Whether its certificate is revoked is checked as far as revocation lists are at hand.
        """
        said = token["content"]["encap_content_info"]["content"].parsed
        if said["nonce"].native != nonce:
            raise TimeStampFailedError
        at = said["gen_time"].native
        async with validation_context(self._trust, at, "soft-fail") as context:
            status = await validate_tst_signed_data(token["content"], context, digests.__getitem__)
        if not (status["intact"] and status["valid"]) or status["trust_problem_indic"]:
            raise TimeStampFailedError


def _granted_token(response: bytes) -> cms.ContentInfo:
    answer = tsp.TimeStampResp.load(response, strict=True)
    if answer["status"]["status"].native not in GRANTED:
        raise TimeStampFailedError
    return answer["time_stamp_token"]
