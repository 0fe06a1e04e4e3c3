"""A person chooses and tries their keys in the window, and is warned before the PIN."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from signapp.demo.authority import DemoAuthority
from signapp.demo.clock import DECIDED
from signapp.demo.people import SESSION_PIN, SIGNATURE_PIN
from signapp.demo.scene import AUTHORITY_PASSPHRASE
from signapp.domain.acts import Purpose
from signapp.gui.screens.keys import ON_CARD, KeysScreen
from signapp.services.ports import KeyState, PinTries, PinUse
from signapp.workers.key import KeyWorker
from tests.gui.driver import Driver, texts_on
from tests.signing.tokens import MODULE


def keys_screen(driver: Driver) -> KeysScreen:
    """Open the place of keys."""
    window = driver.window
    window.navigation.setCurrentRow(4)
    driver.settle()
    assert window.keys.isVisible()
    return window.keys


def test_a_test_signature_from_the_window(driver: Driver) -> None:
    driver.sign_in("mayor")
    screen = keys_screen(driver)
    before = driver.scene.desk.journal.state
    told = texts_on(screen)
    assert "mayor-session.p12" in told
    assert "mayor-signature.p12" in told
    assert "RSA-3072, voimassa 1.1.2047 saakka" in told
    driver.type_pin(screen.pin, "000000")
    driver.settle()
    assert "Väärä tunnusluku" in texts_on(driver.window.problem)
    assert screen.pin.text() == ""
    driver.type_pin(screen.pin, SIGNATURE_PIN)
    driver.settle()
    told = texts_on(screen)
    assert "Koeallekirjoitus onnistui" in told
    assert "Taso B-LTA" in told
    assert "Yksi tunnusluku riittää useaan allekirjoitukseen" in told
    assert driver.scene.desk.journal.state is before or not before.cases


def test_a_key_file_is_looked_at_and_chosen(driver: Driver) -> None:
    driver.sign_in("mayor")
    screen = keys_screen(driver)
    folder = driver.scene.place.keys
    moved = folder / "moved.p12"
    moved.write_bytes((folder / "mayor-signature.p12").read_bytes())
    for file, usable in ((folder / "deputy-mayor-signature.p12", False), (moved, True)):
        screen.file.take(file)
        driver.type_pin(screen.passphrase, SIGNATURE_PIN)
        driver.settle()
        assert screen.passphrase.text() == ""
        assert len(screen.list.rows) == 1
        assert screen.use.isEnabled() is usable
    assert "Toisen henkilön" not in texts_on(screen)
    driver.click(screen.use)
    driver.settle()
    assert str(moved) in texts_on(screen)
    own = driver.window.tools.credentials("mayor")
    assert own.signature
    assert own.signature.location == str(moved)
    assert own.session.location.endswith("mayor-session.p12")
    screen.file.take(folder / "mayor-session.p12")
    driver.type_pin(screen.passphrase, SESSION_PIN)
    driver.settle()
    assert screen.use.text() == "Käytä kirjautumiseen"


def test_what_is_told_before_the_pin(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    """A last try and a PIN pad stand in the prompt; a revoked certificate takes no PIN."""
    driver.sign_in("mayor")
    screen = keys_screen(driver)
    monkeypatch.setattr(KeyWorker, "state", lambda *_: KeyState(pin_pad=True, tries=PinTries.LAST))
    screen.refresh()
    driver.settle()
    told = texts_on(screen)
    assert "Yksi yritys jäljellä" in told
    assert "lukijan omilla näppäimillä" in told
    assert not screen.pin.isVisible()
    assert SIGNATURE_PIN not in told
    assert screen.try_key.isEnabled()
    scene = driver.scene
    authority = DemoAuthority.load(scene.place.authority, AUTHORITY_PASSPHRASE)
    ref = scene.desk.certificate("mayor", Purpose.SIGNATURE)
    assert ref
    (kept,) = (scene.place.register / "trust").glob("*.crl")
    now = scene.clock.now()
    revoked = [(scene.desk.read(ref), now - timedelta(days=1))]
    kept.write_bytes(authority.revocation_list(now, revoked, number=2))
    screen.refresh()
    driver.settle()
    assert "Varmenne on suljettu" in texts_on(screen)
    assert not screen.try_key.isEnabled()
    assert scene.desk.key_places
    assert {one.pin_use for one in scene.desk.key_places.people()} == {PinUse.NOT_KNOWN}
    assert now < DECIDED


@pytest.mark.skipif(not MODULE and not os.environ.get("CI"), reason="SoftHSM2 is not installed")
def test_no_card_in_the_reader_is_told(
    driver: Driver, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.signing.tokens import Cards

    monkeypatch.setenv("SOFTHSM2_CONF", "")
    Cards(tmp_path / "cards").make()
    driver.sign_in("mayor")
    screen = keys_screen(driver)
    driver.click(screen.where.buttons[ON_CARD])
    screen.module.setCurrentText(MODULE)
    driver.click(screen.look_there)
    driver.settle()
    QTest.qWait(5)
    assert "Varmenteita ei löytynyt" in texts_on(screen)
    screen.module.setCurrentText("/usr/lib/no-such-module.so")
    driver.click(screen.look_there)
    driver.settle()
    assert "/usr/lib/no-such-module.so" in texts_on(driver.window.problem)
