"""What is known of a key before its PIN: until when, how it asks, what warns, what refuses."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.domain.errors import SignappError
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import empty, frame, label, rows
from signapp.services.key_check import KeyCard
from signapp.services.ports import PinTries, PinUse

TRIES = {PinTries.FEW: "warning", PinTries.LAST: "danger", PinTries.LOCKED: "danger"}


class KeyNotes(QFrame):
    """Shows a key's card; nothing while there is none."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._card: KeyCard | None = None
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(8))
        self.setLayout(rows(self._lines))
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)

    def show_key(self, card: KeyCard | None) -> None:
        """Show what is known of a key."""
        self._card = card
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        card, say = self._card, self._language.say
        self.setVisible(card is not None)
        if card is None:
            return
        if card.certificate is not None:
            until, days = card.certificate.not_after.date(), card.certificate.days_left
            self._say(say("window.key.until", day=until, days=days, key=card.certificate.key))
        if card.state.tries in TRIES:
            told = say(f"window.key.tries.{card.state.tries.value}")
            self._say(told, TRIES[card.state.tries])
        if card.state.pin_pad:
            self._say(say("window.key.pin_pad"))
        if card.pin_use is PinUse.EACH:
            self._say(say("window.key.each"))
        for error in card.against:
            self._tell(error, "danger")
        for error in card.certificate.told if card.certificate else ():
            self._tell(error, "warning")

    def _say(self, text: str, tone: str = "") -> None:
        made = label("step", tone)
        made.setText(text)
        self._lines.addWidget(made)

    def _tell(self, error: SignappError, tone: str) -> None:
        told = self._language.texts.error(error)
        parts = [label("strong", tone), label("step"), label("step")]
        for part, text in zip(parts, (told.heading, told.cause, told.remedy), strict=True):
            part.setText(text)
        lines = rows(*parts, gap=self._look.px(2), margin=self._look.px(8))
        self._lines.addWidget(frame("note", lines))
