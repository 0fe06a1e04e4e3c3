"""No text is cut off, in any language, and with text twice as large."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QTabBar, QToolButton, QWidget

from signapp.demo.clock import DECIDED, FINAL, PUBLISHED
from signapp.demo.scene import Scene
from signapp.gui import look
from signapp.texts.catalogue import DEFAULT, LANGUAGES
from tests.gui.driver import Driver, shown
from tests.gui.test_refusals import walk_on

NARROWEST = 40
"""No column of text is this narrow."""


def cut_off(window: QWidget) -> list[str]:
    """Return the texts on view that have less room than they need."""
    return [
        *(one.text() for one in window.findChildren(QLabel) if one.isVisible() and _cut(one)),
        *(
            one.text()
            for kind in (QPushButton, QToolButton)
            for one in window.findChildren(kind)
            if one.isVisible() and one.width() < one.minimumSizeHint().width()
            if not isinstance(one.parent(), QTabBar)  # with these its tabs are moved on
        ),
    ]


def _cut(label: QLabel) -> bool:
    if label.wordWrap():
        if label.text() and label.width() < NARROWEST:
            return True
        return label.height() < label.heightForWidth(label.width()) - 1
    return label.width() < label.sizeHint().width() - 1


def cut_off_in_any_language(driver: Driver) -> list[str]:
    """Return the texts on view that have less room than they need, in each language."""
    found = []
    for language in (*LANGUAGES, DEFAULT):
        driver.window.tools.language.choose(language)
        driver.settle()
        found += cut_off(driver.window)
    return found


def look_at_all(driver: Driver) -> list[str]:
    """Walk to a wrong PIN; return all texts that were cut off on the way."""
    found = cut_off_in_any_language(driver)
    driver.sign_in("mayor", "9999")
    found += cut_off_in_any_language(driver)
    driver.enter("mayor", DECIDED)
    found += cut_off_in_any_language(driver)
    driver.open_case()
    found += cut_off_in_any_language(driver)
    driver.read_through()
    driver.do_act()
    driver.read_through()
    found += cut_off_in_any_language(driver)
    driver.do_act()
    found += cut_off_in_any_language(driver)
    driver.confirm("000000")
    found += cut_off_in_any_language(driver)
    driver.window.navigation.setCurrentRow(1)
    driver.settle()
    return found + cut_off_in_any_language(driver)


def look_at_the_rest(driver: Driver) -> list[str]:
    """Look at every form, and at a case after its decision; return what was cut off."""
    case, found = driver.window.case, []
    driver.enter("mayor", DECIDED if driver.scene.clock.now() < DECIDED else None)
    driver.open_case()
    for button, form in ((case.bar.other, case.side.ruling), (case.bar.link, None)):
        driver.click(button)
        found += cut_off_in_any_language(driver)
        QTest.keyClick(form or case.side.impartiality, Qt.Key.Key_Escape)
    walk_on(driver.scene, "decide")
    for person, moment in (("preparer", PUBLISHED), ("registrar-1", None)):
        driver.enter(person, moment)
        driver.open_case()
        found += cut_off_in_any_language(driver)
        driver.do_act()
        found += cut_off_in_any_language(driver)
        driver.leave()
    walk_on(driver.scene, "publish")
    driver.enter("registrar-1", FINAL)
    driver.open_case()
    return found + cut_off_in_any_language(driver)


@pytest.mark.walked("propose")
def test_no_text_is_cut_off_on_forms_and_after_the_decision(driver: Driver) -> None:
    assert look_at_the_rest(driver) == []


@pytest.mark.walked("propose")
def test_no_text_is_cut_off(driver: Driver) -> None:
    assert look_at_all(driver) == []


@pytest.mark.parametrize("look_at", [look_at_all, look_at_the_rest])
def test_no_text_is_cut_off_when_it_is_twice_as_large(
    qapp: QApplication,
    scene: Scene,
    monkeypatch: pytest.MonkeyPatch,
    look_at: Callable[[Driver], list[str]],
) -> None:
    monkeypatch.setattr(look, "text_scale", lambda: 2.0)
    walk_on(scene, "prepare", "propose")
    with shown(qapp, scene) as driver:
        assert look_at(driver) == []


@pytest.mark.walked("propose")
def test_everything_that_takes_the_keyboard_has_a_name(driver: Driver) -> None:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    nameless = [
        type(widget).__name__
        for widget in driver.window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy().value & 1
        and not (widget.accessibleName() or widget.property("text"))
    ]
    assert nameless == []
