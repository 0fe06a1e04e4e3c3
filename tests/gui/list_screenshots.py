"""Makes pictures of a meeting's list: reading, summary, and what came of it.

python -m tests.gui.list_screenshots DIR [fi|sv|en] [light|dark] [large]
"""

import shutil
import sys
import tempfile
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from signapp.bootstrap import opened_demo
from signapp.gui import look
from signapp.gui.look import Theme
from tests.gui.driver import save, shown
from tests.gui.test_decision_list import Meeting


def main() -> None:
    """Take the pictures."""
    folder = Path(sys.argv[1])
    language = sys.argv[2] if len(sys.argv) > 2 else "fi"
    theme = Theme(sys.argv[3]) if len(sys.argv) > 3 else Theme.LIGHT
    application = QApplication(sys.argv[:1])
    if "large" in sys.argv:  # as on a desktop whose text is set to 200 %
        look.text_scale = lambda: 2.0
    demo = Path(tempfile.mkdtemp(prefix="signapp-"))
    try:
        with opened_demo(demo) as scene, shown(application, scene, language) as driver:
            driver.window.tools.look.choose(theme)
            meeting = Meeting(driver, 3, amended=(1,))

            def take(name: str) -> None:
                driver.settle()
                QTest.qWait(100)
                save(driver.window, folder / f"{name}.png")

            take("1-inbox")
            meeting.open()
            take("2-list")
            meeting.read()
            meeting.press(meeting.screen.bar.primary)
            take("3-minutes")
            meeting.go_on()
            take("4-summary")
            meeting.sign("000000")
            take("5-wrong-pin")
            meeting.sign()
            take("6-results")
    finally:
        shutil.rmtree(demo, ignore_errors=True)


if __name__ == "__main__":
    main()
