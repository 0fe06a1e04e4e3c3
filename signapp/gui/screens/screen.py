"""What all screens have in common: their tools, and saying everything anew when asked."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import mark
from signapp.services.journal import SignedIn


class Screen(QWidget):
    """One screen of the window; it shows values and asks the services for everything."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        mark(self, role="ground")
        tools.language.changed.connect(self.dress)
        tools.look.changed.connect(self.dress)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""

    def refresh(self) -> None:
        """Read what is shown anew."""


class PersonalScreen(Screen):
    """A screen for a signed-in person."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._who: SignedIn | None = None

    def enter(self, who: SignedIn) -> None:
        """Show the screen to a person."""
        self._who = who
        self.refresh()

    def leave(self) -> None:
        """Forget the person and what was shown to them."""
        self._who = None
