"""Other forms of a name or word are offered; what is another word is not."""

import pytest

from signapp.services.word_forms import other_forms


@pytest.mark.parametrize(
    ("given", "text", "offered"),
    [
        ("Virtanen", "Matti Virtasen talo ja Virtaselle", ("Virtasen", "Virtaselle")),
        ("Mäki", "Mäen naapuri, Mäelle; määrä ja Matti", ("Mäen", "Mäelle")),
        ("Pekka", "Pekan ja Pekalle, Petteri", ("Pekan", "Pekalle")),
        ("Eero Esittelijä", "Eero Esittelijän ja Esittelijälle", ("Esittelijän", "Esittelijälle")),
        ("yritys", "yrityksen yrityksellä yrmy yö", ("yrityksen", "yrityksellä")),
        ("Korhonen", "Korhosen Korhonenkin korhosen", ("Korhosen",)),
        ("Virtanen", "Virtanen ja VIRTANEN", ()),
        ("", "mitä vain", ()),
        ("***", "*** x", ()),
    ],
)
def test_forms_are_offered(given: str, text: str, offered: tuple[str, ...]) -> None:
    assert other_forms([text], [given]) == offered


def test_forms_come_once_in_the_order_of_the_text() -> None:
    texts = ["Virtasen ja Virtaselta", "Virtasen"]
    assert other_forms(texts, ["Virtanen", "virtanen"]) == ("Virtasen", "Virtaselta")
    assert other_forms(["Virtanen"] * 3, ["Virta"]) == ()
