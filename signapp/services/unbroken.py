"""What is printed on one line: numbers with their words, days, citations of the law.

Only what leaves is changed so; what is kept has the spaces that were written. The signs that are
put in are for the template, which prints none of them (`document-rules` in look.typ).
"""

import re
from typing import Any

NO_BREAK, JOINED, BREAK = "\N{NO-BREAK SPACE}", "\N{WORD JOINER}", "\N{ZERO WIDTH SPACE}"
"""What holds together across a space, and without one; and where a very long word may break."""
PIECE = 12
_UNITS = (
    *("mom", "kohta", "kohdan", "luku", "luvun", "kap", "k", "p", "kpl", "st"),
    *("km", "m", "cm", "mm", "m²", "kg", "euro", "euroa", "milj", "mn", "mrd"),
)
_BEFORE_NUMBERS = (
    *("liite", "liitteen", "liitteenä", "liitteessä", "bilaga", "bilagan", "attachment"),
    *("mom.", "momentin", "klo", "kl.", "section", "JulkL", "OffL", "MyndOffL", "§:n"),
)
_TOGETHER = re.compile(
    r"(?<=[0-9]) (?=[0-9%€§]|[–-] [0-9])"
    rf"|(?<=[0-9{NO_BREAK} ][–-]) (?=[0-9])"
    r"|(?<=\)) (?=[0-9.]+ §)|(?<=§) (?=[0-9])"
    rf"|(?<=[0-9]) (?=(?:{'|'.join(_UNITS)})\b)"
    r"|(?<=milj\.) (?=euro|€)"
    r"|(?<=[A-Z]{2}) (?=[0-9]{4}-[0-9]{6})|(?<=-[0-9]{6}) (?=T [0-9]{2})|(?<=[0-9] T) (?=[0-9]{2})"
)
_NAMED = re.compile(
    rf"(?<!\w)({'|'.join(map(re.escape, _BEFORE_NUMBERS))}) (?=\(?[0-9])", re.IGNORECASE
)


_RANGE = re.compile(r"(?<=[0-9.])–(?=[0-9])")
_LONG = re.compile(r"\w{50,}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


def unbroken(text: str) -> str:
    """Return a text as it is printed: numbers, dates and citations hold together on one line.

    A word too long for any line is given places to break; a hash has its own, and a row of digits
    is the pattern of a code.
    """
    joined = _TOGETHER.sub(NO_BREAK, text)
    joined = _NAMED.sub(rf"\1{NO_BREAK}", joined)
    return _LONG.sub(_in_pieces, _RANGE.sub(f"–{JOINED}", joined))


def _in_pieces(found: re.Match[str]) -> str:
    word = found[0]
    if word.isdigit() or _SHA256.fullmatch(word):
        return word
    return BREAK.join(word[at : at + PIECE] for at in range(0, len(word), PIECE))


def all_unbroken(data: Any) -> Any:
    """Return what a template is given, with every text in it as it is printed."""
    if isinstance(data, str):
        return unbroken(data)
    if isinstance(data, list):
        return [all_unbroken(one) for one in data]
    if isinstance(data, dict):
        return {key: all_unbroken(one) for key, one in data.items()}
    return data
