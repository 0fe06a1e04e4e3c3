"""The auditor's workspace in the window: what it opens on, chooses, verifies and exports."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QWidget

from signapp.bootstrap import opened_demo
from signapp.bootstrap.office import open_copy
from signapp.demo.scene import Scene
from signapp.domain.auditing import AuditExported, ExportKind
from signapp.domain.errors import StorageError
from signapp.gui.application import make_window
from signapp.gui.screens.audit import AuditScreen
from signapp.services.audit import log
from signapp.services.audit_export import Wanted
from signapp.services.ports import Holds, StoredEntry
from signapp.storage.register import SqliteRegister
from tests.gui.driver import Driver, shown, texts_on
from tests.gui.test_layout import cut_off, cut_off_in_any_language


@pytest.fixture
def auditor(walked: Driver) -> Driver:
    """The window of a walked demo, with its auditor signed in."""
    walked.sign_in("auditor")
    return walked


@pytest.fixture
def walked(qapp: QApplication, walked_demo: Path, tmp_path: Path) -> Iterator[Driver]:
    folder = tmp_path / "demo"
    shutil.copytree(walked_demo, folder)
    with opened_demo(folder) as scene, shown(qapp, scene) as driver:
        yield driver


def rows_of(audit: AuditScreen) -> list[int]:
    return [audit.table.rows.row_at(place).number for place in range(audit.table.rows.rowCount())]


def choose(driver: Driver, name: str, code: str) -> None:
    field = driver.window.audit.filter.choices[name]
    field.setCurrentIndex(field.findData(code))
    driver.settle()


def exported(scene: Scene) -> list[AuditExported]:
    acts = [entry.act for entry in log(scene.desk.journal.register)]
    return [act for act in acts if isinstance(act, AuditExported)]


def test_it_opens_on_the_whole_log_and_filters_together(auditor: Driver) -> None:
    audit = auditor.window.audit
    assert audit.isVisible()
    size = auditor.scene.desk.journal.size
    assert rows_of(audit) == list(reversed(range(size)))
    choose(auditor, "person", "mayor")
    choose(auditor, "act", "Decided")
    (number,) = rows_of(audit)
    assert type(log(auditor.scene.desk.journal.register)[number].act).__name__ == "Decided"
    choose(auditor, "result", "refused")
    assert rows_of(audit) == []
    assert "Yksikään merkintä ei sovi rajaukseen." in texts_on(audit)
    assert "Mitä käsillä olevilla ankkureilla ei voida todistaa:" in texts_on(audit)
    auditor.click(audit.filter.clear)
    auditor.settle()
    assert len(rows_of(audit)) == size


def test_an_entry_opens_with_its_signature_s_full_verdict(auditor: Driver) -> None:
    audit = auditor.window.audit
    choose(auditor, "act", "DocumentSigned")
    audit.table.selectRow(0)
    auditor.settle()
    auditor.click(audit.side.entry.open)
    auditor.settle()
    verdict = audit.side.signature.verdict.verdict
    assert verdict is not None
    assert verdict.holds is Holds.YES
    told = texts_on(audit.side)
    for part in ("Sisältö", "Allekirjoittaja", "Aika", "Päätetty asiakirja"):
        assert part in told
    assert "Allekirjoitettaessa taso B-T, nyt B-LTA" in told


def test_a_case_is_a_line_of_time_whose_proven_times_come_with_the_verification(
    auditor: Driver,
) -> None:
    audit = auditor.window.audit
    audit.tabs.setCurrentIndex(1)
    assert "Valitse rajauksesta asia tai yksi päivä" in texts_on(audit)
    choose(auditor, "case", "HEL 2017-008888")
    moments = audit.timeline.moments
    assert [one.number for one in moments] == list(reversed(rows_of(audit)))
    assert [one.proven for one in moments if one.proven] == [
        "todistettu aika: todenna rekisteri"
    ] * 2
    audit.verification.verify()
    auditor.settle()
    assert audit.verification.found is not None
    proven = [one.proven for one in audit.timeline.moments if one.proven]
    assert len(proven) == 2
    assert all(one.startswith("aikaleima todistaa: viimeistään") for one in proven)


def test_verifying_is_stopped(auditor: Driver) -> None:
    audit = auditor.window.audit
    audit.verification.verify()
    audit.verification._stop()
    auditor.settle()
    assert audit.verification.found is None
    assert not audit.verification._working
    audit.verification.verify()
    auditor.settle()
    assert audit.verification.found is not None
    assert audit.verification.found.holds is Holds.YES


def test_an_export_is_the_only_thing_that_is_written(auditor: Driver, tmp_path: Path) -> None:
    audit, scene = auditor.window.audit, auditor.scene
    register = scene.desk.journal.register
    assert isinstance(register, SqliteRegister)
    size, changes = scene.desk.journal.size, register._connection.total_changes
    choose(auditor, "act", "Decided")
    audit.sample.wanted.emit(1, "7 12 19", audit.sample.drawn.currentData())
    auditor.settle()
    audit.verification.verify()
    auditor.settle()
    assert register._connection.total_changes == changes
    assert audit._reading is not None
    assert audit.selection is not None
    report = audit.desk.report(
        audit._reading, audit.selection, audit.sample.sample, audit.verification.found
    )
    out = tmp_path / "log.json"
    audit.exports.write(audit._who, report, Wanted(ExportKind.JSON, out))
    auditor.settle()
    (act,) = exported(scene)
    assert act.sha256 == hashlib.sha256(out.read_bytes()).hexdigest()
    assert (act.seed, act.sampled, act.filter.acts) == ("7 12 19", 1, ("Decided",))
    assert scene.desk.journal.size == size + 1
    assert act.sha256 in texts_on(audit)
    assert f"merkintänä {size}" in texts_on(audit)
    assert json.loads(out.read_text("utf-8"))["verdict"]["holds"] == "holds"


def test_what_an_auditor_reads_with_cannot_write(auditor: Driver) -> None:
    desk = auditor.scene.desk
    with desk.for_reading() as register:
        assert register is not desk.journal.register
        assert isinstance(register, SqliteRegister)
        with pytest.raises(StorageError, match="readonly"):
            register.append(desk.journal.size, b"", StoredEntry(b"", b""))
        with pytest.raises(StorageError, match="readonly"):
            register.save_draft("HEL 2017-008888", "{}")
        with pytest.raises(StorageError):
            register.put(b"a document")
        (query_only,) = register._connection.execute("pragma query_only").fetchone()
        assert query_only == 1


def test_a_copy_for_reading_opens_without_anybody_and_logs_nothing(
    qapp: QApplication, walked_demo: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(walked_demo / "register", folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    with ExitStack() as opened:
        desk = open_copy(folder, opened)
        window = make_window(qapp, desk, (), None, "en")
        driver = Driver.__new__(Driver)
        driver.window = window
        window.show()
        driver.settle()
        audit = window.audit
        assert audit.isVisible()
        assert "Audit of a copy" in texts_on(audit)
        assert audit._reading is not None
        assert audit.selection is not None
        audit.verification.verify()
        audit.table.selectRow(3)
        driver.settle()
        assert audit.verification.found is not None
        assert not audit.verification.found.findings
        report = audit.desk.report(audit._reading, audit.selection, None, None)
        out = tmp_path / "log.csv"
        audit.exports.write(audit._who, report, Wanted(ExportKind.CSV, out))
        driver.settle()
        assert "this export is not logged" in out.read_text("utf-8")
        assert "this export is not logged" in texts_on(audit)
        window.close()
        window.deleteLater()
        QCoreApplication.removeTranslator(window.tools.language._qt_texts)
    after = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert after == before


def test_nobody_else_opens_on_it(walked: Driver) -> None:
    walked.sign_in("mayor")
    assert walked.window.inbox.isVisible()
    walked.window.navigation.setCurrentRow(1)
    walked.settle()
    assert walked.window.log.isVisible()
    assert not walked.window.audit.isVisible()


def test_everything_has_a_name_and_room_in_any_language(auditor: Driver) -> None:
    audit = auditor.window.audit
    audit.table.selectRow(5)
    auditor.settle()
    assert cut_off_in_any_language(auditor) == []
    for tab in range(audit.tabs.count()):
        audit.tabs.setCurrentIndex(tab)
        auditor.settle()
        assert cut_off(auditor.window) == []
        nameless = [
            type(widget).__name__
            for widget in audit.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy().value & 1
            and not (widget.accessibleName() or widget.property("text"))
        ]
        assert nameless == []
