"""The decision's text as it will stand in the minutes, for reading in the window."""

from html import escape

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QTextBrowser

from signapp.domain.numbers import diary_number
from signapp.gui.screens.case_reading import CaseReading, Participant
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
            p.note {{ color: {colours.muted}; font-size: {px(13)}px; }}
        """

    def _html(self) -> str:
        reading, say = self._reading, self._tools.language.say
        assert reading is not None
        written = reading.text
        if written is None:
            return _paragraph(say("window.text.none"), "note")
        sections = {
            "minutes.heading.decision": (written.decision,),
            "minutes.heading.proposal": (reading.proposed,),
            "minutes.heading.rationale": written.rationale,
            "minutes.heading.presenter": self._lines(reading.presenter),
            "minutes.heading.competence": (reading.citation,),
            "minutes.heading.enforcement": (written.enforcement_reason,),
            "minutes.heading.attachments": (written.attachment_title,),
            "minutes.heading.appeal": (written.appeal_name, *written.appeal_text),
            "minutes.heading.extracts": written.extracts,
            "minutes.heading.distribution": written.distribution,
            "minutes.heading.further_information": written.further_information,
        }
        parts = [_paragraph(written.title, "title")]
        case = reading.case
        parts.append(_paragraph(diary_number(case.number, case.opened.class_code), "note"))
        if reading.case.proposal is None:
            parts.append(_paragraph(say("window.text.draft"), "note"))
        for heading, texts in sections.items():
            if any(texts):
                parts.append(_paragraph(say(heading), "head"))
                parts.extend(_paragraph(text) for text in texts)
        parts.append(_paragraph(written.notice, "note"))
        return "".join(parts)

    def _lines(self, one: Participant | None) -> tuple[str, ...]:
        if one is None:
            return ()
        return (f"{one.name}, {self._tools.language.texts.title(one.title)}",)

    def resizeEvent(self, event: object) -> None:
        """Keep the lines short enough to read."""
        px = self._tools.look.px
        side = max(px(24), (self.width() - px(WIDEST)) // 2)
        self.setViewportMargins(side, px(16), side, px(16))
        super().resizeEvent(event)  # type: ignore[arg-type]


def _paragraph(text: str, kind: str = "") -> str:
    return f'<p class="{kind}">{escape(text)}</p>'
