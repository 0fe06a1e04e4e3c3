"""The button of the list that saves all waiting cases as one PDF to read, and says where it is."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import button, columns, label
from signapp.services.journal import SignedIn
from signapp.services.reading_pack import KIND, Written, write_pack


class PackButton(QWidget):
    """Asks for a file, and has the reading pack written into it beside the window.

    `told` says what came of it; it stands where there is room for a sentence.
    """

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._who: SignedIn | None = None
        self.save, self.told = button("", self._ask), label("", "muted")
        self.setLayout(columns(self.save))
        self._tell("")
        self.hide()

    def show_for(self, who: SignedIn | None, waiting: int) -> None:
        """Offer it to a person for whose office, or the one they assist, cases wait."""
        if who is not self._who:
            self._tell("")
        self._who = who
        self.save.setText(self._tools.language.say("window.pack"))
        self.setVisible(who is not None and waiting > 0)

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, self._tools.language.say("window.pack.save"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("PDF (*.pdf)")
        dialog.setDefaultSuffix("pdf")
        place = QStandardPaths.StandardLocation.DownloadLocation
        dialog.setDirectory(QStandardPaths.writableLocation(place))
        day = self._tools.desk.today().isoformat()
        dialog.selectFile(f"{KIND}-{day}.pdf")
        dialog.fileSelected.connect(self.write)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def write(self, file: str) -> None:
        """Write the pack; the dialog has asked whether a file may be written over."""
        who, texts = self._who, self._tools.language.texts
        if who is None:
            return
        self.save.setEnabled(False)
        self._tell(texts.say("window.pack.working"))
        work = partial(write_pack, self._tools.desk, who, Path(file), texts, over=True)
        task = self._tools.runner.act(work)
        task.succeeded.connect(partial(self._written, who))
        task.failed.connect(self._failed)

    def _written(self, who: SignedIn, made: Written) -> None:
        self.save.setEnabled(True)
        if who is self._who:
            texts = self._tools.language.texts
            facts = {"file": str(made.file.name), "cases": made.cases, "pages": made.pages}
            self._tell(texts.count("pack.written", made.cases, **facts))

    @Slot()
    def _failed(self) -> None:
        self.save.setEnabled(True)
        self._tell("")

    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self.told.setVisible(bool(text))
