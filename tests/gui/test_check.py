"""Files dropped on the window: the same verdict as the terminal's, word for word."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

from signapp.bootstrap import opened_demo
from signapp.demo.authority import DemoAuthority
from signapp.demo.scene import AUTHORITY_PASSPHRASE
from signapp.gui.screens.check import CheckScreen
from signapp.services.ports import Holds, Judging
from tests.cli.running import command, environment
from tests.gui.driver import Driver, GapWatch, shown, texts_on
from tests.signing import samples
from tests.signing.test_staged_verdict import long_signed


@pytest.fixture
def walked(qapp: QApplication, walked_demo: Path, tmp_path: Path) -> Iterator[Driver]:
    """A window on a demo that was walked to the end; nobody has signed in."""
    folder = copytree(walked_demo, tmp_path / "walked")
    with opened_demo(folder) as scene, shown(qapp, scene) as driver:
        yield driver


def drop(driver: Driver, *paths: Path) -> None:
    """Drop files on the window, as from a file manager."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    keys, buttons = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    action = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(300, 300), action, data, buttons, keys)
    QApplication.sendEvent(driver.window, enter)
    assert enter.isAccepted()
    fall = QDropEvent(QPoint(300, 300).toPointF(), action, data, buttons, keys)
    QApplication.sendEvent(driver.window, fall)


def check(driver: Driver, *paths: Path) -> CheckScreen:
    """Drop files and wait for the whole verdict."""
    drop(driver, *paths)
    screen = driver.window.check
    driver.until(lambda: screen._run is None, "the check")
    driver.settle()
    assert screen.isVisible()
    return screen


def in_terminal(driver: Driver, *paths: Path) -> list[dict[str, object]]:
    """Return what the terminal says of files at the demo's date, beside the same register."""
    now = driver.window.tools.desk.journal.clock.now().isoformat()
    register = driver.scene.place.register
    words = command("verify", *paths, "--register", register, "--at", now, "--json", language="fi")
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=120, env=environment()
    )
    files: list[dict[str, object]] = json.loads(done.stdout)["files"]
    return files


def sentences(plain: object) -> Iterator[str]:
    """Yield every sentence in JSON."""
    match plain:
        case {"code": str(), "facts": dict(), "text": str(text)}:
            yield text
        case {"heading": str(heading), "cause": str(cause), "remedy": str(remedy)}:
            yield from (heading, cause, remedy)
        case dict():
            for value in plain.values():
                yield from sentences(value)
        case list():
            for value in plain:
                yield from sentences(value)


def test_a_dropped_file_gets_the_words_of_the_terminal(walked: Driver, tmp_path: Path) -> None:
    out = walked.scene.place.out
    forged = tmp_path / "forged.pdf"
    content = bytearray((out / "action-plan-signed.pdf").read_bytes())
    content[5000] ^= 1
    forged.write_bytes(content)
    damaged = tmp_path / "damaged.pdf"
    damaged.write_bytes(content[:5000])
    letter = tmp_path / "letter.docx"
    letter.write_bytes(b"PK\x03\x04")
    paths = (out / "minutes.pdf", out / "action-plan-signed.pdf", forged, damaged, letter)
    assert walked.window.sign_in.isVisible()
    screen = check(walked, *paths)
    order = [screen._found[path].holds for path in screen._files]
    assert order == [Holds.NO, Holds.NOT_KNOWN, Holds.NOT_KNOWN, Holds.YES, Holds.YES]
    for path, told in zip(paths, in_terminal(walked, *paths), strict=True):
        screen.list.set_current(str(path))
        screen._show(str(path))
        walked.settle()
        assert screen._found[path].holds.value == told["holds"]
        seen = texts_on(screen.verdict)
        said = list(sentences(told))
        assert len(said) >= 3
        assert [one for one in said if one not in seen] == [], path.name
        assert path.name in seen
        buttons = screen.verdict.findChildren(QPushButton)
        assert all(one.text() for one in buttons if one.isVisible())


def test_the_version_that_was_signed_is_shown_and_saved(walked: Driver, tmp_path: Path) -> None:
    plan = walked.scene.place.out / "action-plan-signed.pdf"
    screen = check(walked, plan)
    assert screen.verdict.found
    assert screen.verdict.found.verdict
    (made,) = screen.verdict.found.verdict.signatures
    assert made.revision.length < plan.stat().st_size
    button = screen.verdict.findChild(QPushButton, "open_signed")
    assert button
    walked.click(button)
    walked.settle()
    walked.until(lambda: screen.pane.isVisible() and screen.pane.view.pages == 6, "the pages")
    assert screen.verdict.isVisible()
    walked.window.resize(900, 700)
    walked.until(lambda: not screen.verdict.isVisible(), "room for the pages")
    walked.click(screen._pane_close)
    assert screen.verdict.isVisible()
    screen.verdict._chosen(str(tmp_path / "report.xml"))
    walked.settle()
    assert "total-passed" in (tmp_path / "report.xml").read_text("utf-8")
    assert "report.verdict.json" in texts_on(screen.verdict)
    target = tmp_path / "signed.pdf"
    screen.save_signed(plan, made, str(target))
    walked.settle()
    assert target.read_bytes() == plan.read_bytes()[: made.revision.length]


def test_the_place_is_given_back(walked: Driver) -> None:
    screen = check(walked, walked.scene.place.out / "minutes.pdf")
    walked.click(screen.close_button)
    assert walked.window.sign_in.isVisible()
    walked.sign_in("preparer")
    assert walked.window.inbox.isVisible()
    check(walked, walked.scene.place.out / "minutes.pdf")
    walked.click(screen.close_button)
    assert walked.window.inbox.isVisible()


def test_files_can_be_chosen_by_the_keyboard(walked: Driver) -> None:
    QTest.keyClick(walked.window, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    dialogs = walked.window.findChildren(QFileDialog)
    walked.until(lambda: bool(walked.window.findChildren(QFileDialog)), "the dialogue")
    (dialog,) = dialogs or walked.window.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(walked.scene.place.out / "minutes.pdf")])
    dialog.close()
    screen = walked.window.check
    walked.until(lambda: screen._run is None and bool(screen._found), "the check")
    assert screen.verdict.found
    assert screen.verdict.found.holds is Holds.YES


def test_a_folder_without_pdf_files_is_told(walked: Driver, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    check(walked, empty)
    assert walked.window.problem.isVisible()


def test_a_long_check_answers_first_and_can_be_stopped(walked: Driver, tmp_path: Path) -> None:
    authority = DemoAuthority.load(walked.scene.place.authority, AUTHORITY_PASSPHRASE)
    signer = samples.person(authority, tmp_path, "Anni Äyräväinen")
    long = long_signed(authority, signer, tmp_path, 2000)
    screen, told = walked.window.check, list[tuple[str, Judging]]()
    drop(walked, long)
    run = screen._run
    assert run
    run.judging.connect(lambda _, one: told.append((screen.verdict.accessibleName(), one)))
    walked.until(lambda: len(told) > 1, "word of how far it is")
    shown_first, first = told[0]
    assert first.first
    assert shown_first == "b-lta.pdf: Tarkistetaan"
    assert screen.bar.isVisible()
    watch = GapWatch()
    walked.click(screen.stop_button)
    walked.settle()
    assert watch.stop() < 1.0, "the window lives on"
    assert not screen.stop_button.isVisible()
    assert "keskeytettiin" in screen._state.text()
    assert long not in screen._found
    plan = walked.scene.place.out / "action-plan-signed.pdf"
    check(walked, plan)
    assert screen._found[plan].holds is Holds.YES
