"""One check of files: done beside the window, told as it goes, and stopped when asked."""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal, Slot

from signapp.domain.checking_errors import NothingToCheckError
from signapp.domain.errors import CancelledError
from signapp.gui.screens.check_report import Grounds
from signapp.gui.tools import Tools
from signapp.services.archives import Archives
from signapp.services.evidence_check import EvidenceVerdict, check_evidence, is_archive
from signapp.services.evidence_check import Tools as Checking
from signapp.services.files import FileJudge, verify_each
from signapp.services.known_documents import KnownDocuments
from signapp.services.pdf_files import pdf_files
from signapp.services.ports import Checker, Judging


def dropped(data: QMimeData) -> tuple[Path, ...]:
    """Return the files and folders of this machine in what is dragged; else nothing."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile())


class CheckRun(QObject):
    """Judges files one after the other; its signals are delivered on the GUI thread.

    `gathered` tells which files there are, `looked` how many of them have been looked at,
    `judging` how far one of them is, and `found` the verdict on one; `evidence` is that on a
    ZIP with the evidence on a case.
    """

    gathered = Signal(object)
    looked = Signal(int, int)
    judging = Signal(object, object)
    found = Signal(object)
    evidence = Signal(object)
    ended = Signal()

    def __init__(
        self, parent: QObject, tools: Tools, checker: Checker, paths: Iterable[Path]
    ) -> None:
        super().__init__(parent)
        self._tools = tools
        self._checker = checker
        self._paths = tuple(paths)
        self._known: KnownDocuments | None = None
        self.grounds: Grounds | None = None
        self.stopped = False

    def start(self, known: KnownDocuments) -> None:
        """Read what the register has more than before, then check; without it when it fails."""
        reading = self._tools.runner.act(known.catch_up, partial(self._compare_with, known))
        reading.finished.connect(self._check)

    def stop(self) -> None:
        """Stop; what is under way ends at once, and nothing is told of it."""
        self.stopped = True
        self._checker.break_off()

    def _compare_with(self, known: KnownDocuments, _: object) -> None:
        self._known = known

    @Slot()
    def _check(self) -> None:
        task = self._tools.runner.check(self._work)
        task.finished.connect(self.ended)

    def _work(self) -> None:
        """Check the files, in the lane's thread."""
        desk = self._tools.desk
        if len(self._paths) == 1 and desk.archives and is_archive(self._paths[0]):
            self.evidence.emit(self._evidence(desk.archives, self._paths[0]))
            return
        files = tuple(pdf_files(self._paths))
        if not files:
            raise NothingToCheckError(folder=self._paths[0])
        self.gathered.emit(files)
        self.grounds = trust, now = desk.trust.material(), desk.journal.clock.now()
        judge = FileJudge(self._checker, trust, now, self._known, self._telling)
        try:
            for found in verify_each((judge,), files, self._looked):
                self._go_on()
                self.found.emit(found)
        except CancelledError:
            return

    def _evidence(self, archives: Archives, path: Path) -> EvidenceVerdict:
        """Check evidence by the anchors that are trusted here. Raises ArchiveRefusedError."""
        desk = self._tools.desk
        trust, now = desk.trust.material(), desk.journal.clock.now()
        with archives.place() as store:
            return check_evidence(Checking(archives, store, self._checker, trust, now), path)

    def _go_on(self) -> None:
        if self.stopped:
            raise CancelledError

    def _looked(self, done: int, total: int) -> None:
        self._go_on()
        self.looked.emit(done, total)

    def _telling(self, path: Path) -> AbstractContextManager[None]:
        self._go_on()
        return self._checker.telling(partial(self._judging, path))

    def _judging(self, path: Path, judging: Judging) -> None:
        self._go_on()
        self.judging.emit(path, judging)
