"""Has a file that is about to be attached looked at, and made a PDF of where it is none."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from signapp.gui.screens.attach_form import AttachForm
from signapp.gui.tools import Tools
from signapp.services.arrival_findings import findings_of
from signapp.services.arrivals import Arrival, ArrivalKind
from signapp.services.document_card import look_at_document, look_at_file
from signapp.services.intake import Came, break_off, convert, look_at_arrival
from signapp.services.ports import Preflight


class AttachConversion(QObject):
    """Follows the form that attaches; the answer to an earlier choice counts no more."""

    def __init__(self, parent: QObject, tools: Tools, form: AttachForm) -> None:
        super().__init__(parent)
        self._tools, self._form = tools, form
        self._file: Path | None = None
        self._converting = False
        form.file.changed.connect(self._taken)
        form.conversion.cancelled.connect(self._cancel)

    @Slot()
    def _taken(self) -> None:
        self._cancel()
        file = self._file = self._form.file.file
        self._form.conversion.end()
        if file is None:
            return
        work = partial(look_at_arrival, self._tools.desk, file)
        task = self._tools.runner.draw(work, partial(self._arrived, file))
        task.failed.connect(partial(self._refused, file))

    def _arrived(self, file: Path, arrival: Arrival) -> None:
        """Look at a PDF as it is; begin to convert anything else."""
        if file != self._file:
            return
        desk, runner, form = self._tools.desk, self._tools.runner, self._form
        if arrival.kind is ArrivalKind.PDF:
            task = runner.draw(partial(look_at_file, desk, file), partial(self._looked, file))
            task.failed.connect(partial(self._looked, file, None))
            return
        form.suggest(file.stem)
        form.conversion.begin(arrival, desk.office.version if desk.office else "")
        self._converting = True
        task = runner.check(partial(convert, desk, file, arrival, form.titled))
        task.succeeded.connect(partial(self._converted, file))
        task.failed.connect(partial(self._refused, file))

    def _converted(self, file: Path, came: Came) -> None:
        self._converting = False
        if file != self._file or came.document is None:
            return
        work = partial(_looked_at, self._tools, came)
        task = self._tools.runner.act(work, partial(self._shown, file, came))
        task.failed.connect(partial(self._refused, file))

    def _shown(self, file: Path, came: Came, found: tuple[Path, Preflight]) -> None:
        if file == self._file:
            self._form.conversion.end(made=True)
            self._form.show_converted(came, *found)

    def _looked(self, file: Path, card: Preflight | None, *_: object) -> None:
        if file == self._file:
            self._form.show_card(card)

    def _refused(self, file: Path, *_: object) -> None:
        """Nothing can be attached; the window says why."""
        self._converting = False
        if file == self._file:
            self._form.conversion.end()
            self._form.refuse()

    @Slot()
    def _cancel(self) -> None:
        if self._converting:
            break_off(self._tools.desk)


def _looked_at(tools: Tools, came: Came) -> tuple[Path, Preflight]:
    """Return the place of the PDF that was made, and what is to be known of it and its source."""
    assert came.document is not None  # it was made just now
    card = look_at_document(tools.desk, came.document)
    findings = (*findings_of(came.arrival), *card.findings)
    return tools.desk.journal.register.document(came.document), replace(card, findings=findings)
