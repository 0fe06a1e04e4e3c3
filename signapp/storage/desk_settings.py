"""What one desk knows beside its register: where people's keys are, and whom it asks for stamps.

It is this machine's own affair and no part of the ledger; it holds no secret.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from signapp.domain.errors import MalformedValueError, StorageError
from signapp.domain.values import from_plain, to_plain
from signapp.services.ports import KeyHome, PinUse

NAME = "desk.json"


@dataclass(frozen=True)
class PersonalKeys:
    """Where a person's keys are; whoever only prepares has none for signatures."""

    session: KeyHome
    signature: KeyHome | None


@dataclass(frozen=True)
class DeskSettings:
    """The keys by person, the addresses of time stamp services in the order of asking, and hosts.

    `pin_uses` holds, by a signature key's place, how many signatures one PIN serves. `hosts` may
    be asked for revocation data and lists when a certificate or setting names them; `near_hosts`
    may have an address that is not public, such as one in the city's own network.
    """

    keys: Mapping[str, PersonalKeys] = field(default_factory=dict)
    time_stamps: tuple[str, ...] = ()
    pin_uses: Mapping[str, PinUse] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    near_hosts: tuple[str, ...] = ()

    def with_keys(self, person: str, keys: PersonalKeys) -> "DeskSettings":
        """Return the settings that know a person's keys."""
        return replace(self, keys={**self.keys, person: keys})

    def with_pin_use(self, home: KeyHome, use: PinUse) -> "DeskSettings":
        """Return the settings that know how many signatures one PIN of a key serves."""
        return replace(self, pin_uses={**self.pin_uses, home.location: use})

    def pin_use(self, home: KeyHome | None) -> PinUse:
        """Return how many signatures one PIN of a key serves, as far as is known."""
        return self.pin_uses.get(home.location, PinUse.NOT_KNOWN) if home else PinUse.NOT_KNOWN


def read_settings(folder: Path) -> DeskSettings:
    """Return the settings beside a register; none are kept at first. Raises StorageError."""
    try:
        content = json.loads((folder / NAME).read_text(encoding="utf-8"))
        content = {**to_plain(DeskSettings(), DeskSettings), **content}  # of an older program
        settings: DeskSettings = from_plain(content, DeskSettings)
    except FileNotFoundError:
        return DeskSettings()
    except (OSError, ValueError, TypeError, MalformedValueError) as e:
        raise StorageError(cause=f"{folder / NAME}: {e}") from e
    return settings


def keep_settings(folder: Path, settings: DeskSettings) -> None:
    """Keep the settings: the old ones or the new ones, never half of them. Raises StorageError."""
    place = folder / NAME
    plain = json.dumps(to_plain(settings, DeskSettings), ensure_ascii=False, indent=2)
    try:
        unfinished = place.with_suffix(".part")
        unfinished.write_text(plain + "\n", encoding="utf-8")
        unfinished.replace(place)
    except OSError as e:
        raise StorageError(cause=str(e)) from e
