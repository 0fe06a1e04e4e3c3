"""Time stamp services on the network (RFC 3161 over HTTP), one standing in for another."""

from collections.abc import Callable
from urllib.parse import urlsplit

from asn1crypto import tsp

from signapp.domain.errors import TimeStampServicesError
from signapp.network.fetching import Contact, Fetcher, NotFetchedError, Rules

REQUEST, PURPOSE = "application/timestamp-query", "time_stamp"
GRANTED = ("granted", "granted_with_mods")
LARGEST_ANSWER = 256 * 1024


class HttpTimeStamps:
    """Asks the services in their order, the one that answered last first.

    Fits `services.ports.TimeStamps`. A stamp costs money at many services: each is asked once.
    """

    def __init__(self, services: tuple[str, ...], told: Callable[[Contact], None],
                 near: frozenset[str] = frozenset(), longest: float = 10.0) -> None:  # fmt: skip
        hosts = frozenset((urlsplit(one).hostname or "").lower() for one in services)
        self._services = list(services)
        self._fetcher = Fetcher(Rules(hosts, near, longest, LARGEST_ANSWER), told)

    def stamp(self, request: bytes) -> bytes:
        """Return the first good answer to a request (DER).

        Good means: granted, over the same hash, with the same nonce. Who signed it is for the
        caller to check. Raises TimeStampServicesError, which says how each service failed.
        """
        failures = []
        for service in tuple(self._services):
            try:
                answer = self._fetcher.post(service, request, REQUEST, PURPOSE)
                _check(request, answer)
            except NotFetchedError as e:
                failures.append(f"{urlsplit(service).hostname}: {e.cause}")
            else:
                self._services.remove(service)
                self._services.insert(0, service)
                return answer
        raise TimeStampServicesError(failures="; ".join(failures))


def _check(request: bytes, answer: bytes) -> None:
    """Raise NotFetchedError unless an answer (DER) is a good one to this request."""
    asked = tsp.TimeStampReq.load(request)
    try:
        response = tsp.TimeStampResp.load(answer, strict=True)
        status = response["status"]
        if status["status"].native not in GRANTED:
            raise NotFetchedError(_refusal(status))
        said = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
        same_hash = said["message_imprint"].native == asked["message_imprint"].native
        nonce = said["nonce"].native
    except (ValueError, TypeError, KeyError, AttributeError, IndexError) as e:
        raise NotFetchedError("garbage") from e
    if not same_hash:
        raise NotFetchedError("other_hash")
    if nonce != asked["nonce"].native:
        raise NotFetchedError("other_nonce")


def _refusal(status: tsp.PKIStatusInfo) -> str:
    """Return a service's own words for its refusal, as far as they are known words."""
    reasons = status["fail_info"].native or ()
    return ", ".join(sorted(map(str, reasons))) or str(status["status"].native)
