"""The catalogue of appeal instructions in the window of a registrar."""

from signapp.demo.scene import Scene
from signapp.services.appeals import appeal_now
from tests.gui.driver import Driver, texts_on

APPEALS = 3
BOARD = "rectification-board"
BODY = "## Kenelle\n\nHelsingin kaupungin kirjaamo, helsinki.kirjaamo@hel.fi"


def enter(driver: Driver, person: str) -> None:
    driver.sign_in(person)
    driver.window.navigation.setCurrentRow(APPEALS)
    driver.settle()
    driver.window.appeals.list.set_current(BOARD)
    driver.window.appeals._show_chosen()


def in_force(scene: Scene) -> tuple[str, bool]:
    text = appeal_now(scene.desk, BOARD, "fi").text
    return text.body, text.draft


def test_only_registrars_see_the_catalogue(driver: Driver) -> None:
    driver.sign_in("presenter")
    assert driver.window.navigation.item(APPEALS).isHidden()
    driver.leave()
    driver.sign_in("registrar-1")
    assert not driver.window.navigation.item(APPEALS).isHidden()


def test_one_registrar_writes_and_another_approves(driver: Driver) -> None:
    enter(driver, "registrar-1")
    screen = driver.window.appeals
    assert len(screen.list.rows) >= 6
    assert "luonnos" in screen.list.rows[0].spoken
    assert not screen.words.confirm.isEnabled()
    driver.fill(screen.words, screen.words.body, BODY)
    driver.do_form(screen.words)
    assert in_force(driver.scene) == (BODY, True)
    driver.fill(screen.approval, screen.approval.review, "Kaupunginlakimies 1.8.2017")
    driver.do_form(screen.approval)
    assert "Oman tekstin hyväksyy toinen kirjaaja" in texts_on(driver.window.problem)
    driver.leave()
    enter(driver, "registrar-2")
    driver.fill(screen.approval, screen.approval.review, "Kaupunginlakimies 1.8.2017")
    driver.do_form(screen.approval)
    assert in_force(driver.scene) == (BODY, False)
    assert not screen.approval.isVisible()
    assert "hyväksytty" in screen.list.rows[0].spoken


def test_each_language_has_its_own_words(driver: Driver) -> None:
    enter(driver, "registrar-1")
    screen = driver.window.appeals
    driver.click(screen.language.buttons["sv"])
    driver.settle()
    assert screen.list.rows[0].title.startswith("Anvisning för begäran om omprövning")
    assert "Vem får begära omprövning" in screen.words.body.toPlainText()
