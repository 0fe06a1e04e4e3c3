"""A place on a page as it is shown is where it is asked for, however the page lies."""

import io
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array

from signapp.services.page_places import box_in_file
from signapp.services.ports import Box, FieldOrder, PageSize
from signapp.services.usual_places import usual_boxes
from signapp.signing.fields import place_fields
from signapp.signing.preflight import inspect, preflight

SHOWN = Box("City", 0, 30.0, 40.0, 130.0, 90.0)


def page(turn: int, crop: list[int] | None, media: list[int]) -> bytes:
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(400, 500))
        made = pdf.pages[0].obj
        made.MediaBox, made.Rotate = Array(media), turn
        if crop:
            made.CropBox = Array(crop)
        pdf.save(output)
    return output.getvalue()


LIES = [
    (turn, crop, media)
    for turn in (0, 90, 180, 270)
    for crop, media in (
        (None, [0, 0, 400, 500]),
        ([50, 60, 350, 480], [0, 0, 400, 500]),
        (None, [-100, -50, 300, 450]),
    )
]


@pytest.mark.parametrize(("turn", "crop", "media"), LIES)
def test_what_is_drawn_in_the_box_appears_where_it_was_asked_for(
    turn: int, crop: list[int] | None, media: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(page(turn, crop, media))
    (size,) = inspect(path).pages
    box = box_in_file(size, SHOWN)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        drawn = f"0 g {box.left} {box.bottom} {box.right - box.left} {box.top - box.bottom} re f"
        pdf.pages[0].contents_add(drawn.encode())
        pdf.save(path)
    assert black_on(path) == (30, 40, 130, 90)


def black_on(path: Path) -> tuple[int, int, int, int]:
    """Return where the page is black, in points from the lower left corner."""
    with pypdfium2.PdfDocument(path) as document:
        image = document[0].render(scale=1).to_pil().convert("L").point(lambda it: 255 - it)
        left, top, right, bottom = image.getbbox()
        return left, image.height - bottom, right, image.height - top


@pytest.mark.parametrize(("turn", "crop", "media"), LIES)
def test_the_usual_places_are_inside_every_page(
    turn: int, crop: list[int] | None, media: list[int], tmp_path: Path
) -> None:
    path = tmp_path / "page.pdf"
    path.write_bytes(page(turn, crop, media))
    places = usual_boxes(inspect(path).pages)
    orders = tuple(FieldOrder(box.name, box.name, box) for box in places)
    path.write_bytes(place_fields(path.read_bytes(), orders))
    found = {one.code for one in preflight(path).findings if one.code.startswith("field.")}
    assert found == set()


def test_a_unit_of_its_own_is_reckoned_with() -> None:
    large = PageSize(800, 1000, 10, 20, 0, 2)
    assert box_in_file(large, SHOWN) == Box("City", 0, 25, 40, 75, 65)
