"""Makes pictures of the window at every stage of the seed case.

python -m tests.gui.screenshots DIR [fi|sv|en] [light|dark] [large]
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from signapp.bootstrap import opened_demo
from signapp.demo.clock import DAY_BEFORE, DECIDED, FINAL, PROPOSED, PUBLISHED, SIGNED
from signapp.gui import look
from signapp.gui.look import Theme
from signapp.services.marks import MarkForm, MarkLanguage
from tests.gui.driver import Driver, save, shown

EMBLEM = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 60 70">'
    '<path d="M5 5h50v30q0 20-25 30q-25-10-25-30z" fill="#123f6d"/></svg>'
)
ADDRESS = "https://www.example.org/paatokset/HEL-2017-008888"


class Photographer:
    """Walks the seed case and takes a picture at each stage."""

    def __init__(self, driver: Driver, folder: Path) -> None:
        self._driver = driver
        self._folder = folder
        self._taken = 0

    def take(self, name: str) -> None:
        """Take a picture of the window."""
        self._driver.settle()
        QTest.qWait(100)
        self._taken += 1
        save(self._driver.window, self._folder / f"{self._taken:02d}-{name}.png")

    def walk(self) -> None:
        """Walk from the empty register to the auditor's check."""
        self.propose()
        self.decide()
        self.publish()
        self.sign()
        self.finalise()
        self.audit()

    def propose(self) -> None:
        """The preparer opens the case, the presenter submits the proposal."""
        driver = self._driver
        driver.until(lambda: bool(driver.window.sign_in._list.rows))
        self.take("sign-in")
        driver.sign_in("preparer", "9999")
        self.take("sign-in-refused")
        driver.sign_in("preparer")
        self.take("inbox-empty")
        driver.click(driver.window.inbox.open_new)
        self.take("new-case")
        driver.window.inbox.form.cancelled.emit()
        driver.click(driver.window.inbox._open)
        self.take("inbox-preparer")
        driver.open_case()
        self.take("case-preparer")
        bar, side = driver.window.case.bar, driver.window.case.side
        driver.click(bar.primary)
        self.take("draft")
        side.draft.cancelled.emit()
        driver.click(bar.other)
        self.take("attach")
        side.attach.cancelled.emit()
        driver.enter("presenter", PROPOSED)
        driver.open_case()
        self.take("case-presenter")
        driver.do_act()
        self.take("case-proposed")

    def decide(self) -> None:
        """The mayor reads, decides and signs the minutes."""
        driver = self._driver
        driver.move_to(DECIDED)
        self.take("day-moved")
        driver.sign_in("mayor")
        self.take("inbox-mayor")
        driver.open_case()
        self.take("case-mayor-unread")
        driver.read_through()
        self.take("case-mayor-read")
        side, bar = driver.window.case.side, driver.window.case.bar
        driver.click(bar.other)
        self.take("ruling-amended")
        driver.choose(side.ruling, side.ruling.choice, "tabled")
        self.take("ruling-tabled")
        QTest.keyClick(side.ruling.text, Qt.Key.Key_Escape)
        driver.click(bar.link)
        self.take("disqualified")
        QTest.keyClick(side.impartiality, Qt.Key.Key_Escape)
        driver.do_act()
        self.take("case-mayor-minutes")
        driver.read_through()
        self.take("case-mayor-minutes-read")
        driver.do_act()
        self.take("pin")
        driver.confirm("000000")
        self.take("pin-wrong")
        driver.confirm()
        self.take("decided")

    def publish(self) -> None:
        """The preparer publishes the minutes, the registrar sends the extract."""
        driver = self._driver
        side = driver.window.case.side
        driver.enter("preparer", PUBLISHED)
        self.take("inbox-preparer-decided")
        driver.open_case()
        self.take("case-unpublished")
        driver.do_act()
        driver.fill(side.publish, side.publish.address, ADDRESS)
        self.take("publish")
        driver.do_form(side.publish)
        self.take("published")
        driver.leave()
        driver.enter("registrar-1")
        driver.open_case()
        self.take("case-registrar")
        driver.do_act()
        self.take("notice")
        driver.choose(side.notice, side.notice.method, "certified")
        driver.click(side.notice.received)
        self.take("notice-certified")
        driver.choose(side.notice, side.notice.method, "electronic")
        driver.do_form(side.notice)
        self.take("notified")

    def finalise(self) -> None:
        """The registrar confirms finality."""
        driver = self._driver
        driver.enter("registrar-1", FINAL)
        self.take("inbox-registrar-final")
        driver.open_case()
        self.take("case-registrar-final")
        driver.do_act()
        self.take("final")

    def sign(self) -> None:
        """The deputy mayor is refused on the day before and signs on the day."""
        driver = self._driver
        driver.enter("deputy-mayor", DAY_BEFORE)
        driver.open_case()
        driver.read_through()
        self.take("case-deputy-day-before")
        driver.enter("deputy-mayor", SIGNED)
        driver.open_case()
        self.take("case-deputy")
        driver.do_act()
        self.take("pin-deputy")
        field = driver.window.case.side.prompt.mark
        driver.click(field.change)
        emblem = Path(driver.scene.place.folder) / "emblem.svg"
        emblem.write_text(EMBLEM)
        field.take(str(emblem))
        self.take("mark-with-picture")
        field.changed.emit(MarkForm.INVISIBLE, MarkLanguage.AUTOMATIC)
        self.take("mark-invisible")
        field.changed.emit(MarkForm.COMPACT, MarkLanguage.ZH)
        self.take("mark-compact-chinese")
        driver.confirm()
        self.take("signed")
        view = driver.window.case.documents.pages.view
        view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
        self.take("signed-seal")

    def audit(self) -> None:
        """The auditor reads the log and verifies the register."""
        driver = self._driver
        driver.leave()
        driver.enter("auditor")
        driver.window.navigation.setCurrentRow(1)
        self.take("log")
        audit = driver.window.audit
        audit.tabs.setCurrentWidget(audit.verification)
        driver.click(audit.verification.start)
        self.take("log-verified")
        driver.window.show_problem(RuntimeError("an example"))
        self.take("fault")


def asked() -> tuple[Path, str, Theme, QApplication]:
    """Return folder, language and theme from the command line, and an application to draw with."""
    folder = Path(sys.argv[1])
    language = sys.argv[2] if len(sys.argv) > 2 else "fi"
    theme = Theme(sys.argv[3]) if len(sys.argv) > 3 else Theme.LIGHT
    application = QApplication(sys.argv[:1])
    if "large" in sys.argv:  # as on a desktop whose text is set to 200 %
        look.text_scale = lambda: 2.0
    return folder, language, theme, application


def main() -> None:
    """Take the pictures."""
    folder, language, theme, application = asked()
    demo = Path(tempfile.mkdtemp(prefix="signapp-"))
    try:
        with opened_demo(demo) as scene, shown(application, scene, language) as driver:
            driver.window.tools.look.choose(theme)
            Photographer(driver, folder).walk()
    finally:
        shutil.rmtree(demo, ignore_errors=True)


if __name__ == "__main__":
    main()
