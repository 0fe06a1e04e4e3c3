"""Validates a signature by the procedures of ETSI EN 319 102-1 and joins that with our verdict.

Which procedure is asked depends on the level: the basic one for B-B, that with time for B-T and
B-LT, that with long-term data for B-LTA; a signature whose only stamp is one over the document
is judged by the basic one. What changed after the signature is not looked at here:
the content part says it, by rules that are stricter than the library's.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.sign.ades.report import AdESIndeterminate, AdESPassed, AdESStatus
from pyhanko.sign.validation.ades import (
    AdESBasicValidationResult,
    ades_basic_validation,
    ades_lta_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.policy_decl import (
    CertificateFetchingRule,
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import PdfSignatureStatus
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.ltv.types import ValidationTimingInfo
from pyhanko_certvalidator.policy_decl import REQUIRE_REVINFO, CertRevTrustPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer, OCSPContainer

from signapp.services.ports import Holds, Part, worst
from signapp.signing.persons import Known, issued_at
from signapp.signing.remarks import LIBRARY_FAULTS, part
from signapp.signing.structure import Signed

BASIC, WITH_TIME, LONG_TERM = "basic", "with_time", "long_term"
EXPLAINED = frozenset(
    {
        AdESIndeterminate.NO_POE,
        AdESIndeterminate.OUT_OF_BOUNDS_NO_POE,
        AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED,
        AdESIndeterminate.REVOCATION_OUT_OF_BOUNDS_NO_POE,
        AdESIndeterminate.TRY_LATER,
    }
)
"""Causes that say only: no proof of a moment was found (see validation-policy.md)."""
LATER_LIST = AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE
"""What a revocation list that is younger than the proven time leads to, among other things."""
PROCESSES = {"B-B": BASIC, "B-T": WITH_TIME, "B-LT": WITH_TIME, "B-LTA": LONG_TERM}


@dataclass(frozen=True)
class StandardResult:
    """What the standard's procedure says of a signature, and how the library holds it."""

    process: str
    found: AdESBasicValidationResult[Any]

    @property
    def passed(self) -> bool:
        """Whether the signature passed; the library's OK alone would not do."""
        status = self.found.api_status
        fine = self.found.ades_subindic is AdESPassed.OK
        return bool(fine and status is not None and status.bottom_line)

    @property
    def failed(self) -> bool:
        """Whether the procedure says that the signature is not valid."""
        return bool(self.found.ades_subindic.status is AdESStatus.FAILED)

    @property
    def sub(self) -> str:
        """The name that the standard gives to the cause."""
        return str(self.found.ades_subindic.standard_name)


async def validate(
    embedded: EmbeddedPdfSignature, level: str, known: Known, moment: datetime
) -> StandardResult:
    """Validate a signature by the procedure for its level; nothing is ever fetched.

    `moment` is the one at which trusted lists are asked who is trusted. Raises what the library
    raises on a damaged file.
    """
    process, at = PROCESSES.get(level, BASIC), known.read_at
    if not any(True for _ in extract_tst_data_iter(embedded.signer_info, signed=False)):
        process = BASIC  # the others want a stamp in the signature itself
    spec = _spec(known, moment)
    timing = ValidationTimingInfo(at, at, point_in_time_validation=False)
    embedded.compute_integrity_info(skip_diff=True)  # type: ignore[no-untyped-call]
    if process is LONG_TERM:
        whole = PdfSignatureValidationSpec(spec, diff_policy=None)
        return StandardResult(process, await ades_lta_validation(embedded, whole, timing))
    digest = embedded.compute_digest()
    if process is BASIC:  # the library can make no status of a PDF here
        basic = await ades_basic_validation(
            embedded.signed_data, spec, timing_info=timing, raw_digest=digest
        )
        return StandardResult(process, basic)
    timed = await ades_with_time_validation(
        embedded.signed_data,
        spec,
        timing_info=timing,
        raw_digest=digest,
        extra_status_kwargs=embedded.summarise_integrity_info(),
        status_cls=PdfSignatureStatus,
    )
    return StandardResult(process, timed)


async def judge_by_standard(
    signed: Signed, level: str, known: Known, proven: datetime | None, ours: list[Holds]
) -> Part:
    """Return the standard's result as a part of our verdict; `ours` are the other parts.

    It may make the verdict worse, and never better. A difference that the validation policy
    explains counts as ours does.
    """
    if signed.embedded is None or level not in PROCESSES:
        return part(worst(*ours), "standard.not_run")
    try:
        result = await validate(signed.embedded, level, known, proven or known.read_at)
    except LIBRARY_FAULTS:
        return part(Holds.NOT_KNOWN, "standard.not_run")
    facts = {"process": result.process, "sub": result.sub}
    if result.passed:
        return part(Holds.YES, "standard.passed", process=result.process)
    if result.failed:
        return part(Holds.NO, "standard.failed", **facts)
    if proven and worst(*ours) is Holds.YES and _explained(result, known, proven):
        return part(Holds.YES, "standard.explained", **facts)
    return part(Holds.NOT_KNOWN, "standard.indeterminate", **facts)


def _explained(result: StandardResult, known: Known, proven: datetime) -> bool:
    """Tell whether a difference is one of those that the validation policy explains.

    Then our verdict has judged each chain at the moment that a time stamp proves for it.
    """
    if result.found.ades_subindic is LATER_LIST:
        lists = [issued_at(one) for one in known.revocation_lists]
        answers = [one.response_data["produced_at"].native for one in known.answers]
        return any(moment > proven for moment in (*lists, *answers))
    return result.found.ades_subindic in EXPLAINED


def _spec(known: Known, moment: datetime) -> SignatureValidationSpec:
    return SignatureValidationSpec(
        cert_validation_policy=_policy(known, moment),
        ts_cert_validation_policy=_policy(known, moment, for_stamps=True),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(
            online_fetching_rule=RevinfoOnlineFetchingRule.LOCAL_ONLY,
            certificate_fetching_rule=CertificateFetchingRule.NEVER_FETCH,
        ),
        local_knowledge=LocalKnowledge(
            known_ocsps=[one for each in known.answers for one in OCSPContainer.load_multi(each)],
            known_crls=[CRLContainer(one) for one in known.revocation_lists],
            known_certs=list(known.others),
        ),
        key_usage_settings=KeyUsageConstraints(key_usage={"non_repudiation"}),
    )


def _policy(
    known: Known, moment: datetime, *, for_stamps: bool = False
) -> CertValidationPolicySpec:
    anchors = known.anchors(moment, for_stamps=for_stamps)
    return CertValidationPolicySpec(
        trust_manager=SimpleTrustManager.build(trust_roots=anchors),
        revinfo_policy=CertRevTrustPolicy(REQUIRE_REVINFO),
    )
