"""The card of what was found in a file before it is decided on or signed."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.gui.icons import picture
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import columns, empty, label, mark, rows
from signapp.services.file_fitness import card_line
from signapp.services.ports import FileFinding, Preflight, Severity

TONES = {Severity.REFUSES: "danger", Severity.WARNS: "warning", Severity.TELLS: "muted"}
ICONS = {
    Severity.REFUSES: "alert-triangle",
    Severity.WARNS: "alert-triangle",
    Severity.TELLS: "help-circle",
}


class PreflightCard(QFrame):
    """One line when nothing was found; else each finding with what to do about it."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._card: Preflight | None = None
        self._is_checking = False
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(10))
        self.setLayout(rows(self._lines, margin=look.px(16)))
        self.setVisible(False)
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)

    @property
    def card(self) -> Preflight | None:
        """What is shown, if anything is."""
        return self._card

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return self._card is None and not self._is_checking

    def show_card(self, card: Preflight | None, *, checking: bool = False) -> None:
        """Show what was found in a file, or that it is being looked at, or nothing."""
        self._card, self._is_checking = card, checking
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        say, texts = self._language.say, self._language.texts
        self.setAccessibleName(say("window.preflight.heading"))
        if self._is_checking:
            self._say(say("window.preflight.checking"), "step", "muted")
        if self._card is None:
            return
        if not self._card.findings:
            self._row("check", "success", [(say("preflight.clean"), "step", "")])
        else:
            count = len(self._card.findings)
            refused = self._card.refused
            told = say("preflight.refused") if refused else texts.count("preflight.found", count)
            self._say(told, "strong", "danger" if refused else "")
        for found in self._card.findings:
            self._finding(found)
        self._say(card_line(texts, self._card), "caption", "")

    def _finding(self, found: FileFinding) -> None:
        sentence, remedy = self._language.texts.finding(found.code, found.facts)
        state = self._language.say(f"severity.{found.severity.value}")
        tone = TONES[found.severity]
        said = [(state, "caption", tone), (sentence, "step", ""), (remedy, "step", "muted")]
        self._row(ICONS[found.severity], tone, said)

    def _row(self, icon: str, tone: str, said: list[tuple[str, str, str]]) -> None:
        shown = label(wrap=False)
        colour = getattr(self._look.colours, tone)
        shown.setPixmap(picture(icon, colour, self._look.px(18), self.devicePixelRatioF()))
        texts = rows(gap=0)
        for text, kind, colouring in said:
            made = label(kind, colouring)
            made.setText(text)
            texts.addWidget(made)
        row = columns(rows(shown, 1), texts, gap=self._look.px(10))
        row.setStretch(1, 1)
        self._lines.addLayout(row)

    def _say(self, text: str, kind: str, tone: str) -> None:
        made = label(kind, tone)
        made.setText(text)
        self._lines.addWidget(made)
