"""What is told of a certificate before its PIN: each rule on a real certificate."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from signapp.demo.people import SIGNATURE_PIN
from signapp.domain import errors, key_errors
from signapp.domain.acts import Purpose
from signapp.services.certificate_rules import certificate_card
from signapp.services.key_check import check_certificate, check_key
from signapp.services.ports import KeyHome, KeyState
from tests.services.conftest import Stand, StandAt

NOW = datetime(2017, 8, 7, 12, tzinfo=UTC)
YEAR = timedelta(days=365)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def made(
    key: Key | None = None,
    since: datetime = NOW - YEAR,
    until: datetime = NOW + YEAR,
    serial: str = "",
    digest: hashes.HashAlgorithm | None = None,
    purpose: Purpose = Purpose.SIGNATURE,
) -> bytes:
    """Return a self-signed certificate of a person."""
    key = key or ec.generate_private_key(ec.SECP256R1())
    parts = [x509.NameAttribute(NameOID.COMMON_NAME, "Anni Äyräväinen")]
    if serial:
        parts.append(x509.NameAttribute(NameOID.SERIAL_NUMBER, serial))
    name = x509.Name(parts)
    signs = purpose is Purpose.SIGNATURE
    usage = x509.KeyUsage(not signs, signs, *[False] * 7)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 7, since, until)
    certificate = builder.add_extension(usage, critical=True).sign(key, digest or hashes.SHA256())
    return certificate.public_bytes(Encoding.DER)


def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@pytest.mark.parametrize(
    ("certificate", "against", "told"),
    [
        (made, [], []),
        (lambda: made(until=NOW - YEAR / 2), [key_errors.CertificateExpired], []),
        (lambda: made(since=NOW + YEAR / 2), [key_errors.CertificateNotYetValid], []),
        (lambda: made(until=NOW + YEAR / 20), [], [key_errors.CertificateExpiresSoon]),
        (lambda: made(purpose=Purpose.SESSION), [key_errors.CertificateNotForPurpose], []),
        (lambda: made(rsa_key(3072)), [], []),
        (lambda: made(rsa_key(2048)), [], [key_errors.CertificateKeyShort]),
        (lambda: made(rsa_key(1024)), [key_errors.CertificateKeyWeak], []),
        (lambda: made(ec.generate_private_key(ec.SECP384R1())), [], []),
        (
            lambda: made(ec.generate_private_key(ec.SECP521R1())),
            [key_errors.CertificateKeyWeak],
            [],
        ),
        (
            lambda: made(rsa_key(1024), until=NOW - YEAR / 2),
            [key_errors.CertificateExpired, key_errors.CertificateKeyWeak],
            [],
        ),
    ],
)
def test_each_rule(
    certificate: Callable[[], bytes], against: list[type], told: list[type]
) -> None:
    card = certificate_card(certificate(), Purpose.SIGNATURE, NOW)
    assert card
    assert [type(one) for one in card.against] == against
    assert [type(one) for one in card.told] == told


def test_days_left_are_whole_days() -> None:
    card = certificate_card(made(until=NOW + timedelta(days=12, hours=5)), Purpose.SIGNATURE, NOW)
    assert card
    assert card.days_left == 12
    assert card.told[0].facts["days"] == 12
    assert (card.name, card.key) == ("Anni Äyräväinen", "P-256")


def test_a_certificate_signed_by_sha1_is_refused() -> None:
    """The library signs none, so the algorithm of a real one is exchanged."""
    content = made(rsa_key(2048))
    sha1 = bytes.fromhex("06092a864886f70d010105")
    forged = content.replace(bytes.fromhex("06092a864886f70d01010b"), sha1)
    assert forged != content
    card = certificate_card(forged, Purpose.SIGNATURE, NOW)
    assert card
    assert [type(one) for one in card.against] == [key_errors.CertificateSignedWeakly]
    assert card.against[0].facts == {"hash": "SHA1"}


@pytest.mark.parametrize(
    ("serial", "publishes"),
    [
        ("99999999N", False),  # the right sign for it is another one
        (f"10000001{'0123456789ABCDEFHJKLMNPRSTUVWXY'[10000001 % 31]}", True),
        ("PNOFI-010190-123X", True),
        ("PASSE-1234567", True),
        ("NTRFI-0201256-6", False),
        ("HELSINKI-4711", False),
        ("", False),
    ],
)
def test_a_citizen_s_identifier_is_told_of(serial: str, publishes: bool) -> None:
    content = made(serial=serial)
    card = certificate_card(content, Purpose.SIGNATURE, NOW)
    assert card
    assert card.against == ()
    assert [type(one) for one in card.told] == [key_errors.IdentifierPublished] * publishes
    if publishes:
        assert serial not in str(card.told[0].facts)
    session = certificate_card(made(serial=serial, purpose=Purpose.SESSION), Purpose.SESSION, NOW)
    assert session
    assert session.told == ()


def test_what_is_no_certificate_has_no_card() -> None:
    assert certificate_card(b"junk", Purpose.SIGNATURE, NOW) is None


# --- at a desk ------------------------------------------------------------------------------


@pytest.fixture
def stand(stand_at: StandAt) -> Stand:
    return stand_at("propose")


def content_of(stand: Stand, person: str, purpose: Purpose = Purpose.SIGNATURE) -> bytes:
    ref = stand.desk.certificate(person, purpose)
    assert ref
    return stand.desk.read(ref)


def codes(stand: Stand, person: str, content: bytes) -> list[str]:
    card = check_certificate(stand.desk, person, Purpose.SIGNATURE, content)
    assert card
    return [one.code for one in (*card.against, *card.told)]


def test_binding_issuer_and_revocation_are_told_at_a_desk(stand: Stand) -> None:
    mayor = content_of(stand, "mayor")
    assert codes(stand, "mayor", mayor) == []
    assert codes(stand, "deputy-mayor", mayor) == ["CertificateOfAnotherPerson"]
    session = content_of(stand, "mayor", Purpose.SESSION)
    assert codes(stand, "mayor", session) == ["CertificateNotForPurpose"]
    stranger = made()
    assert codes(stand, "mayor", stranger) == ["CertificateNotBound", "CertificateIssuerUnknown"]
    trust = stand.scene.place.register / "trust"
    (kept,) = trust.glob("*.crl")
    kept.unlink()
    assert codes(stand, "mayor", mayor) == ["RevocationNotKnown"]


def test_a_revoked_certificate_is_refused_before_the_pin(stand: Stand) -> None:
    from signapp.demo.authority import DemoAuthority
    from signapp.demo.scene import AUTHORITY_PASSPHRASE

    authority = DemoAuthority.load(stand.scene.place.authority, AUTHORITY_PASSPHRASE)
    mayor, now = content_of(stand, "mayor"), stand.journal.clock.now()
    (kept,) = (stand.scene.place.register / "trust").glob("*.crl")
    kept.write_bytes(authority.revocation_list(now, [(mayor, now - timedelta(days=1))], number=2))
    assert codes(stand, "mayor", mayor) == ["CertificateRevoked"]


def test_a_key_s_trouble_is_told_beside_its_certificate(stand: Stand) -> None:
    mayor, home = content_of(stand, "mayor"), stand.homes["mayor"].signature
    assert home
    card = check_key(stand.desk, "mayor", Purpose.SIGNATURE, home, mayor)
    assert (card.state, card.trouble, card.against) == (KeyState(), None, ())
    gone = check_key(
        stand.desk, "mayor", Purpose.SIGNATURE, KeyHome("pkcs12", "/no/key.p12"), mayor
    )
    assert [type(one) for one in gone.against] == [errors.KeyHomeMissingError]
    assert gone.certificate
    assert stand.desk.keys.certificates(home, SIGNATURE_PIN) == (mayor,)
    assert sha256(mayor).hexdigest() in stand.journal.state.roster.certificates
