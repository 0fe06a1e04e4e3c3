"""A line for the terminal: whatever comes from a file or a register is made harmless in it."""

import json
import unicodedata
from dataclasses import dataclass
from typing import Any, NewType

import click

Line = NewType("Line", str)
"""A line that may be printed; only `line` and `harmless` make one."""

UNPRINTABLE = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Characters that move the cursor, change colours, turn the writing round or are not seen."""

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True)
class Styled:
    """A part of a line in a colour or weight of our own."""

    text: str
    colour: str | None = None
    bold: bool | None = None
    dim: bool | None = None


def line(*parts: str | Styled) -> Line:
    """Return the line made of these parts; no part can style, move or hide anything by itself."""
    return Line("".join(map(_shown, parts)))


def lines(text: str) -> tuple[Line, ...]:
    """Return a text of several lines as such."""
    return tuple(line(one) for one in text.split("\n"))


def is_printable(character: str) -> bool:
    """Tell whether a character stands for itself, and does nothing to those around it."""
    return unicodedata.category(character) not in UNPRINTABLE


def _shown(part: str | Styled) -> str:
    if isinstance(part, Styled):
        text = _harmless(part.text)
        return click.style(text, fg=part.colour, bold=part.bold, dim=part.dim)
    return _harmless(part)


def _harmless(text: str) -> str:
    return "".join(one if is_printable(one) else REPLACEMENT for one in text)


def escaped_json(plain: Any) -> str:
    """Return a plain value as JSON.

    What a terminal would obey stands escaped in it, which for a reader of JSON is the same.
    """
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    return "".join(
        one if one == "\n" or is_printable(one) else json.dumps(one)[1:-1] for one in text
    )
