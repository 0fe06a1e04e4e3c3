"""How acts refer to texts and documents: by hashes, never by what they say."""

from dataclasses import dataclass
from typing import Annotated

COMMITMENT = "commitment"
Commitment = Annotated[str, COMMITMENT]
"""SHA-256 in hexadecimal of salt and text; see `ledger.encoding.commit`."""


@dataclass(frozen=True)
class DocumentRef:
    """A document is its bytes: their SHA-256 in hexadecimal and their number."""

    sha256: str
    length: int
