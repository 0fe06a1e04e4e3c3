"""Asks for the PIN of a whole list: how many minutes and PINs, whose key; then tells how far."""

from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QProgressBar

from signapp.domain.acts import OfficeTitle
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.key_notes import KeyNotes
from signapp.gui.widgets.parts import button, label, line, mark, rows
from signapp.services.key_check import KeyCard
from signapp.services.ports import PinUse


@dataclass(frozen=True)
class ListSignature:
    """What is about to be signed: how many minutes, by whom, with which certificate.

    `by_key` of them a key has still to sign; the others were signed and are only stored.
    """

    minutes: int
    by_key: int
    pin_use: PinUse
    owner: str
    office: OfficeTitle
    until: datetime
    hint: str


class ListPrompt(QFrame):
    """Shows what is about to be signed and takes the PIN, which it never keeps.

    `confirmed` carries the PIN, `stopped` asks to end after the case that is under way.
    """

    confirmed = Signal(str)
    cancelled = Signal()
    stopped = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._signature: ListSignature | None = None
        self._card: KeyCard | None = None
        self._done, self._working, self._stopping = (0, 0), False, False
        mark(self, role="card")
        self._heading, self._pins = label("section"), label("strong")
        self._who_title, self._who, self._until = label("caption"), label("strong"), label("step")
        self._notes, self._impartial = KeyNotes(language, look), label("strong")
        self._pin_title, self._hint = label("strong"), label("step", "muted")
        self.field = QLineEdit()
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin_title.setBuddy(self.field)
        self._far, self._bar = label("step"), QProgressBar()
        self._bar.setTextVisible(False)
        self.sign = button("primary", self._confirm)
        self.cancel = button("", self._put_away)
        self.stop = button("", self._stop)
        self.field.returnPressed.connect(self._confirm)
        self.field.textChanged.connect(self._typed)
        px = look.px
        self.setLayout(
            rows(
                self._heading,
                line(),
                rows(self._who_title, self._who, self._until, self._notes, gap=px(4)),
                self._impartial,
                line(),
                self._pins,
                rows(self._pin_title, self.field, self._hint, gap=px(4)),
                rows(self._far, self._bar, gap=px(4)),
                rows(self.sign, self.cancel, self.stop, gap=px(8)),
                gap=px(14),
                margin=px(16),
            )
        )
        language.changed.connect(self.dress)

    def ask(self, signature: ListSignature) -> None:
        """Ask for the PIN, anew."""
        self._signature, self._card = signature, None
        self.work(on=False)
        if signature.by_key:
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_key(self, card: KeyCard) -> None:
        """Show what is known of the key: a PIN pad takes the PIN, a refused key takes none."""
        self._card = replace(card, pin_use=PinUse.NOT_KNOWN)  # this list tells its own count
        self.dress()

    @property
    def _pin_pad(self) -> bool:
        return self._card is not None and self._card.state.pin_pad

    @property
    def _is_refused(self) -> bool:
        return self._card is not None and bool(self._card.against)

    def work(self, *, on: bool) -> None:
        """Show that the list is being signed, or take a PIN."""
        self.field.clear()
        self._working, self._stopping, self._done = on, False, (0, 0)
        self.dress()

    def tell(self, done: int, total: int) -> None:
        """Show how far it is."""
        self._done = (done, total)
        self._bar.setRange(0, total)
        self._bar.setValue(done)
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        signature = self._signature
        if signature is None:
            return
        say, texts, on = self._language.say, self._language.texts, self._working
        by_key = signature.by_key > 0
        self._heading.setText(texts.count("window.list.prompt", signature.minutes))
        self._who_title.setText(say("window.pin.certificate"))
        self._who.setText(say("window.pin.owner", name=signature.owner, office=signature.office))
        self._until.setText(say("window.pin.until", day=signature.until.date()))
        self._until.setVisible(self._card is None)
        self._notes.show_key(self._card)
        self._impartial.setText(say("window.list.impartial"))
        key = signature.pin_use.value
        self._pins.setText(texts.count(f"window.list.pins.{key}", signature.by_key))
        mark(self._pins, tone="warning" if signature.pin_use is PinUse.EACH else "")
        self._pin_title.setText(say("window.pin.pin"))
        self.field.setAccessibleName(say("window.pin.pin"))
        self._hint.setText(say("window.pin.demo_hint", pin=signature.hint))
        done, total = self._done
        self._far.setText(say("window.list.far", done=done, total=total))
        self.sign.setText(say("window.list.sign"))
        self.cancel.setText(say("window.list.back_to_reading"))
        self.stop.setText(say("window.list.stopping" if self._stopping else "window.list.stop"))
        typed = by_key and not (on or self._pin_pad or self._is_refused)
        self._pins.setVisible(by_key and not on)
        for asked in (self._pin_title, self.field):
            asked.setVisible(typed)
        self._hint.setVisible(bool(signature.hint) and typed)
        for shown in (self.sign, self.cancel):
            shown.setVisible(not on)
        for working in (self._far, self._bar, self.stop):
            working.setVisible(on)
        self.stop.setEnabled(not self._stopping)
        self._typed()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc go back to reading, as long as nothing is being signed."""
        if event.key() == Qt.Key.Key_Escape and not self._working:
            self._put_away()
        else:
            super().keyPressEvent(event)

    @Slot()
    def _put_away(self) -> None:
        self.field.clear()
        self.cancelled.emit()

    @Slot()
    def _stop(self) -> None:
        self._stopping = True
        self.stopped.emit()
        self.dress()

    @Slot()
    def _typed(self) -> None:
        by_key = self._signature is not None and self._signature.by_key > 0
        given = not by_key or self._pin_pad or bool(self.field.text())
        self.sign.setEnabled(given and not (by_key and self._is_refused))

    @Slot()
    def _confirm(self) -> None:
        pin = self.field.text()
        if self.sign.isEnabled() and not self._working:
            self.work(on=True)
            self.confirmed.emit(pin)
