"""Has a decision text read beside the window, and fills the form of the draft with it."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QSplitter

from signapp.gui.screens.case_side import CaseSide
from signapp.gui.tools import Tools
from signapp.services.desk import Desk
from signapp.services.import_draft import (
    Imported,
    answered,
    import_file,
    import_pasted,
    knowledge,
)
from signapp.services.import_facts import Knowledge
from signapp.services.import_values import Reading


class CaseImport(QObject):
    """Reads what the form was given; the answer about a cut word has the text understood anew."""

    def __init__(self, parent: QObject, tools: Tools, side: CaseSide) -> None:
        super().__init__(parent)
        self._tools = tools
        self._side = side
        self._form = side.importing
        side.draft.importing.connect(partial(side.wanted.emit, self._form))
        self._form.read.connect(self._read)
        self._form.joined.connect(self._joined)
        self._form.taken.connect(self._taken)
        self._sizes: list[int] = []
        for leaving in (self._form.left, self._form.taken, self._form.cancelled):
            leaving.connect(self._give_room_back)

    @Slot()
    def _read(self) -> None:
        form = self._form
        self._begin(partial(_read, self._tools.desk, form.file.file, form.text.toPlainText()))

    @Slot(int, object)
    def _joined(self, place: int, reading: Reading) -> None:
        imported = self._form.imported
        if imported is not None:
            self._form.work(on=True)
            self._begin(partial(_read_anew, self._tools.desk, imported, place, reading))

    def _begin(self, work: partial[tuple[Imported, Knowledge]]) -> None:
        task = self._tools.runner.act(work, self._done)
        task.failed.connect(self._form.take_again)

    @Slot(object)
    def _done(self, result: tuple[Imported, Knowledge]) -> None:
        self._take_room()
        self._form.show_imported(*result)

    def _take_room(self) -> None:
        """Let the result have most of the window: much stands beside each other there."""
        halves = self._side.parent()
        if isinstance(halves, QSplitter) and not self._sizes:
            self._sizes = halves.sizes()
            most = sum(self._sizes) * 2 // 3
            halves.setSizes([sum(self._sizes) - most, most])

    @Slot()
    def _give_room_back(self) -> None:
        halves = self._side.parent()
        if isinstance(halves, QSplitter) and self._sizes:
            halves.setSizes(self._sizes)
        self._sizes = []

    @Slot(object)
    def _taken(self, imported: Imported) -> None:
        """Show the draft's form with what was found; it is saved when a person says so."""
        self._side.wanted.emit(self._side.draft)
        self._side.draft.take_over(imported.decision, self._form.known)


def _read(desk: Desk, file: Path | None, pasted: str) -> tuple[Imported, Knowledge]:
    text = pasted.strip()
    imported = import_file(desk, file) if file and not text else import_pasted(desk, pasted)
    return imported, knowledge(desk)


def _read_anew(
    desk: Desk, imported: Imported, place: int, reading: Reading
) -> tuple[Imported, Knowledge]:
    return answered(desk, imported, {place: reading}), knowledge(desk)
