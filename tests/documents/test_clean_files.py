"""Sound files are never refused, whatever their size, turn, fonts or standard (A-R17)."""

import io
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import typst
from pikepdf import Array

from signapp.documents.typesetting import typeset
from signapp.resources import resource
from signapp.services.ports import Severity
from signapp.signing.preflight import inspect, preflight
from tests.documents.orders import action_plan_order, minutes_order, prepared, seal_order
from tests.documents.unfit import changed

STANDARDS = {
    "a-2b": "PDF/A-2B",
    "a-2u": "PDF/A-2U",
    "a-2a": "PDF/A-2A",
    "a-3b": "PDF/A-3B",
    "a-3u": "PDF/A-3U",
    "a-3a": "PDF/A-3A",
    "a-4": "PDF/A-4",
}
PAPERS = ("a4", "a3", "a5", "us-letter", "us-legal")
FONTS = ("Noto Sans", "Noto Sans SC")
TEXT = """
#set document(title: "Sopimus", author: "Helsinki", date: datetime(year: 2017, month: 8, day: 29))
#set page(paper: "{paper}", flipped: {flipped})
#set text(font: "{font}", lang: "fi", fallback: true)
= Sopimus
Käsitellään asiaa: ä ö å € – #link("https://example.org")[verkkosivu].
#table(columns: 2, [Helsinki], [Beijing])
#pagebreak()
= Liite
#circle(radius: 1cm, fill: aqua) #line(length: 3cm)
"""


@cache
def made(standard: str, paper: str, font: str, *, flipped: bool = False) -> bytes:
    """Return an agreement of a standard, on a paper, in a font."""
    text = TEXT.format(paper=paper, font=font, flipped="true" if flipped else "false")
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=True, font_paths=[resource("fonts")]
    )
    pdf: bytes = typst.Compiler(text.encode(), font_paths=fonts).compile(
        format="pdf", pdf_standards=[standard], timestamp=1503990000
    )
    return pdf.rstrip(b"\r\n") + b"\n"


def turned(pdf: pikepdf.Pdf, degrees: int) -> None:
    for page in pdf.pages:
        page.rotate(degrees, relative=False)


def clean_files() -> dict[str, bytes]:
    files = {
        f"{standard} {paper}": made(standard, paper, FONTS[0])
        for standard, paper in product(STANDARDS, PAPERS)
    }
    files |= {
        f"{standard} flipped": made(standard, "a4", FONTS[1], flipped=True)
        for standard in STANDARDS
    }
    files |= {
        f"turned {degrees} {standard}": changed(
            made(standard, "a4", FONTS[0]), lambda pdf, by=degrees: turned(pdf, by)
        )
        for degrees, standard in product((90, 180, 270), ("a-2b", "a-3a"))
    }
    orders = {"plan": action_plan_order(), "minutes": minutes_order()}
    files |= {name: prepared(order) for name, order in orders.items()}
    files |= {f"raw {name}": typeset(order).pdf for name, order in orders.items()}
    return files | {"seal": typeset(seal_order()).pdf}


def test_no_sound_file_is_refused(tmp_path: Path) -> None:
    files, path = clean_files(), tmp_path / "clean.pdf"
    assert len(set(files.values())) >= 50
    noted: dict[str, Any] = {}
    for name, content in files.items():
        path.write_bytes(content)
        card = preflight(path)
        assert len(inspect(path).pages) == card.pages
        said = [one for one in card.findings if one.severity is not Severity.TELLS]
        if card.refused or said or card.repairable:
            noted[name] = card.findings
    assert noted == {}


@pytest.mark.parametrize(("standard", "claim"), STANDARDS.items())
def test_the_standard_that_a_file_claims_is_told(
    standard: str, claim: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(made(standard, "a4", FONTS[0]))
    card = preflight(path)
    assert card.claims[0] == claim
    assert card.findings == ()


@pytest.mark.parametrize(("standard", "claim"), [("a-1b", "PDF/A-1B"), ("a-1a", "PDF/A-1A")])
def test_of_the_first_standard_is_told_that_it_does_not_survive(
    standard: str, claim: str, tmp_path: Path
) -> None:
    path = tmp_path / "file.pdf"
    path.write_bytes(made(standard, "a4", FONTS[0]))
    card = preflight(path)
    (found,) = card.findings
    assert (found.code, found.severity, found.facts) == (
        "said.pdfa_1",
        Severity.WARNS,
        {"claim": claim},
    )


def test_how_pages_lie_is_told_and_nothing_else(tmp_path: Path) -> None:
    def odd(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.Rotate = 90
        page.CropBox = Array([20, 20, 400, 700])
        page.UserUnit = 2
        pdf.pages[1].obj.MediaBox = Array([-10, -10, 500, 700])

    path = tmp_path / "odd.pdf"
    path.write_bytes(changed(made("a-2b", "a4", FONTS[0]), odd))
    found = {one.code: one.facts["pages"] for one in preflight(path).findings}
    assert found == {
        "page.turned": "1",
        "page.cropped": "1",
        "page.offset": "2",
        "page.unit": "1",
    }


def test_a_linearised_file_was_saved_once(tmp_path: Path) -> None:
    path = tmp_path / "web.pdf"
    with pikepdf.open(io.BytesIO(made("a-2b", "a4", FONTS[0]))) as pdf:
        pdf.save(path, linearize=True)
    assert preflight(path).findings == ()
