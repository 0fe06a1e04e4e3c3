"""The window in three languages: everything changes at run time, and no key is shown raw."""

import re

import pytest
from PySide6.QtCore import QCoreApplication

from signapp.demo.clock import DECIDED, PROPOSED
from signapp.gui.look import Theme
from signapp.texts.catalogue import LANGUAGES
from tests.gui.driver import Driver, texts_on
from tests.texts.sources import texts_of

pytestmark = pytest.mark.walked("propose")

RAW_KEY = re.compile(r"\b(window|card|act|stage|step|error|standing|holds|part)\.[a-z_]+\b")
UNFILLED = re.compile(r"\{\w+\}")


@pytest.fixture
def case_on_view(driver: Driver) -> Driver:
    driver.enter("mayor", DECIDED)
    driver.open_case()
    return driver


def test_no_key_and_no_placeholder_is_shown(case_on_view: Driver) -> None:
    window = case_on_view.window
    for language in LANGUAGES:
        window.tools.language.choose(language)
        case_on_view.settle()
        text = texts_on(window)
        assert not RAW_KEY.findall(text)
        assert not UNFILLED.findall(text)


def test_language_changes_everything_on_view(case_on_view: Driver) -> None:
    window = case_on_view.window

    def read_in(language: str) -> str:
        window.tools.language.choose(language)
        case_on_view.settle()
        return texts_on(window)

    finnish, swedish, english = (read_in(language) for language in ("fi", "sv", "en"))
    for key in ("window.act.begin_decision", "window.card.decide", "window.sign_out"):
        for language, text in (("fi", finnish), ("sv", swedish), ("en", english)):
            assert texts_of(language)[key][0] in text, (key, language)
    assert read_in("fi") == finnish


def test_qt_speaks_the_same_language(driver: Driver) -> None:
    def undo() -> str:
        return QCoreApplication.translate("QWidgetTextControl", "&Undo")

    assert undo() == "&Kumoa"
    driver.window.tools.language.choose("sv")
    assert undo() == "&Ångra"
    driver.window.tools.language.choose("en")
    assert undo() == "&Undo"


def test_theme_changes_everything_on_view(case_on_view: Driver) -> None:
    look = case_on_view.window.tools.look
    look.choose(Theme.LIGHT)
    light = case_on_view.window.palette().window().color().lightness()
    look.choose(Theme.DARK)
    assert case_on_view.window.palette().window().color().lightness() < light


@pytest.mark.walked("founded")
def test_the_day_is_shown_and_moved(driver: Driver) -> None:
    top = driver.window.top
    assert top._day.text().startswith("21.8.2017")
    driver.enter("mayor")
    driver.move_to(PROPOSED)
    assert top._day.text().startswith("22.8.2017")
    assert "Istunto päättyi" in texts_on(driver.window.sign_in)
    acts = [type(entry).__name__ for entry in driver.scene.desk.journal.register.entries()]
    assert len(acts) == 3  # founded, signed in, signed out
