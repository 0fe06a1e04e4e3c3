"""How soon a page is shown after the scrolling stops, and what a long file costs: read the ratios.

The baseline draws the same pages at the same scale in this process, with PDFium alone.
"""

import io
import itertools
import os
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pikepdf
import pypdfium2
import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.demo.stamps import DemoTimeStamps
from signapp.documents.typesetting import typeset
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.runner import Runner
from signapp.gui.tools import Tools
from signapp.gui.widgets.pdf_view import PdfView
from signapp.services.desk import Desk
from signapp.workers.pdf import PdfWorker
from tests.documents.orders import action_plan_order

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
PAGES = 500


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 500 pages with text on each."""
    path = tmp_path_factory.mktemp("long") / "long.pdf"
    with (
        pikepdf.open(io.BytesIO(typeset(action_plan_order()).pdf)) as source,
        pikepdf.new() as pdf,
    ):
        for page in itertools.islice(itertools.cycle(source.pages), PAGES):
            pdf.pages.append(page)
        pdf.save(path)
    return path


@pytest.fixture(scope="module")
def worker(file: Path) -> Iterator[PdfWorker]:
    made = PdfWorker(cast("DemoTimeStamps", SimpleNamespace(stamp=None)), file.parent)
    yield made
    made.close()


@pytest.fixture(scope="module")
def view(qapp: QApplication, worker: PdfWorker, file: Path) -> Iterator[PdfView]:
    runner = Runner()
    desk = cast("Desk", SimpleNamespace(pdf=worker))
    shown = PdfView(Tools(desk, (), None, runner, Language("en"), Look(qapp)))
    shown.resize(900, 900)
    shown.show()
    shown.show_file(file, seen=True)
    while not shown.pages:
        QTest.qWait(1)
    yield shown
    while runner._tasks:
        QTest.qWait(1)
    runner.stop()
    shown.close()


def show(view: PdfView, page: int) -> None:
    """Scroll to a page, and wait until all that is on view is drawn sharp."""
    view.verticalScrollBar().setValue(view._place(page).top())
    while not all(view._pictures.has(view._picture(one)) for one in view._visible()):
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def memory(process: int) -> float:
    """Return how many megabytes a process has in memory."""
    status = Path(f"/proc/{process}/status").read_text("ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) / 1024


@pytest.mark.benchmark(group="page shown after the scroll stops")
def test_page_shown(benchmark: BenchmarkFixture, view: PdfView) -> None:
    pages = itertools.cycle(range(3, PAGES, 37))  # far from what was drawn in advance
    benchmark.pedantic(lambda: show(view, next(pages)), rounds=20, warmup_rounds=2)


@pytest.mark.benchmark(group="page shown after the scroll stops")
def test_baseline_pdfium_alone(benchmark: BenchmarkFixture, view: PdfView, file: Path) -> None:
    pages, scale = itertools.cycle(range(3, PAGES, 37)), view._picture(0).scale
    with pypdfium2.PdfDocument(file) as document:
        document.init_forms()

        def draw() -> None:
            first = next(pages)
            for number in (first, first + 1):  # as many as are on view
                page = document[number]
                page.render(scale=scale, may_draw_forms=True).close()
                page.close()

        benchmark.pedantic(draw, rounds=20, warmup_rounds=2)


@pytest.mark.benchmark(group="asking where 500 pages are")
def test_finding_the_pages_on_view(benchmark: BenchmarkFixture, view: PdfView) -> None:
    benchmark(view._visible)


def test_memory_over_500_pages(view: PdfView, worker: PdfWorker) -> None:
    found = []
    for page in range(PAGES):
        show(view, page)
        if page % 100 == 99 or page == 20:
            process = worker.process._process
            assert process is not None
            found.append((page + 1, memory(os.getpid()), memory(process.pid)))
    print()
    for pages, window, drawing in found:
        print(f"{pages} pages: window {window:.0f} MB, pdf worker {drawing:.0f} MB")
