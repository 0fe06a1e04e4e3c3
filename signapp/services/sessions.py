"""Who acts, by which key and for which office; and texts as acts commit to them."""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from signapp.domain.acts import Actor, Capacity
from signapp.ledger.encoding import SALT_LENGTH, commit
from signapp.ledger.entries import EntryKey
from signapp.services.ports import SaltedText


@dataclass(frozen=True)
class Session:
    """A signed-in person: the session key acts for them until a moment."""

    person: str
    key: EntryKey
    until: datetime

    def acting_for(self, office: str, capacity: Capacity = Capacity.HOLDER) -> "SignedIn":
        """Return the person as acting for an office: their own, or one they stand in for."""
        return SignedIn(self, Actor(self.person, office, capacity))


@dataclass(frozen=True)
class SignedIn:
    """A signed-in person acting for an office: who does an act."""

    session: Session
    actor: Actor


def salted(text: str) -> SaltedText:
    """Return a text with a fresh salt and its commitment."""
    normal = unicodedata.normalize("NFC", text)
    salt = secrets.token_bytes(SALT_LENGTH)
    return SaltedText(commit(salt, normal), salt, normal)
