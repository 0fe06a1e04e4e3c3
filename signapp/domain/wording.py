"""Compares texts by their words: whether they say the same, and what was taken out or put in."""

import re
import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import Enum

_PIECE = re.compile(r"\S+")


def words(text: str) -> list[str]:
    """Return the words of a text: what stands between white space, in one form of Unicode."""
    return unicodedata.normalize("NFC", text).split()


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts differ in nothing but their white space (R7)."""
    return words(one) == words(other)


class Change(Enum):
    """What became of a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True)
class Run:
    """A run of words of one kind."""

    change: Change
    text: str


Paragraph = tuple[Run, ...]


def differences(before: str, after: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of both texts together, each as runs of words kept, removed, added.

    What is kept and added, in order, has the words of `after`; what is kept and removed has
    those of `before`. A paragraph of which nothing was kept stands as a whole, removed or added.
    """
    old, new = paragraphs(before), paragraphs(after)
    found: list[Paragraph] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found += [(Run(Change.KEPT, one),) for one in new[c:d]]
        else:
            found += _between(old[a:b], new[c:d])
    return tuple(found)


def paragraphs(text: str) -> list[str]:
    """Return the paragraphs of a text: its lines that are not empty, with single spaces."""
    return [" ".join(words(line)) for line in text.splitlines() if line.strip()]


def _between(old: list[str], new: list[str]) -> list[Paragraph]:
    """Pair the paragraphs that were changed with those that they became, in their order."""
    found: list[Paragraph] = []
    for number in range(max(len(old), len(new))):
        before = old[number] if number < len(old) else ""
        after = new[number] if number < len(new) else ""
        runs = _runs(before, after)
        alike = any(run.change is Change.KEPT for run in runs)
        found += [runs] if alike else [(run,) for run in runs]
    return found


def _runs(before: str, after: str) -> Paragraph:
    old, new = _PIECE.findall(before), _PIECE.findall(after)
    runs: list[Run] = []
    for tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            runs.append(Run(Change.KEPT, " ".join(new[c:d])))
            continue
        if b > a:
            runs.append(Run(Change.REMOVED, " ".join(old[a:b])))
        if d > c:
            runs.append(Run(Change.ADDED, " ".join(new[c:d])))
    return tuple(runs)
