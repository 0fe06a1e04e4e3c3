"""Exporting the log from the window: where to, what was written, and its entry in the register."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from signapp.domain.auditing import AuditExported, ExportKind
from signapp.gui.tools import Tools
from signapp.ledger.entries import Entry
from signapp.services.audit_export import Wanted, export
from signapp.services.audit_report import AuditReport, Exported, log_export
from signapp.services.journal import SignedIn

FORMS = {
    "pdf": (ExportKind.PDF, False),
    "csv": (ExportKind.CSV, False),
    "csv_mark": (ExportKind.CSV, True),
    "json": (ExportKind.JSON, False),
}
NO_HASH = "0" * 64


class AuditExports(QObject):
    """Writes an export beside the window and logs it after; `told` carries what to say of it.

    Whether the person may is asked before anything is written.
    """

    told = Signal(str)
    logged = Signal()
    working = Signal(bool)

    def __init__(self, parent: QWidget, tools: Tools) -> None:
        super().__init__(parent)
        self._parent, self._tools = parent, tools

    def ask(self, form: str, who: SignedIn | None, report: AuditReport) -> None:
        """Ask for the file of an export."""
        kind, mark = FORMS[form]
        say = self._tools.language.say
        dialog = QFileDialog(self._parent, say("log.export"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{kind.name} (*.{kind.value})")
        dialog.setDefaultSuffix(kind.value)
        dialog.selectFile(f"signapp-log-{report.size}.{kind.value}")
        chosen = partial(self._chosen, who, report, kind, mark)
        dialog.fileSelected.connect(chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _chosen(
        self, who: SignedIn | None, report: AuditReport, kind: ExportKind, mark: bool, file: str
    ) -> None:
        self.write(who, report, Wanted(kind, Path(file), mark))

    def write(self, who: SignedIn | None, report: AuditReport, wanted: Wanted) -> None:
        """Ask the rules, write the file, then have it logged; or only write it, for a reader."""
        self.working.emit(True)
        self.told.emit(self._tools.language.say("log.export.working"))
        if who is None:
            self._write(None, report, wanted, None)
            return
        desk = self._tools.desk
        act = AuditExported(NO_HASH, wanted.kind, report.filter, "", 0)
        asked = self._tools.runner.act(
            partial(desk.journal.require, who, act), partial(self._write, who, report, wanted)
        )
        asked.failed.connect(self._failed)

    def _write(self, who: SignedIn | None, report: AuditReport, wanted: Wanted, _: object) -> None:
        texts, desk = self._tools.language.texts, self._tools.desk
        work = partial(export, report, texts, desk.checker or desk.pdf, wanted)
        task = self._tools.runner.check(work)
        task.succeeded.connect(partial(self._written, who, report, wanted))
        task.failed.connect(self._failed)

    def _written(
        self, who: SignedIn | None, report: AuditReport, wanted: Wanted, made: Exported
    ) -> None:
        if who is None:
            self._tell(
                made, self._tools.language.say("log.export.not_logged", number=report.size - 1)
            )
            return
        work = partial(log_export, self._tools.desk, who, made, wanted.kind, report)
        task = self._tools.runner.act(work, partial(self._done, made))
        task.failed.connect(self._failed)

    def _done(self, made: Exported, entry: Entry) -> None:
        self._tell(made, self._tools.language.say("log.export.logged", number=entry.number))
        self.logged.emit()

    def _tell(self, made: Exported, last: str) -> None:
        say = self._tools.language.say
        lines = (
            say("log.export.written", file=str(made.file)),
            f"SHA-256 {made.sha256}",
            say("log.export.checksum", file=str(made.checksum)),
            last,
        )
        self.working.emit(False)
        self.told.emit("\n".join(lines))

    @Slot()
    def _failed(self) -> None:
        self.working.emit(False)
        self.told.emit("")
