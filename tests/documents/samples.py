"""The sample decisions of the shared data, as what minutes print."""

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from signapp.domain.calendar import Appeal
from signapp.domain.wording import same_words
from signapp.services.appeal_text import AppealPart, AppealText
from signapp.services.minutes_content import Header, MinutesContent, SignatureBlock, Signer
from signapp.services.proposal_text import (
    AttachmentLine,
    Contact,
    Extract,
    ProposalText,
    TextKind,
)
from signapp.texts.catalogue import Texts

SAMPLES = Path(__file__).parents[3] / "shared" / "domain" / "decisions.json"
AS_PROPOSED = "Päätös on ehdotuksen mukainen."
KINDS = {
    "muutoksenhakukielto": Appeal.PROHIBITED,
    "oikaisuvaatimus": Appeal.RECTIFICATION_REQUEST,
    "hankintaoikaisu_ja_valitus": Appeal.PROCUREMENT_RECTIFICATION,
    "valitus": Appeal.MUNICIPAL_APPEAL,
}

Sample = dict[str, Any]


@cache
def samples() -> tuple[Sample, ...]:
    """Return all samples; none where the shared data is not at hand."""
    if not SAMPLES.is_file():
        return ()
    found: list[Sample] = json.loads(SAMPLES.read_text("utf-8"))["decisions"]
    return tuple(found)


def section(sample: Sample, *keys: str) -> str:
    """Return the text of the first of these sections that a sample has."""
    parts = [*sample["sections"], *sample["motion_sections"]]
    return next((one["text"] for key in keys for one in parts if one["key"] == key), "")


def lines(text: str) -> tuple[str, ...]:
    return tuple(line for line in text.split("\n") if line)


def texts_of(sample: Sample) -> Texts:
    return Texts(sample["language"])


def content_of(sample: Sample) -> MinutesContent:
    """Load a sample into the model."""
    decided = section(sample, "decision", "proposal_to_higher_body")
    proposed = section(sample, "proposal", "proposal_draft")
    keys = {one["key"] for one in (*sample["sections"], *sample["motion_sections"])}
    presenter = sample["presenter"] or {}
    return MinutesContent(
        header=_header(sample),
        identity=_identity(sample),
        text=ProposalText(
            title=sample["title"],
            decision=decided,
            rationale=lines(section(sample, "rationale", "presenter_rationale")),
            counterparty=(sample.get("authorisation") or {}).get("counterparty", ""),
            appeals=_appeals(sample),
            further_information=tuple(_contact(one) for one in sample["more_info"]),
            extracts=tuple(
                Extract(one["recipient"], tuple(one["attachments"])) for one in sample["extracts"]
            ),
            distribution=tuple(sample["distribution"]),
            attachments=tuple(
                AttachmentLine(one["number"], one["title"]) for one in sample["attachments"]
            ),
            consideration=lines(section(sample, "handling")),
            reference=sample["reference"] or "",
            kind=TextKind.MOTION if "proposal_draft" in keys else TextKind.DECISION,
        ),
        proposed=decided if same_words(proposed, AS_PROPOSED) else proposed,
        outcome=_outcome(sample),
        kind=TextKind.MOTION if "proposal_to_higher_body" in keys else TextKind.DECISION,
        presenter=Signer(presenter["name"] or "", presenter["title"] or "")
        if any(presenter.values())
        else None,
        authorisation=_authorisation(sample),
        signature=_signature(sample),
    )


def _header(sample: Sample) -> Header:
    maker, meeting = sample["decision_maker"], sample["meeting"] or {}
    day = sample.get("decision_date") or meeting.get("date")
    name = maker["name_sv"] if sample["language"] == "sv" else maker["name_fi"]
    return Header(
        city="Helsingin kaupunki",
        record_type=sample["record_type"],
        number=str(sample["section"] or ""),
        decision_maker=name or maker["name_fi"],
        date=texts_of(sample).date(date.fromisoformat(day)) if day else "",
        section=sample["section_text"] or "",
    )


def _identity(sample: Sample) -> tuple[tuple[str, str], ...]:
    say = texts_of(sample).say
    number = sample["diary_number_full"] or sample["case_id_label"] or ""
    return (
        (say("minutes.diary_number"), number),
        (say("minutes.record_type"), sample["record_type"]),
    )


def _appeals(sample: Sample) -> tuple[AppealText, ...]:
    appeal = sample["appeal"]
    if appeal["variant"] not in KINDS:
        return ()
    name, *headings = appeal["headings"]
    text = AppealText(
        code=appeal["variant"],
        kind=KINDS[appeal["variant"]],
        language=sample["language"],
        makers=(),
        name=name,
        authority=appeal["authority"] or "",
        days=appeal["days"] or 0,
        laws=tuple(appeal["law"]),
        parts=tuple(AppealPart(heading, ()) for heading in headings),
        draft=False,
    )
    return (text,)


def _contact(one: dict[str, Any]) -> Contact:
    return Contact(one["name"], one["title"] or "", one["phone"], one["email"])


def _outcome(sample: Sample) -> str:
    texts, key = texts_of(sample), f"minutes.outcome.{sample['outcome']}"
    return texts.say(key) if texts.has(key) else ""


def _authorisation(sample: Sample) -> tuple[tuple[str, str], ...]:
    wanted, texts = sample.get("authorisation"), texts_of(sample)
    if not wanted:
        return ()
    rows = {
        "office": wanted["signatory_title_fi"],
        "counterparty": wanted["counterparty"],
        "day": texts.date(date.fromisoformat(wanted["signing_date"])),
        "attachment": str(wanted["attachment_number"]),
    }
    return tuple((texts.say(f"minutes.fact.{key}"), value) for key, value in rows.items())


def _signature(sample: Sample) -> SignatureBlock | None:
    block = sample.get("signature_block")
    if block is None:
        return None
    signers = tuple(Signer(one["name"], one["title"]) for one in block["signers"])
    return SignatureBlock(block["text"], signers)
