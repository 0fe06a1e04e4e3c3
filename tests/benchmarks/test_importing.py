"""How long an import of 200 pages takes, beside taking out the bare text of the same file."""

from pathlib import Path

import pypdfium2
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.documents.text_files import read_text
from signapp.services.import_text import understand
from signapp.services.import_values import ImportedDecision
from tests.documents.printed import printed_pdf
from tests.services.decision_texts import KNOWLEDGE, SEED, seed_text

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the shared data is not at hand")
PAGES = 200


@pytest.fixture(scope="module")
def long_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A decision of 200 printed pages."""
    lines = [line.strip() for line in seed_text().split("\n")][:55]
    head = "Helsingin kaupunki Pöytäkirja 29/2017"
    pages = [
        [f"{head} {page + 1} ({PAGES})", "", *lines[page % 55 :], *lines[: page % 55]]
        for page in range(PAGES)
    ]
    file = tmp_path_factory.mktemp("long") / "long.pdf"
    file.write_bytes(printed_pdf(pages))
    return file


def bare_text(file: Path) -> int:
    document = pypdfium2.PdfDocument(file)
    try:
        return sum(len(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def imported(file: Path) -> ImportedDecision:
    return understand(read_text(file), KNOWLEDGE)


def test_bare_text_of_200_pages(benchmark: BenchmarkFixture, long_file: Path) -> None:
    assert benchmark.pedantic(bare_text, (long_file,), rounds=3) > 100_000


def test_import_of_200_pages(benchmark: BenchmarkFixture, long_file: Path) -> None:
    decision = benchmark.pedantic(imported, (long_file,), rounds=3)
    assert len(decision.page_lines) == PAGES
