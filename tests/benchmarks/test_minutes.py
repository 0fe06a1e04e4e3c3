"""What setting minutes costs, warm: read the ratios.

The baseline sets one empty page by the same standards with the same warm compiler. The goal is
that minutes of an ordinary length take no more than 60 ms.
"""

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.documents.typesetting import STANDARDS, _compiler, typeset
from tests.documents.orders import minutes_order
from tests.documents.test_minutes_text import minutes, order_of

EMPTY = '#set document(title: "Empty {number}")\n#set page(paper: "a4")\n.'


@pytest.mark.benchmark(group="minutes")
def test_baseline_an_empty_page(benchmark: BenchmarkFixture) -> None:
    compiler, _ = _compiler()
    numbers = iter(range(1_000_000))

    def empty() -> bytes:
        source = EMPTY.format(number=next(numbers)).encode()
        pdf: bytes = compiler.compile(source, format="pdf", pdf_standards=STANDARDS, timestamp=0)
        return pdf

    assert benchmark(empty).startswith(b"%PDF")


@pytest.mark.benchmark(group="minutes")
def test_the_minutes_of_the_demo(benchmark: BenchmarkFixture) -> None:
    """The very same minutes again, as when they are shown and then signed."""
    order = minutes_order()
    assert benchmark(lambda: typeset(order)).boxes


@pytest.mark.benchmark(group="minutes")
def test_minutes_that_change_each_time(benchmark: BenchmarkFixture) -> None:
    """Nothing of the text is remembered from one time to the next."""
    numbers = iter(range(100_000))

    def changed() -> bytes:
        return typeset(order_of(minutes(text={"decision": f"Päätös {next(numbers)}."}))).pdf

    assert benchmark(changed)
