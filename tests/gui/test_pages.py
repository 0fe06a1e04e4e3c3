"""Where pages lie, and what counts as seen."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest

from signapp.demo.clock import DECIDED
from signapp.gui.widgets.pages import PageColumn, SeenPages
from signapp.services.ports import PageSize
from tests.gui.driver import Driver

A4, WIDE = PageSize(595, 842), PageSize(842, 595)
COLUMN = PageColumn((A4, WIDE, A4), 2.0, 10)


def test_pages_lie_below_each_other_in_the_middle() -> None:
    assert COLUMN.width == 1684 + 20
    assert COLUMN.height == 10 + 1684 + 10 + 1190 + 10 + 1684 + 10
    assert COLUMN.place(0, 2000) == QRect(405, 10, 1190, 1684)
    assert COLUMN.place(1, 2000) == QRect(158, 1704, 1684, 1190)
    assert COLUMN.place(1, 100).left() == 10


def test_pages_on_view() -> None:
    assert COLUMN.between(0, 5) == ()
    assert COLUMN.between(0, 100) == (0,)
    assert COLUMN.between(1600, 1800) == (0, 1)
    assert COLUMN.between(0, 5000) == (0, 1, 2)


def test_a_page_is_seen_when_all_of_it_was_on_view() -> None:
    seen, place = SeenPages(1), QRect(0, 0, 600, 600)
    seen.look(0, place, 0, 300)
    assert (seen.count, seen.complete) == (0, False)
    assert seen.next_unseen() == (0, 0.5)
    seen.look(0, place, 300, 600)
    assert (seen.count, seen.complete) == (1, True)
    assert seen.next_unseen() is None


@pytest.mark.walked("propose")
def test_jumping_to_the_end_is_not_reading(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    pane = driver.window.case.documents.pages
    QTest.keyClick(pane.view, Qt.Key.Key_End)
    driver.settle()
    assert pane._seen == (0, 6)
    assert pane._page == (6, 6)
    assert not driver.act.isEnabled()
    for _ in range(40):
        if pane.view.all_seen:
            break
        driver.click(pane._eye)
        driver.settle()
    assert pane._seen == (6, 6)
    driver.until(driver.act.isEnabled)


@pytest.mark.walked("propose")
def test_zoom_keeps_the_place(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    pane = driver.window.case.documents.pages
    for _ in range(5):
        QTest.keyClick(pane.view, Qt.Key.Key_PageDown)
    driver.settle()
    page, before = pane._page, pane.view.scale
    QTest.keyClick(pane.view, Qt.Key.Key_Plus)
    driver.settle()
    assert pane.view.scale > before
    assert pane._page == page
    QTest.keyClick(pane.view, Qt.Key.Key_0)
    driver.settle()
    assert pane.view.scale == before
    assert pane._page == page
