"""Time stamp services on loopback: certomancer's real one, and ones that misbehave."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import yaml
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertomancerConfig
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

ARCHITECTURE = "stamps"


class Quiet(WSGIRequestHandler):
    """Handles requests without a word."""

    def log_message(self, *_: object) -> None:
        """Say nothing on the terminal."""


class Threaded(ThreadingMixIn, WSGIServer):
    """Serves several at once."""

    daemon_threads = True


@contextmanager
def certomancer(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Serve a time stamp service; yield its address and its root certificate (DER)."""
    for name in ("root", "tsa"):
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
    now = datetime.now(UTC)
    validity = {
        "valid-from": (now - timedelta(days=1)).isoformat(),
        "valid-to": (now + timedelta(days=30)).isoformat(),
    }
    config = {
        "external-url-prefix": "http://127.0.0.1",
        "keysets": {"keys": {"path-prefix": str(folder), "keys": {
            name: {"path": f"{name}.pem"} for name in ("root", "tsa")}}},
        "pki-architectures": {ARCHITECTURE: {
            "keyset": "keys",
            "entities": {
                "root": {"common-name": "Test root"},
                "tsa": {"common-name": "Test time stamps"},
            },
            "certs": {
                "root": {"subject": "root", "subject-key": "root", "issuer": "root",
                         "authority-key": "root", "validity": validity,
                         "profiles": [{"id": "simple-ca"}]},
                "tsa": {"subject": "tsa", "subject-key": "tsa", "issuer": "root",
                        "authority-key": "root", "validity": validity,
                        "extensions": [
                            {"id": "key_usage", "critical": True,
                             "smart-value": {"schema": "key-usage",
                                             "params": ["digital_signature"]}},
                            {"id": "extended_key_usage", "critical": True,
                             "value": ["time_stamping"]},
                        ]},
            },
            "services": {"time-stamping": {"tsa": {"signing-cert": "tsa"}}},
        }},
    }  # fmt: skip
    (folder / "certomancer.yml").write_text(yaml.safe_dump(config))
    made = CertomancerConfig.from_yaml(
        (folder / "certomancer.yml").read_text(),
        key_search_dir=str(folder),
        config_search_dir=str(folder),
    )
    architecture = made.get_pki_arch(ARCHITECTURE)
    animator = Animator(AnimatorArchStore({ARCHITECTURE: architecture}), with_web_ui=False)
    server = make_server("127.0.0.1", 0, animator, Threaded, Quiet)
    with running(server):
        address = f"http://127.0.0.1:{server.server_port}/{ARCHITECTURE}/tsa/tsa"
        yield address, architecture.get_cert("root").dump()


Answering = Callable[[BaseHTTPRequestHandler, bytes], None]


@contextmanager
def misbehaving(answering: Answering) -> Iterator[str]:
    """Serve every request by a function; yield the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            answering(self, content)

        def do_GET(self) -> None:
            answering(self, b"")

        def log_message(self, *_: object) -> None:
            """Say nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    with running(server):
        yield f"http://127.0.0.1:{server.server_port}/tsa"


@contextmanager
def running(server: WSGIServer | ThreadingHTTPServer) -> Iterator[None]:
    """Run a server beside the test."""
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def answer(handler: BaseHTTPRequestHandler, body: bytes, status: int = 200) -> None:
    """Answer a request."""
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
