"""Understands a decision text: from lines to its parts, lists and facts (R10).

Nothing is guessed silently and nothing is left out: what stands in no part is told apart.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from signapp.services.dehyphenate import Known
from signapp.services.import_facts import Knowledge, identity_of, stands_alone, wanted_in
from signapp.services.import_headings import Heading, heading_of
from signapp.services.import_lists import (
    appeal_in,
    attachments_in,
    contacts_in,
    extracts_in,
    trailing_list,
)
from signapp.services.import_pages import printed_width, without_page_lines
from signapp.services.import_paragraphs import COLUMN, Weaver, grouped, without_mark
from signapp.services.import_values import (
    Flow,
    Identity,
    ImportedDecision,
    Join,
    Part,
    Reading,
    ReadText,
    Section,
    TextLine,
)
from signapp.services.plain_words import in_one_line

AS_PROPOSED = (
    "päätös on ehdotuksen mukainen", "päätös ehdotuksen mukaan", "päätös ehdotuksen mukainen",
    "päätös ehdotuksen mukaisesti", "beslutet överensstämmer med förslaget",
    "beslut enligt förslaget", "beslutet är enligt förslaget",
    "the decision accords with the proposal",
)  # fmt: skip
LISTED = (Part.ATTACHMENTS,)
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
    lines, page_lines = without_page_lines(read.lines)
    parts, width, weaver = _split(lines), printed_width(lines), Weaver()
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
    made = _decision(language, identity, _with_list(sections), joins, known)
    return replace(made, unrecognised=tuple(left), page_lines=page_lines, remarks=read.remarks)


def _apart(head: list[TextLine], prefix: str) -> list[TextLine]:
    """Set the numbers of the decision apart from its title."""
    alone = [stands_alone(one.text, prefix) for one in head]
    return [
        replace(one, flow=Flow.ENDS) if mine or following else one
        for one, mine, following in zip(head, alone, [*alone[1:], False], strict=True)
    ]


def _is_listed(part: _Open) -> bool:
    return part.heading is not None and part.heading.part in LISTED


def _split(lines: Iterable[TextLine]) -> list[_Open]:
    """Return the head and the parts, each with its lines."""
    parts = [_Open()]
    for line in lines:
        first, _, rest = line.text.partition(COLUMN)
        heading = heading_of(line.text) or (heading_of(first) if rest else None)
        if heading is None:
            parts[-1].lines.append(line)
            continue
        whole = heading_of(line.text) is not None
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


def _section(part: _Open, paragraphs: list[str]) -> Section:
    assert part.heading is not None  # only the head has none
    keeps_columns = part.heading.part in (Part.EXTRACTS, Part.FURTHER_INFORMATION)
    texts = paragraphs if keeps_columns else [one.replace(COLUMN, " ") for one in paragraphs]
    return Section(part.heading.part, part.written, tuple(texts))


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
        appeal=appeal_in(bare.section(Part.APPEAL), appeals),
        wanted=wanted_in(asked.text if asked else "", attachments, known),
        as_proposed=as_proposed,
    )
