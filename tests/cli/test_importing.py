"""A draft filled from a decision text at the terminal, by a real process at a demo's date."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from signapp.bootstrap import opened_demo
from signapp.demo.people import SESSION_PIN
from signapp.demo.scene import CASE
from signapp.demo.walk import Walk
from signapp.services.drafting import plan_of
from signapp.services.prepare import draft
from signapp.texts.catalogue import Texts
from tests.cli.city import answering
from tests.cli.running import Done
from tests.services.conftest import Stand
from tests.services.decision_texts import DEPUTY

TEXT = """Suunnitelman allekirjoittaminen

Päätös

Pormestari päätti oikeuttaa kulttuurin ja vapaa-ajan toimialan apulaispormestarin
allekirjoittamaan liitteenä 1 olevan suunnitelman Pekingin kaupungin kanssa 29.8.2017.

Esittelijän perustelut

Kaupungit ovat tehneet yhteistyötä, ja vuonna 2006 niillä oli yhteinen startup-
hanke, jonka työtä jatketaan.
"""


@pytest.fixture
def stand(demo_folder: Path) -> Iterator[Stand]:
    """A demo whose case is open, with the action plan attached."""
    with opened_demo(demo_folder) as scene:
        Walk(scene, Texts("en"), lambda _: None).prepare()
        scene.clock.keep()
        yield Stand(scene)


def import_text(stand: Stand, file: Path, answers: str, *arguments: str) -> Done:
    """Do the command, and read the register anew."""
    folder = stand.scene.place.folder
    key = folder / "keys" / "preparer-session.p12"
    done = answering(
        answers,
        *("case", "import", folder, CASE, file, "--as", "preparer", "--key", key, "--pin-stdin"),
        *arguments,
    )
    stand.journal.catch_up()
    return done


def test_a_draft_is_filled_after_the_questions_and_a_yes(stand: Stand, tmp_path: Path) -> None:
    file = tmp_path / "päätös.txt"
    file.write_text(TEXT, "cp1252")
    before = draft(stand.desk, CASE)
    stopped = import_text(stand, file, "n\nn\n")
    assert stopped.returncode == 3
    assert draft(stand.desk, CASE) == before
    done = import_text(stand, file, f"n\ny\n{SESSION_PIN}\n")
    assert done.returncode == 0, done.stderr
    assert "Is it “startuphanke” (and not “startup-hanke”)?" in done.stdout
    assert "startup-  hanke,  →  startup-hanke," in done.stdout
    assert "encoding, which was guessed" in done.stdout
    assert SESSION_PIN not in done.stdout + done.stderr
    text, plan = draft(stand.desk, CASE), plan_of(stand.desk, CASE)
    assert text is not None
    assert plan is not None
    assert text.counterparty == "Pekingin kaupunki"
    assert "startup-hanke, jonka" in text.rationale[0]
    assert (plan.signing.office, plan.signing.attachment) == (DEPUTY, 1)
