"""A verdict on a signed file: content, signer and time, each in a state; then the changes."""

from PySide6.QtCore import Slot
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from signapp.gui.icons import picture
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import columns, empty, label, line, mark, rows
from signapp.services.ports import Holds, Part, SignatureVerdict, Verdict

TONES = {Holds.YES: "success", Holds.NOT_KNOWN: "warning", Holds.NO: "danger"}
ICONS = {Holds.YES: "check", Holds.NOT_KNOWN: "help-circle", Holds.NO: "alert-triangle"}


class VerdictView(QFrame):
    """Shows what is known of a file, the worst first."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._heading = ""
        self._verdict: Verdict | None = None
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(10))
        self.setLayout(rows(self._lines, margin=look.px(16)))
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that is shown."""
        return self._verdict

    def show_verdict(self, heading: str, verdict: Verdict) -> None:
        """Show a verdict under a heading, which is the key of a text."""
        self._heading, self._verdict = heading, verdict
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        if self._verdict is None:
            return
        say, verdict = self._language.say, self._verdict
        heading = label("section")
        heading.setText(say(self._heading))
        self._lines.addLayout(columns(heading, self._state(verdict.holds), gap=self._look.px(8)))
        if not verdict.signatures:
            self._sentence(say("verdict.no_signatures"))
        for made in sorted(verdict.signatures, key=_badness):
            self._signature(made)
        self.setAccessibleName(f"{say(self._heading)}: {say(f'holds.{verdict.holds.value}')}")

    def _signature(self, made: SignatureVerdict) -> None:
        assert self._verdict is not None
        say = self._language.say
        self._sentence(made.signer, "strong")
        self._sentence(say(f"level.{made.level}"), "step", "muted")
        parts = {"content": made.content, "person": made.person, "time": made.time}
        if self._verdict.decided:
            parts["decided"] = self._verdict.decided
        worst_first = sorted(parts.items(), key=lambda named: _order(named[1].holds))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self._look.px(8))
        grid.setVerticalSpacing(self._look.px(8))
        grid.setColumnStretch(1, 1)
        for name, part in worst_first:
            self._part(grid, name, part)
        self._lines.addLayout(grid)
        self._lines.addWidget(line())
        self._sentence(say("window.verdict.changes"), "strong")
        for change in made.changes:
            self._sentence(f"• {self._language.texts.remark(change.code, change.facts)}", "step")
        if not made.changes:
            self._sentence(say("window.verdict.no_changes"), "step", "muted")

    def _part(self, grid: QGridLayout, name: str, part: Part) -> None:
        row = grid.rowCount()
        mark_label = label(wrap=False)
        mark_label.setPixmap(self._icon(part.holds))
        title = label("strong", TONES[part.holds])
        say = self._language.say
        title.setText(f"{say(f'part.{name}')}: {say(f'holds.{part.holds.value}')}")
        grid.addWidget(mark_label, row, 0)
        grid.addWidget(title, row, 1)
        text = label("step")
        text.setText("\n".join(self._language.texts.remark(r.code, r.facts) for r in part.remarks))
        grid.addWidget(text, row + 1, 1)

    def _state(self, holds: Holds) -> QHBoxLayout:
        chip = label("chip", TONES[holds])
        chip.setText(self._language.say(f"holds.{holds.value}"))
        return columns(1, chip)

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
