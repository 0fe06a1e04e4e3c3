"""What waits for a time stamp is shown to registrars, and a clock that is off to signers."""

from datetime import timedelta
from typing import Any

import pytest

from signapp.demo.clock import DECIDED
from signapp.demo.scene import CASE
from signapp.demo.walk import Walk
from signapp.domain.errors import TimeStampServicesError
from signapp.domain.network_errors import Failure, Failures
from signapp.services.clock_check import ClockCheck
from signapp.texts.catalogue import Texts
from tests.gui.driver import Driver, texts_on

PLACE = 2
AWAY = Failures([Failure("aika.example", "slow")])


class Services:
    """The demo's time stamp service, which can be away."""

    def __init__(self, driver: Driver) -> None:
        answers: dict[str, Any] = driver.scene.desk.pdf.process._answers
        self.away, self._stamp = True, answers["stamp"]
        answers["stamp"] = self.stamp

    def stamp(self, request: bytes) -> bytes:
        if self.away:
            raise TimeStampServicesError(failures=AWAY)
        return self._stamp(request)


def about_to_decide(driver: Driver) -> None:
    """Bring the seed case to where the mayor is asked for the PIN."""
    walk = Walk(driver.scene, Texts("en"), lambda _: None)
    walk.prepare()
    walk.propose()
    driver.enter("mayor", DECIDED)
    driver.open_case()
    driver.read_through()
    driver.do_act()
    driver.read_through()


def test_what_waits_is_shown_and_sent(driver: Driver) -> None:
    services = Services(driver)
    about_to_decide(driver)
    driver.do_act()
    driver.confirm()
    driver.leave()
    driver.enter("registrar-1")
    driver.window.navigation.setCurrentRow(PLACE)
    driver.settle()
    card = driver.window.registry.outbox
    assert card.isVisible()
    assert "1 allekirjoitettu tiedosto odottaa aikaleimaa" in texts_on(card)
    assert f"{CASE} · B-B · 24.8.2017" in texts_on(card)
    driver.click(card.send)
    driver.settle()
    assert "aika.example ei vastannut ajoissa" in texts_on(card)
    services.away = False
    driver.click(card.send)
    driver.settle()
    assert not card.isVisible()
    case = driver.scene.desk.journal.case(CASE)
    assert case.decided
    assert case.latest(case.decided.signed).level == "B-LTA"


@pytest.mark.parametrize("day", [False, True])
def test_a_clock_that_was_off_is_told_before_the_pin(driver: Driver, day: bool) -> None:
    clock = driver.scene.desk.journal.clock
    check = ClockCheck(clock)
    object.__setattr__(driver.window.tools.desk, "clock_check", check)
    about_to_decide(driver)
    check.stamped(clock.now() - (timedelta(days=1) if day else timedelta(minutes=7)))
    driver.do_act()
    told = texts_on(driver.window.case.side.prompt)
    assert ("1 440 minuuttia edellä" if day else "7 minuuttia edellä") in told.replace("\xa0", " ")
    assert ("Valtuus koskee vain päätettyä päivää" in told) is day
