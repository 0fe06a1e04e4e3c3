"""The demo's invented people, their offices, and the files that hold their keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signapp.demo.authority import BEGIN, END, DemoAuthority, Issued
from signapp.domain.acts import (
    CertificateBound,
    IdentityCheck,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeTitle,
    PersonEnrolled,
    ProvisionListed,
    Purpose,
    RosterChange,
)
from signapp.domain.publicity import PublicationOrdered
from signapp.services.journal import salted
from signapp.services.ports import Credentials, KeyHome, Register, SaltedText

SESSION_PIN = "1234"
SIGNATURE_PIN = "123456"
SINCE, UNTIL = date(2017, 6, 1), date(2021, 7, 31)

MAYOR, DEPUTY_MAYOR = "U510VH1", "U480400VH2"
PROVISION = "demo-provision-1"
PUBLICATION = "demo-publication-1"


@dataclass(frozen=True)
class Person:
    """An invented person: code, name, office, and whether they have a signature certificate."""

    code: str
    name: str
    office: str
    signs: bool = False


PEOPLE = (
    Person("registrar-1", "Raija Rekisteröijä", "registry"),
    Person("registrar-2", "Kari Kirjaaja", "registry"),
    Person("preparer", "Veera Valmistelija", "international"),
    Person("presenter", "Eero Esittelijä", "chief-executive", signs=True),
    Person("mayor", "Päivi Pormestari", MAYOR, signs=True),
    Person("deputy-mayor", "Aapo Apulainen", DEPUTY_MAYOR, signs=True),
    Person("assistant", "Anna Avustaja", "mayor-assistant"),
    Person("auditor", "Tuula Tarkastaja", "audit"),
)

OFFICES = {
    "registry": (
        OfficeKind.REGISTRAR,
        OfficeTitle("kirjaaja", "kirjaajan", "registrator", "registrar"),
    ),
    "international": (
        OfficeKind.PREPARER,
        OfficeTitle(
            "kansainvälisten asioiden asiantuntija",
            "kansainvälisten asioiden asiantuntijan",
            "sakkunnig i internationella ärenden",
            "international affairs specialist",
        ),
    ),
    "chief-executive": (
        OfficeKind.PRESENTER,
        OfficeTitle("kansliapäällikkö", "kansliapäällikön", "kanslichef", "chief executive"),
    ),
    MAYOR: (
        OfficeKind.MAYOR,
        OfficeTitle("pormestari", "pormestarin", "borgmästare", "mayor"),
    ),
    DEPUTY_MAYOR: (
        OfficeKind.DEPUTY_MAYOR,
        OfficeTitle(
            "kulttuurin ja vapaa-ajan toimialan apulaispormestari",
            "kulttuurin ja vapaa-ajan toimialan apulaispormestarin",
            "biträdande borgmästare för kultur- och fritidssektorn",
            "deputy mayor for culture and leisure",
        ),
    ),
    "mayor-assistant": (
        OfficeKind.ASSISTANT,
        OfficeTitle(
            "pormestarin avustaja",
            "pormestarin avustajan",
            "borgmästarens assistent",
            "assistant to the mayor",
        ),
    ),
    "audit": (
        OfficeKind.AUDITOR,
        OfficeTitle("tarkastaja", "tarkastajan", "revisor", "auditor"),
    ),
}

ASSISTS = {"mayor-assistant": MAYOR}
"""Whose list an assistant sees."""


def enrol(
    register: Register, authority: DemoAuthority, keys: Path, citation: str, publication: str
) -> tuple[tuple[RosterChange, ...], tuple[SaltedText, ...]]:
    """Issue everybody's certificates into the folder `keys`; return the first roster.

    Returns the changes and the names that they commit to. Raises StorageError.
    """
    changes: list[RosterChange] = [
        OfficeFormed(office, kind, title, SINCE, ASSISTS.get(office, ""))
        for office, (kind, title) in OFFICES.items()
    ]
    names = []
    for person in PEOPLE:
        name = salted(person.name)
        names.append(name)
        changes.append(PersonEnrolled(person.code, name.commitment, IdentityCheck.INVENTED))
        changes.append(OfficeHeld(person.code, person.office, SINCE, UNTIL))
        changes.extend(_certificates(register, authority, keys, person))
    changes.append(ProvisionListed(PROVISION, MAYOR, citation, SINCE, ""))
    changes.append(PublicationOrdered(PUBLICATION, MAYOR, publication, SINCE, UNTIL))
    return tuple(changes), tuple(names)


def _certificates(
    register: Register, authority: DemoAuthority, keys: Path, person: Person
) -> Iterator[CertificateBound]:
    session = authority.issue(person.name, Purpose.SESSION, "p256")
    yield _bound(register, person, Purpose.SESSION, session)
    _keep(keys / f"{person.code}-session.p12", session.pkcs12(SESSION_PIN))
    if person.signs:
        signature = authority.issue(person.name, Purpose.SIGNATURE)
        yield _bound(register, person, Purpose.SIGNATURE, signature)
        _keep(keys / f"{person.code}-signature.p12", signature.pkcs12(SIGNATURE_PIN))


def _bound(
    register: Register, person: Person, purpose: Purpose, issued: Issued
) -> CertificateBound:
    public_key = issued.key.public_key().public_bytes(
        Encoding.DER, PublicFormat.SubjectPublicKeyInfo
    )
    return CertificateBound(
        person=person.code,
        purpose=purpose,
        certificate=register.put(issued.der),
        public_key=public_key.hex(),
        not_before=BEGIN,
        not_after=END,
    )


def _keep(path: Path, content: bytes) -> None:
    path.touch(0o600)
    path.write_bytes(content)


def credentials(keys: Path) -> tuple[Credentials, ...]:
    """Return who signs in at the demo's desk, with the PINs, which are no secret here."""
    return tuple(
        Credentials(
            person=person.code,
            session=KeyHome("pkcs12", str(keys / f"{person.code}-session.p12")),
            signature=KeyHome("pkcs12", str(keys / f"{person.code}-signature.p12"))
            if person.signs
            else None,
            session_pin_hint=SESSION_PIN,
            signature_pin_hint=SIGNATURE_PIN if person.signs else "",
        )
        for person in PEOPLE
    )
