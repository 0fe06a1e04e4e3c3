"""Tokens of SoftHSM2 for the tests: real PKCS#11, without a card.

python -m tests.signing.tokens MODULE LABEL PIN FILE.p12 PASSPHRASE [each-time]
puts a key and its certificate on a token; a process of its own, because a process that has loaded
a module does not see what comes later.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pkcs11
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from pkcs11 import Attribute, CertificateType, ObjectClass
from pkcs11.util.ec import decode_ec_private_key
from pkcs11.util.rsa import decode_rsa_private_key

from signapp.demo.authority import Issued
from signapp.services.ports import KeyHome
from signapp.signing.keys.pkcs11 import KIND, Place

MODULES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
    "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so",
)
MODULE = next((one for one in MODULES if Path(one).exists()), "")
PIN, SO_PIN = "471192", "90210042"


@dataclass(frozen=True)
class Cards:
    """A folder of tokens."""

    folder: Path

    @property
    def tokens(self) -> Path:
        """Where the tokens are kept; whoever moves one away has pulled a card out."""
        return self.folder / "tokens"

    def make(self) -> None:
        """Make an empty folder of tokens and have this process and its children use it."""
        self.tokens.mkdir(parents=True)
        settings = self.folder / "softhsm2.conf"
        settings.write_text(f"directories.tokendir = {self.tokens}\nobjectstore.backend = file\n")
        os.environ["SOFTHSM2_CONF"] = str(settings)

    def issue(
        self,
        label: str,
        issued: Issued,
        *,
        each_time: bool = False,
        certificate: bytes = b"",
    ) -> KeyHome:
        """Put a key and its certificate, or another one, on a new token; return where it is."""
        command = ["softhsm2-util", "--init-token", "--free", "--label", label]
        subprocess.run(
            [*command, "--pin", PIN, "--so-pin", SO_PIN], check=True, capture_output=True
        )
        passphrase = "between us"
        file = self.folder / "key.p12"
        file.write_bytes(issued.pkcs12(passphrase))
        fill = [sys.executable, "-m", "tests.signing.tokens", MODULE, label, PIN]
        extra = ["each-time"] if each_time else []
        other = [f"certificate={certificate.hex()}"] if certificate else []
        subprocess.run([*fill, str(file), passphrase, *extra, *other], check=True)
        return KeyHome(KIND, str(Place(label, "", MODULE)))


def fill(module: str, label: str, pin: str, file: str, passphrase: str, *extra: str) -> None:
    """Put the key and the certificate of a PKCS#12 file on a token."""
    content = Path(file).read_bytes()
    key, certificate, _ = pkcs12.load_key_and_certificates(content, passphrase.encode())
    assert key is not None
    assert certificate is not None
    plain = key.private_bytes(Encoding.DER, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    decode = (
        decode_rsa_private_key if isinstance(key, rsa.RSAPrivateKey) else decode_ec_private_key
    )
    attributes = decode(plain)
    identifier = b"\x01"
    for one in extra:
        if one.startswith("certificate="):
            der = bytes.fromhex(one.partition("=")[2])
            certificate = x509.load_der_x509_certificate(der)
    token = _empty_token(module, label)
    with token.open(rw=True, user_pin=pin) as session:
        session.create_object(
            {
                **attributes,
                Attribute.TOKEN: True,
                Attribute.PRIVATE: True,
                Attribute.SENSITIVE: True,
                Attribute.SIGN: True,
                Attribute.ID: identifier,
                Attribute.ALWAYS_AUTHENTICATE: "each-time" in extra,
            }
        )
        session.create_object(
            {
                Attribute.CLASS: ObjectClass.CERTIFICATE,
                Attribute.CERTIFICATE_TYPE: CertificateType.X_509,
                Attribute.TOKEN: True,
                Attribute.PRIVATE: False,
                Attribute.ID: identifier,
                Attribute.SUBJECT: _subject(certificate),
                Attribute.VALUE: certificate.public_bytes(Encoding.DER),
            }
        )


def _empty_token(module: str, label: str) -> pkcs11.Token:
    """Return the token of this label that holds no certificate yet."""
    for token in pkcs11.lib(module).get_tokens(token_label=label):
        with token.open() as session:
            if not list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE})):
                return token
    raise LookupError(label)


def _subject(certificate: x509.Certificate) -> bytes:
    return certificate.subject.public_bytes()


if __name__ == "__main__":
    fill(*sys.argv[1:])
