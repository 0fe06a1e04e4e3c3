"""The bar on top: that this is a demo and on which day, the language, the theme, who is here."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from signapp.gui.icons import icon
from signapp.gui.look import Theme
from signapp.gui.screens.sign_in import Present, Role
from signapp.gui.tools import Tools
from signapp.gui.widgets.parts import columns, label, panel, rows, tool_button
from signapp.texts.catalogue import LANGUAGES

MINUTE = 60_000
THEME_ICONS = {Theme.SYSTEM: "device-desktop", Theme.LIGHT: "sun", Theme.DARK: "moon"}
NARROW = 1000


class TopBar(QWidget):
    """`day_chosen` asks to move the demo's date on, `left` to sign out.

    `role_chosen` asks to act for another office, `files_wanted` to check files from elsewhere.
    """

    role_chosen = Signal(object)
    day_chosen = Signal(object)
    left = Signal()
    files_wanted = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._present: Present | None = None
        self._brand = label("section", wrap=False)
        self._demo = label("chip", "warning")
        self._day = tool_button(kind="menu")
        self.check = tool_button(self.files_wanted.emit, kind="icon")
        self.check.setShortcut(QKeySequence.StandardKey.Open)
        self.check.setVisible(tools.desk.checker is not None)
        self._language = tool_button()
        self._theme = tool_button(kind="icon")
        self._name, self._office = label("strong", wrap=False), label("caption", wrap=False)
        self._role = tool_button(kind="menu")
        self._leave = tool_button(self.left.emit)
        for made in (self._day, self._language, self._theme, self._role):
            made.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
            made.setMenu(QMenu(made))
        px = tools.look.px
        self._who = panel("plain", rows(self._name, self._office, gap=0))
        bar = columns(
            self._brand, self._demo, self._day, 1, self.check, self._language, self._theme,
            self._who, self._role, self._leave, gap=px(8),
        )  # fmt: skip
        bar.setContentsMargins(px(24), px(8), px(16), px(8))
        self.setLayout(rows(panel("bar", bar)))
        self.setFixedHeight(px(56))
        self._clock = QTimer(self)
        self._clock.setInterval(MINUTE)
        self._clock.timeout.connect(self._tell_day)
        self._clock.start()
        tools.language.changed.connect(self.dress)
        tools.look.changed.connect(self.dress)
        self.dress()

    def show_person(self, present: Present | None) -> None:
        """Show who is signed in, or nobody."""
        self._present = present
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, colours = self._tools.language.say, self._tools.look.colours
        self._brand.setText(say("window.name"))
        self._demo.setText(say("window.demo"))
        self._demo.setToolTip(say("window.demo.what"))
        self._demo.setAccessibleDescription(say("window.demo.what"))
        self._day.setIcon(icon("calendar", colours.text))
        self._tell_day()
        self.check.setIcon(icon("shield-check", colours.text))
        shortcut = self.check.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        self.check.setToolTip(f"{say('window.check.choose')} ({shortcut})")
        self.check.setAccessibleName(say("window.check.choose"))
        self._language.setIcon(icon("language", colours.text))
        self._language.setText(f"{self._tools.language.code.upper()} ▾")
        self._language.setToolTip(say("window.language"))
        self._language.setAccessibleName(say("window.language"))
        self._theme.setIcon(icon(THEME_ICONS[self._tools.look.theme], colours.text))
        self._theme.setToolTip(say("window.theme"))
        self._theme.setAccessibleName(say("window.theme"))
        self._leave.setIcon(icon("logout", colours.text))
        self._leave.setText(say("window.sign_out"))
        present = self._present
        self._who.setVisible(present is not None)
        self._leave.setVisible(present is not None)
        if present is not None:
            self._name.setText(present.person.name)
            self._office.setText(self._role_name(present.role))
        self._fill_roles()
        self._fill_languages()
        self._fill_themes()

    @Slot()
    def _tell_day(self) -> None:
        """Show the demo's date, and the days that it can be moved on to; a real day needs none."""
        language, clock = self._tools.language, self._tools.clock
        for made in (self._demo, self._day):
            made.setVisible(clock is not None)
        if clock is None:
            return
        now = clock.now()
        shown = language.texts.date(now.date())
        self._day.setText(f"{shown} ▾")
        self._day.setToolTip(language.say("window.day.what"))
        self._day.setAccessibleName(language.say("window.day", day=shown))
        menu = self._day.menu()
        menu.clear()
        title = menu.addAction(language.say("window.day.move"))
        title.setEnabled(False)
        days = clock.days()
        for moment in days:
            action = menu.addAction(language.texts.moment(moment))
            action.triggered.connect(partial(self._choose_day, moment))
        if not days:
            menu.addAction(language.say("window.day.last")).setEnabled(False)

    def _choose_day(self, moment: datetime) -> None:
        self.day_chosen.emit(moment)

    def tell_day(self) -> None:
        """Show that the date has moved on."""
        self._tell_day()

    def _role_name(self, role: Role) -> str:
        return self._tools.language.role(role.title, role.actor.capacity)

    def _fill_roles(self) -> None:
        """Offer the offices that the person acts for, where there is more than one."""
        menu, present = self._role.menu(), self._present
        menu.clear()
        roles = present.person.roles if present else ()
        self._role.setVisible(len(roles) > 1)
        self._role.setText(f"{self._tools.language.say('window.role.choose')} ▾")
        self._role.setToolTip(self._tools.language.say("window.role.what"))
        self._role.setAccessibleName(self._tools.language.say("window.role.what"))
        group = QActionGroup(menu)
        for role in roles:
            action = self._choice(menu, group, self._role_name(role))
            action.setChecked(present is not None and role == present.role)
            action.triggered.connect(partial(self._choose_role, role))

    def _choose_role(self, role: Role) -> None:
        QTimer.singleShot(0, self, partial(self.role_chosen.emit, role))

    def _fill_languages(self) -> None:
        menu, language = self._language.menu(), self._tools.language
        menu.clear()
        group = QActionGroup(menu)
        for code in LANGUAGES:
            action = self._choice(menu, group, language.say(f"window.language.{code}"))
            action.setChecked(code == language.code)
            action.triggered.connect(partial(self._choose_language, code))

    def _choose_language(self, code: str) -> None:
        QTimer.singleShot(0, self, partial(self._tools.language.choose, code))

    def _fill_themes(self) -> None:
        menu, look = self._theme.menu(), self._tools.look
        menu.clear()
        group = QActionGroup(menu)
        for theme in Theme:
            text = self._tools.language.say(f"window.theme.{theme.value}")
            action = self._choice(menu, group, text)
            action.setChecked(theme is look.theme)
            action.triggered.connect(partial(self._choose_theme, theme))

    def _choose_theme(self, theme: Theme) -> None:
        QTimer.singleShot(0, self, partial(self._tools.look.choose, theme))

    @staticmethod
    def _choice(menu: QMenu, group: QActionGroup, text: str) -> QAction:
        action = menu.addAction(text)
        action.setCheckable(True)
        group.addAction(action)
        return action

    def resizeEvent(self, event: object) -> None:
        """Leave out what is not needed where the window is narrow."""
        wide = self.width() >= self._tools.look.px(NARROW)
        self._brand.setVisible(wide)
        self._office.setVisible(wide)
        super().resizeEvent(event)  # type: ignore[arg-type]
