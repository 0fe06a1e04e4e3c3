"""Judges a certificate at a moment: who it names, which anchor knows it, is it revoked."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from asn1crypto import crl, ocsp, x509
from pyhanko.pdf_utils.generic import StreamObject
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko_certvalidator import ValidationContext, find_valid_path
from pyhanko_certvalidator.errors import (
    DisallowedAlgorithmError,
    ExpiredError,
    InsufficientRevinfoError,
    NotYetValidError,
    RevokedError,
)

from signapp.services.ports import Holds, Part, TrustMaterial
from signapp.signing.remarks import LIBRARY_FAULTS, part

T = TypeVar("T")
RSA_BITS = 2048
CURVE_BITS = 256


@dataclass(frozen=True)
class Known:
    """All certificates and revocation data at hand: those given, and those in the file."""

    roots: tuple[x509.Certificate, ...]
    others: tuple[x509.Certificate, ...]
    revocation_lists: tuple[crl.CertificateList, ...]
    answers: tuple[ocsp.OCSPResponse, ...]

    def at(self, moment: datetime, extra: Iterable[x509.Certificate]) -> ValidationContext:
        """Return a context for judging chains at a moment; it never opens a connection.

        A list that was issued after the moment counts too: it still tells what was revoked before.
        """
        return ValidationContext(
            trust_roots=list(self.roots),
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

    def as_part(self, prefix: str, **facts: object) -> Part:
        """Return the finding as a part of a verdict (`signer.…` or `time.stamp_…`)."""
        return part(self.holds, prefix + self.code, **facts, **self.facts)


def known_certificates(trust: TrustMaterial, reader: PdfFileReader) -> Known:
    """Gather what is trusted, given, and embedded in the file's document security store.

    What cannot be read is left out: it may be missed, but it spoils nothing.
    """
    lists = [*trust.revocation_lists, *_stored(reader, "/CRLs")]
    return Known(
        roots=_readable(trust.roots, _certificate),
        others=_readable([*trust.others, *_stored(reader, "/Certs")], _certificate),
        revocation_lists=tuple(
            sorted(_readable(lists, _revocation_list), key=_issued_at, reverse=True)
        ),
        answers=_readable([*trust.answers, *_stored(reader, "/OCSPs")], _answer),
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
    if not known.roots:
        return Finding(Holds.NOT_KNOWN, "no_anchor", {})
    context = known.at(moment, extra)
    paths = context.path_builder.async_build_paths_lazy(certificate)
    try:
        path = await find_valid_path(certificate, paths, context)
    except LIBRARY_FAULTS as e:
        return _speaking_against(certificate, e)
    return Finding(Holds.YES, "known", {"anchor": common_name(path.trust_anchor.certificate)})


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


def _issued_at(entry: crl.CertificateList) -> datetime:
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
    _issued_at(entry)
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


def _stored(reader: PdfFileReader, key: str) -> list[bytes]:
    """Return the readable entries of one kind in the document security store."""
    found: list[bytes] = []
    with suppress(*LIBRARY_FAULTS):  # no store, or one that is none
        for each in reader.root["/DSS"][key]:
            stream = each.get_object()
            if isinstance(stream, StreamObject):
                found.append(stream.data)
    return found
