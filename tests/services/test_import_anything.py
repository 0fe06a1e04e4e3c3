"""Whatever a text is made of: it is understood without an error, and no word of it is lost."""

from hypothesis import given, settings
from hypothesis import strategies as st

from signapp.services.import_draft import filled_text, left_over
from signapp.services.import_pages import pages_of
from signapp.services.import_text import understand
from signapp.services.import_values import Flow, LineRole, Reading, ReadText, TextLine
from signapp.services.plain_words import plain_lines, plain_words
from signapp.services.proposal_text import ProposalText
from tests.effort import effort
from tests.services.decision_texts import KNOWLEDGE

PIECES = (
    *("Päätös", "Päätösehdotus", "Esittelijän perustelut", "Liitteet", "Muutoksenhaku", "Otteet"),
    *("Lisätiedot", "Tiedoksi", "Beslut", "Bilagor", "Viite", "§ 47", "47 §", "Otsikko"),
    *("HEL 2017-008888 T 04 03 01", "1 Liite", "2. Liite", "- kohta", "kulttuuri-", "yhteis-"),
    *("työ", "ja", "a@b.fi", "09 310 00000", "Allekirjoittaja\tpormestari", "sivu 3", "1 (3)"),
    *(
        "Pormestari päätti oikeuttaa",
        "allekirjoittamaan",
        "Pekingin kaupungin kanssa",
        "29.8.2017",
    ),
    *(
        "\t",
        "   ",
        "\u00ad",
        "\u202e",
        "\x1b[1m",
        "–",
        "-",
        "MUUTOKSENHAKUKIELTO",
        "Esitysteksti,",
    ),
)
LINES = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=5).map(" ".join)
TEXTS = st.lists(LINES | st.just("") | st.just("\f"), max_size=25).map("\n".join)
ROLES = st.sampled_from(list(LineRole))
TOLD = st.builds(TextLine, LINES, ROLES, st.sampled_from(list(Flow)), st.integers(0, 3))


def check(read: ReadText) -> None:
    decision = understand(read, KNOWLEDGE)
    given = sum(len(plain_words(one.text.replace("\u00ad", "-"))) for one in read.lines)
    out = sum(len(plain_words(one.replace("\u00ad", "-"))) for one in decision.everything())
    cut = sum(one.cuts - (one.reading is Reading.APART) for one in decision.joins)
    assert out + cut == given
    text = filled_text(decision, KNOWLEDGE)
    assert ProposalText.of_json(text.to_json()) == text
    list(left_over(decision))


@settings(max_examples=effort(150), deadline=None)
@given(TEXTS)
def test_no_word_of_any_text_is_lost(text: str) -> None:
    check(ReadText(pages_of(text, plain_lines(text))))


@settings(max_examples=effort(100), deadline=None)
@given(st.lists(TOLD, max_size=25))
def test_no_word_of_any_lines_of_a_file_is_lost(lines: list[TextLine]) -> None:
    check(ReadText(tuple(sorted(lines, key=lambda one: one.page))))
