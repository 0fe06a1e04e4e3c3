"""The mayor's other rulings, and being disqualified, by the window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from signapp.demo.clock import DECIDED, PUBLISHED, SIGNED
from signapp.demo.scene import CASE
from signapp.domain.acts import Outcome
from signapp.domain.decision import Case, Stage
from tests.gui.driver import Driver, texts_on
from tests.gui.test_refusals import walk_on

pytestmark = pytest.mark.walked("propose")

REASON = "Liite puuttuu"


@pytest.fixture
def mayor(driver: Driver) -> Driver:
    """The mayor before the proposed decision, whose attachment has been read."""
    driver.enter("mayor", DECIDED)
    driver.open_case()
    driver.read_through()
    return driver


def case_of(driver: Driver) -> Case:
    return driver.scene.desk.journal.case(CASE)


def rule(driver: Driver, ruling: str, text: str) -> None:
    """Make another ruling by the form, which has to be off until something is written."""
    form = driver.window.case.side.ruling
    driver.click(driver.window.case.bar.other)
    driver.choose(form, form.choice, ruling)
    assert not form.confirm.isEnabled()
    driver.fill(form, form.text, text)
    driver.do_form(form)
    assert not form.isVisible()


def test_parties_stand_beside_the_declaration(mayor: Driver) -> None:
    bar = mayor.window.case.bar
    assert mayor.act.text() == "Päätän ehdotuksen mukaan. En ole esteellinen."
    assert bar.aside.text() == "Asianosainen: Pekingin kaupunki"
    assert bar.link.text() == "Olen esteellinen…"


def test_amended_decision_shows_both_texts(mayor: Driver) -> None:
    rule(mayor, "amended", "Pormestari päätti toisin.")
    begun = case_of(mayor).begun
    assert begun is not None
    assert begun.outcome is Outcome.AMENDED
    assert mayor.act.text() == "Allekirjoita pöytäkirja ja päätä asia"
    mayor.window.case.documents._tabs.setCurrentIndex(2)
    text = texts_on(mayor.window.case.documents)
    assert "Pormestari päätti toisin." in text
    assert "valtuutetaan" in text


def test_rejected_proposal_opens_no_signing(mayor: Driver) -> None:
    rule(mayor, "rejected", "Pormestari päätti hylätä ehdotuksen.")
    mayor.read_through()
    mayor.do_act()
    assert "En ole esteellinen tässä asiassa." in texts_on(mayor.window.case.side.prompt)
    mayor.confirm()
    assert case_of(mayor).stage is Stage.DECIDED
    assert case_of(mayor).authorises is None
    assert "Ratkaisu\nHylätty" in texts_on(mayor.window.case.side.facts)
    mayor.enter("deputy-mayor", PUBLISHED)
    assert "Odottaa lainvoimaa" in mayor.window.inbox._rest.rows[0].detail
    mayor.open_case()
    assert not mayor.act.isEnabled()


@pytest.mark.parametrize(
    ("ruling", "stage"), [("returned", Stage.DRAFT), ("removed", Stage.REMOVED)]
)
def test_proposal_is_not_decided_on(mayor: Driver, ruling: str, stage: Stage) -> None:
    rule(mayor, ruling, REASON)
    assert case_of(mayor).stage is stage
    assert not mayor.act.isVisible()
    assert not mayor.window.case.bar.other.isVisible()
    mayor.window.navigation.setCurrentRow(0)
    mayor.window._go_again()
    mayor.settle()
    assert mayor.window.inbox._rest.rows


def test_tabled_proposal_waits(mayor: Driver) -> None:
    rule(mayor, "tabled", REASON)
    assert case_of(mayor).tabled_until is not None
    assert case_of(mayor).stage is Stage.PROPOSED
    assert not mayor.act.isEnabled()
    assert "31.8.2017" in texts_on(mayor.window.case.head)


def test_escape_puts_a_form_away(mayor: Driver) -> None:
    form = mayor.window.case.side.ruling
    mayor.click(mayor.window.case.bar.other)
    QTest.keyClick(form.text, Qt.Key.Key_Escape)
    assert not form.isVisible()
    assert mayor.act.isVisible()
    assert case_of(mayor).stage is Stage.PROPOSED


@pytest.mark.walked("propose")
def test_a_refused_ruling_keeps_its_text(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    form = driver.window.case.side.ruling
    driver.click(driver.window.case.bar.other)
    driver.choose(form, form.choice, "rejected")
    driver.fill(form, form.text, REASON)
    driver.do_form(form)
    assert "ei ole vielä näytetty" in texts_on(driver.window.problem)
    assert form.isVisible()
    assert form.text.toPlainText() == REASON
    assert form.confirm.isEnabled()


@pytest.mark.walked("founded")
def test_a_leftover_job_is_no_interrupted_signing(
    driver: Driver, monkeypatch: pytest.MonkeyPatch
) -> None:
    register = driver.scene.desk.journal.register
    monkeypatch.setattr(type(register), "drop_job", lambda *_: None)
    walk_on(driver.scene, "prepare", "propose", "decide")
    assert register.job(CASE) is not None
    driver.enter("deputy-mayor", SIGNED)
    driver.open_case()
    driver.read_through()
    assert driver.act.text().startswith("Allekirjoita: ")
    driver.do_act()
    assert driver.window.case.side.prompt.isVisible()
