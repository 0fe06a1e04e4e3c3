"""The words and lines of a text from outside, where a control character is no white space."""

import re

SPACES = " \t\v\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\u2000-\u200a\u3000"
"""What stands between words, for a class of a regular expression."""
TRIMMED = " \t\v\N{NO-BREAK SPACE}"
"""What is taken off the ends of a line."""
SPACE = re.compile(f"[{SPACES}]+")
_ENDS = re.compile("\r\n|\r|\u2028|\u2029|\u0085")


def plain_words(text: str) -> list[str]:
    """Return the words of a text: what stands between spaces and line ends."""
    return [word for word in SPACE.split(text.replace("\n", " ").replace("\f", " ")) if word]


def in_one_line(text: str) -> str:
    """Return a text with single spaces."""
    return " ".join(plain_words(text))


def plain_lines(text: str) -> list[str]:
    """Return the lines of a text, whatever they end with; pages still begin with a form feed."""
    return _ENDS.sub("\n", text).split("\n")
