"""How acts refer to texts and documents (by hashes, never by what they say), and to who acts."""

from dataclasses import dataclass
from enum import Enum
from typing import Annotated

COMMITMENT = "commitment"
Commitment = Annotated[str, COMMITMENT]
"""SHA-256 in hexadecimal of salt and text; see `ledger.encoding.commit`."""


@dataclass(frozen=True)
class DocumentRef:
    """A document is its bytes: their SHA-256 in hexadecimal and their number."""

    sha256: str
    length: int


class Capacity(Enum):
    """In which capacity somebody acts."""

    HOLDER = "holder"
    DEPUTY = "deputy"
    SUBSTITUTE = "substitute"
    DESK = "desk"


@dataclass(frozen=True)
class Actor:
    """Who acts: a person, the office they act for, and the capacity."""

    person: str
    office: str
    capacity: Capacity


DESK = Actor("", "", Capacity.DESK)


@dataclass(frozen=True)
class SignaturePlace:
    """A prepared signature field: page from 0, box in PDF points (left, bottom, right, top)."""

    field: str
    party: str
    page: int
    box: tuple[int, ...]


@dataclass(frozen=True)
class SignedRevision:
    """A signed file, with the SHA-256 of its CMS and the level really reached."""

    document: DocumentRef
    cms: str
    level: str
