"""What was found in a decision text, in words: for the window and for the terminal alike."""

from collections.abc import Iterator
from dataclasses import dataclass

from signapp.domain.acts import OfficeKind, OfficeTitle
from signapp.domain.numbers import SectionNumber
from signapp.services.import_draft import decided, instructions, left_over, rationale_of
from signapp.services.import_facts import Knowledge
from signapp.services.import_values import ImportedDecision, Join, Reading
from signapp.services.plain_words import in_one_line, plain_words
from signapp.texts.catalogue import Texts

LONGEST = 400
"""A longer text is told by its beginning, and how many words it has."""


@dataclass(frozen=True)
class Row:
    """Something that was found: what it is, and what it says."""

    label: str
    value: str


def found_rows(texts: Texts, decision: ImportedDecision, known: Knowledge) -> Iterator[Row]:
    """Yield what the draft is filled with, and the facts beside it."""
    say, identity = texts.say, decision.identity
    section = SectionNumber(int(identity.section), OfficeKind.MAYOR) if identity.section else None
    facts = {
        "title": identity.title,
        "diary_number": identity.diary_number,
        "section": texts.section(section) if section else "",
        "day": texts.date(identity.day) if identity.day else "",
        "decision_maker": _office(texts, decision.wanted.decision_maker, known),
    }
    for key, value in facts.items():
        if value:
            yield Row(say(f"import.field.{key}"), value)
    shown = set(facts.values())
    head = [one for one in identity.lines if in_one_line(one) not in shown]
    if head:
        yield Row(say("import.field.head"), "\n".join(map(in_one_line, head)))
    yield from _texts(texts, decision)
    yield from _lists(texts, decision, known)
    yield from _wanted(texts, decision, known)


def _texts(texts: Texts, decision: ImportedDecision) -> Iterator[Row]:
    main = decided(decision)
    if main:
        yield Row(texts.say("import.field.decision"), shortened(texts, main.paragraphs))
    if decision.as_proposed:
        yield Row(texts.say("import.field.proposal"), texts.say("minutes.outcome.as_proposed"))
    rationale = rationale_of(decision)
    if rationale:
        yield Row(texts.say("import.field.rationale"), shortened(texts, rationale))


def _lists(texts: Texts, decision: ImportedDecision, known: Knowledge) -> Iterator[Row]:
    found = {
        "attachments": [f"{one.number} {one.title}" for one in decision.attachments],
        "appeal": [one.name for one in instructions(decision, known)],
        "contacts": [one.line for one in decision.contacts],
        "extracts": [
            ": ".join((one.recipient, ", ".join(one.enclosed) or "–")) for one in decision.extracts
        ],
        "distribution": list(decision.distribution),
    }
    for key, values in found.items():
        if values:
            yield Row(texts.say(f"import.field.{key}"), "\n".join(values))


def _wanted(texts: Texts, decision: ImportedDecision, known: Knowledge) -> Iterator[Row]:
    wanted, say = decision.wanted, texts.say
    office = _office(texts, wanted.office, known)
    if wanted.office_words and not office:
        office = say("import.office_unknown", words=wanted.office_words)
    days = ", ".join(map(texts.date, wanted.days))
    if days and wanted.at_latest:
        days = say("import.at_latest", day=days)
    rows = {
        "office": office,
        "counterparty": wanted.counterparty,
        "signing_day": days,
        "attachment": str(wanted.attachment or ""),
    }
    for key, value in rows.items():
        if value:
            yield Row(say(f"import.field.{key}"), value)


def _office(texts: Texts, code: str, known: Knowledge) -> str:
    title: OfficeTitle | None = next(
        (one.title for one in known.offices if one.office == code), None
    )
    return texts.title(title) if title else ""


def missing_rows(texts: Texts, decision: ImportedDecision) -> Iterator[str]:
    """Yield what a draft needs and the text does not tell, so that a person adds it."""
    there = {
        "title": decision.identity.title,
        "decision": decided(decision),
        "rationale": rationale_of(decision),
        "appeal": decision.appeals,
        "office": decision.wanted.office,
        "counterparty": decision.wanted.counterparty,
        "signing_day": decision.wanted.days,
    }
    for key, found in there.items():
        if not found:
            yield texts.say(f"import.field.{key}")


def left_rows(texts: Texts, decision: ImportedDecision) -> Iterator[Row]:
    """Yield what was recognised, but has no place in a draft."""
    for one in left_over(decision):
        label = one.heading or texts.say("import.unnamed")
        yield Row(label, shortened(texts, one.paragraphs))


def shortened(texts: Texts, paragraphs: tuple[str, ...]) -> str:
    """Return paragraphs; of longer ones the beginning, and how much there is."""
    whole = "\n".join(paragraphs)
    if len(whole) <= LONGEST:
        return whole
    count = texts.count("import.words", len(plain_words(whole)))
    return f"{whole[:LONGEST].rsplit(' ', 1)[0]} … ({count})"


def balance(texts: Texts, decision: ImportedDecision) -> str:
    """Say how many words were read, and that each is accounted for."""
    left = sum(len(plain_words(one)) for one in decision.unrecognised)
    pages = sum(len(plain_words(one)) for one in decision.page_lines)
    total = sum(len(plain_words(one)) for one in decision.everything())
    return texts.say(
        "import.balance",
        total=texts.number(total),
        found=texts.number(total - left - pages),
        pages=texts.number(pages),
        left=texts.number(left),
    )


def readings(join: Join) -> tuple[tuple[Reading, str], tuple[Reading, str]]:
    """Return the two readings between which a person chooses: in one, and with the hyphen."""
    other = Reading.APART if join.reading is Reading.APART else Reading.KEPT
    return (Reading.JOINED, bare_word(join, Reading.JOINED)), (other, bare_word(join, other))


def bare_word(join: Join, reading: Reading | None = None) -> str:
    """Return a cut word in a reading, or in its own, without the marks that cling to it."""
    return join.read(reading).strip('.,;:!?()”"')
