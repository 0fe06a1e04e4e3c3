"""Words that the end of a line cut in two: how each is read, and which are to be asked about.

A hyphen at the end of a line is kept by rule after a digit or a capital, before a capital and
between two equal vowels (linja-auto), and before a word like "and" it stands for a part that is
left out. Else the word is read in one. Where neither the text nor a dictionary proves that, it
is asked about.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from signapp.services.import_values import Join, Reading

Known = Callable[[tuple[str, ...]], Collection[str] | None]
"""Returns those of the words that a dictionary knows, or None where there is no dictionary."""

CONJUNCTIONS = frozenset(
    ("ja", "tai", "sekä", "eli", "että", "och", "eller", "samt", "and", "or", "vai", "kuin")
)
ENDINGS = frozenset(("ja", "eli", "or", "and"))
"""Those that words end in, too."""
SOFT_HYPHEN = "\N{SOFT HYPHEN}"
_LEFT = re.compile(r"[^\W_]+(?:-[^\W_]+)*$")
_RIGHT = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_VOWELS = "aeiouyåäö"
_SHORTEST = 2
"""A part of at most so many letters after a hyphen is no word of its own."""


def is_cut(line: str) -> bool:
    """Tell whether a line ends in the middle of a word."""
    return bool(re.search(rf"[^\W_][-{SOFT_HYPHEN}\N{{HYPHEN}}]$", line))


@dataclass(frozen=True)
class Cut:
    """A cut word: what stands before and after the hyphen; `soft` when only the line needs it.

    `earlier` is how many ends of lines cut it before this one.
    """

    before: str
    after: str
    soft: bool = False
    earlier: int = 0

    @property
    def left(self) -> str:
        """The letters before the hyphen."""
        found = _LEFT.search(self.before)
        return found[0] if found else ""

    @property
    def right(self) -> str:
        """The letters after it."""
        found = _RIGHT.match(self.after)
        return found[0] if found else ""

    @property
    def joined(self) -> str:
        """The word in one."""
        return self.left + self.right

    @property
    def kept(self) -> str:
        """The word with its hyphen."""
        return f"{self.left}-{self.right}"

    @property
    def candidates(self) -> tuple[str, ...]:
        """What to look up: both readings, and the joined part of a longer compound."""
        return (
            self.joined,
            self.kept,
            self._last,
            self._last_kept,
            self.left,
            self.left.casefold(),
        )

    @property
    def _last(self) -> str:
        """The last part of a compound with a hyphen of its own, joined."""
        return f"{self.left.rpartition('-')[2]}{self.right.partition('-')[0]}"

    @property
    def _last_kept(self) -> str:
        """The last part of a compound with a hyphen of its own, with a further hyphen."""
        return f"{self.left.rpartition('-')[2]}-{self.right.partition('-')[0]}"

    def may_be_kept(self, words: Collection[str]) -> bool:
        """Tell whether the hyphen may be the word's own, as the words know it or a name has it."""
        is_name = self.left[:1].isupper() and self.left.casefold() not in words
        is_name = is_name and self.left in words
        return self.kept in words or self._last_kept in words or is_name

    def is_known(self, words: Collection[str]) -> bool:
        """Tell whether the word in one, or the part of it that was cut, is among the words."""
        return self.joined in words or self._last in words


def read_cuts(cuts: Iterable[Cut], text: Collection[str], known: Known) -> tuple[Join, ...]:
    """Return how each cut word is read; `text` are the words of the text that no line cut."""
    all_cuts = tuple(cuts)
    wanted = dict.fromkeys(one for cut in all_cuts for one in cut.candidates if one)
    dictionary = known(tuple(wanted)) if wanted else ()
    told = frozenset(dictionary or ())
    written = frozenset(
        found.casefold() for word in text for found in re.findall(r"[^\W_]+(?:-[^\W_]+)*", word)
    )
    return tuple(_join(cut, written, told) for cut in all_cuts)


def _join(cut: Cut, written: frozenset[str], dictionary: frozenset[str]) -> Join:
    reading, doubtful = _read(cut, written, dictionary)
    return Join(cut.before, cut.after, reading, doubtful or cut.earlier > 0, cut.earlier + 1)


def _read(cut: Cut, written: frozenset[str], dictionary: frozenset[str]) -> tuple[Reading, bool]:
    if cut.soft:
        return Reading.JOINED, False
    if cut.right in CONJUNCTIONS:
        return _before_conjunction(cut, written, dictionary)
    by_rule = _by_spelling(cut)
    if by_rule is not None:
        return by_rule
    in_text = (cut.joined.casefold() in written, cut.kept.casefold() in written)
    if in_text[0] is not in_text[1]:
        return (Reading.JOINED if in_text[0] else Reading.KEPT), False
    if _same_vowel(cut):
        return Reading.KEPT, cut.joined in dictionary
    if cut.is_known(dictionary):
        return Reading.JOINED, in_text[1] or cut.may_be_kept(dictionary)
    if cut.kept in dictionary:
        return Reading.KEPT, False
    return Reading.JOINED, not _is_an_ending(cut)


def _before_conjunction(
    cut: Cut, written: frozenset[str], dictionary: frozenset[str]
) -> tuple[Reading, bool]:
    """Read a hyphen before "and" and the like: a part left out, or the word ends so (johta-ja)."""
    if cut.joined.casefold() in written:
        return Reading.JOINED, cut.left in dictionary
    if cut.joined in dictionary:
        return (Reading.APART, True) if cut.left in dictionary else (Reading.JOINED, False)
    sure = cut.left in dictionary or cut.right not in ENDINGS
    return Reading.APART, not sure


def _by_spelling(cut: Cut) -> tuple[Reading, bool] | None:
    """Read a hyphen that stands beside a digit, a capital or a single letter."""
    left, right = cut.left, cut.right
    part = left.rpartition("-")[2]
    if not left or not right or left[-1].isdigit() or right[0].isdigit():
        return Reading.KEPT, False
    if right[0].isupper():
        capitals = len(part) > 1 and part.isupper() and right.isupper()
        return (Reading.JOINED, True) if capitals else (Reading.KEPT, False)
    if part[-1].isupper():
        return Reading.KEPT, False
    if len(part) == 1 or not any(letter in _VOWELS for letter in part.casefold()):
        return Reading.KEPT, True
    return None


def _same_vowel(cut: Cut) -> bool:
    one, other = cut.left[-1].casefold(), cut.right[0].casefold()
    return one == other and one in _VOWELS


def _is_an_ending(cut: Cut) -> bool:
    """Tell whether what follows the hyphen is too short to be a word: a consonant and a vowel."""
    right = cut.right.casefold()
    return len(right) <= _SHORTEST and right[0] not in _VOWELS and right[-1] in _VOWELS
