"""Understands a decision text: from lines to its parts, lists and facts (R10).

Nothing is guessed silently and nothing is left out: what stands in no part is told apart.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from signapp.services.dehyphenate import Known
from signapp.services.import_facts import Knowledge, wanted_in
from signapp.services.import_head import identity_of, stands_alone
from signapp.services.import_headings import Heading, heading_of
from signapp.services.import_lists import (
    appeals_in,
    attachments_in,
    contacts_in,
    extracts_in,
    trailing_list,
)
from signapp.services.import_pages import printed_width, without_page_lines
from signapp.services.import_paragraphs import COLUMN, Weaver, grouped, without_mark
from signapp.services.import_rows import fact_in, with_facts
from signapp.services.import_values import (
    Flow,
    Identity,
    ImportedDecision,
    Join,
    LineRole,
    Part,
    Reading,
    ReadText,
    Section,
    TextLine,
)
from signapp.services.plain_words import in_one_line, plain_words

AS_PROPOSED = (
    "päätös on ehdotuksen mukainen", "päätös ehdotuksen mukaan", "päätös ehdotuksen mukainen",
    "päätös ehdotuksen mukaisesti", "beslutet överensstämmer med förslaget",
    "beslut enligt förslaget", "beslutet är enligt förslaget",
    "the decision accords with the proposal",
)  # fmt: skip
_SURROGATE = re.compile("[\ud800-\udfff]")
LONGEST_HEADING = 4
"""How many words a heading has at most that stands beside its text."""
LISTED = (Part.ATTACHMENTS,)
SENTENCES = (Part.DECISION, Part.OPINION, Part.MOTION, Part.PROPOSAL)
"""The parts whose text begins a sentence: "Päätös on ehdotuksen mukainen." is no heading."""
MAIN = (Part.DECISION, Part.OPINION, Part.MOTION)


@dataclass
class _Open:
    """A part whose lines are being gathered; the head of the text has no heading."""

    heading: Heading | None = None
    written: str = ""
    lines: list[TextLine] = field(default_factory=list)


def nobody_knows(_: tuple[str, ...]) -> None:
    """Stand for a dictionary where there is none."""


def understand(
    read: ReadText,
    known: Knowledge,
    dictionary: Known = nobody_knows,
    answers: Mapping[int, Reading] | None = None,
) -> ImportedDecision:
    """Return what a text says; `answers` are readings of joins, by their places."""
    lines, page_lines = without_page_lines(_in_one_form(one) for one in read.lines)
    width, weaver = printed_width(lines), Weaver()
    parts = _parts(lines)
    parts[0].lines = _apart(parts[0].lines, known.prefix)
    places = [
        [weaver.take(one) for one in grouped(part.lines, width, numbered=_is_listed(part))]
        for part in parts
    ]
    texts, joins = weaver.read(dictionary, answers or {})
    head = [texts[place] for place in places[0]]
    sections = tuple(
        _section(part, [texts[place] for place in found])
        for part, found in zip(parts[1:], places[1:], strict=True)
    )
    identity, left = identity_of(head, page_lines, known.prefix)
    languages = Counter(one.heading.language for one in parts[1:] if one.heading)
    language = languages.most_common(1)[0][0] if languages else "fi"
    made = _decision(language, identity, _with_facts(_with_list(sections)), joins, known)
    return replace(made, unrecognised=tuple(left), page_lines=page_lines, remarks=read.remarks)


def _in_one_form(line: TextLine) -> TextLine:
    """Return a line as texts are kept: letters in one form of Unicode, and whole ones only."""
    text = unicodedata.normalize("NFC", _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", line.text))
    return line if text == line.text else replace(line, text=text)


def _apart(head: list[TextLine], prefix: str) -> list[TextLine]:
    """Set the numbers of the decision apart from its title."""
    alone = [stands_alone(one.text, prefix) for one in head]
    return [
        replace(one, flow=Flow.ENDS) if alone[place] or any(alone[place + 1 : place + 2]) else one
        for place, one in enumerate(head)
    ]


def _is_listed(part: _Open) -> bool:
    return part.heading is not None and part.heading.part in LISTED


def _parts(lines: Iterable[TextLine]) -> list[_Open]:
    """Return the head and the parts; where no heading has a line of its own, those that begin one.

    So it is in what is copied from a page on which the headings stand beside the text.
    """
    given = tuple(lines)
    parts = _split(given)
    found = {one.heading.part for one in parts if one.heading}
    return parts if found & {*MAIN, Part.PROPOSAL} else _split(map(_set_apart, given))


def _set_apart(line: TextLine) -> TextLine:
    """Return a line that begins with a heading as two columns: a capital or a number follows."""
    words = plain_words(line.text)
    for count in range(min(LONGEST_HEADING, len(words) - 1), 0, -1):
        first, rest = " ".join(words[:count]), " ".join(words[count:])
        if (rest[0].isupper() or rest[0].isdigit()) and heading_of(first) is not None:
            return replace(line, text=f"{first}{COLUMN}{rest}")
    return line


def _split(lines: Iterable[TextLine]) -> list[_Open]:
    """Return the head and the parts, each with its lines."""
    parts = [_Open()]
    for line in map(_whole_heading, lines):
        first, _, rest = line.text.partition(COLUMN)
        heading = heading_of(line.text) or (_beside(first, rest) if rest else None)
        if heading is None:
            parts[-1].lines.append(line)
            continue
        whole = heading_of(line.text) is not None
        if heading.part is Part.REFERENCE and not whole and len(parts) == 1:
            parts[-1].lines.append(line)  # a line of the head, as its other labels
            continue
        if heading.is_text and parts[-1].heading and parts[-1].heading.part is heading.part:
            parts[-1].lines.append(line)  # the name of an instruction below its part's heading
            continue
        written = "" if heading.is_text else in_one_line(line.text if whole else first)
        body = line.text if heading.is_text else "" if whole else rest
        parts.append(_Open(heading, written))
        if body:
            ends = Flow.ENDS if heading.is_text else line.flow
            parts[-1].lines.append(replace(line, text=body, flow=ends))
    return parts


def _beside(first: str, rest: str) -> Heading | None:
    """Return the heading that stands beside a text; no sentence goes on from it."""
    heading = heading_of(first)
    goes_on = rest.strip()[:1].islower()
    return None if heading and heading.part in SENTENCES and goes_on else heading


def _whole_heading(line: TextLine) -> TextLine:
    """Return a heading that its file tells without the hyphen at which it was broken."""
    bare = re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", "", line.text)
    is_one = line.role is LineRole.HEADING and bare != line.text and heading_of(bare) is not None
    return replace(line, text=bare) if is_one else line


def _section(part: _Open, paragraphs: list[str]) -> Section:
    assert part.heading is not None  # only the head has none
    keeps = part.heading.part in (Part.EXTRACTS, Part.FURTHER_INFORMATION)
    texts = [
        one if keeps or fact_in(one) or _is_row(paragraphs, place) else one.replace(COLUMN, " ")
        for place, one in enumerate(paragraphs)
    ]
    return Section(part.heading.part, part.written, tuple(texts))


def _is_row(paragraphs: list[str], place: int) -> bool:
    """Tell whether a paragraph is a row of a table: one beside it has as many columns."""
    columns = [one.count(COLUMN) for one in paragraphs]
    around = columns[max(0, place - 1) : place] + columns[place + 1 : place + 2]
    return columns[place] > 0 and columns[place] in around


def _with_list(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Take a list of attachments right below the decision as a part of its own."""
    if any(one.part is Part.ATTACHMENTS for one in sections):
        return sections
    made: list[Section] = []
    for one in sections:
        count = trailing_list(one.paragraphs) if one.part in MAIN else 0
        if count:
            made.append(replace(one, paragraphs=one.paragraphs[:-count]))
            made.append(Section(Part.ATTACHMENTS, "", one.paragraphs[-count:]))
        else:
            made.append(one)
    return tuple(made)


def _with_facts(sections: tuple[Section, ...]) -> tuple[Section, ...]:
    """Take the rows of what is to be signed, which minutes have below the decision, apart."""
    made: list[Section] = []
    for one in sections:
        facts = tuple(row for row in one.paragraphs if one.part in MAIN and fact_in(row))
        texts = tuple(row for row in one.paragraphs if row not in facts)
        made.append(replace(one, paragraphs=texts))
        if facts:
            made.append(Section(Part.AUTHORISATION, "", facts))
    return tuple(made)


def _decision(
    language: str,
    identity: Identity,
    sections: tuple[Section, ...],
    joins: tuple[Join, ...],
    known: Knowledge,
) -> ImportedDecision:
    bare = ImportedDecision(language, identity, sections, joins, (), ())

    def paragraphs(part: Part) -> tuple[str, ...]:
        found = bare.section(part)
        return found.paragraphs if found else ()

    attachments = attachments_in(paragraphs(Part.ATTACHMENTS))
    main = bare.section(*MAIN)
    proposal = in_one_line(" ".join(paragraphs(Part.PROPOSAL))).rstrip(".").casefold()
    as_proposed = proposal in AS_PROPOSED
    asked = main if main or as_proposed else bare.section(Part.PROPOSAL)
    appeals = tuple(one for one in known.appeals if one.language == language) or known.appeals
    return replace(
        bare,
        attachments=attachments,
        contacts=contacts_in(paragraphs(Part.FURTHER_INFORMATION)),
        extracts=extracts_in(paragraphs(Part.EXTRACTS)),
        distribution=tuple(map(without_mark, paragraphs(Part.DISTRIBUTION))),
        presenter=tuple(map(without_mark, paragraphs(Part.PRESENTER))),
        appeals=appeals_in(bare.section(Part.APPEAL), appeals),
        wanted=with_facts(
            wanted_in(asked.text if asked else "", attachments, known),
            paragraphs(Part.AUTHORISATION),
            known,
        ),
        as_proposed=as_proposed,
    )
