"""The main window: the bar on top, the navigation, the screens, and the one path for errors."""

from datetime import datetime
from functools import partial

from PySide6.QtCore import QSize, Qt, QTimer, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QMainWindow, QStackedWidget, QWidget

from signapp.domain.errors import NotAuthorisedError, SessionEnded, SignappError
from signapp.domain.situation import Duty
from signapp.gui.icons import icon
from signapp.gui.screens.appeals import AppealsScreen
from signapp.gui.screens.audit import AuditScreen
from signapp.gui.screens.case import CaseScreen
from signapp.gui.screens.check import CheckScreen
from signapp.gui.screens.check_run import dropped
from signapp.gui.screens.decision_list import DecisionListScreen
from signapp.gui.screens.inbox import InboxScreen
from signapp.gui.screens.keys import KeysScreen
from signapp.gui.screens.log import LogScreen
from signapp.gui.screens.registry import RegistryScreen
from signapp.gui.screens.sign_in import Present, Role, SignInScreen
from signapp.gui.tools import Tools
from signapp.gui.top_bar import TopBar
from signapp.gui.widgets.anchor_age import AnchorAgeLine
from signapp.gui.widgets.parts import columns, mark, panel, rows
from signapp.gui.widgets.problem import ProblemPanel
from signapp.services.register import sign_out

PLACES = (
    ("inbox", "inbox"),
    ("log", "history"),
    ("registry", "users"),
    ("appeals", "help-circle"),
    ("keys", "lock"),
)
"""The places of the navigation: key and icon."""
LOG = [key for key, _ in PLACES].index("log")
"""The place where an auditor begins."""
OF_REGISTRARS = ("registry", "appeals")
"""The places that only registrars have."""
NARROW = 1100


class MainWindow(QMainWindow):
    """Holds who is signed in, and shows one screen at a time."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self.tools = tools
        self._present: Present | None = None
        self._closing = self._narrow = False
        self.top = TopBar(tools)
        self.problem = ProblemPanel(tools.language, tools.look)
        self.navigation, self.anchor = QListWidget(), AnchorAgeLine(tools)
        self.sign_in = SignInScreen(tools)
        self.inbox, self.case = InboxScreen(tools), CaseScreen(tools)
        self.list = DecisionListScreen(tools)
        self.log = LogScreen(tools)
        self.audit = AuditScreen(tools)
        self.registry = RegistryScreen(tools)
        self.appeals, self.keys = AppealsScreen(tools), KeysScreen(tools)
        self.check = CheckScreen(tools)
        self._before_check: QWidget = self.sign_in
        cases = (self.inbox, self.case, self.list, self.log)
        self._personal = (*cases, self.audit, self.registry, self.appeals, self.keys)
        self._stack = QStackedWidget()
        for screen in (self.sign_in, self.check, *self._personal):
            self._stack.addWidget(screen)
        self._lay_out()
        self._connect()
        self.dress()
        self.enter_anew()

    def _lay_out(self) -> None:
        px = self.tools.look.px
        for key, _ in PLACES:
            item = QListWidgetItem()
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(px(40), px(44)))
            self.navigation.addItem(item)
        mark(self.navigation, role="navigation")
        self.navigation.setIconSize(QSize(px(20), px(20)))
        self.navigation.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        side = rows(self.navigation, self.anchor, margin=px(8))
        self._side = panel("side", side)
        alarm = rows(self.problem)
        alarm.setContentsMargins(px(24), px(16), px(24), 0)
        self._alarm = panel("ground", alarm)
        self._alarm.hide()
        content = rows(self._alarm, self._stack, gap=0)
        content.setStretch(1, 1)
        body = columns(self._side, content, gap=0)
        body.setStretch(1, 1)
        page = rows(self.top, body, gap=0)
        page.setStretch(1, 1)
        self.setCentralWidget(panel("ground", page))
        self.setMinimumSize(px(640), px(420))
        self.resize(QSize(px(1400), px(900)).boundedTo(self.screen().availableSize()))

    def _connect(self) -> None:
        tools = self.tools
        tools.runner.failed.connect(self.show_problem)
        tools.runner.busy_changed.connect(self._close_when_idle)
        tools.language.changed.connect(self.dress)
        tools.look.changed.connect(self.dress)
        self.problem.closed.connect(self._alarm.hide)
        self.case.acted.connect(self.problem.dismiss)
        self.top.day_chosen.connect(self.move_to)
        self.top.left.connect(self.leave)
        self.top.role_chosen.connect(self.act_as)
        self.sign_in.signed_in.connect(self._entered)
        self.navigation.currentRowChanged.connect(self._go)
        self.navigation.itemClicked.connect(self._go_again)
        self.inbox.chosen.connect(self.open_case)
        self.inbox.list_chosen.connect(self.open_list)
        self.case.left.connect(self._go_again)
        self.list.left.connect(self._go_again)
        self.top.files_wanted.connect(self.check.ask)
        self.check.shown.connect(self._show_check)
        self.check.left.connect(self._leave_check)
        self.setAcceptDrops(tools.desk.checker is not None)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, colours = self.tools.language.say, self.tools.look.colours
        self.setWindowTitle(say("window.title"))
        self.navigation.setAccessibleName(say("window.navigation"))
        self._side.setFixedWidth(self.tools.look.px(64 if self._narrow else 200))
        self.anchor.be_narrow(self._narrow)
        for row, (key, name) in enumerate(PLACES):
            item = self.navigation.item(row)
            text = say(f"window.place.{key}")
            item.setText("" if self._narrow else text)
            item.setToolTip(text)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
            item.setIcon(icon(name, colours.text))

    # --- coming and going -------------------------------------------------------------------

    def enter_anew(self, reason: str = "") -> None:
        """Show who may sign in; `reason` is the key of a text that says why."""
        self._present = None
        for screen in self._personal:
            screen.leave()
        self.top.show_person(None)
        self._side.hide()
        first: QWidget = self.audit if self.tools.desk.read_only else self.sign_in
        self._before_check = first
        self._stack.setCurrentWidget(first)
        if self.tools.desk.read_only:
            self.audit.refresh()
        else:
            self.sign_in.enter(reason)

    @Slot(object)
    def _entered(self, present: Present) -> None:
        self.problem.dismiss()
        self._present = present
        self.top.show_person(present)
        self._side.show()
        for row, (key, _) in enumerate(PLACES):
            others = key in OF_REGISTRARS and Duty.REGISTER not in present.duties
            self.navigation.item(row).setHidden(others)
        first = LOG if Duty.AUDIT in present.duties else 0
        self.navigation.setCurrentRow(first)
        self._go(first)

    @Slot(object)
    def act_as(self, role: Role) -> None:
        """Let the person who is here act for another of their offices."""
        if self._present is not None:
            for screen in self._personal:
                screen.leave()
            self._entered(self._present.acting_in(role))

    @Slot()
    def leave(self) -> None:
        """Sign out."""
        self._sign_out()
        self.problem.dismiss()
        self.enter_anew("window.sign_in.signed_out")

    def _sign_out(self) -> None:
        """Close the session of whoever is here, after what is still to be noted of them."""
        if self._present is not None:
            for screen in (self.case, self.list):
                screen.documents.circulation.end()
            work = partial(sign_out, self.tools.desk, self._present.who.session)
            self.tools.runner.act(work)

    @Slot(object)
    def move_to(self, moment: datetime) -> None:
        """Move the demo's date on; whoever is signed in is signed out first."""
        self.problem.dismiss()
        self._sign_out()
        assert self.tools.clock is not None  # only a demo's date can be moved
        move = self.tools.runner.act(partial(self.tools.clock.move_to, moment))
        move.succeeded.connect(self._moved)

    @Slot()
    def _moved(self) -> None:
        self.top.tell_day()
        self.enter_anew("window.sign_in.day_moved")

    # --- places -----------------------------------------------------------------------------

    @Slot()
    def _go_again(self) -> None:
        self._go(self.navigation.currentRow())

    @Slot(int)
    def _go(self, row: int) -> None:
        if self._present is None or row < 0:
            return
        log = self.audit if Duty.AUDIT in self._present.duties else self.log
        screen = (self.inbox, log, self.registry, self.appeals, self.keys)[row]
        self._stack.setCurrentWidget(screen)
        screen.enter(self._present.who)

    @Slot(str)
    def open_case(self, number: str) -> None:
        """Show a case."""
        if self._present is not None:
            self._stack.setCurrentWidget(self.case)
            self.case.open(self._present.who, number)

    @Slot()
    def open_list(self) -> None:
        """Show the list of what this person decides in one go."""
        if self._present is not None:
            self._stack.setCurrentWidget(self.list)
            self.list.enter(self._present.who)

    # --- files from elsewhere ---------------------------------------------------------------

    @Slot()
    def _show_check(self) -> None:
        current = self._stack.currentWidget()
        if current is not None and current is not self.check:
            self._before_check = current
        self._stack.setCurrentWidget(self.check)

    @Slot()
    def _leave_check(self) -> None:
        self.problem.dismiss()
        self._stack.setCurrentWidget(self._before_check)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let files and folders be dropped anywhere on the window."""
        if dropped(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Check what was dropped."""
        event.acceptProposedAction()
        self.problem.dismiss()
        self.check.check(dropped(event.mimeData()))

    # --- errors -----------------------------------------------------------------------------

    @Slot(object)
    def show_problem(self, error: Exception) -> None:
        """Show an error: the one place where errors of the whole window end."""
        kept = self.tools.report
        report = kept(error) if kept and not isinstance(error, SignappError) else None
        self._alarm.show()
        self.problem.show_error(error, report)
        reasons = error.reasons if isinstance(error, NotAuthorisedError) else ()
        if self._present and any(isinstance(reason, SessionEnded) for reason in reasons):
            self.enter_anew("window.sign_in.session_ended")

    # --- closing ----------------------------------------------------------------------------

    def closeEvent(self, event: QCloseEvent) -> None:
        """Let an act that is under way come to its end first; a second try closes at once."""
        if self.tools.runner.busy and not self._closing:
            self._closing = True
            self.setEnabled(False)
            self.setWindowTitle(self.tools.language.say("window.closing"))
            event.ignore()
            return
        self.check.close_down()
        self.tools.runner.stop()
        super().closeEvent(event)

    @Slot(bool)
    def _close_when_idle(self, busy: bool) -> None:
        if self._closing and not busy:
            QTimer.singleShot(0, self, self.close)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the navigation by its icons alone where the window is narrow."""
        super().resizeEvent(event)
        narrow = self.width() < self.tools.look.px(NARROW)
        if narrow != self._narrow:
            self._narrow = narrow
            self.dress()
