"""Orders for the tests: the demo's minutes and action plan, and the mark of a signature."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from signapp.documents.typesetting import typeset
from signapp.resources import resource
from signapp.services.appeal_text import AppealText, shipped
from signapp.services.ports import Embedded, FieldOrder, TypesettingOrder
from signapp.signing.fields import place_fields

HASH = "3f1c9a07e2b84d65a1f0c3d2e4b59687" * 2
MOMENT = datetime(2017, 8, 23, 10, 5, tzinfo=timezone(timedelta(hours=3)))
LATER = datetime(2017, 8, 29, 10, 5, 12, tzinfo=UTC)
RECORD = Embedded("decision.json", "application/json", "Päätöstietue", b'{"kind":"test"}')


def demo(name: str) -> dict[str, Any]:
    """Return a data file of the demo."""
    found: dict[str, Any] = json.loads(resource("demo", name).read_text(encoding="utf-8"))
    return found


def action_plan_order(**changes: Any) -> TypesettingOrder:
    """Order the demo's action plan."""
    data = demo("action_plan_en.json") | changes
    return TypesettingOrder("agreement", json.dumps(data), MOMENT)


def seal_order(**changes: Any) -> TypesettingOrder:
    """Order the visible mark of a signature."""
    data = {
        "language": "fi",
        "title": "Sähköinen allekirjoitus",
        "width": 200,
        "height": 62,
        "label": "Sähköinen allekirjoitus",
        "name": "Nasima Žofková-Åström",
        "lines": [
            "kulttuurin ja vapaa-ajan toimialan apulaispormestari",
            "29.8.2017 klo 13.05.12 (UTC+3)",
            "HEL 2017-008888 · 47 §",
        ],
    }
    return TypesettingOrder("seal", json.dumps(data | changes), MOMENT)


def minutes_order(embedded: tuple[Embedded, ...] = (RECORD,), **changes: Any) -> TypesettingOrder:
    """Order minutes with the demo's texts."""
    data = {
        "language": "fi",
        "title": demo("decision_fi.json")["title"],
        "author": "Helsingin kaupunki",
        "header": {
            "city": "Helsingin kaupunki",
            "record": "Pöytäkirja",
            "record_type": "Luottamushenkilön päätös",
            "number": "47/2017",
            "decision_maker": "Pormestari",
            "date": "23.8.2017",
            "section": "47 §",
            "page_of": "Sivu",
        },
        "demo_notice": demo("decision_fi.json")["invented"],
        "identity": [
            ["Diaarinumero", "HEL 2017-008888 T 04 03 01"],
            ["Asiakirjatyyppi", "Luottamushenkilön päätös"],
        ],
        "sections": minutes_sections(),
        "signature": {
            "heading": "Sähköinen allekirjoitus",
            "statement": "Päätös on sähköisesti allekirjoitettu.",
            "signers": [{"name": "Aino Mallikas", "title": "pormestari"}],
            "box": "Decision-maker",
        },
        "footer": ["Helsingin kaupunki", "Rekisteri: esittely"],
        "record_name": "decision.json",
    }
    return TypesettingOrder("minutes", json.dumps(data | changes), MOMENT, embedded)


def minutes_sections() -> list[dict[str, Any]]:
    """Return the sections of minutes in the order of a mayor's decision."""
    texts = demo("decision_fi.json")
    (appeal,) = [one for one in shipped("fi") if one.code == texts["appeals"][0]]
    told = [", ".join(one.values()) for one in texts["further_information"]]
    extracts = [[one["recipient"], ", ".join(one["enclosed"])] for one in texts["extracts"]]
    authorised = [
        ["Valtuutettu", "kulttuurin ja vapaa-ajan toimialan apulaispormestari"],
        ["Vastapuoli", texts["counterparty"]],
        ["Päivä", "29.8.2017"],
        ["Liite 1, SHA-256", HASH],
        ["Pituus", "184 233 tavua"],
    ]
    parts = {
        "Päätös": [*paragraphs(texts["decision"]), facts(authorised)],
        "Päätösehdotus": paragraphs("Päätös on ehdotuksen mukainen."),
        "Esittelijän perustelut": paragraphs(*texts["rationale"]),
        "Toimivalta": paragraphs(texts["competence_citation"]),
        "Täytäntöönpano": paragraphs(texts["enforcement_reason"]),
        "Lisätiedot": [{"kind": "list", "items": told}],
        "Liitteet": [{"kind": "counted", "items": [[1, texts["attachment_title"]]]}],
        "Muutoksenhaku": appeal_blocks(appeal),
        "Otteet": [facts(extracts)],
        "Tiedoksi": [{"kind": "list", "items": texts["distribution"]}],
        "Rekisterin tila": [facts([["Merkintöjä", "128"], ["Juuri", HASH]])],
    }
    return [{"heading": heading, "blocks": blocks} for heading, blocks in parts.items()]


def appeal_blocks(appeal: AppealText) -> list[dict[str, Any]]:
    """Return an appeal instruction as blocks."""
    blocks: list[dict[str, Any]] = [
        {"kind": "strong", "text": appeal.name},
        {"kind": "note", "text": "Luonnos lakimiehen tarkastettavaksi."},
    ]
    for part in appeal.parts:
        blocks += [{"kind": "subheading", "text": part.heading}, *paragraphs(*part.text)]
    return blocks


def paragraphs(*texts: str) -> list[dict[str, Any]]:
    """Return blocks of running text."""
    return [{"kind": "paragraph", "text": text} for text in texts]


def facts(rows: list[list[str]]) -> dict[str, Any]:
    """Return a block of labels and values."""
    return {"kind": "facts", "rows": rows}


def prepared(order: TypesettingOrder) -> bytes:
    """Typeset and give every marked box a signature field."""
    result = typeset(order)
    fields = tuple(FieldOrder(box.name, f"Signature: {box.name}", box) for box in result.boxes)
    return place_fields(result.pdf, fields)


def sheet_order(language: str) -> TypesettingOrder:
    """Order a sheet with every kind of block that sheets have."""
    rows = [["HEL 2017-008888", "Toimintasuunnitelma"], ["SHA-256", HASH]]
    blocks = [
        {"kind": "facts", "rows": rows},
        {"kind": "list", "items": ["Pitää", "Håller", "Holds"]},
        {"kind": "numbered", "items": ["1", "2"]},
        {"kind": "subheading", "text": "Beijing"},
        {"kind": "paragraph", "text": "Ei vielä allekirjoitettu."},
        {
            "kind": "table",
            "head": ["Kenelle", "Aika"],
            "rows": rows,
            "numeric": [False] * 2,
            "widths": [2, 1],
        },
        {"kind": "code", "dots": ["1011", "0110"], "alt": "QR", "caption": ["Koodi", HASH]},
        {"kind": "signatures", "parties": [{"heading": "Helsinki", "rows": [["Nimi", ""]]}] * 2},
        {"kind": "ticks", "items": ["Kortti", "Varakortti"]},
        {"kind": "told", "state": "Ei pidä", "text": "Tavut muuttuivat.", "warns": True},
    ]
    data = {
        "language": language,
        "title": {"fi": "Tarkistuslehti", "sv": "Kontrollblad", "en": "Verification sheet"}[
            language
        ],
        "author": ["Helsingin kaupunki"],
        "city": "Helsingin kaupunki",
        "mark": "Lehti",
        "footer": "Rekisteri",
        "demo_notice": "Esittely",
        "lead": ["Tämä lehti kertoo, mitä on allekirjoitettu."],
        "opening": blocks[:1],
        "parts": [{"heading": "Kaikki", "blocks": blocks}],
    }
    return TypesettingOrder("sheet", json.dumps(data), MOMENT)
