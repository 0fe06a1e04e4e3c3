"""Makes pictures of keys, of attaching, of files being checked and of the registry's cards.

python -m tests.gui.more_screenshots DIR [fi|sv|en] [light|dark] [large]
"""

import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from signapp.bootstrap import opened_demo, walk_demo
from signapp.demo.people import SIGNATURE_PIN
from signapp.services.ports import KeyState, PinTries
from signapp.workers.key import KeyWorker
from tests.gui.driver import Driver, save, shown
from tests.gui.screenshots import asked
from tests.gui.test_check import drop
from tests.gui.test_drafting import open_new
from tests.gui.test_outbox import Services, about_to_decide
from tests.signing import samples

KEYS, REGISTRY = 4, 2


class Album:
    """Takes numbered pictures of a window."""

    def __init__(self, driver: Driver, folder: Path, begins: str) -> None:
        self.driver = driver
        self._folder, self._begins, self._taken = folder, begins, 0

    def take(self, name: str, *, at_once: bool = False) -> None:
        """Take a picture when all is still, or at once."""
        if not at_once:
            self.driver.settle()
            QTest.qWait(100)
        self._taken += 1
        file = self._folder / f"{self._begins}{self._taken:02d}-{name}.png"
        save(self.driver.window, file)


def keys(album: Album) -> None:
    """A key as it is, after a test signature, and a card that warns and has a PIN pad."""
    driver = album.driver
    driver.sign_in("mayor")
    driver.window.navigation.setCurrentRow(KEYS)
    album.take("keys")
    driver.type_pin(driver.window.keys.pin, SIGNATURE_PIN)
    album.take("keys-tried")
    KeyWorker.state = lambda *_: KeyState(pin_pad=True, tries=PinTries.LAST)  # type: ignore[method-assign]
    driver.window.keys.refresh()
    album.take("keys-pin-pad")


def attach(album: Album, folder: Path) -> None:
    """A sound file, a damaged one that can be repaired, and one that is no PDF."""
    driver = album.driver
    open_new(driver)
    driver.click(driver.window.case.bar.other)
    form, sound = driver.window.case.side.attach, samples.action_plan()
    for name, content in (
        ("sopimus.pdf", sound),
        ("rikki.pdf", sound + b"<html>sent by mail</html>"),
        ("kirje.pdf", b"no"),
    ):
        file = folder / name
        file.write_bytes(content)
        form.file.take(file)
        album.take(f"attach-{name[:-4]}")


def outbox(album: Album) -> None:
    """The prompt before deciding, and a registry with a file that waits for its stamp."""
    driver = album.driver
    Services(driver)
    about_to_decide(driver)
    driver.do_act()
    album.take("pin")
    driver.confirm()
    driver.leave()
    driver.enter("registrar-1")
    driver.window.navigation.setCurrentRow(REGISTRY)
    album.take("registry-waits")
    driver.click(driver.window.registry.outbox.send)
    album.take("registry-not-sent")


def check(album: Album, folder: Path) -> None:
    """A good file, a forged, one that nobody knows; while they are checked and afterwards."""
    driver = album.driver
    out = driver.scene.place.out
    plan = out / "action-plan-signed.pdf"
    forged, damaged = folder / "forged.pdf", folder / "damaged.pdf"
    content = bytearray(plan.read_bytes())
    content[5000] ^= 1
    forged.write_bytes(content)
    damaged.write_bytes(content[:5000])
    screen = driver.window.check
    drop(driver, plan, forged, damaged)
    driver.until(lambda: screen._run is None or bool(screen._found), "the first")
    album.take("check-under-way", at_once=True)
    driver.until(lambda: screen._run is None, "the check")
    for path in (plan, forged, damaged):
        screen.list.set_current(str(path))
        screen._show(str(path))
        album.take(f"check-{path.stem}")
    screen._show(str(plan))
    driver.settle()
    opened = screen.verdict.findChild(QPushButton, "open_signed")
    assert opened
    driver.click(opened)
    album.take("check-signed-version")
    QTest.keyClick(screen, Qt.Key.Key_Escape)
    driver.click(screen.close_button)
    driver.sign_in("registrar-1")
    driver.window.navigation.setCurrentRow(REGISTRY)
    album.take("registry-trust")


def main() -> None:
    """Take the pictures."""
    folder, language, theme, application = asked()
    place = Path(tempfile.mkdtemp(prefix="signapp-"))
    state = KeyWorker.state
    try:
        for number, part in enumerate((outbox, attach, keys, check)):
            demo = place / str(number)
            with opened_demo(demo):
                pass
            if part is check:
                walk_demo(demo, language, lambda _: None)
            with opened_demo(demo) as scene, shown(application, scene, language) as driver:
                driver.window.tools.look.choose(theme)
                album = Album(driver, folder, f"{number}-")
                part(album, place) if part in (attach, check) else part(album)  # type: ignore[operator]
            KeyWorker.state = state  # type: ignore[method-assign]
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    main()
