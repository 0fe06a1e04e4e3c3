"""Which kind of electronic signature it is under eIDAS, told only where that is proven (R34).

What counts is the moment that a time stamp proves: then the trusted list must have granted the
issuer's service, and the certificate must have been qualified, as it was when it was issued. The
library's own requirements stay unset: they would be put to time stamp services as well.
"""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from asn1crypto import x509
from pyhanko.sign.ades import qualified_asn1
from pyhanko.sign.validation.qualified.assess import EIDAS_START_DATE, QualificationAssessor
from pyhanko.sign.validation.qualified.q_status import QualificationResult
from pyhanko.sign.validation.qualified.tsp import QcCertType, TSPRegistry
from pyhanko_certvalidator.path import ValidationPath

from signapp.services.ports import Remark
from signapp.services.trust_values import TrustedList
from signapp.signing.listed import Service, registry_of, services_in
from signapp.signing.remarks import LIBRARY_FAULTS, remark

BRUSSELS = ZoneInfo("Europe/Brussels")
OTHER_LAW = "0.4.0.1862.1.7"
"""The statement that a certificate is qualified under the law of other countries than the EU's."""


def granted(
    lists: Iterable[TrustedList], kind: str, moment: datetime, at: datetime
) -> dict[bytes, tuple[TrustedList, Service]]:
    """Return the certificates (DER) of services of a kind that were granted at a moment.

    A list that cannot tell how it was at the moment, read at `at`, says nothing.
    """
    found = {}
    for one in lists:
        if one.speaks_of(moment, at):
            for service in services_in(one.services):
                if service.kind == kind and _covers(service, moment):
                    for der in service.certificates:
                        found[bytes.fromhex(der)] = one, service
    return found


def _covers(service: Service, moment: datetime) -> bool:
    return service.since <= moment and (service.until is None or moment < service.until)


def kind_of(
    path: ValidationPath, proven: datetime, at: datetime, lists: tuple[TrustedList, ...]
) -> Remark:
    """Say which kind of signature it is that was made with the leaf of a path.

    `proven` is the moment that a time stamp proves, `at` the moment of judging.
    """
    naming = [one for one in lists if _names(registry_of(one.services), path)]
    if not naming:
        return remark("kind.not_listed", lists=", ".join(one.territory for one in lists))
    telling = [one for one in naming if one.speaks_of(proven, at)]
    if not telling:
        one = naming[0]
        return remark("kind.list_out_of_date", list=one.territory, until=one.next_update or "–")
    said = {one.code: one for one in (_said(path, proven, each) for each in telling)}
    return next(iter(said.values())) if len(said) == 1 else remark("kind.unclear")


def _names(registry: TSPRegistry, path: ValidationPath) -> bool:
    authorities = path.iter_authorities()
    return any(
        True for one in authorities for _ in registry.applicable_service_definitions(one, None)
    )


def _said(path: ValidationPath, proven: datetime, listed: TrustedList) -> Remark:
    registry, leaf = registry_of(listed.services), path.leaf
    assert isinstance(leaf, x509.Certificate)
    facts = {"list": listed.territory, "at": proven}
    if not any(True for _ in registry.applicable_tsps_on_path(path, proven)):
        return remark("kind.not_granted", **facts)
    try:
        if _under_other_law(leaf):
            return remark("kind.advanced", **facts)
        then = _assessed(registry, path, proven)
        issued = max(leaf.not_valid_before, EIDAS_START_DATE)
        first = _assessed(registry, path, issued)
    except LIBRARY_FAULTS:
        return remark("kind.unclear")
    kinds = (QcCertType.QC_ESIGN, QcCertType.QC_ESEAL)
    if not (then.status.qualified and first.status.qualified and then.status.qc_type in kinds):
        return remark("kind.advanced", **facts)
    service = then.service_definition
    assert service is not None  # what is qualified is so by a service
    what = "seal" if then.status.qc_type is QcCertType.QC_ESEAL else "signature"
    device = "qualified" if then.status.qc_key_security.is_qscd else "no_device"
    return remark(f"kind.{device}_{what}", service=service.base_info.service_name, **facts)


def _assessed(
    registry: TSPRegistry, path: ValidationPath, moment: datetime
) -> QualificationResult:
    return QualificationAssessor(registry).check_entity_cert_qualified(
        path, moment.astimezone(BRUSSELS)
    )


def _under_other_law(leaf: x509.Certificate) -> bool:
    statements = qualified_asn1.get_qc_statements(leaf)
    return any(one["statement_id"].dotted == OTHER_LAW for one in statements)


def anchors_in(found: dict[bytes, tuple[TrustedList, Service]]) -> list[x509.Certificate]:
    """Return the certificates of granted services."""
    return [x509.Certificate.load(der) for der in found]
