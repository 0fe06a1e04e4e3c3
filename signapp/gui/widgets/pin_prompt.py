"""Asks for the PIN in the window itself: what is signed, with whose certificate, by which act."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QWidget

from signapp.domain.acts import DocumentRef, OfficeTitle
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.grounds import grouped
from signapp.gui.widgets.key_notes import KeyNotes
from signapp.gui.widgets.mark_field import MarkField
from signapp.gui.widgets.parts import (
    busy_line,
    button,
    columns,
    frame,
    label,
    line,
    mark,
    rows,
)
from signapp.services.clock_check import ClockDifference
from signapp.services.key_check import KeyCard


@dataclass(frozen=True)
class Signature:
    """What is about to be signed, and with what; `act` and `kind` are the keys of names.

    `may_by_hand` tells that ink on paper may take its place; `key` is what is known of the key.
    """

    act: str
    kind: str
    title: str
    document: DocumentRef
    field: str
    office: OfficeTitle
    owner: str
    until: datetime
    hint: str
    parties: str
    may_by_hand: bool = False
    key: KeyCard | None = None

    @property
    def pin_pad(self) -> bool:
        """True where the PIN is typed on the reader."""
        return self.key is not None and self.key.state.pin_pad

    @property
    def is_refused(self) -> bool:
        """True where something speaks against using the key."""
        return self.key is not None and bool(self.key.against)


class PinPrompt(QFrame):
    """Shows what is about to be signed and takes the PIN, which it never keeps."""

    confirmed = Signal(str)
    cancelled = Signal()
    by_hand = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._signature: Signature | None = None
        self._working = False
        mark(self, role="card")
        self._heading = label("section")
        self._what, self._hash = label("strong"), label("code")
        self._length, self._who = label("step"), label("strong")
        self._until, self._notes = label("step"), KeyNotes(language, look)
        self._impartial, self._parties = label("strong"), label("step")
        self._what_title, self._who_title = label("caption"), label("caption")
        self.mark = MarkField(language, look)
        self._pin_title, self._hint = label("strong"), label("step", "muted")
        self._clock: ClockDifference | None = None
        self._caution = label()
        self._caution_frame = frame("warning", rows(self._caution, margin=look.px(12)))
        self._pin = QLineEdit()
        self._pin.setEchoMode(QLineEdit.EchoMode.Password)
        self._pin_title.setBuddy(self._pin)
        self._sign = button("primary", self._confirm)
        self._cancel = button("", self.cancel)
        self.ink = button("link", self._sign_by_hand)
        self._progress = busy_line()
        self._pin.returnPressed.connect(self._confirm)
        self._pin.textChanged.connect(self._typed)
        self._lay_out(look)
        language.changed.connect(self.dress)

    def _lay_out(self, look: Look) -> None:
        px = look.px
        asked = columns(self._pin_title, self.ink)
        asked.setStretch(0, 1)
        self.setLayout(
            rows(
                self._heading,
                line(),
                rows(self._what_title, self._what, self._hash, self._length, gap=px(2)),
                rows(self._who_title, self._who, self._until, self._notes, gap=px(4)),
                self._caution_frame,
                self.mark,
                rows(self._impartial, self._parties, gap=px(2)),
                line(),
                rows(asked, self._pin, self._hint, gap=px(4)),
                self._progress,
                rows(self._sign, self._cancel, gap=px(8)),
                gap=px(14),
                margin=px(16),
            )
        )

    def ask(self, signature: Signature, clock: ClockDifference | None = None) -> None:
        """Ask for the PIN of one signature; tell of a clock that was off at the last stamp."""
        self._signature, self._clock = signature, clock
        self.dress()
        self.work(on=False)

    @property
    def field(self) -> QLineEdit:
        """Where the PIN is typed."""
        return self._pin

    @property
    def goal(self) -> QWidget:
        """What should be seen: where the PIN is typed, or the buttons where none is."""
        return self._pin if self._pin.isVisibleTo(self) else self._cancel

    def work(self, *, on: bool) -> None:
        """Wait while the key is at work, or take a PIN again."""
        self._pin.clear()
        self._pin.setEnabled(not on)
        self._working = on
        self._cancel.setEnabled(not on)
        self.ink.setEnabled(not on)
        self.mark.setEnabled(not on)
        self._typed()
        self._progress.setVisible(on)
        if not on:
            self.take_focus()

    def take_focus(self) -> None:
        """Let the PIN be typed right away; it counts once the prompt is on view."""
        self._pin.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        if self._signature is None:
            return
        say, signature = self._language.say, self._signature
        self._heading.setText(say(f"{signature.act}.heading"))
        self._what_title.setText(say(signature.kind))
        self._what.setText(signature.title)
        self._hash.setText(grouped(signature.document.sha256))
        self._length.setText(say("window.pin.length", length=signature.document.length))
        self._who_title.setText(say("window.pin.certificate"))
        self._who.setText(say("window.pin.owner", name=signature.owner, office=signature.office))
        self._until.setText(say("window.pin.until", day=signature.until.date()))
        self._until.setVisible(signature.key is None)
        self._notes.show_key(signature.key)
        for widget in (self._pin, self._pin_title):
            widget.setVisible(not (signature.pin_pad or signature.is_refused))
        self._impartial.setText(say("window.pin.impartial"))
        self._parties.setText(say("window.parties", parties=signature.parties))
        self._caution.setText(self._caution_text())
        self._caution_frame.setVisible(self._clock is not None)
        self._pin_title.setText(say("window.pin.pin"))
        self._pin.setAccessibleName(say("window.pin.pin"))
        self._hint.setText(say("window.pin.demo_hint", pin=signature.hint))
        self._hint.setVisible(bool(signature.hint) and self._pin.isVisibleTo(self))
        self._sign.setText(say(f"{signature.act}.confirm"))
        self._cancel.setText(say("window.pin.cancel"))
        self.ink.setText(say("window.pin.by_hand"))
        self.ink.setVisible(signature.may_by_hand)

    def _caution_text(self) -> str:
        clock = self._clock
        if clock is None:
            return ""
        texts = self._language.texts
        key = f"window.pin.clock.{'ahead' if clock.ahead else 'behind'}"
        told = texts.count(key, clock.minutes, proven=clock.proven, shown=clock.shown)
        return f"{told} {texts.say('window.pin.clock.day')}" if clock.other_day else told

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc cancel."""
        if event.key() == Qt.Key.Key_Escape and self._cancel.isEnabled():
            self.cancel()
        else:
            super().keyPressEvent(event)

    @Slot()
    def cancel(self) -> None:
        """Forget what was typed and ask no more."""
        self._pin.clear()
        self.cancelled.emit()

    @Slot()
    def _sign_by_hand(self) -> None:
        self._pin.clear()
        self.by_hand.emit()

    @Slot()
    def _typed(self) -> None:
        asked = self._signature
        pad, refused = bool(asked and asked.pin_pad), bool(asked and asked.is_refused)
        has_pin = pad or bool(self._pin.text())
        self._sign.setEnabled(has_pin and not (self._working or refused))

    @Slot()
    def _confirm(self) -> None:
        pin = self._pin.text()
        if self._sign.isEnabled():
            self.work(on=True)
            self.confirmed.emit(pin)
