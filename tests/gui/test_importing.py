"""A decision text is pasted into the window, looked at, and taken over into the draft."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from signapp.gui.screens.import_form import ImportForm
from signapp.services.import_values import Reading
from tests.gui.driver import Driver, texts_on
from tests.gui.test_drafting import attach, open_new
from tests.services.decision_texts import SEED, seed_text
from tests.signing import samples

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the shared data is not at hand")


def open_import(driver: Driver, tmp_path: Path) -> ImportForm:
    """Open a case with the agreement attached, its draft, and from there the import."""
    agreement = tmp_path / "agreement.pdf"
    agreement.write_bytes(samples.action_plan())
    open_new(driver)
    attach(driver, agreement)
    case = driver.window.case
    driver.click(case.bar.primary)
    case.side.draft.import_text.setFocus()
    QTest.keyClick(case.side.draft.import_text, Qt.Key.Key_Space)
    form = case.side.importing
    driver.until(form.isVisible, "the import")
    return form


def refuse_a_picture(driver: Driver, form: ImportForm, tmp_path: Path) -> None:
    """Choose a file that is no text: it is told, and the form stays as it was."""
    picture = tmp_path / "päätös.txt"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)) * 4)
    form.file.take(picture)
    driver.click(form.start)
    driver.settle()
    assert "Tiedosto ei ole tekstiä" in texts_on(driver.window)
    assert form.isVisible()
    assert form.start.isEnabled()
    assert not form.confirm.isVisible()


def test_a_pasted_text_fills_the_draft(driver: Driver, tmp_path: Path) -> None:
    form, draft = open_import(driver, tmp_path), driver.window.case.side.draft
    assert not form.start.isEnabled()
    assert not form.confirm.isVisible()
    refuse_a_picture(driver, form, tmp_path)
    pasted = seed_text().replace("Päätösehdotus\n", "Päätösehdotus\n\nStartup-\nhanke\n", 1)
    driver.fill(form, form.text, pasted)
    QTest.keyClick(form.start, Qt.Key.Key_Space)
    driver.settle()
    assert form.confirm.isVisible()
    assert "Pekingin kaupunki" in texts_on(form)
    assert "Startup-hanke" in texts_on(form)
    (place,) = [
        key
        for key, one in form.questions.items()
        if one.buttons[Reading.JOINED.value].text() == "Startuphanke"
    ]
    choices = form.questions[place]
    assert choices.chosen == Reading.JOINED.value
    choices.buttons[choices.chosen].setFocus()
    QTest.keyClick(choices.buttons[choices.chosen], Qt.Key.Key_Down)
    driver.settle()
    assert form.questions[place].chosen == Reading.KEPT.value
    driver.click(form.confirm)
    driver.settle()
    assert draft.isVisible()
    assert draft._short["counterparty"].text() == "Pekingin kaupunki"
    assert draft._long["decision"].toPlainText().endswith("Pekingin kaupungin kanssa 29.8.2017.")
    assert "kaupunkien välillä." in draft._long["rationale"].toPlainText()
    assert draft.signatory.currentText().startswith("kulttuurin ja vapaa-ajan")
    assert draft.day.text() == "29.8.2017"
    assert draft.appeal.currentData() == "fi rectification-board"
    driver.do_form(draft)
    kept = driver.window.case._reading
    assert kept is not None
    assert kept.drafting is not None
    assert kept.drafting.text is not None
    assert kept.drafting.text.title.endswith("Pekingin kaupungin kanssa")
    assert kept.drafting.plan is not None
    assert kept.drafting.plan.signing.office == "U480400VH2"
