"""Reads a roster file: many people, offices and certificates, written down once in TOML.

The whole file is read and checked before anything is written; every entry that is wrong is told
with its line, and then nothing of the file is used.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from signapp.domain import errors
from signapp.domain.acts import (
    CertificateBound,
    CertificateUnbound,
    DeputiesOrdered,
    IdentityCheck,
    OfficeDissolved,
    OfficeFormed,
    OfficeHeld,
    OfficeKind,
    OfficeLeft,
    OfficeTitle,
    PersonEnrolled,
    Policy,
    PolicySet,
    ProvisionEnded,
    ProvisionListed,
    Purpose,
    RosterChange,
    SubstituteNamed,
)
from signapp.domain.errors import RosterProblem
from signapp.domain.offices import Roster
from signapp.domain.publicity import PublicationOrdered
from signapp.domain.roster_rules import flaws
from signapp.services.journal import salted
from signapp.services.ports import SaltedText, TrustMaterial
from signapp.services.roster_certificates import bind, read_certificate
from signapp.services.roster_entry import RosterEntry

CHECKS = {one.value: one for one in IdentityCheck if one is not IdentityCheck.INVENTED}
KINDS = {one.value: one for one in OfficeKind}
POLICIES = {one.value: one for one in Policy}
PURPOSES = {one.value: one for one in Purpose}
HEADER = re.compile(r'^[ \t]*\[\[[ \t]*"?(\w+)"?[ \t]*\]\]', re.MULTILINE)
LARGEST = 10_000_000
"""No roster has more bytes than this."""


@dataclass(frozen=True)
class RosterPlan:
    """Changes that are ready to be proposed, the texts that they commit to, and certificates."""

    changes: tuple[RosterChange, ...]
    texts: tuple[SaltedText, ...] = ()
    certificates: tuple[bytes, ...] = ()


@dataclass
class RosterReader:
    """What a file is read against: roster, names by person, trust, moment; and what it made."""

    roster: Roster
    names: dict[str, str]
    trust: TrustMaterial
    at: datetime
    folder: Path = field(default_factory=Path)
    texts: list[SaltedText] = field(default_factory=list)
    certificates: list[bytes] = field(default_factory=list)

    def read(self, path: Path) -> RosterPlan:
        """Return what a roster file asks for.

        Raises RosterFileMalformedError when it is no TOML, or RosterFileRefusedError with every
        problem in it.
        """
        content, tables = _parsed(path)
        self.folder = path.parent
        entries = list(_entries(content, tables))
        made = [(entry, change) for entry in entries for change in self._changes(entry)]
        changes = tuple(change for _, change in made)
        problems = [problem for entry in entries for problem in entry.problems]
        if not problems:
            found = flaws(self.roster, changes)
            problems = [made[place][0].told(reason) for place, reason in found]
        if not changes and not problems:
            problems = [RosterProblem("", 0, 0, errors.RosterFileEmpty())]
        if problems:
            told = sorted(problems, key=lambda problem: problem.line)
            raise errors.RosterFileRefusedError(tuple(told), file=path)
        return RosterPlan(changes, tuple(self.texts), tuple(self.certificates))

    def certificate(
        self, entry: RosterEntry, name: str, person: str, purpose: Purpose
    ) -> Iterator[CertificateBound]:
        """Yield the binding of the certificate in the file that a field names."""
        file = entry.text(name)
        if entry.problems:
            return
        content = read_certificate(self.folder / file)
        known_as = self.names.get(person)
        if known_as is None:
            entry.refuse(errors.PersonUnknown(person=person))
            return
        yield bind(content, person, known_as, purpose, self.trust, self.at)
        self.certificates.append(content)

    def _changes(self, entry: RosterEntry) -> list[RosterChange]:
        """Return what an entry asks for; what is wrong with it is kept in it."""
        table = TABLES.get(entry.kind)
        if table is None:
            entry.refuse(errors.RosterFieldUnknown(field=entry.kind))
            return []
        for name in entry.fields:
            if name not in table.fields.split():
                entry.refuse(errors.RosterFieldUnknown(field=name))
        try:
            changes = list(table.make(self, entry))
        except errors.NotAuthorisedError as e:
            for reason in e.reasons:
                entry.refuse(reason)
        return [] if entry.problems else changes


def _parsed(path: Path) -> tuple[str, Mapping[str, Any]]:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST).decode("utf-8")
    except (OSError, UnicodeDecodeError) as e:
        raise errors.RosterFileMalformedError(file=path, line=1) from e
    content = content.replace("\r\n", "\n")
    try:
        return content, tomllib.loads(content)
    except tomllib.TOMLDecodeError as e:
        told = re.search(r"at line (\d+)", str(e))
        line = int(told[1]) if told else content.count("\n") + 1
        raise errors.RosterFileMalformedError(file=path, line=line) from e


def _entries(content: str, tables: Mapping[str, Any]) -> Iterator[RosterEntry]:
    """Yield the entries, kind by kind in the order in which they build on each other."""
    lines: dict[str, list[int]] = {}
    for header in HEADER.finditer(content):
        lines.setdefault(header[1], []).append(content.count("\n", 0, header.start()) + 1)
    for kind in sorted(tables, key=[*TABLES, *tables].index):
        listed = tables[kind] if isinstance(tables[kind], list) else [tables[kind]]
        at = lines.get(kind, [])
        for number, fields in enumerate(listed, 1):
            line = at[number - 1] if len(at) == len(listed) else 0
            yield RosterEntry(kind, number, line, fields if isinstance(fields, dict) else {})


# --- what each kind of entry asks for -------------------------------------------------------


def _office(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    title = OfficeTitle(
        fi=entry.text("fi"),
        fi_genitive=entry.text("fi_genitive"),
        sv=entry.text("sv"),
        en=entry.text("en"),
    )
    kind = entry.choice("kind", KINDS)
    assists = entry.text("assists", "")
    yield OfficeFormed(entry.text("code"), kind, title, entry.day("since"), assists)


def _person(reader: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    code, name = entry.text("code"), entry.text("name")
    identity, renamed = entry.choice("identity", CHECKS), entry.flag("renamed")
    if code in reader.names and not renamed:
        entry.refuse(errors.PersonKnown(person=code))
    if renamed and code not in reader.names:
        entry.refuse(errors.PersonUnknown(person=code))
    text = salted(name)
    reader.names[code] = name
    reader.texts.append(text)
    yield PersonEnrolled(code, text.commitment, identity)
    if any(entry.has(name) for name in ("office", "since", "until")):
        yield OfficeHeld(code, entry.text("office"), entry.day("since"), entry.day("until"))
    for purpose in Purpose:
        if entry.has(purpose.value):
            yield from reader.certificate(entry, purpose.value, code, purpose)


def _holder(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    days = entry.day("since"), entry.day("until")
    yield OfficeHeld(entry.text("person"), entry.text("office"), *days)


def _certificate(reader: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    person, purpose = entry.text("person"), entry.choice("purpose", PURPOSES)
    yield from reader.certificate(entry, "file", person, purpose)


def _deputies(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    days, basis = (entry.day("since"), entry.day("until")), entry.text("basis")
    yield DeputiesOrdered(entry.text("office"), entry.codes("deputies"), *days, basis)


def _substitute(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    days, basis = (entry.day("since"), entry.day("until")), entry.text("basis")
    yield SubstituteNamed(entry.text("person"), entry.text("office"), *days, basis)


def _provision(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    code, office, basis = entry.text("code"), entry.text("office"), entry.text("basis", "")
    yield ProvisionListed(code, office, entry.text("citation"), entry.day("since"), basis)


def _provision_ended(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    yield ProvisionEnded(entry.text("code"), entry.day("last_day"))


def _publication(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    code, office, citation = entry.text("code"), entry.text("office"), entry.text("citation")
    yield PublicationOrdered(code, office, citation, entry.day("since"), entry.day("until"))


def _policy(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    policy = entry.choice("policy", POLICIES)
    yield PolicySet(policy, entry.flag("in_force"), entry.text("basis"), entry.hours("hours"))


def _leaves(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    yield OfficeLeft(entry.text("person"), entry.text("office"), entry.day("last_day"))


def _dissolved(_: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    office, successor = entry.text("office"), entry.text("successor", "")
    yield OfficeDissolved(office, entry.day("last_day"), successor, entry.text("basis"))


def _lost(reader: RosterReader, entry: RosterEntry) -> Iterator[RosterChange]:
    yield CertificateUnbound(entry.text("sha256").lower(), reader.at)


@dataclass(frozen=True)
class Table:
    """A kind of entry: the fields it may have, and what it asks for."""

    fields: str
    make: Callable[[RosterReader, RosterEntry], Iterator[RosterChange]]


TABLES: dict[str, Table] = {
    "office": Table("code kind fi fi_genitive sv en since assists", _office),
    "person": Table("code name identity renamed office since until session signature", _person),
    "holder": Table("person office since until", _holder),
    "certificate": Table("person purpose file", _certificate),
    "deputies": Table("office deputies since until basis", _deputies),
    "substitute": Table("person office since until basis", _substitute),
    "provision": Table("code office citation since basis", _provision),
    "provision_ended": Table("code last_day", _provision_ended),
    "publication": Table("code office since until citation", _publication),
    "policy": Table("policy in_force basis hours", _policy),
    "leaves": Table("person office last_day", _leaves),
    "dissolved": Table("office last_day successor basis", _dissolved),
    "lost_certificate": Table("sha256", _lost),
}
