"""The card "Why may I sign this?": line by line, with a word and a colour for each."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.domain.errors import Reason
from signapp.gui.icons import picture
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import columns, empty, label, mark, rows
from signapp.services.sign import Ground, SigningCard


class GroundsCard(QFrame):
    """Shows what a person's authority rests on, and every reason against it."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._heading = ""
        self._card: SigningCard | None = None
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(12))
        self.setLayout(rows(self._lines, margin=look.px(16)))
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)

    def show_card(self, heading: str, card: SigningCard) -> None:
        """Show a card under a heading, which is the key of a text."""
        self._heading, self._card = heading, card
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        if self._card is None:
            return
        heading = label("section")
        heading.setText(self._language.say(self._heading))
        self._lines.addWidget(heading)
        for ground in self._card.grounds:
            self._ground(f"{ground.key}.title", ground)
        named = {reason for ground in self._card.grounds for reason in ground.against}
        for reason in self._card.against:
            if reason not in named:
                self._ground("card.other.title", Ground("", {}, (reason,)))
        self.setAccessibleName(self._language.say(self._heading))

    def _ground(self, heading: str, ground: Ground) -> None:
        tone = "warning" if ground.against else "success"
        icon = "alert-triangle" if ground.against else "check"
        shown = label(wrap=False)
        colour = getattr(self._look.colours, tone)
        shown.setPixmap(picture(icon, colour, self._look.px(18), self.devicePixelRatioF()))
        say = self._language.say
        title = label("strong")
        title.setText(say(heading, **legible(ground.facts)))
        state = label("step", tone, wrap=False)
        state.setText(say("window.ground.against" if ground.against else "window.ground.fine"))
        head = columns(title, state, gap=self._look.px(8))
        head.setStretch(0, 1)
        lines = rows(head, gap=self._look.px(2))
        if ground.against:
            for reason in ground.against:
                self._reason(lines, reason)
        else:
            self._add(lines, say(ground.key, **legible(ground.facts)), "step")
        row = columns(rows(shown, 1), lines, gap=self._look.px(10))
        row.setStretch(1, 1)
        self._lines.addLayout(row)

    def _reason(self, lines: QVBoxLayout, reason: Reason) -> None:
        told = self._language.texts.error(reason)
        self._add(lines, told.heading, "step", "warning")
        self._add(lines, told.cause, "step")
        self._add(lines, told.remedy, "step")

    def _add(self, lines: QVBoxLayout, text: str, kind: str, tone: str = "") -> None:
        if text:
            made = label(kind, tone)
            made.setText(text)
            lines.addWidget(made)


def legible(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return facts as they are read: hashes in groups that a line can break, years as they are."""
    shown = dict(facts)
    if "sha256" in shown:
        shown["sha256"] = grouped(str(shown["sha256"]))
    if "year" in shown:
        shown["year"] = str(shown["year"])
    return shown


def grouped(digest: str) -> str:
    """Return a hash in groups of eight digits."""
    return " ".join(digest[start : start + 8] for start in range(0, len(digest), 8))
