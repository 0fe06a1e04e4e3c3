"""What trusted lists say of services, in a form that is kept: granted when, and for which use.

A list is read and its signature checked once (see `lists`); what counts for verdicts is kept as
text and becomes a registry of the library again when a certificate is judged.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from asn1crypto import x509
from pyhanko.sign.validation.qualified.tsp import (
    CA_QC_URI,
    AdditionalServiceInformation,
    BaseServiceInformation,
    CAServiceInformation,
    CertSubjectDNCriterion,
    CriteriaCombination,
    CriteriaList,
    Criterion,
    KeyUsageCriterion,
    PolicySetCriterion,
    QcCertType,
    QTSTServiceInformation,
    Qualification,
    QualifiedServiceInformation,
    Qualifier,
    TSPRegistry,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints

from signapp.domain.values import from_plain, to_plain

T = TypeVar("T")
Words = tuple[str, ...]


@dataclass(frozen=True)
class Usage:
    """A rule on the use of a key: what it must allow, must not allow, and extended uses."""

    must: Words
    must_not: Words
    extended: Words


@dataclass(frozen=True)
class Criteria:
    """Which certificates are meant; `policies` holds sets of identifiers."""

    combine: str
    policies: tuple[Words, ...]
    names: tuple[Words, ...]
    usages: tuple[Usage, ...]
    inner: "tuple[Criteria, ...]"


@dataclass(frozen=True)
class Qualifying:
    """What a list says of those certificates of a service that the criteria mean."""

    qualifiers: Words
    criteria: Criteria


@dataclass(frozen=True)
class Service:
    """A service in the time in which it was granted; certificates (DER) in hexadecimal form."""

    kind: str
    name: str
    since: datetime
    until: datetime | None
    types: Words
    certificates: Words
    qualifying: tuple[Qualifying, ...]


Services = tuple[Service, ...]


def as_text(found: Iterable[QualifiedServiceInformation]) -> str:
    """Return services as text that `registry_of` reads."""
    return json.dumps(to_plain(tuple(map(_service, found)), Services))


@lru_cache(maxsize=64)
def services_in(text: str) -> Services:
    """Return the services that `as_text` wrote. Raises MalformedValueError, ValueError."""
    services: Services = from_plain(json.loads(text), Services)
    return services


@lru_cache(maxsize=64)
def registry_of(text: str) -> TSPRegistry:
    """Return the registry of the services that `as_text` wrote."""
    registry = TSPRegistry()
    for one in services_in(text):
        base = _base(one)
        qualified = frozenset(map(_qualification, one.qualifying))
        if one.kind == CA_QC_URI:
            registry.register_ca(CAServiceInformation(base, qualified, None))
        else:
            registry.register_tst(QTSTServiceInformation(base, qualified))
    return registry


def certificates_of(service: Service) -> list[x509.Certificate]:
    """Return the certificates by which a service is known."""
    return [x509.Certificate.load(bytes.fromhex(one)) for one in service.certificates]


def _service(found: QualifiedServiceInformation) -> Service:
    base = found.base_info
    return Service(
        kind=base.service_type,
        name=base.service_name,
        since=base.valid_from,
        until=base.valid_until,
        types=tuple(sorted(kind.value for kind in base.additional_info_certificate_type)),
        certificates=tuple(one.dump().hex() for one in base.provider_certs),
        qualifying=tuple(
            Qualifying(
                tuple(sorted(each.value for each in one.qualifiers)), _criteria(one.criteria_list)
            )
            for one in found.qualifications
        ),
    )


def _criteria(found: CriteriaList) -> Criteria:
    return Criteria(
        combine=found.combine_as.value,
        policies=tuple(
            _words(one.required_policy_oids) for one in _of_kind(found, PolicySetCriterion)
        ),
        names=tuple(
            _words(one.required_rdn_part_oids) for one in _of_kind(found, CertSubjectDNCriterion)
        ),
        usages=tuple(
            Usage(
                _words(one.settings.key_usage),
                _words(one.settings.key_usage_forbidden),
                _words(one.settings.extd_key_usage),
            )
            for one in _of_kind(found, KeyUsageCriterion)
        ),
        inner=tuple(_criteria(one) for one in _of_kind(found, CriteriaList)),
    )


def _of_kind(found: CriteriaList, kind: type[T]) -> list[T]:
    return [one for one in found.criteria if isinstance(one, kind)]


def _words(said: Iterable[str] | None) -> Words:
    return tuple(sorted(said or ()))


def _base(one: Service) -> BaseServiceInformation:
    other: frozenset[AdditionalServiceInformation] = frozenset()
    return BaseServiceInformation(
        service_type=one.kind,
        service_name=one.name,
        valid_from=one.since,
        valid_until=one.until,
        provider_certs=tuple(certificates_of(one)),
        additional_info_certificate_type=frozenset(map(QcCertType, one.types)),
        other_additional_info=other,
    )


def _qualification(one: Qualifying) -> Qualification:
    return Qualification(frozenset(map(Qualifier, one.qualifiers)), _criteria_list(one.criteria))


def _criteria_list(one: Criteria) -> CriteriaList:
    found: list[Criterion] = [PolicySetCriterion(frozenset(oids)) for oids in one.policies]
    found += [CertSubjectDNCriterion(frozenset(oids)) for oids in one.names]
    found += [
        KeyUsageCriterion(
            KeyUsageConstraints(
                key_usage=frozenset(usage.must),
                key_usage_forbidden=frozenset(usage.must_not),
                extd_key_usage=frozenset(usage.extended) or None,
            )
        )
        for usage in one.usages
    ]
    found += map(_criteria_list, one.inner)
    return CriteriaList(CriteriaCombination(one.combine), frozenset(found))
