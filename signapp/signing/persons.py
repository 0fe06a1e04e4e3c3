"""Judges a certificate at a moment: who it names, which anchor knows it, is it revoked."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation.qualified.tsp import CA_QC_URI, QTST_URI
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    RevokedError,
)
from pyhanko_certvalidator.path import ValidationPath

from signapp.services.ports import Holds, Part, Remark, TrustMaterial
from signapp.services.trust_values import TrustedList
from signapp.signing.listed import Service
from signapp.signing.qualified import anchors_in, granted, kind_of
from signapp.signing.remarks import LIBRARY_FAULTS, part, remark

T = TypeVar("T")
END_OF_TIME = datetime.max.replace(tzinfo=UTC)
RSA_BITS = 2048
CURVE_BITS = 256


@dataclass(frozen=True)
class Known:
    """All certificates and revocation data at hand: those given, and those in the file.

    `lists` are the trusted lists, as they are read at the moment `read_at`.
    """

    roots: tuple[x509.Certificate, ...]
    others: tuple[x509.Certificate, ...]
    revocation_lists: tuple[crl.CertificateList, ...]
    answers: tuple[ocsp.OCSPResponse, ...]
    lists: tuple[TrustedList, ...] = ()
    read_at: datetime = END_OF_TIME

    def listed(
        self, moment: datetime, *, for_stamps: bool = False
    ) -> dict[bytes, tuple[TrustedList, Service]]:
        """Return the certificates (DER) of listed services that were granted at a moment.

        They are the issuers of qualified certificates, or the qualified time stamp services.
        """
        return granted(self.lists, QTST_URI if for_stamps else CA_QC_URI, moment, self.read_at)

    def anchors(self, moment: datetime, *, for_stamps: bool = False) -> list[x509.Certificate]:
        """Return all that is trusted at a moment: what was given, and what the lists grant."""
        return [*self.roots, *anchors_in(self.listed(moment, for_stamps=for_stamps))]

    def at(
        self,
        moment: datetime,
        extra: Iterable[x509.Certificate],
        anchors: Iterable[x509.Certificate],
    ) -> ValidationContext:
        """Return a context for judging chains at a moment; it never opens a connection.

        A list that was issued after the moment counts too: it still tells what was revoked before.
        """
        return ValidationContext(
            trust_roots=list(anchors),
            other_certs=[*self.others, *extra],
            crls=list(self.revocation_lists),
            ocsps=list(self.answers),
            moment=moment,
            allow_fetching=False,
            revocation_mode="require",
            retroactive_revinfo=True,
        )


@dataclass(frozen=True)
class Finding:
    """What is known of a certificate: a code without its prefix, and the facts."""

    holds: Holds
    code: str
    facts: dict[str, object]
    path: ValidationPath | None = None

    def as_part(self, prefix: str, **facts: object) -> Part:
        """Return the finding as a part of a verdict (`signer.…` or `time.stamp_…`)."""
        return part(self.holds, prefix + self.code, **facts, **self.facts)


def known_certificates(trust: TrustMaterial, reader: PdfFileReader | None, at: datetime) -> Known:
    """Gather what is trusted, given, and embedded in a file; what can't be read is left out."""
    lists = [*trust.revocation_lists, *_stored(reader, "/CRLs")]
    return Known(
        roots=_readable(trust.roots, _certificate),
        others=_readable([*trust.others, *_stored(reader, "/Certs")], _certificate),
        revocation_lists=tuple(
            sorted(_readable(lists, _revocation_list), key=issued_at, reverse=True)
        ),
        answers=_readable([*trust.answers, *_stored(reader, "/OCSPs")], _answer),
        lists=trust.lists,
        read_at=at,
    )


def common_name(certificate: x509.Certificate) -> str:
    """Return the name of the person (subject common name), or the whole subject."""
    name = certificate.subject.native.get("common_name")
    if isinstance(name, list):
        name = name[-1]
    return str(name or certificate.subject.human_friendly)


def fingerprint(certificate: x509.Certificate) -> str:
    """Return the SHA-256 of the certificate's DER form."""
    return sha256(certificate.dump()).hexdigest()


async def look_at(
    certificate: x509.Certificate,
    moment: datetime,
    known: Known,
    extra: Iterable[x509.Certificate],
) -> Finding:
    """Judge a certificate at a moment: chain, validity, revocation, strength of the key."""
    weakness = weak_key(certificate)
    if weakness:
        return Finding(Holds.NO, "weak_key", {"key": weakness})
    for_stamps = _is_for_stamps(certificate)
    anchors = known.anchors(moment, for_stamps=for_stamps)
    if not anchors:
        return Finding(Holds.NOT_KNOWN, "no_anchor", {})
    context = known.at(moment, extra, anchors)
    paths = context.path_builder.async_build_paths_lazy(certificate)
    try:
        path = await find_valid_path(certificate, paths, context)
    except LIBRARY_FAULTS as e:
        return _speaking_against(certificate, e)
    return _recognised(path, known, known.listed(moment, for_stamps=for_stamps))


def _recognised(
    path: ValidationPath, known: Known, listed: dict[bytes, tuple[TrustedList, Service]]
) -> Finding:
    """Say by which anchor a certificate is known: one that was given, or one of a trusted list."""
    anchor = path.trust_anchor.certificate  # type: ignore[attr-defined]
    facts: dict[str, object] = {"anchor": common_name(anchor)}
    if anchor in known.roots:
        return Finding(Holds.YES, "known", facts, path)
    by, service = listed[anchor.dump()]
    return Finding(
        Holds.YES, "listed", {**facts, "list": by.territory, "service": service.name}, path
    )


def _is_for_stamps(certificate: x509.Certificate) -> bool:
    usage = certificate.extended_key_usage_value
    return usage is not None and usage.native == ["time_stamping"]


async def judge_kind(
    certificate: x509.Certificate | None,
    known: Known,
    extra: Iterable[x509.Certificate],
    proven: datetime | None,
    *,
    holds: bool,
) -> Remark:
    """Say which kind of signature it is under eIDAS, or why that can't be told here (R34).

    `holds` tells whether nothing speaks against content and signer.
    """
    if not holds or certificate is None:
        return remark("kind.not_held")
    if not known.lists:
        return remark("kind.no_list")
    if proven is None:
        return remark("kind.no_time")
    finding = await look_at(certificate, proven, known, extra)
    if finding.path is None:
        return remark("kind.not_held")
    return kind_of(finding.path, proven, known.read_at, known.lists)


def _speaking_against(certificate: x509.Certificate, error: Exception) -> Finding:
    match error:
        case RevokedError():
            return Finding(Holds.NO, "revoked", {"since": error.revocation_dt})
        case ExpiredError():
            return Finding(Holds.NO, "expired", {"until": error.expired_dt})
        case NotYetValidError():
            return Finding(Holds.NO, "not_yet_valid", {"since": error.valid_from})
        case DisallowedAlgorithmError():
            return Finding(Holds.NO, "weak_key", {"key": _signed_with(certificate)})
        case InsufficientRevinfoError():
            return Finding(Holds.NOT_KNOWN, "revocation_unknown", {})
    return Finding(Holds.NOT_KNOWN, "untrusted", {})


async def judge_signer(
    certificate: x509.Certificate,
    known: Known,
    extra: Iterable[x509.Certificate],
    moment: datetime,
    proof: datetime | None,
) -> Part:
    """Judge the signer's certificate at the moment of signing.

    `proof` is the earliest moment that is proven or, without proof, claimed: an expiry or
    revocation after it leaves the question open, one before it answers the question.
    """
    name = common_name(certificate)
    usage = certificate.key_usage_value
    if usage is None or "non_repudiation" not in usage.native:
        return part(Holds.NO, "signer.no_content_commitment", name=name)
    finding = await look_at(certificate, moment, known, extra)
    since = finding.facts.get("since") or finding.facts.get("until")
    if finding.code in ("revoked", "expired") and isinstance(since, datetime):
        open_question = proof is not None and proof < since
        finding = Finding(
            Holds.NOT_KNOWN if open_question else Holds.NO, finding.code, finding.facts
        )
    return finding.as_part("signer.", name=name)


def weak_key(certificate: x509.Certificate) -> str:
    """Return the kind and size of a key that is too weak, or nothing."""
    kind, bits = certificate.public_key.algorithm, certificate.public_key.bit_size
    if kind in ("rsa", "rsassa_pss"):
        weak = bits < RSA_BITS
    elif kind == "ec":
        weak = bits < CURVE_BITS
    else:
        weak = kind not in ("ed25519", "ed448")
    return f"{kind} {bits}" if weak else ""


def _signed_with(certificate: x509.Certificate) -> str:
    return str(certificate["signature_algorithm"]["algorithm"].native)


def issued_at(entry: crl.CertificateList) -> datetime:
    """Return when a revocation list was issued."""
    issued = entry["tbs_cert_list"]["this_update"].native
    assert isinstance(issued, datetime)
    return issued


def _certificate(der: bytes) -> x509.Certificate:
    certificate = x509.Certificate.load(der, strict=True)
    assert certificate.subject.hashable
    assert certificate.public_key.bit_size
    return certificate


def _revocation_list(der: bytes) -> crl.CertificateList:
    entry = crl.CertificateList.load(der, strict=True)
    assert entry.issuer.hashable
    issued_at(entry)
    return entry


def _answer(der: bytes) -> ocsp.OCSPResponse:
    answer = ocsp.OCSPResponse.load(der, strict=True)
    assert answer["response_status"].native == "successful"
    assert answer.response_data.native
    return answer


def _readable(ders: Iterable[bytes], load: Callable[[bytes], T]) -> tuple[T, ...]:
    found: list[T] = []
    for der in ders:
        with suppress(*LIBRARY_FAULTS):
            found.append(load(der))
    return tuple(found)


def _stored(reader: PdfFileReader | None, key: str) -> list[bytes]:
    """Return the readable entries of one kind in the document security store."""
    found: list[bytes] = []
    with suppress(*LIBRARY_FAULTS):  # no store, or one that is none
        for each in reader.root["/DSS"][key] if reader else ():
            stream = each.get_object()
            if isinstance(stream, StreamObject):
                found.append(stream.data)
    return found
