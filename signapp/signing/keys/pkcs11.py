"""Keys on cards and other tokens, reached through a PKCS#11 module (PKCS #11 v2.40).

A place is a URI as in RFC 7512: `pkcs11:token=LABEL;serial=NUMBER?module-path=FILE`.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, quote, unquote

import pkcs11
from cryptography.hazmat.primitives.asymmetric import rsa
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass, Session, Token, TokenFlag
from pkcs11 import exceptions as failures
from pkcs11.util.ec import encode_ecdsa_signature

from signapp.domain.errors import (
    KeyHomeMissingError,
    KeyMismatchError,
    KeyNotOnTokenError,
    LastTryError,
    PinChangeNeededError,
    PinLockedError,
    SigningError,
    TokenFailedError,
    TokenModuleError,
    WrongPinError,
)
from signapp.services.ports import KeyHome, KeyState, PinTries, PinUse, TokenFacts
from signapp.signing.keys.accepted import accepted_key, check_signature

KIND = "pkcs11"
DIGEST_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""What stands before a SHA-256 in an RSA PKCS#1 v1.5 signature (RFC 8017, section 9.2)."""

_CAUSES: tuple[tuple[type[Exception], type[SigningError]], ...] = (
    (failures.PinLocked, PinLockedError),
    (failures.PinExpired, PinChangeNeededError),
    (failures.UserPinNotInitialized, PinChangeNeededError),
    (failures.PinIncorrect, WrongPinError),
    (failures.PinInvalid, WrongPinError),
    (failures.PinLenRange, WrongPinError),
)
_GONE = (
    failures.TokenNotPresent,
    failures.TokenNotRecognised,
    failures.DeviceRemoved,
    failures.NoSuchToken,
    failures.ObjectHandleInvalid,
    failures.SessionHandleInvalid,
)


@dataclass(frozen=True)
class Place:
    """Where a token is: its label and serial number, and the module that reaches it."""

    label: str
    serial: str
    module: str

    def __str__(self) -> str:
        token = f"token={quote(self.label, safe='')};serial={quote(self.serial, safe='')}"
        return f"{KIND}:{token}?module-path={quote(self.module, safe='/')}"


def place_of(location: str) -> Place:
    """Return the place that a PKCS#11 URI names. Raises KeyHomeMissingError."""
    scheme, _, rest = location.partition(":")
    path, _, query = rest.partition("?")
    parts = dict(part.partition("=")[::2] for part in path.split(";"))
    module = parse_qs(query).get("module-path", [""])[0]
    if scheme != KIND or not module or not parts.get("token"):
        raise KeyHomeMissingError(home=location)
    return Place(unquote(parts["token"]), unquote(parts.get("serial", "")), module)


def tokens(module: str) -> tuple[TokenFacts, ...]:
    """Return the tokens that a module reaches, with the certificates that anybody may read.

    Raises TokenModuleError, TokenFailedError.
    """
    with _telling(module):
        return tuple(
            TokenFacts(
                home=KeyHome(KIND, str(Place(token.label, token.serial.decode(), module))),
                label=token.label,
                pin_pad=TokenFlag.PROTECTED_AUTHENTICATION_PATH in token.flags,
                tries=_tries(token),
                certificates=_certificates(token),
            )
            for token in _ready(module)
        )


def sign(location: str, pin: str, certificate: bytes, message: bytes) -> bytes:
    """Sign a message with the key on a token; see `keys.sign`.

    Raises the causes of `keys.sign`, and PinLockedError, LastTryError, PinChangeNeededError,
    KeyNotOnTokenError, TokenModuleError, TokenFailedError.
    """
    public_key = accepted_key(certificate)
    place = place_of(location)
    with _telling(place.label), _session(_token(place), pin) as session:
        key = _key_of(session, certificate)
        kind = KeyType.RSA if isinstance(public_key, rsa.RSAPublicKey) else KeyType.EC
        if key[Attribute.KEY_TYPE] is not kind:
            raise KeyMismatchError
        again = {"pin": pin} if pin and _asks_each_time(key) else {}
        if isinstance(public_key, rsa.RSAPublicKey):
            signature = _sign_rsa(key, message, again)
        else:
            raw = key.sign(sha256(message).digest(), mechanism=Mechanism.ECDSA, **again)
            signature = encode_ecdsa_signature(raw)
    check_signature(certificate, message, signature)
    return signature


def pin_use(location: str, pin: str, certificate: bytes) -> PinUse:
    """Tell whether the key asks for its PIN at each signature; see `keys.pin_use`."""
    accepted_key(certificate)
    place = place_of(location)
    with _telling(place.label), _session(_token(place), pin) as session:
        each = _asks_each_time(_key_of(session, certificate))
    return PinUse.EACH if each else PinUse.SEVERAL


def state(location: str, certificate: bytes) -> KeyState:
    """Tell how the token asks and how many tries it says are left; see `keys.state`."""
    accepted_key(certificate)
    place = place_of(location)
    with _telling(place.label):
        token = _token(place)
        if certificate not in _certificates(token):
            raise KeyNotOnTokenError(home=place.label)
        return KeyState(TokenFlag.PROTECTED_AUTHENTICATION_PATH in token.flags, _tries(token))


def certificates(location: str, _: str = "") -> tuple[bytes, ...]:
    """Return the certificates on a token, which anybody may read; see `keys.certificates`."""
    place = place_of(location)
    with _telling(place.label):
        return _certificates(_token(place))


def _library(module: str) -> Any:  # the library's own types leave its methods out
    try:
        return pkcs11.lib(module)
    except (failures.PKCS11Error, OSError) as e:
        raise TokenModuleError(module=module) from e


def _ready(module: str) -> Iterator[Token]:
    """Yield the tokens that are there and in use."""
    for slot in _library(module).get_slots(token_present=True):
        token = slot.get_token()
        if TokenFlag.TOKEN_INITIALIZED in token.flags:
            yield token


def _token(place: Place) -> Token:
    for token in _ready(place.module):
        if token.label == place.label and place.serial in ("", token.serial.decode()):
            return token
    raise KeyHomeMissingError(home=place.label)


def _tries(token: Token) -> PinTries:
    for flag, tries in (
        (TokenFlag.USER_PIN_LOCKED, PinTries.LOCKED),
        (TokenFlag.USER_PIN_FINAL_TRY, PinTries.LAST),
        (TokenFlag.USER_PIN_COUNT_LOW, PinTries.FEW),
    ):
        if flag in token.flags:
            return tries
    return PinTries.NOT_TOLD


def _certificates(token: Token) -> tuple[bytes, ...]:
    with token.open() as session:
        found = list(session.get_objects({Attribute.CLASS: ObjectClass.CERTIFICATE}))
        return tuple(bytes(one[Attribute.VALUE]) for one in found)


@contextmanager
def _session(token: Token, pin: str) -> Iterator[Session]:
    """Open a session of the user; a token with a PIN pad of its own asks there."""
    if _tries(token) is PinTries.LOCKED:
        raise PinLockedError
    if TokenFlag.USER_PIN_TO_BE_CHANGED in token.flags:
        raise PinChangeNeededError
    own_pad = TokenFlag.PROTECTED_AUTHENTICATION_PATH in token.flags
    if not (pin or own_pad):
        raise WrongPinError
    try:
        session = token.open(user_pin=pkcs11.PROTECTED_AUTH if own_pad else pin)
    except failures.PinIncorrect as e:
        raise _after_wrong_pin(token) from e
    with session:
        yield session


def _after_wrong_pin(token: Token) -> SigningError:
    """Say how many tries are left, where the token tells."""
    try:
        tries = _tries(token.slot.get_token())
    except failures.PKCS11Error:
        return WrongPinError()
    left = {PinTries.LOCKED: PinLockedError, PinTries.LAST: LastTryError}
    return left.get(tries, WrongPinError)()


def _key_of(session: Session, certificate: bytes) -> Any:
    """Return the private key that the token keeps under the certificate's identifier."""
    certificates = {Attribute.CLASS: ObjectClass.CERTIFICATE, Attribute.VALUE: certificate}
    for one in list(session.get_objects(certificates)):  # to its end: one search at a time
        own = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.ID: one[Attribute.ID]}
        for key in list(session.get_objects(own)):
            return key
    raise KeyNotOnTokenError(home=session.token.label)


def _asks_each_time(key: Any) -> bool:
    with suppress(failures.PKCS11Error, KeyError):  # many tokens do not know the question
        return bool(key[Attribute.ALWAYS_AUTHENTICATE])
    return False


def _sign_rsa(key: Any, message: bytes, again: dict[str, str]) -> bytes:
    """Sign by RSA PKCS#1 v1.5; a token that does not hash gets the hash."""
    try:
        return bytes(key.sign(message, mechanism=Mechanism.SHA256_RSA_PKCS, **again))
    except failures.MechanismInvalid:
        digest = DIGEST_INFO + sha256(message).digest()
        return bytes(key.sign(digest, mechanism=Mechanism.RSA_PKCS, **again))


@contextmanager
def _telling(home: str) -> Iterator[None]:
    """Tell the library's failures by their cause."""
    try:
        yield
    except _GONE as e:
        raise KeyHomeMissingError(home=home) from e
    except failures.PKCS11Error as e:
        for known, cause in _CAUSES:
            if isinstance(e, known):
                raise cause from e
        raise TokenFailedError(home=home, failure=type(e).__name__) from e
