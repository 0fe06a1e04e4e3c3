"""What the window says when an act may not be done, or a try fails."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from signapp.demo.clock import DAY_BEFORE, DECIDED, PROPOSED
from signapp.demo.scene import CASE, Scene, open_seed_case
from signapp.demo.walk import Walk
from signapp.domain.decision import Stage
from signapp.domain.errors import DocumentAlteredError
from signapp.services.drafting import propose
from signapp.texts.catalogue import Texts
from tests.gui.driver import Driver, texts_on


def walk_on(scene: Scene, *steps: str) -> None:
    """Do the first steps of the seed case by the services."""
    walk = Walk(scene, Texts("fi"), lambda _: None)
    for step in steps:
        getattr(walk, step)()


@pytest.mark.walked("propose")
def test_wrong_pin_for_signing_says_first_that_nothing_was_signed(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    driver.read_through()
    driver.do_act()
    driver.read_through()
    driver.do_act()
    driver.confirm("000000")
    problem = driver.window.problem
    assert problem.isVisible()
    assert problem.first_line() == "Mitään ei allekirjoitettu."
    assert "Väärä tunnusluku" in texts_on(problem)
    prompt = driver.window.case.side.prompt
    assert prompt.isVisible()
    assert prompt.field.text() == ""
    driver.confirm()
    assert not problem.isVisible()
    assert driver.scene.desk.journal.case(CASE).stage is Stage.DECIDED


def test_wrong_pin_for_signing_in(driver: Driver) -> None:
    driver.sign_in("mayor", "9999")
    assert driver.window.sign_in.isVisible()
    assert driver.window.problem.first_line() == "Väärä tunnusluku"
    driver.sign_in("mayor")
    assert driver.window.inbox.isVisible()
    assert not driver.window.problem.isVisible()


@pytest.mark.walked("decide")
def test_day_before_the_button_is_off_and_says_why(driver: Driver) -> None:
    driver.enter("deputy-mayor", DAY_BEFORE)
    driver.open_case()
    driver.read_through()
    assert not driver.act.isEnabled()
    assert driver.window.case.bar.heading.text() == "Este: Allekirjoituspäivä ei ole vielä tullut"
    card = texts_on(driver.window.case.side.card)
    assert "Allekirjoituspäivä\nEste\nAllekirjoituspäivä ei ole vielä tullut" in card
    assert "29.8.2017" in card
    assert "Tehtävä\nKunnossa" in card


@pytest.mark.walked("propose")
def test_before_the_decision_the_deputy_is_told_so(driver: Driver) -> None:
    driver.enter("deputy-mayor")
    driver.open_case()
    assert not driver.act.isEnabled()
    assert "Päätöstä ei ole vielä" in texts_on(driver.window.case.side.card)


@pytest.mark.walked("propose")
def test_a_begun_decision_can_be_given_up(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    driver.read_through()
    driver.do_act()
    case = driver.window.case
    assert case.bar.give_up.isVisible()
    driver.click(case.bar.give_up)
    driver.settle()
    assert driver.scene.desk.journal.case(CASE).stage is Stage.PROPOSED
    assert driver.act.text() == "Päätän ehdotuksen mukaan. En ole esteellinen."


@pytest.mark.walked("propose")
def test_escape_puts_the_pin_prompt_away(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    driver.read_through()
    driver.do_act()
    driver.read_through()
    driver.do_act()
    prompt = driver.window.case.side.prompt
    QTest.keyClicks(prompt.field, "12")
    QTest.keyClick(prompt.field, Qt.Key.Key_Escape)
    assert not prompt.isVisible()
    assert prompt.field.text() == ""
    assert driver.act.isVisible()
    assert driver.scene.desk.journal.case(CASE).signing is None


@pytest.mark.walked("propose")
def test_the_next_person_has_seen_nothing_yet(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    driver.read_through()
    driver.leave()
    driver.enter("deputy-mayor")
    driver.open_case()
    assert driver.window.case.documents.pages.view.all_seen is False


@pytest.mark.walked("propose")
def test_interrupted_signing_goes_on(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    driver.read_through()
    driver.do_act()
    driver.read_through()
    driver.do_act()
    with monkeypatch.context() as patch:
        pdf = type(driver.scene.desk.pdf)
        patch.setattr(pdf, "assemble", _fails)
        driver.confirm()
    assert driver.window.problem.first_line().startswith("Allekirjoitus on tehty")
    assert driver.act.text() == "Jatka keskeytynyttä allekirjoitusta"
    driver.do_act()
    assert driver.scene.desk.journal.case(CASE).stage is Stage.DECIDED


def _fails(*_: object) -> None:
    raise DocumentAlteredError(sha256="0" * 64)


@pytest.mark.walked("propose")
def test_an_altered_document_is_told(driver: Driver) -> None:
    (attachment,) = driver.scene.desk.journal.case(CASE).attachments
    assert attachment.prepared is not None
    path = driver.scene.desk.journal.register.document(attachment.prepared.prepared)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"\n")
    driver.enter("mayor", DECIDED)
    driver.open_case()
    assert driver.window.problem.isVisible()
    assert "DocumentAlteredError" in texts_on(driver.window.problem)
    assert not driver.act.isEnabled()


def test_a_session_that_ended_leads_back_to_signing_in(driver: Driver) -> None:
    preparer = _enter(driver, "preparer")
    driver.enter("presenter")
    open_seed_case(driver.scene, preparer)
    driver.scene.clock.move_to(PROPOSED)
    driver.window.inbox.refresh()
    driver.settle()
    driver.open_case()
    driver.do_act()
    assert driver.window.sign_in.isVisible()
    assert "Istuntosi on päättynyt" in texts_on(driver.window.sign_in)
    assert "SessionEnded" not in texts_on(driver.window.sign_in)
    presenter = _enter(driver, "presenter")
    propose(driver.scene.desk, presenter, CASE)


def _enter(driver: Driver, person: str) -> object:
    walk = Walk(driver.scene, Texts("fi"), lambda _: None)
    return walk._enter(person, driver.scene.clock.now())
