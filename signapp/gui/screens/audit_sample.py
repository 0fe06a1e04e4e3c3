"""Drawing a sample of the log: how many, of what, by which seed; and what is to be checked."""

import secrets
from html import escape

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QSpinBox, QTextBrowser, QWidget

from signapp.gui.tools import Tools
from signapp.gui.widgets.form import choice_field, titled
from signapp.gui.widgets.parts import button, columns, frame, label, rows
from signapp.services.log_totals import Drawn, Sample, Sampled
from signapp.services.log_words import LogWords


class AuditSample(QWidget):
    """`wanted` carries size, seed and what is drawn from; `chosen` the number of an entry."""

    wanted = Signal(int, str, object)
    chosen = Signal(str)

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._sample: Sample | None = None
        self._words: LogWords | None = None
        px = tools.look.px
        self.many, self.drawn, self.seed = QSpinBox(), choice_field(), QLineEdit()
        self._fields: tuple[QWidget, ...] = (self.many, self.drawn, self.seed)
        self.many.setRange(1, 9999)
        self.drawn.setMinimumContentsLength(16)
        self.many.setValue(10)
        self.many.lineEdit().setTextMargins(px(10), 0, 0, 0)
        self.draw = button("primary", self._draw)
        self._titles = [label("caption", wrap=False) for _ in range(3)]
        fields = zip(self._titles, self._fields, strict=True)
        asked = columns(*(titled(title, field, tools.look) for title, field in fields), gap=px(12))
        asked.addWidget(self.draw)
        self._how, self.page = label("step", "muted"), QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.anchorClicked.connect(self._follow)
        card = frame("card", rows(self.page, margin=px(8)))
        page = rows(asked, self._how, card, gap=px(12), margin=px(12))
        page.setStretch(2, 1)
        self.setLayout(page)
        self.dress()

    def show_sample(self, sample: Sample | None, words: LogWords | None) -> None:
        """Show what was drawn, or nothing."""
        self._sample, self._words = sample, words
        self.dress()

    @property
    def sample(self) -> Sample | None:
        """What was drawn."""
        return self._sample

    @Slot(QUrl)
    def _follow(self, link: QUrl) -> None:
        self.chosen.emit(link.toString())

    @Slot()
    def _draw(self) -> None:
        if not self.seed.text().strip():
            self.seed.setText(secrets.token_hex(8))
        self.wanted.emit(self.many.value(), self.seed.text().strip(), self.drawn.currentData())

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._tools.language.say
        keys = ("log.sample.wanted", "log.sample.drawn", "log.sample.seed")
        for title, field, key in zip(self._titles, self._fields, keys, strict=True):
            title.setText(say(key))
            field.setAccessibleName(say(key))
        self.seed.setPlaceholderText(say("log.sample.seed_hint"))
        self.draw.setText(say("log.sample.draw"))
        self.page.setAccessibleName(say("log.sample"))
        chosen = self.drawn.currentData()
        self.drawn.clear()
        for one in Drawn:
            self.drawn.addItem(say(f"log.drawn.{one.value}"), one)
        self.drawn.setCurrentIndex(max(0, self.drawn.findData(chosen)))
        self._how.setText(self._told())
        self.page.document().setDefaultStyleSheet(self._style())
        self.page.setHtml(self._html())

    def _told(self) -> str:
        if self._sample is None or self._words is None:
            return self._tools.language.say("log.sample.none")
        return " · ".join(
            f"{name}: {value}" for name, value in self._words.sample_lines(self._sample)
        )

    def _html(self) -> str:
        words = self._words
        if self._sample is None or words is None:
            return ""
        return "".join(self._entry(one, words) for one in self._sample.entries)

    def _entry(self, one: Sampled, words: LogWords) -> str:
        row, say = one.row, words.texts.say
        head = f"{row.place} · {words.act(row)}"
        below = " · ".join(part for part in (words.who(row), row.case) if part)
        checks = "".join(
            f'<p class="check">☐ {escape(say(f"log.check.{check.value}"))}</p>'
            for check in one.checks
        )
        return (
            f'<p class="head"><a href="{row.number}">{escape(head)}</a></p>'
            f'<p class="note">{escape(below)}</p>{checks}'
        )

    def _style(self) -> str:
        colours, px = self._tools.look.colours, self._tools.look.px
        return f"""
            p {{ font-size: {px(15)}px; color: {colours.text}; margin: 0 0 {px(2)}px 0; }}
            p.head {{ font-weight: 600; margin-top: {px(12)}px; }}
            p.note {{ font-size: {px(13)}px; color: {colours.muted}; }}
            p.check {{ font-size: {px(13)}px; margin-left: {px(16)}px; }}
            a {{ color: {colours.primary}; text-decoration: none; }}
        """
