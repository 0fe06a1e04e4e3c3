"""What comes in is what its bytes are; what would act, or lies elsewhere, or grows, is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from signapp.documents import office_files
from signapp.documents.arrivals import look_at_arrival
from signapp.documents.picture_pages import picture_pages
from signapp.documents.rendering import render
from signapp.domain.errors import DocumentError
from signapp.services.arrival_findings import CODES
from signapp.services.arrivals import Arrival, ArrivalKind, PictureOrder
from tests.documents import incoming
from tests.documents.incoming import docx, odt, paragraph, photo, saved, word_with

MOMENT = datetime(2017, 8, 23, 10, 5, tzinfo=UTC)
FIELD = "<w:p><w:instrText>INCLUDE</w:instrText><w:instrText>TEXT x</w:instrText></w:p>"
LISTENER = '<script:event-listener xlink:href="vnd.sun.star.script:x"/>'
LINKED = '<draw:image xlink:href="http://127.0.0.1/x.png"/>'

HOSTILE: dict[str, tuple[str, bytes, str]] = {
    "empty": ("a.docx", b"", "FileKindError.empty"),
    "binary": ("a.docx", b"\x7fELF" + bytes(99), "FileKindError.unknown"),
    "old word": ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "FileKindError.old"),
    "picture as text": ("a.docx", saved(incoming.half(), "PNG"), "FileKindError.other"),
    "text as picture": ("a.png", docx(), "FileKindError.other"),
    "other archive": ("a.odt", incoming.zipped({"x": "y"}), "FileKindError.unknown"),
    "macros": ("a.docx", docx(**{"word/vbaProject.bin": b"x"}), "ConversionRefusedError.macros"),
    "active x": ("a.docx", docx(word__activeX__a="x"), "ConversionRefusedError.macros"),
    "picture elsewhere": (
        "a.docx", word_with("image", "http://127.0.0.1/x"), "ConversionRefusedError.elsewhere",
    ),
    "object elsewhere": (
        "a.docx", word_with("oleObject", "file:///etc/passwd"), "ConversionRefusedError.elsewhere",
    ),
    "field in pieces": ("a.docx", docx(FIELD), "ConversionRefusedError.elsewhere"),
    "entities": (
        "a.docx", docx(**{"word/a.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}),
        "ConversionRefusedError.damaged",
    ),
    "cut off": ("a.docx", docx()[:-40], "ConversionRefusedError.damaged"),
    "script": ("a.odt", odt(Basic__Standard__M="x", **{"Basic/M.xml": "<a/>"}),
               "ConversionRefusedError.macros"),
    "listener": ("a.odt", odt(LISTENER), "ConversionRefusedError.macros"),
    "linked": ("a.odt", odt(LINKED), "ConversionRefusedError.elsewhere"),
    "picture bomb": ("a.png", incoming.picture_bomb(), "PictureRefusedError.dots"),
    "half a header": ("a.png", saved(incoming.half(), "PNG")[:20], "PictureRefusedError.damaged"),
    "too many pages": ("a.tif", incoming.scan(201), "PictureRefusedError.pages"),
}  # fmt: skip


def looked(tmp_path: Path, name: str, content: bytes) -> Arrival:
    path = tmp_path / "file"
    path.write_bytes(content)
    return look_at_arrival(path, name)


def pages(tmp_path: Path, content: bytes) -> bytes:
    arrival = looked(tmp_path, "picture", content)
    words = tuple(f"Kuva {number}" for number in range(arrival.pages))
    return picture_pages(tmp_path / "file", PictureOrder("Kuva", "fi", words, MOMENT))


@pytest.mark.parametrize(("name", "content", "wanted"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_are_refused(name: str, content: bytes, wanted: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as refusal:
        looked(tmp_path, name, content)
    assert f"{refusal.value.code}.{refusal.value.facts['cause']}" == wanted


def test_a_document_that_grows_too_large_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_files, "MOST_BYTES", 1 << 20)
    grows = docx(word__media__a=bytes(2 << 20))
    assert len(grows) < 1 << 14
    with pytest.raises(DocumentError) as refusal:
        looked(tmp_path, "a.docx", grows)
    assert refusal.value.facts == {"cause": "large"}


def test_each_kind_is_known_by_its_bytes(tmp_path: Path) -> None:
    made = {
        ArrivalKind.DOCX: docx(),
        ArrivalKind.ODT: odt(),
        ArrivalKind.PNG: saved(incoming.half(), "PNG"),
        ArrivalKind.JPEG: saved(incoming.half(), "JPEG"),
        ArrivalKind.TIFF: incoming.scan(3),
        ArrivalKind.PDF: b"%PDF-1.7",
    }
    found = {kind: looked(tmp_path, "name", content) for kind, content in made.items()}
    assert {kind: one.kind for kind, one in found.items()} == {kind: kind for kind in made}
    assert [one.pages for one in found.values()] == [0, 0, 1, 1, 3, 0]


def test_what_only_has_to_be_known_is_told(tmp_path: Path) -> None:
    changed = docx(
        f"<w:ins>{paragraph('x')}</w:ins>", **{"word/comments.xml": "<c><comment/></c>"}
    )
    assert codes(looked(tmp_path, "a.docx", changed)) == ["office.changes", "office.comments"]
    for kind, wanted in (("hyperlink", []), ("attachedTemplate", ["office.template"])):
        assert codes(looked(tmp_path, "a.docx", word_with(kind, "http://127.0.0.1/t"))) == wanted
    told = codes(looked(tmp_path, "a.jpg", photo()))
    assert {"picture.no_text", "picture.position", "picture.remarks"} <= {*told}
    assert codes(looked(tmp_path, "a.jpg", saved(incoming.half(), "JPEG"))) == ["picture.no_text"]


def codes(arrival: Arrival) -> list[str]:
    assert {*arrival.findings} <= CODES.keys()
    return [*arrival.findings]


def test_a_photograph_is_shown_upright_without_what_it_tells(tmp_path: Path) -> None:
    made = pages(tmp_path, photo(6))
    assert b"Secret" not in made
    assert b"secret" not in made
    (tmp_path / "made.pdf").write_bytes(made)
    page = render(tmp_path / "made.pdf", 0, 0.5)
    seen = Image.frombytes("RGBA", (page.width, page.height), page.pixels)
    assert page.height > page.width  # the picture lies, its page stands
    red, blue = (seen.getpixel((page.width // 2, page.height // 2 + at)) for at in (-20, 20))
    assert red[0] > 200
    assert red[2] < 60
    assert blue[2] > 200
    assert blue[0] < 60


def test_own_bytes_of_a_photograph_are_kept_without_its_remarks(tmp_path: Path) -> None:
    made = pages(tmp_path, photo(1) + b"second secret picture")
    assert b"ecret" not in made
    (tmp_path / "made.pdf").write_bytes(made)
    with pikepdf.open(tmp_path / "made.pdf") as pdf:
        (picture,) = pictures_of(pdf)
        assert picture.Filter == pikepdf.Name.DCTDecode
        kept = pikepdf.PdfImage(picture).as_pil_image()
    original = Image.open(tmp_path / "file")
    assert kept.tobytes() == original.tobytes()


def test_a_scan_has_a_page_for_each_sheet_and_the_same_bytes_each_time(tmp_path: Path) -> None:
    content = incoming.scan(3)
    made = pages(tmp_path, content)
    assert made == pages(tmp_path, content)
    with pikepdf.open(_kept(tmp_path, made)) as pdf:
        assert len(pdf.pages) == 3
        assert pdf.docinfo["/Title"] == "Kuva"


def pictures_of(pdf: pikepdf.Pdf) -> list[pikepdf.Object]:
    return [one for one in pdf.objects if isinstance(one, pikepdf.Stream)
            and one.get("/Subtype") == "/Image"]  # fmt: skip


def _kept(folder: Path, content: bytes) -> Path:
    path = folder / "kept.pdf"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_pictures_of_every_depth_become_opaque_pages(mode: str, tmp_path: Path) -> None:
    grey = Image.new("L", (40, 30), 128)
    if mode == "I;16":
        picture = Image.new("I;16", (40, 30), 128 * 257)
    elif mode == "1":
        picture = Image.new("1", (40, 30), 1)
    else:
        picture = grey.convert("RGB").convert(mode) if mode == "CMYK" else grey.convert(mode)
    made = _kept(tmp_path, pages(tmp_path, saved(picture, "TIFF" if mode == "CMYK" else "PNG")))
    page = render(made, 0, 1.0)
    middle = (page.height // 2 * page.width + page.width // 2) * 4
    dot = page.pixels[middle : middle + 3]
    wanted = 255 if mode == "1" else 128
    assert all(abs(one - wanted) < 16 for one in dot), tuple(dot)
    with pikepdf.open(made) as pdf:
        assert all("/SMask" not in one for one in pictures_of(pdf))


def test_a_picture_that_is_cut_off_becomes_no_page(tmp_path: Path) -> None:
    cut = saved(Image.effect_noise((200, 200), 50), "PNG")
    with pytest.raises(DocumentError) as refusal:
        pages(tmp_path, cut[: len(cut) // 2])
    assert refusal.value.facts == {"cause": "damaged"}
