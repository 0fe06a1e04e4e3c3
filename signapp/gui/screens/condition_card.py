"""The card of the register's condition: what is wrong first, and backups made from it."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QVBoxLayout

from signapp.domain.errors import CancelledError
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import busy_line, button, columns, empty, label, mark, rows
from signapp.services.backup_values import BackupFacts, Told
from signapp.services.backups import confirm_restore, record_backup
from signapp.services.condition import Row, State
from signapp.services.condition_rows import quick_rows
from signapp.services.condition_words import lost_sentence, sentences
from signapp.services.journal import SignedIn

TONES = {State.OK: "muted", State.WARNING: "warning", State.FAILED: "danger"}
SAID_ABOVE = ("registrars",)
"""What the screen around the card says."""
WORST_FIRST = (State.FAILED, State.WARNING, State.OK)


class ConditionCard(QFrame):
    """Shows each thing that was looked at; takes a whole look, a backup, and confirmations.

    Whatever takes long runs beside the window and beside the acts, and can be ended.
    """

    changed = Signal()
    _progressed = Signal(int, int)

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._who: SignedIn | None = None
        self._rows: tuple[Row, ...] = ()
        self._made = ""
        self._work = ""
        self._stopped = False
        self._done = (0, 0)
        mark(self, role="card")
        px = tools.look.px
        self._heading, self._note = label("section"), label("", "muted")
        self._lines, self._busy = QVBoxLayout(), busy_line()
        self._lost = label("strong")
        self._lines.setSpacing(px(10))
        self.whole = button("", self._look)
        self.backup = button("", self._ask)
        self.confirm = button("primary", self._confirm)
        self.stop = button("", self._stop)
        bar = columns(self.whole, self.backup, self.stop, 1, gap=px(8))
        self.setLayout(
            rows(
                *(self._heading, self._lines, self._lost, columns(self.confirm, 1)),
                *(self._busy, self._note, bar),
                gap=px(10),
                margin=px(16),
            )
        )
        self._progressed.connect(self._progress)
        tools.language.changed.connect(self.dress)
        self.dress()

    def refresh(self, who: SignedIn) -> None:
        """Look anew at what is quickly seen, for the registrar who is here."""
        self._who = who
        if self._tools.desk.upkeep is not None:
            work = partial(quick_rows, self._tools.desk, self._tools.desk.upkeep)
            self._tools.runner.act(work, self._show)

    def leave(self) -> None:
        """Forget who was here, and end what is under way."""
        self._who, self._made, self._rows = None, "", ()
        self._stopped = True
        self.dress()

    def _show(self, found: tuple[Row, ...]) -> None:
        if self._who is not None:
            self._rows = found
            self.dress()

    # --- what takes long --------------------------------------------------------------------

    @Slot()
    def _look(self) -> None:
        upkeep = self._tools.desk.upkeep
        if upkeep is not None:
            self._begin("looking")
            task = self._tools.runner.check(partial(self._unless_stopped, upkeep.look))
            task.succeeded.connect(self._looked)
            task.finished.connect(self._end)

    def _looked(self, found: tuple[Row, ...] | None) -> None:
        if found is not None:
            self._show(found)

    @Slot()
    def _ask(self) -> None:
        dialog = QFileDialog(self, self._tools.language.say("condition.backup.choose"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.fileSelected.connect(self.back_up)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def back_up(self, place: str) -> None:
        """Make a backup in a folder, then have the desk record it."""
        upkeep = self._tools.desk.upkeep
        if upkeep is not None:
            self._begin("backing_up")
            make = partial(upkeep.make_backup, Path(place))
            task = self._tools.runner.check(partial(self._unless_stopped, make))
            task.succeeded.connect(self._backed_up)
            task.finished.connect(self._end)

    def _backed_up(self, made: tuple[BackupFacts, Path] | None) -> None:
        if made is None:
            return
        facts, place = made
        self._made = str(place)
        record = partial(record_backup, self._tools.desk.journal, facts)
        self._tools.runner.act(record).finished.connect(self._settled)

    def _unless_stopped(self, work: Callable[[Told], object]) -> object:
        try:
            return work(self._tell)
        except CancelledError:
            return None

    def _tell(self, done: int, of: int) -> None:
        """Tell the window how far it is; called by the lane's thread."""
        if self._stopped:
            raise CancelledError
        self._progressed.emit(done, of)

    @Slot(int, int)
    def _progress(self, done: int, of: int) -> None:
        self._done = (done, of)
        self.dress()

    def _begin(self, work: str) -> None:
        self._work, self._stopped, self._done, self._made = work, False, (0, 0), ""
        self.dress()

    @Slot()
    def _stop(self) -> None:
        self._stopped = True

    @Slot()
    def _end(self) -> None:
        self._work = ""
        self.dress()

    # --- a restore --------------------------------------------------------------------------

    @Slot()
    def _confirm(self) -> None:
        if self._who is not None:
            self.confirm.setEnabled(False)
            work = partial(confirm_restore, self._tools.desk, self._who)
            self._tools.runner.act(work).finished.connect(self._settled)

    @Slot()
    def _settled(self) -> None:
        if self._who is not None:
            self.refresh(self._who)
            self.changed.emit()

    # --- saying -----------------------------------------------------------------------------

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now, the worst first."""
        say = self._tools.language.say
        self._heading.setText(say("condition.title"))
        self.setAccessibleName(self._heading.text())
        empty(self._lines)
        for state in WORST_FIRST:
            for row in self._rows:
                if row.state is state and row.name not in SAID_ABOVE:
                    self._add(row)
        busy, (done, of) = bool(self._work), self._done
        self.whole.setText(say("condition.look"))
        self.backup.setText(say("condition.back_up"))
        self.stop.setText(say("condition.stop"))
        self.confirm.setText(say("condition.confirm"))
        for made in (self.whole, self.backup):
            made.setEnabled(not busy and self._who is not None)
        self.stop.setVisible(busy)
        self._busy.setVisible(busy)
        note = say(f"condition.{self._work}", done=done, of=of) if busy else ""
        if self._made and not busy:
            note = say("terminal.backup.made", place=self._made)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._say_lost()
        self.setVisible(self._tools.desk.upkeep is not None)

    def _say_lost(self) -> None:
        """Say what a restore lost, and offer to confirm it to whoever has not done so."""
        waiting = self._tools.desk.journal.state.keeping.waiting
        texts, here = self._tools.language.texts, self._who if waiting else None
        self._lost.setText(lost_sentence(texts, waiting.act) if waiting else "")
        self._lost.setVisible(here is not None)
        confirmed = waiting.confirmed_by if waiting else ()
        self.confirm.setVisible(here is not None and here.actor.person not in confirmed)
        self.confirm.setEnabled(True)

    def _add(self, row: Row) -> None:
        texts = self._tools.language.texts
        sentence, remedy = sentences(texts, row)
        said = label("", TONES[row.state])
        state = texts.say(f"condition.state.{row.state.value}")
        title = texts.say(f"condition.{row.name}")
        prefix = "" if row.state is State.OK else f"{state} · "
        said.setText(f"{prefix}{title}: {sentence}")
        self._lines.addWidget(said)
        if remedy:
            told = label("caption")
            told.setText(remedy)
            self._lines.addWidget(told)
