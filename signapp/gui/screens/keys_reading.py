"""What the screen of a person's keys shows: where the keys are, and what is known of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from signapp.domain.acts import Purpose
from signapp.gui.screens.case_key import key_of, look_at_key
from signapp.services.desk import Desk
from signapp.services.key_check import KeyCard
from signapp.services.ports import Credentials, KeyHome
from signapp.services.trial import make_test_signature as trial_of

__all__ = ["KeysReading", "read_keys", "trial_of"]


@dataclass(frozen=True)
class KeysReading:
    """Where a person's keys are; `card` is what is known of the one for signatures."""

    homes: Mapping[Purpose, KeyHome | None]
    card: KeyCard | None
    hint: str


def read_keys(desk: Desk, own: Credentials) -> KeysReading:
    """Return what is known of a person's keys now. Raises StorageError."""
    desk.journal.catch_up()
    homes = {Purpose.SESSION: own.session, Purpose.SIGNATURE: own.signature}
    key = key_of(desk, own)
    return KeysReading(homes, look_at_key(desk, key) if key else None, own.signature_pin_hint)
