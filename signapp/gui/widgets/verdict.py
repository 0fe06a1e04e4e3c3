"""A verdict on a signed file: content, signer and time, each in a state; then the changes."""

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFileDialog, QFrame, QLabel, QVBoxLayout

from signapp.gui.icons import picture
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import button, columns, empty, label, line, mark, rows
from signapp.services.ports import Holds, Part, Remark, SignatureVerdict, Verdict

TONES = {Holds.YES: "success", Holds.NOT_KNOWN: "warning", Holds.NO: "danger"}
ICONS = {Holds.YES: "check", Holds.NOT_KNOWN: "help-circle", Holds.NO: "alert-triangle"}


class VerdictView(QFrame):
    """Shows what is known of a file, the worst first.

    `report_wanted` carries the file into which a validation report is to be written.
    """

    report_wanted = Signal(object)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._heading = ""
        self._verdict: Verdict | None = None
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(10))
        self.report, self._saved = button("", self._ask_place), label("step", "muted")
        self.report.setObjectName("report")
        foot = columns(self.report, 1, gap=look.px(8))
        self.setLayout(rows(self._lines, foot, self._saved, gap=look.px(10), margin=look.px(16)))
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that is shown."""
        return self._verdict

    def show_verdict(self, heading: str, verdict: Verdict) -> None:
        """Show a verdict under a heading, which is the key of a text."""
        if verdict is not self._verdict:
            self.show_saved("")
        self._heading, self._verdict = heading, verdict
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        self._offer_report(finished=True)
        if self._verdict is None:
            return
        say, verdict = self._language.say, self._verdict
        heading = label("section")
        heading.setText(say(self._heading))
        head = columns(heading, self._state(verdict.holds), gap=self._look.px(8))
        head.setStretch(0, 1)
        self._lines.addLayout(head)
        self._signatures(verdict)
        self.setAccessibleName(f"{say(self._heading)}: {say(f'holds.{verdict.holds.value}')}")

    def _signatures(self, verdict: Verdict) -> None:
        """Show the signatures, the worst first."""
        if not verdict.signatures:
            self._sentence(self._language.say("verdict.no_signatures"))
            if verdict.decided:
                self._part("decided", verdict.decided)
        for made in sorted(verdict.signatures, key=_badness):
            self._signature(made)

    @staticmethod
    def badness(holds: Holds) -> int:
        """Return what sorts the worst state to the front."""
        return _order(holds)

    def _below_signature(self, made: SignatureVerdict) -> None:
        """Offer what can be done with a signature: here nothing."""

    def _offer_report(self, *, finished: bool) -> None:
        """Offer a report on the signatures, where there are any and they are judged."""
        signed = self._verdict is not None and bool(self._verdict.signatures)
        self.report.setVisible(finished and signed)
        self.report.setText(self._language.say("trusted.report"))

    def show_saved(self, told: str) -> None:
        """Show where a report was saved."""
        self._saved.setText(told)
        self._saved.setVisible(bool(told))

    @Slot()
    def _ask_place(self) -> None:
        dialog = QFileDialog(self, self._language.say("trusted.report"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter("XML (*.xml)")
        dialog.setDefaultSuffix("xml")
        dialog.fileSelected.connect(self._chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def _chosen(self, file: str) -> None:
        self.report_wanted.emit(Path(file))

    def _signature(self, made: SignatureVerdict) -> None:
        assert self._verdict is not None
        say = self._language.say
        self._sentence(made.signer, "strong")
        self._sentence(say(f"level.{made.level}"), "step", "muted")
        parts = {"content": made.content, "person": made.person, "time": made.time}
        if made.standard:
            parts["standard"] = made.standard
        if self._verdict.decided:
            parts["decided"] = self._verdict.decided
        if made.kind:
            told = (*made.person.remarks, made.kind)
            parts["person"] = Part(made.person.holds, told)
        worst_first = sorted(parts.items(), key=lambda named: _order(named[1].holds))
        for name, part in worst_first:
            self._part(name, part)
        self._lines.addWidget(line())
        self._sentence(say("window.verdict.changes"), "strong")
        for change in sorted(made.changes, key=lambda one: one.facts.get("harmless", "")):
            self._sentence(f"• {self._said(change)}", "step")
        if not made.changes:
            self._sentence(say("window.verdict.no_changes"), "step", "muted")
        self._below_signature(made)

    def _part(self, name: str, part: Part) -> None:
        shown, tone = label(wrap=False), TONES[part.holds]
        shown.setPixmap(self._icon(part.holds))
        title, state, text = label("strong"), label("step", tone, wrap=False), label("step")
        title.setText(self._language.say(f"part.{name}"))
        state.setText(self._language.say(f"holds.{part.holds.value}"))
        text.setText("\n".join(map(self._said, part.remarks)))
        head = columns(title, state, gap=self._look.px(8))
        head.setStretch(0, 1)
        lines = rows(head, text, gap=self._look.px(2))
        row = columns(rows(shown, 1), lines, gap=self._look.px(10))
        row.setStretch(1, 1)
        self._lines.addLayout(row)

    def _said(self, remark: Remark) -> str:
        return self._language.texts.remark(remark.code, remark.facts)

    def _state(self, holds: Holds) -> QLabel:
        chip = label("chip", TONES[holds])
        chip.setText(self._language.say(f"holds.{holds.value}"))
        return chip

    def _icon(self, holds: Holds) -> QPixmap:
        colour = getattr(self._look.colours, TONES[holds])
        return picture(ICONS[holds], colour, self._look.px(18), self.devicePixelRatioF())

    def _sentence(self, text: str, kind: str = "", tone: str = "") -> None:
        made = label(kind, tone)
        made.setText(text)
        self._lines.addWidget(made)


def _order(holds: Holds) -> int:
    return -list(Holds).index(holds)


def _badness(made: SignatureVerdict) -> int:
    return _order(made.holds)
