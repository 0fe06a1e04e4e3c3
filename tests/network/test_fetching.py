"""Fetching: only from allowed hosts, within limits, and each request is told."""

import threading
import time
from http.server import BaseHTTPRequestHandler

import pytest

from signapp.network.fetching import Contact, Fetcher, NotFetchedError, Rules
from tests.network.servers import answer, misbehaving

NEAR = frozenset({"127.0.0.1"})


def fetcher(told: list[Contact], **limits: float) -> Fetcher:
    rules = Rules(NEAR, NEAR, limits.get("longest", 5.0), int(limits.get("largest", 1000)))
    return Fetcher(rules, told.append)


def cause(made: Fetcher, address: str) -> str:
    with pytest.raises(NotFetchedError) as caught:
        made.get(address, "list")
    return caught.value.cause


def test_what_is_found_at_an_address_is_returned_and_told() -> None:
    told: list[Contact] = []
    asked: list[tuple[str, str]] = []

    def list_at(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        asked.append((handler.command, handler.path))
        answer(handler, b"the list")

    with misbehaving(list_at) as address:
        assert fetcher(told).get(f"{address}?part=1", "list") == b"the list"
    assert asked == [("GET", "/tsa?part=1")]
    assert told == [Contact("127.0.0.1", "list", "answered", 8)]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:0/",
        "http://[::1",
        "http://127.0.0.1/a b\r\nHost: other",
        "http://127.0.0.1/ä",
        "ldap://127.0.0.1/cn=list",
        "http://127.0.0.1@other.example/",
        "",
        "127.0.0.1",
    ],
)
def test_what_is_no_plain_web_address_is_not_asked(address: str) -> None:
    told: list[Contact] = []
    assert cause(fetcher(told), address) == "address"
    assert [one.outcome for one in told] == ["address"]


def test_a_host_that_is_not_allowed_is_not_asked() -> None:
    told: list[Contact] = []
    assert cause(fetcher(told), "http://other.example/list") == "not_allowed"
    assert told == [Contact("other.example", "list", "not_allowed", 0)]


def test_no_redirection_is_followed() -> None:
    def elsewhere(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(302)
        handler.send_header("Location", "/tsa/other")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    told: list[Contact] = []
    with misbehaving(elsewhere) as address:
        assert cause(fetcher(told), address) == "http_302"
    assert len(told) == 1


def test_an_answer_has_a_largest_size() -> None:
    with misbehaving(lambda handler, _: answer(handler, b"x" * 1001)) as address:
        assert cause(fetcher([]), address) == "too_large"


@pytest.mark.parametrize("part", ["head", "body"])
def test_an_answer_that_drips_is_cut_off(part: str) -> None:
    """Each byte comes in time, and the whole never would."""
    ended = threading.Event()

    def dripping(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        if part == "body":
            handler.send_response(200)
            handler.send_header("Content-Length", "1000")
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
        try:
            while not ended.wait(0.05):
                handler.wfile.write(b"x")
                handler.wfile.flush()
        except OSError:
            return  # nobody listens any more

    with misbehaving(dripping) as address:
        started = time.monotonic()
        assert cause(fetcher([], longest=0.3), address) == "slow"
        assert time.monotonic() - started < 2
        ended.set()
