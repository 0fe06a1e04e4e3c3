"""Appeal instructions by the terminal: listed, edited in a file, approved by another registrar."""

from pathlib import Path

import pytest

from tests.cli.city import City, city
from tests.cli.running import signapp
from tests.cli.test_roster import acts

BOARD = "rectification-board"
OWN = "kirjaamo@esimerkki.fi, puhelin 09 310 13700"


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> City:
    made = city(tmp_path_factory.mktemp("appeals"))
    assert made.found().returncode == 0
    return made


def listed(founded: City) -> str:
    done = signapp("register", "appeals", founded.register)
    assert done.returncode == 0, done.stderr
    (found,) = [one for one in done.stdout.splitlines() if one.startswith(BOARD)]
    return found


def words(founded: City, tmp_path: Path) -> Path:
    """Return a file with the instruction's words, and contact details of the city's own."""
    printed = signapp("register", "appeals", founded.register, BOARD).stdout
    assert printed.startswith(
        "Oikaisuvaatimusohje, kaupunginhallitus\nHelsingin kaupunginhallitus"
    )
    assert "## Määräaika" in printed
    file = tmp_path / "words.txt"
    own = printed.replace("kirjaamo@kaupunki.example, puhelin 09 000 0001", OWN)
    file.write_text(own, encoding="utf-8")
    return file


def test_an_instruction_goes_from_draft_to_approved(founded: City, tmp_path: Path) -> None:
    assert "draft" in listed(founded)
    refused = founded.acts("raija", "appeal-approve", founded.register, BOARD, "--review", "x")
    assert "[ContactInvented]" in refused.stderr
    file = words(founded, tmp_path)
    written = founded.acts("raija", "appeal-write", founded.register, BOARD, file)
    assert written.returncode == 0, written.stderr
    assert "a registrar's words" in listed(founded)
    own = founded.acts("raija", "appeal-approve", founded.register, BOARD, "--review", "x")
    assert "[AppealTextOwn]" in own.stderr
    reviewed = ("--review", "City lawyer, 1 August 2017")
    done = founded.acts("kari", "appeal-approve", founded.register, BOARD, *reviewed)
    assert done.returncode == 0, done.stderr
    assert "approved" in listed(founded)
    assert OWN in signapp("register", "appeals", founded.register, BOARD).stdout
    made = [one for one in acts(founded.register) if one.startswith("AppealText")]
    assert made == ["AppealTextWritten", "AppealTextApproved"]
    assert (
        signapp("register", "verify", founded.register, "--trust", founded.trust).returncode == 0
    )


def test_an_unknown_instruction_is_told(founded: City) -> None:
    done = signapp("register", "appeals", founded.register, "nowhere")
    assert done.returncode == 2
    assert "[AppealTextUnknown]" in done.stderr


def test_other_languages_have_their_own_words(founded: City) -> None:
    done = signapp("register", "appeals", founded.register, BOARD, "--of", "sv")
    assert done.stdout.startswith("Anvisning för begäran om omprövning, stadsstyrelsen")
