"""Evidence at the terminal: taken out by a registrar, and verified by whoever gets it."""

import json
import shutil
from pathlib import Path

import pytest

from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import CASE
from tests.cli.city import answering
from tests.cli.running import signapp

AT = ("--at", "2017-09-20")


@pytest.fixture(scope="module")
def taken(walked_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A walked demo, and the public evidence that a registrar took out of it."""
    folder = tmp_path_factory.mktemp("taken")
    demo = Path(shutil.copytree(walked_demo, folder / "demo"))
    key, file = demo / "keys" / "registrar-1-session.p12", folder / "e.zip"
    (folder / "seen.note").write_text(signapp("register", "checkpoint", demo).stdout, "utf-8")
    asked = ("--as", "registrar-1", "--key", key, "--pin-stdin", "--yes", "--public")
    done = answering(f"{SESSION_PIN}\n", "case", "evidence", demo, CASE, file, *asked)
    assert done.returncode == 0, done.stderr
    assert "SHA-256 " in done.stdout
    return demo, file


def test_it_is_verified_beside_its_register_and_with_what_was_kept(
    taken: tuple[Path, Path],
) -> None:
    demo, file = taken
    done = signapp("--language", "en", "verify", file, "--register", demo, *AT)
    assert done.returncode == 0, done.stderr
    assert "The register knows no more of the case." in done.stdout
    assert "Nothing after 18 September 2017" in done.stdout
    done = signapp("verify", file, "--anchor", demo.parent / "seen.note", "--json", *AT)
    found = json.loads(done.stdout)
    assert (found["format"], found["case"], found["public"]) == (
        "signapp-evidence-verdict", CASE, True,
    )  # fmt: skip
    assert found["problems"] == found["damaged"] == []
    assert {"anchored", "no_documents", "authority"} <= set(found["remarks"])


def test_what_is_damaged_or_no_evidence_is_told(taken: tuple[Path, Path], tmp_path: Path) -> None:
    _, file = taken
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "e.zip").write_bytes(damaged)
    done = signapp("--language", "en", "verify", tmp_path / "e.zip")
    assert done.returncode == 1
    assert ".pdf is not the bytes that the manifest names" in done.stdout
    (tmp_path / "no.zip").write_bytes(b"PK\3\4 nothing")
    done = signapp("verify", tmp_path / "no.zip")
    assert (done.returncode, "ArchiveRefusedError" in done.stderr) == (3, True)
    assert signapp("verify", file, "--report", tmp_path / "r.xml").returncode == 2
    (tmp_path / "letter.docx").write_bytes(b"PK\3\4 a letter")
    assert "NotAPdfError" in signapp("verify", tmp_path / "letter.docx").stdout
