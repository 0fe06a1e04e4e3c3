"""The visible mark: every form in every language, pictures beside it, and what is refused."""

import io
import struct
import zlib
from itertools import product

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from signapp.documents.pictures import mark_picture
from signapp.documents.typesetting import typeset
from signapp.domain.errors import GlyphMissingError
from signapp.domain.mark_errors import MarkImageError, MarkTooSmallError
from signapp.services.placing import SMALLEST
from tests.documents.orders import seal_order

WORDS = {
    "fi": (
        "Nasima Žofková-Åström",
        "apulaispormestari, kulttuurin ja vapaa-ajan toimiala",
        "29.8.2017 10.15 (UTC+3)",
        "Päätös 47 §, HEL 2017-008888",
    ),
    "sv": (
        "Oldřich Vaněk",
        "ställföreträdare för biträdande borgmästaren för kultur- och fritidssektorn",
        "29.8.2017 10.15 (UTC+3) / 15.15 (UTC+8)",
        "Beslut 47 §, HEL 2017-008888",
    ),
    "en": (
        "Đặng Thị Minh Khai-Ångström de la Fuente y Villanueva von Hohenzollern",
        "named substitute for the Deputy Mayor for Culture and Leisure",
        "29 August 2017 10:15 (UTC+3)",
        "Decision, section 47, HEL 2017-008888",
    ),
    "zh": (
        "王小明",
        "Deputy Mayor for Culture and Leisure 的代理人",
        "2017年8月29日 10:15 (UTC+3)",
        "决定 第 47 号 · HEL 2017-008888",
    ),
}
SIZES = ((200, 62), (150, 40), (180, 24), (120, 60), (300, 18), (62, 200))
SHIELD = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 80">'
    b'<path d="M5 5h50v40q0 20-25 30q-25-10-25-30z" fill="#123f6d"/></svg>'
)


def mark_of(language: str, size: tuple[int, int], **look: object) -> bytes:
    name, *lines = WORDS[language]
    words = {"language": language, "name": name, "lines": lines, "width": size[0]}
    return typeset(seal_order(**words, height=size[1], **look)).pdf


def letters(pdf: bytes) -> tuple[str, list[tuple[float, float, float, float]]]:
    """Return the text of a mark, and the box of each of its letters."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        assert len(document) == 1
        text = document[0].get_textpage()
        boxes = [text.get_charbox(at) for at in range(text.count_chars())]
        return text.get_text_bounded(), boxes
    finally:
        document.close()


def squeezed(text: str) -> str:
    return "".join(text.replace("\x02", "-").split())


@pytest.mark.parametrize("language", WORDS)
@pytest.mark.parametrize("with_picture", [False, True])
def test_a_mark_tells_all_five_things_and_none_sticks_out(
    language: str, with_picture: bool
) -> None:
    picture = list(mark_picture(SHIELD)) if with_picture else []
    for size in SIZES:
        text, boxes = letters(mark_of(language, size, picture=picture))
        for part in WORDS[language]:
            assert squeezed(part) in squeezed(text), (size, text)
        for left, bottom, right, top in boxes:
            assert -0.01 <= left <= right <= size[0] + 0.01, size
            assert -0.01 <= bottom <= top <= size[1] + 0.01, size


@pytest.mark.parametrize("language", WORDS)
def test_the_smallest_place_that_may_be_chosen_has_room_for_a_mark(language: str) -> None:
    size = (round(SMALLEST[0]), round(SMALLEST[1]))
    text, _ = letters(mark_of(language, size))
    assert squeezed(WORDS[language][0]) in squeezed(text)


def test_the_form_follows_the_size_unless_it_is_chosen() -> None:
    for size, form in (((200, 62), "full"), ((220, 26), "compact"), ((420, 12), "line")):
        assert letters(mark_of("fi", size)) == letters(mark_of("fi", size, form=form)), size
    with pytest.raises(MarkTooSmallError):
        mark_of("fi", (420, 12), form="full")


def test_a_field_with_no_room_is_refused_with_its_size() -> None:
    with pytest.raises(MarkTooSmallError) as refusal:
        mark_of("fi", (40, 12))
    assert refusal.value.facts == {"width": "40", "height": "12"}
    with pytest.raises(MarkTooSmallError):
        typeset(seal_order(lines=["word " * 300]))


@pytest.mark.parametrize(
    "name",
    ["Oldřich Vaněk", "王小明", "Đặng Thị Hương", "Zoe\u0308 N\u0303an\u0303ez", "Ǩiurâl Šaŋŋa"],
)
def test_names_of_many_peoples_are_drawn(name: str) -> None:
    drawn = typeset(seal_order(name=name)).pdf
    assert ink(drawn) > ink(typeset(seal_order(name="·")).pdf) + 300


@pytest.mark.parametrize("glyph", ["😀", "ⴰ", "ᚠ", "한"])
def test_a_letter_that_no_font_has_is_refused_by_name(glyph: str) -> None:
    with pytest.raises(GlyphMissingError) as refusal:
        typeset(seal_order(name=f"Anna {glyph}"))
    assert refusal.value.facts == {"glyph": glyph}


def ink(pdf: bytes) -> int:
    """Return how many dots of a mark are dark."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        grey = document[0].render(scale=4).to_pil().convert("L")
        return sum(grey.histogram()[:128])
    finally:
        document.close()


# --- pictures -------------------------------------------------------------------------------


def png(mode: str = "RGBA", size: tuple[int, int] = (40, 30), kind: str = "PNG") -> bytes:
    output = io.BytesIO()
    Image.new(mode, size, None).save(output, kind)
    return output.getvalue()


@pytest.mark.parametrize(
    "content",
    [png("RGBA"), png("RGB"), png("L"), png("P"), png("1"), png("RGB", kind="JPEG"),
     png("L", kind="JPEG"), SHIELD],
)  # fmt: skip
def test_a_picture_is_redrawn_opaque_and_not_large(content: bytes) -> None:
    redrawn = mark_picture(content)
    with Image.open(io.BytesIO(redrawn)) as opened:
        assert opened.format == "PNG"
        assert max(opened.size) == 600
        opaque = opened.convert("RGBA").getchannel("A").getextrema()
        assert opaque == (255, 255)
        assert not set(opened.info) & {"icc_profile", "exif", "Comment"}
    assert mark_picture(content) == redrawn


def test_what_shows_through_becomes_white() -> None:
    with Image.open(io.BytesIO(mark_picture(png("RGBA")))) as opened:
        assert opened.convert("RGB").getpixel((300, 200)) == (255, 255, 255)


def svg(inside: str, attributes: str = "") -> bytes:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
        f'viewBox="0 0 9 9" {attributes}>{inside}</svg>'
    ).encode()


def huge_png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    packed = zlib.compress(b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", header), chunk(b"IDAT", packed), chunk(b"IEND", b""))
    )


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        (b"%PDF-1.7\n", "kind"),
        (b"GIF89a" + bytes(40), "kind"),
        (b"", "kind"),
        (bytes(2_000_001), "large"),
        (huge_png(), "side"),
        (png()[:50], "damaged"),
        (png("RGB", kind="JPEG")[:20], "damaged"),
        (svg("<script>alert(1)</script>"), "active"),
        (svg("", 'onload="alert(1)"'), "active"),
        (svg('<image xlink:href="file:///etc/passwd" width="9" height="9"/>'), "active"),
        (svg('<image href="http://127.0.0.1/x.png" width="9" height="9"/>'), "active"),
        (svg('<a href="http://127.0.0.1/"><path d="M0 0h9"/></a>'), "active"),
        (svg("<foreignObject/>"), "active"),
        (svg('<path d="M0 0h9"><animate attributeName="x"/></path>'), "active"),
        (svg('<style>@import "http://127.0.0.1/a.css";</style>'), "active"),
        (svg("<style>path{fill:url(http://127.0.0.1/a)}</style>"), "active"),
        (svg('<path fill="url(http://127.0.0.1/a#b)" d="M0 0h9v9z"/>'), "active"),
        (svg('<g id="a"/><use href="#a"/>'), "active"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + svg("&a;"), "active"),
        (b'<?xml-stylesheet href="a.css"?>' + svg(""), "active"),
        (svg("<text>Helsinki</text>"), "text"),
        (svg("<g/>" * 20_001), "large"),
        (svg("<g>"), "damaged"),
    ],
)
def test_a_picture_that_is_not_only_one_is_refused(content: bytes, cause: str) -> None:
    with pytest.raises(MarkImageError) as refusal:
        mark_picture(content)
    assert refusal.value.facts == {"cause": cause}


def test_an_editor_s_own_notes_in_a_drawing_do_no_harm() -> None:
    notes = '<n:view xmlns:n="http://www.inkscape.org/namespaces/inkscape" n:onzoom="1"/>'
    assert mark_picture(svg(f'{notes}<path d="M0 0h9v9z"/>'))


def test_the_picture_stands_left_of_the_words_and_covers_none() -> None:
    with_picture = mark_of("fi", (200, 62), picture=list(mark_picture(SHIELD)))
    document = pypdfium2.PdfDocument(with_picture)
    try:
        page = document[0]
        (image,) = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=5)
        right = image.get_bounds()[2]
    finally:
        document.close()
    _, boxes = letters(with_picture)
    drawn = [left for left, _, end, _ in boxes if end > left]
    assert 0 < right <= min(drawn)


def test_each_form_and_language_is_known_to_the_template() -> None:
    for language, form in product(WORDS, ("automatic", "full", "compact", "line")):
        assert mark_of(language, (260, 90), form=form)
