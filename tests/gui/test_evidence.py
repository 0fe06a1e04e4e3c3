"""The registry takes evidence out by the window, and whoever gets it checks it there."""

import hashlib
from pathlib import Path

import pytest

from signapp.demo.clock import DAY_BEFORE, SIGNED
from signapp.demo.scene import CASE
from signapp.domain.evidence import EvidenceTaken
from signapp.domain.printing import OriginalsPrinted
from signapp.services.audit import log
from signapp.services.ports import Holds
from tests.gui.driver import Driver, texts_on
from tests.gui.test_check import check
from tests.gui.test_checkout import choose, offered_by
from tests.gui.test_refusals import walk_on


def make_the_kit(driver: Driver, folder: Path) -> None:
    """The day before, the registry writes the ceremony's kit and says how many are printed."""
    driver.enter("registrar-1", DAY_BEFORE)
    driver.open_case()
    form = choose(driver, "kit")
    form.copies.setValue(3)
    form.language.choose("sv")
    driver.fill(form, form.folder, str(folder))
    driver.do_form(form)
    (place,) = folder.iterdir()
    assert place.name == f"{CASE.replace(' ', '-')}-kit"
    assert len(list(place.iterdir())) == 4
    entries = log(driver.scene.desk.journal.register)
    assert [one.act.copies for one in entries if isinstance(one.act, OriginalsPrinted)] == [3]
    driver.until(lambda: "3 alkuperäiskappaletta" in texts_on(driver.window.case.side))


@pytest.mark.walked("publish")
def test_evidence_is_taken_and_checked_by_the_window(driver: Driver, tmp_path: Path) -> None:
    make_the_kit(driver, tmp_path / "kit")
    driver.leave()
    walk_on(driver.scene, "sign")
    driver.enter("registrar-1", SIGNED)
    driver.open_case()
    form = choose(driver, "evidence")
    driver.fill(form, form.folder, str(tmp_path))
    driver.do_form(form)
    file = tmp_path / f"{CASE.replace(' ', '-')}-evidence.zip"
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    assert file.with_name(file.name + ".sha256").read_text() == f"{sha256}  {file.name}\n"
    register = driver.scene.desk.journal.register
    (taken,) = [one.act for one in log(register) if isinstance(one.act, EvidenceTaken)]
    assert (taken.sha256, taken.public) == (sha256, False)
    screen = check(driver, file)
    assert screen.evidence.evidence
    assert screen.evidence.evidence.holds is Holds.YES
    said = texts_on(screen.evidence)
    assert "Todisteet pitävät" in said
    assert not screen.verdict.isVisible()
    assert CASE in said
    assert "jälkeisestä ei täällä tiedetä mitään" in said
    damaged = bytearray(file.read_bytes())
    damaged[len(damaged) // 3] ^= 1
    file.write_bytes(damaged)
    screen = check(driver, file)
    assert "Todisteet EIVÄT pidä" in texts_on(screen.evidence)
    assert screen.evidence.evidence.damaged


def take_the_reading_pack(driver: Driver, file: Path) -> None:
    """The mayor saves what waits for a decision as one PDF to read."""
    pack = driver.window.inbox.pack
    driver.until(pack.save.isVisible)
    pack.write(str(file))
    driver.settle()
    assert file.read_bytes().startswith(b"%PDF-")
    assert "1 asia, 10 sivua" in pack.told.text()
    assert pack.save.isEnabled()


@pytest.mark.walked("propose")
def test_only_the_registry_is_offered_it(driver: Driver, tmp_path: Path) -> None:
    driver.enter("mayor", SIGNED)
    take_the_reading_pack(driver, tmp_path / "pack.pdf")
    driver.open_case()
    assert not {"evidence", "kit"} & set(offered_by(driver))
    other = tmp_path / "other.zip"
    other.write_bytes(b"PK\3\4 and nothing else")
    screen = check(driver, other)
    assert screen.evidence.isHidden()
    assert "ZIP" in texts_on(driver.window)
