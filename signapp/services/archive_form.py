"""The metadata of a case for the archive: what stands in `metadata.json`, and under which names.

The names follow the records of the city's case management (NativeId, PublicityClass, Agents …).
The form is published as resources/docs/archive-metadata.schema.json and explained in
resources/docs/archive-package.md.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from signapp.domain.values import to_plain

METADATA = "metadata.json"
FORMAT, VERSION = "signapp-archive-metadata", 1
HASH_ALGORITHM = "sha256"
PERMANENT = -1
"""Years of a record that is kept for ever, as records plans write it."""


def published_as(name: str) -> str:
    """Return a field's published name: each word with a capital, as in NativeId."""
    return "".join(word.capitalize() for word in name.split("_")).replace("Uri", "URI")


class PublicityTerm(Enum):
    """How public a record is, in the words of the city's records."""

    PUBLIC = "Julkinen"
    PARTLY_SECRET = "Osittain salassa pidettävä"  # noqa: S105  (a class, no password)
    NOT_PUBLIC = "Ei-julkinen"
    SECRET = "Salassa pidettävä"  # noqa: S105


class PersonalDataTerm(Enum):
    """What personal data a record has, in the words of the city's records."""

    NONE = "Ei sisällä henkilötietoja"
    SOME = "Sisältää henkilötietoja"
    SPECIAL = "Sisältää erityisiä henkilötietoja"
    CRIMINAL = "Sisältää rikoksiin liittyviä henkilötietoja"


class Role(Enum):
    """What an agent has to do with a record."""

    MAIN_CREATOR = "mainCreator"
    DRAFTSMAN = "draftsman"
    DECISION_MAKER = "decisionMaker"
    SIGNER = "signer"


class CaseStatus(Enum):
    """How far a case has come."""

    PENDING = "Vireillä"
    SOLVED = "Ratkaistu"
    CLOSED = "Päätetty"


class HandlingType(Enum):
    """What was done with the decision without a document of the register's own."""

    EXTRACT = "pöytäkirjanote"
    RECTIFICATION = "oikaisuvaatimus tai valitus"


@dataclass(frozen=True)
class Agent:
    """Who had to do with a record: a person, for which office, in which capacity."""

    role: Role
    name: str
    office: str
    office_id: str
    capacity: str


@dataclass(frozen=True)
class Retention:
    """How many years a record is kept, -1 for ever, and on which basis."""

    years: int
    basis: str


@dataclass(frozen=True)
class SecrecyPeriod:
    """How long a record is secret: years from a day, as far as the grounds tell."""

    years: int | None
    begins: date | None
    ends: date | None
    basis: str


@dataclass(frozen=True)
class Protection:
    """How public a record is, on which grounds, for how long, and what personal data it has.

    Personal data are null where nobody classed the record.
    """

    publicity_class: PublicityTerm
    security_reasons: tuple[str, ...]
    secrecy_period: SecrecyPeriod | None
    personal_data: PersonalDataTerm | None


@dataclass(frozen=True)
class PackagedFile:
    """A file of the package: its name there, and its bytes."""

    file_uri: str
    media_type: str
    length: int
    hash_algorithm: str
    hash_value: str


@dataclass(frozen=True)
class ValidationData:
    """What a signed file carries for its own validation; hash and length of its DER form."""

    kind: str
    field: str
    length: int
    hash_algorithm: str
    hash_value: str


@dataclass(frozen=True)
class ArchivedRecord:
    """A document of the case.

    All versions of a document share the version series; `native_id` follows from the bytes.
    """

    native_id: str
    version_series_id: str
    type: str
    title: str
    language: str
    issued: date | None
    protection: Protection
    agents: tuple[Agent, ...]
    file: PackagedFile
    validation_data: tuple[ValidationData, ...]
    validation_report: str
    retention: Retention


@dataclass(frozen=True)
class FunctionClass:
    """The function class of the case, as code and title of the day on which it was opened."""

    code: str
    title: str


@dataclass(frozen=True)
class DecisionMade:
    """The decision: its § number, day and outcome, and from when it is final."""

    section: int
    year: int
    decided: date
    outcome: str
    decision_maker: str
    decision_maker_id: str
    final_from: date | None


@dataclass(frozen=True)
class Handling:
    """A handling that left no document here: its day, and how long its record is kept."""

    type: HandlingType
    day: date | None
    retention: Retention


@dataclass(frozen=True)
class ArchivedCase:
    """The case itself."""

    native_id: str
    case_id: str
    case_id_label: str
    diary_number: str
    function_class: FunctionClass
    title: str
    status: CaseStatus
    opened: date
    decision: DecisionMade | None
    parties: tuple[str, ...]
    protection: Protection
    agents: tuple[Agent, ...]
    retention: Retention


@dataclass(frozen=True)
class ArchiveMetadata:
    """All metadata of a package."""

    format: str
    version: int
    made: datetime
    city: str
    register: str
    demo: bool
    case: ArchivedCase
    records: tuple[ArchivedRecord, ...]
    handlings: tuple[Handling, ...]

    def to_json(self) -> bytes:
        """Return the JSON that stands in the package."""
        plain = _published(to_plain(self, ArchiveMetadata))
        return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def _published(plain: Any) -> Any:
    if isinstance(plain, dict):
        return {published_as(name): _published(value) for name, value in plain.items()}
    return [_published(one) for one in plain] if isinstance(plain, list) else plain
