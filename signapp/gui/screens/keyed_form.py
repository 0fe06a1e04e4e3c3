"""A form whose every text stands under its own key: its heading, its fields, its button."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QLayout, QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.widgets.form import Choices, titled
from signapp.gui.widgets.parts import label, rows


class KeyedForm(CaseForm):
    """A further act on a case; the texts are `window.more.KEY…`."""

    key = ""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._titles: list[tuple[str, QWidget]] = []
        self._named: list[tuple[str, Choices]] = []
        self._labels = {"": label()}

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Tell whether the form is offered to this person now."""
        raise NotImplementedError

    def first_field(self) -> QWidget:
        """Return the field under the first title."""
        widget = self._titles[0][1]
        return next(iter(widget.buttons.values())) if isinstance(widget, Choices) else widget

    def _field(self, name: str, widget: QWidget, names: str = "") -> QLayout:
        """Return a field below its title; `names` is the beginning of its choices' keys."""
        title = label("strong")
        self._labels[name] = title
        self._titles.append((name, widget))
        if isinstance(widget, Choices):
            self._named.append((names, widget))
            widget.changed.connect(self.look_at_fields)
            return rows(title, widget, gap=self._look.px(4))
        return titled(title, widget, self._look)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say(f"window.more.{self.key}.heading"))
        self._note.setText(say(f"window.more.{self.key}.note"))
        self.confirm.setText(say(f"window.more.{self.key}.confirm"))
        for name, widget in self._titles:
            text = say(f"window.more.{self.key}.{name}")
            self._labels[name].setText(text)
            widget.setAccessibleName(text)
        for names, choices in self._named:
            if names:
                choices.name(lambda key, names=names: say(f"{names}.{key}"))  # type: ignore[misc]
        super().dress()
