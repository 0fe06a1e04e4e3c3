"""Trusted lists over the network: only from hosts that a checked list of the lists names."""

from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from signapp.domain.trust_errors import TrustedListNotFetchedError, TrustedListRefusedError
from signapp.network.fetching import Contact
from signapp.network.lists import HttpLists
from signapp.services.trust_values import ListPointer
from signapp.services.trusted_lists import TakingIn
from signapp.signing import lists as reading
from signapp.storage.trusted_lists import ListFolder
from tests.network.servers import answer, misbehaving
from tests.signing import lists
from tests.signing.lists import ListOf, Operator

NOW = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
LOOPBACK = frozenset({"127.0.0.1"})


class Publisher:
    """Serves a list of the lists and Finland's list, and remembers what was asked for."""

    def __init__(self) -> None:
        self.eu, self.finland = Operator.named("EU"), Operator.named("FI")
        self.files: dict[str, bytes] = {}
        self.asked: list[str] = []

    def serve(self, handler: BaseHTTPRequestHandler, _: bytes) -> None:
        self.asked.append(handler.path)
        content = self.files.get(handler.path)
        answer(handler, content or b"", 200 if content else 404)

    def publish(self, address: str, signer: Operator | None = None) -> None:
        pointer = ListPointer("FI", address, (self.finland.der,))
        told = (signer or self.eu).sign(lists.list_of_lists((pointer,)))
        self.files = {"/lotl.xml": told, "/fi.xml": self.finland.sign(ListOf("FI").xml())}


def test_lists_are_fetched_checked_and_kept(tmp_path: Path) -> None:
    publisher, told, store = Publisher(), list[Contact](), ListFolder(tmp_path)
    with misbehaving(publisher.serve) as address:
        place = f"http://{urlsplit(address).netloc}"
        publisher.publish(f"{place}/fi.xml")
        source = HttpLists(f"{place}/lotl.xml", told.append, LOOPBACK)
        kept = TakingIn(reading, store, NOW).take(source, signers=(publisher.eu.der,))
    assert publisher.asked == ["/lotl.xml", "/fi.xml"]
    assert [(one.purpose, one.outcome) for one in told] == [("trusted_list", "answered")] * 2
    assert store.lists() == kept
    assert kept.lists[0].source == f"{place}/fi.xml"
    assert kept.lists[0].taken == NOW


def test_a_forged_list_of_the_lists_sends_nobody_anywhere(tmp_path: Path) -> None:
    publisher, store = Publisher(), ListFolder(tmp_path)
    with misbehaving(publisher.serve) as address:
        place = f"http://{urlsplit(address).netloc}"
        publisher.publish(f"{place}/fi.xml", signer=Operator.named("forger"))
        source = HttpLists(f"{place}/lotl.xml", lambda _: None, LOOPBACK)
        with pytest.raises(TrustedListRefusedError):
            TakingIn(reading, store, NOW).take(source, signers=(publisher.eu.der,))
    assert publisher.asked == ["/lotl.xml"]
    assert store.lists() is None


@pytest.mark.parametrize("address", ["http://localhost:1/fi.xml", "file:///etc/passwd"])
def test_an_address_within_the_house_is_not_asked(address: str, tmp_path: Path) -> None:
    publisher, told = Publisher(), list[Contact]()
    with misbehaving(publisher.serve) as here:
        place = f"http://{urlsplit(here).netloc}"
        publisher.publish(address)
        source = HttpLists(f"{place}/lotl.xml", told.append, LOOPBACK)
        with pytest.raises(TrustedListNotFetchedError):
            TakingIn(reading, ListFolder(tmp_path), NOW).take(source, signers=(publisher.eu.der,))
    assert told[-1].outcome in ("not_public", "address")
