"""The key with which a person signs in the window, and its certificate."""

from dataclasses import dataclass

from signapp.domain.acts import CertificateBound, Purpose
from signapp.services.desk import Desk
from signapp.services.key_check import KeyCard, check_key
from signapp.services.ports import Credentials, KeyHome, PinUse
from signapp.services.signature import SigningKey


@dataclass(frozen=True)
class Key:
    """Where the person's signature key is, and the certificate that belongs to it."""

    home: KeyHome
    certificate: CertificateBound
    hint: str
    pin_use: PinUse = PinUse.NOT_KNOWN

    def with_pin(self, pin: str) -> SigningKey:
        """Return the key as it is used, once; whoever types the PIN declares to be impartial."""
        return SigningKey(self.home, pin, self.certificate.certificate, impartial=True)


def key_of(desk: Desk, credentials: Credentials) -> Key | None:
    """Return a person's signature key, where the roster and this desk know one."""
    bound = desk.binding(credentials.person, Purpose.SIGNATURE)
    if bound is None or credentials.signature is None:
        return None
    hint, pin_use = credentials.signature_pin_hint, credentials.pin_use
    return Key(credentials.signature, bound, hint, pin_use)


def look_at_key(desk: Desk, key: Key) -> KeyCard:
    """Return what is to be known of a key before its PIN is asked."""
    content = desk.read(key.certificate.certificate)
    person = key.certificate.person
    return check_key(desk, person, Purpose.SIGNATURE, key.home, content, key.pin_use)
