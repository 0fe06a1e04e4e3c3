"""Verifying everything anew: how far it is, stopping it, the verdict, and every signature."""

from datetime import datetime

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from signapp.domain.errors import CancelledError
from signapp.gui.icons import icon
from signapp.gui.screens.register_verdict import RegisterVerdictCard
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import busy_line, button, columns, frame, label, rows
from signapp.gui.widgets.row_list import Chip, Row, RowList
from signapp.gui.widgets.verdict import TONES
from signapp.services.audit import RegisterVerdict
from signapp.services.audit_desk import AuditDesk
from signapp.services.audit_progress import AuditStep
from signapp.services.document_audit import DocumentVerdict


class AuditVerification(QWidget):
    """Verifies beside the window; `verified` carries the verdict, `opened` a signed document."""

    verified = Signal(object)
    opened = Signal(object)
    _told = Signal(object, int)

    def __init__(self, tools: Tools, desk: AuditDesk) -> None:
        super().__init__()
        self._tools, self._desk = tools, desk
        self._stopped, self._working, self._far = False, False, ""
        px = tools.look.px
        self.start, self.stop = button("primary", self.verify), button("", self._stop)
        self._note, self._progress = label("step", "muted"), busy_line()
        self.verdict = RegisterVerdictCard(tools.language, tools.look)
        self._heading, self.signatures = label("section"), RowList(tools.look)
        self.signatures.chosen.connect(self._open)
        head = columns(self._note, self.stop, self.start, gap=px(12))
        head.setStretch(0, 1)
        listed = frame("card", rows(self.signatures, margin=px(8)))
        self._below = (self._heading, listed)
        self._told.connect(self._tell)  # emitted beside the window: a queued call
        page = rows(
            head, self._progress, self.verdict, self._heading, listed, gap=px(10), margin=px(12)
        )
        page.setStretch(4, 1)
        self.setLayout(page)
        self.dress()

    def forget(self) -> None:
        """Stop, and forget what was found."""
        self._stopped = True
        self.verdict.show_verdict(None)
        self.dress()

    @property
    def found(self) -> RegisterVerdict | None:
        """The last verdict."""
        return self.verdict.found

    @property
    def proven(self) -> dict[str, datetime]:
        """What time stamps prove of signatures, by the SHA-256 of each."""
        found: dict[str, datetime] = {}
        for one in self._signed():
            for made in one.verdict.signatures if one.verdict else ():
                if made.proven:
                    found[made.cms] = made.proven
        return found

    def _signed(self) -> list[DocumentVerdict]:
        documents = self.found.documents if self.found else ()
        return [one for one in documents if one.verdict is not None]

    @Slot()
    def verify(self) -> None:
        """Verify everything, unless that is under way."""
        if self._working:
            return
        self._working, self._stopped, self._far = True, False, ""
        task = self._tools.runner.check(self._work)
        task.succeeded.connect(self._arrived)
        task.finished.connect(self._ended)
        self.dress()

    def _work(self) -> RegisterVerdict | None:
        """Verify, in the lane's thread; None when it was stopped."""
        try:
            return self._desk.verify(self._go_on)
        except CancelledError:
            return None

    def _go_on(self, step: AuditStep, done: int, _: int) -> None:
        if self._stopped:
            raise CancelledError
        self._told.emit(step, done)

    @Slot(object, int)
    def _tell(self, step: AuditStep, done: int) -> None:
        self._far = self._tools.language.say(f"log.verifying.{step.value}", done=done)
        self._note.setText(self._far)

    @Slot(object)
    def _arrived(self, verdict: RegisterVerdict | None) -> None:
        if verdict is not None and not self._stopped:
            self.verdict.show_verdict(verdict)
            self.verified.emit(verdict)

    @Slot()
    def _ended(self) -> None:
        self._working = False
        self.dress()

    @Slot()
    def _stop(self) -> None:
        self._stopped = True

    @Slot(str)
    def _open(self, sha256: str) -> None:
        for one in self._signed():
            if one.document.sha256 == sha256:
                self.opened.emit(one)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, colours = self._tools.language.say, self._tools.look.colours
        self.start.setText(say("window.log.verify"))
        self.start.setIcon(icon("shield-check", colours.on_primary, colours.muted))
        self.start.setVisible(not self._working)
        self.stop.setText(say("log.verifying.stop"))
        self.stop.setVisible(self._working)
        self._progress.setVisible(self._working)
        told = self._far if self._working else say("log.verifying.what")
        self._note.setText(told)
        self._heading.setText(say("log.signatures"))
        for part in self._below:
            part.setVisible(bool(self._signed()))
        self.signatures.setAccessibleName(say("log.signatures"))
        self.signatures.show_rows([self._row(one) for one in self._signed()])

    def _row(self, one: DocumentVerdict) -> Row:
        say = self._tools.language.say
        assert one.verdict is not None
        made = one.verdict.signatures
        levels = ", ".join(f"{each.signer} ({each.level})" for each in made)
        state = Chip(say(f"holds.{one.holds.value}"), TONES[one.holds])
        role = say(f"window.audit.role.{one.role}")
        return Row(f"{one.case} · {role}", levels, one.document.sha256, chips=(state,))
