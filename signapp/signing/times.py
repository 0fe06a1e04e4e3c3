"""Judges time stamps: which moment is proven for a signature, by whom, and what was only claimed.

Each stamp is judged at the earliest moment that a later document time stamp proves for it, the
last one at the moment of judging. So a file outlives the certificates of its stamps for as long as
it is stamped anew in time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from asn1crypto import cms, tsp
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives import hashes
from pyhanko.sign.general import extract_signer_info
from pyhanko.sign.validation.generic_cms import (
    extract_certs_for_validation,
    extract_tst_data_iter,
    validate_sig_integrity,
)
from pyhanko_certvalidator.util import get_pyca_cryptography_hash

from signapp.services.ports import Holds, Part, Remark
from signapp.signing.persons import Known, common_name, look_at
from signapp.signing.remarks import LIBRARY_FAULTS, part, remark, together
from signapp.signing.structure import Signed, SourceFile, structure_faults

SLACK = timedelta(minutes=5)
STRONG_DIGESTS = frozenset({"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512"})


@dataclass(frozen=True)
class Stamp:
    """A judged time stamp; `revision` is that of a document time stamp, -1 in a signature."""

    moment: datetime | None
    verdict: Part
    revision: int = -1

    @property
    def proves(self) -> bool:
        """Whether the stamp proves its moment."""
        return self.verdict.holds is Holds.YES


@dataclass(frozen=True)
class TimeFinding:
    """What is known of the time of a signature."""

    claimed: datetime | None
    proven: datetime | None
    verdict: Part


async def judge_document_stamps(
    source: SourceFile, stamps: list[Signed], known: Known, at: datetime
) -> list[Stamp]:
    """Judge the document time stamps of a file, the last one first."""
    judged: list[Stamp] = []
    moment = at
    for signed in sorted(stamps, key=lambda each: -each.revision):
        stamp = await _document_stamp(source, signed, known, moment)
        judged.append(stamp)
        if stamp.proves and stamp.moment:
            moment = stamp.moment
    return judged


async def judge_time(
    signed: Signed, document_stamps: list[Stamp], known: Known, at: datetime
) -> TimeFinding:
    """Judge the time of a signature by its own stamps and the document's later ones."""
    assert signed.embedded is not None
    claimed = claimed_time(signed)
    later = [stamp for stamp in document_stamps if stamp.revision > signed.revision]
    earliest = min((s.moment for s in later if s.proves and s.moment), default=at)
    own = await _signature_stamps(signed.embedded.signer_info, known, earliest)
    moments = [stamp.moment for stamp in (*own, *later) if stamp.proves and stamp.moment]
    if not moments:
        return TimeFinding(claimed, None, _unproven(claimed, at, [*own, *later]))
    proven = min(moments)
    first = next(stamp for stamp in (*own, *later) if stamp.proves and stamp.moment == proven)
    broken = [s.verdict for s in (*own, *later) if s.verdict.holds is Holds.NO]
    remarks: tuple[Remark, ...] = ()
    if claimed and claimed > proven + SLACK:
        remarks = (remark("time.clock_differs", claimed=claimed, proven=proven),)
    verdict = together([first.verdict, *broken])
    return TimeFinding(claimed, proven, replace(verdict, remarks=verdict.remarks + remarks))


def claimed_time(signed: Signed) -> datetime | None:
    """Return the moment which the signer's own clock said."""
    try:
        claimed = signed.embedded.self_reported_timestamp if signed.embedded else None
    except LIBRARY_FAULTS:
        return None
    if not isinstance(claimed, datetime):
        return None
    return claimed if claimed.tzinfo else claimed.replace(tzinfo=UTC)


def _unproven(claimed: datetime | None, at: datetime, stamps: list[Stamp]) -> Part:
    if claimed is None:
        said = part(Holds.NOT_KNOWN, "time.none")
    elif claimed > at + SLACK:
        said = part(Holds.NOT_KNOWN, "time.in_future", at=claimed)
    else:
        said = part(Holds.NOT_KNOWN, "time.claimed_only", at=claimed)
    return together([*(stamp.verdict for stamp in stamps), said])


async def _signature_stamps(
    signer_info: cms.SignerInfo, known: Known, moment: datetime
) -> list[Stamp]:
    def imprint(algorithm: str) -> bytes:
        return _digest(algorithm, signer_info["signature"].native)

    try:
        tokens = list(extract_tst_data_iter(signer_info, signed=False))
    except LIBRARY_FAULTS:
        return [Stamp(None, part(Holds.NO, "time.stamp_broken", by=""))]
    return [await judge_token(token, imprint, known, moment) for token in tokens]


async def _document_stamp(
    source: SourceFile, signed: Signed, known: Known, moment: datetime
) -> Stamp:
    broken = Stamp(None, part(Holds.NO, "time.stamp_broken", by=""), signed.revision)
    try:
        if signed.embedded is None or structure_faults(source, signed):
            return broken
        if signed.embedded.sig_object["/SubFilter"] != "/ETSI.RFC3161":
            return broken
        token = signed.embedded.signed_data
        stamp = await judge_token(token, signed.embedded.compute_digest, known, moment)
    except LIBRARY_FAULTS:
        return broken
    return replace(stamp, revision=signed.revision)


async def judge_token(
    token: cms.SignedData, imprint: Callable[[str], bytes], known: Known, moment: datetime
) -> Stamp:
    """Judge one RFC 3161 token over what `imprint` hashes."""
    by = ""
    try:
        certificates = extract_certs_for_validation(token)
        signer, by = certificates.signer_cert, common_name(certificates.signer_cert)
        said = token["encap_content_info"]["content"].parsed
        assert isinstance(said, tsp.TSTInfo)
        at = said["gen_time"].native
        if not _token_intact(token, said, imprint, signer):
            return Stamp(at, part(Holds.NO, "time.stamp_broken", by=by))
        usage = signer.extended_key_usage_value
        if usage is None or usage.native != ["time_stamping"]:
            return Stamp(at, part(Holds.NOT_KNOWN, "time.stamp_untrusted", by=by))
        if at > moment + SLACK:
            return Stamp(at, part(Holds.NOT_KNOWN, "time.in_future", at=at))
        finding = await look_at(signer, max(moment, at), known, certificates.other_certs)
    except LIBRARY_FAULTS:
        return Stamp(None, part(Holds.NO, "time.stamp_broken", by=by))
    if finding.holds is Holds.YES:
        return Stamp(at, part(Holds.YES, "time.proven", at=at, by=by))
    if finding.code in ("revoked", "expired"):  # it may have been made before; nothing proves it
        finding = replace(finding, holds=Holds.NOT_KNOWN)
    return Stamp(at, finding.as_part("time.stamp_", by=by))


def _token_intact(
    token: cms.SignedData, said: tsp.TSTInfo, imprint: Callable[[str], bytes], signer: Certificate
) -> bool:
    info = extract_signer_info(token)
    algorithm = info["digest_algorithm"]["algorithm"].native
    about = said["message_imprint"]
    about_algorithm = about["hash_algorithm"]["algorithm"].native
    if not {algorithm, about_algorithm} <= STRONG_DIGESTS:
        return False
    content = _digest(algorithm, bytes(token["encap_content_info"]["content"]))
    intact, valid = validate_sig_integrity(info, signer, "tst_info", content)
    return bool(intact and valid and about["hashed_message"].native == imprint(about_algorithm))


def _digest(algorithm: str, content: bytes) -> bytes:
    digest = hashes.Hash(get_pyca_cryptography_hash(algorithm))
    digest.update(content)
    return digest.finalize()
