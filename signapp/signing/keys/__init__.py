"""Homes for keys, one module each, and the table that finds the module of a home."""

from collections.abc import Callable

from signapp.domain.errors import KeyHomeMissingError
from signapp.services.ports import KeyHome
from signapp.signing.keys import pkcs11, pkcs12
from signapp.signing.keys.pkcs11 import tokens

Sign = Callable[[str, str, bytes, bytes], bytes]
"""Takes a place, a PIN, a certificate (DER) and a message; returns the signature."""

HOMES: dict[str, Sign] = {"pkcs12": pkcs12.sign, pkcs11.KIND: pkcs11.sign}

__all__ = ["HOMES", "Sign", "sign", "tokens"]


def sign(home: KeyHome, pin: str, certificate: bytes, message: bytes) -> bytes:
    """Sign a message with the key of the certificate (DER).

    Returns RSA PKCS#1 v1.5 or ECDSA (DER) over SHA-256. Raises WrongPinError,
    KeyHomeMissingError, KeyFileDamagedError, KeyMismatchError, KeyNotAcceptedError, and for
    tokens what `pkcs11.sign` raises.
    """
    if home.kind not in HOMES:
        raise KeyHomeMissingError(home=home.kind)
    return HOMES[home.kind](home.location, pin, certificate, message)
