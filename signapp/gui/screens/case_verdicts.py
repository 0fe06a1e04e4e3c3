"""The verdicts on the signed documents of a case: each is asked for once, and kept."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from signapp.domain.acts import DocumentRef
from signapp.gui.screens.case_papers import CaseDocument
from signapp.gui.tools import Tools
from signapp.gui.widgets.verdict import VerdictView
from signapp.services.ports import Verdict
from signapp.services.report import report_stored


class CaseVerdicts(QObject):
    """`changed` tells that another verdict is known, or that none could be had.

    Whenever `view` wants it, a report is written on the verdict that it shows.
    """

    changed = Signal()

    def __init__(self, parent: QObject, tools: Tools, view: VerdictView) -> None:
        super().__init__(parent)
        self._tools = tools
        self._known: dict[DocumentRef, Verdict] = {}
        self._failed: set[DocumentRef] = set()
        self._asked: DocumentRef | None = None
        view.report_wanted.connect(partial(self._report, view))

    def forget(self) -> None:
        """Forget all verdicts."""
        self._known.clear()
        self._failed.clear()

    def keep(self, verdict: Verdict) -> None:
        """Keep a verdict that came with an act."""
        self._known[verdict.document] = verdict

    def is_failed(self, document: CaseDocument) -> bool:
        """Tell whether no verdict could be had on a document."""
        return document.ref in self._failed

    def of(self, document: CaseDocument) -> Verdict | None:
        """Return the verdict on a signed document; ask for it where it is not known yet."""
        ref, verdict = document.ref, self._known.get(document.ref)
        if verdict is None and self._asked != ref and ref not in self._failed:
            self._asked = ref
            work = partial(self._tools.desk.judge, ref, document.decided)
            task = self._tools.runner.act(work, partial(self._judged, ref))
            task.failed.connect(self._not_judged)
        return verdict

    def _judged(self, ref: DocumentRef, verdict: Verdict) -> None:
        self._asked = None
        self._known[ref] = verdict
        self.changed.emit()

    @Slot()
    def _not_judged(self) -> None:
        if self._asked is not None:
            self._failed.add(self._asked)
        self._asked = None
        self.changed.emit()

    def _report(self, view: VerdictView, out: Path) -> None:
        if view.verdict is not None:
            work = partial(report_stored, self._tools.desk, view.verdict, out)
            self._tools.runner.draw(work, partial(self._reported, view, out))

    def _reported(self, view: VerdictView, out: Path, beside: Path) -> None:
        say = self._tools.language.say
        view.show_saved(say("trusted.report.saved", file=out.name, verdict=beside.name))
