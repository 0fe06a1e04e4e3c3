"""What looks wrong in the text of a decision: read from the text and from what it should fit (R9).

Each finding tells what and where; a certain one blocks submission, any other has to be seen.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from signapp.domain import errors
from signapp.domain.acts import OfficeTitle
from signapp.domain.errors import Finding
from signapp.domain.wording import words


@dataclass(frozen=True)
class TextToCheck:
    """A text with what it has to fit.

    `others` are its further paragraphs; `attachments` the titles by number; `first` and `last`
    bound the days of signing (none where no day is said); `office` is to sign, if any does;
    `headings` stand above the sections anyway; `secrets` are texts that nothing public may
    contain; `today` is when it is checked.
    """

    title: str
    decision: str
    others: tuple[str, ...]
    attachments: dict[int, str]
    first: date | None
    last: date | None
    office: OfficeTitle | None
    headings: tuple[str, ...]
    secrets: tuple[str, ...]
    today: date

    @property
    def paragraphs(self) -> tuple[str, ...]:
        """The whole text, paragraph by paragraph."""
        lines = (line for text in (self.decision, *self.others) for line in text.splitlines())
        return tuple(line.strip() for line in lines if line.strip())


def findings(text: TextToCheck) -> tuple[Finding, ...]:
    """Return what looks wrong, certain things first; each once."""
    found = [
        *_secrets(text),
        *_attachments(text),
        *_days(text),
        *_office(text),
        *_citations(text),
        *_headings(text),
        *_titles(text),
    ]
    once = {(one.code, tuple(one.facts.items())): one for one in found}
    return tuple(sorted(once.values(), key=lambda one: not one.certain))


# --- attachments ----------------------------------------------------------------------------

_NUMBERS = r"(?P<numbers>[0-9]{1,3}(?:\s*(?:[-–,]|ja|och|and|sekä|samt|to|till)\s*[0-9]{1,3})*)"
_REFERENCE = re.compile(
    rf"\b(?:liit(?:e|teen|teenä|teessä|teestä|teet|teiden|teinä|teissä|teistä|että)"
    rf"|bilag(?:a|an|or|orna)|attachments?)\s+{_NUMBERS}(?![0-9]|\.\s?[0-9])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"([0-9]+)\s*(?:[-–]|to|till)\s*([0-9]+)")


def referred_attachments(text: str) -> tuple[int, ...]:
    """Return the numbers of the attachments that a text refers to, in all three languages."""
    found: dict[int, None] = {}
    for reference in _REFERENCE.finditer(text):
        numbers = reference["numbers"]
        found |= dict.fromkeys(int(one) for one in re.findall(r"[0-9]+", numbers))
        for first, last in _RANGE.findall(numbers):
            found |= dict.fromkeys(range(int(first), int(last) + 1))
    return tuple(sorted(found))


def _attachments(text: TextToCheck) -> Iterator[Finding]:
    for number in referred_attachments("\n".join(text.paragraphs)):
        if number not in text.attachments:
            yield errors.AttachmentNotListed(number=number)


_MEANINGLESS = re.compile(
    r"[\W_]*(?:[\d\W_]*|(?:scan|img|image|dsc|skannaus|skanning|document|doc|asiakirja|dokument"
    r"|liite|bilaga|attachment|untitled|nimetön|namnlös|kopio|copy)[\s_\-]*[\d\W_]*)",
    re.IGNORECASE,
)
_FILE_NAME = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|rtf|tiff?|jpe?g|png|txt|zip)$", re.IGNORECASE
)


def tells_nothing(title: str) -> bool:
    """Tell whether a title is a number, a scanner's name or a file's name."""
    return bool(_MEANINGLESS.fullmatch(title.strip()) or _FILE_NAME.search(title.strip()))


def _titles(text: TextToCheck) -> Iterator[Finding]:
    for number, title in text.attachments.items():
        if tells_nothing(title):
            yield errors.AttachmentTitleEmpty(number=number, title=title)


# --- the authorisation ----------------------------------------------------------------------

_DAY = re.compile(r"(?<![0-9.])([0-9]{1,2})\.\s?([0-9]{1,2})\.\s?([0-9]{4})\b")


def days_in(text: str) -> tuple[date, ...]:
    """Return the days that a text has, written as 29.8.2017."""
    found = []
    for day, month, year in _DAY.findall(text):
        with suppress(ValueError):  # the 31st of a shorter month is nobody's day
            found.append(date(int(year), int(month), int(day)))
    return tuple(found)


def _days(text: TextToCheck) -> Iterator[Finding]:
    """A day to come in the decision is a day of signing, unless the right one stands there too."""
    if text.last is None:
        return
    first = text.first or date.min
    said = days_in(text.decision)
    if any(first <= day <= text.last for day in said):
        return
    for day in said:
        yield errors.DayDiffers(found=day, day=text.last)


def names_office(text: str, office: OfficeTitle) -> bool:
    """Tell whether a text names an office, in any language and any Finnish case.

    A case is put on the end of the last word: to the nominative, or to what is left of the
    genitive without its n. In Swedish each word may have the ending of a definite form.
    """
    running = " ".join(words(text)).casefold()
    stems = (office.fi, office.fi_genitive.removesuffix("n"), office.en)
    if any(_plain(stem) and _plain(stem) in running for stem in stems):
        return True
    swedish = r"\s".join(
        rf"{re.escape(word)}(?:e?n|s|ns|t)?" for word in _plain(office.sv).split()
    )
    return bool(swedish and re.search(swedish, running))


def _plain(text: str) -> str:
    return " ".join(words(text)).casefold()


def _office(text: TextToCheck) -> Iterator[Finding]:
    if text.office and text.decision.strip() and not names_office(text.decision, text.office):
        yield errors.OfficeDiffers(office=text.office)


# --- the law --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Repealed:
    """A citation of a law that is no more: how it looks, its name, what came, and when."""

    pattern: re.Pattern[str]
    law: str
    now: str
    since: date


def _repealed(pattern: str, law: str, now: str, since: date) -> Repealed:
    return Repealed(re.compile(pattern, re.IGNORECASE), law, now, since)


_NOT_OF_2015 = r"(?!\s*\(410/2015\))"
REPEALED = (
    _repealed(r"\b365/1995\b", "kuntalaki 365/1995", "kuntalaki 410/2015", date(2015, 5, 1)),
    _repealed(
        rf"\b(?:kuntala(?:ki|in)|kommunallagens?){_NOT_OF_2015}\s+51\s*§",
        "kuntalaki 365/1995 51 §",
        "kuntalaki 410/2015 92 §",
        date(2017, 6, 1),
    ),
    _repealed(
        r"\b598/1982\b|\bhallintomenettelyla(?:ki|in|kia)\b",
        "hallintomenettelylaki 598/1982",
        "hallintolaki 434/2003",
        date(2004, 1, 1),
    ),
    _repealed(
        r"\b348/2007\b", "hankintalaki 348/2007", "hankintalaki 1397/2016", date(2017, 1, 1)
    ),
    _repealed(
        r"\b523/1999\b|\bhenkilötietola(?:ki|in|kia)\b",
        "henkilötietolaki 523/1999",
        "tietosuojalaki 1050/2018",
        date(2019, 1, 1),
    ),
    _repealed(
        r"\b586/1996\b|\bhallintolainkäyttöla(?:ki|in|kia)\b",
        "hallintolainkäyttölaki 586/1996",
        "laki oikeudenkäynnistä hallintoasioissa 808/2019",
        date(2020, 1, 1),
    ),
)
"""Laws that decisions still cite out of habit, each from the day on which it was no more."""


def _citations(text: TextToCheck) -> Iterator[Finding]:
    for one in REPEALED:
        if one.since <= text.today and any(map(one.pattern.search, text.paragraphs)):
            yield errors.CitationRepealed(law=one.law, now=one.now)


# --- headings and secrets -------------------------------------------------------------------


def doubled(text: str) -> str:
    """Return what stands twice in a row when that is the whole text, else nothing."""
    parts = words(text)
    half = len(parts) // 2
    same = half and len(parts) % 2 == 0 and _same(parts[:half], parts[half:])
    return " ".join(parts[:half]) if same else ""


def _same(one: Iterable[str], other: Iterable[str]) -> bool:
    return [word.casefold() for word in one] == [word.casefold() for word in other]


def _headings(text: TextToCheck) -> Iterator[Finding]:
    own = {_plain(heading) for heading in text.headings}
    for paragraph in (text.title, *text.paragraphs):
        heading = doubled(paragraph)
        if heading:
            yield errors.HeadingDoubled(heading=heading)
        elif _plain(paragraph) in own:
            yield errors.HeadingDoubled(heading=paragraph)
    paragraphs = (text.title, *text.paragraphs)
    for before, after in pairwise(paragraphs):
        if before and _plain(before) == _plain(after):
            yield errors.HeadingDoubled(heading=before)


_IDENTITY_CODE = re.compile(r"\b[0-9]{6}[-+A-FU-Y][0-9]{3}[0-9A-FHJ-NPR-Y]\b")
"""A Finnish personal identity code."""


def _secrets(text: TextToCheck) -> Iterator[Finding]:
    running = _plain("\n".join((text.title, *text.paragraphs)))
    for secret in text.secrets:
        if len(_plain(secret)) > 3 and _plain(secret) in running:
            yield errors.SecretInPublicText(found=secret)
    for code in _IDENTITY_CODE.findall("\n".join((text.title, *text.paragraphs))):
        yield errors.SecretInPublicText(found=code)
