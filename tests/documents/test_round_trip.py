"""Minutes of each sample, read from their PDF again, give the same record.

What differs is listed below, each with its reason; anything else that differs fails.
"""

import json
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from signapp.documents.text_files import read_text
from signapp.documents.typesetting import typeset
from signapp.domain.wording import paragraphs
from signapp.services.import_draft import decided, rationale_of
from signapp.services.import_paragraphs import without_mark
from signapp.services.import_text import understand
from signapp.services.import_values import ImportedDecision, Part, ReadText
from signapp.services.minutes_content import MinutesContent, template_data
from signapp.services.plain_words import plain_words
from signapp.services.ports import TypesettingOrder
from tests.documents.orders import MOMENT
from tests.documents.samples import Sample, content_of, samples, texts_of
from tests.services.decision_texts import DEPUTY, KNOWLEDGE

pytestmark = pytest.mark.skipif(not samples(), reason="the shared samples are not at hand")
each_sample = pytest.mark.parametrize("sample", samples(), ids=lambda one: one["id"])

INNER_HEADING = "a heading stands inside the text of a part, and begins a part of its own"
NARROW_CELL = "a word is longer than its column, and was broken without a hyphen"
EXPLAINED = {
    ("real-08", "rationale"): INNER_HEADING,
    ("real-15", "decision"): INNER_HEADING,
    ("real-15", "rationale"): INNER_HEADING,
    ("real-20", "rationale"): INNER_HEADING,
    ("real-07", "extracts"): NARROW_CELL,
}
"""What of which sample comes back otherwise, and why."""


@dataclass(frozen=True)
class Record:
    """What minutes tell of a decision, in one form for both sides."""

    title: str
    section: str
    number: str
    day: str
    reference: str
    decision: tuple[str, ...]
    consideration: tuple[str, ...]
    as_proposed: bool
    proposal: tuple[str, ...]
    rationale: tuple[str, ...]
    presenter: tuple[str, ...]
    contacts: tuple[str, ...]
    attachments: tuple[str, ...]
    appeal: tuple[str, ...]
    extracts: tuple[str, ...]
    distribution: tuple[str, ...]


def lines_of(*texts: str) -> tuple[str, ...]:
    return tuple(" ".join(plain_words(one)) for text in texts for one in paragraphs(text))


@cache
def read_back(place: int) -> tuple[ReadText, ImportedDecision]:
    """Typeset the minutes of a sample, and read them from the PDF."""
    sample = samples()[place]
    data = json.dumps(template_data(content_of(sample), texts_of(sample)), ensure_ascii=False)
    with TemporaryDirectory() as folder:
        file = Path(folder) / "minutes.pdf"
        file.write_bytes(typeset(TypesettingOrder("minutes", data, MOMENT)).pdf)
        read = read_text(file)
    return read, understand(read, KNOWLEDGE)


def written(sample: Sample, content: MinutesContent) -> Record:
    """Return the record that the minutes were made of."""
    text, header = content.text, content.header
    presenter = content.presenter
    proposed = () if content.is_as_proposed else (content.outcome, content.proposed)
    meeting = sample["meeting"] or {}
    return Record(
        title=text.title,
        section=header.number,
        number=sample["diary_number_full"] or sample["case_id_label"] or "",
        day=sample.get("decision_date") or meeting.get("date") or "",
        reference=text.reference,
        decision=lines_of(text.decision),
        consideration=lines_of(*text.consideration),
        as_proposed=content.is_as_proposed,
        proposal=lines_of(*proposed) if content.proposed else (),
        rationale=lines_of(*text.rationale),
        presenter=lines_of(presenter.title, presenter.name) if presenter else (),
        contacts=tuple(one.line for one in text.further_information),
        attachments=tuple(f"{one.number} {one.title}" for one in text.attachments),
        appeal=lines_of(
            *(
                line
                for one in text.appeals
                for line in (one.name, *(part.heading for part in one.parts), *one.laws)
            )
        ),
        extracts=tuple(f"{one.recipient}: {one.enclosed}" for one in text.extracts),
        distribution=text.distribution,
    )


def imported(decision: ImportedDecision) -> Record:
    """Return the record that was read."""

    def section(*parts: Part) -> tuple[str, ...]:
        found = decision.section(*parts)
        return lines_of(*(without_mark(one) for one in found.paragraphs)) if found else ()

    main, identity = decided(decision), decision.identity
    return Record(
        title=identity.title,
        section=identity.section,
        number=identity.diary_number,
        day=identity.day.isoformat() if identity.day else "",
        reference=identity.reference,
        decision=lines_of(*main.paragraphs) if main else (),
        consideration=section(Part.CONSIDERATION),
        as_proposed=decision.as_proposed,
        proposal=() if decision.as_proposed else section(Part.PROPOSAL),
        rationale=lines_of(*rationale_of(decision)),
        presenter=decision.presenter,
        contacts=tuple(one.line for one in decision.contacts),
        attachments=tuple(f"{one.number} {one.title}" for one in decision.attachments),
        appeal=section(Part.APPEAL),
        extracts=tuple(f"{one.recipient}: {one.enclosed}" for one in decision.extracts),
        distribution=decision.distribution,
    )


@each_sample
def test_the_same_record_comes_back(sample: Sample) -> None:
    _, decision = read_back(samples().index(sample))
    before, after = written(sample, content_of(sample)), imported(decision)
    different = {
        name: (getattr(before, name), getattr(after, name))
        for name in Record.__dataclass_fields__
        if getattr(before, name) != getattr(after, name)
    }
    explained = {name for one, name in EXPLAINED if one == sample["id"]}
    assert set(different) == explained, different
    assert decision.unrecognised == ()


@each_sample
def test_no_word_of_the_minutes_is_lost(sample: Sample) -> None:
    read, decision = read_back(samples().index(sample))
    given = Counter(word for one in read.lines for word in plain_words(one.text))
    out = Counter(word for one in decision.everything() for word in plain_words(one))
    cut = sum(1 for one in decision.joins)
    assert given.total() - out.total() == cut
    assert out.total() > 20


def test_what_is_to_be_signed_comes_back() -> None:
    places = {one["id"]: place for place, one in enumerate(samples())}
    _, decision = read_back(places["seed-completed"])
    wanted = decision.wanted
    assert (wanted.office, wanted.counterparty) == (DEPUTY, "Pekingin kaupunki")
    assert [day.isoformat() for day in wanted.days] == ["2017-08-29"]
    assert wanted.attachment == 1
