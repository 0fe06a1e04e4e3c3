"""Whatever a file does to the pdf worker, the program gets an answer in time or a clear error."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from signapp.demo.authority import DemoAuthority
from signapp.domain import errors
from signapp.workers.pdf import PdfWorker
from tests.effort import effort
from tests.signing import samples
from tests.signing.attacks.bases import Base, all_bases
from tests.signing.test_mutations import MUTATIONS

COUNT = 10_000 if effort(1) > 1 else 150
LONGEST = 60.0
"""Seconds that one file may take at most on a machine that is busy with other things."""


class NoStamps:
    """A time stamp service that must never be asked."""

    def stamp(self, request: bytes) -> bytes:
        raise AssertionError(request)


@pytest.fixture(scope="module")
def worker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PdfWorker]:
    made = PdfWorker(NoStamps(), tmp_path_factory.getbasetemp())
    yield made
    made.close()


@pytest.fixture(scope="module")
def bases(authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory) -> list[Base]:
    folder = tmp_path_factory.mktemp("fuzzed")
    people = [samples.person(authority, folder, name, "p256") for name in ("Anni", "王小明")]
    return all_bases(authority, *people, folder)


def test_no_fuzzed_file_breaks_the_worker_or_the_program(
    worker: PdfWorker, bases: list[Base], tmp_path: Path
) -> None:
    chance, outcomes, slowest = random.Random(11), Counter[tuple[str, str]](), 0.0
    path, original = tmp_path / "fuzzed.pdf", tmp_path / "original.pdf"
    original.write_bytes(bases[0].decided)
    tasks = {
        "inspect": lambda: worker.inspect(path),
        "render": lambda: worker.render(path, 0, 0.3),
        "embedded_record": lambda: worker.embedded_record(path),
        "compare_page": lambda: worker.compare_page(original, path, 0),
    }
    for number in range(COUNT):
        mutate = MUTATIONS[number % len(MUTATIONS)]
        path.write_bytes(mutate(bases[number % len(bases)].pdf, chance))
        for task, run in tasks.items():
            before = time.monotonic()
            try:
                run()
                outcome = "done"
            except errors.DocumentError as e:
                outcome = type(e).__name__
            slowest = max(slowest, time.monotonic() - before)
            outcomes[task, outcome] += 1
    assert slowest < LONGEST
    assert worker.process.process_id is not None
    print(f"\n{COUNT} fuzzed files, the slowest {slowest:.2f} s:")
    for (task, outcome), count in sorted(outcomes.items()):
        print(f"  {task:16} {outcome:20} {count}")


def test_a_worker_killed_by_a_file_is_said_in_words_and_replaced(
    worker: PdfWorker, bases: list[Base], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(bases[0].decided)
    monkeypatch.setattr(worker.process, "_longest", 0.0)
    with pytest.raises(errors.WorkerFailedError) as caught:
        worker.inspect(path)
    assert caught.value.facts == {"worker": "pdf"}
    monkeypatch.undo()
    assert worker.inspect(path).pages
