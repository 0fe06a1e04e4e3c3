"""Importing a decision text: where it comes from, what was found in it, and what is in doubt."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.widgets.file_field import FileField
from signapp.gui.widgets.form import Answer, Choices, text_field, titled
from signapp.gui.widgets.parts import button, empty, label, line, panel, rows
from signapp.services.import_draft import Imported
from signapp.services.import_facts import Knowledge
from signapp.services.import_values import Reading
from signapp.services.import_words import (
    Row,
    balance,
    bare_word,
    found_rows,
    left_rows,
    missing_rows,
    readings,
)

FILES = "TXT, PDF, DOCX (*.txt *.pdf *.docx)"
WIDE = 680
"""From this width on what was found and what is in doubt stand beside each other."""


class ImportForm(CaseForm):
    """Takes a decision text, shows what was found in it, and asks about words in doubt.

    `read` asks for the reading of the text that was given, `joined` carries an answer about a cut
    word, and `taken` what a person takes over into the draft. `left` tells that the result is
    looked at no more.
    """

    read = Signal()
    joined = Signal(int, object)
    taken = Signal(object)
    left = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.imported: Imported | None = None
        self.known = Knowledge()
        self._file_title, self._text_title = label("strong"), label("strong")
        self.file = FileField(language, look, FILES, "window.import.drop")
        self.text = text_field(look, self.look_at_fields)
        self.start = button("", self._start)
        self.again = button("", self._forget)
        self.questions: dict[int, Choices] = {}
        self._left, self._right = QVBoxLayout(), QVBoxLayout()
        px = look.px
        source = rows(
            titled(self._file_title, self.file, look),
            titled(self._text_title, self.text, look),
            self.start,
            gap=px(14),
        )
        self._source = panel("plain", source)
        self._halves = QHBoxLayout()
        self._halves.setSpacing(px(24))
        for half in (self._left, self._right):
            half.setSpacing(px(12))
            self._halves.addLayout(half, 1)
        self._result = panel("plain", rows(self._halves, line(), self.again, gap=px(14)))
        self._lay_out(self._source, self._result)
        self.file.changed.connect(self.look_at_fields)
        look.changed.connect(self.dress)
        self.dress()

    # --- the text ---------------------------------------------------------------------------

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Forget what was read before."""
        self.file.take(None)
        self.text.clear()
        self._forget()

    def first_field(self) -> QWidget:
        """Return where a text is pasted."""
        return self.text

    @Slot()
    def _forget(self) -> None:
        self.left.emit()
        self.imported = None
        self.work(on=False)
        self.dress()
        self.text.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _start(self) -> None:
        self.work(on=True)
        self.read.emit()

    def show_imported(self, imported: Imported, known: Knowledge) -> None:
        """Show what was found; the keyboard stays on the question that was answered."""
        asked = next((key for key, one in self.questions.items() if _has_focus(one)), None)
        self.imported, self.known = imported, known
        self.work(on=False)
        self.dress()
        there = self.questions.get(asked) if asked is not None else None
        first = there or next(iter(self.questions.values()), None)
        goal = first.buttons[first.chosen] if first else self.confirm
        goal.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- answering --------------------------------------------------------------------------

    @Slot()
    def look_at_fields(self) -> None:
        """Let a text be read once there is one, and be taken over once it was read."""
        given = self.file.file is not None or bool(self.text.toPlainText().strip())
        self.start.setEnabled(given and not self._working)
        self.confirm.setEnabled(self.imported is not None and not self._working)
        for one in self.questions.values():
            one.setEnabled(not self._working)

    def answer(self) -> Answer | None:
        """Return nothing: taking over fills another form, and writes nothing."""
        return None

    @Slot()
    def _confirm(self) -> None:
        if self.imported is not None and not self._working:
            self.taken.emit(self.imported)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put what is in doubt beside what was found where there is room, and else above it."""
        wide = self.width() >= self._look.px(WIDE)
        direction = QBoxLayout.Direction
        self._halves.setDirection(direction.LeftToRight if wide else direction.BottomToTop)
        super().resizeEvent(event)

    # --- showing ----------------------------------------------------------------------------

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.import.heading"))
        self._note.setText(say("window.import.note"))
        self._file_title.setText(say("window.import.file"))
        self._text_title.setText(say("window.import.text"))
        self.text.setAccessibleName(say("window.import.text"))
        self.start.setText(say("window.import.read"))
        self.again.setText(say("window.import.again"))
        self.confirm.setText(say("window.import.confirm"))
        self._source.setVisible(self.imported is None)
        self._result.setVisible(self.imported is not None)
        self.confirm.setVisible(self.imported is not None)
        self._show_result()
        super().dress()

    def _show_result(self) -> None:
        empty(self._left)
        empty(self._right)
        self.questions = {}
        if self.imported is None:
            return
        texts, decision = self._language.texts, self.imported.decision
        self._head(self._left, texts.say("import.found"))
        self._rows(self._left, list(found_rows(texts, decision, self.known)))
        missing = ", ".join(missing_rows(texts, decision))
        if missing:
            self._say(self._left, texts.say("import.missing", what=missing), "step", "warning")
        self._left.addStretch(1)
        self._show_joins(self.imported)
        self._show_left(self.imported)
        for remark in decision.remarks:
            told = texts.say(f"import.remark.{remark.value}")
            self._say(self._right, told, "step", "warning")
        self._say(self._right, balance(texts, decision), "caption", "muted")
        self._right.addStretch(1)

    def _show_joins(self, imported: Imported) -> None:
        texts, decision = self._language.texts, imported.decision
        doubtful = decision.doubtful
        sure = [bare_word(one) for one in decision.joins if not one.doubtful]
        if doubtful:
            self._head(self._right, texts.say("window.import.joins"))
            self._say(self._right, texts.say("window.import.joins.note"), "step", "muted")
        for place in doubtful:
            self._ask(place, readings(decision.joins[place]), decision.joins[place].reading)
        if sure:
            told = texts.count("window.import.joined", len(sure), words=", ".join(sure))
            self._say(self._right, told, "step", "muted")

    def _ask(
        self,
        place: int,
        between: tuple[tuple[Reading, str], tuple[Reading, str]],
        chosen: Reading,
    ) -> None:
        made = Choices(self._look, tuple(reading.value for reading, _ in between))
        words = {reading.value: word for reading, word in between}
        made.name(lambda key: words[key])
        made.choose(chosen.value)
        made.changed.connect(lambda: self._answered(place))
        self.questions[place] = made
        self._right.addWidget(made)

    def _answered(self, place: int) -> None:
        chosen = self.questions[place].chosen
        if chosen:
            self.joined.emit(place, Reading(chosen))

    def _show_left(self, imported: Imported) -> None:
        texts, decision = self._language.texts, imported.decision
        left = list(left_rows(texts, decision))
        if left:
            self._head(self._right, texts.say("import.left_over"))
            self._rows(self._right, left)
        for key, some in (("unrecognised", decision.unrecognised), ("pages", decision.page_lines)):
            if some:
                self._head(self._right, texts.say(f"import.{key}"))
                told = "\n".join(dict.fromkeys(some))
                self._say(self._right, told, "step", "")
        if not left and not decision.unrecognised:
            self._say(self._right, texts.say("window.import.nothing_left"), "step", "success")

    def _head(self, half: QVBoxLayout, text: str) -> None:
        self._say(half, text, "section", "")

    def _rows(self, half: QVBoxLayout, found: list[Row]) -> None:
        for row in found:
            told = rows(gap=self._look.px(2))
            self._say(told, row.label, "caption", "muted")
            self._say(told, row.value, "step", "")
            half.addLayout(told)

    def _say(self, half: QVBoxLayout, text: str, kind: str, tone: str) -> None:
        made = label(kind, tone)
        made.setText(text)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        half.addWidget(made)


def _has_focus(choices: Choices) -> bool:
    return any(one.hasFocus() for one in choices.buttons.values())
