"""Keys sign only for their own certificate, and every failure has its own name."""

import logging
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12

from signapp.demo.authority import BEGIN, END, DemoAuthority
from signapp.domain.acts import Purpose
from signapp.domain.errors import (
    KeyFileDamagedError,
    KeyHomeMissingError,
    KeyMismatchError,
    KeyNotAcceptedError,
    WrongPinError,
)
from signapp.services.ports import KeyHome
from signapp.signing import keys
from signapp.signing.keys.accepted import accepted_key, check_signature
from tests.signing.samples import PIN, Person, key_file

MESSAGE = b"the signed attributes"


@pytest.mark.parametrize("kind", ["rsa3072", "rsa2048", "p256", "p384"])
def test_accepted_keys_sign(authority: DemoAuthority, tmp_path: Path, kind: str) -> None:
    issued = authority.issue("Anni Äyräväinen", Purpose.SESSION, kind)
    signature = keys.sign(key_file(tmp_path, issued), PIN, issued.der, MESSAGE)
    key = issued.certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, MESSAGE, padding.PKCS1v15(), SHA256())
    else:
        key.verify(signature, MESSAGE, ec.ECDSA(SHA256()))


def test_wrong_passphrase_is_told_from_a_damaged_and_a_missing_file(
    deputy: Person, tmp_path: Path
) -> None:
    with pytest.raises(WrongPinError):
        keys.sign(deputy.home, "kasi 2017", deputy.issued.der, MESSAGE)

    whole = Path(deputy.home.location).read_bytes()
    for name, content in {
        "empty": b"",
        "text": b"not a key file",
        "cut": whole[: len(whole) // 2],
        "longer": whole + b"\0",
        "certificate": deputy.issued.der,
    }.items():
        damaged = tmp_path / name
        damaged.write_bytes(content)
        with pytest.raises(KeyFileDamagedError):
            keys.sign(KeyHome("pkcs12", str(damaged)), PIN, deputy.issued.der, MESSAGE)

    for place in (tmp_path / "nobody.p12", tmp_path):
        with pytest.raises(KeyHomeMissingError) as caught:
            keys.sign(KeyHome("pkcs12", str(place)), PIN, deputy.issued.der, MESSAGE)
        assert caught.value.facts == {"home": str(place)}


def test_file_without_a_key_is_damaged(deputy: Person, tmp_path: Path) -> None:
    path = tmp_path / "nokey.p12"
    certificate = deputy.issued.certificate
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", None, None, [certificate], NoEncryption())
    )
    with pytest.raises(KeyFileDamagedError):
        keys.sign(KeyHome("pkcs12", str(path)), "", deputy.issued.der, MESSAGE)


def test_unknown_home_is_missing(deputy: Person) -> None:
    with pytest.raises(KeyHomeMissingError):
        keys.sign(KeyHome("abacus", "desk"), PIN, deputy.issued.der, MESSAGE)


def test_key_of_another_certificate_does_not_sign(deputy: Person, counterpart: Person) -> None:
    with pytest.raises(KeyMismatchError):
        keys.sign(deputy.home, PIN, counterpart.issued.der, MESSAGE)


def test_renewed_certificate_of_another_key_of_the_same_kind_is_a_mismatch(
    authority: DemoAuthority, deputy: Person
) -> None:
    renewed = authority.issue(deputy.name, Purpose.SIGNATURE)
    with pytest.raises(KeyMismatchError):
        keys.sign(deputy.home, PIN, renewed.der, MESSAGE)


@pytest.mark.parametrize(
    ("key", "named"),
    [
        (rsa.generate_private_key(65537, 1024), "RSA-1024"),
        (ec.generate_private_key(ec.SECP521R1()), "secp521r1"),
        (ec.generate_private_key(ec.BrainpoolP256R1()), "brainpoolP256r1"),
        (ed25519.Ed25519PrivateKey.generate(), "Ed25519"),
        (dsa.generate_private_key(2048), "DSA"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_other_keys_are_not_accepted(key: object, named: str, tmp_path: Path) -> None:
    certificate = _self_signed(key)
    path = tmp_path / "key.p12"
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", key, None, None, NoEncryption())  # type: ignore[arg-type]
    )
    with pytest.raises(KeyNotAcceptedError) as caught:
        keys.sign(KeyHome("pkcs12", str(path)), "", certificate, MESSAGE)
    assert caught.value.facts == {"key": named}


def test_junk_is_no_certificate() -> None:
    with pytest.raises(KeyNotAcceptedError):
        accepted_key(b"junk")


def test_signature_over_another_message_is_refused(deputy: Person) -> None:
    signature = keys.sign(deputy.home, PIN, deputy.issued.der, MESSAGE)
    check_signature(deputy.issued.der, MESSAGE, signature)
    with pytest.raises(KeyMismatchError):
        check_signature(deputy.issued.der, MESSAGE + b"!", signature)


def test_file_made_by_openssl_opens(deputy: Person, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    assert openssl is not None
    pem, path = tmp_path / "key.pem", tmp_path / "key.p12"
    made = [openssl, "pkcs12", "-in", deputy.home.location, "-passin", f"pass:{PIN}"]
    subprocess.run([*made, "-nodes", "-out", str(pem)], check=True, capture_output=True)
    exported = [openssl, "pkcs12", "-export", "-in", str(pem), "-passout", "pass:other"]
    subprocess.run([*exported, "-out", str(path)], check=True, capture_output=True)
    assert keys.sign(KeyHome("pkcs12", str(path)), "other", deputy.issued.der, MESSAGE)


def test_no_pin_and_no_name_reach_a_log(deputy: Person, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(WrongPinError) as caught:
        keys.sign(deputy.home, "wrong-secret", deputy.issued.der, MESSAGE)
    assert caplog.text == ""
    assert "wrong-secret" not in repr(caught.value)


def test_key_worker_needs_no_pdf_library() -> None:
    code = "import sys, signapp.signing.keys; print([m for m in sys.modules if 'pyhanko' in m])"
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def _self_signed(key: object) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding

    name = x509.Name([])
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())  # type: ignore[attr-defined]
        .serial_number(1)
        .not_valid_before(BEGIN)
        .not_valid_after(END)
    )
    digest = None if isinstance(key, ed25519.Ed25519PrivateKey) else SHA256()
    return builder.sign(key, digest).public_bytes(Encoding.DER)  # type: ignore[arg-type]
