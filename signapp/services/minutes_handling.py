"""What minutes say of the handling: who was disqualified, who stood in, what is secret."""

import re
from collections.abc import Iterator, Mapping

from signapp.domain.acts import Actor, Capacity, OfficeTitle
from signapp.domain.decision import Case
from signapp.domain.publicity import MINUTES, PublicityClass
from signapp.services.desk import Desk
from signapp.texts.catalogue import Texts

DEPUTISING = (Capacity.DEPUTY, Capacity.SUBSTITUTE)
GROUNDS = range(1, 8)


def disqualification_lines(desk: Desk, case: Case) -> tuple[str, ...]:
    """Return who was disqualified before the decision, and on which ground (R14).

    Whoever declares it later, as a signatory, stands in no minutes that are signed already.
    """
    roster, say = desk.journal.state.roster, desk.document_texts.say
    lines: list[str] = []
    declared = _declared(case)
    for ground in GROUNDS:
        names = [
            desk.journal.text(roster.persons[person].name)
            for person, own in declared.items()
            if own == ground
        ]
        if names:
            lines.append(say("minutes.disqualified", names=", ".join(names)))
            reason = say(f"minutes.disqualified.{ground}")
            lines.append(say("minutes.disqualified.ground", ground=reason, number=ground))
    return tuple(lines)


def _declared(case: Case) -> Mapping[str, int]:
    """Return the declarations as they were when deciding began."""
    state = case
    while state.begun is not None and state.before is not None:
        state = state.before
    return state.disqualified


def as_printed(decision: str, actor: Actor, title: OfficeTitle, texts: Texts) -> str:
    """Return a decision that begins with who decided; of whoever stood in, it says so (R15).

    "Pormestari päätti…" becomes "Pormestarin sijainen päätti…" where a deputy decided. Nothing
    but the opening words is changed, and a text that opens otherwise not at all.
    """
    if actor.capacity not in DEPUTISING:
        return decision
    opening = re.compile(rf"\s*({_openings(title, texts.language)})(?=\s)", re.IGNORECASE)
    found = opening.match(decision)
    if found is None:
        return decision
    finnish = texts.language == "fi"
    office = capital(title.fi_genitive) if finnish else _small(found[1])
    said = texts.say(f"acting.opening.{actor.capacity.value}", office=office)
    return said + decision[found.end() :]


def _openings(title: OfficeTitle, language: str) -> str:
    """Return what finds a title as the subject: in Swedish and English definite, too."""
    if language == "fi":
        return re.escape(title.fi)
    if language == "sv":
        first, *rest = title.sv.split()
        tail = "".join(rf"\s+{re.escape(word)}(?:e?n)?" for word in rest)
        return rf"{re.escape(first)}(?:e?n)?{tail}"
    return rf"(?:the\s+)?{re.escape(title.en)}"


def capital(text: str) -> str:
    """Return a title as it begins a line or a sentence."""
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def secrecy_lines(desk: Desk, case: Case) -> Iterator[str]:
    """Yield the mark that minutes bear which are not wholly public, with its grounds (R53)."""
    publicity = case.publicity.of(MINUTES)
    if publicity is not PublicityClass.PUBLIC:
        grounds = ", ".join(case.publicity.grounds(MINUTES))
        yield f"{desk.document_texts.say(f'publicity.{publicity.value}')} ({grounds})"
