"""The head of a decision text: its title, its numbers, its day, and what labels tell."""

import re
from collections.abc import Iterable
from datetime import date

from signapp.domain.lints import days_in
from signapp.services.import_paragraphs import COLUMN
from signapp.services.import_values import Identity
from signapp.services.plain_words import in_one_line

_SECTION = re.compile(r"§\s*(\d{1,5})(?!\d|\.\d)|(?<![\d.])(\d{1,5})\s*§(?!\s*:?\w)")
_NUMBERED_TITLE = re.compile(r"(?:§\s*(\d{1,5})|(\d{1,5})\s*§)\s+([^\W\d].*)")
_LABELS = re.compile(
    r"(diaarinumero|asiakirjatyyppi|asianumero|asia|päätöspäivä|päivämäärä|päättäjä|viite|tunnus"
    r"|diarienummer|handlingstyp|ärendenummer|beslutsdatum|datum|beslutsfattare|referens"
    r"|diary number|record type|case number|date|decision-maker|reference)"
    r"\s*(?::|/|\t|\s)\s*(\S.*)",
    re.IGNORECASE,
)
_REFERENCES = ("viite", "referens", "reference")


def diary_number_in(text: str, prefix: str) -> str:
    """Return the diary number or the case number in a text, or nothing."""
    space = r"[ \N{NO-BREAK SPACE}]"
    form = rf"\b{re.escape(prefix)}{space}\d{{4}}-\d{{6}}(?:{space}T(?:{space}\d\d)+)?(?!\d)"
    found = re.search(form, text)
    return in_one_line(found[0]) if found else ""


def stands_alone(line: str, prefix: str) -> bool:
    """Tell whether a line of the head is a number of the decision, and no part of its title."""
    written = in_one_line(line)
    diary = diary_number_in(written, prefix)
    return bool(_SECTION.fullmatch(written)) or bool(diary and len(written) < len(diary) + 24)


def identity_of(
    head: list[str], page_lines: Iterable[str], prefix: str
) -> tuple[Identity, list[str]]:
    """Return what the head of a text says, and what of it was not recognised.

    What labels and numbers leave over begins with the title.
    """
    title, left, lines = "", list[str](), list[str]()
    section = number = reference = ""
    day: date | None = None
    for paragraph in head:
        written = in_one_line(paragraph)
        label = _LABELS.fullmatch(paragraph.replace(COLUMN, " "))
        diary, alone = diary_number_in(written, prefix), _SECTION.fullmatch(written)
        if alone or label or stands_alone(written, prefix):
            lines.append(paragraph)
            number = number or diary
            section = section or (_digits(alone) if alone else "")
            if label and label[1].casefold() in _REFERENCES:
                reference = label[2]
            day = day or next(iter(days_in(written)), None)
        elif not title:
            title = written
            lines.append(paragraph)
        else:
            left.append(paragraph)
    numbered = _NUMBERED_TITLE.fullmatch(title)
    if numbered is not None:  # the title stands behind the number of its section
        section, title = section or _digits(numbered), numbered[3]
    edges = " ".join(page_lines)
    found = _SECTION.search(edges)
    section = section or (_digits(found) if found else "")
    day = day or next(iter(days_in(edges)), None)
    number = number or diary_number_in(edges, prefix)
    return Identity(title, section, number, day, reference, tuple(lines)), left


def _digits(found: re.Match[str]) -> str:
    return found[1] or found[2]
