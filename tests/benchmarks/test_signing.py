"""How signing compares with its parts and with other programs: read the ratios within each group.

EU DSS takes no part: the judge built here only validates.
"""

import hashlib
import http.server
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pikepdf
import pytest
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore
from pytest_benchmark.fixture import BenchmarkFixture

from signapp.demo.authority import DemoAuthority
from signapp.network.stamps import HttpTimeStamps
from signapp.signing.pades import assemble, extend, prepare
from tests.signing import samples
from tests.signing.samples import MOMENT, Person

SIZES = ("22 KB", "200 MB")
DOCUMENTS = 100


@pytest.fixture(scope="module")
def authority() -> DemoAuthority:
    return DemoAuthority.found()


@pytest.fixture(scope="module")
def deputy(authority: DemoAuthority, tmp_path_factory: pytest.TempPathFactory) -> Person:
    return samples.person(authority, tmp_path_factory.mktemp("deputy"), "Anni Äyräväinen")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("sources")
    small, large = folder / "small.pdf", folder / "large.pdf"
    small.write_bytes(samples.action_plan())
    with pikepdf.open(small) as pdf:
        pdf.Root.Ballast = pdf.make_stream(bytes(range(256)) * 781_250)
        kept = pikepdf.StreamDecodeLevel.none
        pdf.save(large, stream_decode_level=kept, compress_streams=False)
    return {"22 KB": small, "200 MB": large}


def measure(benchmark: BenchmarkFixture, size: str, work: Callable[[], object]) -> None:
    benchmark.group = f"sign {size} at B-B with RSA-3072"
    rounds = 20 if size == "22 KB" else 3
    benchmark.pedantic(work, rounds=rounds, warmup_rounds=1)


@pytest.mark.parametrize("size", SIZES)
def test_baseline_hash_and_copy(
    benchmark: BenchmarkFixture, sources: dict[str, Path], size: str, tmp_path: Path
) -> None:
    def work() -> None:
        with sources[size].open("rb") as stream:
            hashlib.file_digest(stream, "sha256")
        shutil.copyfile(sources[size], tmp_path / "copy.pdf")

    measure(benchmark, size, work)


@pytest.mark.parametrize("size", SIZES)
def test_signapp_with_a_key_at_hand(
    benchmark: BenchmarkFixture, authority: DemoAuthority, deputy: Person,
    sources: dict[str, Path], size: str, tmp_path: Path,
) -> None:  # fmt: skip
    """Without the opening of the key file: as with a card."""
    order = samples.order(authority, deputy, sources[size], output=tmp_path / "signed.pdf")

    def work() -> None:
        prepared = prepare(order)
        value = deputy.issued.key.sign(prepared.signed_attributes, padding.PKCS1v15(), SHA256())
        assemble(order, prepared, value, None)

    measure(benchmark, size, work)


@pytest.mark.parametrize("size", SIZES)
def test_signapp_with_a_key_file(
    benchmark: BenchmarkFixture, authority: DemoAuthority, deputy: Person,
    sources: dict[str, Path], size: str, tmp_path: Path,
) -> None:  # fmt: skip
    order = samples.order(authority, deputy, sources[size], output=tmp_path / "signed.pdf")
    measure(benchmark, size, lambda: samples.sign(order, deputy, None))


@pytest.mark.parametrize("size", SIZES)
def test_library_alone(
    benchmark: BenchmarkFixture, deputy: Person, sources: dict[str, Path], size: str,
    tmp_path: Path,
) -> None:  # fmt: skip
    """pyHanko's own signer, as its command uses it; it looks at nothing afterwards."""
    key = PrivateKeyInfo.load(
        deputy.issued.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )
    metadata = PdfSignatureMetadata(
        field_name=samples.HELSINKI, subfilter=SigSeedSubFilter.PADES, md_algorithm="sha256"
    )
    signer = SimpleSigner(Certificate.load(deputy.issued.der), key, SimpleCertificateStore())

    def work() -> None:
        with sources[size].open("rb") as source, (tmp_path / "own.pdf").open("w+b") as output:
            writer = IncrementalPdfFileWriter(source)
            PdfSigner(metadata, signer).sign_pdf(writer, output=output)

    measure(benchmark, size, work)


@pytest.mark.parametrize("size", SIZES)
def test_pdfsig(
    benchmark: BenchmarkFixture, authority: DemoAuthority, deputy: Person,
    sources: dict[str, Path], size: str, tmp_path: Path,
) -> None:  # fmt: skip
    """Poppler's program, with its start; neither PAdES nor a look at the result."""
    if not all(map(shutil.which, ("pdfsig", "certutil", "pk12util"))):
        pytest.skip("install poppler-utils and libnss3-tools")
    store, key = tmp_path / "nss", tmp_path / "key.p12"
    store.mkdir()
    key.write_bytes(deputy.issued.pkcs12("between us", "deputy"))
    (tmp_path / "root.der").write_bytes(authority.root)
    database = f"sql:{store}"
    for command in (
        ("certutil", "-N", "-d", database, "--empty-password"),
        ("certutil", "-A", "-d", database, "-n", "root", "-t", "C,C,C", "-i",
         str(tmp_path / "root.der")),
        ("pk12util", "-i", str(key), "-d", database, "-W", "between us", "-K", ""),
    ):  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
    command = ["pdfsig", "-nssdir", str(store), "-nick", "deputy", "-add-signature"]
    command += [str(sources[size]), str(tmp_path / "signed.pdf")]
    measure(benchmark, size, lambda: subprocess.run(command, check=True, capture_output=True))


@pytest.mark.benchmark(group=f"{DOCUMENTS} documents at B-LTA, stamps over loopback")
def test_many_documents(
    benchmark: BenchmarkFixture, authority: DemoAuthority, deputy: Person,
    sources: dict[str, Path], tmp_path: Path,
) -> None:  # fmt: skip
    trust = samples.trust(authority)
    with stamping(authority) as address:
        service = HttpTimeStamps((address,), lambda _: None, near=frozenset({"127.0.0.1"}))

        def work() -> None:
            for number in range(DOCUMENTS):
                output = tmp_path / f"{number}.pdf"
                order = samples.order(authority, deputy, sources["22 KB"], output=output)
                prepared = prepare(order)
                value = deputy.issued.key.sign(
                    prepared.signed_attributes, padding.PKCS1v15(), SHA256()
                )
                assemble(order, prepared, value, service.stamp)
                later = tmp_path / f"{number}-later.pdf"
                made = extend(output, later, trust, MOMENT, service.stamp)
                assert made.level == "B-LTA"

        benchmark.pedantic(work, rounds=1)


@contextmanager
def stamping(authority: DemoAuthority) -> Iterator[str]:
    """Run a time stamp service on loopback; yield its address."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            body = authority.stamp(request, MOMENT)
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
