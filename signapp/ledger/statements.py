"""What a person's certificate signs once: the founding of a register, the opening of a session."""

from datetime import datetime

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key

from signapp.domain.acts import RegisterFounded
from signapp.domain.values import to_plain
from signapp.ledger.encoding import canonical


def founding(register: str, act: RegisterFounded) -> bytes:
    """Return what the first registrars sign: everything in the founding act but signatures."""
    plain = to_plain(act, RegisterFounded)
    del plain["signatures"]
    return canonical({"kind": "signapp-founding/v1", "register": register, **plain})


def session(register: str, person: str, key: str, until: datetime, root: str) -> bytes:
    """Return what a person signs to let a session key act for them until a moment.

    `root` is the root of the ledger when the session is opened.
    """
    return canonical({
        "kind": "signapp-session/v1",
        "register": register,
        "person": person,
        "key": key,
        "until": to_plain(until, datetime),
        "root": root,
    })  # fmt: skip


def signed_by(public_key: str, statement: bytes, signature: str) -> bool:
    """Tell whether the signature (hexadecimal) over a statement verifies.

    `public_key` is a SubjectPublicKeyInfo in hexadecimal; RSA PKCS#1 v1.5 and ECDSA, SHA-256.
    """
    try:
        key = load_der_public_key(bytes.fromhex(public_key))
        if isinstance(key, RSAPublicKey):
            key.verify(bytes.fromhex(signature), statement, PKCS1v15(), SHA256())
        elif isinstance(key, EllipticCurvePublicKey):
            key.verify(bytes.fromhex(signature), statement, ECDSA(SHA256()))
        else:
            return False
    except (InvalidSignature, UnsupportedAlgorithm, ValueError):
        return False
    return True
