"""Decision texts for tests of importing: the seed, and the samples as they would be printed."""

from pathlib import Path
from typing import Any

from signapp.domain.acts import OfficeTitle
from signapp.services.appeal_text import shipped
from signapp.services.import_facts import Knowledge, KnownOffice

SEED = Path(__file__).parents[3] / "shared" / "seed" / "decision_fi.txt"
MAYOR, DEPUTY = "U510VH1", "U480400VH2"
KNOWLEDGE = Knowledge(
    (
        KnownOffice(
            MAYOR,
            OfficeTitle("pormestari", "pormestarin", "borgmästare", "Mayor"),
            decides=True,
            signs=True,
        ),
        KnownOffice(
            DEPUTY,
            OfficeTitle(
                "kulttuurin ja vapaa-ajan toimialan apulaispormestari",
                "kulttuurin ja vapaa-ajan toimialan apulaispormestarin",
                "biträdande borgmästare för kultur- och fritidssektorn",
                "Deputy Mayor for Culture and Leisure",
            ),
            decides=True,
            signs=True,
        ),
    ),
    (*shipped("fi"), *shipped("sv"), *shipped("en")),
)
"""What a register knows in which the seed's two offices are."""

SWEDISH = {
    "Päätös": "Beslut",
    "Lausunto": "Utlåtande",
    "Esitys": "Framställning",
    "Käsittely": "Behandling",
    "Päätöksen perustelut": "Motivering till beslutet",
    "Päätösteksti": "Motiveringar",
    "Päätösehdotus": "Beslutsförslag",
    "Esitysehdotus": "Förslag till framställning",
    "Esittelijän perustelut": "Föredragandens motiveringar",
    "Esittelijä": "Föredragande",
    "Esittelijätiedot": "Föredragande",
    "Lisätiedot": "Upplysningar",
    "Liitteet": "Bilagor",
    "Muutoksenhaku": "Ändringssökande",
    "Otteet": "Utdrag",
    "Tiedoksi": "För kännedom",
}


def seed_text() -> str:
    """Return the seed as it was handed in."""
    return SEED.read_text("utf-8")


def printed(sample: dict[str, Any], headings: dict[str, str] | None = None) -> str:
    """Return a sample as a plain text, in the order in which decisions are printed."""
    lines = [
        *filter(None, (sample["section_text"], sample["title"])),
        *filter(None, (sample["diary_number_full"] or sample["case_id_label"],)),
    ]
    if sample["reference"]:
        lines.append(f"Viite {sample['reference']}")
    for heading, body in parts_of(sample):
        lines += ["", (headings or {}).get(heading, heading), "", *body]
    return "\n".join(lines)


def parts_of(sample: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Return the parts of a sample with their lines."""
    presenter, appeal = sample["presenter"] or {}, sample["appeal"]
    lists = [
        (sample["presenter_heading"], [one for one in presenter.values() if one]),
        ("Lisätiedot", [contact_of(one) for one in sample["more_info"]]),
        ("Liitteet", [f"{one['number']} {one['title']}" for one in sample["attachments"]]),
        ("Muutoksenhaku", [*appeal.get("headings", []), *filter(None, [appeal.get("authority")])]),
        ("Otteet", [extract_of(one) for one in sample["extracts"]]),
        ("Tiedoksi", sample["distribution"]),
    ]
    parts = [
        *((one["heading"], one["text"].split("\n")) for one in sample["sections"]),
        *((heading, body) for heading, body in lists if heading and body),
        *((one["heading"], one["text"].split("\n")) for one in sample["motion_sections"]),
    ]
    return [inner for one in parts for inner in _with_inner(*one)]


INNER = ("Toimivalta", "Päätöksen perustelut")
"""Headings that some samples have inside the text of a part."""


def _with_inner(heading: str, body: list[str]) -> list[tuple[str, list[str]]]:
    found: list[tuple[str, list[str]]] = [(heading, [])]
    for line in body:
        if line.strip() in INNER:
            found.append((line.strip(), []))
        else:
            found[-1][1].append(line)
    return found


def contact_of(one: dict[str, Any]) -> str:
    parts = (one["name"], one["title"], one["phone"], one["email"])
    return ", ".join(part for part in parts if part)


def extract_of(one: dict[str, Any]) -> str:
    return f"{one['recipient']}\t{', '.join(one['attachments'])}".strip()


CUT_IN_SEED = (
    *("kans|sa", "apulais|pormestarin", "yhteis|työ", "talviur|heilussa,"),
    *("startup-toiminnas|sa.", "talviur|heilun", "Helsin|ki", "talviurheiluosaami|sen"),
    *("Helsin|gin", "ammat|tiopisto)", "vaihtomat|kat", "kiina|laisen"),
    *("yhteisymmärrys|pöytäkirja", "kau|punkien"),
)
"""The words of the seed that the ends of its lines cut, in their order."""
