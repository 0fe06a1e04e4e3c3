"""The demo's own certificate authority and time stamp service, never for real use."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signapp.demo.stamps import DemoTimeStamps
from signapp.domain.acts import Purpose

BEGIN = datetime(2017, 1, 1, tzinfo=UTC)
END = datetime(2047, 1, 1, tzinfo=UTC)
ORGANISATION = "signapp DEMO"

KeyKind = Literal["rsa3072", "rsa2048", "p256", "p384"]
PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


@dataclass(frozen=True)
class Issued:
    """A certificate of the demo authority with its key."""

    certificate: x509.Certificate
    key: PrivateKey

    @property
    def der(self) -> bytes:
        """The certificate's DER form."""
        return self.certificate.public_bytes(Encoding.DER)

    def pkcs12(self, passphrase: str, name: str = "signapp demo") -> bytes:
        """Return a PKCS#12 file with key and certificate, locked by the passphrase."""
        return pkcs12.serialize_key_and_certificates(
            name.encode(),
            self.key,
            self.certificate,
            None,
            BestAvailableEncryption(passphrase.encode()),
        )


class DemoAuthority:
    """Issues person certificates, one revocation list and time stamps, all under one root."""

    def __init__(self, root: Issued, stamper: Issued) -> None:
        self._root = root
        self._stamper = stamper
        assert isinstance(stamper.key, rsa.RSAPrivateKey)
        self._stamps = DemoTimeStamps(stamper.der, stamper.key)

    @classmethod
    def found(cls) -> "DemoAuthority":
        """Make a new authority with new keys (RSA-3072 twice: about 0.5 s)."""
        root_key = _new_key("rsa3072")
        root = Issued(_root_certificate(root_key), root_key)
        stamper_key = _new_key("rsa3072")
        stamper = _issue(root, stamper_key, "signapp DEMO time stamps", BEGIN, END, _for_stamps())
        return cls(root, stamper)

    @classmethod
    def load(cls, folder: Path, passphrase: str) -> "DemoAuthority":
        """Load an authority that `save` has written. Raises OSError, ValueError."""
        root, stamper = (_read(folder / name, passphrase) for name in ("root.p12", "tsa.p12"))
        return cls(root, stamper)

    def save(self, folder: Path, passphrase: str) -> None:
        """Write `root.p12` and `tsa.p12` into the folder, locked by the passphrase."""
        for name, issued in (("root.p12", self._root), ("tsa.p12", self._stamper)):
            path = folder / name
            path.touch(0o600)
            path.write_bytes(issued.pkcs12(passphrase, name))

    @property
    def root(self) -> bytes:
        """The root certificate (DER)."""
        return self._root.der

    @property
    def time_stamp_certificate(self) -> bytes:
        """The certificate of the time stamp service (DER)."""
        return self._stamper.der

    def issue(
        self,
        name: str,
        purpose: Purpose,
        key: KeyKind = "rsa3072",
        valid_from: datetime = BEGIN,
        valid_until: datetime = END,
    ) -> Issued:
        """Issue a certificate for a person with a new key (RSA-3072: about 0.3 s).

        A session certificate may sign in (digitalSignature), a signature certificate may sign
        documents (contentCommitment). The subject holds the name and no personal identifier.
        """
        usage = _key_usage(
            digital_signature=purpose is Purpose.SESSION,
            content_commitment=purpose is Purpose.SIGNATURE,
        )
        return _issue(self._root, _new_key(key), name, valid_from, valid_until, [(usage, True)])

    def revocation_list(
        self,
        this_update: datetime,
        revoked: Iterable[tuple[bytes, datetime]] = (),
        number: int = 1,
    ) -> bytes:
        """Return a revocation list (DER) that holds until 2047.

        `revoked` are certificates (DER) and the moments from which they are revoked.
        """
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._root.certificate.subject)
            .last_update(this_update)
            .next_update(END)
            .add_extension(x509.CRLNumber(number), critical=False)
            .add_extension(_authority_key(self._root), critical=False)
        )
        for certificate, since in revoked:
            serial = x509.load_der_x509_certificate(certificate).serial_number
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(since)
            builder = builder.add_revoked_certificate(entry.build())
        return builder.sign(self._root.key, SHA256()).public_bytes(Encoding.DER)

    def stamp(self, request: bytes, at: datetime) -> bytes:
        """Answer a time stamp request (RFC 3161, DER) with the moment `at`, in whole seconds."""
        return self._stamps.stamp(request, at)


def _read(path: Path, passphrase: str) -> Issued:
    key, certificate, _ = pkcs12.load_key_and_certificates(path.read_bytes(), passphrase.encode())
    if certificate is None or not isinstance(key, PrivateKey):
        raise ValueError(path.name)
    return Issued(certificate, key)


def _new_key(kind: KeyKind) -> PrivateKey:
    match kind:
        case "rsa3072" | "rsa2048":
            return rsa.generate_private_key(65537, int(kind.removeprefix("rsa")))
        case "p256":
            return ec.generate_private_key(ec.SECP256R1())
        case "p384":
            return ec.generate_private_key(ec.SECP384R1())


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _root_certificate(key: PrivateKey) -> x509.Certificate:
    name = _name("signapp DEMO root – not for real use")
    usage = _key_usage(key_cert_sign=True, crl_sign=True)
    subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(BEGIN)
        .not_valid_after(END)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(subject_key, critical=False)
        .sign(key, SHA256())
    )


def _issue(
    root: Issued,
    key: PrivateKey,
    name: str,
    valid_from: datetime,
    valid_until: datetime,
    extensions: Iterable[tuple[x509.ExtensionType, bool]],
) -> Issued:
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(name))
        .issuer_name(root.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid_from)
        .not_valid_after(valid_until)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(_authority_key(root), critical=False)
    )
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Issued(builder.sign(root.key, SHA256()), key)


def _authority_key(root: Issued) -> x509.AuthorityKeyIdentifier:
    subject_key = root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(subject_key.value)


def _for_stamps() -> list[tuple[x509.ExtensionType, bool]]:
    return [
        (_key_usage(digital_signature=True), True),
        (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), True),
    ]


def _key_usage(
    *,
    digital_signature: bool = False,
    content_commitment: bool = False,
    key_cert_sign: bool = False,
    crl_sign: bool = False,
) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=digital_signature,
        content_commitment=content_commitment,
        key_cert_sign=key_cert_sign,
        crl_sign=crl_sign,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )
