"""Files bound into one: shown as they were, numbered, and nothing in them acts any more."""

import json
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from signapp.documents.binding import bind
from signapp.documents.typesetting import typeset
from signapp.domain.errors import DamagedFileError
from signapp.services.binding_values import BoundPart, Pack
from signapp.services.ports import TypesettingOrder
from tests.documents.orders import MOMENT

SHAPES = ((595, 842, 0), (595, 842, 90), (842, 595, 270), (300, 300, 180))


def acting(path: Path) -> Path:
    """Write a file of differently turned and cropped pages, with a script, a link and a form."""
    with pikepdf.new() as pdf:
        for width, height, turn in SHAPES:
            page = pdf.add_blank_page(page_size=(width, height))
            page.obj.Rotate = turn
            page.obj.CropBox = pikepdf.Array([20, 30, width - 10, height - 10])
            action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=pikepdf.String("http://x.example"))
            link = pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                Rect=pikepdf.Array([0, 0, 50, 50]),
                A=action,
            )
            page.obj.Annots = pikepdf.Array([pdf.make_indirect(link)])
            page.obj.AA = pikepdf.Dictionary(O=action)
        pdf.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([]))
        pdf.attachments["a.txt"] = b"hidden"
        pdf.save(path)
    return path


def labels(path: Path) -> Path:
    """Write a page with a number for each page of that file, of the size that is shown."""
    pages = []
    for number, (width, height, turn) in enumerate(SHAPES, 1):
        shown = (width - 30, height - 40)
        wide, high = shown if turn % 180 == 0 else shown[::-1]
        pages.append({"width": wide, "height": high, "label": f"Case 1, page {number}"})
    data = {"language": "en", "title": "Numbers", "pages": pages}
    path.write_bytes(typeset(TypesettingOrder("labels", json.dumps(data), MOMENT)).pdf)
    return path


def test_pages_are_numbered_upright_and_nothing_acts(tmp_path: Path) -> None:
    part = BoundPart(acting(tmp_path / "a.pdf"), "A", 1)
    pack = Pack("Pack", "en", ("Case",), (part,), labels(tmp_path / "l.pdf"))
    assert bind(pack, tmp_path / "out.pdf") == len(SHAPES)
    bind(pack, tmp_path / "again.pdf")
    content = (tmp_path / "out.pdf").read_bytes()
    assert content == (tmp_path / "again.pdf").read_bytes()
    with pikepdf.open(tmp_path / "out.pdf") as pdf:
        assert not {"/OpenAction", "/AcroForm", "/Names"} & set(pdf.Root.keys())
        for page in pdf.pages:
            assert not {"/Annots", "/AA"} & set(page.obj.keys())
        assert b"JavaScript" not in pdf_bytes(pdf)
    document = pypdfium2.PdfDocument(tmp_path / "out.pdf")
    for number, page in enumerate(document, 1):
        text = page.get_textpage()
        assert text.get_text_bounded().strip() == f"Case 1, page {number}"
        picture = page.render(scale=1).to_pil().convert("L")
        left, top, right, _ = picture.point(lambda grey: 255 * (grey < 200)).getbbox()
        assert top > picture.height - 25, f"page {number} bears it elsewhere"
        assert abs((left + right) - picture.width) < 6
    document.close()


def pdf_bytes(pdf: pikepdf.Pdf) -> bytes:
    """Return all objects of a file, plain."""
    return b"".join(one.unparse() for one in pdf.objects)


def test_what_is_no_pdf_is_not_bound(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
    part = BoundPart(tmp_path / "a.pdf", "A", 1)
    pack = Pack("Pack", "en", ("Case",), (part,), labels(tmp_path / "l.pdf"))
    with pytest.raises(DamagedFileError):
        bind(pack, tmp_path / "out.pdf")
