"""Looks at a key before its PIN is asked: is it there, and may its certificate be used?"""

from dataclasses import dataclass, replace
from hashlib import sha256

from signapp.domain.acts import Purpose
from signapp.domain.errors import Reason, SignappError
from signapp.domain.key_errors import NOTICES
from signapp.services.certificate_rules import (
    CertificateCard,
    binding_reasons,
    certificate_card,
    standing_reasons,
)
from signapp.services.desk import Desk
from signapp.services.ports import KeyHome, KeyState, PinUse


@dataclass(frozen=True)
class KeyCard:
    """A key and its certificate before the PIN; `trouble` is why the key cannot be reached."""

    certificate: CertificateCard | None
    state: KeyState
    trouble: SignappError | None
    pin_use: PinUse = PinUse.NOT_KNOWN

    @property
    def against(self) -> tuple[SignappError, ...]:
        """Everything for which no PIN should be typed now."""
        found = self.certificate.against if self.certificate else ()
        return (*((self.trouble,) if self.trouble else ()), *found)


def check_key(
    desk: Desk,
    person: str,
    purpose: Purpose,
    home: KeyHome,
    content: bytes,
    pin_use: PinUse = PinUse.NOT_KNOWN,
) -> KeyCard:
    """Return what is known of a person's key and certificate (DER) without its PIN.

    Raises WorkerFailedError only: what is wrong with the key is told, not raised.
    """
    card = check_certificate(desk, person, purpose, content)
    try:
        state = desk.keys.state(home, content)
    except SignappError as e:
        return KeyCard(card, KeyState(), e, pin_use)
    return KeyCard(card, state, None, pin_use)


def check_certificate(
    desk: Desk, person: str, purpose: Purpose, content: bytes
) -> CertificateCard | None:
    """Return what is known of a certificate (DER) in a person's hands at this desk, now.

    None when it cannot be read.
    """
    now, roster = desk.journal.clock.now(), desk.journal.state.roster
    card = certificate_card(content, purpose, now)
    if card is None:
        return None
    digest = sha256(content).hexdigest()
    standing = desk.pdf.certificate_standing(content, desk.trust.material(), now)
    reasons: tuple[Reason, ...] = (
        *binding_reasons(roster, digest, person, purpose),
        *standing_reasons(standing),
    )
    known = {type(one) for one in card.against}
    reasons = tuple(one for one in reasons if type(one) not in known)
    bound = roster.certificates.get(digest)
    return replace(
        card,
        bound=bound.purpose if bound and bound.person == person else None,
        against=(*card.against, *(one for one in reasons if not isinstance(one, NOTICES))),
        told=(*(one for one in reasons if isinstance(one, NOTICES)), *card.told),
    )
