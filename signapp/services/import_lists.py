"""What the lists of a decision text say: attachments, contacts, extracts, appeal instructions."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from signapp.domain.calendar import Appeal
from signapp.services.appeal_text import AppealText
from signapp.services.import_paragraphs import COLUMN, without_mark
from signapp.services.import_values import Section
from signapp.services.plain_words import in_one_line
from signapp.services.proposal_text import AttachmentLine, Contact, Extract

_ATTACHMENT = re.compile(r"(?i:(?:liite|bilaga|attachment)\s+)?(\d{1,3})\s*[.):–-]?\s+(\S.*)")
_EMAIL = re.compile(r"\S+@\S+")
_PHONE = re.compile(
    r"(?:(?:puhelin|puh|telefon|tfn|tel|phone)[.:]*\s*)?(\+?\d[\d \-()]{4,}\d)", re.IGNORECASE
)
_ENCLOSED = re.compile(
    r"(?:(?<=\s)|^)(?:Esitysteksti|Oikaisuvaatimusohje|Muutoksenhaku|Valitusosoitus"
    r"|Hallintovalitus|Kunnallisvalitus|Lainvoimaisuusohje|Liit(?:e|teet) \d|Beslutstext"
    r"|Framställningstext|Anvisning|Besvärsanvisning|Ändringssökande|Bilag(?:a|or) \d"
    r"|Proposal text|Attachments? \d)"
)
_TABLE_HEAD = re.compile(
    r"(?:ote|utdrag|extract)s?\s+(?:otteen liitteet|bilagor till .*|enclosed.*)|otteen liitteet",
    re.IGNORECASE,
)


def attachments_in(paragraphs: Iterable[str]) -> tuple[AttachmentLine, ...]:
    """Return the attachments of a list; those without a number are counted."""
    found: list[AttachmentLine] = []
    for paragraph in paragraphs:
        written = without_mark(paragraph)
        numbered = _ATTACHMENT.fullmatch(written)
        if numbered:
            found.append(AttachmentLine(int(numbered[1]), numbered[2].strip()))
        elif written:
            found.append(AttachmentLine(len(found) + 1, written))
    return tuple(found)


def trailing_list(paragraphs: Sequence[str]) -> int:
    """Return how many paragraphs at the end are a list of attachments, numbered from 1 (seed).

    A title ends in no full stop; numbered points of a decision do.
    """
    for count in range(len(paragraphs) - 1, 0, -1):
        tail = [_ATTACHMENT.fullmatch(one) for one in paragraphs[-count:]]
        if all(
            one is not None and int(one[1]) == place and one[2][-1] not in ".;,:"
            for place, one in enumerate(tail, start=1)
        ):
            return count
    return 0


def contacts_in(paragraphs: Iterable[str]) -> tuple[Contact, ...]:
    """Return who tells more; a line of an address or a number alone goes with the name above."""
    found: list[Contact] = []
    for paragraph in paragraphs:
        written = without_mark(paragraph.replace(COLUMN, ", "))
        email, phone = _EMAIL.search(written), _PHONE.search(written)
        rest = written
        for part in (email, phone):
            rest = rest.replace(part[0], "") if part else rest
        name, _, title = (one.strip() for one in rest.strip(" ,;").partition(","))
        told = Contact(
            name, title.strip(" ,;"), phone[1].strip() if phone else "",
            email[0].strip(",;") if email else "",
        )  # fmt: skip
        if not name and found:
            last = found.pop()
            told = Contact(
                last.name, last.title, last.phone or told.phone, last.email or told.email
            )
        found.append(told)
    return tuple(found)


def extracts_in(paragraphs: Iterable[str]) -> tuple[Extract, ...]:
    """Return who gets an extract with what; a line that begins with an enclosure goes on."""
    found: list[Extract] = []
    for paragraph in paragraphs:
        written = paragraph.strip()
        if not written or _TABLE_HEAD.fullmatch(in_one_line(written)):
            continue
        first, gap, rest = written.partition(COLUMN)
        if not gap:
            begins = _ENCLOSED.search(written)
            first, rest = (written, "") if begins is None else _cut(written, begins.start())
        recipient, enclosed = without_mark(first), _enclosures(rest)
        if not recipient and found:
            last = found.pop()
            recipient, enclosed = last.recipient, (*last.enclosed, *enclosed)
        found.append(Extract(recipient, enclosed))
    return tuple(found)


def _cut(written: str, at: int) -> tuple[str, str]:
    return written[:at].strip(" ,:;"), written[at:].strip()


def _enclosures(written: str) -> tuple[str, ...]:
    """Return what goes with an extract; a comma may stand inside the name of an instruction."""
    text = in_one_line(written)
    if text in ("", "–", "-"):
        return ()
    starts = [one.start() for one in _ENCLOSED.finditer(text)] or [0]
    bounds = [*([0] if starts[0] else []), *starts, len(text)]
    parts = (text[a:b].strip(" ,;") for a, b in pairwise(bounds))
    return tuple(part for part in parts if part)


# --- appeal ---------------------------------------------------------------------------------

_KINDS = {
    Appeal.PROCUREMENT_RECTIFICATION: "muutoksenhaku hankinta|upphandlingsbeslut|procurement dec",
    Appeal.PROHIBITED: "muutoksenhakukielto|förbud mot|no right of appeal",
    Appeal.RECTIFICATION_REQUEST: "oikaisuvaatimu|omprövning|rectification",
    Appeal.MUNICIPAL_APPEAL: "valitusosoitus|valituksen|kunnallisvalitu|hallintovalitu"
    "|besvärsanvisning|kommunalbesvär|appeal instruction",
}
_BOARD = re.compile("kaupunginhallitu|stadsstyrelse|city board", re.IGNORECASE)
_COMMITTEE = re.compile(
    "lautakun|johtokun|jaosto|nämnd|direktion|sektion|committee", re.IGNORECASE
)
_INSTRUCTION = re.compile(
    "(?:oikaisuvaatimusohje|ohjeet oikaisuvaatimuksen|valitusosoitus|muutoksenhakukielto"
    "|muutoksenhaku hankintapäätökseen|anvisning(?:ar)? (?:för|om) |besvärsanvisning"
    "|ändringssökande i upphandling|förbud mot |request for rectification|no right of appeal"
    "|appeal instructions|challenging a procurement)",
    re.IGNORECASE,
)
"""How the name of an instruction begins."""
_PROCUREMENT = re.compile("hankin|upphandl|procurement", re.IGNORECASE)


def appeals_in(section: Section | None, catalogue: Iterable[AppealText]) -> tuple[str, ...]:
    """Return the codes of the instructions in the catalogue that a part on appeal means.

    A decision can carry several (R25); each begins with a line that is its name.
    """
    known, instructions = tuple(catalogue), list[list[str]]()
    for paragraph in section.paragraphs if section else ():
        if not instructions or _INSTRUCTION.match(paragraph):
            instructions.append([])
        instructions[-1].append(paragraph)
    codes = (_appeal(one, known) for one in instructions)
    return tuple(dict.fromkeys(code for code in codes if code))


def _appeal(paragraphs: list[str], known: tuple[AppealText, ...]) -> str:
    """Return the code of one instruction: by its name, or by its kind and who decides on it."""
    first, text = paragraphs[0].casefold(), "\n".join(paragraphs)
    for one in known:
        if first.startswith(one.name.casefold()):
            return one.code
    kind = next((kind for kind, form in _KINDS.items() if re.search(form, first)), None)
    alike = [one for one in known if one.kind is kind]
    if kind is Appeal.PROHIBITED:
        return _chosen(alike, _PROCUREMENT, in_question=text)
    if kind is Appeal.RECTIFICATION_REQUEST:
        named = first if _names_body(first) else text
        body = _BOARD if _BOARD.search(named) else _COMMITTEE
        fitting = [one for one in alike if body.search(f"{one.name} {one.authority}")]
        return fitting[0].code if fitting and body.search(named) else ""
    return alike[0].code if alike else ""


def _names_body(text: str) -> bool:
    return bool(_BOARD.search(text) or _COMMITTEE.search(text))


def _chosen(alike: list[AppealText], form: re.Pattern[str], in_question: str) -> str:
    """Return the one whose name has a form just when the text has it."""
    has_it = bool(form.search(in_question))
    for text in alike:
        if bool(form.search(text.name)) is has_it:
            return text.code
    return ""
