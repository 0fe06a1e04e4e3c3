"""A field for one file: chosen from the folders, or dropped on it."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import button, columns, label, mark, rows


class FileField(QFrame):
    """Takes one file, a PDF unless told; `changed` tells that another one was taken, or none."""

    changed = Signal()

    def __init__(
        self,
        language: Language,
        look: Look,
        kind: str = "PDF (*.pdf)",
        hint: str = "window.file.drop",
    ) -> None:
        super().__init__()
        self._language = language
        self._kind, self._dropping = kind, hint
        self._file: Path | None = None
        mark(self, role="note")
        self.choose = button("", self._ask)
        self._name, self._hint = label("strong"), label("step", "muted")
        line = columns(rows(self._name, self._hint, gap=look.px(2)), self.choose, gap=look.px(8))
        line.setStretch(0, 1)
        self.setLayout(rows(line, margin=look.px(12)))
        self.setAcceptDrops(True)
        language.changed.connect(self.dress)
        self.dress()

    @property
    def file(self) -> Path | None:
        """The file, if one was taken."""
        return self._file

    def take(self, file: Path | None) -> None:
        """Take a file, or forget it."""
        self._file = file
        self.dress()
        self.changed.emit()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self.choose.setText(say("window.file.choose"))
        self._name.setText(self._file.name if self._file else say("window.file.none"))
        self._hint.setText(say(self._dropping))
        self.setAccessibleName(self._name.text())

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, self._language.say("window.file.choose"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(self._kind)
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _chosen(self, file: str) -> None:
        self.take(Path(file))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let one file be dropped."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file that was dropped."""
        self.take(Path(event.mimeData().urls()[0].toLocalFile()))
        event.acceptProposedAction()
