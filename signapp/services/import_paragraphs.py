"""Lines become paragraphs: broken lines are joined again, and words that they cut."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from signapp.services.dehyphenate import SOFT_HYPHEN, Cut, Known, is_cut, read_cuts
from signapp.services.import_pages import ends_by_width
from signapp.services.import_values import Join, Reading, TextLine
from signapp.services.plain_words import SPACES, TRIMMED, in_one_line

COLUMN = "\t"
_COLUMNS = re.compile(r"\t+| {3,}")
_WORD = re.compile(f"{COLUMN}|[^{COLUMN}{SPACES}]+")
_BULLET = re.compile(r"^[-–—•·▪*]\s")
_NUMBERED = re.compile(r"(\d{1,3})[.):]?\s+\S")

Piece = str | Cut


@dataclass
class Weaver:
    """Takes paragraphs as lines, and gives them back as text once all cut words are read."""

    paragraphs: list[list[Piece]] = field(default_factory=list)

    def take(self, lines: Sequence[str]) -> int:
        """Take the lines of a paragraph; return its place."""
        pieces: list[Piece] = []
        for line in lines:
            for place, word in enumerate(_words(line)):
                _append(pieces, word, is_first=place == 0)
        self.paragraphs.append(pieces)
        return len(self.paragraphs) - 1

    def read(
        self, known: Known, answers: Mapping[int, Reading]
    ) -> tuple[list[str], tuple[Join, ...]]:
        """Return the paragraphs as text, and how the cut words in them were read."""
        cuts = [piece for pieces in self.paragraphs for piece in pieces if isinstance(piece, Cut)]
        whole = {
            piece for pieces in self.paragraphs for piece in pieces if not isinstance(piece, Cut)
        }
        joins = tuple(
            replace(one, reading=answers.get(place, one.reading))
            for place, one in enumerate(read_cuts(cuts, whole, known))
        )
        left = iter(joins)
        texts = [
            " ".join(next(left).read() if isinstance(one, Cut) else one for one in pieces)
            for pieces in self.paragraphs
        ]
        return [text.replace(f" {COLUMN} ", COLUMN) for text in texts], joins


def _words(line: str) -> list[str]:
    """Return the words of a line, without the hyphens that only an end of line would show.

    A tab stands between two columns.
    """
    words = _WORD.findall(_COLUMNS.sub(COLUMN, line.strip(TRIMMED)))
    if SOFT_HYPHEN not in line:
        return words
    return [one[:-1].replace(SOFT_HYPHEN, "") + one[-1] for one in words]


def _append(pieces: list[Piece], word: str, *, is_first: bool) -> None:
    """Put a word behind the others; where the line before ended in a hyphen, it is a cut one."""
    last = pieces[-1] if pieces else ""
    before = last.after if isinstance(last, Cut) else last
    if not is_first or not before or not is_cut(before):
        pieces.append(word)
        return
    soft = before.endswith(SOFT_HYPHEN)
    if isinstance(last, Cut):
        pieces[-1] = Cut(f"{last.before}{before[:-1]}", word, earlier=last.earlier + 1)
    else:
        pieces[-1] = Cut(before[:-1], word, soft=soft)


def grouped(lines: Iterable[TextLine], width: int, *, numbered: bool = False) -> list[list[str]]:
    """Return the paragraphs of a part, each as its lines.

    `numbered` says that the part is a numbered list, in which what has no number goes on.
    """
    found: list[list[str]] = []
    before: TextLine | None = None
    expected, counts = 1, False
    for line in lines:
        if not line.text.strip(TRIMMED):
            before = None if before is None or not is_cut(before.text.rstrip()) else before
            continue
        number = _NUMBERED.match(line.text.strip())
        is_next = numbered and number is not None and int(number[1]) == expected
        goes_on = before is not None and not is_next and _goes_on(before, line, width)
        if found and (goes_on or (counts and not is_next)):
            found[-1].append(line.text)
        else:
            found.append([line.text])
        if is_next:
            expected, counts = expected + 1, True
        before = line
    return found


def _goes_on(before: TextLine, line: TextLine, width: int) -> bool:
    if is_cut(before.text.rstrip()):
        return True
    begins = _BULLET.match(line.text.strip()) or COLUMN in line.text.strip(TRIMMED)
    return not begins and not ends_by_width(before, line, width)


def without_mark(paragraph: str) -> str:
    """Return an item of a list without its dash or dot."""
    return _BULLET.sub("", in_one_line(paragraph), count=1)
