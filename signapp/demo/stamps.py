"""The demo's time stamp service: answers RFC 3161 requests with the time it is told."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, ClassVar

from asn1crypto import algos, cms, core, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

POLICY = "1.3.6.1.4.1.32473.1.1"  # an arc kept for examples in documents (RFC 5612)
SHA256_DIGEST = algos.DigestAlgorithm({"algorithm": "sha256"})
RSA_SHA256 = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"})
DIGEST_SIZES = {"sha256": 32, "sha384": 48, "sha512": 64}


class DemoTimeStamps:
    """Holds the service's certificate and key, so that a stamp takes about 2 ms."""

    def __init__(self, own_certificate: bytes, key: rsa.RSAPrivateKey) -> None:
        self._key = key
        self._certificate = certificate = asn1_x509.Certificate.load(own_certificate)
        issuer, serial = certificate.issuer, certificate.serial_number
        own = {
            "cert_hash": sha256(own_certificate).digest(),
            "issuer_serial": {
                "issuer": [asn1_x509.GeneralName("directory_name", issuer)],
                "serial_number": serial,
            },
        }
        fixed = {
            "content_type": "tst_info",
            "signing_certificate_v2": tsp.SigningCertificateV2({"certs": [own]}),
        }
        self._fixed_attributes = [
            _settled(cms.CMSAttribute({"type": t, "values": (v,)})) for t, v in fixed.items()
        ]
        signer = cms.IssuerAndSerialNumber({"issuer": issuer, "serial_number": serial})
        self._signer_identifier = _settled(
            cms.SignerIdentifier("issuer_and_serial_number", signer)
        )

    def stamp(self, request: bytes, at: datetime) -> bytes:
        """Answer a time stamp request (RFC 3161, DER) with the moment `at`, in whole seconds.

        A request that is no request, or asks for an unknown hash, is refused in the answer.
        """
        try:
            asked = tsp.TimeStampReq.load(request, strict=True)
            refusal = _refusal(asked)
        except (ValueError, TypeError):
            refusal = "bad_data_format"
        if refusal:
            status = {"status": "rejection", "fail_info": {refusal}}
            return bytes(_Refused({"status": status}).dump())
        answer = {"status": {"status": "granted"}, "time_stamp_token": self._token(asked, at)}
        return bytes(tsp.TimeStampResp(answer).dump())

    def _token(self, asked: tsp.TimeStampReq, at: datetime) -> cms.ContentInfo:
        said = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": asked["message_imprint"],
                "serial_number": x509.random_serial_number(),
                "gen_time": at.astimezone(UTC).replace(microsecond=0),
                "accuracy": {"seconds": 1},
                **({"nonce": asked["nonce"]} if asked["nonce"].native is not None else {}),
            }
        ).dump()
        signed: dict[str, Any] = {
            "version": "v3",
            "digest_algorithms": [SHA256_DIGEST],
            "encap_content_info": {
                "content_type": "tst_info",
                "content": core.ParsableOctetString(said),
            },
            "signer_infos": [self._signer_info(said)],
        }
        if asked["cert_req"].native:
            signed["certificates"] = [cms.CertificateChoices("certificate", self._certificate)]
        return cms.ContentInfo({"content_type": "signed_data", "content": signed})

    def _signer_info(self, content: bytes) -> cms.SignerInfo:
        imprint = cms.CMSAttribute(
            {"type": "message_digest", "values": (sha256(content).digest(),)}
        )
        attributes = cms.CMSAttributes([*self._fixed_attributes, imprint]).dump()
        return cms.SignerInfo(
            {
                "version": "v1",
                "sid": self._signer_identifier,
                "digest_algorithm": SHA256_DIGEST,
                "signed_attrs": cms.CMSAttributes.load(attributes),
                "signature_algorithm": RSA_SHA256,
                "signature": self._key.sign(attributes, padding.PKCS1v15(), SHA256()),
            }
        )


class _Refused(core.Sequence):  # type: ignore[misc]
    """A time stamp response without a token, which asn1crypto's own class does not allow."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo)]


def _settled(value: Any) -> Any:
    """Return the value as if read from its DER form: it is not encoded again for each use."""
    return type(value).load(value.dump())


def _refusal(asked: tsp.TimeStampReq) -> str:
    """Return why a request is refused, in the words of RFC 3161, or nothing."""
    imprint = asked["message_imprint"]
    hash_name = imprint["hash_algorithm"]["algorithm"].native
    if hash_name not in DIGEST_SIZES:
        return "bad_alg"
    if len(imprint["hashed_message"].native) != DIGEST_SIZES[hash_name]:
        return "bad_data_format"
    if asked["req_policy"].native not in (None, POLICY):
        return "unaccepted_policy"
    return ""
