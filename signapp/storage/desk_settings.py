"""What one desk knows beside its register: where people's keys are, and whom it asks for stamps.

It is this machine's own affair and no part of the ledger; it holds no secret.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from signapp.services.ports import Credentials, KeyHome, PinUse
from signapp.storage.value_files import keep_value, read_value

NAME = "desk.json"


@dataclass(frozen=True)
class PersonalKeys:
    """Where a person's keys are; whoever only prepares has none for signatures."""

    session: KeyHome
    signature: KeyHome | None


@dataclass(frozen=True)
class ChosenCertificates:
    """The SHA-256 of the certificates that a person chose; empty where nobody chose one."""

    session: str = ""
    signature: str = ""


@dataclass(frozen=True)
class DeskSettings:
    """The keys by person, the addresses of time stamp services in the order of asking, and hosts.

    `pin_uses` holds, by a signature key's place, how many signatures one PIN serves, and
    `certificates` which ones people chose. `hosts` may be asked for revocation data and lists
    when a certificate or setting names them; `near_hosts` may have an address that is not
    public, such as one in the city's own network. `stamp_minutes` is how long, at least, passes
    between two requests for a time stamp over a checkpoint.
    """

    keys: Mapping[str, PersonalKeys] = field(default_factory=dict)
    time_stamps: tuple[str, ...] = ()
    pin_uses: Mapping[str, PinUse] = field(default_factory=dict)
    hosts: tuple[str, ...] = ()
    near_hosts: tuple[str, ...] = ()
    certificates: Mapping[str, ChosenCertificates] = field(default_factory=dict)
    stamp_minutes: int = 60

    def with_keys(self, person: str, keys: PersonalKeys) -> "DeskSettings":
        """Return the settings that know a person's keys."""
        return replace(self, keys={**self.keys, person: keys})

    def with_pin_use(self, home: KeyHome, use: PinUse) -> "DeskSettings":
        """Return the settings that know how many signatures one PIN of a key serves."""
        return replace(self, pin_uses={**self.pin_uses, home.location: use})

    def pin_use(self, home: KeyHome | None) -> PinUse:
        """Return how many signatures one PIN of a key serves, as far as is known."""
        return self.pin_uses.get(home.location, PinUse.NOT_KNOWN) if home else PinUse.NOT_KNOWN


class FolderKeys:
    """Where people's keys are, kept beside a register; fits `services.ports.KeyPlaces`.

    `given` are people whose keys are known anyway, such as a demo's.
    """

    def __init__(self, folder: Path, given: tuple[Credentials, ...] = ()) -> None:
        self._folder = folder
        self._given = {one.person: one for one in given}

    def people(self) -> tuple[Credentials, ...]:
        """Return whose keys are known here. Raises StorageError."""
        settings = read_settings(self._folder)
        return tuple(
            self._known(settings, person)
            for person in dict.fromkeys((*self._given, *settings.keys))
        )

    def keep(self, credentials: Credentials) -> None:
        """Keep where a person's keys are, and what is known of them. Raises StorageError."""
        person, home = credentials.person, credentials.signature
        settings = read_settings(self._folder)
        settings = settings.with_keys(person, PersonalKeys(credentials.session, home))
        chosen = ChosenCertificates(
            credentials.session_certificate, credentials.signature_certificate
        )
        settings = replace(settings, certificates={**settings.certificates, person: chosen})
        if home is not None and credentials.pin_use is not PinUse.NOT_KNOWN:
            settings = settings.with_pin_use(home, credentials.pin_use)
        keep_settings(self._folder, settings)

    def _known(self, settings: DeskSettings, person: str) -> Credentials:
        given = self._given.get(person)
        keys = settings.keys.get(person)
        if keys is None:
            assert given is not None
            keys = PersonalKeys(given.session, given.signature)
        chosen = settings.certificates.get(person, ChosenCertificates())
        same = given if given and given.session == keys.session else None
        signs = given if given and given.signature == keys.signature else None
        return Credentials(
            person=person,
            session=keys.session,
            signature=keys.signature,
            session_pin_hint=same.session_pin_hint if same else "",
            signature_pin_hint=signs.signature_pin_hint if signs else "",
            pin_use=settings.pin_use(keys.signature),
            session_certificate=chosen.session,
            signature_certificate=chosen.signature,
        )


def read_settings(folder: Path) -> DeskSettings:
    """Return the settings beside a register; none are kept at first. Raises StorageError."""
    return read_value(folder / NAME, DeskSettings, DeskSettings())


def keep_settings(folder: Path, settings: DeskSettings) -> None:
    """Keep the settings: the old ones or the new ones, never half of them. Raises StorageError."""
    keep_value(folder / NAME, settings)
