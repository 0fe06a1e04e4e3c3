"""Correcting a clerical error by the window."""

import pytest

from signapp.demo.clock import PUBLISHED
from signapp.demo.scene import CASE, seed_text
from signapp.domain.acts import Outcome
from signapp.domain.decision import Case
from signapp.gui.screens.correction_form import CorrectionForm
from tests.gui.driver import Driver, texts_on

WORDS = seed_text().decision.replace("29.8.2017", "29.8.2017 Helsingissä")


def case_of(driver: Driver) -> Case:
    return driver.scene.desk.journal.case(CASE)


def begin(driver: Driver) -> None:
    """Have the mayor begin the correction by its form."""
    form = driver.window.case.side.more["correct"]
    assert isinstance(form, CorrectionForm)
    assert driver.window.case._reading.correction.offered
    driver.window.case._press_more("correct")
    assert not form.confirm.isEnabled()
    driver.fill(form, form.text, WORDS)
    driver.fill(form, form.reason, "Paikka puuttui.")
    assert not form.confirm.isEnabled()
    driver.click(form.fair)
    driver.do_form(form)


@pytest.mark.walked("decide")
def test_the_mayor_corrects_a_clerical_error(driver: Driver) -> None:
    driver.enter("mayor", PUBLISHED)
    driver.open_case()
    case = driver.window.case
    begin(driver)
    assert case_of(driver).corrections.open
    assert "korjatun pöytäkirjan allekirjoittaminen" in texts_on(case.head)
    assert driver.act.text() == "Allekirjoita korjattu pöytäkirja"
    assert not driver.act.isEnabled()
    driver.read_through()
    driver.do_act()
    driver.confirm()
    assert len(case_of(driver).corrections.done) == 1
    case.documents._tabs.setCurrentIndex(case.documents._tabs.count() - 1)
    kinds = [one.kind for one in case._reading.documents]
    assert kinds == ["agreement", "minutes", "replaced"]
    driver.leave()
    driver.enter("registrar-1")
    driver.window.navigation.setCurrentRow(1)
    driver.settle()
    details = [row.detail for row in driver.window.log.list.rows]
    assert any("on korvattu 25.8.2017 korjatuilla" in detail for detail in details)


@pytest.mark.walked("decide")
def test_a_correction_is_given_up(driver: Driver) -> None:
    driver.enter("mayor", PUBLISHED)
    driver.open_case()
    case = driver.window.case
    begin(driver)
    driver.click(case.bar.give_up)
    driver.settle()
    assert case_of(driver).corrections.open is None
    assert case_of(driver).begun
    assert case_of(driver).begun.outcome is Outcome.AS_PROPOSED
