"""The card of what the register trusts: its issuers and the trusted lists with their age."""

from datetime import datetime

from PySide6.QtCore import Signal

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.registry_cards import Card
from signapp.gui.widgets.parts import button, columns, empty, rows
from signapp.services.trust_facts import TrustFacts, days_old


class TrustCard(Card):
    """Shows issuers and trusted lists; `refresh_wanted` tells that newer lists are wanted."""

    refresh_wanted = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.refresh = button("", self.refresh_wanted.emit)
        self.refresh.setObjectName("refresh-lists")
        layout = self.layout()
        assert isinstance(layout, type(rows()))
        layout.addLayout(columns(self.refresh, 1, gap=look.px(8)))

    def show_trust(self, facts: TrustFacts | None, now: datetime, *, can_fetch: bool) -> None:
        """Show what is trusted at a moment."""
        empty(self._lines)
        self.setVisible(facts is not None)
        if facts is None:
            return
        say, texts = self._language.say, self._language.texts
        self._say(say("trusted.anchors"), "section")
        for one in facts.anchors:
            self._say(say("trusted.anchor", name=one.name, until=one.until.date()))
        if not facts.anchors:
            self._say(say("trusted.no_anchors"), "", "warning")
        self._say(say("trusted.lists"), "strong")
        for listed in facts.lists:
            age = texts.count("trusted.age", days_old(listed, now))
            self._say(say("trusted.list", list=listed.territory, number=listed.number, age=age))
            if listed.is_out_of_date(now):
                self._say(say("trusted.out_of_date"), "step", "danger")
        if not facts.lists:
            self._say(say("trusted.no_lists"), "step", "muted")
        self.refresh.setVisible(can_fetch)
        self.refresh.setText(say("trusted.refresh"))

    def work(self, *, on: bool) -> None:
        """Show that lists are being fetched, or no longer."""
        self.refresh.setEnabled(not on)
        self.refresh.setText(self._language.say("trusted.refreshing" if on else "trusted.refresh"))
