"""Deciding in a register whose § numbers the city's case management gives."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from signapp.bootstrap import opened_demo
from signapp.demo import scene as demo
from signapp.demo.clock import DECIDED
from signapp.demo.scene import CASE
from signapp.domain.acts import NumberingPolicy, Outcome
from signapp.services.prepare import open_case
from signapp.services.register import Founding
from tests.gui.driver import Driver, shown, texts_on
from tests.gui.test_refusals import walk_on

AHJO = "Ahjo"


@pytest.fixture
def mayor(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Driver]:
    """The mayor before a decision in a register that takes its numbers from elsewhere."""
    external = partial(Founding, numbering=NumberingPolicy.EXTERNAL)
    monkeypatch.setattr(demo, "Founding", external)
    monkeypatch.setattr(demo, "open_case", partial(open_case, source=AHJO))
    with opened_demo(tmp_path / "demo") as scene, shown(qapp, scene) as driver:
        walk_on(scene, "prepare", "propose")
        driver.enter("mayor", DECIDED)
        driver.open_case()
        driver.read_through()
        yield driver


def test_as_proposed_under_the_number_of_the_case_management(mayor: Driver) -> None:
    assert "Pykälän antaa kaupungin asianhallinta." in texts_on(mayor.window.case.side.card)
    mayor.do_act()
    form = mayor.window.case.side.section
    assert form.isVisible()
    assert "Pekingin kaupunki" in texts_on(form)
    assert form.confirm.text() == "Päätän ehdotuksen mukaan. En ole esteellinen."
    mayor.fill(form, form.fields.number, "0")
    mayor.fill(form, form.fields.source, AHJO)
    assert not form.confirm.isEnabled()
    mayor.fill(form, form.fields.number, "147")
    mayor.do_form(form)
    begun = mayor.scene.desk.journal.case(CASE).begun
    assert begun is not None
    assert (begun.section, begun.source, begun.outcome) == (147, AHJO, Outcome.AS_PROPOSED)
    mayor.read_through()
    mayor.do_act()
    mayor.confirm()
    assert "147 §/2017" in texts_on(mayor.window.case.side.facts)


def test_another_ruling_asks_for_the_number_too(mayor: Driver) -> None:
    form = mayor.window.case.side.ruling
    mayor.click(mayor.window.case.bar.other)
    mayor.choose(form, form.choice, "rejected")
    mayor.fill(form, form.text, "Pormestari päätti hylätä ehdotuksen.")
    assert not form.confirm.isEnabled()
    mayor.fill(form, form.section.number, "12")
    mayor.fill(form, form.section.source, AHJO)
    mayor.do_form(form)
    begun = mayor.scene.desk.journal.case(CASE).begun
    assert begun is not None
    assert (begun.section, begun.outcome) == (12, Outcome.REJECTED)


def test_a_returned_proposal_needs_no_number(mayor: Driver) -> None:
    form = mayor.window.case.side.ruling
    mayor.click(mayor.window.case.bar.other)
    mayor.choose(form, form.choice, "returned")
    assert not form.section.isVisible()
    mayor.fill(form, form.text, "Liite puuttuu")
    assert form.confirm.isEnabled()
