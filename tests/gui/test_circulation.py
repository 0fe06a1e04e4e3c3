"""Noting viewed pages: only where decided, told where it happens, needed for nothing."""

import pytest

from signapp.demo.clock import DECIDED
from signapp.demo.scene import CASE, Scene
from signapp.demo.walk import Walk
from signapp.domain.acts import Policy, PolicySet
from signapp.domain.auditing import pages_in
from signapp.domain.decision import Stage
from signapp.services.register import confirm_roster_change, propose_roster_change
from signapp.texts.catalogue import Texts
from tests.gui.driver import Driver, texts_on

BASIS = "Kaupunginhallitus 12.6.2017"


def decide_to_note(scene: Scene) -> None:
    walk = Walk(scene, Texts("fi"), lambda _: None)
    first, second = (walk._enter(f"registrar-{n}", scene.clock.now()) for n in (1, 2))
    policy = PolicySet(Policy.CIRCULATION_OF_CHECKS, True, BASIS)
    confirm_roster_change(
        scene.desk, second, propose_roster_change(scene.desk, first, (policy,), ())
    )


def begin(driver: Driver, seconds: float) -> None:
    """Let the mayor read the plan through and begin to decide; a page counts after `seconds`."""
    driver.enter("mayor")
    driver.window.case.documents.circulation.watch.seconds = seconds
    driver.open_case()
    driver.read_through()
    driver.do_act()


@pytest.mark.walked("propose")
def test_viewed_pages_are_noted_where_that_was_decided(driver: Driver) -> None:
    driver.move_to(DECIDED)
    decide_to_note(driver.scene)
    begin(driver, seconds=0.01)
    case = driver.scene.desk.journal.case(CASE)
    assert case.stage is Stage.DECIDING
    (one, *_) = case.viewed
    assert one.who.person == "mayor"
    prepared = case.attachments[0].prepared
    assert prepared
    assert one.act.document == prepared.prepared
    assert 1 in set(pages_in(one.act.ranges)) <= set(range(1, one.act.pages + 1))
    assert BASIS in texts_on(driver.window.case.documents)
    assert "paperilta" in texts_on(driver.window.case.documents)
    documents = driver.window.case.documents
    documents._tabs.setCurrentIndex(documents._tabs.count() - 1)
    assert "Katsotut sivut" in documents._text.toPlainText()
    assert "Päivi Pormestari, pormestari: sivut 1" in documents._text.toPlainText()


@pytest.mark.walked("propose")
def test_who_turns_no_page_for_long_decides_just_the_same(driver: Driver) -> None:
    driver.move_to(DECIDED)
    decide_to_note(driver.scene)
    begin(driver, seconds=3600)
    case = driver.scene.desk.journal.case(CASE)
    assert case.stage is Stage.DECIDING
    assert case.viewed == ()


@pytest.mark.walked("propose")
def test_nothing_is_noted_or_told_by_itself(driver: Driver) -> None:
    driver.move_to(DECIDED)
    begin(driver, seconds=0.01)
    case = driver.scene.desk.journal.case(CASE)
    assert case.stage is Stage.DECIDING
    assert case.viewed == ()
    assert not driver.window.case.documents._noting.isVisible()


@pytest.mark.walked("propose")
def test_pages_are_noted_before_somebody_signs_out(driver: Driver) -> None:
    driver.move_to(DECIDED)
    decide_to_note(driver.scene)
    driver.enter("mayor")
    driver.window.case.documents.circulation.watch.seconds = 0.01
    driver.open_case()
    driver.until(lambda: bool(driver.window.case.documents.circulation.watch.viewed), "a page")
    driver.leave()
    assert [one.who.person for one in driver.scene.desk.journal.case(CASE).viewed] == ["mayor"]
    assert not driver.window.problem.isVisible()
