"""Other forms of a word in a text: names and words are inflected, so one form finds not all.

What is found is offered for a yes or no, never taken by itself: a stem is common to other words.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile

_WORD = re.compile(r"\w+(?:[-’'.]\w+)*")
ENDING, ENDING_OF_LONG_NAMES = 2, 3
"""So many letters at the end of a word may be others in another form."""
LONG_NAME = 6
SHORTEST_STEM, SHORTEST_NAME = 4, 2
LONGEST_ENDING = 8
"""So many letters more another form may have."""
MOST = 40


def other_forms(texts: Iterable[str], passages: Iterable[str]) -> tuple[str, ...]:
    """Return what in the texts may be another form of a passage, as it is written there.

    Each word of a passage may be in another form; of several words the last one is looked for
    alone, too, as a person is called by their last name. In the order of the texts, each once.
    """
    given = [passage for passage in (" ".join(one.split()) for one in passages) if passage]
    found: dict[str, None] = {}
    for text in texts:
        words = _WORD.findall(text)
        for passage in given:
            found |= dict.fromkeys(_forms(words, _WORD.findall(passage)))
    known = [one.casefold() for one in given]
    return tuple(one for one in found if not _covered(one, known))[:MOST]


def _covered(form: str, known: list[str]) -> bool:
    """Tell whether a form is left out with the passages anyway, as one of them is in it."""
    return any(passage in form.casefold() for passage in known)


def _forms(words: list[str], passage: list[str]) -> Iterator[str]:
    length = len(passage)
    for at in range(len(words) - length + 1):
        window = words[at : at + length]
        if length and all(map(_is_form, window, passage)):
            yield " ".join(window)
    if length > 1:
        yield from (word for word in words if _is_form(word, passage[-1]))


def _is_form(word: str, given: str) -> bool:
    """Tell whether a word begins as another one does, but for its ending."""
    if word.casefold() == given.casefold():
        return True
    is_name = given[:1].isupper()
    if is_name and not word[:1].isupper():
        return False
    ending = ENDING_OF_LONG_NAMES if is_name and len(given) >= LONG_NAME else ENDING
    shortest = SHORTEST_NAME if is_name else SHORTEST_STEM
    pairs = zip(word.casefold(), given.casefold(), strict=False)
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    stem = max(shortest, len(given) - ending)
    return common >= stem and len(word) - common <= LONGEST_ENDING
