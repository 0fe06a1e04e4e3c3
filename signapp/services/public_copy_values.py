"""What a public copy leaves out, and the protocol by which its finished bytes are searched."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

TITLE, SIGNER = "title", "signer"
"""The keys, among the parts that can be left out, of the title and of who signed the original."""


@dataclass(frozen=True)
class LeftOut:
    """What a public copy leaves out: whole parts by their keys, and passages wherever they are.

    The decision-maker acted in office, and is named unless the part `signer` is left out.
    """

    parts: tuple[str, ...] = ()
    passages: tuple[str, ...] = ()


NOTHING = LeftOut()


class TraceSearch(Protocol):
    """Looks for words in a finished file."""

    def traces(self, path: Path, words: tuple[str, ...]) -> tuple[str, ...]:
        """Return those of the words that a file has in pages, metadata, names or files in it.

        Raises DamagedFileError.
        """
