"""The text of a decision as it is read in the window: its sections, and how it was changed."""

from collections.abc import Iterator
from html import escape

from signapp.domain.numbers import diary_number
from signapp.domain.wording import Change, Paragraph, differences
from signapp.gui.screens.block_html import blocks_html, paragraph
from signapp.gui.screens.case_circulation import circulation_texts
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.case_slots import Participant
from signapp.services.appeal_text import AppealText
from signapp.services.proposal_text import ProposalText
from signapp.texts.catalogue import Texts

MARKS = {Change.REMOVED: ("removed", "[− {} −]"), Change.ADDED: ("added", "[+ {} +]")}
"""How changed words are told apart: by line and by sign, not by colour alone."""


def text_html(reading: CaseReading, written: ProposalText, texts: Texts) -> str:
    """Return the text of a case with a heading above each section that it has."""
    parts = [paragraph(written.title, "title")]
    case = reading.case
    parts.append(paragraph(diary_number(case.number, case.opened.class_code), "note"))
    if mark := reading.correction.mark:
        parts.append(paragraph(texts.remark(mark.remark.code, mark.remark.facts), "mark"))
    if written.reference:
        parts.append(paragraph(f"{texts.say('minutes.reference')}: {written.reference}", "note"))
    if reading.case.proposal is None:
        parts.append(paragraph(texts.say("window.text.draft"), "note"))
    for heading, content in _sections(reading, written, texts):
        if content:
            parts += [paragraph(texts.say(heading), "head"), *content]
    circulated = circulation_texts(reading.circulation.lines, texts)
    if circulated:
        parts += [paragraph(texts.say("window.circulation"), "head"), *_plain(*circulated)]
    parts.append(paragraph(written.notice, "note"))
    return "".join(parts)


def _sections(
    reading: CaseReading, written: ProposalText, texts: Texts
) -> list[tuple[str, list[str]]]:
    informed = (one.line for one in written.further_information)
    extracts = (
        f"{one.recipient}: {', '.join(one.enclosed)}" if one.enclosed else one.recipient
        for one in written.extracts
    )
    before, proposed = reading.correction.before, reading.proposed
    return [
        (f"minutes.heading.{written.kind.value}", blocks_html(written.decision)),
        ("window.text.corrected.heading", difference_html("corrected", before, written, texts)),
        (
            "window.text.difference.heading",
            difference_html("difference", proposed, written, texts),
        ),
        ("minutes.heading.consideration", blocks_html(*written.consideration)),
        ("minutes.heading.proposal", blocks_html(reading.proposed)),
        ("minutes.heading.rationale", blocks_html(*written.rationale)),
        ("minutes.heading.competence", _plain(reading.citation)),
        ("minutes.heading.enforcement", blocks_html(written.enforcement_reason)),
        ("minutes.heading.presenter", _plain(*_lines(reading.presenter, texts))),
        ("minutes.heading.further_information", _plain(*informed)),
        ("minutes.heading.attachments", _plain(*_attachments(reading, written))),
        ("minutes.heading.appeal", [h for one in written.appeals for h in _appeal(one, texts)]),
        ("minutes.heading.extracts", _plain(*extracts)),
        ("minutes.heading.distribution", _plain(*written.distribution)),
        ("minutes.heading.history", blocks_html(*written.history)),
    ]


def difference_html(kind: str, earlier: str, written: ProposalText, texts: Texts) -> list[str]:
    """Return the decision with what was taken out of an earlier text and what was put in."""
    if not earlier:
        return []
    found = differences(earlier, written.decision)
    said = paragraph(texts.say(f"window.text.{kind}"), "note")
    return [said, *(f"<p>{' '.join(_runs(one))}</p>" for one in found)]


def _runs(changed: Paragraph) -> Iterator[str]:
    for run in changed:
        kind, marked = MARKS.get(run.change, ("", "{}"))
        text = escape(marked.format(run.text))
        yield f'<span class="{kind}">{text}</span>' if kind else text


def _attachments(reading: CaseReading, written: ProposalText) -> tuple[str, ...]:
    """Return the attachments: those of the text, or while it is a draft those of the case."""
    listed = written.attachments or reading.attachments
    return tuple(f"{one.number}  {one.title}" for one in listed)


def _appeal(appeal: AppealText, texts: Texts) -> Iterator[str]:
    yield paragraph(appeal.name, "part")
    if appeal.draft:
        yield paragraph(texts.say("minutes.appeal_draft"), "note")
    for part in appeal.parts:
        if part.heading:
            yield paragraph(part.heading, "part")
        yield from blocks_html(*part.text)


def _lines(one: Participant | None, texts: Texts) -> tuple[str, ...]:
    return (f"{one.name}, {texts.title(one.title)}",) if one else ()


def _plain(*texts: str) -> list[str]:
    return [paragraph(text) for text in texts if text.strip()]
