"""A case leaves by the window, is signed in the window away, and is taken in by the window."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from signapp.bootstrap.checkouts import open_checkout
from signapp.demo.clock import SIGNED
from signapp.demo.scene import CASE, Scene
from signapp.domain.decision import Stage
from signapp.services.steps import NextStep
from tests.gui.driver import Driver, shown, texts_on
from tests.gui.test_mandate import case_of
from tests.services.conftest import Stand
from tests.services.test_checkout_for_real import laptop

pytestmark = pytest.mark.walked("publish")


@pytest.fixture
def away(driver: Driver, tmp_path: Path) -> tuple[Driver, Path]:
    """The seed case after its publication, checked out by a registrar into a folder."""
    driver.enter("registrar-1", SIGNED)
    driver.open_case()
    form = choose(driver, "check_out")
    assert not form.confirm.isEnabled()
    driver.fill(form, form.reason, "Allekirjoitus on Pekingissä.")
    driver.fill(form, form.folder, str(tmp_path))
    driver.do_form(form)
    return driver, tmp_path / f"{CASE.replace(' ', '-')}.zip"


def offered_by(driver: Driver) -> set[str]:
    """Return the keys of the acts in the case's menu."""
    return {action.data() for action in driver.window.case.bar.more._menu.actions()}


def choose(driver: Driver, key: str):  # type: ignore[no-untyped-def]  # noqa: ANN201
    """Choose an act from the case's menu; return its form."""
    driver.window.case.bar.more.choose(key)
    return driver.window.case.side.more[key]


def test_a_case_that_is_away_is_shown_as_such(away: tuple[Driver, Path]) -> None:
    driver, file = away
    assert file.is_file()
    assert case_of(driver).checkouts.out
    assert "Muualla: asian palautusta odotetaan" in texts_on(driver.window.case.head)
    assert "on luovutettu mukaan 29.8.2017" in texts_on(driver.window.case.head)
    assert "Asia on muualla." in texts_on(driver.window.case.bar)
    assert not driver.act.isVisible()
    offered = offered_by(driver)
    assert {"check_out_again", "take_in", "recall"} <= offered
    assert offered <= {"check_out_again", "take_in", "recall", "calendar", "papers"}
    assert not driver.window.case.bar.other.isVisible()
    assert "Kirjaa omakätiset" not in texts_on(driver.window.case.side)
    driver.window.case.left.emit()
    driver.settle()
    (row,) = driver.window.inbox._rest.rows
    assert "Muualla" in [chip.text for chip in row.chips]
    driver.leave()
    driver.enter("deputy-mayor")
    driver.open_case()
    assert not driver.act.isVisible()


def test_signed_in_the_window_away_and_taken_in_at_home(
    away: tuple[Driver, Path], qapp: QApplication, tmp_path: Path
) -> None:
    driver, file = away
    place = tmp_path / "laptop"
    open_checkout(file, place)
    stand = Stand(driver.scene)
    with laptop(stand, place) as desk:
        stand.let_reach(place)
        scene = Scene(driver.scene.place, desk, driver.scene.clock)
        with shown(qapp, scene) as there:
            there.enter("deputy-mayor")
            assert [row.key for row in there.window.inbox._mine.rows] == [CASE]
            there.open_case()
            assert "mukaan luovutetun asian rekisteri" in texts_on(there.window.case.head)
            there.read_through()
            there.do_act()
            there.confirm()
            assert desk.journal.case(CASE).stage is Stage.SIGNED
            form = choose(there, "return_home")
            there.fill(form, form.folder, str(tmp_path))
            there.do_form(form)
    back = tmp_path / f"{CASE.replace(' ', '-')}-return.zip"
    form = choose(driver, "take_in")
    assert not form.confirm.isEnabled()
    form.file.take(back)
    driver.do_form(form)
    assert case_of(driver).stage is Stage.SIGNED
    assert driver.window.case._reading
    assert driver.window.case._reading.task.step is not NextStep.AWAIT_RETURN


def test_a_recalled_case_keeps_what_comes_back(away: tuple[Driver, Path], tmp_path: Path) -> None:
    from signapp.services.checkout import write_return

    driver, file = away
    place, back = tmp_path / "laptop", tmp_path / "back.zip"
    open_checkout(file, place)
    with laptop(Stand(driver.scene), place) as desk:
        write_return(desk, back)
    form = choose(driver, "recall")
    driver.fill(form, form.reason, "Tilaisuus peruttiin.")
    driver.do_form(form)
    assert case_of(driver).checkouts.out is None
    offered = offered_by(driver)
    assert {"check_out", "keep_return"} <= offered
    form = choose(driver, "keep_return")
    form.file.take(back)
    driver.do_form(form)
    assert len(case_of(driver).checkouts.kept) == 1
    assert case_of(driver).stage is Stage.DECIDED
