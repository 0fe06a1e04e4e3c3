"""The mayor's assistant sees the mayor's list, and finds nothing to press."""

import pytest

from signapp.demo.clock import DECIDED
from signapp.demo.scene import CASE
from tests.gui.driver import Driver


@pytest.mark.walked("propose")
def test_an_assistant_looks_and_presses_nothing(driver: Driver) -> None:
    driver.enter("assistant", DECIDED)
    inbox = driver.window.inbox
    assert [row.key for row in inbox._mine.rows] == [CASE]
    assert inbox._note.text() == (
        "Tämä on tehtävän pormestari lista: näet asiat, mutta et voi tehdä niille mitään."
    )
    driver.open_case()
    bar = driver.window.case.bar
    for button in (bar.primary, bar.other, bar.give_up, bar.link):
        assert not button.isVisible()
    offered = {str(action.data()) for action in bar.more.menu().actions()}
    assert offered <= {"calendar", "papers"}  # days, and copies: nothing that changes the case
    assert driver.scene.desk.journal.case(CASE).begun is None
