"""Keys in PKCS#12 files: one file, one key, locked by a passphrase."""

from pathlib import Path

from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from signapp.domain.errors import KeyFileDamagedError, KeyHomeMissingError, WrongPinError
from signapp.services.ports import KeyState, PinUse
from signapp.signing.keys.accepted import accepted_key, key_fits, sign_with

KIND = "pkcs12"


def sign(location: str, passphrase: str, certificate: bytes, message: bytes) -> bytes:
    """Sign a message with the key in the file at `location`; see `keys.sign`."""
    content = _content(location)
    accepted_key(certificate)
    return sign_with(_private_key(content, passphrase), certificate, message)


def pin_use(location: str, passphrase: str, certificate: bytes) -> PinUse:
    """Tell that one passphrase serves several signatures; see `keys.pin_use`."""
    key_fits(_private_key(_content(location), passphrase), certificate)
    return PinUse.SEVERAL


def state(location: str, certificate: bytes) -> KeyState:
    """Tell that a file is there and is asked on the screen; see `keys.state`."""
    accepted_key(certificate)
    _refuse_damaged(_content(location))
    return KeyState()


def certificates(location: str, passphrase: str) -> tuple[bytes, ...]:
    """Return the certificates in a file, its own first; see `keys.certificates`."""
    _, own, others = _opened(_content(location), passphrase)
    found = ([own] if own else []) + others
    return tuple(one.public_bytes(Encoding.DER) for one in found)


def _content(location: str) -> bytes:
    try:
        return Path(location).read_bytes()
    except OSError as e:
        raise KeyHomeMissingError(home=location) from e


def _private_key(content: bytes, passphrase: str) -> object:
    key, _, _ = _opened(content, passphrase)
    if key is None:
        raise KeyFileDamagedError
    return key


def _opened(
    content: bytes, passphrase: str
) -> tuple[object, x509.Certificate | None, list[x509.Certificate]]:
    _refuse_damaged(content)
    try:
        return pkcs12.load_key_and_certificates(content, passphrase.encode())
    except UnsupportedAlgorithm as e:
        raise KeyFileDamagedError from e
    except ValueError as e:
        # The library tells a wrong passphrase and a damaged file by the same words. The outer
        # form was read before, so what is left is the passphrase, or damage inside of the
        # encrypted part, which nobody can tell from a wrong passphrase.
        raise WrongPinError from e


def _refuse_damaged(content: bytes) -> None:
    """Raise KeyFileDamagedError when the file does not have the form of a PKCS#12 file."""
    try:
        outer = asn1_pkcs12.Pfx.load(content, strict=True)
        if outer["version"].native != "v3":
            raise KeyFileDamagedError
        for safe in outer.authenticated_safe:
            safe["content"].native  # noqa: B018  (reading is the check)
    except (ValueError, TypeError, KeyError) as e:
        raise KeyFileDamagedError from e
