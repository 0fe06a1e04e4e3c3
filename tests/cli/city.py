"""A city's people with real keys and certificates, and the roster file that enrols them."""

import subprocess
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from signapp.demo.authority import DemoAuthority
from signapp.domain.acts import Purpose
from tests.cli.running import Done, command, environment

PIN = "2468"
TODAY = datetime.now(UTC).date()
SINCE, UNTIL = TODAY - timedelta(days=30), TODAY + timedelta(days=700)

OFFICES = """
[[office]]
code = "registry"
kind = "registrar"
fi = "kirjaaja"
fi_genitive = "kirjaajan"
sv = "registrator"
en = "registrar"
since = {since}

[[office]]
code = "mayor"
kind = "mayor"
fi = "pormestari"
fi_genitive = "pormestarin"
sv = "borgmästare"
en = "mayor"
since = {since}
"""


@dataclass(frozen=True)
class City:
    """The folder of a city's files, and the authority that issues its certificates."""

    folder: Path
    authority: DemoAuthority

    @property
    def register(self) -> Path:
        """Where the register is founded."""
        return self.folder / "register"

    @property
    def trust(self) -> Path:
        """The trust anchors."""
        return self.folder / "trust.pem"

    def key(self, person: str, purpose: str = "session") -> Path:
        """Return the place of a person's key."""
        return self.folder / f"{person}-{purpose}.p12"

    def issue(self, person: str, name: str, purpose: Purpose = Purpose.SESSION) -> None:
        """Issue a certificate, and write it and its key beside the roster files."""
        issued = self.authority.issue(name, purpose, "p256")
        self.key(person, purpose.value).write_bytes(issued.pkcs12(PIN))
        pem = issued.certificate.public_bytes(Encoding.PEM)
        (self.folder / f"{person}-{purpose.value}.pem").write_bytes(pem)

    def write(self, name: str, content: str) -> Path:
        """Write a roster file."""
        path = self.folder / name
        path.write_text(content.replace("{since}", SINCE.isoformat()), encoding="utf-8")
        return path

    def found(self, *more: object, pins: str = f"{PIN}\n{PIN}\n") -> Done:
        """Found the register by its two registrars."""
        return answering(
            pins,
            "register", "found", self.register, "--city", "Esimerkin kaupunki",
            "--prefix", "ESM", "--roster", self.folder / "first.toml", "--trust", self.trust,
            "--registrar", "raija", self.key("raija"), "--registrar", "kari", self.key("kari"),
            "--pin-stdin", "--yes", *more,
        )  # fmt: skip

    def acts(self, person: str, *arguments: object, pin: str = PIN) -> Done:
        """Let a registrar do something, with their PIN on the standard input."""
        who = ("--as", person, "--key", self.key(person), "--pin-stdin", "--yes")
        return answering(f"{pin}\n", "register", *arguments, *who)


def answering(answers: str, *arguments: object, language: str = "en") -> Done:
    """Run the program with answers on its standard input."""
    return subprocess.run(
        command(*arguments, language=language),
        input=answers,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env=environment(),
    )


def person(code: str, name: str, office: str, since: date = SINCE, until: date = UNTIL) -> str:
    """Return the entry of a person with an office and a session certificate."""
    return f"""
[[person]]
code = "{code}"
name = "{name}"
identity = "identity_document"
office = "{office}"
since = {since}
until = {until}
session = "{code}-session.pem"
"""


def city(folder: Path) -> City:
    """Return a city with two registrars who have their keys, and the file that founds it."""
    made = City(folder, DemoAuthority.found())
    made.issue("raija", "Raija Rekisteröijä")
    made.issue("kari", "Kari Kirjaaja")
    made.trust.write_bytes(pem(made.authority.root))
    registrars = person("raija", "Raija Rekisteröijä", "registry")
    registrars += person("kari", "Kari Kirjaaja", "registry")
    made.write("first.toml", OFFICES + registrars)
    return made


def pem(der: bytes) -> bytes:
    """Return a certificate in PEM."""
    from cryptography import x509

    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM)
