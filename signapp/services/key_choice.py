"""Choosing keys at a desk: what a card or file holds, and which certificate is for what."""

import re
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from signapp.domain import errors
from signapp.domain.acts import Purpose
from signapp.domain.errors import NotAuthorisedError
from signapp.services.certificate_rules import CertificateCard
from signapp.services.desk import Desk
from signapp.services.key_check import check_certificate
from signapp.services.ports import Credentials, KeyHome, KeyState, PinUse

PROFILES = {
    "digisign": (
        *("/usr/lib/libcryptoki.so", "/usr/lib64/libcryptoki.so"),
        *("/usr/lib/x86_64-linux-gnu/libcryptoki.so", "/usr/local/lib/libcryptoki.dylib"),
        "/Library/mPolluxDigiSign/libcryptoki.dylib",
        "C:/Program Files/Fujitsu/mPollux DigiSign Client/Cryptoki.dll",
        "C:/Program Files (x86)/Fujitsu/mPollux DigiSign Client/Cryptoki.dll",
        "C:/Windows/System32/cryptoki.dll",
    ),
    "opensc": (
        *("/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so", "/usr/lib64/opensc-pkcs11.so"),
        *("/usr/lib/aarch64-linux-gnu/opensc-pkcs11.so", "/usr/lib/opensc-pkcs11.so"),
        *("/usr/local/lib/opensc-pkcs11.so", "/Library/OpenSC/lib/opensc-pkcs11.so"),
        "C:/Program Files/OpenSC Project/OpenSC/pkcs11/opensc-pkcs11.dll",
    ),
}
"""Where the modules of known card programs usually are."""

SCHEME = re.compile(r"([a-z][a-z0-9+.-]+):")
"""What a place begins with that is no file; a single letter would be a drive."""
FILE = "pkcs12"


@dataclass(frozen=True)
class FoundCertificate:
    """A certificate of a card or file: where, what is to be known of it, and for what it is.

    `purpose` is what the register binds it for, or else what its key usage says first.
    """

    home: KeyHome
    label: str
    sha256: str
    state: KeyState
    purpose: Purpose
    card: CertificateCard


def home_of(place: str) -> KeyHome:
    """Return the home of a key: by the scheme of its URI, else a PKCS#12 file."""
    found = SCHEME.match(place)
    if found:
        return KeyHome(found[1], place)
    return KeyHome(FILE, str(Path(place).absolute()))


def module_of(given: str) -> str:
    """Return the file of a module; of a known card program, the first one that is there."""
    places = PROFILES.get(given.casefold(), (given,))
    return next((place for place in places if Path(place).exists()), places[0])


def certificates_on_cards(desk: Desk, person: str, module: str) -> tuple[FoundCertificate, ...]:
    """Return the certificates on the cards that a module reaches, for a person.

    Raises TokenModuleError, TokenFailedError.
    """
    return tuple(
        found
        for token in desk.keys.tokens(module_of(module))
        for found in _found(
            desk,
            person,
            token.home,
            token.label,
            token.certificates,
            KeyState(token.pin_pad, token.tries),
        )
    )


def certificates_in(
    desk: Desk, person: str, home: KeyHome, pin: str
) -> tuple[FoundCertificate, ...]:
    """Return the certificates of one home; a file is opened by its passphrase, once.

    Raises KeyHomeMissingError, KeyFileDamagedError, WrongPinError.
    """
    contents = desk.keys.certificates(home, pin)
    label = Path(home.location).name if home.kind == FILE else home.location
    return tuple(_found(desk, person, home, label, contents, KeyState()))


def choose_key(desk: Desk, person: str, found: FoundCertificate) -> Credentials:
    """Keep a certificate as the one that a person uses for its purpose; return what is kept.

    Raises NotAuthorisedError with what speaks against it, StorageError.
    """
    if found.card.against:
        raise NotAuthorisedError(found.card.against)
    places = desk.key_places
    known = {one.person: one for one in places.people()} if places else {}
    own = known.get(person)
    if places is None or (own is None and found.purpose is not Purpose.SESSION):
        raise NotAuthorisedError((errors.CertificateNotBound(certificate=""),))
    chosen = own or Credentials(person, found.home, None)
    if found.purpose is Purpose.SESSION:
        chosen = replace(chosen, session=found.home, session_certificate=found.sha256)
    else:
        known_use = chosen.pin_use if chosen.signature == found.home else PinUse.NOT_KNOWN
        chosen = replace(
            chosen,
            signature=found.home,
            signature_certificate=found.sha256,
            pin_use=known_use,
        )
    places.keep(chosen)
    return chosen


def _found(
    desk: Desk,
    person: str,
    home: KeyHome,
    label: str,
    contents: tuple[bytes, ...],
    state: KeyState,
) -> list[FoundCertificate]:
    made = []
    for content in contents:
        digest = sha256(content).hexdigest()
        bound = desk.journal.state.roster.certificates.get(digest)
        purpose = bound.purpose if bound and bound.person == person else None
        card = check_certificate(desk, person, purpose or Purpose.SIGNATURE, content)
        if card is None:
            continue
        if purpose is None and card.purposes and Purpose.SIGNATURE not in card.purposes:
            purpose = Purpose.SESSION
            card = check_certificate(desk, person, purpose, content) or card
        found = FoundCertificate(home, label, digest, state, purpose or Purpose.SIGNATURE, card)
        made.append(found)
    return made
