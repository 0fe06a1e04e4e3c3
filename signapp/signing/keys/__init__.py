"""Homes for keys, one module each, and the table that finds the module of a home."""

from typing import Protocol

from signapp.domain.errors import KeyHomeMissingError
from signapp.services.ports import KeyHome, KeyState, PinUse
from signapp.signing.keys import pkcs11, pkcs12
from signapp.signing.keys.pkcs11 import tokens

__all__ = ["HOMES", "Home", "certificates", "pin_use", "sign", "state", "tokens"]


class Home(Protocol):
    """What the module of a home offers; `location` is a place of its kind."""

    def sign(self, location: str, pin: str, certificate: bytes, message: bytes, /) -> bytes:
        """Sign a message with the key of the certificate (DER)."""

    def pin_use(self, location: str, pin: str, certificate: bytes, /) -> PinUse:
        """Tell how many signatures one PIN of the certificate's key serves."""

    def state(self, location: str, certificate: bytes, /) -> KeyState:
        """Tell how the certificate's key will be asked, without a PIN."""

    def certificates(self, location: str, pin: str, /) -> tuple[bytes, ...]:
        """Return the certificates (DER) that are kept there."""


HOMES: dict[str, Home] = {pkcs12.KIND: pkcs12, pkcs11.KIND: pkcs11}


def sign(home: KeyHome, pin: str, certificate: bytes, message: bytes) -> bytes:
    """Sign a message with the key of the certificate (DER).

    Returns RSA PKCS#1 v1.5 or ECDSA (DER) over SHA-256. Raises WrongPinError,
    KeyHomeMissingError, KeyFileDamagedError, KeyMismatchError, KeyNotAcceptedError, and for
    tokens what `pkcs11.sign` raises.
    """
    return _home(home).sign(home.location, pin, certificate, message)


def pin_use(home: KeyHome, pin: str, certificate: bytes) -> PinUse:
    """Tell how many signatures one PIN of the certificate's key serves. Raises as `sign`."""
    return _home(home).pin_use(home.location, pin, certificate)


def state(home: KeyHome, certificate: bytes) -> KeyState:
    """Tell how a key will be asked, without its PIN. Raises KeyHomeMissingError and others."""
    return _home(home).state(home.location, certificate)


def certificates(home: KeyHome, pin: str) -> tuple[bytes, ...]:
    """Return the certificates (DER) in a home. Raises KeyHomeMissingError and others."""
    return _home(home).certificates(home.location, pin)


def _home(home: KeyHome) -> Home:
    if home.kind not in HOMES:
        raise KeyHomeMissingError(home=home.kind)
    return HOMES[home.kind]
