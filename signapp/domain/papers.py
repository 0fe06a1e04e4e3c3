"""The act by which a paper that was made of a case leaves the register (R47)."""

from dataclasses import dataclass

OF_REGISTRY = frozenset({"archive", "extract", "finality"})
"""The kinds of papers that the registry alone gives out: all of a case, or what it certifies."""


@dataclass(frozen=True)
class PaperTaken:
    """Somebody took a paper of the case out of the register: a file with this SHA-256.

    `kind` is the code of the kind of paper, `copies` how many were printed or handed over, one
    of a plain file. To whom it went is not said. Written when the file is complete.
    """

    kind: str
    sha256: str
    copies: int = 1
