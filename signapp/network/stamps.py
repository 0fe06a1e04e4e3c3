"""Time stamp services on the network (RFC 3161 over HTTP), one standing in for another."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

from asn1crypto import tsp
from asn1crypto.x509 import Certificate

from signapp.domain.errors import TimeStampServicesError
from signapp.domain.network_errors import Failure, Failures
from signapp.network.fetching import Contact, Fetcher, NotFetchedError, Rules

REQUEST, PURPOSE = "application/timestamp-query", "time_stamp"
GRANTED = ("granted", "granted_with_mods")
LARGEST_ANSWER = 256 * 1024
MALFORMED = (ValueError, TypeError, KeyError, AttributeError, IndexError)
"""What asn1crypto raises on an answer that is none."""
LONGEST_WORDS = 200
"""How much of a service's own words is told."""

Stamped = Callable[[datetime], None]
"""Told the moment of each good stamp, as soon as it is there."""


class HttpTimeStamps:
    """Asks the services in their order, the one that answered last first.

    Fits `services.ports.TimeStamps`. A stamp costs money at many services: each is asked once.
    When the same is to be stamped again at once, the answer before was not accepted, and the
    service that gave it is asked after the others.
    """

    def __init__(self, services: tuple[str, ...], told: Callable[[Contact], None],
                 near: frozenset[str] = frozenset(), longest: float = 10.0,
                 stamped: Stamped = lambda _moment: None) -> None:  # fmt: skip
        hosts = frozenset((urlsplit(one).hostname or "").lower() for one in services)
        self._services = list(services)
        self._fetcher = Fetcher(Rules(hosts, near, longest, LARGEST_ANSWER), told)
        self._stamped = stamped
        self._answered = b""

    def stamp(self, request: bytes) -> bytes:
        """Return the first good answer to a request (DER).

        Good means: granted, over the same hash, with the same nonce, by a certificate that is
        made for time stamps. Who signed it is for the caller to check. Raises
        TimeStampServicesError, which says how each service failed.
        """
        imprint = tsp.TimeStampReq.load(request)["message_imprint"].dump()
        if imprint == self._answered:
            self._services.append(self._services.pop(0))
        failures = []
        for service in tuple(self._services):
            try:
                answer = self._fetcher.post(service, request, REQUEST, PURPOSE)
                moment = _check(request, answer)
            except NotFetchedError as e:
                failures.append(Failure(urlsplit(service).hostname or service, e.cause, e.words))
            else:
                self._stamped(moment)
                self._services.remove(service)
                self._services.insert(0, service)
                self._answered = imprint
                return answer
        raise TimeStampServicesError(failures=Failures(failures))


def _check(request: bytes, answer: bytes) -> datetime:
    """Return the moment of a good answer (DER) to this request. Raises NotFetchedError."""
    asked = tsp.TimeStampReq.load(request)
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        status = response["status"]
        if status["status"].native not in GRANTED:
            raise NotFetchedError("refused", _words(status))
        token = response["time_stamp_token"]["content"]
        said = token["encap_content_info"]["content"].parsed
        same_hash = said["message_imprint"].native == asked["message_imprint"].native
        nonce, moment = said["nonce"].native, said["gen_time"].native
        for_stamps = any(_is_for_stamps(one.chosen) for one in token["certificates"])
    except MALFORMED as e:
        raise NotFetchedError("garbage") from e
    if not same_hash:
        raise NotFetchedError("other_hash")
    if nonce != asked["nonce"].native:
        raise NotFetchedError("other_nonce")
    if not for_stamps:
        raise NotFetchedError("not_for_stamps")
    assert isinstance(moment, datetime)
    return moment


def _is_for_stamps(certificate: object) -> bool:
    if not isinstance(certificate, Certificate):
        return False
    usage = certificate.extended_key_usage_value
    return usage is not None and usage.native == ["time_stamping"]


def _words(status: tsp.PKIStatusInfo) -> str:
    """Return a service's own words for its refusal: its code, and its sentence if it has one."""
    reasons = status["fail_info"].native or ()
    code = ", ".join(sorted(map(str, reasons))) or str(status["status"].native)
    sentence = " ".join(map(str, status["status_string"].native or ()))
    words = f"{code}: {sentence}" if sentence else code
    return "".join(sign for sign in words if sign.isprintable())[:LONGEST_WORDS]
