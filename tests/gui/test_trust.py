"""What a registrar sees of trust, and the report that everybody can save with a verdict."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from signapp.bootstrap import opened_demo
from signapp.demo.scene import Scene
from signapp.services.trust_values import ListPointer
from signapp.services.trusted_lists import FolderSource, TakingIn
from tests.gui.driver import Driver, shown, texts_on
from tests.signing import lists
from tests.signing.lists import Listed, ListOf, Operator

PLACE = 2


class Union:
    """A list of the lists and Finland's list in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.eu, self.national = Operator.named("EU"), Operator.named("FI")
        pointer = ListPointer("FI", "https://lists.example.org/", (self.national.der,))
        (folder / "lotl.xml").write_bytes(self.eu.sign(lists.list_of_lists((pointer,))))

    def publish(self, number: int, issued: datetime) -> None:
        made = ListOf("FI", (Listed(Operator.named("An issuer").der),), number, issued, None)
        (self.folder / "fi.xml").write_bytes(self.national.sign(made.xml()))


@pytest.fixture
def walked(walked_demo: Path, tmp_path: Path) -> Iterator[Scene]:
    folder = tmp_path / "walked"
    shutil.copytree(walked_demo, folder)
    with opened_demo(folder) as scene:
        yield scene


def test_a_registrar_sees_issuers_and_the_age_of_lists_and_fetches_newer_ones(
    qapp: QApplication, scene: Scene, tmp_path: Path
) -> None:
    now, union = scene.clock.now(), Union(tmp_path)
    union.publish(7, now)
    source = FolderSource(tmp_path, scene.desk.pdf.name_list)
    taking = TakingIn(scene.desk.pdf, scene.desk.trust.trusted_lists, now)
    taking.take(source, signers=(union.eu.der,))
    desk = replace(scene.desk, list_source=source)
    with shown(qapp, replace(scene, desk=desk)) as driver:
        driver.enter("registrar-1")
        driver.window.navigation.setCurrentRow(PLACE)
        driver.settle()
        card = driver.window.registry.trust
        said = texts_on(card)
        assert "signapp DEMO root" in said
        assert "FI: luettelo 7, 0 päivää vanha" in said
        union.publish(8, now)
        driver.click(card.refresh)
        driver.settle()
        assert "FI: luettelo 8" in texts_on(card)
        assert card.refresh.isEnabled()


def test_where_nothing_may_be_fetched_there_is_no_button(driver: Driver) -> None:
    driver.enter("registrar-1")
    driver.window.navigation.setCurrentRow(PLACE)
    driver.settle()
    card = driver.window.registry.trust
    assert card.isVisible()
    assert not card.refresh.isVisible()


def test_a_report_is_saved_from_the_verdict(
    qapp: QApplication, walked: Scene, tmp_path: Path
) -> None:
    with shown(qapp, walked) as driver:
        driver.enter("auditor")
        driver.open_case()
        view = driver.window.case.side.verdict
        driver.until(lambda: view.verdict is not None, "the verdict")
        assert view.report.isVisibleTo(view)
        said = texts_on(view)
        assert "EN 319 102-1" in said
        assert "luotettavia luetteloita ei ole" in said
        view._chosen(str(tmp_path / "report.xml"))
        driver.settle()
        assert "total-passed" in (tmp_path / "report.xml").read_text("utf-8")
        assert (tmp_path / "report.verdict.json").is_file()
        assert "report.verdict.json" in texts_on(view)
