"""Asks issuers over HTTP whether a certificate is revoked: OCSP first, else the revocation list.

The addresses stand in the certificates, which may come from anywhere: only hosts that this desk
allows are asked. Who signed an answer is for the pdf worker to check.
"""

import os
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from hashlib import sha1, sha256
from urllib.parse import urlsplit

from asn1crypto import core, crl, ocsp, x509

from signapp.domain.network_errors import Failure, Failures, RevocationServicesError
from signapp.network.fetching import Contact, Fetcher, NotFetchedError, Rules
from signapp.services.ports import Clock

REQUEST = "application/ocsp-request"
OCSP, LIST = "ocsp", "revocation_list"
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What asn1crypto raises on bytes that are not what they should be."""
SLACK = timedelta(minutes=5)
"""How far the clocks of an issuer and of this machine may differ."""
FRESH = timedelta(hours=1)
"""For how long an answer counts as new; one that names no next update counts no longer."""
MOST_ADDRESSES = 4
NONCE_LENGTH = 16

Keep = Callable[[str, bytes], None]
"""Keeps an answer as evidence under a name."""


class HttpRevocation:
    """Asks what certificates name as their issuer's services; fits `ports.RevocationSource`.

    An answer serves again for as long as it is new. `keep` gets each new one.
    """

    def __init__(self, hosts: Iterable[str], told: Callable[[Contact], None], clock: Clock,
                 near: frozenset[str] = frozenset(), longest: float = 10.0,
                 keep: Keep = lambda _name, _content: None) -> None:  # fmt: skip
        self._hosts = frozenset(hosts)
        self._fetcher = Fetcher(Rules(self._hosts, near, longest), told)
        self._recent: dict[str, tuple[datetime, bytes]] = {}
        self._keep, self._clock = keep, clock

    def revocation(self, certificate: bytes, issuer: bytes) -> bytes:
        """Return an OCSP response or else a revocation list (DER) that covers a certificate.

        It is of this certificate, or of its issuer, and new. Raises RevocationServicesError,
        which says how each service failed.
        """
        try:
            own, above = x509.Certificate.load(certificate), x509.Certificate.load(issuer)
            asked = _certificate_id(own, above)
            named = _name(above)
        except MALFORMED as e:
            raise RevocationServicesError(name="", failures=Failures()) from e
        failures = []
        for kind, address in _services(own):
            host = _host(address)
            if host and host not in self._hosts:  # nobody is contacted, so nothing is logged
                failures.append(Failure(host, "not_allowed"))
                continue
            try:
                if kind == OCSP:
                    return self._answer(address, asked)
                return self._list(address, own.issuer)
            except NotFetchedError as e:
                failures.append(Failure(host or address, e.cause, e.words))
        failed = Failures(failures or [Failure(named, "no_service")])
        raise RevocationServicesError(name=_name(own), failures=failed)

    def _answer(self, address: str, asked: ocsp.CertId) -> bytes:
        key = f"{OCSP}-{sha256(asked.dump()).hexdigest()[:32]}"
        if recent := self._still_new(key):
            return recent
        nonce = os.urandom(NONCE_LENGTH)
        extension = {"extn_id": "nonce", "extn_value": core.OctetString(nonce)}
        tbs = {"request_list": [{"req_cert": asked}], "request_extensions": [extension]}
        request = ocsp.OCSPRequest({"tbs_request": tbs}).dump()
        answer = self._fetcher.post(address, request, REQUEST, OCSP)
        check_answer(answer, asked, nonce, self._clock.now())
        return self._kept(key, answer)

    def _list(self, address: str, issuer: x509.Name) -> bytes:
        key = f"{LIST}-{sha256(issuer.dump() + address.encode()).hexdigest()[:32]}"
        if recent := self._still_new(key):
            return recent
        found = self._fetcher.get(address, LIST)
        check_list(found, issuer, self._clock.now())
        return self._kept(key, found)

    def _still_new(self, key: str) -> bytes | None:
        since, content = self._recent.get(key, (None, b""))
        return content if since and abs(self._clock.now() - since) < FRESH else None

    def _kept(self, key: str, content: bytes) -> bytes:
        self._recent[key] = (self._clock.now(), content)
        self._keep(key, content)
        return content


def check_answer(answer: bytes, asked: ocsp.CertId, nonce: bytes, now: datetime) -> None:
    """Raise NotFetchedError unless an OCSP response (DER) answers what was asked, now.

    Many responders leave the nonce out; one that repeats another has answered somebody else.
    """
    try:
        response = ocsp.OCSPResponse.load(answer, strict=True)
        status = str(response["response_status"].native)
        if status != "successful":
            raise NotFetchedError("ocsp_refused", status)
        single = next(
            one for one in response.response_data["responses"]
            if one["cert_id"].native == asked.native
        )  # fmt: skip
        repeated = response.nonce_value
        known = single["cert_status"].name != "unknown"
        since, until = single["this_update"].native, single["next_update"].native
    except StopIteration as e:
        raise NotFetchedError("other_certificate") from e
    except MALFORMED as e:
        raise NotFetchedError("garbage") from e
    if repeated is not None and repeated.native != nonce:
        raise NotFetchedError("other_nonce")
    if not known:
        raise NotFetchedError("certificate_unknown")
    _check_moment(since, until or since + FRESH, now)


def check_list(content: bytes, issuer: x509.Name, now: datetime) -> None:
    """Raise NotFetchedError unless a revocation list (DER) is an issuer's newest one."""
    try:
        found = crl.CertificateList.load(content, strict=True)
        of_issuer = found.issuer == issuer
        entry = found["tbs_cert_list"]
        since, until = entry["this_update"].native, entry["next_update"].native
    except MALFORMED as e:
        raise NotFetchedError("garbage") from e
    if not of_issuer:
        raise NotFetchedError("other_certificate")
    _check_moment(since, until or now, now)


def _check_moment(since: datetime, until: datetime, now: datetime) -> None:
    if since > now + SLACK:
        raise NotFetchedError("from_the_future")
    if until < now - SLACK:
        raise NotFetchedError("stale")


def _certificate_id(certificate: x509.Certificate, issuer: x509.Certificate) -> ocsp.CertId:
    key = issuer.public_key["public_key"].contents[1:]  # without the count of unused bits
    return ocsp.CertId(
        {
            "hash_algorithm": {"algorithm": "sha1"},  # what every responder knows (RFC 5019)
            "issuer_name_hash": certificate.issuer.sha1,
            "issuer_key_hash": sha1(key, usedforsecurity=False).digest(),
            "serial_number": certificate.serial_number,
        }
    )


def _services(certificate: x509.Certificate) -> list[tuple[str, str]]:
    """Return the kind and address of each service that a certificate names; none if malformed."""
    try:
        points = certificate.crl_distribution_points
        lists = [address for point in points if (address := point.url)]
        answers = list(certificate.ocsp_urls)
    except MALFORMED:
        return []
    return [
        *((OCSP, address) for address in answers[:MOST_ADDRESSES]),
        *((LIST, address) for address in lists[:MOST_ADDRESSES]),
    ]


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _name(certificate: x509.Certificate) -> str:
    name = certificate.subject.native.get("common_name")
    return name if isinstance(name, str) else str(certificate.subject.human_friendly)
