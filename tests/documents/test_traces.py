"""Words are found wherever a PDF can hold them, and nowhere else."""

import json
from pathlib import Path

import pikepdf
import pytest

from signapp.documents.traces import traces
from signapp.documents.typesetting import typeset
from signapp.domain.errors import DamagedFileError
from signapp.services.ports import Embedded, TypesettingOrder
from tests.documents.orders import MOMENT, minutes_order, paragraphs

NAME = "Åke Mäkeläinen"


def printed(file: Path, embedded: tuple[Embedded, ...] = (), **changes: object) -> Path:
    order = minutes_order(embedded, **changes)
    file.write_bytes(typeset(TypesettingOrder("minutes", order.data, MOMENT, embedded)).pdf)
    return file


def with_sections(*texts: str) -> list[dict[str, object]]:
    return [{"heading": "Päätös", "blocks": paragraphs(*texts)}]


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return printed(tmp_path / "clean.pdf", sections=with_sections("Ei mitään salaista."))


def test_nothing_is_found_where_nothing_is(clean: Path) -> None:
    assert traces(clean, (NAME, "Typst", "2017", "47")) != ()
    assert traces(clean, (NAME, "Mäkeläinen", "010101-123N")) == ()


@pytest.mark.parametrize("length", range(60, 90, 3))
def test_words_that_a_line_breaks_are_found(tmp_path: Path, length: int) -> None:
    text = f"{'a' * 5} {'b ' * (length // 2)}{NAME} jatkuu, ja {NAME.upper()} myös."
    file = printed(tmp_path / "broken.pdf", sections=with_sections(text))
    assert traces(file, (NAME, "Joku Muu")) == (NAME,)


def test_words_are_found_in_title_metadata_names_alternatives_and_files(
    clean: Path, tmp_path: Path
) -> None:
    file = tmp_path / "planted.pdf"
    titled = printed(file, title=f"Päätös: {NAME}", sections=with_sections("x"))
    assert traces(titled, (NAME,)) == (NAME,)
    inside = Embedded("a.json", "application/json", "x", json.dumps([NAME]).encode())
    assert traces(printed(file, (inside,), sections=with_sections("x")), (NAME,)) == ()
    inside = Embedded("a.txt", "text/plain", "x", NAME.encode())
    assert traces(printed(file, (inside,), sections=with_sections("x")), (NAME,)) == (NAME,)
    described = Embedded("a.txt", "text/plain", f"Kirje: {NAME}", b"x")
    assert traces(printed(file, (described,), sections=with_sections("x")), (NAME,)) == (NAME,)
    for key, value in (("/Alt", NAME), ("/ActualText", NAME), ("/TU", f"Kenttä {NAME}")):
        with pikepdf.open(clean) as pdf:
            pdf.Root.StructTreeRoot.K[0][key] = pikepdf.String(value)
            pdf.save(file)
        assert traces(file, (NAME,)) == (NAME,), key
    with pikepdf.open(clean) as pdf:
        pdf.Root.Hidden = pdf.make_stream(f"<x>{NAME}</x>".encode("utf-16-be"))
        pdf.save(file)
    assert traces(file, (NAME,)) == (NAME,)


def test_a_file_that_is_none_is_damaged(tmp_path: Path) -> None:
    file = tmp_path / "none.pdf"
    file.write_bytes(b"not a PDF")
    with pytest.raises(DamagedFileError):
        traces(file, (NAME,))
