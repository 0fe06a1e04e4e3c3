"""Beside the log: the entry that was chosen, its signature's verdict, what can't be proven."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from signapp.gui.screens.audit_detail import EntryCard, LimitsCard, SignatureCard
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import rows
from signapp.services.audit_desk import AuditDesk, AuditReading, EntryReading
from signapp.services.document_audit import DocumentVerdict
from signapp.services.history import SignedDocument
from signapp.services.journal import SignedIn
from signapp.services.log_rows import LogRow
from signapp.services.ports import Verdict


class AuditSide(QWidget):
    """Reads and shows one entry at a time; `working` tells that a signature is judged."""

    working = Signal(bool)

    def __init__(self, tools: Tools, desk: AuditDesk) -> None:
        super().__init__()
        self._tools, self._desk = tools, desk
        self._who: SignedIn | None = None
        self._reading: AuditReading | None = None
        self.entry, self.limits = EntryCard(tools), LimitsCard(tools)
        self.signature = SignatureCard(tools)
        self.setLayout(rows(self.entry, self.signature, self.limits, 1, gap=tools.look.px(12)))
        self.entry.verdict_wanted.connect(self._judge)

    def show_reading(self, who: SignedIn | None, reading: AuditReading | None) -> None:
        """Take another reading of the log; none forgets what is shown."""
        self._who, self._reading = who, reading
        if reading is None:
            self.entry.show_entry(None, None)
            self.signature.show_verdict(None)

    def open_row(self, row: LogRow) -> None:
        """Show an entry in full."""
        self.signature.show_verdict(None)
        work = partial(self._desk.entry, self._who, row)
        self._tools.runner.act(work, partial(self._opened, None))

    def open_document(self, document: DocumentVerdict) -> None:
        """Show the entry and the verdict of a document that was verified."""
        sha256 = document.document.sha256
        found = (
            [one for one in self._reading.rows if one.document == sha256] if self._reading else []
        )
        if found:
            work = partial(self._desk.entry, self._who, found[-1])
            self._tools.runner.act(work, partial(self._opened, document))

    def _opened(self, document: DocumentVerdict | None, read: EntryReading) -> None:
        if self._reading is None:
            return
        self.entry.show_entry(read, self._reading)
        if document is not None and document.verdict is not None and read.signed is not None:
            self.signature.show_verdict(read.signed, document.verdict)

    @Slot(object)
    def _judge(self, signed: SignedDocument) -> None:
        """Ask for the full verdict on a signature."""
        self.working.emit(True)
        task = self._tools.runner.check(partial(self._desk.judge, signed))
        task.succeeded.connect(partial(self._judged, signed))
        task.finished.connect(partial(self.working.emit, False))

    def _judged(self, signed: SignedDocument, verdict: Verdict) -> None:
        if self._reading is not None:
            self.signature.show_verdict(signed, verdict)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        for card in (self.entry, self.limits, self.signature):
            card.dress()
