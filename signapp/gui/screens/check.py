"""The screen on which files from elsewhere are checked: dropped on the window, or chosen."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import uuid4

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QProgressBar

from signapp.gui.icons import icon
from signapp.gui.screens.check_report import Grounds, report_shown
from signapp.gui.screens.check_run import CheckRun
from signapp.gui.screens.evidence_card import EvidenceCard
from signapp.gui.screens.screen import Screen
from signapp.gui.tools import Tools
from signapp.gui.widgets.file_verdict import UNFINISHED, FileVerdictView
from signapp.gui.widgets.parts import button, columns, label, panel, rows, scrolling
from signapp.gui.widgets.pdf_pane import PdfPane
from signapp.gui.widgets.row_list import Chip, Row, RowList
from signapp.gui.widgets.verdict import TONES
from signapp.services.files import FileVerdict
from signapp.services.known_documents import KnownDocuments
from signapp.services.ports import Judging, SignatureVerdict
from signapp.services.signed_version import write_signed_version

NARROW = 1000
"""Below this width the version that was signed takes the place of the verdict."""


class CheckScreen(Screen):
    """Shows each file's verdict as it comes; `shown` asks for the place, `left` gives it back."""

    shown = Signal()
    left = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._run: CheckRun | None = None
        self._known = KnownDocuments(tools.desk.journal.register)
        self._files: tuple[Path, ...] = ()
        self._found: dict[Path, FileVerdict] = {}
        self._first: dict[Path, FileVerdict] = {}
        self._grounds: Grounds | None = None
        self._said: tuple[str, dict[str, object]] | None = None
        self._place: TemporaryDirectory[str] | None = None
        self._lay_out()
        self.list.chosen.connect(self._show)
        self.verdict.opened.connect(self.open_signed)
        self.verdict.saved.connect(self._ask_where)
        self.verdict.report_wanted.connect(self._report)
        self.dress()

    def _lay_out(self) -> None:
        px = self._tools.look.px
        self._title, self._state = label("title", wrap=False), label("step", "muted")
        self.stop_button = button("", self.stop)
        self.another = button("", self.ask)
        self.close_button = button("quiet", self._leave)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.list = RowList(self._tools.look, marks=True)
        self.verdict = FileVerdictView(self._tools.language, self._tools.look)
        self.evidence = EvidenceCard(self._tools.language, self._tools.look, self.verdict)
        self.pane = PdfPane(self._tools)
        self._pane_title = label("strong")
        self._pane_close = button("quiet", self._hide_pane)
        head = columns(
            self._title, 1, self.stop_button, self.another, self.close_button, gap=px(8)
        )
        pane_head = columns(self._pane_title, self._pane_close, gap=px(8))
        pane_head.setStretch(0, 1)
        self._signed = panel("plain", rows(pane_head, self.pane, gap=px(8)))
        self._signed.hide()
        self._scroll = scrolling(panel("plain", rows(self.evidence, self.verdict, 1)), focus=True)
        body = columns(self.list, self._scroll, self._signed, gap=px(16))
        for place, share in enumerate((2, 4, 4)):
            body.setStretch(place, share)
        page = rows(head, self._state, self.bar, body, gap=px(12), margin=px(24))
        page.setStretch(3, 1)
        self.setLayout(page)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, colours = self._tools.language.say, self._tools.look.colours
        self._title.setText(say("window.check"))
        self.stop_button.setText(say("window.check.stop"))
        self.another.setText(say("window.check.choose"))
        self.close_button.setText(say("window.check.close"))
        self.close_button.setIcon(icon("x", colours.text))
        self._pane_close.setText(say("window.check.hide_signed"))
        self._pane_close.setIcon(icon("x", colours.text))
        self._pane_title.setText(say("window.check.signed"))
        running = self._run is not None
        self.stop_button.setVisible(running)
        self.bar.setVisible(running)
        self._state.setText(say(self._said[0], **self._said[1]) if self._said else "")
        self._make_room()
        self.list.setAccessibleName(say("window.check"))
        self._fill()

    # --- checking ---------------------------------------------------------------------------

    @Slot()
    def ask(self) -> None:
        """Ask for files to check."""
        dialog = QFileDialog(self.window(), self._tools.language.say("window.check.choose"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(list)
    def _chosen(self, files: list[str]) -> None:
        self.check(map(Path, files))

    def check(self, paths: Iterable[Path]) -> None:
        """Check files and folders, in place of what was checked before."""
        self.stop()
        if self._tools.desk.checker is None:
            return
        self._files, self._found, self._first = (), {}, {}
        self._hide_pane()
        self.verdict.show_file(None)
        self.evidence.show_evidence(None)
        run = CheckRun(self, self._tools, self._tools.desk.checker, paths)
        run.gathered.connect(partial(self._gathered, run))
        run.looked.connect(partial(self._looked, run))
        run.judging.connect(partial(self._judging, run))
        run.found.connect(partial(self._add, run))
        run.evidence.connect(self.evidence.show_evidence)
        run.ended.connect(partial(self._end, run))
        self._run, self._said = run, None
        self.bar.setRange(0, 0)
        self.dress()
        self.shown.emit()
        run.start(self._known)

    @Slot()
    def stop(self) -> None:
        """Stop what is being checked; what was found so far stays."""
        run, self._run = self._run, None
        if run is not None:
            run.stop()
            facts: dict[str, object] = {"done": len(self._found), "total": len(self._files)}
            self._said = "window.check.stopped", facts
            self.verdict.show_file(self._found.get(Path(self.list.current_key)))
            self.dress()

    def _gathered(self, run: CheckRun, files: tuple[Path, ...]) -> None:
        if run is self._run:
            self._files = files
            self.dress()
            self.list.set_current(str(files[0]))

    def _looked(self, run: CheckRun, done: int, total: int) -> None:
        if total > 1:
            self._tell(run, "check.looking", done, total)

    def _judging(self, run: CheckRun, path: Path, judging: Judging) -> None:
        """Show how far a file is; its first answer is shown at once, if it is on view."""
        if run is not self._run:
            return
        if judging.first:
            self._first[path] = FileVerdict(path, judging.first)
            if len(self._files) == 1 or self.list.current_key == str(path):
                self.verdict.show_file(self._first[path], finished=False)
        key = f"check.{judging.step.value}"
        self._tell(run, key, judging.done, judging.total, file=path.name)

    def _add(self, run: CheckRun, found: FileVerdict) -> None:
        if run is not self._run:
            return
        self._found[found.path], self._grounds = found, run.grounds
        self._first.pop(found.path, None)
        if len(self._files) == 1 or self.list.current_key == str(found.path):
            self.verdict.show_file(found)
        self._tell(run, "window.check.done", len(self._found), len(self._files))
        self._fill()

    def _end(self, run: CheckRun) -> None:
        """Put the worst first; one that somebody chose stays on view."""
        run.deleteLater()
        if run is not self._run:
            return
        self._run = None
        found, badness = self._found, self.verdict.badness
        self._files = tuple(sorted(found, key=lambda path: badness(found[path].holds)))
        self.dress()
        if self._files and len(self._files) > 1:
            self.list.set_current(str(self._files[0]))
            self._show(str(self._files[0]))

    def _tell(self, run: CheckRun, key: str, done: int, total: int, **facts: object) -> None:
        if run is self._run:
            self._said = key, {"done": done, "total": total, **facts}
            self.bar.setRange(0, total)
            self.bar.setValue(done)
            self._state.setText(self._tools.language.say(key, **self._said[1]))

    # --- the files --------------------------------------------------------------------------

    def _fill(self) -> None:
        """Show a row for each file, with its state as far as it is known."""
        if len(self._files) > 1:
            current = self.list.current_key
            self.list.show_rows([self._row(path) for path in self._files])
            self.list.set_current(current)

    def _row(self, path: Path) -> Row:
        found, say = self._found.get(path), self._tools.language.say
        if found is None:
            chip = Chip(say(UNFINISHED if self._run else "window.check.unchecked"))
        else:
            chip = Chip(say(f"holds.{found.holds.value}"), TONES[found.holds])
        return Row(path.name, str(path.parent), key=str(path), chips=(chip,))

    @Slot(str)
    def _show(self, key: str) -> None:
        path = Path(key)
        self._hide_pane()
        found = self._found.get(path)
        self.verdict.show_file(found or self._first.get(path), finished=found is not None)

    @Slot(object)
    def _report(self, out: Path) -> None:
        """Keep the report on the file on view, by the trust and moment of its verdict."""
        report_shown(self._tools, self.verdict, self._grounds, out)

    # --- the version that was signed --------------------------------------------------------

    @Slot(object)
    def open_signed(self, made: SignatureVerdict) -> None:
        """Show the version of the file on view that a signature signed."""
        if self.verdict.found is not None:
            self._place = self._place or TemporaryDirectory(prefix="signapp-")
            target = Path(self._place.name, f"{uuid4().hex}.pdf")
            work = partial(write_signed_version, self.verdict.found.path, made.revision, target)
            self._tools.runner.draw(work, partial(self._opened, made.field))

    def _opened(self, field: str, path: Path) -> None:
        self._signed.show()
        self._make_room()
        self.pane.show_file(path, counts=False, field=field)

    @Slot()
    def _hide_pane(self) -> None:
        self._signed.hide()
        self.pane.show_nothing()
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Make room for the pages."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Let the pages stand alone where there is no room beside them."""
        alone = not self._signed.isHidden() and self.width() < self._tools.look.px(NARROW)
        self._scroll.setVisible(not alone)
        self.list.setVisible(len(self._files) > 1 and not alone)

    def close_down(self) -> None:
        """Stop, and forget the files that were shown: the window closes."""
        self.stop()
        if self._place is not None:
            self._place.cleanup()
            self._place = None

    @Slot(object)
    def _ask_where(self, made: SignatureVerdict) -> None:
        found = self.verdict.found
        if found is None:
            return
        dialog = QFileDialog(self.window(), self._tools.language.say("window.check.save_signed"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.selectFile(f"{found.path.stem}-{made.revision.sha256[:8]}.pdf")
        dialog.fileSelected.connect(partial(self.save_signed, found.path, made))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def save_signed(self, source: Path, made: SignatureVerdict, target: str) -> None:
        """Save the version of a file that a signature signed."""
        work = partial(write_signed_version, source, made.revision, Path(target))
        self._tools.runner.draw(work)

    @Slot()
    def _leave(self) -> None:
        """Give the place back and forget what was shown."""
        self.stop()
        self._files, self._found, self._first, self._said = (), {}, {}, None
        self.verdict.show_file(None)
        self.evidence.show_evidence(None)
        self._hide_pane()
        self.dress()
        self.left.emit()
