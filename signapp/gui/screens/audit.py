"""The auditor's workspace: filter, table, line of time, totals, sample, verification, exports."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QTabWidget, QTextBrowser

from signapp.domain.auditing import LogFilter
from signapp.gui.screens.audit_exports import FORMS, AuditExports
from signapp.gui.screens.audit_filter import AuditFilter
from signapp.gui.screens.audit_sample import AuditSample
from signapp.gui.screens.audit_side import AuditSide
from signapp.gui.screens.audit_totals import is_line, moments_of, totals_html
from signapp.gui.screens.audit_verification import AuditVerification
from signapp.gui.screens.screen import PersonalScreen
from signapp.gui.tools import Tools
from signapp.gui.widgets.log_table import LogTable
from signapp.gui.widgets.menu_button import MenuButton
from signapp.gui.widgets.parts import busy_line, columns, frame, label, panel, rows, scrolling
from signapp.gui.widgets.timeline import Timeline
from signapp.services.audit import RegisterVerdict
from signapp.services.audit_desk import AuditDesk, AuditReading, Selection, selected
from signapp.services.log_totals import Drawn, Sample, draw
from signapp.services.log_words import LogWords

TABS = ("table", "timeline", "totals", "sample", "verification")
NARROW = 980
"""Below this width, an entry stands below the log."""
MOST_MOMENTS = 2000
"""How many acts a line of time shows."""


class AuditScreen(PersonalScreen):
    """Shows the log to an auditor, or on a copy for reading to whoever opens it."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self.desk = AuditDesk(tools.desk)
        self._reading: AuditReading | None = None
        self.selection: Selection | None = None
        self._asked = LogFilter()
        self._title, self._note = label("title"), label("", "muted")
        self.told = label("step")
        self._told_frame = frame("note", rows(self.told, margin=tools.look.px(12)))
        self._progress = busy_line()
        self.export = MenuButton(self._export)
        self.filter = AuditFilter(tools)
        self.table, self.timeline = LogTable(tools.look), Timeline(tools.look)
        self._no_line, self._nothing = label("", "muted"), label("", "muted")
        self.totals = QTextBrowser()
        self.sample = AuditSample(tools)
        self.verification = AuditVerification(tools, self.desk)
        self.side = AuditSide(tools, self.desk)
        self.exports = AuditExports(self, tools)
        self.tabs = QTabWidget()
        self._lay_out()
        self._connect()
        self.dress()

    def _lay_out(self) -> None:
        px = self._tools.look.px
        self.told.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._told_frame.hide()
        line = rows(self._no_line, self.timeline, gap=px(8), margin=px(12))
        line.setStretch(1, 1)
        table = rows(self._nothing, self.table, gap=0)
        self._nothing.setContentsMargins(px(12), px(12), px(12), px(12))
        table.setStretch(1, 1)
        pages = (
            panel("plain", table),
            panel("plain", line),
            self.totals,
            self.sample,
            self.verification,
        )
        for one in pages:
            self.tabs.addTab(one, "")
        self.tabs.setDocumentMode(True)
        self._halves = halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.setHandleWidth(px(16))
        halves.addWidget(frame("card", rows(self.tabs, margin=px(4))))
        halves.addWidget(scrolling(self.side))
        halves.setStretchFactor(0, 3)
        halves.setStretchFactor(1, 1)
        halves.setSizes([px(760), px(330)])
        halves.setMinimumHeight(px(420))
        self.tabs.setMinimumHeight(px(380))
        titles = rows(self._title, self._note, gap=px(4))
        head = columns(titles, self.filter.clear, self.export, gap=px(12))
        head.setStretch(0, 1)
        page = rows(
            head, self._progress, self._told_frame, self.filter, halves, gap=px(12), margin=px(24)
        )
        page.setStretch(4, 1)
        self.setLayout(rows(scrolling(panel("plain", page))))

    def _connect(self) -> None:
        self.filter.changed.connect(self._select)
        self.table.chosen.connect(self.side.open_row)
        self.timeline.chosen.connect(self._open_number)
        self.sample.wanted.connect(self._draw)
        self.sample.chosen.connect(self._open_key)
        self.verification.verified.connect(self._verified)
        self.verification.opened.connect(self.side.open_document)
        self.side.working.connect(self._progress.setVisible)
        self.exports.told.connect(self._tell)
        self.exports.logged.connect(self.refresh)
        self.exports.working.connect(self._work)

    # --- reading and choosing ---------------------------------------------------------------

    def refresh(self) -> None:
        """Read what the log has more than before."""
        self._progress.show()
        task = self._tools.runner.act(self.desk.read, self._show)
        task.finished.connect(self._progress.hide)

    def leave(self) -> None:
        """Forget the person, and what was found and drawn for them."""
        super().leave()
        self._reading = self.selection = None
        self.verification.forget()
        self.sample.show_sample(None, None)
        self.side.show_reading(None, None)
        self._tell("")

    def _show(self, reading: AuditReading) -> None:
        self._reading = reading
        self.filter.show_reading(reading)
        self.side.show_reading(self._who, reading)
        self._select()

    @Slot()
    def _select(self) -> None:
        """Choose the rows that fit, beside the window."""
        if self._reading is None:
            return
        self._asked = self.filter.filter
        work = partial(selected, self._reading, self._asked)
        self._tools.runner.act(work, self._selected)

    def _selected(self, selection: Selection) -> None:
        if selection.filter == self._asked and self._reading is not None:
            self.selection = selection
            self.sample.show_sample(None, self._words)
            self._show_rows()

    @property
    def _words(self) -> LogWords | None:
        if self._reading is None:
            return None
        return LogWords(self._tools.language.texts, self._reading.names)

    def _show_rows(self) -> None:
        words, selection = self._words, self.selection
        say, count = self._tools.language.say, self._tools.language.texts.count
        if words is None or selection is None:
            return
        found = len(selection.rows)
        size = self._tools.language.texts.number(self._reading.size if self._reading else 0)
        self._note.setText(say("log.found_of", found=count("log.found", found), size=size))
        self._nothing.setText(say("log.nothing_fits"))
        self._nothing.setVisible(not found)
        self.table.show_rows(selection.rows, words)
        self.totals.setHtml(totals_html(selection.totals, words))
        self._show_line(words, selection)

    def _show_line(self, words: LogWords, selection: Selection) -> None:
        say, line = self._tools.language.say, is_line(selection.filter)
        shown = selection.rows[-MOST_MOMENTS:] if line else ()
        self.timeline.show_moments(moments_of(shown, words, self.verification.proven))
        left_out = len(selection.rows) - len(shown)
        key = "log.timeline.choose" if not line else "log.timeline.left_out"
        self._no_line.setText(say(key, count=left_out) if not line or left_out else "")
        self._no_line.setVisible(not line or left_out > 0)
        self.timeline.setVisible(line)

    # --- one entry --------------------------------------------------------------------------

    @Slot(int)
    def _open_number(self, number: int) -> None:
        if self._reading is not None:
            found = [one for one in self._reading.rows if one.number == number]
            self.side.open_row(found[-1])

    @Slot(str)
    def _open_key(self, key: str) -> None:
        self._open_number(int(key))

    # --- samples, verification, exports -----------------------------------------------------

    @Slot(int, str, object)
    def _draw(self, size: int, seed: str, drawn: Drawn) -> None:
        if self.selection is not None:
            work = partial(draw, self.selection.rows, size, seed, drawn)
            self._tools.runner.act(work, self._drawn)

    def _drawn(self, sample: Sample) -> None:
        self.sample.show_sample(sample, self._words)

    @Slot(object)
    def _verified(self, verdict: RegisterVerdict) -> None:
        self.side.limits.show_proofs(verdict.proofs)
        self._show_rows()

    def _export(self, form: str) -> None:
        if self._reading is not None and self.selection is not None:
            verdict, sample = self.verification.found, self.sample.sample
            report = self.desk.report(self._reading, self.selection, sample, verdict)
            self.exports.ask(form, self._who, report)

    @Slot(str)
    def _tell(self, text: str) -> None:
        self.told.setText(text)
        self._told_frame.setVisible(bool(text))

    @Slot(bool)
    def _work(self, on: bool) -> None:
        self._progress.setVisible(on)
        self.export.setEnabled(not on)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the entry below the log where there is no room beside it."""
        narrow = self.width() < self._tools.look.px(NARROW)
        down, across = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        self._halves.setOrientation(down if narrow else across)
        self._halves.setMinimumHeight(self._tools.look.px(760 if narrow else 420))
        super().resizeEvent(event)

    # --- words ------------------------------------------------------------------------------

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, colours, px = self._tools.language.say, self._tools.look.colours, self._tools.look.px
        copy = self._tools.desk.read_only
        self._title.setText(say("log.title_of_copy" if copy else "log.title"))
        self.export.setText(say("log.export"))
        self.export.show_choices({form: say(f"log.export.{form}") for form in FORMS})
        for place, name in enumerate(TABS):
            self.tabs.setTabText(place, say(f"log.tab.{name}"))
        for bar in (self.tabs, self.tabs.tabBar()):
            bar.setAccessibleName(say("window.tabs"))
        self.table.setAccessibleName(say("log.tab.table"))
        self.timeline.setAccessibleName(say("log.tab.timeline"))
        self.totals.setAccessibleName(say("log.tab.totals"))
        self.totals.document().setDefaultStyleSheet(f"""
            p.head {{ font-size: {px(16)}px; font-weight: 600; color: {colours.text};
                      margin: {px(14)}px 0 {px(4)}px 0; }}
            td {{ font-size: {px(15)}px; color: {colours.text}; padding: {px(2)}px {px(16)}px
                  {px(2)}px 0; }}
        """)
        self._dress_parts()
        self._show_rows()

    def _dress_parts(self) -> None:
        for one in (self.filter, self.sample, self.verification, self.side):
            one.dress()
