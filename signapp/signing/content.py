"""Judges whether what was signed is unchanged: digest, signature value, PAdES profile, place."""

from collections import Counter

from asn1crypto import cms
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_sig_integrity,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signapp.services.ports import Holds, Part, Remark
from signapp.signing.remarks import LIBRARY_FAULTS, remark
from signapp.signing.structure import Signed, SourceFile, entry, structure_faults
from signapp.signing.times import STRONG_DIGESTS

SUBFILTER = "/ETSI.CAdES.detached"
ATTRIBUTES = ("content_type", "message_digest", "signing_certificate_v2")


def shared_dictionaries(filled: list[Signed]) -> dict[str, Remark]:
    """Return a remark for each field whose signature dictionary another field uses as well.

    The same signature copied into a second dictionary counts as shared, too.
    """
    values = Counter(signed.value for signed in filled)
    values.pop(0, None)
    signatures = Counter(signed.cms for signed in filled if signed.embedded)
    fields = [
        signed.field
        for signed in filled
        if values[signed.value] > 1 or (signed.embedded and signatures[signed.cms] > 1)
    ]
    found = remark("content.shared_dictionary", fields=", ".join(sorted(fields)))
    return dict.fromkeys(fields, found)


def signature_faults(source: SourceFile, signed: Signed) -> list[Remark]:
    """Return everything that is wrong with a signature itself; nothing about later changes."""
    try:
        faults = structure_faults(source, signed)
        if faults or signed.embedded is None:
            return faults
        faults = _file_faults(source.reader) or source.tail_faults(signed.revision)
        return faults + _profile_faults(signed.embedded) + _value_faults(signed.embedded)
    except LIBRARY_FAULTS:
        return [remark("content.structure", what="/Contents")]


def content_part(faults: list[Remark], changes: list[Remark], look: Part) -> Part:
    """Join faults, harmful changes and the look of the pages into the verdict on the content."""
    harmful = [
        remark("content.changed", what=change.code, **_without(change, "harmless"))
        for change in changes
        if change.facts["harmless"] == "no"
    ]
    if faults or harmful:
        return Part(Holds.NO, (*faults, *harmful))
    return look


def _without(change: Remark, name: str) -> dict[str, str]:
    return {key: fact for key, fact in change.facts.items() if key != name}


def _file_faults(reader: PdfFileReader) -> list[Remark]:
    return [remark("content.hybrid")] if reader.xrefs.hybrid_xrefs_present else []


def _profile_faults(embedded: EmbeddedPdfSignature) -> list[Remark]:
    """Return what the signature lacks of the PAdES baseline profile."""
    if entry(embedded.sig_object, "/SubFilter") != SUBFILTER:
        return [remark("content.not_pades", what="/SubFilter")]
    if len(embedded.signed_data["signer_infos"]) != 1:
        return [remark("content.not_pades", what="signer_infos")]
    if embedded.signed_data["encap_content_info"]["content"].native is not None:
        return [remark("content.not_pades", what="encap_content_info")]
    attributes = embedded.signer_info["signed_attrs"]
    lacking = [name for name in ATTRIBUTES if not _has(attributes, name)]
    return [remark("content.not_pades", what=name) for name in lacking]


def _has(attributes: cms.CMSAttributes, name: str) -> bool:
    try:
        return find_unique_cms_attribute(attributes, name) is not None
    except (KeyError, ValueError):
        return False


def _value_faults(embedded: EmbeddedPdfSignature) -> list[Remark]:
    algorithm = embedded.md_algorithm
    if algorithm not in STRONG_DIGESTS:
        return [remark("content.weak_digest", algorithm=algorithm)]
    try:
        certificate = extract_certs_for_validation(embedded.signed_data).signer_cert
    except LIBRARY_FAULTS:  # none, or another one than the signature names
        return [remark("content.not_pades", what="signing_certificate_v2")]
    intact, valid = validate_sig_integrity(
        embedded.signer_info, certificate, "data", embedded.compute_digest()
    )
    if not intact:
        return [remark("content.digest_differs")]
    signed_with = embedded.signer_info["signature_algorithm"]
    if not valid or not _digests_agree(signed_with, algorithm):
        return [remark("content.signature_wrong")]
    return []


def _digests_agree(signed_with: cms.SignedDigestAlgorithm, algorithm: str) -> bool:
    try:
        return bool(signed_with.hash_algo == algorithm)
    except ValueError:  # the kind of signature implies its own hash, or names none
        return True
