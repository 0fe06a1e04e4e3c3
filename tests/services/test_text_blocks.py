"""Lists and tables are told apart from paragraphs, and no word of a text is lost."""

import random
import re

import pytest

from signapp.services.text_blocks import (
    Item,
    TextBlock,
    TextList,
    TextParagraph,
    TextTable,
    kept_paragraphs,
    printed_blocks,
    text_blocks,
)
from signapp.services.unbroken import NO_BREAK, all_unbroken, unbroken


def items(*texts: str) -> tuple[Item, ...]:
    return tuple(Item("", text) for text in texts)


def words_in(block: TextBlock) -> list[str]:
    """Return the words of a block in its order, labels of lists included."""
    match block:
        case TextParagraph():
            return block.text.split()
        case TextTable():
            return " ".join(cell for row in (block.head, *block.rows) for cell in row).split()
        case TextList():
            return " ".join(map(said, block.items)).split()


def said(item: Item) -> str:
    return " ".join((item.label, item.text, *map(said, item.items)))


@pytest.mark.parametrize("mark", ["-", "–", "•"])
def test_lines_behind_a_dash_or_a_dot_are_a_list(mark: str) -> None:
    text = f"Aiheet ovat:\n{mark} opetus\n{mark} kulttuuri\nMuuta ei ole."
    assert text_blocks(text) == (
        TextParagraph("Aiheet ovat:"),
        TextList(items("opetus", "kulttuuri")),
        TextParagraph("Muuta ei ole."),
    )


@pytest.mark.parametrize(("first", "second"), [("1.", "2."), ("9)", "10)"), ("a)", "b)")])
def test_counted_lines_are_a_list_with_their_labels(first: str, second: str) -> None:
    assert text_blocks(f"{first} opetus\n\n{second} kulttuuri") == (
        TextList((Item(first, "opetus"), Item(second, "kulttuuri"))),
    )


def test_a_list_has_one_level_below_it() -> None:
    text = "1. opetus\na) lukiot\nb) koulut\n2. kulttuuri\n  - juhla\n     - toinen juhla"
    assert text_blocks(text) == (
        TextList(
            (
                Item("1.", "opetus", (Item("a)", "lukiot"), Item("b)", "koulut"))),
                Item("2.", "kulttuuri", items("juhla", "toinen juhla")),
            )
        ),
    )


def test_a_count_that_does_not_go_on_begins_another_list() -> None:
    first, second = text_blocks("1. a\n2. b\n1. c\n2. d")
    assert isinstance(first, TextList)
    assert isinstance(second, TextList)
    assert [one.text for one in (*first.items, *second.items)] == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "text",
    [
        "1. luokan oppilaat matkustavat syksyllä.",
        "–sopimus on voimassa.",
        "29.8.2017 pidetään kokous.",
        "Ote | Liite",
        "24.1 § koskee salassapitoa.",
        "-5 astetta",
    ],
)
def test_an_ordinary_line_is_a_paragraph(text: str) -> None:
    assert text_blocks(text) == (TextParagraph(text),)


@pytest.mark.parametrize(
    "text",
    [
        "Aihe\tHinta\nOpetus\t25 000 €\nJuhla\t5,5 %",
        "| Aihe | Hinta |\n|:---|---:|\n| Opetus | 25 000 € |\n| Juhla | 5,5 % |",
        "Aihe | Hinta\nOpetus | 25 000 €\nJuhla | 5,5 %",
    ],
)
def test_lines_with_tabs_or_bars_are_a_table_with_a_header(text: str) -> None:
    (table,) = text_blocks(text)
    rows = (("Opetus", "25 000 €"), ("Juhla", "5,5 %"))
    assert table == TextTable(("Aihe", "Hinta"), rows)
    assert table.numeric == (False, True)


def test_the_rows_of_a_table_are_as_long_as_the_longest() -> None:
    (table,) = text_blocks("\tB\n1\t\n1\t2\t3\n4\t5")
    assert table == TextTable(("", "B", ""), (("1", "", ""), ("1", "2", "3"), ("4", "5", "")))


def test_indented_paragraphs_are_no_table() -> None:
    assert text_blocks("\tYksi\n\tKaksi") == (TextParagraph("Yksi"), TextParagraph("Kaksi"))


def test_no_word_is_lost_whatever_the_lines_are() -> None:
    pieces = [
        "- ",
        "  - ",
        "1. ",
        "2. ",
        "a) ",
        "\t",
        " | ",
        "\n",
        "\n\n",
        "sana ",
        "§ ",
        "|",
        "– ",
    ]
    chance = random.Random(20170829)
    for _ in range(400):
        text = "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 40)))
        found = [word for block in text_blocks(text) for word in words_in(block)]
        assert re.findall(r"sana|§", " ".join(found)) == re.findall(r"sana|§", text), text
        kept = kept_paragraphs(text)
        assert re.findall(r"sana|§", " ".join(kept)) == re.findall(r"sana|§", text), text
        assert kept_paragraphs("\n\n".join(kept)) == kept, text


def test_written_lines_are_joined_but_those_of_lists_and_tables() -> None:
    text = "Rivi\njatkuu\n- opetus\n- juhla\nja taas.\n\nA\tB\n1\t2\n\n1. luokan\noppilaat"
    assert kept_paragraphs(text) == (
        *("Rivi jatkuu", "- opetus\n- juhla", "ja taas.", "A\tB\n1\t2", "1. luokan oppilaat"),
    )


def test_a_huge_text_is_read_at_once() -> None:
    assert len(text_blocks("\n".join(["kappale", "- a", "- b"] * 20_000))) == 40_000


def test_blocks_are_printed_as_data() -> None:
    assert printed_blocks("Yksi", "a) x\nb) y", "A\tB\n1\t2") == [
        {"kind": "paragraph", "text": "Yksi"},
        {
            "kind": "outline",
            "items": [
                {"label": "a)", "text": "x", "items": []},
                {"label": "b)", "text": "y", "items": []},
            ],
        },
        {"kind": "table", "head": ["A", "B"], "rows": [["1", "2"]], "numeric": [True, True]},
    ]


@pytest.mark.parametrize(
    "whole",
    [
        "25 000 – 30 000",
        "47 §",
        "§ 47",
        "JulkL 24 § 1 mom. 20 k",
        "JulkL (621/1999) 24.1 § 20 k",
        "(410/2015) 107 §",
        "HEL 2017-008888 T 04 03 01",
        "09 310 00000",
        "liitteenä 1",
        "Liite 12",
        "klo 13.05",
        "12,5 %",
        "4,0 milj. euroa",
        "4 362 m²",
    ],
)
def test_what_belongs_together_is_printed_on_one_line(whole: str) -> None:
    printed = unbroken(f"Teksti {whole} jatkuu.")
    assert printed == f"Teksti {whole.replace(' ', NO_BREAK)} jatkuu."


def test_everything_else_may_be_broken() -> None:
    text = "Helsinki ja Peking tekivät 3 sopimusta vuonna 2016. Vuodesta 2016 lähtien ne ovat 2."
    assert unbroken(text) == text


def test_all_texts_of_printed_data_hold_together() -> None:
    data = {"a": ["47 §", {"b": "25 000"}], "c": 3, "d": None, "e": True}
    joined = {"a": [f"47{NO_BREAK}§", {"b": f"25{NO_BREAK}000"}], "c": 3, "d": None, "e": True}
    assert all_unbroken(data) == joined
