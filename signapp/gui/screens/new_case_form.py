"""Opening a case: its number, its function class and its title."""

from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from signapp.domain.numbers import read_case_number
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.form import Answer, Form, line_field, titled
from signapp.gui.widgets.parts import label
from signapp.services.classes import AGREEMENTS_WITH_FOREIGN_CITIES, function_classes
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.prepare import open_case


class NewCaseForm(Form):
    """Asks for what a case needs to be opened; its answer returns the case's number."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._titles = {key: label("strong") for key in ("number", "class", "title", "source")}
        self.number = line_field(self.look_at_fields)
        self.title = line_field(self.look_at_fields)
        self.source = line_field(self.look_at_fields)
        self.kind = QComboBox()
        self.kind.setEditable(True)
        self.kind.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.kind.setMinimumContentsLength(8)
        for code, name in function_classes().items():
            self.kind.addItem(f"{code} {name}", code)
        completer = QCompleter(self.kind.model(), self.kind)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.kind.setCompleter(completer)
        self._prefix, self._external = "", False
        fields = {
            "title": self.title,
            "class": self.kind,
            "number": self.number,
            "source": self.source,
        }
        self._lay_out(*(titled(self._titles[key], field, look) for key, field in fields.items()))
        self.dress()

    def start(self, number: str, prefix: str, *, external: bool) -> None:
        """Begin anew, with the number that is suggested; `external` numbers name their source."""
        self._prefix, self._external = prefix, external
        self.number.setText("" if external else number)
        self.title.clear()
        self.source.clear()
        self.kind.setCurrentIndex(self.kind.findData(AGREEMENTS_WITH_FOREIGN_CITIES))
        self.work(on=False)
        self.dress()

    def first_field(self) -> QWidget:
        """Return the title."""
        return self.title

    def answer(self) -> Answer | None:
        """Return the opening, once everything is filled in."""
        number = read_case_number(self.number.text().strip(), self._prefix)
        title, code = self.title.text().strip(), self.kind.currentData()
        source = self.source.text().strip()
        if not (number and title and code) or (self._external and not source):
            return None

        def open_it(desk: Desk, who: SignedIn, _: str) -> Any:
            open_case(desk, who, number, code, title, source)
            return number

        return open_it

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.new_case.heading"))
        self._note.setText(say("window.new_case.note"))
        for key, title in self._titles.items():
            title.setText(say(f"window.new_case.{key}"))
        for key, field in (
            ("number", self.number),
            ("title", self.title),
            ("class", self.kind),
            ("source", self.source),
        ):
            field.setAccessibleName(say(f"window.new_case.{key}"))
        for part in (self._titles["source"], self.source):
            part.setVisible(self._external)
        self.confirm.setText(say("window.new_case.confirm"))
        super().dress()
