"""Words that the end of a line cut: read in one, or with the hyphen, or asked about."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest

from signapp.documents.dictionary import known_words
from signapp.services.dehyphenate import Cut, Known, read_cuts
from signapp.services.import_values import Join, Reading
from tests.documents.samples import samples
from tests.services.decision_texts import CUT_IN_SEED, printed

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


@pytest.mark.parametrize(
    ("before", "known", "text", "word", "doubtful"),
    [
        ("johta", {"johtaja"}, "", "johtaja", False),
        ("palvelu", {"palvelu", "palveluja"}, "", "palvelu- ja", True),
        ("kulttuuri", {"kulttuuri"}, "", "kulttuuri- ja", False),
        ("johta", set(), "johtaja päätti", "johtaja", False),
        ("johta", set(), "", "johta- ja", True),
    ],
)
def test_a_word_that_ends_like_and_is_not_taken_for_it(
    before: str, known: set[str], text: str, word: str, *, doubtful: bool
) -> None:
    join = read(before, "ja", lambda words: known & set(words), text)
    assert (join.read(), join.doubtful) == (word, doubtful)


def test_a_compound_that_may_have_its_hyphen_is_asked_about() -> None:
    both = {"koulutussopimus", "koulutus-sopimus"}
    assert read("koulutus", "sopimus", lambda words: both & set(words)).doubtful
    named = {"Varaamo", "Varaamojärjestelmä"}
    assert read("Varaamo", "järjestelmä", lambda words: named & set(words)).doubtful


VOWELS = "aeiouyåäö"
UNPROVABLE = {"maanhankinta-tiimin", "Varaamo-tilavarausjärjestelmän"}
"""What samples have with a hyphen that spelling does not want, or for a name like a noun."""


def places(word: str) -> Iterator[int]:
    """Yield where a line's end may cut a word: before a consonant and a vowel."""
    for place in range(2, len(word) - 1):
        part = word[:place].rpartition("-")[2]
        cut = word[place] not in VOWELS and word[place].isalpha() and word[place + 1] in VOWELS
        if cut and len(part) >= 2 and set(part) & set(VOWELS):
            yield place


@pytest.mark.skipif(not samples(), reason="the shared data is not at hand")
@pytest.mark.parametrize("known", [nobody, known_words], ids=["rules", "dictionary"])
def test_no_word_of_the_samples_is_read_wrongly_without_a_question(known: Known) -> None:
    """Every word is cut wherever it may be, and at its own hyphens."""
    text = "\n".join(map(printed, samples()))
    words = {word for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text) if len(word) > 5}
    cuts = [(word, Cut(word[:place], word[place:])) for word in words for place in places(word)]
    cuts += [
        (word, Cut(word[: one.start()], word[one.end() :]))
        for word in words
        for one in re.finditer("-", word)
    ]
    joins = read_cuts([cut for _, cut in cuts], (), known)
    right = [join.read() == word for (word, _), join in zip(cuts, joins, strict=True)]
    told = Counter(zip(right, (one.doubtful for one in joins), strict=True))
    print(f"{len(cuts)} cuts: (right, asked) {dict(told)}")
    assert len(cuts) > 5000
    wrong = {
        word
        for (word, _), one, join in zip(cuts, right, joins, strict=True)
        if not one and not join.doubtful
    }
    assert wrong <= UNPROVABLE
    assert told[True, True] + told[True, False] > 0.98 * len(cuts)
