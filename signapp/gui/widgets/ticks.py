"""Some of several things, each under a key, ticked or not."""

from collections.abc import Callable

from PySide6.QtWidgets import QCheckBox, QWidget

from signapp.gui.look import Look
from signapp.gui.widgets.parts import rows


class Ticks(QWidget):
    """A list of check boxes."""

    def __init__(self, look: Look, keys: tuple[str, ...]) -> None:
        super().__init__()
        self.boxes = {key: QCheckBox() for key in keys}
        self.setLayout(rows(*self.boxes.values(), gap=look.px(2)))
        self.setFocusProxy(next(iter(self.boxes.values())))

    @property
    def ticked(self) -> tuple[str, ...]:
        """The keys of what is ticked."""
        return tuple(key for key, box in self.boxes.items() if box.isChecked())

    def tick(self, keys: tuple[str, ...]) -> None:
        """Tick these and no others."""
        for key, box in self.boxes.items():
            box.setChecked(key in keys)

    def name(self, name_of: Callable[[str], str]) -> None:
        """Name each by its key."""
        for key, box in self.boxes.items():
            box.setText(name_of(key))
