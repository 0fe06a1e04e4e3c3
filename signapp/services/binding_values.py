"""What is bound into one PDF: files one after another, each under its title, with page labels."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class BoundPart:
    """A file in a bound PDF: its title in the outline, and the group that it belongs to.

    A group of the number 0 stands alone in front, as a cover does; the parts of any other stand
    below the title of their group.
    """

    path: Path
    title: str
    group: int


@dataclass(frozen=True)
class Pack:
    """What is to be bound: its title and language, the groups' titles (from 1), and the parts.

    `labels` is a PDF with one page for each page of the parts, which is laid over it.
    """

    title: str
    language: str
    groups: tuple[str, ...]
    parts: tuple[BoundPart, ...]
    labels: Path


class BindingWork(Protocol):
    """Binding PDF files."""

    def bind(self, pack: Pack, output: Path) -> int:
        """Write all parts into one PDF with an outline and page labels; return its pages.

        What acts in them is left behind: forms, links, scripts, files. What is shown stays as it
        is, signatures' marks as well. The result keeps no standard. Raises DamagedFileError.
        """
