"""Keys in PKCS#12 files: one file, one key, locked by a passphrase."""

from pathlib import Path

from asn1crypto import pkcs12 as asn1_pkcs12
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import pkcs12

from signapp.domain.errors import KeyFileDamagedError, KeyHomeMissingError, WrongPinError
from signapp.services.ports import PinUse
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


def _content(location: str) -> bytes:
    try:
        return Path(location).read_bytes()
    except OSError as e:
        raise KeyHomeMissingError(home=location) from e


def _private_key(content: bytes, passphrase: str) -> object:
    _refuse_damaged(content)
    try:
        key, _, _ = pkcs12.load_key_and_certificates(content, passphrase.encode())
    except UnsupportedAlgorithm as e:
        raise KeyFileDamagedError from e
    except ValueError as e:
        # The library tells a wrong passphrase and a damaged file by the same words. The outer
        # form was read before, so what is left is the passphrase, or damage inside of the
        # encrypted part, which nobody can tell from a wrong passphrase.
        raise WrongPinError from e
    if key is None:
        raise KeyFileDamagedError
    return key


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
