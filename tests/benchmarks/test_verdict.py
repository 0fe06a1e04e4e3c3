"""What a verdict costs against hashing the same bytes and against `pdfsig`: read the ratios."""

import hashlib
import io
import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.demo.authority import DemoAuthority, Issued
from signapp.domain.acts import Purpose
from signapp.services.ports import Box, FieldOrder
from signapp.signing.fields import place_fields
from signapp.signing.pades import extend
from signapp.signing.verdict import judge
from tests.signing import forgeries, samples

TODAY = samples.MOMENT + timedelta(days=3000)


@cache
def authority() -> DemoAuthority:
    return DemoAuthority.found()


@cache
def signer() -> Issued:
    return authority().issue("Anni Äyräväinen", Purpose.SIGNATURE, "p256")


def pages(count: int, ballast: int = 0) -> bytes:
    output = io.BytesIO()
    with pikepdf.new() as pdf:
        for number in range(count):
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Contents = pdf.make_stream(b"%d 700 200 20 re f" % (number % 300))
        if ballast:
            stream = pdf.make_stream(os.urandom(ballast))
            pdf.pages[0].obj.PieceInfo = pikepdf.Dictionary(Ballast=stream)
        pdf.save(output)
    return output.getvalue()


def signed(source: bytes, signatures: int) -> bytes:
    boxes = [Box(f"S{n}", 0, 20 + 11 * n, 20, 30 + 11 * n, 30) for n in range(signatures)]
    pdf = place_fields(source, tuple(FieldOrder(box.name, "Signature", box) for box in boxes))
    for box in boxes:
        pdf = forgeries.signed_unasked(pdf, signer(), box.name)
    return pdf


def archived(pdf: bytes, folder: Path) -> bytes:
    source, output = folder / "source.pdf", folder / "extended.pdf"
    source.write_bytes(pdf)
    soon = samples.MOMENT + timedelta(minutes=1)
    extend(source, output, samples.trust(authority()), soon, samples.stamper(authority()))
    return output.read_bytes()


FILES: dict[str, Callable[[Path], bytes]] = {
    "one page, B-LTA": lambda folder: archived(signed(pages(1), 1), folder),
    "200 MB, B-LTA": lambda folder: archived(signed(pages(1, 200_000_000), 1), folder),
    "10,000 pages, B-LTA": lambda folder: archived(signed(pages(10_000), 1), folder),
    "50 signatures": lambda _: signed(pages(1), 50),
}


@pytest.fixture(scope="module", params=FILES)
def file(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("verdict")
    path = folder / "file.pdf"
    path.write_bytes(FILES[request.param](folder))
    return path


@pytest.mark.benchmark(group="verdict")
def test_baseline_hashing(benchmark: BenchmarkFixture, file: Path) -> None:
    benchmark.group = f"verdict: {file.stat().st_size:,} bytes"
    benchmark.pedantic(lambda: hashlib.sha256(file.read_bytes()).digest(), rounds=3)


@pytest.mark.skipif(shutil.which("pdfsig") is None, reason="needs poppler's pdfsig")
@pytest.mark.benchmark(group="verdict")
def test_baseline_pdfsig(benchmark: BenchmarkFixture, file: Path) -> None:
    benchmark.group = f"verdict: {file.stat().st_size:,} bytes"
    command = ["pdfsig", "-nocert", str(file)]
    benchmark.pedantic(lambda: subprocess.run(command, check=True, capture_output=True), rounds=3)


@pytest.mark.benchmark(group="verdict")
def test_verdict(benchmark: BenchmarkFixture, file: Path) -> None:
    benchmark.group = f"verdict: {file.stat().st_size:,} bytes"
    trust = samples.trust(authority())
    assert benchmark.pedantic(judge, (file, trust, TODAY), rounds=1).signatures
