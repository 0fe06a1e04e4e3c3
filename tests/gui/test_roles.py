"""Acting for another office: the deputy's chooser, and what a disqualification changes."""

import pytest

from signapp.demo.clock import DECIDED
from signapp.demo.people import MAYOR, SINCE, UNTIL
from signapp.demo.scene import CASE, Scene
from signapp.demo.walk import Walk
from signapp.domain.acts import AbsenceRecorded, Actor, Capacity, DeputiesOrdered
from signapp.services.register import confirm_roster_change, propose_roster_change
from signapp.services.roles import roles_now
from signapp.texts.catalogue import Texts
from tests.gui.driver import Driver, texts_on

DEPUTY = Actor("auditor", MAYOR, Capacity.DEPUTY)


def order_deputies(scene: Scene, *offices: str) -> None:
    """Say who stands in for the mayor."""
    walk = Walk(scene, Texts("fi"), lambda _: None)
    first, second = (walk._enter(f"registrar-{n}", scene.clock.now()) for n in (1, 2))
    order = DeputiesOrdered(MAYOR, offices, SINCE, UNTIL, "Kaupunginhallitus 1.6.2017")
    confirm_roster_change(
        scene.desk, second, propose_roster_change(scene.desk, first, (order,), ())
    )


def record_absence(scene: Scene) -> None:
    walk = Walk(scene, Texts("fi"), lambda _: None)
    registrar = walk._enter("registrar-1", scene.clock.now())
    today = scene.desk.today()
    scene.desk.journal.record(registrar, AbsenceRecorded("mayor", today, today))


def choose_role(driver: Driver, name: str) -> None:
    """Choose an office from the menu of the bar on top."""
    top = driver.window.top
    driver.until(top._role.isVisible, "the chooser")
    (action,) = [one for one in top._role.menu().actions() if one.text() == name]
    action.trigger()
    driver.until(lambda: top._office.text() == name, name)
    driver.settle()


def test_nobody_stands_in_without_a_cause(driver: Driver) -> None:
    order_deputies(driver.scene, "audit")
    driver.enter("auditor")
    assert not driver.window.top._role.isVisible()


@pytest.mark.walked("propose")
def test_deputy_of_an_absent_mayor(driver: Driver) -> None:
    driver.move_to(DECIDED)
    order_deputies(driver.scene, "audit")
    record_absence(driver.scene)
    assert DEPUTY in roles_now(driver.scene.desk, "auditor")
    driver.enter("auditor")
    assert driver.window.top._office.text() == "tarkastaja"
    assert not driver.window.inbox._mine.rows
    choose_role(driver, "pormestarin sijainen")
    assert driver.window.inbox._mine.rows
    driver.open_case()
    driver.read_through()
    assert driver.act.isEnabled()
    choose_role(driver, "tarkastaja")
    assert not driver.window.inbox._mine.rows


@pytest.mark.walked("propose")
def test_disqualified_mayor_leaves_the_case_to_the_deputy(driver: Driver) -> None:
    driver.move_to(DECIDED)
    order_deputies(driver.scene, "audit")
    assert DEPUTY not in roles_now(driver.scene.desk, "auditor")
    driver.enter("mayor")
    driver.open_case()
    driver.read_through()
    form, bar = driver.window.case.side.impartiality, driver.window.case.bar
    driver.click(bar.link)
    assert not form.confirm.isEnabled()
    driver.choose(form, form.ground, "5")
    driver.do_form(form)
    assert driver.scene.desk.journal.case(CASE).disqualified == {"mayor": 5}
    assert not driver.act.isEnabled()
    assert not bar.link.isVisible()
    assert "esteelli" in texts_on(driver.window.case.side.card).lower()
    driver.leave()
    driver.enter("auditor")
    choose_role(driver, "pormestarin sijainen")
    driver.open_case()
    driver.read_through()
    driver.do_act()
    begun = driver.scene.desk.journal.case(CASE)
    assert begun.begun_by == DEPUTY
