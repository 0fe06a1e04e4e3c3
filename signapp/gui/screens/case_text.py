"""The decision's text as it will stand in the minutes, for reading in the window."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTextBrowser

from signapp.gui.screens.block_html import paragraph
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.text_html import text_html
from signapp.gui.tools import Tools

WIDEST = 720
"""Lines longer than this are hard to read."""


class CaseText(QTextBrowser):
    """Shows proposal, rationale, competence, enforcement judgement and appeal instructions."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._reading: CaseReading | None = None
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        tools.language.changed.connect(self.dress)
        tools.look.changed.connect(self.dress)

    def show_case(self, reading: CaseReading | None) -> None:
        """Show the text of a case."""
        self._reading = reading
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Set the text in the language and colours of now."""
        self.setAccessibleName(self._tools.language.say("window.tab.text"))
        place = self.verticalScrollBar().value()
        self.document().setDefaultStyleSheet(self._style())
        self.setHtml(self._html() if self._reading else "")
        self.verticalScrollBar().setValue(place)

    def _style(self) -> str:
        colours, px = self._tools.look.colours, self._tools.look.px
        return f"""
            p {{ font-size: {px(15)}px; color: {colours.text}; margin: 0 0 {px(8)}px 0;
                 line-height: 120%; }}
            p.title {{ font-size: {px(20)}px; font-weight: 600; margin-bottom: {px(4)}px; }}
            p.head {{ font-size: {px(16)}px; font-weight: 600; margin: {px(16)}px 0 {px(4)}px; }}
            p.part {{ font-weight: 600; margin: {px(8)}px 0 {px(2)}px; }}
            p.item {{ margin: 0 0 {px(4)}px {px(20)}px; text-indent: -{px(16)}px; }}
            p.below {{ margin: 0 0 {px(4)}px {px(42)}px; text-indent: -{px(16)}px; }}
            th, td {{ font-size: {px(14)}px; color: {colours.text}; }}
            th {{ font-weight: 600; }}
            table {{ margin: {px(4)}px 0 {px(12)}px 0; border-collapse: collapse;
                     border: 1px solid {colours.border}; }}
            span.removed {{ text-decoration: line-through; color: {colours.danger}; }}
            span.added {{ text-decoration: underline; font-weight: 600;
                          color: {colours.success}; }}
            p.mark {{ color: {colours.warning}; font-weight: 600; }}
            p.note {{ color: {colours.muted}; font-size: {px(13)}px; }}
        """

    def _html(self) -> str:
        reading, say = self._reading, self._tools.language.say
        assert reading is not None
        written = reading.text
        if written is None:
            return paragraph(say("window.text.none"), "note")
        return text_html(reading, written, self._tools.language.texts)

    def resizeEvent(self, event: object) -> None:
        """Keep the lines short enough to read."""
        px = self._tools.look.px
        side = max(px(24), (self.width() - px(WIDEST)) // 2)
        self.setViewportMargins(side, px(16), side, px(16))
        super().resizeEvent(event)  # type: ignore[arg-type]
