"""Rendered pages: pixels, sizes, and the one open file."""

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from signapp.documents import rendering
from signapp.documents.rendering import render
from signapp.documents.typesetting import typeset
from signapp.domain.errors import DamagedFileError
from signapp.signing.preflight import inspect
from tests.documents.orders import action_plan_order, seal_order


@pytest.fixture
def plan(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "plan.pdf"
    path.write_bytes(typeset(action_plan_order()).pdf)
    yield path
    rendering.close_last()


def test_every_page_shows_something_on_white_opaque_paper(plan: Path) -> None:
    for number in range(len(inspect(plan).pages)):
        image = render(plan, number, 1.5)
        assert len(image.pixels) == image.width * image.height * 4
        assert set(image.pixels[3::4]) == {255}
        greens = image.pixels[1::4]
        assert 0.5 < greens.count(255) / len(greens) < 0.995


def test_colours_are_red_green_blue(plan: Path) -> None:
    image = render(plan, 0, 2)
    notice = [
        image.pixels[at : at + 3] for at in range(0, len(image.pixels), 4 * 7)
    ]  # the demo notice stands on a warm ground
    assert bytes((0xFD, 0xF3, 0xEC)) in notice


def test_sizes_are_those_that_inspection_tells(plan: Path) -> None:
    with pikepdf.open(plan, allow_overwriting_input=True) as pdf:
        pdf.pages[0].rotate(90, relative=False)
        pdf.pages[1].obj.CropBox = pikepdf.Array([50, 60, 350, 260])
        pdf.save(plan)
    pages = inspect(plan).pages
    assert pages[0].width > pages[0].height
    assert (pages[1].width, pages[1].height) == (300, 200)
    for number in (0, 1, 2):
        image = render(plan, number, 2)
        assert image.width == pytest.approx(pages[number].width * 2, abs=1.5)
        assert image.height == pytest.approx(pages[number].height * 2, abs=1.5)


def test_a_file_that_changed_is_read_again(plan: Path) -> None:
    before = render(plan, 0, 1)
    assert render(plan, 0, 1) == before
    plan.write_bytes(typeset(seal_order()).pdf)
    assert (render(plan, 0, 1).width, before.width) == (200, 596)


def test_a_filled_appearance_is_drawn(plan: Path) -> None:
    with pikepdf.open(plan, allow_overwriting_input=True) as pdf:
        red = pdf.make_stream(b"1 0 0 rg 0 0 60 60 re f")
        red.Type, red.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        red.BBox = pikepdf.Array([0, 0, 60, 60])
        widget = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Widget,
                FT=pikepdf.Name.Sig,
                T=pikepdf.String("Mark"),
                F=132,
                Rect=pikepdf.Array([10, 10, 70, 70]),
                AP=pikepdf.Dictionary(N=red),
            )
        )
        pdf.pages[0].obj.Annots = pikepdf.Array([widget])
        pdf.Root.AcroForm = pikepdf.Dictionary(Fields=pikepdf.Array([widget]))
        pdf.save(plan)
    image = render(plan, 0, 1)
    at = ((image.height - 40) * image.width + 40) * 4
    assert image.pixels[at : at + 4] == bytes((255, 0, 0, 255))


def test_an_oversized_page_is_drawn_smaller(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "MOST_PIXELS", 10_000)
    image = render(plan, 0, 50)
    assert 9_000 < image.width * image.height < 11_000


def test_what_is_no_pdf_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "nonsense.pdf"
    path.write_bytes(b"nonsense")
    with pytest.raises(DamagedFileError):
        render(path, 0, 1)


def test_no_file_stays_open(plan: Path) -> None:
    render(plan, 0, 1)
    opened = {link.resolve() for link in Path("/proc/self/fd").iterdir()}
    assert plan.resolve() not in opened
