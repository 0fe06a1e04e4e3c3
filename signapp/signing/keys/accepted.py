"""The keys that are accepted for signing, and the one way in which each signs."""

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signapp.domain.errors import KeyMismatchError, KeyNotAcceptedError

LEAST_RSA_BITS = 2048
CURVES = ("secp256r1", "secp384r1")

AcceptedPublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


def accepted_key(certificate: bytes) -> AcceptedPublicKey:
    """Return the public key of a certificate (DER).

    Only RSA from 2048 bits, P-256 and P-384 are accepted: other readers of signed PDF files do
    not know the rest. Raises KeyNotAcceptedError.
    """
    try:
        key = x509.load_der_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm) as e:
        raise KeyNotAcceptedError(key="unreadable") from e
    match key:
        case rsa.RSAPublicKey() if key.key_size >= LEAST_RSA_BITS:
            return key
        case ec.EllipticCurvePublicKey() if key.curve.name in CURVES:
            return key
        case rsa.RSAPublicKey():
            raise KeyNotAcceptedError(key=f"RSA-{key.key_size}")
        case ec.EllipticCurvePublicKey():
            raise KeyNotAcceptedError(key=key.curve.name)
    raise KeyNotAcceptedError(key=type(key).__name__.removesuffix("PublicKey"))


def sign_with(private_key: object, certificate: bytes, message: bytes) -> bytes:
    """Sign a message with a private key at hand, and check the signature.

    Raises KeyMismatchError before the key is used when it is not the certificate's key.
    """
    key = key_fits(private_key, certificate)
    if isinstance(key, rsa.RSAPrivateKey):
        signature = key.sign(message, padding.PKCS1v15(), SHA256())
    else:
        signature = key.sign(message, ec.ECDSA(SHA256()))
    check_signature(certificate, message, signature)
    return signature


def key_fits(
    private_key: object, certificate: bytes
) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    """Return a private key at hand if it is the certificate's. Raises KeyMismatchError."""
    public_key = accepted_key(certificate)
    if not isinstance(private_key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise KeyMismatchError
    if _plain(private_key.public_key()) != _plain(public_key):
        raise KeyMismatchError
    return private_key


def check_signature(certificate: bytes, message: bytes, signature: bytes) -> None:
    """Raise KeyMismatchError when the certificate's key did not sign this message."""
    key = accepted_key(certificate)
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, message, padding.PKCS1v15(), SHA256())
        else:
            key.verify(signature, message, ec.ECDSA(SHA256()))
    except InvalidSignature as e:
        raise KeyMismatchError from e


def _plain(key: AcceptedPublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
