"""Whatever a file does to the pdf worker, the program gets an answer in time or a clear error."""

import os
import random
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
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
GIB = 1 << 30
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="bounded on Linux only")


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


def facts(worker: PdfWorker, name: str) -> dict[str, list[int]]:
    """Return the numbers that the kernel tells of the worker, by the words before them."""
    text = Path(f"/proc/{worker.process.process_id}/{name}").read_text()
    rows = (re.match(r"([^\d:]+?):?\s+(\d+.*)", line) for line in text.splitlines())
    return {row[1]: [int(word) for word in re.findall(r"\b\d+\b", row[2])] for row in rows if row}


def test_no_fuzzed_file_breaks_the_worker_or_the_program(
    worker: PdfWorker, bases: list[Base], tmp_path: Path
) -> None:
    chance, outcomes = random.Random(11), Counter[tuple[str, str]]()
    path, original = tmp_path / "fuzzed.pdf", tmp_path / "original.pdf"
    original.write_bytes(bases[0].decided)
    tasks = {
        "inspect": lambda: worker.inspect(path),
        "render": lambda: worker.render(path, 0, 0.3),
        "embedded_record": lambda: worker.embedded_record(path),
        "read_text": lambda: worker.read_text(path),
        "compare_page": lambda: worker.compare_page(original, path, 0),
    }
    for number in range(COUNT):
        mutate = MUTATIONS[number % len(MUTATIONS)]
        path.write_bytes(mutate(bases[number % len(bases)].pdf, chance))
        for task, run in tasks.items():
            try:
                run()
                outcome = "done"
            except errors.DocumentError as e:
                outcome = type(e).__name__
            outcomes[task, outcome] += 1
    assert worker.process.process_id is not None
    if sys.platform == "linux":
        assert facts(worker, "status")["VmHWM"][0] * 1024 < GIB
    print(f"\n{COUNT} fuzzed files:")
    for (task, outcome), count in sorted(outcomes.items()):
        print(f"  {task:16} {outcome:20} {count}")


@LINUX
def test_a_look_at_a_file_has_ten_seconds_and_a_gibibyte(
    worker: PdfWorker, bases: list[Base], tmp_path: Path
) -> None:
    """The kernel itself holds the worker to it, however busy the machine is."""
    path = tmp_path / "plan.pdf"
    path.write_bytes(bases[0].decided)
    looks: tuple[Callable[[], object], ...] = (
        lambda: worker.inspect(path),
        lambda: worker.preflight(path),
        lambda: worker.render(path, 0, 0.3),
        lambda: worker.embedded_record(path),
        lambda: worker.compare_page(path, path, 0),
    )
    for look in looks:
        look()
        limits, pid = facts(worker, "limits"), worker.process.process_id
        assert limits["Max data size"][0] == GIB
        used = sum(
            map(int, Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[11:13])
        )
        assert limits["Max cpu time"][0] <= used / os.sysconf("SC_CLK_TCK") + 11


@LINUX
@pytest.mark.parametrize(
    ("work", "ended"),
    [("while True: pass", -signal.SIGXCPU), ("bytearray(1 << 30)", 1), ("bytearray(1 << 29)", 0)],
)
def test_who_takes_more_is_ended(work: str, ended: int) -> None:
    code = f"from signapp.workers.sandbox import allow, confine\nconfine(())\nallow(0, 1)\n{work}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert done.returncode == ended, done.stderr
    assert (b"MemoryError" in done.stderr) is (ended == 1)


@LINUX
def test_a_large_file_has_more_room(worker: PdfWorker, tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(100 << 20)
    with pytest.raises(errors.DocumentError):
        worker.inspect(path)
    assert facts(worker, "limits")["Max data size"][0] == GIB + 4 * (100 << 20)


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
