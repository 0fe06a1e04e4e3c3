"""A button that opens a menu of further acts."""

from collections.abc import Callable

from PySide6.QtCore import QSignalMapper
from PySide6.QtWidgets import QMenu, QPushButton

from signapp.gui.widgets.parts import mark


class MenuButton(QPushButton):
    """Shows a menu; `chosen` is called with the key of what is chosen."""

    def __init__(self, chosen: Callable[[str], object]) -> None:
        super().__init__()
        self.setAutoDefault(False)
        mark(self, kind="menu")
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self._keys = QSignalMapper(self)
        self._keys.mappedString.connect(chosen)

    def show_choices(self, choices: dict[str, str]) -> None:
        """Offer choices by their names, each under its key."""
        self._menu.clear()
        for key, name in choices.items():
            action = self._menu.addAction(name)
            action.setData(key)
            self._keys.setMapping(action, key)
            action.triggered.connect(self._keys.map)

    def choose(self, key: str) -> None:
        """Choose as by the menu."""
        (action,) = [one for one in self._menu.actions() if one.data() == key]
        action.trigger()


def menu_button(chosen: Callable[[str], object]) -> MenuButton:
    """Return a button with a menu, empty at first."""
    return MenuButton(chosen)
