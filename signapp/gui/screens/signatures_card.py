"""The card of an agreement's signatures: each slot, paper, a refusal, and what may be done."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.domain.acts import OfficeTitle
from signapp.domain.slots import Filled
from signapp.gui.icons import picture
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_slots import InkLine, Participant, SlotLine, SlotsReading
from signapp.gui.widgets.grounds import grouped
from signapp.gui.widgets.parts import button, columns, empty, label, line, mark, rows
from signapp.services.signing_acts import SigningAct

ICONS = {
    Filled.OPEN: ("minus", "muted"),
    Filled.ELECTRONIC: ("check", "success"),
    Filled.INK: ("check", "success"),
    Filled.INK_TO_CONFIRM: ("help-circle", "warning"),
}
OFFERED = (SigningAct.RECEIVE, SigningAct.INK, SigningAct.REFUSE)
"""The acts that the card offers by a button, in this order; the others are at the foot."""


class SignaturesCard(QFrame):
    """Shows who has signed an agreement and how; `wanted` tells which act is asked for."""

    wanted = Signal(object)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._reading: SlotsReading | None = None
        self._elsewhere: frozenset[SigningAct] = frozenset()
        mark(self, role="card")
        self.buttons = {act: button("", partial(self.wanted.emit, act)) for act in OFFERED}
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(10))
        buttons = rows(*self.buttons.values(), gap=look.px(8))
        self.setLayout(rows(self._lines, buttons, gap=look.px(12), margin=look.px(16)))
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)

    def show_slots(
        self, reading: SlotsReading | None, elsewhere: frozenset[SigningAct] = frozenset()
    ) -> None:
        """Show the signatures of an agreement; some acts are offered `elsewhere` already."""
        self._reading, self._elsewhere = reading, elsewhere
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        found, say = self._reading, self._language.say
        for act, made in self.buttons.items():
            made.setText(say(f"window.signatures.act.{act.value}"))
            made.setVisible(found is not None and act in found.acts - self._elsewhere)
        if found is None:
            return
        filled = [one for one in found.lines if one.filled in (Filled.ELECTRONIC, Filled.INK)]
        state = _state(found, len(filled))
        heading, chip = label("section"), label("chip", "success" if state == "all" else "")
        heading.setText(say("window.signatures"))
        chip.setText(say(f"window.signatures.by.{state}"))
        self.setAccessibleName(f"{heading.text()}: {chip.text()}")
        head = columns(heading, chip, gap=self._look.px(8))
        head.setStretch(0, 1)
        self._lines.addLayout(head)
        for one in found.lines:
            self._slot(one)
        for ink in found.ink:
            self._ink(ink)
        if found.printed:
            printed = label("step", "muted")
            printed.setText(self._language.texts.count("window.signatures.printed", found.printed))
            self._lines.addWidget(printed)
        if found.refusal:
            self._lines.addWidget(line())
            text = say("window.signatures.refused", who=self._person(found.refusal.by),
                       moment=found.refusal.at)  # fmt: skip
            self._line("alert-triangle", "danger", text, found.refusal.reason)
        if found.unfinished_by:
            self._unfinished(found, found.unfinished_by)

    def _slot(self, one: SlotLine) -> None:
        say = self._language.say
        icon, tone = ICONS[one.filled]
        text = say(f"window.signatures.slot.{one.filled.value}")
        if one.on:
            text += f" · {self._language.texts.date(one.on)}"
        who = ", ".join(part for part in (one.name, self._title(one.title)) if part)
        head = f"{one.party} · {one.original}" if one.original else one.party
        self._line(icon, tone, head, "\n".join(part for part in (text, who) if part))

    def _ink(self, ink: InkLine) -> None:
        say, texts = self._language.say, self._language.texts
        self._lines.addWidget(line())
        lines = [
            say("window.signatures.ink.place", place=ink.place),
            texts.count("window.signatures.ink.originals", ink.originals, kept_at=ink.kept_at),
            say("window.signatures.ink.copy", name=ink.attested_by),
            f"SHA-256 {grouped(ink.scan)}",
            say("window.signatures.ink.recorded", who=self._person(ink.recorded_by),
                moment=ink.recorded_at),
        ]  # fmt: skip
        title, text = label("caption"), label("step")
        title.setText(say("window.signatures.ink"))
        text.setText("\n".join(lines))
        self._lines.addLayout(rows(title, text, gap=0))

    def _unfinished(self, found: SlotsReading, by: Participant) -> None:
        say = self._language.say
        self._lines.addWidget(line())
        proposed = ""
        if found.given_up_by:
            proposed = say("window.signatures.give_up_proposed", name=found.given_up_by)
        text = say("window.signatures.unfinished", who=self._person(by))
        self._line("help-circle", "warning", text, proposed)

    def _person(self, one: Participant) -> str:
        return f"{one.name}, {self._language.texts.title(one.title)}"

    def _title(self, title: OfficeTitle | str) -> str:
        return title if isinstance(title, str) else self._language.texts.title(title)

    def _line(self, icon: str, tone: str, head: str, text: str) -> None:
        shown, said, more = label(wrap=False), label("strong"), label("step")
        colour = getattr(self._look.colours, tone)
        shown.setPixmap(picture(icon, colour, self._look.px(18), self.devicePixelRatioF()))
        said.setText(head)
        more.setText(text)
        more.setVisible(bool(text))
        row = columns(rows(shown, 1), rows(said, more, gap=0), gap=self._look.px(10))
        row.setStretch(1, 1)
        self._lines.addLayout(row)


def _state(found: SlotsReading, filled: int) -> str:
    """Return how far an agreement is signed: by all, by the city, by some, or not."""
    if filled in (0, len(found.lines)):
        return "all" if filled else "none"
    ours = any(one.filled in (Filled.ELECTRONIC, Filled.INK) and one.ours for one in found.lines)
    return "city" if ours else "some"
