"""Reads a PDF as assistive technology does: its structure tree, as poppler tells it."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.interop.judge import missing_judge

_LINE = re.compile(r"(?P<indent> *)(?:\"(?P<text>.*)\"|(?P<kind>[A-Z][A-Za-z0-9]*)\b.*)")


@dataclass(frozen=True)
class Told:
    """A piece of text, the number of its element, and the kinds of those that hold it."""

    text: str
    element: int
    inside: tuple[str, ...]


def told(path: Path) -> list[Told]:
    """Return the pieces of text of a file in the order of its structure tree."""
    if shutil.which("pdfinfo") is None:
        missing_judge("pdfsig")
    command = ["pdfinfo", "-struct-text", str(path)]
    said = subprocess.run(command, check=True, capture_output=True).stdout
    found: list[Told] = []
    open_kinds: list[tuple[int, str]] = []
    element = 0
    for line in said.decode("utf-8", "replace").splitlines():
        read = _LINE.fullmatch(line)
        if read is None:
            continue
        depth = len(read["indent"])
        open_kinds = [one for one in open_kinds if one[0] < depth]
        if read["kind"]:
            open_kinds.append((depth, read["kind"]))
            element += 1
        else:
            found.append(Told(read["text"], element, tuple(kind for _, kind in open_kinds)))
    return found


def headings(pieces: list[Told], kind: str = "H2") -> list[str]:
    """Return the headings of a level in reading order, joined where a line ends."""
    by_element: dict[int, str] = {}
    for one in pieces:
        if kind in one.inside and one.text != "-":
            by_element[one.element] = by_element.get(one.element, "") + one.text
    return [" ".join(text.split()) for text in by_element.values()]


def reading(pieces: list[Told]) -> str:
    """Return the whole text in reading order, without spaces and hyphens."""
    return "".join(letter for one in pieces for letter in one.text if letter.isalnum())
