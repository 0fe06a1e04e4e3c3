"""What looks wrong in the text of a decision, and what does not (R9)."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from signapp.domain.acts import OfficeTitle
from signapp.domain.lints import (
    TextToCheck,
    days_in,
    doubled,
    findings,
    names_office,
    referred_attachments,
    tells_nothing,
)

SAMPLES = Path(__file__).parents[3] / "shared" / "domain" / "decisions.json"
CULTURE = OfficeTitle(
    "kulttuurin ja vapaa-ajan toimialan apulaispormestari",
    "kulttuurin ja vapaa-ajan toimialan apulaispormestarin",
    "biträdande borgmästare för kultur- och fritidssektorn",
    "deputy mayor for culture and leisure",
)
DAY = date(2017, 8, 29)
GOOD = TextToCheck(
    title="Toimintasuunnitelman allekirjoittaminen",
    decision="Pormestari päätti, että kulttuurin ja vapaa-ajan toimialan apulaispormestari "
    "valtuutetaan allekirjoittamaan liitteenä 1 oleva suunnitelma 29.8.2017.",
    others=("Kaupungit ovat ystävyyskaupunkeja.", "Oikaisuvaatimusohje, kaupunginhallitus"),
    attachments={1: "Toimintasuunnitelma Helsinki–Peking 2017–2019"},
    first=DAY,
    last=DAY,
    office=CULTURE,
    headings=("Päätös", "Muutoksenhaku"),
    secrets=(),
    today=date(2017, 8, 22),
)


def codes(**changes: object) -> list[str]:
    return [one.code for one in findings(replace(GOOD, **changes))]


def test_a_good_text_has_no_findings() -> None:
    assert codes() == []


def test_certain_findings_come_first_and_each_once() -> None:
    found = findings(
        replace(
            GOOD,
            decision="Liitteenä 3, ks. liite 3. Kuntalain 51 §. Kuntalain 51 §.",
            office=None,
        )
    )
    assert [(one.code, one.certain) for one in found] == [
        ("AttachmentNotListed", True),
        ("CitationRepealed", False),
    ]


# --- attachments ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("liitteenä 1 oleva sopimus", (1,)),
        ("Liitteenä 2.", (2,)),
        ("liitteet 1 ja 2", (1, 2)),
        ("liitteinä 1–3 olevat", (1, 2, 3)),
        ("liitteissä 1, 3 ja 5", (1, 3, 5)),
        ("liitteestä 12 ilmenevä", (12,)),
        ("bilaga 1", (1,)),
        ("bilagorna 2 och 3", (2, 3)),
        ("attachments 1 to 4", (1, 2, 3, 4)),
        ("liitteenä oleva", ()),
        ("liite 25.2.2021", ()),
        ("yliite 4", ()),
        ("liitteenä 1, 2017 tehty", (1,)),
    ],
)
def test_references_to_attachments(text: str, numbers: tuple[int, ...]) -> None:
    assert referred_attachments(text) == numbers


def test_an_attachment_that_is_not_there_is_certainly_wrong() -> None:
    text = replace(GOOD, others=("Liitteet 1–3 kuuluvat päätökseen.",))
    assert [one.facts for one in findings(text)] == [{"number": 2}, {"number": 3}]
    assert all(one.certain for one in findings(text))


@pytest.mark.parametrize(
    "title",
    [
        *("71806311", "scan0001", "Scan 12", "IMG_2041", "Asiakirja 3", "Liite 1", "2017-08-29"),
        *("sopimus.pdf", "Toimintasuunnitelma.DOCX", "skannaus_004", "", "Bilaga 2", "Kopio"),
    ],
)
def test_titles_that_tell_nothing(title: str) -> None:
    assert tells_nothing(title)


@pytest.mark.parametrize(
    "title",
    [
        *("Kauppakirjaluonnos", "Rakennuslupa 35-1960-06-A", "Paikallakäynti 25.2.2021"),
        *("Scandinavian Cities 2030", "Liitekartat", "赫尔辛基市与北京市2017-2019年行动计划"),
        *("Oikaisuvaatimus, liite 1", "Kopiointisopimus", "Valokuvia"),
    ],
)
def test_titles_that_tell_something(title: str) -> None:
    assert not tells_nothing(title)


# --- the authorisation ----------------------------------------------------------------------


def test_another_day_in_the_text_than_in_the_authorisation() -> None:
    (found,) = findings(replace(GOOD, first=date(2017, 8, 30), last=date(2017, 8, 30)))
    assert (found.code, found.certain) == ("DayDiffers", False)
    assert found.facts == {"found": DAY, "day": date(2017, 8, 30)}


@pytest.mark.parametrize(
    ("first", "last"),
    [(None, None), (None, date(2017, 9, 30)), (date(2017, 8, 28), DAY), (DAY, DAY)],
)
def test_days_that_fit(first: date | None, last: date | None) -> None:
    assert codes(first=first, last=last) == []


def test_days_are_read_as_they_are_written() -> None:
    assert days_in("29.8.2017, 1. 9. 2017 ja 24.12.2017") == (
        DAY,
        date(2017, 9, 1),
        date(2017, 12, 24),
    )
    assert days_in("31.2.2017, 24.1 § 20 k, 1.000.2017, 12.13.2017, 192.168.1.2017") == ()


@pytest.mark.parametrize(
    "text",
    [
        "Pormestari päätti oikeuttaa kulttuurin ja vapaa-ajan toimialan apulaispormestarin",
        "Kulttuurin ja vapaa-ajan\n toimialan apulaispormestari valtuutetaan",
        "annetaan kulttuurin ja vapaa-ajan toimialan apulaispormestarille",
        "Borgmästaren beslutade ge biträdande borgmästaren för kultur- och fritidssektorn rätt",
        "The deputy mayor for culture and leisure may sign",
    ],
)
def test_an_office_is_named_in_any_case(text: str) -> None:
    assert names_office(text, CULTURE)


def test_genitives_with_another_stem_are_known() -> None:
    title = OfficeTitle("kansliapäällikkö", "kansliapäällikön", "kanslichef", "chief executive")
    assert names_office("oikeutetaan kansliapäällikölle", title)
    assert names_office("Kanslichefen undertecknar", title)
    assert not names_office("oikeutetaan toimialajohtaja", title)


def test_another_office_in_the_text_than_in_the_authorisation() -> None:
    other = GOOD.decision.replace("kulttuurin ja vapaa-ajan", "kasvatuksen ja koulutuksen")
    (found,) = findings(replace(GOOD, decision=other))
    assert (found.code, found.facts) == ("OfficeDiffers", {"office": CULTURE})


# --- the law, headings, secrets -------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "day", "wrong"),
    [
        ("kuntalain (365/1995) mukaan", date(2017, 8, 22), True),
        ("Kuntalain 51 §:n mukainen otto-oikeus", date(2017, 8, 22), True),
        ("Kuntalain 51 §", date(2017, 5, 1), False),
        ("kuntalain (410/2015) 51 §", date(2017, 8, 22), False),
        ("kuntalain 92 §", date(2017, 8, 22), False),
        ("hallintolainkäyttölain (586/1996)", date(2017, 8, 22), False),
        ("hallintolainkäyttölain mukaan", date(2020, 1, 1), True),
        ("hankintalaki (348/2007)", date(2017, 8, 22), True),
        ("henkilötietolain 8 §", date(2019, 1, 1), True),
    ],
)
def test_repealed_citations(text: str, day: date, wrong: bool) -> None:
    assert codes(others=(text,), today=day) == (["CitationRepealed"] if wrong else [])


def test_headings_that_stand_twice() -> None:
    assert doubled("MUUTOKSENHAKUKIELTO Muutoksenhakukielto") == "MUUTOKSENHAKUKIELTO"
    assert doubled("Päätös on ehdotuksen mukainen.") == ""
    assert codes(others=("MUUTOKSENHAKUKIELTO MUUTOKSENHAKUKIELTO",)) == ["HeadingDoubled"]
    assert codes(decision=f"Päätös\n{GOOD.decision}") == ["HeadingDoubled"]
    assert codes(decision=f"{GOOD.title}\n{GOOD.decision}") == ["HeadingDoubled"]


def test_secrets_in_what_is_public() -> None:
    text = replace(GOOD, secrets=("Oy Salainen Ab",), title="Lausunto,  OY SALAINEN AB")
    (found,) = findings(text)
    assert (found.code, found.certain) == ("SecretInPublicText", True)
    assert codes(others=("Hakija 131052-308T on",)) == ["SecretInPublicText"]
    assert codes(secrets=("Oy Salainen Ab",)) == []


# --- real decisions -------------------------------------------------------------------------


@pytest.mark.skipif(not SAMPLES.is_file(), reason="the shared samples are not at hand")
def test_what_is_found_in_the_city_s_own_decisions() -> None:
    """The known slips of real decisions are found, and hardly anything else."""
    found = {}
    for sample in json.loads(SAMPLES.read_text("utf-8"))["decisions"]:
        parts = [one["text"] for one in (*sample["sections"], *sample["motion_sections"])]
        text = TextToCheck(
            title=sample["title"],
            decision=parts[0] if parts else "",
            others=(*parts[1:], *sample["appeal"].get("headings", ())),
            attachments={one["number"]: one["title"] for one in sample["attachments"]},
            first=None,
            last=None,
            office=None,
            headings=(),
            secrets=(),
            today=date(2022, 1, 15),
        )
        if findings(text):
            found[sample["id"]] = [one.code for one in findings(text)]
    assert found.pop("real-10") == ["CitationRepealed"]
    assert found.pop("real-19") == found.pop("real-22") == ["HeadingDoubled"]
    assert found == {}
