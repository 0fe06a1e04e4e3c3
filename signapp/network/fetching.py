"""The only code that opens a connection: to allowed hosts, with limits, each request told."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

LARGEST = 10 * 1024 * 1024
"""How many bytes an answer may have."""
LONGEST = 10.0
"""How many seconds one request may take in all."""
LONGEST_HOST = 255
"""How much of an address that is none is told."""

Headers = Mapping[str, str]


class NotFetchedError(Exception):
    """A request did not bring an answer; never leaves this package.

    `words` are the other side's own, where it said why.
    """

    def __init__(self, cause: str, words: str = "") -> None:
        super().__init__(cause)
        self.cause = cause
        self.words = words


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
        return self._request("POST", address, purpose, content, {"Content-Type": kind})

    def get(self, address: str, purpose: str) -> bytes:
        """Return what is found at an http or https address.

        Only the answer 200 counts and no redirection is followed. Raises NotFetchedError.
        """
        return self._request("GET", address, purpose, None, {})

    def _request(
        self, method: str, address: str, purpose: str, content: bytes | None, headers: Headers
    ) -> bytes:
        host, received, outcome = address[:LONGEST_HOST], 0, "answered"
        try:
            parts = _parts(address)
            host = parts.hostname or ""
            body = self._exchange(method, parts, content, headers)
            received = len(body)
        except NotFetchedError as e:
            outcome = e.cause
            raise
        finally:
            self._told(Contact(host, purpose, outcome, received))
        return body

    def _exchange(
        self, method: str, parts: SplitResult, content: bytes | None, headers: Headers
    ) -> bytes:
        host = parts.hostname or ""
        if host not in self._rules.hosts:
            raise NotFetchedError("not_allowed")
        end = time.monotonic() + self._rules.longest
        try:
            connection = self._connected(parts, host)
        except ssl.SSLError as e:
            raise NotFetchedError("tls") from e
        except (OSError, UnicodeError) as e:
            raise NotFetchedError("unreachable") from e
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            sent = {**headers, "Accept-Encoding": "identity", "Connection": "close"}
            with _cut_off(connection, end):
                connection.request(method, path, content, sent)
                with connection.getresponse() as answer:
                    if answer.status != 200:
                        raise NotFetchedError(f"http_{answer.status}")
                    body = self._body(answer.read1)
        except TimeoutError as e:
            raise NotFetchedError("slow") from e
        except (OSError, HTTPException, UnicodeError) as e:
            raise NotFetchedError("broken") from e
        finally:
            connection.close()
        if answer.length:
            raise NotFetchedError("broken")  # it ended before what it promised
        return body

    def _body(self, read: Callable[[int], bytes]) -> bytes:
        parts: list[bytes] = []
        size = 0
        while part := read(65536):
            size += len(part)
            parts.append(part)
            if size > self._rules.largest:
                raise NotFetchedError("too_large")
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


def _parts(address: str) -> SplitResult:
    """Take an address apart. Raises NotFetchedError for what is no plain web address."""
    try:
        parts = urlsplit(address)
        usable = address.isascii() and address.isprintable() and parts.port != 0
    except ValueError as e:
        raise NotFetchedError("address") from e
    if parts.scheme not in ("http", "https") or "@" in parts.netloc or not parts.hostname:
        raise NotFetchedError("address")
    if not usable:
        raise NotFetchedError("address")
    return parts


@contextmanager
def _cut_off(connection: HTTPConnection, end: float) -> Iterator[None]:
    """Break a connection off at a moment, however slowly its bytes keep coming.

    Raises TimeoutError then.
    """
    late, open_socket = threading.Event(), connection.sock

    def cut() -> None:
        late.set()
        with suppress(OSError):  # it has ended meanwhile
            socket.socket.shutdown(open_socket, socket.SHUT_RDWR)

    timer = threading.Timer(max(0.0, end - time.monotonic()), cut)
    timer.daemon = True  # the program may end meanwhile
    timer.start()
    try:
        yield
    except (OSError, HTTPException) as e:
        if late.is_set():
            raise TimeoutError from e
        raise
    finally:
        timer.cancel()
        timer.join()
    if late.is_set():
        raise TimeoutError
