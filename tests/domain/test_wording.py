"""The words of two texts: the same but for white space, or what was taken out and put in (R7)."""

from hypothesis import given
from hypothesis import strategies as st

from signapp.domain.wording import Change, Paragraph, differences, paragraphs, same_words, words

KEPT, REMOVED, ADDED = Change.KEPT, Change.REMOVED, Change.ADDED
TEXTS = st.lists(
    st.lists(st.sampled_from(["päätti", "että", "29.8.2017", "liite", "1", "X"]), max_size=6).map(
        " ".join
    ),
    max_size=5,
).map("\n".join)


def runs(found: tuple[Paragraph, ...]) -> list[list[tuple[Change, str]]]:
    return [[(run.change, run.text) for run in paragraph] for paragraph in found]


def test_white_space_makes_no_other_text() -> None:
    assert same_words("Pormestari  päätti,\nettä 25 000 ", "Pormestari päätti, että 25\u00a0000")
    assert same_words("Pa\u0308iva\u0308", "Päivä")


def test_a_letter_or_a_sign_makes_another_text() -> None:
    assert not same_words("liitteenä 1", "liitteenä 2")
    assert not same_words("päätti, että", "päätti että")
    assert not same_words("Pormestari päätti", "pormestari päätti")
    assert not same_words("alle kirjoittaa", "allekirjoittaa")


def test_a_changed_word_stands_beside_the_one_it_replaced() -> None:
    assert runs(
        differences(
            "allekirjoitetaan 29.8.2017 Pekingissä", "allekirjoitetaan 30.8.2017 Pekingissä"
        )
    ) == [
        [
            (KEPT, "allekirjoitetaan"),
            (REMOVED, "29.8.2017"),
            (ADDED, "30.8.2017"),
            (KEPT, "Pekingissä"),
        ]
    ]


def test_paragraphs_that_stayed_are_kept_whole() -> None:
    assert runs(differences("Yksi.\n\nKaksi.", "Yksi.\n\nKolme.\n\nKaksi.")) == [
        [(KEPT, "Yksi.")],
        [(ADDED, "Kolme.")],
        [(KEPT, "Kaksi.")],
    ]


def test_a_paragraph_of_which_nothing_stayed_is_removed_and_added_as_a_whole() -> None:
    assert runs(differences("Pormestari hyväksyi.", "Mayor approved")) == [
        [(REMOVED, "Pormestari hyväksyi.")],
        [(ADDED, "Mayor approved")],
    ]


def test_the_same_text_has_no_difference() -> None:
    changes = {run.change for one in differences("A b.\nC d.", "A  b.\n\nC d.") for run in one}
    assert changes == {KEPT}


def side(found: tuple[Paragraph, ...], left_out: Change) -> list[str]:
    kept = (run.text for one in found for run in one if run.change is not left_out)
    return [word for text in kept for word in words(text)]


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_their_difference(before: str, after: str) -> None:
    found = differences(before, after)
    assert side(found, REMOVED) == words(after)
    assert sorted(side(found, ADDED)) == sorted(words(before))
    assert all(run.text for one in found for run in one)


@given(TEXTS)
def test_paragraphs_have_the_words_of_the_text(text: str) -> None:
    assert [word for one in paragraphs(text) for word in words(one)] == words(text)
