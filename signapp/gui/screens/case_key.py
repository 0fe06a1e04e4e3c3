"""The key with which a person signs in the window, and its certificate."""

from dataclasses import dataclass

from signapp.domain.acts import CertificateBound, Purpose
from signapp.services.desk import Desk
from signapp.services.ports import Credentials, KeyHome
from signapp.services.signature import SigningKey


@dataclass(frozen=True)
class Key:
    """Where the person's signature key is, and the certificate that belongs to it."""

    home: KeyHome
    certificate: CertificateBound
    hint: str

    def with_pin(self, pin: str) -> SigningKey:
        """Return the key as it is used, once; whoever types the PIN declares to be impartial."""
        return SigningKey(self.home, pin, self.certificate.certificate, impartial=True)


def key_of(desk: Desk, credentials: Credentials) -> Key | None:
    """Return a person's signature key, where the roster and this desk know one."""
    bound = desk.journal.state.roster.certificate_of(credentials.person, Purpose.SIGNATURE)
    if bound is None or credentials.signature is None:
        return None
    return Key(credentials.signature, bound, credentials.signature_pin_hint)
