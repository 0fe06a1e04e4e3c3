"""The verdict in stages: the signature first, then what takes long, with word of how far it is."""

import io
import threading
import time
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest

from signapp.bootstrap.reading import checker
from signapp.demo.authority import DemoAuthority
from signapp.domain.errors import CancelledError, WorkerFailedError
from signapp.services.ports import (
    Box,
    DecidedRevision,
    FieldOrder,
    Holds,
    Judging,
    JudgingStep,
    TrustMaterial,
)
from signapp.signing.fields import place_fields
from signapp.signing.pades import extend
from signapp.signing.verdict import judge
from tests.effort import FULL_FACTOR, effort
from tests.signing import samples

LATER = samples.MOMENT + timedelta(days=1)
PAGES = 10_000 if effort(1) == FULL_FACTOR else 400
FIRST_ANSWER = 0.2
"""Seconds, on an idle machine with an ordinary file; a busy one is given ten times that."""


def many_pages(pages: int) -> bytes:
    """Return a document of small pages, each with its number, and the field of Helsinki."""
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font,
                Subtype=pikepdf.Name.Type1,
                BaseFont=pikepdf.Name.Helvetica,
            )
        )
        for number in range(pages):
            page = pdf.add_blank_page(page_size=(200, 280))
            page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
            text = f"BT /F 12 Tf 20 200 Td (Page {number}) Tj ET"
            page.Contents = pdf.make_stream(text.encode())
        pdf.save(output)
    box = Box(samples.HELSINKI, 0, 50, 20, 150, 60)
    return place_fields(output.getvalue(), (FieldOrder(samples.HELSINKI, "Signature", box),))


@pytest.fixture(scope="module")
def long_file(
    authority: DemoAuthority, deputy: samples.Person, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """A signed and archived document of many pages."""
    return long_signed(authority, deputy, tmp_path_factory.mktemp("long"), PAGES)


def long_signed(
    authority: DemoAuthority, signer: samples.Person, folder: Path, pages: int
) -> Path:
    """Return a document of many pages, signed and archived."""
    source = folder / "long.pdf"
    source.write_bytes(many_pages(pages))
    wish = samples.order(authority, signer, source)
    stamps = samples.stamper(authority)
    samples.sign(wish, signer, stamps)
    extend(wish.output, folder / "b-lta.pdf", samples.trust(authority), samples.MOMENT, stamps)
    return folder / "b-lta.pdf"


def test_the_first_answer_comes_before_the_rest_and_never_holds(
    long_file: Path, trust: TrustMaterial
) -> None:
    told: list[tuple[float, Judging]] = []
    begun = time.monotonic()
    verdict = judge(
        long_file, trust, LATER, None, lambda one: told.append((time.monotonic() - begun, one))
    )
    whole = time.monotonic() - begun
    assert verdict.holds is Holds.YES
    after, first = told[0]
    assert first.first is not None
    (made,) = first.first.signatures
    assert first.first.holds is Holds.NOT_KNOWN
    assert [remark.code for remark in made.content.remarks] == ["content.being_checked"]
    assert made.signer == verdict.signatures[0].signer
    assert made.person.holds is made.time.holds is Holds.YES
    assert after < whole / 2, "the slow parts come after it"
    assert not any(one.first for _, one in told[1:])
    pages = [one for _, one in told if one.step is JudgingStep.PAGES]
    assert [one.done for one in pages] == list(range(PAGES))
    assert {one.total for one in pages} == {PAGES}


def test_a_broken_signature_is_told_at_once(
    authority: DemoAuthority, deputy: samples.Person, trust: TrustMaterial, tmp_path: Path
) -> None:
    source = tmp_path / "plan.pdf"
    source.write_bytes(samples.action_plan())
    wish = samples.order(authority, deputy, source)
    samples.sign(wish, deputy, samples.stamper(authority))
    content = bytearray(wish.output.read_bytes())
    content[5000] ^= 1
    wish.output.write_bytes(content)
    told: list[tuple[float, Judging]] = []
    begun = time.monotonic()
    decided = DecidedRevision(samples.ref(samples.action_plan()), samples.HELSINKI)
    verdict = judge(
        wish.output,
        trust,
        LATER,
        decided,
        lambda one: told.append((time.monotonic() - begun, one)),
    )
    after, first = told[0]
    assert first.first
    assert first.first.holds is Holds.NO
    assert first.first.signatures[0].content == verdict.signatures[0].content
    assert after < 10 * FIRST_ANSWER


def test_a_check_can_be_cancelled_and_the_worker_works_on(
    long_file: Path, trust: TrustMaterial
) -> None:
    told: list[Judging] = []

    def cancel(judging: Judging) -> None:
        told.append(judging)
        raise CancelledError

    with checker() as worker:
        with worker.telling(cancel), pytest.raises(CancelledError):
            worker.judge(long_file, trust, LATER, None)
        assert [bool(one.first) for one in told] == [True]
        assert worker.process.process_id is None
        assert worker.judge(long_file, trust, LATER, None).holds is Holds.YES
        assert len(told) == 1, "nobody listens any more"


def test_a_check_is_broken_off_from_another_thread(long_file: Path, trust: TrustMaterial) -> None:
    with checker() as worker:
        first = threading.Event()

        def told(_: Judging) -> None:
            if not first.is_set():
                first.set()
                threading.Thread(target=worker.break_off).start()

        with worker.telling(told), pytest.raises(WorkerFailedError):
            worker.judge(long_file, trust, LATER, None)
        assert first.is_set()
        assert worker.judge(long_file, trust, LATER, None).holds is Holds.YES
