"""Changes inside the CMS, which stands outside of the signed bytes."""

import hashlib

from asn1crypto import algos, cms, core, x509

from tests.signing import forgeries
from tests.signing.attacks.bases import Base
from tests.signing.attacks.editing import hole_of, with_cms, with_contents


def _info(signed: cms.SignedData) -> cms.SignerInfo:
    return signed["signer_infos"][0]


def attributes_gone(base: Base) -> bytes:
    return with_cms(base.pdf, _without_attributes)


def _without_attributes(signed: cms.SignedData) -> None:
    info = _info(signed)
    bare = {
        name: info[name]
        for name in ("version", "sid", "digest_algorithm", "signature_algorithm", "signature")
    }
    signed["signer_infos"] = cms.SignerInfos([cms.SignerInfo(bare)])


def _without(name: str):  # noqa: ANN202
    def change(signed: cms.SignedData) -> None:
        info = _info(signed)
        kept = [one for one in info["signed_attrs"] if one["type"].native != name]
        assert len(kept) < len(info["signed_attrs"])
        info["signed_attrs"] = cms.CMSAttributes(kept)

    return lambda base: with_cms(base.pdf, change)


certificate_attribute_gone = _without("signing_certificate_v2")
digest_attribute_gone = _without("message_digest")
type_attribute_gone = _without("content_type")


def attribute_twice(base: Base) -> bytes:
    def change(signed: cms.SignedData) -> None:
        info = _info(signed)
        twice = [one for one in info["signed_attrs"] if one["type"].native == "message_digest"]
        info["signed_attrs"] = cms.CMSAttributes([*info["signed_attrs"], *twice])

    return with_cms(base.pdf, change)


def two_signers(base: Base) -> bytes:
    def change(signed: cms.SignedData) -> None:
        signed["signer_infos"] = cms.SignerInfos([_info(signed).copy(), _info(signed).copy()])

    return with_cms(base.pdf, change)


def value_flipped(base: Base) -> bytes:
    def change(signed: cms.SignedData) -> None:
        value = bytearray(_info(signed)["signature"].native)
        value[-1] ^= 1
        _info(signed)["signature"] = bytes(value)

    return with_cms(base.pdf, change)


def digest_replaced(base: Base) -> bytes:
    """Say the digest of other bytes; the signature value is then over something else."""

    def change(signed: cms.SignedData) -> None:
        for one in _info(signed)["signed_attrs"]:
            if one["type"].native == "message_digest":
                one["values"] = [core.OctetString(hashlib.sha256(b"other").digest())]

    return with_cms(base.pdf, change)


def _said_digest(name: str):  # noqa: ANN202
    def change(signed: cms.SignedData) -> None:
        weak = algos.DigestAlgorithm({"algorithm": name})
        _info(signed)["digest_algorithm"] = weak
        signed["digest_algorithms"] = cms.DigestAlgorithms([weak])

    return lambda base: with_cms(base.pdf, change)


digest_md5 = _said_digest("md5")
digest_sha1 = _said_digest("sha1")


def content_inside(base: Base) -> bytes:
    def change(signed: cms.SignedData) -> None:
        signed["encap_content_info"] = cms.ContentInfo(
            {"content_type": "data", "content": b"something else"}
        )

    return with_cms(base.pdf, change)


def content_of_another_type(base: Base) -> bytes:
    def change(signed: cms.SignedData) -> None:
        signed["encap_content_info"] = cms.ContentInfo({"content_type": "signed_data"})

    return with_cms(base.pdf, change)


def certificate_swapped(base: Base) -> bytes:
    """Put another person's certificate where the signer's was, named as the signer."""

    def change(signed: cms.SignedData) -> None:
        other = x509.Certificate.load(base.insider.issued.der)
        signed["certificates"] = cms.CertificateSet([cms.CertificateChoices("certificate", other)])
        _info(signed)["sid"] = cms.SignerIdentifier(
            "issuer_and_serial_number",
            {"issuer": other.issuer, "serial_number": other.serial_number},
        )

    return with_cms(base.pdf, change)


def certificates_gone(base: Base) -> bytes:
    def change(signed: cms.SignedData) -> None:
        signed["certificates"] = cms.CertificateSet([])

    return with_cms(base.pdf, change)


def tail_in_the_hole(base: Base) -> bytes:
    return forgeries.hole_tail(base.pdf)


def spaces_in_the_hole(base: Base) -> bytes:
    return forgeries.hole_not_hexadecimal(base.pdf)


def hole_of_nonsense(base: Base) -> bytes:
    return with_contents(base.pdf, b"\x30\x03\x02\x01\x05")


def indefinite_length(base: Base) -> bytes:
    start, end = hole_of(base.pdf)
    content = bytes.fromhex(base.pdf[start:end].decode())
    return with_contents(base.pdf, b"\x30\x80" + content[4:-4])
