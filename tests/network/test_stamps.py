"""Time stamps over the network: real answers are taken, every other one is told by its cause."""

import re
import socket
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from asn1crypto import tsp

from signapp.domain.errors import TimeStampServicesError
from signapp.domain.network_errors import Failure, Failures
from signapp.network import fetching
from signapp.network.fetching import Contact
from signapp.network.stamps import LARGEST_ANSWER, HttpTimeStamps
from signapp.services.clock_check import ClockCheck
from signapp.texts.catalogue import Texts
from tests.network.servers import Answering, answer, certomancer, misbehaving

NEAR = frozenset({"127.0.0.1", "localhost"})
SHORT = 0.5
"""How many seconds a service may take in these tests."""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with certomancer(tmp_path_factory.mktemp("tsa")) as (address, _):
        yield address


def request(content: bytes = b"the signature", nonce: int = 20170829) -> bytes:
    imprint = {
        "hash_algorithm": {"algorithm": "sha256"},
        "hashed_message": sha256(content).digest(),
    }
    asked = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    return bytes(tsp.TimeStampReq(asked).dump())


def stamps(*services: str, told: list[Contact] | None = None) -> HttpTimeStamps:
    contacts = told if told is not None else []
    return HttpTimeStamps(services, contacts.append, NEAR, SHORT)


def causes(made: HttpTimeStamps, asked: bytes) -> str:
    with pytest.raises(TimeStampServicesError) as caught:
        made.stamp(asked)
    return str(caught.value.facts["failures"])


def test_real_service_stamps(service: str) -> None:
    told: list[Contact] = []
    before = datetime.now(UTC) - timedelta(seconds=2)
    response = tsp.TimeStampResp.load(stamps(service, told=told).stamp(request()))
    said = response["time_stamp_token"]["content"]["encap_content_info"]["content"].parsed
    assert said["message_imprint"]["hashed_message"].native == sha256(b"the signature").digest()
    assert before <= said["gen_time"].native <= datetime.now(UTC) + timedelta(seconds=2)
    (contact,) = told
    assert (contact.host, contact.purpose, contact.outcome) == (
        "127.0.0.1",
        "time_stamp",
        "answered",
    )
    assert contact.received > 500


def redirecting(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(307)
    handler.send_header("Location", "http://127.0.0.1/elsewhere")
    handler.send_header("Content-Length", "0")
    handler.end_headers()


def slow(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    time.sleep(SHORT * 2)
    answer(handler, b"")


def dripping(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """Each byte comes in time, but the whole never does."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    try:
        for _byte in range(40):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)
    except OSError:
        return  # nobody listens any more


def large(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    answer(handler, b"x" * (LARGEST_ANSWER + 1))


def cut(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"half")


@pytest.mark.parametrize(
    ("answering", "cause"),
    [
        (lambda handler, _: answer(handler, b"<html>"), "garbage"),
        (lambda handler, _: answer(handler, b""), "garbage"),
        (lambda handler, _: answer(handler, b"", 500), "http_500"),
        (redirecting, "http_307"),
        (slow, "slow"),
        (dripping, "slow"),
        (large, "too_large"),
        (cut, "broken"),
    ],
)
def test_bad_answer_is_told_and_the_next_service_asked(
    service: str, answering: Answering, cause: str
) -> None:
    with misbehaving(answering) as bad:
        assert causes(stamps(bad), request()) == f"127.0.0.1: {cause}"
        told: list[Contact] = []
        made = stamps(bad, service, told=told)
        assert made.stamp(request())
        assert [one.outcome == "answered" for one in told][-1]
        told.clear()
        assert made.stamp(request(b"another signature"))
        assert len(told) == 1  # the one that answered is asked first


@pytest.mark.parametrize(
    ("other", "cause"),
    [(request(b"something else"), "other_hash"), (request(nonce=1), "other_nonce")],
    ids=["hash", "nonce"],
)
def test_stamp_over_something_else_is_no_stamp(service: str, other: bytes, cause: str) -> None:
    real = stamps(service)
    with misbehaving(lambda handler, _: answer(handler, real.stamp(other))) as bad:
        assert causes(stamps(bad), request()) == f"127.0.0.1: {cause}"


def with_status(response: bytes, status: dict[str, object]) -> bytes:
    """Return a real answer with another status."""
    changed = tsp.TimeStampResp.load(response)
    changed["status"] = tsp.PKIStatusInfo(status)
    return bytes(changed.dump(force=True))


def test_stamp_that_is_granted_with_changes_is_taken(service: str) -> None:
    real = stamps(service)

    def modifying(handler: BaseHTTPRequestHandler, asked: bytes) -> None:
        answer(handler, with_status(real.stamp(asked), {"status": "granted_with_mods"}))

    with misbehaving(modifying) as address:
        assert stamps(address).stamp(request())


def test_refusal_is_told_in_the_service_s_own_words(service: str) -> None:
    real = stamps(service)
    status = {
        "status": "rejection",
        "status_string": ["The contract \x1b[31mhas ended", "2024"],
        "fail_info": {"unaccepted_policy"},
    }

    def rejecting(handler: BaseHTTPRequestHandler, asked: bytes) -> None:
        answer(handler, with_status(real.stamp(asked), status))

    with misbehaving(rejecting) as address, pytest.raises(TimeStampServicesError) as caught:
        stamps(address).stamp(request())
    (failure,) = caught.value.facts["failures"]
    words = "unaccepted_policy: The contract [31mhas ended 2024"
    assert failure == Failure("127.0.0.1", "refused", words)
    assert words in Texts("en").error(caught.value).cause


def test_what_is_to_be_stamped_again_goes_to_another_service(service: str) -> None:
    """The answer before was not accepted, else nobody would ask for the same again."""
    asked: list[str] = []
    real = stamps(service)

    def counting(name: str) -> Answering:
        def answering(handler: BaseHTTPRequestHandler, content: bytes) -> None:
            asked.append(name)
            answer(handler, real.stamp(content))

        return answering

    with misbehaving(counting("first")) as first, misbehaving(counting("second")) as second:
        made = stamps(first, second)
        for nonce in (1, 2, 3):
            made.stamp(request(nonce=nonce))
        made.stamp(request(b"another"))
    assert asked == ["first", "second", "first", "first"]


@pytest.mark.parametrize(
    ("off", "minutes", "other_day"),
    [
        (timedelta(seconds=59), 0, False),
        (timedelta(minutes=-5), 5, False),
        (timedelta(minutes=90), 90, False),
        (timedelta(days=-1), 1440, True),
    ],
    ids=str,
)
def test_clock_that_is_off_is_told_and_refuses_nothing(
    service: str, off: timedelta, minutes: int, other_day: bool
) -> None:
    class Off:
        def now(self) -> datetime:
            return datetime.now(UTC) + off

    check = ClockCheck(Off())
    assert check.difference is None
    made = HttpTimeStamps((service,), lambda _: None, NEAR, stamped=check.stamped)
    assert made.stamp(request())
    found = check.difference
    assert (found.minutes if found else 0) == minutes
    if found:
        assert found.ahead == (off > timedelta(0))
        assert found.other_day == other_day or abs(off) < timedelta(days=1)


CAUSES = (
    *("address", "not_allowed", "not_public", "unreachable", "tls", "slow", "broken"),
    *("too_large", "http_500", "http_302", "refused", "garbage", "other_hash", "other_nonce"),
    *("not_for_stamps", "ocsp_refused", "other_certificate", "certificate_unknown"),
    *("from_the_future", "stale", "no_service"),
)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_each_failure_has_its_own_sentence(language: str) -> None:
    texts = Texts(language)
    told = {
        texts.error(
            TimeStampServicesError(failures=Failures([Failure("aika.example", cause, "words")]))
        ).cause
        for cause in CAUSES
    }
    assert len(told) == len(CAUSES)
    assert all("aika.example" in one for one in told)
    nobody = texts.error(TimeStampServicesError(failures=Failures())).cause
    assert nobody not in told
    assert not nobody.endswith(": .")


def test_every_cause_in_the_code_has_a_sentence() -> None:
    made = re.compile(r'(?:NotFetchedError|Failure)\([^"\n]*"(\w+)"')
    sources = (path.read_text() for path in Path(fetching.__file__).parent.glob("*.py"))
    written = {cause for source in sources for cause in made.findall(source)}
    assert written >= {"slow", "refused", "no_service", "stale"}
    assert written <= set(CAUSES)


def test_service_that_is_down_is_told() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    assert causes(stamps(f"http://127.0.0.1:{port}/"), request()) == "127.0.0.1: unreachable"


def test_all_failures_are_told() -> None:
    with misbehaving(lambda handler, _: answer(handler, b"", 503)) as down:
        told = causes(stamps(down, "http://127.0.0.1:1/"), request())
    assert told == "127.0.0.1: http_503; 127.0.0.1: unreachable"


def test_nobody_to_ask() -> None:
    with pytest.raises(TimeStampServicesError) as caught:
        stamps().stamp(request())
    assert caught.value.facts["failures"] == ()


@pytest.mark.parametrize("address", ["ftp://127.0.0.1/", "http://user@127.0.0.1/", "file:///etc"])
def test_other_addresses_are_not_asked(address: str) -> None:
    assert causes(stamps(address), request()).endswith(": address")


def test_host_near_by_is_asked_only_when_it_is_named(service: str, tmp_path: Path) -> None:
    """A name that leads to this machine or the city's own network is not followed."""
    told: list[Contact] = []
    made = HttpTimeStamps((service,), told.append)
    assert causes(made, request()) == "127.0.0.1: not_public"
    assert [one.outcome for one in told] == ["not_public"]
    assert not list(tmp_path.iterdir())
