"""Words that the end of a line cut: read in one, or with the hyphen, or asked about."""

import pytest

from signapp.services.dehyphenate import Cut, Known, read_cuts
from signapp.services.import_values import Join, Reading
from tests.services.decision_texts import CUT_IN_SEED

FINNISH = {
    "toiminnassa", "apulaispormestarin", "linja-auto", "vapaa-ajan", "yhteistyö", "kokous-",
}  # fmt: skip


def dictionary(words: tuple[str, ...]) -> set[str]:
    return FINNISH & set(words)


def nobody(_: tuple[str, ...]) -> None:
    return None


def read(before: str, after: str, known: Known = nobody, text: str = "") -> Join:
    (join,) = read_cuts([Cut(before, after)], set(text.split()), known)
    return join


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("EU", "maiden", "EU-maiden"),
        ("HKL", "alueella", "HKL-alueella"),
        ("2017", "2019", "2017-2019"),
        ("5", "vuotias", "5-vuotias"),
        ("Etelä", "Suomi", "Etelä-Suomi"),
        ("Helsinki", "Vantaan", "Helsinki-Vantaan"),
        ("linja", "autolla", "linja-autolla"),
        ("(vapaa", "ajan", "(vapaa-ajan"),
        ("kulttuuri", "ja", "kulttuuri- ja"),
        ("kultur", "och", "kultur- och"),
    ],
)
def test_a_hyphen_that_spelling_wants_is_kept_without_a_question(
    before: str, after: str, word: str
) -> None:
    join = read(before, after)
    assert join.read() == word
    assert not join.doubtful


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ("kans", "sa", "kanssa"),
        ("startup-toiminnas", "sa.", "startup-toiminnassa."),
        ("Helsin", "ki", "Helsinki"),
    ],
)
def test_an_ending_is_no_word_of_its_own(before: str, after: str, word: str) -> None:
    join = read(before, after)
    assert join.read() == word
    assert not join.doubtful


def test_what_neither_the_text_nor_a_dictionary_proves_is_asked() -> None:
    join = read("startup", "hanke")
    assert join.doubtful
    assert join.read() == "startuphanke"
    assert join.read(Reading.KEPT) == "startup-hanke"


def test_the_same_word_elsewhere_in_the_text_settles_it() -> None:
    kept = read("startup", "hanke", text="Toinen startup-hanke alkoi.")
    joined = read("apulais", "pormestari", text="(Apulaispormestari)")
    assert (kept.read(), kept.doubtful) == ("startup-hanke", False)
    assert (joined.read(), joined.doubtful) == ("apulaispormestari", False)


def test_a_dictionary_settles_it() -> None:
    assert read("apulais", "pormestarin").doubtful
    join = read("apulais", "pormestarin", dictionary)
    assert (join.read(), join.doubtful) == ("apulaispormestarin", False)


def test_a_text_that_has_both_forms_is_asked_about() -> None:
    assert read("web", "sivu", text="web-sivu websivu").doubtful


def test_a_soft_hyphen_is_for_the_line_only() -> None:
    (join,) = read_cuts([Cut("startup", "hanke", soft=True)], (), nobody)
    assert (join.read(), join.doubtful) == ("startuphanke", False)


def test_a_capital_word_in_two_parts_is_asked_about() -> None:
    join = read("PÄÄTÖK", "SEN")
    assert (join.read(), join.doubtful) == ("PÄÄTÖKSEN", True)


def test_all_of_the_seed_are_read_in_one_also_without_a_dictionary() -> None:
    joins = [read(*cut.split("|")) for cut in CUT_IN_SEED]
    assert len(joins) == 14
    assert all(one.reading is Reading.JOINED for one in joins)
