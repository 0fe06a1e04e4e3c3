"""Judges whether what was signed is unchanged: digest, signature value, PAdES profile, place."""

from collections import Counter
from dataclasses import replace

from asn1crypto import cms, core
from pyhanko.pdf_utils.form_tools import get_single_field_annot
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import XRefSectionType
from pyhanko.sign.general import find_unique_cms_attribute
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    validate_sig_integrity,
)
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signapp.services.ports import Holds, Part, Remark, worst
from signapp.signing.remarks import LIBRARY_FAULTS, remark
from signapp.signing.structure import Signed, SourceFile, entry, structure_faults
from signapp.signing.times import STRONG_DIGESTS

SUBFILTER = "/ETSI.CAdES.detached"
OTHER_DETACHED = "/adbe.pkcs7.detached"
OTHER_KINDS = frozenset({OTHER_DETACHED, "/adbe.pkcs7.sha1", "/adbe.x509.rsa_sha1"})
"""Honest kinds of signatures that are no PAdES: they are not judged here, nor called forged."""
BASIC_ATTRIBUTES = ("content_type", "message_digest")
ATTRIBUTES = (*BASIC_ATTRIBUTES, "signing_certificate_v2")
DOUBTS = frozenset({"content.hybrid", "content.other_kind"})
"""What makes that a signature can't be judged here, without speaking against it."""


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
    """Return everything that is wrong with a signature itself; nothing about later changes.

    Remarks that are DOUBTS do not speak against it; they say why it can't be judged here.
    """
    try:
        faults = structure_faults(source, signed)
        if faults or signed.embedded is None:
            return faults
        faults = _index_faults(source.reader, signed.revision)
        if not harmful(faults):
            faults += source.tail_faults(signed.revision)
        return faults + _profile_faults(signed.embedded) + _value_faults(signed.embedded)
    except LIBRARY_FAULTS:
        return [remark("content.structure", what="/Contents")]


def harmful(faults: list[Remark]) -> list[Remark]:
    """Return the faults that speak against a signature."""
    return [fault for fault in faults if fault.code not in DOUBTS]


def content_part(faults: list[Remark], changes: list[Remark], look: Part) -> Part:
    """Join faults, harmful changes and the look of the pages into the verdict on the content.

    Three states, the worst first: what speaks against it, why it can't be judged, what holds.
    """
    against = harmful(faults) + [
        remark("content.changed", what=change.code, **_without(change, "harmless"))
        for change in changes
        if change.facts["harmless"] == "no"
    ]
    doubts = [fault for fault in faults if fault.code in DOUBTS]
    if against:
        return Part(Holds.NO, (*against, *doubts))
    if doubts:
        unequal = look.remarks if look.holds is not Holds.YES else ()
        return Part(worst(look.holds, Holds.NOT_KNOWN), (*unequal, *doubts))
    return look


def telling_unseen(content: Part, signed: Signed) -> Part:
    """Tell of a signature that holds when nothing on any page shows it: its field has no size."""
    if content.holds is not Holds.YES or signed.embedded is None:
        return content
    try:
        widget = get_single_field_annot(signed.embedded.sig_field)
        left, bottom, right, top = (float(edge) for edge in widget["/Rect"])
    except LIBRARY_FAULTS:
        return content
    if left != right or bottom != top:
        return content
    return replace(content, remarks=(*content.remarks, remark("content.unseen")))


def _without(change: Remark, name: str) -> dict[str, str]:
    return {key: fact for key, fact in change.facts.items() if key != name}


def _index_faults(reader: PdfFileReader, signed: int) -> list[Remark]:
    """Tell of a second, parallel index: one that was signed, or one that came afterwards."""
    revisions = [
        revision
        for revision in range(reader.xrefs.total_revisions)
        if reader.xrefs.get_xref_container_info(revision).xref_section_type
        is XRefSectionType.HYBRID_MAIN
    ]
    if not revisions:
        return []
    if revisions[-1] > signed:
        return [remark("content.hybrid_added", revision=revisions[-1] + 1)]
    return [remark("content.hybrid")]


def _profile_faults(embedded: EmbeddedPdfSignature) -> list[Remark]:
    """Return what the signature lacks of the PAdES baseline profile."""
    kind = str(entry(embedded.sig_object, "/SubFilter"))
    if kind not in OTHER_KINDS | {SUBFILTER}:
        return [remark("content.not_pades", what="/SubFilter")]
    other = [remark("content.other_kind", what=kind)] if kind != SUBFILTER else []
    signed = embedded.signed_data
    if len(signed["signer_infos"]) != 1:
        return [remark("content.not_pades", what="signer_infos")]
    if kind in OTHER_KINDS - {OTHER_DETACHED}:
        return other
    if signed["encap_content_info"]["content"].native is not None:
        return [remark("content.not_pades", what="encap_content_info")]
    attributes = embedded.signer_info["signed_attrs"]
    if attributes is core.VOID or not len(attributes):
        return [remark("content.not_pades", what="signed_attrs")]
    wanted = BASIC_ATTRIBUTES if other else ATTRIBUTES
    lacking = [name for name in wanted if not _has(attributes, name)]
    if not lacking and not _says_data(embedded):
        lacking = ["content_type"]
    return [remark("content.not_pades", what=name) for name in lacking] + other


def _says_data(embedded: EmbeddedPdfSignature) -> bool:
    """Whether the signature says, in both places, that it is about plain data."""
    inside = embedded.signed_data["encap_content_info"]["content_type"].native
    attribute = find_unique_cms_attribute(embedded.signer_info["signed_attrs"], "content_type")
    return bool(inside == attribute.native == "data")


def _has(attributes: cms.CMSAttributes, name: str) -> bool:
    try:
        return find_unique_cms_attribute(attributes, name) is not None
    except (KeyError, ValueError):
        return False


def _value_faults(embedded: EmbeddedPdfSignature) -> list[Remark]:
    """Return what is wrong with digests and signature value; of one that is readable here."""
    if entry(embedded.sig_object, "/SubFilter") not in (SUBFILTER, OTHER_DETACHED):
        return []
    algorithm = embedded.md_algorithm
    if algorithm not in STRONG_DIGESTS:
        return [remark("content.weak_digest", algorithm=algorithm)]
    try:
        certificate = extract_certs_for_validation(embedded.signed_data).signer_cert
    except LIBRARY_FAULTS:  # none, or another one than the signature names
        return [remark("content.not_pades", what="signing_certificate_v2")]
    try:
        intact, valid = validate_sig_integrity(
            embedded.signer_info, certificate, "data", embedded.compute_digest()
        )
    except SignatureValidationError:  # attributes that contradict the rest of the signature
        return [remark("content.signature_wrong")]
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
