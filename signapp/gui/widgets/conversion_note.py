"""Tells what becomes of a file that is no PDF: who converts it, that it is under way, the end."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import busy_line, button, columns, label, mark, rows
from signapp.services.arrivals import Arrival


class ConversionNote(QFrame):
    """A note with a moving line while a file is converted; `cancelled` asks to end it."""

    cancelled = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._arrival: Arrival | None = None
        self._program, self._made = "", False
        mark(self, role="note")
        self._what = label("step")
        self._busy = busy_line()
        self.cancel = button("", self.cancelled.emit)
        line = columns(self._what, self.cancel, gap=look.px(8))
        line.setStretch(0, 1)
        self.setLayout(rows(line, self._busy, gap=look.px(6), margin=look.px(12)))
        self.hide()
        language.changed.connect(self.dress)

    def begin(self, arrival: Arrival, program: str) -> None:
        """Tell what is being done with a file, and by which program."""
        self._arrival, self._program, self._made = arrival, program, False
        self.dress()

    def end(self, *, made: bool = False) -> None:
        """Tell that a PDF was made, or nothing more."""
        self._arrival, self._made = None, made
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say, arrival = self._language.say, self._arrival
        text = say("window.intake.made") if self._made else ""
        if arrival is not None and arrival.pages:
            text = say("window.intake.pictures", pages=arrival.pages)
        elif arrival is not None:
            text = say("window.intake.office", program=self._program or "LibreOffice")
        self._what.setText(text)
        self.cancel.setText(say("window.intake.cancel"))
        self.cancel.setVisible(arrival is not None)
        self._busy.setVisible(arrival is not None)
        self.setVisible(bool(text))
