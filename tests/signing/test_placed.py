"""A signature is seen where its place was chosen, however the page lies; or nowhere."""

import io
import shutil
import subprocess
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array

from signapp.demo.authority import DemoAuthority
from signapp.documents.covering import covered
from signapp.documents.typesetting import typeset
from signapp.services.page_places import box_in_file
from signapp.services.ports import Box, Covered, DecidedRevision, FieldOrder, Holds
from signapp.signing.fields import place_fields
from signapp.signing.preflight import inspect, preflight
from signapp.signing.verdict import judge
from tests.documents.orders import seal_order
from tests.signing import samples
from tests.signing.samples import MOMENT, Person

OURS, THEIRS = "City", "Counterparty"
DRAWN = Box(OURS, 1, 100.0, 120.0, 310.0, 185.0)
BESIDE = Box(THEIRS, 1, 100.0, 220.0, 310.0, 285.0)


def pages(turn: int) -> bytes:
    """Return two pages; the second is turned, cropped, offset and scaled."""
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        for _ in range(2):
            pdf.add_blank_page(page_size=(595, 842))
        page = pdf.pages[1].obj
        page.Rotate = turn
        page.MediaBox, page.CropBox = Array([-50, -70, 450, 600]), Array([-20, -40, 420, 580])
        page.UserUnit = 1.5
        pdf.save(output, deterministic_id=True)
    return output.getvalue()


def prepared(source: bytes, folder: Path, *shown: Box) -> Path:
    """Return a file with fields in boxes, as its pages are shown."""
    path = folder / "prepared.pdf"
    path.write_bytes(source)
    sizes = inspect(path).pages
    boxes = [box_in_file(sizes[box.page], box) for box in shown]
    fields = tuple(FieldOrder(box.name, box.name, box) for box in boxes)
    path.write_bytes(place_fields(source, fields))
    return path


def signed(authority: DemoAuthority, signer: Person, source: Path, seal: bytes) -> Path:
    order = samples.order(authority, signer, source, field=OURS, seal=seal)
    samples.sign(order, signer, samples.stamper(authority))
    return order.output


def ink_on(path: Path, page: int) -> tuple[float, float, float, float] | None:
    """Return where a page has ink, in points of the page as it is shown, from its lower left."""
    unit = inspect(path).pages[page].unit
    with pypdfium2.PdfDocument(path) as document:
        document.init_forms()
        image = document[page].render(scale=2, may_draw_forms=True).to_pil().convert("L")
    found = image.point(lambda it: 255 if it < 200 else 0).getbbox()
    if found is None:
        return None
    left, top, right, bottom = (edge / 2 * unit for edge in found)
    height = image.height / 2 * unit
    return left, height - bottom, right, height - top


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_mark_is_seen_where_the_box_was_drawn(
    authority: DemoAuthority, deputy: Person, tmp_path: Path, turn: int
) -> None:
    source = prepared(pages(turn), tmp_path, DRAWN, BESIDE)
    assert not [one for one in preflight(source).findings if one.code.startswith("field.")]
    seal = typeset(seal_order(width=210, height=65)).pdf
    path = signed(authority, deputy, source, seal)
    assert ink_on(path, 0) is None
    assert ink_on(path, 1) == pytest.approx(
        (DRAWN.left, DRAWN.bottom, DRAWN.right, DRAWN.top), abs=2.5
    )
    decided = DecidedRevision(samples.ref(source.read_bytes()), OURS)
    verdict = judge(path, samples.trust(authority), MOMENT, decided)
    assert verdict.holds is Holds.YES, verdict


def test_an_invisible_signature_is_in_the_file_and_on_no_page(
    authority: DemoAuthority, deputy: Person, tmp_path: Path
) -> None:
    unseen = Box(OURS, 1, 0.0, 0.0, 0.0, 0.0)
    source = prepared(pages(90), tmp_path, unseen, BESIDE)
    with pikepdf.open(source) as pdf:
        field, other = pdf.Root.AcroForm.Fields
        assert [float(edge) for edge in field.Rect] == [0, 0, 0, 0]
        assert "/AP" not in field
        assert "/AP" in other
        assert field.objgen in [one.objgen for one in pdf.pages[1].obj.Annots]
    told = {one.code for one in preflight(source).findings if one.code.startswith("field.")}
    assert told == {"field.invisible"}
    path = signed(authority, deputy, source, b"")
    assert ink_on(path, 0) is ink_on(path, 1) is None
    decided = DecidedRevision(samples.ref(source.read_bytes()), OURS)
    verdict = judge(path, samples.trust(authority), MOMENT, decided)
    assert verdict.holds is Holds.YES, verdict
    told = [one.code for one in verdict.signatures[0].content.remarks]
    assert told == ["content.unchanged", "content.unseen"]
    if shutil.which("pdfsig"):
        said = subprocess.run(
            ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
        ).stdout
        assert "Signature is Valid." in said
        assert f"Signature Field Name: {OURS}" in said


def test_an_invisible_field_joins_a_file_that_the_other_party_signed(
    authority: DemoAuthority, deputy: Person, tmp_path: Path
) -> None:
    theirs = prepared(pages(0), tmp_path, Box(OURS, 1, 0.0, 0.0, 0.0, 0.0))
    first = signed(authority, deputy, theirs, b"").read_bytes()
    second = place_fields(first, (FieldOrder(THEIRS, THEIRS, Box(THEIRS, 0, 0.0, 0.0, 0.0, 0.0)),))
    assert second.startswith(first)
    path = tmp_path / "both.pdf"
    path.write_bytes(second)
    assert [(one.box.unseen, one.filled) for one in inspect(path).fields] == [
        (True, True), (True, False),
    ]  # fmt: skip


# --- what is below --------------------------------------------------------------------------


def test_text_and_lines_below_a_box_are_told(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(samples.action_plan())
    (size, *_) = inspect(path).pages
    everywhere = Box(OURS, 0, 0.0, 0.0, size.width, size.height)
    corner = Box(THEIRS, 0, 1.0, 1.0, 30.0, 20.0)
    (found,) = covered(path, (everywhere, corner, Box("Off", 9, 1.0, 1.0, 30.0, 20.0)))
    assert found.field == OURS
    assert found.words.endswith("…")
    assert len(found.words) == 61


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_line_without_words_is_told_on_pages_that_lie_anyhow(tmp_path: Path, turn: int) -> None:
    path = tmp_path / "line.pdf"
    path.write_bytes(pages(turn))
    size = inspect(path).pages[1]
    box = box_in_file(size, DRAWN)
    middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        drawn = f"{middle[0]} {middle[1]} 20 1 re f"
        pdf.pages[1].contents_add(drawn.encode())
        pdf.save(path)
    assert covered(path, (box, box_in_file(size, BESIDE))) == (Covered(OURS, ""),)
