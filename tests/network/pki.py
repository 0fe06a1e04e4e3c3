"""A certificate authority on loopback (certomancer): OCSP, revocation lists, time stamps.

Its clock is set by the test, so that years pass in no time. All keys are P-256.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from wsgiref.simple_server import make_server

import yaml
from certomancer.integrations.animator import Animator, AnimatorArchStore
from certomancer.registry import CertomancerConfig, PKIArchitecture
from certomancer.registry.common import KeyLabel
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from signapp.demo.authority import Issued
from signapp.network.fetching import Contact
from signapp.network.revocation import HttpRevocation
from signapp.network.stamps import HttpTimeStamps
from signapp.services.ports import TrustMaterial
from signapp.signing import pades
from signapp.signing.archive import extend
from tests.network.servers import Quiet, Threaded, running
from tests.signing import samples

ARCHITECTURE = "city"
NEAR = frozenset({"127.0.0.1"})
SIGNED = datetime(2024, 3, 1, 12, 0, tzinfo=UTC)
YEAR, DAY = timedelta(days=365), timedelta(days=1)
END = "2060-01-01T00:00:00+00:00"
STAMP = {"id": "extended_key_usage", "critical": True, "value": ["time_stamping"]}


def _usage(*names: str) -> dict[str, Any]:
    value = {"schema": "key-usage", "params": list(names)}
    return {"id": "key_usage", "critical": True, "smart-value": value}


def _certificate(
    subject: str, until: datetime | str, *extensions: Any, revoked: datetime | None = None
) -> dict[str, Any]:
    spec: dict[str, Any] = {
        "subject": subject, "subject-key": subject, "issuer": "root", "authority-key": "root",
        "validity": {"valid-from": (SIGNED - 30 * DAY).isoformat(), "valid-to": str(until)},
        "extensions": list(extensions),
    }  # fmt: skip
    if revoked:
        since = revoked.isoformat()
        spec["revocation"] = {"revoked-since": since, "reason": "key_compromise"}
    return spec


def _certificates() -> dict[str, dict[str, Any]]:
    signs, stamps = _usage("non_repudiation"), (_usage("digital_signature"), STAMP)
    root = _certificate("root", END)
    del root["extensions"]
    root["profiles"] = [
        {"id": "simple-ca", "params": {"crl-repo": "root", "ocsp-service": "root"}}
    ]
    ocsp = _certificate("ocsp", END)
    del ocsp["extensions"]
    ocsp["profiles"] = ["ocsp-responder"]
    year_after = (SIGNED + YEAR).isoformat()
    return {
        "root": root,
        "ocsp": ocsp,
        "signer": _certificate("signer", year_after, signs),
        "revoked-later": _certificate(
            "revoked-later", year_after, signs, revoked=SIGNED + 30 * DAY
        ),
        "revoked-before": _certificate("revoked-before", year_after, signs, revoked=SIGNED - DAY),
        "tsa": _certificate("tsa", (SIGNED + 8 * YEAR).isoformat(), *stamps),
        "tsa-new": _certificate("tsa-new", (SIGNED + 30 * YEAR).isoformat(), *stamps),
        "tsa-revoked": _certificate("tsa-revoked", END, *stamps, revoked=SIGNED - DAY),
        "tsa-plain": _certificate("tsa-plain", END, _usage("digital_signature")),
    }


@dataclass
class Pki:
    """The running authority, its clock, and every request that came."""

    folder: Path
    address: str
    architecture: PKIArchitecture
    animator: Animator
    requests: list[str] = field(default_factory=list)
    down: list[str] = field(default_factory=list)
    """Services that answer 503: `tsa`, `ocsp`, `crls`, or a part of a path."""
    told: list[Contact] = field(default_factory=list)
    hosts: frozenset[str] = NEAR

    def move_to(self, moment: datetime) -> None:
        """Set the clock."""
        self.animator.fixed_time = moment

    def now(self) -> datetime:
        """Return the moment, as a desk's clock would."""
        moment = self.animator.fixed_time
        assert isinstance(moment, datetime)
        return moment

    def der(self, label: str) -> bytes:
        """Return a certificate."""
        return bytes(self.architecture.get_cert(label).dump())

    def person(self, label: str) -> samples.Person:
        """Return somebody with a signature certificate of this authority."""
        key = load_der_private_key(
            self.architecture.key_set.get_private_key(KeyLabel(label)).dump(), None
        )
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        issued = Issued(x509.load_der_x509_certificate(self.der(label)), key)
        return samples.Person(label, issued, samples.key_file(self.folder, issued))

    def trust(self, *more: str) -> TrustMaterial:
        """Return material that holds the root alone: the rest has to be asked for."""
        return TrustMaterial(roots=(self.der("root"), *map(self.der, more)))

    def stamps(self, *labels: str) -> HttpTimeStamps:
        """Return the time stamp services with these certificates."""
        services = tuple(f"{self.address}/tsa/{label}" for label in labels or ("tsa",))
        return HttpTimeStamps(services, self.told.append, NEAR)

    def revocation(self) -> HttpRevocation:
        """Return who is asked about revocation: nobody yet."""
        return HttpRevocation(self.hosts, self.told.append, self, NEAR)

    def count(self, service: str) -> int:
        """Return how many requests a kind of service got."""
        return sum(f"/{service}/" in path for path in self.requests)

    def sign(self, source: Path, label: str = "signer", *tsa: str, stamped: bool = True) -> Path:
        """Sign a plan as of now: B-T, or B-B without a stamp."""
        who = self.person(label)
        order = samples.order_of(
            who, source, trust=self.trust(), signed_at=self.now(),
            output=source.with_name(f"{source.stem}-{label}-{len(self.requests)}.pdf"),
        )  # fmt: skip
        prepared = pades.prepare(order, self.revocation().revocation)
        value = samples.value_of(who, prepared)
        stamper = self.stamps(*tsa).stamp if stamped else None
        pades.assemble(order, prepared, value, stamper)
        return order.output

    def extend(self, source: Path, *tsa: str) -> Path:
        """Write the further revision of a file as of now; return it."""
        output = source.with_name(f"{source.stem}-more.pdf")
        ask = self.revocation().revocation
        extend(source, output, self.trust(), self.now(), self.stamps(*tsa).stamp, "", ask)
        return output


@contextmanager
def pki(folder: Path, moment: datetime = SIGNED) -> Iterator[Pki]:
    """Run the authority with its clock at a moment."""
    certificates = _certificates()
    for name in certificates:
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / f"{name}.pem").write_bytes(pem)
    server = make_server("127.0.0.1", 0, _nothing, Threaded, Quiet)
    prefix = f"http://127.0.0.1:{server.server_port}"
    services = {
        "time-stamping": {name: {"signing-cert": name} for name in certificates if "tsa" in name},
        "ocsp": {"root": {"for-issuer": "root", "responder-cert": "ocsp"}},
        "crl-repo": {"root": {"for-issuer": "root", "simulated-update-schedule": "P10D"}},
    }
    config = {
        "external-url-prefix": prefix,
        "keysets": {"keys": {"path-prefix": str(folder), "keys": {
            name: {"path": f"{name}.pem"} for name in certificates}}},
        "pki-architectures": {ARCHITECTURE: {
            "keyset": "keys",
            "entities": {name: {"common-name": f"Test {name}"} for name in certificates},
            "certs": certificates,
            "services": services,
        }},
    }  # fmt: skip
    made = CertomancerConfig.from_yaml(
        yaml.safe_dump(config), key_search_dir=str(folder), config_search_dir=str(folder)
    )
    architecture = made.get_pki_arch(ARCHITECTURE)
    animator = Animator(
        AnimatorArchStore({ARCHITECTURE: architecture}), at_time=moment, with_web_ui=False
    )
    found = Pki(folder, f"{prefix}/{ARCHITECTURE}", architecture, animator)
    server.set_app(_listening(found, animator))
    with running(server):
        yield found


def _nothing(*_: Any) -> list[bytes]:
    return []


def _listening(found: Pki, app: Callable[..., Any]) -> Callable[..., Any]:
    def listen(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        path = environ["PATH_INFO"]
        found.requests.append(path)
        if any(one in path for one in found.down):
            start("503 Service Unavailable", [("Content-Length", "0")])
            return []
        return app(environ, start)

    return listen
