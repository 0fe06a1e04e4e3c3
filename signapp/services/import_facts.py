"""What a decision text says as facts: its head, and who may sign what, when and with whom."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from signapp.domain.acts import OfficeTitle
from signapp.domain.lints import days_in, referred_attachments
from signapp.services.appeal_text import AppealText
from signapp.services.import_values import Wanted
from signapp.services.plain_words import in_one_line
from signapp.services.proposal_text import AttachmentLine


@dataclass(frozen=True)
class KnownOffice:
    """An office of the register: its code, its title, and what it may do."""

    office: str
    title: OfficeTitle
    decides: bool
    signs: bool


@dataclass(frozen=True)
class Knowledge:
    """What the register knows that a text may name: its offices, and appeal instructions.

    `prefix` begins the numbers of its cases.
    """

    offices: tuple[KnownOffice, ...] = ()
    appeals: tuple[AppealText, ...] = ()
    prefix: str = "HEL"


_AUTHORISED = tuple(
    re.compile(form, re.IGNORECASE | re.DOTALL)
    for form in (
        r"\b(?:oikeut|valtuut)\w*\s+(.{3,160}?)\s+allekirjoitta",
        r"\bge(?:r|tt?)?\s+(.{3,160}?)\s+(?:rätt|fullmakt)\s+att\s+underteckna",
        r"\b(?:bemyndiga|berättiga|befullmäktiga)\w*\s+(.{3,160}?)\s+att\s+underteckna",
        r"\b(?:authoris|authoriz|entitl)\w*\s+(.{3,160}?)\s+to\s+sign",
    )
)
_DECIDED = re.compile(
    r"^\s*(.{3,120}?)\s+(?:päätti|päättää|päättäisi|beslutade|beslutar|beslöt|decided|decides)\b",
    re.IGNORECASE | re.DOTALL,
)
_AT_LATEST = re.compile(r"\bviimeistään\b|\bmennessä\b|\bsenast\b|\blatest\b", re.IGNORECASE)
_WITH = (
    re.compile(r"((?:\S+\s+){1,8})kanssa\b"),
    re.compile(r"\b(?:med|mellan)\s+((?:\S+\s*){1,8})"),
    re.compile(r"\bwith\s+(?:the\s+)?((?:\S+\s*){1,8})"),
)
_GENITIVES = {
    "kaupungin": "kaupunki", "kunnan": "kunta", "valtion": "valtio", "yliopiston": "yliopisto",
    "ministeriön": "ministeriö", "viraston": "virasto", "säätiön": "säätiö",
    "yhdistyksen": "yhdistys", "liiton": "liitto", "seuran": "seura", "yhtymän": "yhtymä",
    "kuntayhtymän": "kuntayhtymä", "maakunnan": "maakunta", "osakeyhtiön": "osakeyhtiö",
    "yhtiön": "yhtiö", "instituutin": "instituutti", "museon": "museo", "komission": "komissio",
    "keskuksen": "keskus", "laitoksen": "laitos", "hallituksen": "hallitus", "koulun": "koulu",
    "seurakunnan": "seurakunta", "toimiston": "toimisto", "oy:n": "Oy", "oyj:n": "Oyj",
    "ry:n": "ry", "ab:n": "Ab", "alueen": "alue", "aluehallinnon": "aluehallinto",
}  # fmt: skip
"""Last words of a counterparty's name as the text has them, and as the name ends."""


def wanted_in(decision: str, attachments: tuple[AttachmentLine, ...], known: Knowledge) -> Wanted:
    """Return what a decision allows, as far as its words tell."""
    allowed = next((one for form in _AUTHORISED if (one := form.search(decision))), None)
    maker = _DECIDED.search(decision)
    deciding = [one for one in known.offices if one.decides]
    decider = office_named(maker[1], deciding) if maker else ""
    if allowed is None:
        return Wanted(decision_maker=decider)
    words = in_one_line(allowed[1])
    sentence = re.split(r"(?<=[^\d\W])\.\s|\n", decision[allowed.end() :], maxsplit=1)[0]
    referred = referred_attachments(decision)
    only = attachments[0].number if len(attachments) == 1 else 0
    return Wanted(
        office=office_named(words, [one for one in known.offices if one.signs]),
        office_words=words,
        counterparty=counterparty_in(sentence) or counterparty_in(decision),
        days=tuple(dict.fromkeys(days_in(sentence))),
        at_latest=bool(_AT_LATEST.search(sentence)),
        attachment=referred[0] if referred else only,
        decision_maker=decider,
    )


def office_named(words: str, offices: Iterable[KnownOffice]) -> str:
    """Return the office whose title begins a phrase, in any case (R58): the longest such title.

    An office that only ends alike is another one: a deputy mayor is no mayor.
    """
    named = [one for one in offices if any(form.match(words) for form in _forms(one.title))]
    named.sort(key=lambda one: len(one.title.fi), reverse=True)
    return named[0].office if named else ""


def _forms(title: OfficeTitle) -> Iterator[re.Pattern[str]]:
    """Yield how a title may stand in a text: with the endings of each language."""
    stem = title.fi_genitive.removesuffix("n")
    for finnish in {title.fi, stem}:
        if finnish:
            yield re.compile(rf"{_spaced(finnish)}\w{{0,5}}(?!\w)", re.IGNORECASE)
    swedish = r"\s+".join(rf"{re.escape(one)}(?:e?n|s|ns|t)?" for one in title.sv.split())
    if swedish:
        yield re.compile(rf"{swedish}(?!\w)", re.IGNORECASE)
    if title.en:
        yield re.compile(rf"(?:the\s+)?{_spaced(title.en)}(?!\w)", re.IGNORECASE)


def _spaced(words: str) -> str:
    return r"\s+".join(map(re.escape, words.split()))


def counterparty_in(decision: str) -> str:
    """Return with whom something is signed, in the nominative where its last word is known."""
    for place, form in enumerate(_WITH):
        found = form.search(decision)
        if found:
            name = _name_before(found[1]) if place == 0 else _name_from(found[1])
            if name:
                return name
    return ""


def _name_before(words: str) -> str:
    """Return the name that ends a run of words: from its first capital on, in the nominative."""
    parts = words.split()
    begin = len(parts)
    while begin and _in_name(parts[begin - 1]):
        begin -= 1
    name = parts[begin:]
    while name and not name[0][0].isupper():
        name = name[1:]
    if not name:
        return ""
    last = _GENITIVES.get(name[-1].casefold(), name[-1])
    return " ".join((*name[:-1], last))


def _name_from(words: str) -> str:
    """Return the name that begins a run of words."""
    name: list[str] = []
    for word in words.split():
        bare = word.strip(",.;:)")
        if not _in_name(bare) or bare[:1].isdigit():
            break
        name.append(bare)
        if bare != word:
            break
    while name and not any(one[0].isupper() for one in name):
        name.pop()
    return " ".join(name)


_SMALL = {"stad", "kommun", "och", "ja", "of", "and", "de", "the", "city", "universitet"}


def _in_name(word: str) -> bool:
    return word[:1].isupper() or word.casefold() in _GENITIVES or word.casefold() in _SMALL
