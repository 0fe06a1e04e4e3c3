"""Typeset documents: their bytes, their text, the boxes for signatures."""

import io
import json
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from signapp.documents import typesetting
from signapp.documents.rendering import render
from signapp.documents.typesetting import typeset
from signapp.domain.errors import GlyphMissingError, TypesettingError
from signapp.services.ports import Box, Embedded, TypesettingOrder
from signapp.signing.preflight import embedded_record, inspect
from tests.documents.orders import (
    HASH,
    LATER,
    MOMENT,
    RECORD,
    action_plan_order,
    facts,
    minutes_order,
    seal_order,
)

A4 = (595.28, 841.89)


def pages_of(pdf: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """Return the text of all pages with its lines joined."""
    return " ".join("\n".join(pages_of(pdf)).split())


@pytest.mark.parametrize("order", [minutes_order(), action_plan_order(), seal_order()])
def test_the_same_order_gives_the_same_bytes(order: TypesettingOrder) -> None:
    first = typeset(order)
    typesetting._compiler.cache_clear()
    assert typeset(order) == first


def test_another_moment_or_text_gives_other_bytes() -> None:
    order = minutes_order()
    others = [
        TypesettingOrder(order.template, order.data, LATER, order.embedded),
        minutes_order(title="Toinen otsikko"),
        minutes_order(embedded=()),
    ]
    assert len({typeset(each).pdf for each in [order, *others]}) == 4


@pytest.mark.parametrize("order", [minutes_order(), action_plan_order(), seal_order()])
def test_a_document_ends_with_one_line_feed(order: TypesettingOrder) -> None:
    assert typeset(order).pdf.endswith(b"%%EOF\n")


def test_the_action_plan_has_its_chinese_names_and_a_signature_page() -> None:
    pages = pages_of(typeset(action_plan_order()).pdf)
    assert len(pages) >= 4
    for name in ("北京", "赫尔辛基", "奥林匹克森林公园"):
        assert any(name in page for page in pages)
    assert "Signatures" in pages[-1]
    assert all("Demonstration copy" in page for page in pages)


def test_minutes_say_what_was_decided_on_every_page_number() -> None:
    pages = pages_of(typeset(minutes_order()).pdf)
    for number, page in enumerate(pages, start=1):
        assert f"Sivu {number} ({len(pages)})" in page
    assert "Kulttuurin ja vapaa-ajan toimiala" in " ".join(pages)


def test_a_hash_is_copied_without_spaces() -> None:
    sections = [{"heading": "Päätös", "blocks": [facts([["Tiiviste", HASH]])]}]
    pages = pages_of(typeset(minutes_order(sections=sections)).pdf)
    assert HASH in "".join(pages).replace("\r\n", "")


@pytest.mark.parametrize("glyph", ["\U00013080", "\ue000", "👍", "\x07"])
def test_a_character_outside_the_fonts_is_refused(glyph: str) -> None:
    with pytest.raises(GlyphMissingError) as refusal:
        typeset(seal_order(name=f"Nimi {glyph}"))
    assert refusal.value.facts == {"glyph": glyph}


def test_names_with_rare_letters_are_set() -> None:
    name = "Žofia Şahin-Ǩiurâl Ångström Đặng 王小明"
    assert name in text_of(typeset(seal_order(name=name)).pdf)


def test_texts_are_never_markup() -> None:
    title = '#panic("x") *not bold* $x^2$ @label <box> \\ = x'
    assert title in text_of(typeset(minutes_order(title=title)).pdf)


def test_what_cannot_be_typeset_is_one_error() -> None:
    for order in (
        TypesettingOrder("no_such_template", "{}", MOMENT),
        TypesettingOrder("minutes", "{}", MOMENT),
        TypesettingOrder("minutes", "not JSON", MOMENT),
        minutes_order(sections=[{"heading": "A", "blocks": [{"kind": "unknown"}]}]),
    ):
        with pytest.raises(TypesettingError) as failure:
            typeset(order)
        assert failure.value.facts == {"template": order.template}


def test_the_record_travels_inside_the_minutes(tmp_path: Path) -> None:
    content = bytes(range(256)) * 200
    path = tmp_path / "minutes.pdf"
    record = Embedded(RECORD.name, RECORD.media_type, "Päätöstietue", content)
    path.write_bytes(typeset(minutes_order(embedded=(record,))).pdf)
    assert embedded_record(path) == content
    with pikepdf.open(path) as pdf:
        (specification,) = pdf.Root.AF
        assert specification.AFRelationship == "/Data"
        assert specification.Desc == "Päätöstietue"


def test_metadata_tells_title_language_and_moment() -> None:
    with pikepdf.open(io.BytesIO(typeset(action_plan_order()).pdf)) as pdf:
        assert pdf.Root.Lang == "en"
        assert pdf.docinfo["/Title"] == "Action Plan 2017–2019"
        assert str(pdf.docinfo["/CreationDate"]) == "D:20170823070500Z"


@pytest.mark.parametrize(
    ("order", "names"),
    [(minutes_order(), ["Decision-maker"]), (action_plan_order(), ["Helsinki", "Beijing"])],
)
def test_marked_boxes_are_blank_paper_inside_a_frame(
    tmp_path: Path, order: TypesettingOrder, names: list[str]
) -> None:
    path = tmp_path / "document.pdf"
    result = typeset(order)
    path.write_bytes(result.pdf)
    last = len(inspect(path).pages) - 1
    assert [box.name for box in result.boxes] == names
    for box in result.boxes:
        assert box.page == last
        assert 0 < box.left < box.right < A4[0]
        assert 0 < box.bottom < box.top < A4[1]
        assert (box.right - box.left, box.top - box.bottom) == (200, 62)
        assert is_white(path, box, grow=0)
        assert not is_white(path, box, grow=5)


def is_white(path: Path, box: Box, grow: int) -> bool:
    scale = 3
    image = render(path, box.page, scale)
    left, right = int((box.left - grow) * scale), int((box.right + grow) * scale)
    top, bottom = (
        int((A4[1] - box.top - grow) * scale),
        int((A4[1] - box.bottom + grow) * scale),
    )
    rows = (
        image.pixels[(row * image.width + left) * 4 : (row * image.width + right) * 4]
        for row in range(top, bottom)
    )
    return set(b"".join(rows)) == {255}


@pytest.mark.parametrize(("width", "height"), [(200, 62), (150, 45), (260, 90)])
def test_the_seal_is_one_page_of_its_field_s_size_with_all_its_text(
    tmp_path: Path, width: int, height: int
) -> None:
    path = tmp_path / "seal.pdf"
    order = seal_order(width=width, height=height)
    path.write_bytes(typeset(order).pdf)
    (page,) = inspect(path).pages
    assert (round(page.width), round(page.height)) == (width, height)
    text = text_of(path.read_bytes())
    assert all(line in text for line in json.loads(order.data)["lines"])
