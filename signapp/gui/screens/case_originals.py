"""Saves the file of an attachment as it came, where the person wants it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from signapp.gui.tools import Tools
from signapp.gui.widgets.attachments_card import AttachmentsCard
from signapp.services.attachments import AttachmentFacts, save_original


class CaseOriginals(QObject):
    """Joins the card of the attachments with the files of the register."""

    def __init__(self, parent: QObject, tools: Tools, card: AttachmentsCard) -> None:
        super().__init__(parent)
        self._tools, self._card = tools, card
        card.save_asked.connect(self._ask_where)

    @Slot(object)
    def _ask_where(self, one: AttachmentFacts) -> None:
        dialog = QFileDialog(self._card.window(), self._tools.language.say("window.intake.save"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(Path(one.name).name)
        dialog.fileSelected.connect(partial(self.save, one))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save(self, one: AttachmentFacts, target: str) -> None:
        """Save the file of an attachment as it came."""
        work = partial(save_original, self._tools.desk, one.original, Path(target))
        self._tools.runner.act(work)
