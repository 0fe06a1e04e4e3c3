"""Revocation data over the network: real answers are taken and kept, others told by cause."""

from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from asn1crypto import crl, ocsp, x509

from signapp.domain.network_errors import RevocationServicesError
from signapp.network.fetching import Contact, NotFetchedError
from signapp.network.revocation import HttpRevocation, check_answer, check_list
from signapp.storage.trust import FolderTrust
from tests.network.pki import NEAR, SIGNED, Pki, pki
from tests.network.servers import answer, misbehaving

HOUR = timedelta(hours=1)
NONCE = b"0123456789abcdef"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pki]:
    with pki(tmp_path_factory.mktemp("authority")) as made:
        yield made


@pytest.fixture
def city(authority: Pki) -> Pki:
    authority.move_to(SIGNED)
    authority.requests.clear()
    authority.down.clear()
    authority.told.clear()
    authority.hosts = NEAR
    return authority


def state(answered: bytes) -> str:
    (single,) = ocsp.OCSPResponse.load(answered).response_data["responses"]
    return str(single["cert_status"].name)


@pytest.mark.parametrize(
    ("label", "said"), [("signer", "good"), ("revoked-before", "revoked")], ids=str
)
def test_ocsp_is_asked_first(city: Pki, label: str, said: str) -> None:
    answered = city.revocation().revocation(city.der(label), city.der("root"))
    assert state(answered) == said
    (contact,) = city.told
    assert (contact.host, contact.purpose, contact.outcome) == ("127.0.0.1", "ocsp", "answered")
    assert city.count("crls") == 0


def test_the_list_stands_in(city: Pki) -> None:
    city.down.append("/ocsp/")
    found = city.revocation().revocation(city.der("revoked-before"), city.der("root"))
    listed = crl.CertificateList.load(found)["tbs_cert_list"]["revoked_certificates"].native
    serial = x509.Certificate.load(city.der("revoked-before")).serial_number
    assert serial in {one["user_certificate"] for one in listed}
    assert [(one.purpose, one.outcome) for one in city.told] == [
        ("ocsp", "http_503"),
        ("revocation_list", "answered"),
    ]


def test_nobody_answers(city: Pki) -> None:
    city.down += ["/ocsp/", "/crls/"]
    with pytest.raises(RevocationServicesError) as caught:
        city.revocation().revocation(city.der("signer"), city.der("root"))
    assert caught.value.facts["name"] == "Test signer"
    assert str(caught.value.facts["failures"]) == "127.0.0.1: http_503; 127.0.0.1: http_503"


def test_a_certificate_that_names_nobody(city: Pki) -> None:
    with pytest.raises(RevocationServicesError) as caught:
        city.revocation().revocation(city.der("ocsp"), city.der("root"))
    assert str(caught.value.facts["failures"]) == "Test root: no_service"
    assert city.told == []


def test_a_host_near_by_that_is_not_named_as_near_is_not_asked(city: Pki) -> None:
    asked = HttpRevocation({"127.0.0.1"}, city.told.append, city)
    with pytest.raises(RevocationServicesError) as caught:
        asked.revocation(city.der("signer"), city.der("root"))
    assert str(caught.value.facts["failures"]) == "127.0.0.1: not_public; 127.0.0.1: not_public"
    assert city.requests == []


@pytest.mark.parametrize("der", [b"", b"\x30\x00", b"junk"])
def test_what_is_no_certificate_asks_nobody(city: Pki, der: bytes) -> None:
    with pytest.raises(RevocationServicesError):
        city.revocation().revocation(der, city.der("root"))
    with pytest.raises(RevocationServicesError):
        city.revocation().revocation(city.der("signer"), der)
    assert city.requests == []


def test_an_answer_serves_for_an_hour_and_is_kept_beside_the_register(
    city: Pki, tmp_path: Path
) -> None:
    kept = FolderTrust(tmp_path / "trust")
    asked = HttpRevocation(NEAR, city.told.append, city, NEAR, keep=kept.keep_evidence)
    first = asked.revocation(city.der("signer"), city.der("root"))
    assert asked.revocation(city.der("signer"), city.der("root")) == first
    assert len(city.requests) == 1
    assert kept.material().answers == (first,)
    city.move_to(SIGNED + HOUR)
    second = asked.revocation(city.der("signer"), city.der("root"))
    assert len(city.requests) == 2
    assert kept.material().answers == (second,)  # the newest one of each certificate
    city.down.append("/ocsp/")
    city.move_to(SIGNED + 3 * HOUR)
    listed = asked.revocation(city.der("signer"), city.der("root"))
    assert kept.material().revocation_lists == (listed,)


def asked_for(city: Pki, label: str) -> ocsp.CertId:
    answered = city.revocation().revocation(city.der(label), city.der("root"))
    return ocsp.OCSPResponse.load(answered).response_data["responses"][0]["cert_id"]


def test_answers_that_are_none(city: Pki) -> None:
    """Each is real, and given to a question it does not answer, or too late."""
    answered = city.revocation().revocation(city.der("signer"), city.der("root"))
    response = ocsp.OCSPResponse.load(answered)
    own, nonce = asked_for(city, "signer"), response.nonce_value.native
    check_answer(answered, own, nonce, SIGNED)

    def cause(content: bytes, asked: ocsp.CertId, sent: bytes, moment: object = SIGNED) -> str:
        with pytest.raises(NotFetchedError) as caught:
            check_answer(content, asked, sent, moment)
        return caught.value.cause

    assert cause(answered, own, NONCE) == "other_nonce"
    assert cause(answered, asked_for(city, "tsa"), nonce) == "other_certificate"
    assert cause(answered, own, nonce, SIGNED + HOUR) == "stale"
    assert cause(answered, own, nonce, SIGNED - HOUR) == "from_the_future"
    assert cause(b"<html>", own, nonce) == "garbage"
    refused = ocsp.OCSPResponse({"response_status": "try_later"})
    assert cause(refused.dump(), own, nonce) == "ocsp_refused"


def test_lists_that_are_none(city: Pki) -> None:
    city.down.append("/ocsp/")
    listed = city.revocation().revocation(city.der("signer"), city.der("root"))
    issuer = x509.Certificate.load(city.der("root")).subject
    check_list(listed, issuer, SIGNED)
    for content, name, moment, cause in (
        (b"<html>", issuer, SIGNED, "garbage"),
        (listed, x509.Certificate.load(city.der("tsa")).subject, SIGNED, "other_certificate"),
        (listed, issuer, SIGNED + timedelta(days=20), "stale"),
        (listed, issuer, SIGNED - timedelta(days=20), "from_the_future"),
    ):
        with pytest.raises(NotFetchedError) as caught:
            check_list(content, name, moment)
        assert caught.value.cause == cause


def test_a_service_that_answers_nonsense_is_told() -> None:
    def html(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        answer(handler, b"<html>Please log in</html>")

    told: list[Contact] = []
    with misbehaving(html) as address:
        certificate = naming(f"{address}/ocsp")
        asked = HttpRevocation(NEAR, told.append, Clock(), NEAR)
        with pytest.raises(RevocationServicesError) as caught:
            asked.revocation(certificate, certificate)
    assert str(caught.value.facts["failures"]) == "127.0.0.1: garbage"


@pytest.mark.parametrize(
    "address",
    ["ldap://127.0.0.1/cn=x", "file:///etc/passwd", "http://user@127.0.0.1/", "http://[::1"],
)
def test_an_address_of_another_kind_is_not_followed(address: str) -> None:
    told: list[Contact] = []
    asked = HttpRevocation(NEAR, told.append, Clock(), NEAR)
    certificate = naming(address)
    with pytest.raises(RevocationServicesError) as caught:
        asked.revocation(certificate, certificate)
    assert "answered" not in {one.outcome for one in told}
    (failure,) = caught.value.facts["failures"]
    assert failure.cause in {"address", "no_service"}


class Clock:
    """Stands still."""

    def now(self) -> object:
        return SIGNED


def naming(address: str) -> bytes:
    """Return a certificate that names an address for OCSP."""
    from cryptography import x509 as pyca
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import Encoding
    from cryptography.x509.oid import AuthorityInformationAccessOID, NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = pyca.Name([pyca.NameAttribute(NameOID.COMMON_NAME, "Somebody")])
    location = pyca.UniformResourceIdentifier(address)
    access = pyca.AccessDescription(AuthorityInformationAccessOID.OCSP, location)
    made = (
        pyca.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(SIGNED)
        .not_valid_after(SIGNED + HOUR)
        .add_extension(pyca.AuthorityInformationAccess([access]), critical=False)
        .sign(key, SHA256())
    )
    return made.public_bytes(Encoding.DER)
