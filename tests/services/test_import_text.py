"""A decision text is understood: the seed, and the samples of the shared data, word for word."""

import re
from collections import Counter
from datetime import date
from functools import cache
from textwrap import wrap

import pytest

from signapp.resources import resource
from signapp.services.import_draft import filled_text, left_over
from signapp.services.import_headings import heading_of
from signapp.services.import_source import read_pasted
from signapp.services.import_text import understand
from signapp.services.import_values import ImportedDecision, Part, Reading
from signapp.services.plain_words import plain_words
from signapp.services.proposal_text import AttachmentLine, Extract
from signapp.texts.catalogue import LANGUAGES, Texts
from tests.documents.samples import Sample, samples
from tests.services.decision_texts import (
    CUT_IN_SEED,
    DEPUTY,
    KNOWLEDGE,
    MAYOR,
    SEED,
    SWEDISH,
    parts_of,
    printed,
    seed_text,
)

each_sample = pytest.mark.parametrize("sample", samples(), ids=lambda one: one["id"])
with_seed = pytest.mark.skipif(not SEED.is_file(), reason="the shared data is not at hand")
FI, SV = {}, SWEDISH


@cache
def understood(text: str) -> ImportedDecision:
    return understand(read_pasted(text), KNOWLEDGE)


def words_in(text: str) -> Counter[str]:
    return Counter(plain_words(text))


def words_out(decision: ImportedDecision) -> Counter[str]:
    return Counter(word for one in decision.everything() for word in plain_words(one))


# --- the seed -------------------------------------------------------------------------------


@with_seed
def test_the_seed_becomes_a_filled_proposal() -> None:
    decision = understood(seed_text())
    text = filled_text(decision, KNOWLEDGE)
    assert text.title == "Yhteistyösuunnitelman allekirjoittaminen Pekingin kaupungin kanssa"
    assert text.decision == (
        "Pormestari päätti oikeuttaa kulttuurin ja vapaa-ajan toimialan apulaispormestarin "
        "allekirjoittamaan liitteenä olevan yhteistyösuunnitelman Pekingin kaupungin kanssa "
        "29.8.2017."
    )
    assert text.attachments == (AttachmentLine(1, "Action Plan Helsinki Peking 2017-2019"),)
    assert [one.code for one in text.appeals] == ["rectification-board"]
    assert text.counterparty == "Pekingin kaupunki"
    assert text.rationale[0].startswith("Pekingin kaupungilla ja Helsingin kaupungilla on")
    assert text.rationale[-1].endswith("lyhyet vaihtovierailut kaupunkien välillä.")
    assert decision.as_proposed
    wanted = decision.wanted
    assert (wanted.decision_maker, wanted.office) == (MAYOR, DEPUTY)
    assert (wanted.days, wanted.attachment) == ((date(2017, 8, 29),), 1)
    assert (decision.unrecognised, list(left_over(decision))) == ((), [])


@with_seed
def test_every_cut_word_of_the_seed_is_joined_and_told() -> None:
    decision = understood(seed_text())
    assert [f"{one.before}|{one.after}" for one in decision.joins] == list(CUT_IN_SEED)
    assert all(one.reading is Reading.JOINED for one in decision.joins)
    whole = " ".join(decision.everything())
    for kept in (
        "startup-toiminnassa",
        "startup-yritysten",
        "Startup Exchange –sopimuksen",
        "25 000 – 30 000",
        "ala-aste",
        "2017–2019",
    ):
        assert kept in whole


@with_seed
def test_an_answer_changes_one_word_and_nothing_else() -> None:
    decision = understood(seed_text())
    place = next(p for p, one in enumerate(decision.joins) if one.before == "apulais")
    other = understand(read_pasted(seed_text()), KNOWLEDGE, answers={place: Reading.KEPT})
    assert words_out(decision) - words_out(other) == Counter({"apulaispormestarin": 1})
    assert words_out(other) - words_out(decision) == Counter({"apulais-pormestarin": 1})


# --- the samples ----------------------------------------------------------------------------


@each_sample
@pytest.mark.parametrize("headings", [FI, SV], ids=["fi", "sv"])
def test_all_headings_and_lists_of_a_sample_are_found(
    sample: Sample, headings: dict[str, str]
) -> None:
    decision = understood(printed(sample, headings))
    written = [headings.get(heading, heading) for heading, _ in parts_of(sample)]
    assert [one.heading for one in decision.sections] == written
    assert [one.text.split("\n") for one in decision.sections] == [
        [" ".join(plain_words(line)) if heading != "Otteet" else line for line in body if line]
        for heading, body in parts_of(sample)
    ]
    assert decision.attachments == tuple(
        AttachmentLine(one["number"], one["title"]) for one in sample["attachments"]
    )
    assert decision.extracts == tuple(
        Extract(one["recipient"], tuple(one["attachments"])) for one in sample["extracts"]
    )
    assert decision.distribution == tuple(sample["distribution"])
    assert decision.identity.title == sample["title"]
    assert decision.identity.section == str(sample["section"] or "")
    number = sample["diary_number_full"] or sample["case_id_label"] or ""
    assert decision.identity.diary_number == number
    assert decision.identity.reference == (sample["reference"] or "")
    assert decision.unrecognised == ()
    if len(sample["sections"]) > 0:
        assert decision.language == ("sv" if headings else "fi")


@each_sample
def test_no_word_of_a_sample_is_lost(sample: Sample) -> None:
    text = printed(sample)
    assert words_out(understood(text)) == words_in(text)


@each_sample
def test_no_word_of_a_sample_in_narrow_lines_is_lost(sample: Sample) -> None:
    """The lines are broken as on paper, between words: so the words are the same."""
    paragraphs = printed(sample).split("\n")
    lines = [line for one in paragraphs for line in wrap(one, 72, break_on_hyphens=False) or [""]]
    text = "\n".join(lines)
    assert words_out(understood(text)) == words_in(text)


APPEALS = {
    "muutoksenhakukielto": {"prohibited-preparation", "prohibited-procurement"},
    "oikaisuvaatimus": {"rectification-board", "rectification-committee"},
    "hankintaoikaisu_ja_valitus": {"procurement"},
    "valitus": {"municipal-appeal"},
}


@each_sample
def test_the_instruction_is_picked_from_the_catalogue(sample: Sample) -> None:
    appeal = sample["appeal"]
    found = understood(printed(sample)).appeals
    assert len(found) == (appeal["variant"] in APPEALS)
    assert set(found) <= APPEALS.get(appeal["variant"], set())
    if appeal.get("authority") == "Helsingin kaupunginhallitus":
        assert found == ("rectification-board",)


def test_several_instructions_are_found() -> None:
    decision = understood(
        "O\n\nPäätös\n\nHyväksytään.\n\nMuutoksenhaku\n\nMuutoksenhakukielto, hankinta-asia\n"
        "Hankintalaki 163 §\n\nOikaisuvaatimusohje, kaupunginhallitus\n\nValitusosoitus"
    )
    codes = ("prohibited-procurement", "rectification-board", "municipal-appeal")
    assert decision.appeals == codes
    assert tuple(one.code for one in filled_text(decision, KNOWLEDGE).appeals) == codes


@pytest.mark.parametrize("language", LANGUAGES)
def test_our_own_headings_are_known(language: str) -> None:
    texts = Texts(language)
    for path in resource("locale", language).glob("*.po"):
        for key in re.findall(r'msgid "(minutes\.heading\.[a-z_]+)"', path.read_text("utf-8")):
            assert heading_of(texts.say(key)) is not None, (key, texts.say(key))


def test_an_office_that_only_ends_alike_is_another_one() -> None:
    text = (
        "Otsikko\n\nPäätös\n\nPormestari päätti oikeuttaa sosiaali- ja terveystoimen "
        "apulaispormestarin allekirjoittamaan liitteen 2 Espoon kaupungin kanssa viimeistään "
        "1.9.2017."
    )
    wanted = understood(text).wanted
    assert wanted.office == ""
    assert wanted.office_words == "sosiaali- ja terveystoimen apulaispormestarin"
    assert (wanted.counterparty, wanted.attachment) == ("Espoon kaupunki", 2)
    assert wanted.at_latest


def test_a_swedish_decision_is_understood() -> None:
    decision = understood(
        "Undertecknande av en plan\n\nBeslut\n\nBorgmästaren beslutade ge biträdande borgmästaren "
        "för kultur- och fritidssektorn rätt att underteckna bilaga 1 med Pekings stad 29.8.2017."
        "\n\nÄndringssökande\n\nAnvisning för begäran om omprövning, stadsstyrelsen"
    )
    wanted = decision.wanted
    assert (decision.language, decision.appeals) == ("sv", ("rectification-board",))
    assert (wanted.decision_maker, wanted.office) == (MAYOR, DEPUTY)
    assert (wanted.counterparty, wanted.days) == ("Pekings stad", (date(2017, 8, 29),))


def test_what_is_not_recognised_is_told() -> None:
    decision = understood("Otsikko\n\nOuto rivi ilman paikkaa\n\nPäätös\n\nPäätetään.")
    assert decision.unrecognised == ("Outo rivi ilman paikkaa",)


def test_headings_beside_their_text_are_found_in_what_is_copied_from_a_page() -> None:
    decision = understood(
        "Suunnitelman allekirjoittaminen\nPäätös Pormestari päätti hyväksyä suunnitelman.\n"
        "Esittelijän perustelut Suunnitelma on hyvä.\nLiitteet 1. Suunnitelma\n2. Kartta\n"
        "Tiedoksi Kaupunginkanslia"
    )
    assert [one.heading for one in decision.sections] == [
        *("Päätös", "Esittelijän perustelut", "Liitteet", "Tiedoksi")
    ]
    assert [one.title for one in decision.attachments] == ["Suunnitelma", "Kartta"]
    assert decision.identity.title == "Suunnitelman allekirjoittaminen"


def test_a_sentence_that_begins_like_a_heading_is_none() -> None:
    decision = understood("Otsikko\n\nPäätös\n\nPäätös Helsingin suunnitelmasta jää pöydälle.")
    assert [one.text for one in decision.sections] == [
        "Päätös Helsingin suunnitelmasta jää pöydälle."
    ]


def test_a_different_proposal_stays_visible() -> None:
    decision = understood("O\n\nPäätös\n\nPäätettiin a.\n\nPäätösehdotus\n\nPäätetään b.")
    assert filled_text(decision, KNOWLEDGE).decision == "Päätettiin a."
    assert [one.part for one in left_over(decision)] == [Part.PROPOSAL]


def test_lines_of_pages_are_told_apart_and_their_words_kept() -> None:
    pages = [
        f"Helsingin kaupunki Pöytäkirja 4/2017 {number} (3)\nPormestari\n\n{body}"
        for number, body in enumerate(
            ("Otsikko\n\nPäätös\n\nPormestari päätti tehdä yhteis-", "työtä.", "Lisää."), start=1
        )
    ]
    text = "\f".join(pages)
    decision = understood(text)
    assert len(decision.page_lines) == 6
    assert decision.joins[0].read() == "yhteistyötä."
    assert decision.section(Part.DECISION).text.startswith("Pormestari päätti tehdä yhteistyötä.")  # type: ignore[union-attr]
    joined = words_in(text)
    joined.subtract(["yhteis-", "työtä."])
    joined.update(["yhteistyötä."])
    assert words_out(decision) == +joined
