"""The mark in the prompt of the PIN: seen before it is signed, changed there, and then signed."""

from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPushButton

from signapp.demo.clock import DECIDED, SIGNED
from signapp.demo.people import SIGNATURE_PIN
from signapp.demo.scene import CASE
from signapp.demo.walk import Walk
from signapp.domain.decision import Stage
from signapp.gui.screens.case_mark import DOTS_A_POINT
from signapp.gui.widgets.mark_field import MarkField
from signapp.services.marks import MarkForm, MarkLanguage
from signapp.services.seal import decision_maker_seal
from signapp.texts.catalogue import Texts
from tests.gui.driver import Driver, texts_on
from tests.gui.test_outbox import about_to_decide

EMBLEM = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 70">'
    '<path d="M5 5h50v30q0 20-25 30q-25-10-25-30z" fill="#123f6d"/></svg>'
)


class Presses(QObject):
    """Counts what a person does: buttons that are pressed and Enter in a field."""

    def __init__(self) -> None:
        super().__init__()
        self.counted = 0
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]

    def eventFilter(self, seen_by: QObject, event: QEvent) -> bool:  # noqa: N802
        """Count, and let everything through."""
        pressed = event.type() == QEvent.Type.MouseButtonPress
        entered = event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Return  # type: ignore[attr-defined]
        self.counted += isinstance(seen_by, QPushButton) and pressed
        self.counted += isinstance(seen_by, QLineEdit) and entered
        return False

    def stop(self) -> int:
        """Count no more; return how many there were."""
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        return self.counted


def field(driver: Driver) -> MarkField:
    return driver.window.case.side.prompt.mark


def pick(driver: Driver, box: QComboBox, key: object) -> None:
    """Choose in a list as by the keyboard, which tells of it as by the mouse."""
    box.setCurrentIndex(box.findData(key))
    box.activated.emit(box.currentIndex())
    driver.settle()


def picture(driver: Driver) -> bytes:
    image = field(driver)._shown.pixmap().toImage()
    return bytes(image.constBits())


def test_the_mark_is_seen_and_changed_before_the_pin(driver: Driver, tmp_path: Path) -> None:
    about_to_decide(driver)
    driver.do_act()
    shown = field(driver)
    assert shown._shown.isVisible()
    assert not shown.form.isVisible()
    plain = picture(driver)
    desk, now = driver.scene.desk, driver.scene.clock.now()
    minutes = tmp_path / "mark.pdf"
    minutes.write_bytes(decision_maker_seal(desk, driver.window.case._who, CASE, now))
    assert shown._image is not None
    of_minutes = desk.pdf.render(minutes, 0, DOTS_A_POINT)
    assert bytes(shown._image.constBits()) == of_minutes.pixels, "what is shown is what is signed"
    driver.click(shown.change)
    assert shown.form.isVisible()
    assert not shown.remove.isVisible()
    emblem = tmp_path / "emblem.svg"
    emblem.write_text(EMBLEM)
    shown.take(str(emblem))
    driver.settle()
    assert shown.remove.isVisible()
    with_emblem = picture(driver)
    assert with_emblem != plain
    driver.click(shown.remove)
    driver.settle()
    assert picture(driver) == plain
    pick(driver, shown.language, MarkLanguage.ZH)
    assert picture(driver) != plain
    pick(driver, shown.form, MarkForm.INVISIBLE)
    assert not shown._shown.isVisible()
    assert "Sivulle ei tule mitään näkyvää" in texts_on(shown)
    driver.confirm()
    assert driver.scene.desk.journal.case(CASE).stage is Stage.DECIDED
    kept = driver.scene.desk.marks.of("mayor")
    assert (kept.form, kept.language) == (MarkForm.INVISIBLE, MarkLanguage.ZH)


def test_deciding_and_signing_take_no_more_than_before(driver: Driver) -> None:
    """Two presses and a PIN decide, one press and a PIN sign; the PIN is typed right away."""
    walk = Walk(driver.scene, Texts("en"), lambda _: None)
    walk.prepare()
    walk.propose()
    for person, moment, acts in (("mayor", DECIDED, 2), ("deputy-mayor", SIGNED, 1)):
        about = about_to_begin(driver, person, moment)
        for _ in range(acts):
            driver.read_through()
            driver.do_act()
        prompt = driver.window.case.side.prompt
        assert driver.window.focusWidget() is prompt.field, person
        seen = prompt._sign.visibleRegion().boundingRect()
        assert seen.height() == prompt._sign.height(), "the button is reached without scrolling"
        QTest.keyClicks(prompt.field, SIGNATURE_PIN)
        QTest.keyClick(prompt.field, Qt.Key.Key_Return)
        driver.settle()
        assert about.stop() == acts + 1
    assert driver.scene.desk.journal.case(CASE).stage is Stage.SIGNED


def about_to_begin(driver: Driver, person: str, moment: datetime) -> Presses:
    driver.enter(person, moment)
    driver.open_case()
    return Presses()
