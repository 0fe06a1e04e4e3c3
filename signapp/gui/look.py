"""How the window looks: colours for light and dark, sizes, fonts; and telling Qt of them."""

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from signapp.gui.style import stylesheet
from signapp.resources import resource

FAMILIES = ["Source Sans 3", "Noto Sans SC Subset"]
FONT_FILES = (
    "SourceSans3-Regular.ttf",
    "SourceSans3-It.ttf",
    "SourceSans3-Semibold.ttf",
    "SourceSans3-Bold.ttf",
    "NotoSansSC-Subset.otf",
)
USUAL_TEXT = 13
"""The pixels of a desktop's ordinary text; a larger one enlarges everything here alike."""


@dataclass(frozen=True)
class Colours:
    """The colours of one theme, named by what they are for; `…_soft` is a ground."""

    ground: str
    surface: str
    sunken: str
    border: str
    border_strong: str
    text: str
    muted: str
    primary: str
    primary_hover: str
    primary_soft: str
    on_primary: str
    success: str
    success_soft: str
    warning: str
    warning_soft: str
    danger: str
    danger_soft: str


LIGHT = Colours(
    ground="#F5F6F8",
    surface="#FFFFFF",
    sunken="#EDEFF2",
    border="#D5D9DF",
    border_strong="#80868F",
    text="#1B1F24",
    muted="#555C66",
    primary="#14539A",
    primary_hover="#0F4380",
    primary_soft="#E4EEF9",
    on_primary="#FFFFFF",
    success="#0B6B4F",
    success_soft="#DFF3EC",
    warning="#7A4B00",
    warning_soft="#FFF1CC",
    danger="#A3122F",
    danger_soft="#FBE6EA",
)
DARK = Colours(
    ground="#14171B",
    surface="#1C2026",
    sunken="#101316",
    border="#363C45",
    border_strong="#818996",
    text="#ECEFF3",
    muted="#A9B1BC",
    primary="#8FBDF2",
    primary_hover="#A9CCF6",
    primary_soft="#1B2F48",
    on_primary="#0A1B30",
    success="#7ED6B6",
    success_soft="#16352B",
    warning="#F2C566",
    warning_soft="#3A2E10",
    danger="#F59AAA",
    danger_soft="#43202A",
)


class Theme(Enum):
    """Light, dark, or as the desktop has it."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Look(QObject):
    """The look that is in force; `changed` tells those who draw themselves."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        for name in FONT_FILES:
            QFontDatabase.addApplicationFont(str(resource("fonts", name)))
        self._application = application
        self._scale = text_scale()
        self.theme = Theme.SYSTEM
        self.colours = LIGHT
        application.setStyle(QStyleFactory.create("Fusion"))
        application.setFont(self.font(15))
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self._apply()

    def px(self, size: float) -> int:
        """Return a length in pixels, enlarged as far as the desktop's text is."""
        return round(size * self._scale)

    def font(self, size: int, *, strong: bool = False) -> QFont:
        """Return the font of a size of the type scale (12, 13, 15, 16, 24)."""
        font = QFont(FAMILIES)
        font.setPixelSize(self.px(size))
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font

    def choose(self, theme: Theme) -> None:
        """Change the theme of the whole window."""
        self.theme = theme
        self._apply()
        self.changed.emit()

    @Slot()
    def _follow(self) -> None:
        if self.theme is Theme.SYSTEM:
            self.choose(Theme.SYSTEM)

    def _apply(self) -> None:
        dark = self._is_dark()
        self.colours = DARK if dark else LIGHT
        self._application.setPalette(palette(self.colours))
        self._application.setStyleSheet(stylesheet(vars(self.colours), self.px, dark=dark))

    def _is_dark(self) -> bool:
        if self.theme is Theme.SYSTEM:
            scheme = self._application.styleHints().colorScheme()
            return scheme is Qt.ColorScheme.Dark
        return self.theme is Theme.DARK


def palette(colours: Colours) -> QPalette:
    """Return Qt's palette for a theme; what the style sheet leaves out is drawn with it."""
    role, group = QPalette.ColorRole, QPalette.ColorGroup
    made = QPalette()
    for target, colour in {
        role.Window: colours.ground,
        role.WindowText: colours.text,
        role.Base: colours.surface,
        role.AlternateBase: colours.sunken,
        role.Text: colours.text,
        role.PlaceholderText: colours.muted,
        role.Button: colours.surface,
        role.ButtonText: colours.text,
        role.Highlight: colours.primary,
        role.HighlightedText: colours.on_primary,
        role.ToolTipBase: colours.text,
        role.ToolTipText: colours.surface,
        role.Link: colours.primary,
        role.Light: colours.surface,
        role.Midlight: colours.border,
        role.Mid: colours.border,
        role.Dark: colours.border_strong,
        role.Shadow: colours.border_strong,
    }.items():
        made.setColor(target, QColor(colour))
    for target in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(group.Disabled, target, QColor(colours.muted))
    return made


def text_scale() -> float:
    """Tell how much larger than usual the desktop's text is; small differences do not count."""
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    scale = QFontInfo(font).pixelSize() / USUAL_TEXT
    return scale if scale > 1.15 else 1.0
