"""The window tells how old the last time stamp from outside is, quietly until it is over."""

from datetime import timedelta

from signapp.demo.walk import Walk
from signapp.services.stamping import stamp_now, stamp_when_due
from signapp.texts.catalogue import Texts
from tests.gui.driver import Driver


def test_the_age_is_told_and_warns_when_it_is_over(driver: Driver) -> None:
    line, scene = driver.window.anchor, driver.scene
    driver.enter("preparer")
    assert not line.isVisible()  # nothing waits yet
    walk = Walk(scene, Texts("en"), lambda _: None)
    walk.prepare()
    walk.propose()
    walk.decide()
    line.refresh()
    assert line.text.text() == "1 teko odottaa ulkopuolista aikaleimaa"
    assert (line.isVisible(), line.sign.isVisible()) == (True, False)
    scene.clock.move_to(scene.clock.now() + timedelta(hours=25))
    line.refresh()
    assert line.sign.isVisible()
    assert "Se on yli 24 tuntia." in line.text.toolTip()
    assert line.accessibleName() == line.text.toolTip()
    driver.window.resize(900, 700)
    driver.settle()
    assert (line.sign.isVisible(), line.text.isVisible()) == (True, False)
    driver.window.resize(1400, 900)
    line._ask()
    driver.settle()
    assert line.text.text().startswith("Ulkopuolinen aikaleima ")
    assert not line.sign.isVisible()
    assert stamp_now(scene.desk) is None
    assert stamp_when_due(scene.desk) is None
