"""What the screen of a person's keys shows: where the keys are, and what is known of one."""

from collections.abc import Mapping
from dataclasses import dataclass

from signapp.domain.acts import Purpose
from signapp.gui.language import Language
from signapp.gui.screens.case_key import key_of, look_at_key
from signapp.gui.widgets.row_list import Chip, Row
from signapp.services.desk import Desk
from signapp.services.key_check import KeyCard
from signapp.services.key_choice import FoundCertificate
from signapp.services.ports import Credentials, KeyHome


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


def found_rows(language: Language, found: tuple[FoundCertificate, ...]) -> list[Row]:
    """Return certificates as rows: whose, where, for what, and whether they can be used."""
    say = language.say
    return [
        Row(
            title=one.card.name,
            detail=f"{one.label} · {one.card.issuer}",
            key=one.sha256,
            chips=(
                Chip(say(f"window.keys.for.{one.purpose.value}")),
                Chip(say("window.keys.refused"), "warning")
                if one.card.against
                else Chip(say("window.keys.bound"), "success"),
            ),
        )
        for one in found
    ]
