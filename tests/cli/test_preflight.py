"""`signapp preflight`: the card of files in the terminal, as text and as JSON."""

import json
from pathlib import Path

import pytest

from tests.cli.running import signapp
from tests.signing import samples


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    contents = {
        "sound": samples.action_plan(),
        "damaged": samples.action_plan() + b"<html/>",
        "letter": b"{\\rtf1 letter}",
    }
    paths = {name: tmp_path / f"{name}.pdf" for name in contents}
    for name, content in contents.items():
        paths[name].write_bytes(content)
    return paths


@pytest.mark.parametrize(
    ("language", "clean", "repair"),
    [
        ("fi", "Tarkastettu: ei huomautettavaa.", "Kopion voi korjata."),
        ("sv", "Kontrollerad: inget att anmärka på.", "En kopia kan repareras."),
        ("en", "Checked: nothing found.", "A copy can be repaired."),
    ],
)
def test_each_file_has_its_card(
    files: dict[str, Path], language: str, clean: str, repair: str
) -> None:
    done = signapp("preflight", *files.values(), language=language)
    assert done.returncode == 1, done.stderr
    sound, damaged, letter = done.stdout.strip().split("\n\n")
    assert clean in sound
    assert "PDF/A-3A, PDF/UA-1" in sound
    assert "[damage.junk_after]" in damaged
    assert repair in damaged
    assert "RTF" in letter
    assert "[format.other]" in letter
    assert not done.stderr


def test_sound_files_alone_exit_with_0(files: dict[str, Path]) -> None:
    assert signapp("preflight", files["sound"]).returncode == 0


def test_the_cards_as_json(files: dict[str, Path]) -> None:
    done = signapp("preflight", "--json", files["sound"], files["damaged"])
    assert done.returncode == 1
    sound, damaged = json.loads(done.stdout)
    assert sound["document"]["length"] == len(samples.action_plan())
    assert (sound["refused"], sound["findings"]) == (False, [])
    assert (damaged["refused"], damaged["repairable"]) == (True, True)
    (found,) = [one for one in damaged["findings"] if one["severity"] == "refuses"]
    assert found["code"] == "damage.junk_after"
    assert found["facts"] == {"count": "7"}
    assert found["sentence"].startswith("After the end of the PDF")
    assert found["remedy"].endswith(".")
