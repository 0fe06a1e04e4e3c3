"""The only code that opens a connection: to allowed hosts, with limits, each request told."""

import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

LARGEST = 10 * 1024 * 1024
"""How many bytes an answer may have."""
LONGEST = 10.0
"""How many seconds one request may take in all."""


class NotFetchedError(Exception):
    """A request did not bring an answer; never leaves this package."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@dataclass(frozen=True)
class Contact:
    """One request that was made, or refused before it was: to whom, what for, how it ended."""

    host: str
    purpose: str
    outcome: str
    received: int


@dataclass(frozen=True)
class Rules:
    """Which hosts may be asked. `near` are those whose address need not be public."""

    hosts: frozenset[str]
    near: frozenset[str] = frozenset()
    longest: float = LONGEST
    largest: int = LARGEST


class Fetcher:
    """Sends requests by the rules and tells of each one."""

    def __init__(self, rules: Rules, told: Callable[[Contact], None]) -> None:
        self._rules = rules
        self._told = told

    def post(self, address: str, content: bytes, kind: str, purpose: str) -> bytes:
        """Send content of a media type to an http or https address; return the answer's body.

        Only the answer 200 counts and no redirection is followed. Raises NotFetchedError.
        """
        parts, host = urlsplit(address), ""
        received, outcome = 0, "answered"
        try:
            host = self._allowed(parts)
            body = self._exchange(parts, host, content, kind)
            received = len(body)
        except NotFetchedError as e:
            outcome = e.cause
            raise
        finally:
            self._told(Contact(host or parts.netloc, purpose, outcome, received))
        return body

    def _allowed(self, parts: SplitResult) -> str:
        host = (parts.hostname or "").lower()
        if parts.scheme not in ("http", "https") or parts.username or not host:
            raise NotFetchedError("address")
        if host not in self._rules.hosts:
            raise NotFetchedError("not_allowed")
        return host

    def _exchange(self, parts: SplitResult, host: str, content: bytes, kind: str) -> bytes:
        end = time.monotonic() + self._rules.longest
        try:
            connection = self._connected(parts, host)
        except ssl.SSLError as e:
            raise NotFetchedError("tls") from e
        except OSError as e:
            raise NotFetchedError("unreachable") from e
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            headers = {"Content-Type": kind, "Accept-Encoding": "identity"}
            connection.request("POST", path, content, headers)
            answer = connection.getresponse()
            if answer.status != 200:
                raise NotFetchedError(f"http_{answer.status}")
            body = self._body(answer.read1, end)
        except TimeoutError as e:
            raise NotFetchedError("slow") from e
        except (OSError, HTTPException) as e:
            raise NotFetchedError("broken") from e
        finally:
            connection.close()
        if answer.length:
            raise NotFetchedError("broken")  # it ended before what it promised
        return body

    def _body(self, read: Callable[[int], bytes], end: float) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := read(65536):
            size += len(part)
            parts.append(part)
            if size > self._rules.largest:
                raise NotFetchedError("too_large")
            if time.monotonic() > end:
                raise NotFetchedError("slow")
        return b"".join(parts)

    def _connected(self, parts: SplitResult, host: str) -> HTTPConnection:
        """Connect to an address that was looked at: the name is not resolved a second time."""
        secure = parts.scheme == "https"
        port = parts.port or (443 if secure else 80)
        reached = socket.create_connection((self._address(host, port), port), self._rules.longest)
        if not secure:
            connection = HTTPConnection(host, port)
            connection.sock = reached
            return connection
        context = ssl.create_default_context()
        secured = HTTPSConnection(host, port, context=context)
        try:
            secured.sock = context.wrap_socket(reached, server_hostname=host)
        except OSError:
            reached.close()
            raise
        return secured

    def _address(self, host: str, port: int) -> str:
        found = [str(one[4][0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
        if host not in self._rules.near and not all(ip_address(one).is_global for one in found):
            raise NotFetchedError("not_public")
        return found[0]
