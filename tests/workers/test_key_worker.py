"""The key worker as a real process: it alone sees the PIN, and leaves no trace of it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12

from signapp.demo.authority import DemoAuthority, Issued
from signapp.demo.people import SESSION_PIN, credentials
from signapp.domain import errors
from signapp.domain.acts import Purpose
from signapp.services.ports import KeyHome
from signapp.workers.key import KeyWorker
from signapp.workers.process import LOG

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
CANARY = "kanarialintu-8417-PIN"
MESSAGE = b"the signed attributes"
PDF_LIBRARIES = ("pyhanko", "pikepdf", "pypdfium2", "pypdfium2_raw", "typst")


@pytest.fixture
def worker() -> Iterator[KeyWorker]:
    made = KeyWorker()
    yield made
    made.process.kill()


@pytest.fixture(scope="module")
def issued(authority: DemoAuthority) -> Issued:
    return authority.issue("Anni Äyräväinen", Purpose.SIGNATURE, "p256")


@pytest.fixture
def home(issued: Issued, tmp_path: Path) -> KeyHome:
    path = tmp_path / "key.p12"
    path.write_bytes(issued.pkcs12(CANARY))
    return KeyHome("pkcs12", str(path))


def test_the_key_signs(worker: KeyWorker, home: KeyHome, issued: Issued) -> None:
    signature = worker.sign(home, CANARY, issued.der, MESSAGE)
    key = x509.load_der_x509_certificate(issued.der).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    key.verify(signature, MESSAGE, ec.ECDSA(SHA256()))


def test_each_failure_crosses_as_itself(
    worker: KeyWorker, home: KeyHome, issued: Issued, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.p12"
    damaged.write_bytes(b"no key")
    missing = KeyHome("pkcs12", str(tmp_path / "missing.p12"))
    for where, pin, certificate, error in (
        (home, "0000", issued.der, errors.WrongPinError),
        (missing, CANARY, issued.der, errors.KeyHomeMissingError),
        (KeyHome("pkcs11", ""), CANARY, issued.der, errors.KeyHomeMissingError),
        (KeyHome("pkcs12", str(damaged)), CANARY, issued.der, errors.KeyFileDamagedError),
        (home, CANARY, b"", errors.KeyNotAcceptedError),
    ):
        with pytest.raises(error) as caught:
            worker.sign(where, pin, certificate, MESSAGE)
        assert type(caught.value) is error
        assert CANARY not in str(caught.value.facts)
    assert worker.sign(home, CANARY, issued.der, MESSAGE)


def test_an_error_that_nobody_foresaw_is_a_failed_worker(
    worker: KeyWorker, issued: Issued
) -> None:
    with pytest.raises(errors.WorkerFailedError):
        worker.sign(KeyHome("pkcs12", "a\0b"), CANARY, issued.der, MESSAGE)


# --- the PIN leaves no trace ----------------------------------------------------------------


@LINUX
def test_the_pin_is_in_no_file_and_in_no_arguments(
    worker: KeyWorker, demo_folder: Path, capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Looked for after a wrong PIN, a damaged file and an unforeseen error, with the log on."""
    monkeypatch.setenv(LOG, "1")
    home = {who.person: who.session for who in credentials(demo_folder / "keys")}["mayor"]
    certificate = certificate_of(home)
    with pytest.raises(errors.WrongPinError):
        worker.sign(home, CANARY, certificate, MESSAGE)
    with pytest.raises(errors.WorkerFailedError):
        worker.sign(KeyHome("pkcs12", "a\0b"), CANARY, certificate, MESSAGE)

    pid = worker.process.process_id
    for process in (pid, os.getpid()):
        for name in ("cmdline", "environ"):
            assert CANARY.encode() not in Path(f"/proc/{process}/{name}").read_bytes()
    searched = [path for path in demo_folder.rglob("*") if path.is_file()]
    assert len(searched) > 20
    assert [path for path in searched if CANARY.encode() in path.read_bytes()] == []
    assert CANARY not in "".join(capfd.readouterr())
    assert worker.sign(home, SESSION_PIN, certificate, MESSAGE)


def certificate_of(home: KeyHome) -> bytes:
    """Return the certificate of a key file of the demo."""
    content = Path(home.location).read_bytes()
    _, certificate, _ = pkcs12.load_key_and_certificates(content, SESSION_PIN.encode())
    assert certificate
    return certificate.public_bytes(Encoding.DER)


# --- who loads what -------------------------------------------------------------------------


def loaded_after(code: str) -> set[str]:
    """Return the top-level names of all modules that are loaded after some imports."""
    program = f"import sys\n{code}\nprint(*sorted({{name.split('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_main_process_loads_no_pdf_library() -> None:
    loaded = loaded_after("import signapp.bootstrap, signapp.cli.commands")
    assert "sqlite_utils" in loaded  # so the look itself sees something
    assert loaded.isdisjoint(PDF_LIBRARIES)
    assert loaded.isdisjoint({"PySide6", "requests", "aiohttp"})


def test_the_key_worker_loads_no_pdf_library() -> None:
    loaded = loaded_after(
        "from signapp.workers import key, pdf, serving\nfrom signapp.signing import keys"
    )
    assert "cryptography" in loaded
    assert loaded.isdisjoint(PDF_LIBRARIES)
    assert loaded.isdisjoint({"sqlite3", "sqlite_utils", "PySide6"})


@LINUX
def test_the_running_key_worker_has_no_pdf_library_in_its_memory(
    worker: KeyWorker, home: KeyHome, issued: Issued
) -> None:
    worker.sign(home, CANARY, issued.der, MESSAGE)
    maps = Path(f"/proc/{worker.process.process_id}/maps").read_text().lower()
    assert "cryptography" in maps
    for name in ("pdfium", "qpdf", "pikepdf", "typst"):
        assert name not in maps


@LINUX
def test_a_crash_of_the_key_worker_leaves_no_memory_image(
    worker: KeyWorker, home: KeyHome, issued: Issued
) -> None:
    worker.sign(home, CANARY, issued.der, MESSAGE)
    limits = Path(f"/proc/{worker.process.process_id}/limits").read_text()
    (line,) = [line for line in limits.splitlines() if line.startswith("Max core file size")]
    assert line.split()[4:6] == ["0", "0"]
