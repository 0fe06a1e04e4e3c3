"""One of several things, each with a sentence below its name, or the reason why not."""

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QWidget

from signapp.gui.look import Look
from signapp.gui.widgets.parts import label, rows


@dataclass(frozen=True)
class ToldChoice:
    """What is said of one thing: its name, a sentence, and whether it can be chosen."""

    name: str
    sentence: str
    possible: bool


class ToldChoices(QWidget):
    """Radio buttons under keys, each with its sentence; `changed` tells of another choice."""

    changed = Signal()

    def __init__(self, look: Look, keys: tuple[str, ...]) -> None:
        super().__init__()
        self.buttons = {key: QRadioButton() for key in keys}
        self.sentences = {key: label("caption", "muted") for key in keys}
        self._group = QButtonGroup(self)
        indent = look.px(26)
        parts = []
        for key, made in self.buttons.items():
            self._group.addButton(made)
            told = rows(self.sentences[key])
            told.setContentsMargins(indent, 0, 0, 0)
            parts.append(rows(made, told, gap=0))
        self.setLayout(rows(*parts, gap=look.px(8)))
        self._group.buttonToggled.connect(self._toggled)

    @property
    def chosen(self) -> str:
        """The key of what is chosen and can be, or nothing."""
        shown = ((key, one) for key, one in self.buttons.items() if one.isEnabled())
        return next((key for key, one in shown if one.isChecked()), "")

    def choose(self, key: str) -> None:
        """Choose one, or none of them."""
        self._group.setExclusive(False)
        for name, made in self.buttons.items():
            made.setChecked(name == key)
        self._group.setExclusive(True)

    def tell(self, choices: Mapping[str, ToldChoice]) -> None:
        """Say what there is of each."""
        for key, one in choices.items():
            made, sentence = self.buttons[key], self.sentences[key]
            made.setText(one.name)
            made.setEnabled(one.possible)
            made.setAccessibleDescription(one.sentence)
            sentence.setText(one.sentence)

    def _toggled(self, _: QRadioButton, on: bool) -> None:
        if on:
            self.changed.emit()
