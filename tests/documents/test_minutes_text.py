"""What is hard to print survives: lists, tables, long words, forty attachments, ten pages."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest

from signapp.documents.typesetting import typeset
from signapp.services.appeal_text import shipped
from signapp.services.minutes_content import (
    Header,
    MinutesContent,
    SignatureBlock,
    Signer,
    template_data,
)
from signapp.services.ports import TypesettingOrder
from signapp.services.proposal_text import AttachmentLine, Contact, Extract, ProposalText
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.documents.orders import MOMENT
from tests.documents.structure import headings, reading, told

MARGIN, HEAD, FOOT = 22 * 72 / 25.4, 38 * 72 / 25.4, 30 * 72 / 25.4
LISTED = """Aiheet ovat:
- talviurheilu
  - hiihto
- opetus
1. Valmistelu
2. Seuranta

Toimenpide\tVastuu\t2017\t2018
Talviurheilu\tKulttuurin ja vapaa-ajan toimiala\t25 000 €\t30 000 €
Vaihtomatkat\tKasvatuksen ja koulutuksen toimiala\t5 000 €\t12 500 €"""
LONG_WORDS = (
    "x" * 180,
    f"https://www.example.org/{'toimintasuunnitelmat/' * 12}liite.pdf?lataa=kylla",
    f"{'etunimi.' * 9}sukunimi@kaupunki.example",
    "Lentokonesuihkuturbiinimoottoriapumekaanikkoaliupseerioppilas",
)
WHOLE = ("25 000 – 30 000", "47 §", "29.8.2017", "JulkL 24 § 1 mom. 20 k", "2017–2019", "§ 47")


def minutes(language: str = "fi", **changes: Any) -> MinutesContent:
    """Return minutes that have every section."""
    appeals = tuple(one for one in shipped(language) if one.kind.value != "prohibited")[:2]
    text = ProposalText(
        title="Toimintasuunnitelman 2017–2019 allekirjoittaminen",
        decision="Pormestari päätti, että liitteenä 1 oleva suunnitelma allekirjoitetaan.",
        rationale=("Kaupungit ovat tehneet yhteistyötä vuodesta 2006.", LISTED),
        appeals=appeals,
        enforcement_reason="Päätös voidaan panna täytäntöön ennen lainvoimaa.",
        further_information=(Contact("Veera", "asiantuntija", "09 000 0002", "v@k.example"),),
        extracts=(Extract("Pekingin kaupunki", ("Päätösteksti", "Liite 1")),),
        distribution=("Kaupunginkanslia", "Kulttuurin ja vapaa-ajan toimiala"),
        attachments=(AttachmentLine(1, "Toimintasuunnitelma"),),
        consideration=("Esteelliset: Aino Mallikas",),
        history=("Kaupunginhallitus käsitteli asian 1.8.2017.",),
        reference="HE 230/2021 vp",
        language=language,
    )
    say = Texts(language).say
    content = MinutesContent(
        header=Header("Kaupunki", "päätös", "47/2017", "Pormestari", "24.8.2017", "47 §"),
        identity=((say("minutes.diary_number"), "HEL 2017-008888 T 04 03 01"),),
        text=replace(text, **changes.pop("text", {})),
        proposed="Pormestari päättää toisin.",
        outcome=say("minutes.outcome.amended"),
        presenter=Signer("Eero Esittelijä", "kansliapäällikkö"),
        competence="Hallintosääntö 8 luku 1 §",
        ledger=((say("minutes.fact.size"), "128"),),
        signature=SignatureBlock(say("minutes.signed_electronically"), (Signer("Aino", "x"),)),
        secrecy="Osittain salassa pidettävä (JulkL (621/1999) 24.1 § 20 k)",
    )
    return replace(content, **changes)


def order_of(content: MinutesContent) -> TypesettingOrder:
    data = template_data(content, Texts(content.text.language))
    return TypesettingOrder("minutes", json.dumps(data, ensure_ascii=False), MOMENT)


def printed(content: MinutesContent, file: Path) -> Path:
    file.write_bytes(typeset(order_of(content)).pdf)
    return file


ORDER = (
    *("decision", "consideration", "proposal", "rationale", "competence", "enforcement"),
    *("presenter", "further_information", "attachments", "appeal", "extracts", "distribution"),
    *("history", "ledger"),
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sections_are_read_out_in_their_order(tmp_path: Path, language: str) -> None:
    content, say = minutes(language), Texts(language).say
    file = told(printed(content, tmp_path / "minutes.pdf"))
    expected = [say(f"minutes.heading.{key}") for key in ORDER] + [say("minutes.signature")]
    assert headings(file) == expected
    assert headings(file, "H1") == [content.text.title]
    assert headings(file, "H3") == [one.name for one in content.text.appeals]
    parts = [part.heading for one in content.text.appeals for part in one.parts if part.heading]
    assert headings(file, "H4") == parts


def test_lists_and_tables_are_read_out_as_such(tmp_path: Path) -> None:
    pieces = told(printed(minutes(), tmp_path / "minutes.pdf"))
    kinds = {one.text.strip(): one.inside for one in pieces}
    assert kinds["talviurheilu"].count("L") == 1
    assert kinds["hiihto"].count("L") == 2
    assert kinds["Valmistelu"][-2:] == ("LBody", "P")
    assert kinds["1."][-1] == "Lbl"
    assert kinds["Toimenpide"][-3:] in {("THead", "TR", "TH"), ("TR", "TH", "P")}
    assert "TD" in kinds["Talviurheilu"]
    assert "TD" in kinds["25 000 €"]
    assert "TH" in kinds["Ote"]
    order = reading(pieces)
    for first, second in (("hiihto", "opetus"), ("Toimenpide", "25000"), ("30000", "12500")):
        assert order.index(first) < order.index(second)


def lines_of(file: Path) -> list[tuple[str, float, float]]:
    """Return the lines of all pages with their left and right ends, in points."""
    found = []
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            words = page.get_textpage()
            for number in range(words.count_rects()):
                left, bottom, right, top = words.get_rect(number)
                text = words.get_text_bounded(left, bottom, right, top)
                found.append((" ".join(text.split()), left, right))
    return found


def test_nothing_is_wider_than_the_page(tmp_path: Path) -> None:
    table = "\n".join("\t".join((*LONG_WORDS[:3], "a", "25 000 €", word)) for word in LONG_WORDS)
    extracts = (Extract("V" * 60, ("Oikaisuvaatimusohje, kaupunginhallitus", "L" * 70)),)
    text = {"rationale": (*LONG_WORDS, f"- {LONG_WORDS[0]}\n- b", table), "extracts": extracts}
    text["title"] = f"{LONG_WORDS[3]} {'y' * 90}"
    text["attachments"] = (AttachmentLine(1, "Z" * 120),)
    file = printed(minutes(text=text), tmp_path / "minutes.pdf")
    with pypdfium2.PdfDocument(file) as document:
        width = document[0].get_width()
    outside = [one for one in lines_of(file) if one[2] > width - MARGIN + 1 or one[1] < MARGIN - 1]
    assert outside == []
    whole = reading(told(file))
    for word in LONG_WORDS:
        assert "".join(filter(str.isalnum, word)) in whole


def test_numbers_days_and_citations_are_never_broken(tmp_path: Path) -> None:
    """Whatever stands before them moves them over the whole width of a line."""
    filler = [f"{'a ' * length}{what} b" for what in WHOLE for length in range(44, 66, 3)]
    file = printed(minutes(text={"rationale": tuple(filler)}), tmp_path / "minutes.pdf")
    with pypdfium2.PdfDocument(file) as document:
        pages = [page.get_textpage().get_text_bounded() for page in document]
    lines = [line.strip() for page in pages for line in page.splitlines()]
    for what in WHOLE:
        assert sum(line.count(what) for line in lines) >= len(range(44, 66, 3)), what
        assert "\N{NO-BREAK SPACE}" not in "".join(lines)


def test_a_long_title_forty_attachments_and_ten_pages_are_all_there(tmp_path: Path) -> None:
    paragraph = "Kaupungit tekevät yhteistyötä ja vaihtavat kokemuksia säännöllisesti. " * 12
    text = {
        "title": ("Pitkä suunnitelman otsikko " * 20)[:511].strip(),
        "attachments": tuple(AttachmentLine(n, f"Liitteen otsikko {n}") for n in range(1, 41)),
        "rationale": tuple(f"Kappale {number}: {paragraph}" for number in range(45)),
    }
    file = printed(minutes(text=text), tmp_path / "minutes.pdf")
    with pikepdf.open(file) as pdf:
        assert len(pdf.pages) >= 10
    pieces = told(file)
    whole = reading(pieces)
    assert "".join(filter(str.isalnum, text["title"])) in whole
    assert all(f"Liitteenotsikko{number}" in whole for number in range(1, 41))
    assert all(f"Kappale{number}" in whole for number in range(45))
    assert len(headings(pieces)) == len(ORDER) + 1


@pytest.mark.parametrize("length", [3, 7, 11])
def test_no_heading_ends_a_page(tmp_path: Path, length: int) -> None:
    """With texts of any length, each heading has at least a line of its section beside it."""
    rationale = ("Rivi. " * 30,) * length
    content = minutes(text={"rationale": rationale})
    file = printed(content, tmp_path / "minutes.pdf")
    data = template_data(content, Texts("fi"))
    parts = [part.heading for one in content.text.appeals for part in one.parts]
    known = {*parts, *(part["heading"] for part in data["sections"])}
    with pypdfium2.PdfDocument(file) as document:
        for page in document:
            words, height = page.get_textpage(), page.get_height()
            body = words.get_text_bounded(bottom=FOOT, top=height - HEAD)
            assert body.strip().splitlines()[-1].strip() not in known
