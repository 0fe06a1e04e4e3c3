"""The § number that the city's case management gave to a decision, and where it is from."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QWidget

from signapp.domain.acts import Outcome
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.widgets.form import Answer, line_field, titled
from signapp.gui.widgets.parts import label, rows
from signapp.services.decide import Ruling, begin_decision


class SectionFields(QWidget):
    """Asks for a § number and its source; `changed` tells that something was typed."""

    changed = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._titles = {key: label("strong") for key in ("number", "source")}
        self.number, self.source = line_field(self._tell), line_field(self._tell)
        self.number.setValidator(QRegularExpressionValidator("[1-9][0-9]{0,5}", self))
        self.number.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
        fields = {"number": self.number, "source": self.source}
        self.setLayout(
            rows(
                *(titled(self._titles[key], field, look) for key, field in fields.items()),
                gap=look.px(14),
            )
        )

    @Slot()
    def _tell(self) -> None:
        self.changed.emit()

    def clear(self) -> None:
        """Forget the number; the source is most often the same again."""
        self.number.clear()

    @property
    def given(self) -> tuple[int, str] | None:
        """The number and its source, once both are there."""
        number, source = self.number.text(), self.source.text().strip()
        return (int(number), source) if number and source else None

    def dress(self) -> None:
        """Say everything in the language of now."""
        for key, field in (("number", self.number), ("source", self.source)):
            text = self._language.say(f"window.section.{key}")
            self._titles[key].setText(text)
            field.setAccessibleName(text)


class SectionForm(CaseForm):
    """Decides as proposed under a number from elsewhere."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._parties: tuple[str, ...] = ()
        self.fields = SectionFields(language, look)
        self.fields.changed.connect(self.look_at_fields)
        self._who = label("step")
        self._lay_out(self.fields, rows(self._who))
        self.dress()

    def show_case(self, reading: CaseReading) -> None:
        """Begin without a number."""
        self._parties = reading.parties
        self.fields.clear()
        self.work(on=False)
        self.dress()

    def first_field(self) -> QWidget:
        """Return the number."""
        return self.fields.number

    def answer(self) -> Answer | None:
        """Return the decision, once number and source are there."""
        given = self.fields.given
        if given is None:
            return None
        section, source = given
        ruling = Ruling(Outcome.AS_PROPOSED, impartial=True, section=section, source=source)
        return partial(begin_decision, ruling=ruling)  # impartial, as the button says

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.section.heading"))
        self._note.setText(say("window.section.note"))
        self._who.setText(say("window.parties", parties=", ".join(self._parties)))
        self.fields.dress()
        self.confirm.setText(say("window.act.begin_decision"))
        super().dress()
