"""A secret title is nowhere for those who do not act in the case: window, terminal, files, log."""

from pathlib import Path

import pytest

from signapp.demo.clock import PUBLISHED
from signapp.demo.people import PEOPLE, SESSION_PIN
from signapp.demo.scene import CASE, seed_text
from signapp.domain.publicity import WHOLE_CASE, PersonalData, PublicityClass
from signapp.services.journal import SignedIn
from signapp.services.publicity import Class, class_record
from signapp.services.register import sign_in
from tests.cli.running import signapp
from tests.gui.driver import Driver, texts_on
from tests.gui.test_refusals import walk_on

GROUND = "JulkL (621/1999) 24.1 § 20 k"
SECRET = Class(PublicityClass.SECRET, (GROUND,), PersonalData.SOME, "liikesalaisuus")
WORD = "Beijing", "Peking"


def enter(driver: Driver, person: str) -> SignedIn:
    homes = {one.person: one for one in driver.scene.people}
    (office,) = [one.office for one in PEOPLE if one.code == person]
    session = sign_in(driver.scene.desk, person, homes[person].session, SESSION_PIN)
    return session.acting_for(office)


@pytest.fixture
def secret(driver: Driver) -> Driver:
    """The seed case, decided, published as secret and signed; its title names a city."""
    assert any(word in seed_text().title for word in WORD)
    walk_on(driver.scene, "prepare")
    class_record(driver.scene.desk, enter(driver, "preparer"), CASE, WHOLE_CASE, SECRET)
    walk_on(driver.scene, "propose", "decide", "publish", "sign")
    return driver


def everything_shown(driver: Driver) -> str:
    """Return every text of the window, of its lists, and of what a screen reader is told."""
    window = driver.window
    parts = [texts_on(window), window.windowTitle()]
    for listed in (window.inbox._mine, window.inbox._rest, window.log.list):
        parts += [f"{row.title} {row.detail}" for row in listed.rows]
    rows = window.audit.table.rows
    parts += [str(rows.index(row, column).data()) for row in range(rows.rowCount())
              for column in range(rows.columnCount())]  # fmt: skip
    parts += [widget.accessibleName() for widget in window.findChildren(type(window.case))]
    parts += [document.title.text for document in _documents(driver)]
    return "\n".join(parts)


def _documents(driver: Driver) -> list:
    reading = driver.window.case._reading
    return list(reading.documents) if reading else []


def assert_no_word(text: str) -> None:
    assert f"({GROUND})" in text
    for word in WORD:
        assert word not in text


def test_an_auditor_sees_the_ground_only(secret: Driver) -> None:
    secret.enter("auditor")
    assert_no_word(everything_shown(secret))
    secret.open_case()
    secret.settle()
    assert [one.kind for one in _documents(secret)] == ["public_copy"]
    assert_no_word(everything_shown(secret))
    secret.window.navigation.setCurrentRow(1)
    secret.settle()
    shown, table = everything_shown(secret), secret.window.audit.table
    assert table.rows.rowCount() > 20
    for row in range(table.rows.rowCount()):
        table.selectRow(row)
        secret.settle()
        shown += texts_on(secret.window.audit)
    for word in WORD:
        assert word not in shown


def test_in_another_language_the_mask_is_in_it(secret: Driver) -> None:
    secret.window.tools.language.choose("sv")
    secret.enter("auditor")
    assert f"Sekretessbelagd ({GROUND})" in everything_shown(secret)


def test_those_who_act_in_the_case_see_its_title_and_that_it_is_secret(secret: Driver) -> None:
    secret.enter("registrar-1")
    shown = everything_shown(secret)
    assert seed_text().title in shown
    chips = [chip.text for row in secret.window.inbox._mine.rows for chip in row.chips]
    chips += [chip.text for row in secret.window.inbox._rest.rows for chip in row.chips]
    assert "Salassa pidettävä" in chips
    assert seed_text().title not in secret.window.windowTitle()


def test_the_terminal_and_the_files_do_not_tell_it(secret: Driver, tmp_path: Path) -> None:
    folder = secret.scene.place.folder
    told = ""
    for command in (("case", "show", folder), ("case", "show", folder, CASE)):
        done = signapp(*command)
        assert done.returncode == 0, done.stderr
        assert f"Confidential ({GROUND})" in done.stdout
        told += done.stdout
    for command in (
        ("register", "log", folder),
        ("register", "verify", folder),
        ("case", "calendar", folder, CASE),
    ):
        done = signapp(*command)
        told += done.stdout + done.stderr
    for language in ("fi", "sv"):
        told += signapp("case", "calendar", folder, CASE, language=language).stdout
    told += "\n".join(str(file) for file in folder.rglob("*"))
    for word in WORD:
        assert word not in told


def test_the_published_copy_does_not_tell_it(secret: Driver) -> None:
    from tests.services.test_public_copy import everything_in, words_of

    case = secret.scene.desk.journal.case(CASE)
    assert case.publication.first
    file = secret.scene.desk.journal.register.document(case.publication.first.document)
    words = words_of(file)
    assert f"Salassa pidettävä ({GROUND})" in words
    for word in WORD:
        assert word not in words
        assert word.encode() not in everything_in(file)
    assert PUBLISHED is not None
