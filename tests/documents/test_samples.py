"""All sample decisions of the city load into our model and are printed again (R6, R65)."""

import io
import json
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
import pytest

from signapp.documents.typesetting import typeset
from signapp.services.minutes_content import MinutesContent, template_data
from signapp.services.ports import TypesettingOrder
from signapp.services.proposal_text import ProposalText
from tests.documents.orders import MOMENT
from tests.documents.samples import AS_PROPOSED, Sample, content_of, samples, section, texts_of

pytestmark = pytest.mark.skipif(not samples(), reason="the shared samples are not at hand")
HEAD, FOOT = 38 * 72 / 25.4, 30 * 72 / 25.4
"""How much of a page its head and its foot take, in points."""
each_sample = pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample["id"])


def test_there_are_33_samples() -> None:
    assert len(samples()) == 33


def letters(text: str) -> str:
    """Return a text without spaces, line ends and hyphens: lines may be broken anywhere."""
    return "".join(one for one in text if one.isalnum())


def printed(content: MinutesContent, sample: Sample) -> bytes:
    data = json.dumps(template_data(content, texts_of(sample)), ensure_ascii=False)
    return typeset(TypesettingOrder("minutes", data, MOMENT)).pdf


def text_of(pdf: bytes) -> str:
    """Return the first page's head, and what stands between head and foot of all pages."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage() for page in document]
        height = document[0].get_height()
        head = pages[0].get_text_bounded(bottom=height - HEAD)
        return head + "".join(p.get_text_bounded(bottom=FOOT, top=height - HEAD) for p in pages)
    finally:
        document.close()


def held(content: MinutesContent) -> dict[str, Any]:
    """Return the fields of a sample that the model claims to hold, read back from it."""
    text, header = content.text, content.header
    return {
        "title": text.title,
        "reference": text.reference or None,
        "record_type": header.record_type,
        "section_text": header.section or None,
        "decision": text.decision,
        "handling": "\n".join(text.consideration),
        "proposal": AS_PROPOSED if content.is_as_proposed else content.proposed,
        "rationale": "\n".join(text.rationale),
        "presenter": [content.presenter.name, content.presenter.title]
        if content.presenter
        else ["", ""],
        "more_info": [
            [one.name, one.title, one.phone, one.email] for one in text.further_information
        ],
        "attachments": [[one.number, one.title] for one in text.attachments],
        "appeal": [[one.name, *(part.heading for part in one.parts)] for one in text.appeals],
        "law": [law for one in text.appeals for law in one.laws],
        "authority": [one.authority for one in text.appeals],
        "days": [one.days for one in text.appeals],
        "extracts": [[one.recipient, list(one.enclosed)] for one in text.extracts],
        "distribution": list(text.distribution),
        "signers": [[one.name, one.title] for one in content.signature.signers]
        if content.signature
        else [],
    }


def given(sample: Sample) -> dict[str, Any]:
    """Return the same fields as the sample has them."""
    presenter, appeal = sample["presenter"] or {}, sample["appeal"]
    has_appeal = "headings" in appeal
    return {
        "title": sample["title"],
        "reference": sample["reference"],
        "record_type": sample["record_type"],
        "section_text": sample["section_text"],
        "decision": section(sample, "decision", "proposal_to_higher_body"),
        "handling": section(sample, "handling"),
        "proposal": section(sample, "proposal", "proposal_draft"),
        "rationale": section(sample, "rationale", "presenter_rationale"),
        "presenter": [presenter.get("name") or "", presenter.get("title") or ""],
        "more_info": [
            [one["name"], one["title"] or "", one["phone"], one["email"]]
            for one in sample["more_info"]
        ],
        "attachments": [[one["number"], one["title"]] for one in sample["attachments"]],
        "appeal": [appeal["headings"]] if has_appeal else [],
        "law": appeal["law"] if has_appeal else [],
        "authority": [appeal["authority"] or ""] if has_appeal else [],
        "days": [appeal["days"] or 0] if has_appeal else [],
        "extracts": [[one["recipient"], one["attachments"]] for one in sample["extracts"]],
        "distribution": sample["distribution"],
        "signers": [
            [one["name"], one["title"]]
            for one in sample.get("signature_block", {}).get("signers", [])
        ],
    }


@each_sample
def test_a_sample_loads_without_loss(sample: Sample) -> None:
    content = content_of(sample)
    assert held(content) == given(sample)
    assert ProposalText.of_json(content.text.to_json()) == content.text


def expected(sample: Sample) -> Iterator[str]:
    """Yield every text of a sample that the minutes have to print."""
    fields, texts = given(sample), texts_of(sample)
    as_proposed = fields.pop("proposal")
    if as_proposed == AS_PROPOSED:
        yield texts.say("minutes.outcome.as_proposed")
    else:
        yield as_proposed
    for name in ("authority", "days"):  # inside the words of an instruction, where it has any
        fields.pop(name)
    yield sample["diary_number_full"] or ""
    yield sample["decision_maker"]["name_sv" if sample["language"] == "sv" else "name_fi"] or ""
    wanted = sample.get("authorisation") or {}
    yield from (wanted.get("signatory_title_fi", ""), wanted.get("counterparty", ""))
    yield from leaves(fields)


def leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from leaves(one)
    elif value:
        yield str(value)


@each_sample
def test_a_sample_is_printed_with_all_its_words(sample: Sample) -> None:
    found = letters(text_of(printed(content_of(sample), sample)))
    for text in expected(sample):
        assert letters(text) in found, text


def test_a_printed_sample_is_accessible_and_archivable() -> None:
    sample = max(samples(), key=lambda one: len(json.dumps(one)))
    with pikepdf.open(io.BytesIO(printed(content_of(sample), sample))) as pdf:
        assert pdf.Root.MarkInfo.Marked
        metadata = pdf.open_metadata()
        assert metadata["pdfaid:part"] == "3"
        assert metadata["pdfuaid:part"] == "1"


def test_sections_stand_in_the_order_of_the_city_s_minutes() -> None:
    (sample,) = [one for one in samples() if one["id"] == "syn-amended"]
    data = template_data(content_of(sample), texts_of(sample))
    assert [part["heading"] for part in data["sections"]] == [
        *("Päätös", "Päätösehdotus", "Esittelijän perustelut", "Esittelijä", "Lisätiedot"),
        *("Liitteet", "Muutoksenhaku", "Otteet", "Tiedoksi"),
    ]
