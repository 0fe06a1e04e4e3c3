"""The pdf worker as a real process: its errors, its death, its questions."""

import io
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pytest

from signapp.demo.authority import DemoAuthority
from signapp.domain import errors
from signapp.services.ports import PreparedSignature, SignatureOrder
from signapp.signing import keys
from signapp.workers.channel import Channel
from signapp.workers.pdf import PdfWorker
from tests.signing import samples

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


class Stamps:
    """A time stamp service that answers, refuses or breaks, and counts what it is asked."""

    def __init__(self) -> None:
        self.answer: Callable[[bytes], bytes] = refuse
        self.asked = 0

    def stamp(self, request: bytes) -> bytes:
        self.asked += 1
        return self.answer(request)


def refuse(_: bytes) -> bytes:
    raise errors.TimeStampFailedError(cause="none")


def unforeseen(_: bytes) -> bytes:
    raise RuntimeError("a bug of ours")


@pytest.fixture(scope="module")
def stamps() -> Stamps:
    return Stamps()


@pytest.fixture(scope="module")
def worker(stamps: Stamps, tmp_path_factory: pytest.TempPathFactory) -> Iterator[PdfWorker]:
    """One worker for all tests here; those that kill it leave it to start anew."""
    made = PdfWorker(stamps, tmp_path_factory.getbasetemp())
    yield made
    made.close()


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    path = tmp_path / "plan.pdf"
    path.write_bytes(samples.action_plan())
    return path


# --- errors cross the pipe ------------------------------------------------------------------


def encrypted() -> bytes:
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(samples.action_plan())) as pdf:
        pdf.save(output, encryption=pikepdf.Encryption(owner="a", user=""))
    return output.getvalue()


FILES: dict[str, tuple[Callable[[], bytes], type[errors.SignappError]]] = {
    "text": (lambda: b"an agreement", errors.NotAPdfError),
    "empty": (lambda: b"", errors.NotAPdfError),
    "header only": (lambda: b"%PDF-1.7\n", errors.DamagedFileError),
    "cut": (lambda: samples.action_plan()[:5000], errors.DamagedFileError),
    "encrypted": (encrypted, errors.EncryptedFileError),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_to_be_signed_has_its_own_error(
    worker: PdfWorker, tmp_path: Path, name: str
) -> None:
    content, error = FILES[name]
    path = tmp_path / "file.pdf"
    path.write_bytes(content())
    with pytest.raises(error) as caught:
        worker.inspect(path)
    assert type(caught.value) is error
    assert worker.process.process_id is not None


def test_an_error_that_nobody_foresaw_is_a_damaged_file(worker: PdfWorker, plan: Path) -> None:
    """At the job's edge it is named by its type, and the worker goes on."""
    before = len(worker.inspect(plan).pages)
    pid = worker.process.process_id
    with pytest.raises(errors.DamagedFileError) as caught:
        worker.render(plan.with_name("missing.pdf"), 0, 1.0)
    assert set(caught.value.facts) == {"detail"}
    with pytest.raises(errors.SignappError):
        worker.render(plan, 10_000, 1.0)
    assert len(worker.inspect(plan).pages) == before
    assert worker.process.process_id == pid


def test_many_who_ask_at_once_each_get_their_own_answer(worker: PdfWorker, plan: Path) -> None:
    sizes: dict[float, tuple[int, int]] = {}

    def render(scale: float) -> None:
        image = worker.render(plan, 0, scale)
        sizes[scale] = (image.width, len(image.pixels) // image.width // image.height)

    scales = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
    threads = [threading.Thread(target=render, args=(scale,)) for scale in scales]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(sizes) == scales
    widths = [sizes[scale][0] for scale in scales]
    assert widths == sorted(set(widths))
    assert {depth for _, depth in sizes.values()} == {4}


# --- a worker that dies ---------------------------------------------------------------------


def gone(pid: int) -> bool:
    """Tell whether a process has ended (it may still wait to be reaped)."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state in "ZX"


def killed_during(worker: PdfWorker, call: Callable[[], object]) -> list[Exception]:
    """Kill the worker while it is asked something; return what the caller got."""
    pid, caught = worker.process.process_id, list[Exception]()
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)

    def ask() -> None:
        try:
            call()
        except Exception as e:  # noqa: BLE001  (whatever it is, the test looks at it)
            caught.append(e)

    thread = threading.Thread(target=ask)
    thread.start()
    time.sleep(0.1)
    assert thread.is_alive()
    os.kill(pid, signal.SIGKILL)
    thread.join(20)
    assert not thread.is_alive()
    return caught


def test_a_worker_killed_at_work_is_a_known_error_and_the_next_call_finds_a_new_one(
    worker: PdfWorker, plan: Path
) -> None:
    facts = worker.inspect(plan)
    old = worker.process.process_id
    (error,) = killed_during(worker, lambda: worker.inspect(plan))
    assert type(error) is errors.WorkerFailedError
    assert error.facts == {"worker": "pdf"}
    assert worker.inspect(plan) == facts
    assert worker.process.process_id not in (None, old)


def test_a_worker_killed_while_it_is_given_a_large_file_is_the_same_error(
    worker: PdfWorker, plan: Path
) -> None:
    """The pipe breaks under the main process's hands."""
    worker.inspect(plan)
    (error,) = killed_during(worker, lambda: worker.place_fields(b"x" * (8 << 20), ()))
    assert type(error) is errors.WorkerFailedError
    assert worker.inspect(plan).pages


@LINUX
def test_a_worker_that_died_unnoticed_is_replaced(worker: PdfWorker, plan: Path) -> None:
    worker.inspect(plan)
    pid = worker.process.process_id
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not gone(pid):
        assert time.monotonic() < deadline
    assert worker.inspect(plan).pages
    assert worker.process.process_id != pid


@LINUX
def test_a_worker_ends_with_the_main_process() -> None:
    code = (
        "from signapp.bootstrap.reading import NoTimeStamps\n"
        "from signapp.workers.pdf import PdfWorker\n"
        "worker = PdfWorker(NoTimeStamps())\n"
        "worker.process.start()\n"
        "print(worker.process.process_id, flush=True)\n"
        "input()\n"
    )
    main = subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert main.stdout
    pid = int(main.stdout.readline())
    assert not gone(pid)
    main.kill()
    main.communicate()
    deadline = time.monotonic() + 20
    while not gone(pid):
        assert time.monotonic() < deadline
        time.sleep(0.05)


@LINUX
def test_a_crash_leaves_no_memory_image(worker: PdfWorker, plan: Path) -> None:
    worker.inspect(plan)
    limits = Path(f"/proc/{worker.process.process_id}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert line.split()[4:6] == ["0", "0"]


@pytest.mark.parametrize(
    "broken_off", [KeyboardInterrupt, SystemExit, RecursionError, MemoryError, AssertionError]
)
def test_an_answer_that_nobody_waits_for_is_not_the_next_calls(
    worker: PdfWorker,
    plan: Path,
    monkeypatch: pytest.MonkeyPatch,
    broken_off: type[BaseException],
) -> None:
    def receive(_: Channel) -> None:
        raise broken_off

    with monkeypatch.context() as patched:
        patched.setattr(Channel, "receive", receive)
        with pytest.raises((broken_off, errors.WorkerFailedError)):
            worker.render(plan, 0, 0.1)
    assert worker.process.process_id is None
    assert worker.inspect(plan).pages


# --- time stamps ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def signer(authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory) -> samples.Person:
    return samples.person(authority, tmp_path_factory.mktemp("key"), "Anni Äyräväinen", "p256")


@dataclass(frozen=True)
class Started:
    """A signature that the worker has prepared and the key has made."""

    worker: PdfWorker
    order: SignatureOrder
    prepared: PreparedSignature
    value: bytes

    def assemble(self) -> str:
        """Have it assembled; return the level."""
        return self.worker.assemble(self.order, self.prepared, self.value).level

    def extend(self) -> str:
        """Have it extended; return the level."""
        order = self.order
        output = order.output.with_name("extended.pdf")
        return self.worker.extend(order.output, output, order.trust, samples.MOMENT).level


@pytest.fixture
def started(
    worker: PdfWorker, stamps: Stamps, authority: DemoAuthority, signer: samples.Person, plan: Path
) -> Started:
    stamps.asked = 0
    order = samples.order(authority, signer, plan)
    prepared = worker.prepare(order)
    value = keys.sign(signer.home, samples.PIN, signer.issued.der, prepared.signed_attributes)
    return Started(worker, order, prepared, value)


def test_the_worker_asks_for_a_time_stamp_and_gets_it(
    started: Started, stamps: Stamps, authority: DemoAuthority
) -> None:
    stamps.answer = samples.stamper(authority)
    assert started.assemble() in ("B-T", "B-LT")
    assert stamps.asked == 1
    assert started.extend() == "B-LTA"
    assert stamps.asked > 1


@pytest.mark.parametrize("answer", [refuse, lambda _: b"", lambda _: b"not a response"])
def test_without_a_time_stamp_the_signature_is_made_and_says_so(
    started: Started, stamps: Stamps, answer: Callable[[bytes], bytes]
) -> None:
    stamps.answer = answer
    assert started.assemble() == "B-B"
    assert stamps.asked == 1
    with pytest.raises(errors.TimeStampFailedError):
        started.extend()
    assert started.worker.inspect(started.order.source).fields


def test_a_bug_while_answering_does_not_mix_up_later_answers(
    started: Started, stamps: Stamps
) -> None:
    """The half-answered worker is ended: its late answer is not taken for another's."""
    stamps.answer = unforeseen
    with pytest.raises(RuntimeError, match="a bug of ours"):
        started.assemble()
    assert started.worker.process.process_id is None
    assert started.worker.inspect(started.order.source).fields
