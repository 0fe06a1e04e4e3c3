"""Makes pictures of a meeting's list: reading, summary, and what came of it.

python -m tests.gui.list_screenshots DIR [fi|sv|en] [light|dark] [large]
"""

import shutil
import tempfile
from pathlib import Path

from PySide6.QtTest import QTest

from signapp.bootstrap import opened_demo
from tests.gui.driver import save, shown
from tests.gui.screenshots import asked
from tests.gui.test_decision_list import Meeting


def main() -> None:
    """Take the pictures."""
    folder, language, theme, application = asked()
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
