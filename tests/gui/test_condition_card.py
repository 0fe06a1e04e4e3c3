"""The card of the register's condition: what is wrong first, a whole look, backups, restores."""

import os
import time
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from signapp.domain.keeping import LossKnownBy, RegisterRestored
from signapp.gui.screens.condition_card import ConditionCard
from signapp.services.sweep import LEAST_AGE
from signapp.storage.backups import read_facts
from tests.gui.driver import Driver, texts_on
from tests.gui.test_registry_screen import go


def card_of(driver: Driver, person: str = "registrar-1") -> ConditionCard:
    return go(driver, person).condition


def test_a_registrar_sees_what_is_quickly_seen_the_worst_first(driver: Driver) -> None:
    card = card_of(driver)
    text = texts_on(card)
    assert text.startswith("Kunto\n")
    assert text.index("huomaa · Varmuuskopio: Varmuuskopiota ei ole tehty.") < text.index("Levy:")
    assert "Kirjaajat:" not in text  # the warning above the card says it
    driver.window.tools.language.choose("en")
    driver.settle()
    assert "warning · Backup: No backup was made yet." in texts_on(card)
    driver.leave()
    assert card._rows == ()


def test_a_whole_look_finds_what_a_quick_one_does_not(driver: Driver) -> None:
    card = card_of(driver)
    register = driver.scene.place.register
    orphan = register / "documents" / "tmpleft"
    orphan.write_bytes(b"half")
    then = time.time() - LEAST_AGE.total_seconds() - 60
    os.utime(orphan, (then, then))
    (document, *_) = (register / "documents").glob("??/*")
    document.unlink()
    assert "Asiakirjoja puuttuu" not in texts_on(card)
    driver.click(card.whole)
    driver.settle()
    text = texts_on(card)
    assert text.index("vika · Asiakirjat: Asiakirjoja puuttuu") < text.index("huomaa · ")
    assert "joita mikään ei nimeä: 1" in text
    assert not card.stop.isVisible()


def test_a_whole_look_can_be_stopped(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    card = card_of(driver)
    before = card._rows
    begin = card._begin

    def begin_and_stop(work: str) -> None:
        begin(work)
        card._stop()

    monkeypatch.setattr(card, "_begin", begin_and_stop)
    driver.click(card.whole)
    driver.settle()
    assert card._rows == before
    assert card.whole.isEnabled()
    assert not driver.window._alarm.isVisible()


def test_a_backup_is_made_where_the_registrar_says(driver: Driver, tmp_path: Path) -> None:
    card = card_of(driver)
    driver.click(card.backup)
    dialog = card.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "backups"))
    dialog.close()
    driver.settle()
    (made,) = (tmp_path / "backups").iterdir()
    facts = read_facts(made)
    assert facts.register == driver.scene.desk.journal.name
    text = texts_on(card)
    assert f"Varmuuskopio on valmis ja tarkistettu: {made}" in text
    assert "Viimeisin tehtiin" in text
    ((_, act),) = driver.scene.desk.journal.state.keeping.backups
    assert act.size == facts.size


def test_two_registrars_confirm_a_restore(driver: Driver) -> None:
    journal = driver.scene.desk.journal
    unknown = RegisterRestored(journal.size, journal.root, 0, "", LossKnownBy.UNKNOWN)
    journal.record_by_desk(unknown)
    card = card_of(driver, "registrar-1")
    text = texts_on(card)
    assert "huomaa · Palautus: Rekisteri palautettiin" in text
    assert "Ei tiedetä, katosiko merkintöjä" in text
    driver.click(card.confirm)
    driver.settle()
    assert not card.confirm.isVisible()
    driver.leave()
    card = card_of(driver, "registrar-2")
    driver.click(card.confirm)
    driver.settle()
    assert not card.confirm.isVisible()
    assert "Palautus:" not in texts_on(card)
    assert journal.state.keeping.waiting is None
