"""The acts by which the evidence on a case leaves the register, complete up to a moment."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseHeadSigned:
    """The desk says how far a case has come, so that none of it can be left out of evidence.

    The case `number` has so many `entries`, the last of them with the leaf hash `last`. `around`
    is the root over the leaf hashes of what else the evidence holds of the ledger, in its order:
    the roster, and the sessions by which people acted (`ledger.excerpt`).
    """

    number: str
    entries: int
    last: str
    around: str


@dataclass(frozen=True)
class EvidenceTaken:
    """A registrar took the evidence on the case out of the register: a file with this SHA-256.

    `public` says that it is the variant without personal data. Written after the file.
    """

    sha256: str
    public: bool
