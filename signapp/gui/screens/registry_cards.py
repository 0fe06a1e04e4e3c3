"""The cards of the registry's screen: what waits for a registrar, and the offices of today."""

from datetime import date, timedelta
from functools import partial

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout

from signapp.domain.acts import AbsenceRecorded, CertificateBound
from signapp.domain.calendar import helsinki_day
from signapp.domain.offices import RosterProposal
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import (
    button,
    columns,
    empty,
    label,
    line,
    mark,
    rows,
)
from signapp.services.registry import Holder, OfficeNow, Registry
from signapp.services.roster_words import RosterWords

SOON = timedelta(days=60)
"""A certificate that ends within these days is marked."""


class Card(QFrame):
    """A card whose lines are made anew from the register; hidden without one."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(10))
        self.setLayout(rows(self._lines, margin=look.px(16)))

    def _tell(self, signal: SignalInstance, value: object, *_: object) -> None:
        signal.emit(value)

    def _say(self, text: str, kind: str = "", tone: str = "") -> None:
        made = label(kind, tone)
        made.setText(text)
        self._lines.addWidget(made)


class WaitingCard(Card):
    """Proposed changes with all that they change; `confirmed` and `rejected` carry a code."""

    confirmed = Signal(str)
    rejected = Signal(str)

    def show_registry(self, registry: Registry | None, person: str) -> None:
        """Show what waits; a person does not confirm what they proposed."""
        empty(self._lines)
        proposals = registry.waiting if registry else ()
        self.setVisible(bool(proposals))
        if registry is None:
            return
        words = RosterWords(
            self._language.texts, registry.roster, lambda one: registry.names.get(one, "…")
        )
        self._say(self._language.say("window.registry.waiting"), "section")
        for proposal in proposals:
            self._lines.addWidget(line())
            self._proposal(words, proposal, own=proposal.person == person)

    def _proposal(self, words: RosterWords, proposal: RosterProposal, *, own: bool) -> None:
        say = self._language.say
        name, at = words.name(proposal.person), proposal.at
        self._say(say("window.registry.proposed", name=name, at=at), "caption")
        for sentence in words.sentences(proposal.changes):
            self._say(f"• {sentence}")
        self._lines.addLayout(self._buttons(proposal.proposal, name, own=own))
        if own:
            self._say(say("window.registry.own"), "caption")

    def _buttons(self, code: str, name: str, *, own: bool) -> QHBoxLayout:
        say = self._language.say
        made = columns(gap=self._look.px(8))
        if not own:
            confirm = button("primary", partial(self._tell, self.confirmed, code))
            confirm.setText(say("window.registry.confirm"))
            confirm.setAccessibleName(f"{confirm.text()}, {name}")
            confirm.setObjectName(f"confirm-{code}")
            made.addWidget(confirm)
        reject = button("", partial(self._tell, self.rejected, code))
        reject.setText(say("window.registry.take_back" if own else "window.registry.reject"))
        reject.setAccessibleName(f"{reject.text()}, {name}")
        reject.setObjectName(f"reject-{code}")
        made.addWidget(reject)
        made.addStretch(1)
        return made


class OfficesCard(Card):
    """The offices with their holders; `withdrawn` carries an absence to be taken back."""

    withdrawn = Signal(object)

    def show_registry(self, registry: Registry | None) -> None:
        """Show the offices of today."""
        empty(self._lines)
        self.setVisible(registry is not None)
        if registry is None:
            return
        self._say(self._language.say("window.registry.offices"), "section")
        for one in registry.offices:
            self._lines.addWidget(line())
            self._lines.addLayout(self._office(one, registry.today))

    def _office(self, one: OfficeNow, today: date) -> QHBoxLayout:
        texts = self._language.texts
        title, code = label("strong"), label("caption")
        title.setText(texts.title(one.office.title))
        code.setText(one.office.office)
        left, right = rows(title, code, 1, gap=0), rows(gap=self._look.px(2))
        for holder in one.holders:
            self._holder(right, holder, today)
        if not one.holders:
            self._add(right, self._language.say("window.registry.vacant"), "", "warning")
        for text in self._also(one):
            self._add(right, text, "caption")
        made = columns(left, right, gap=self._look.px(16))
        made.setStretch(0, 2)
        made.setStretch(1, 3)
        return made

    def _also(self, one: OfficeNow) -> list[str]:
        """Return who stands in, and when the office ends."""
        say, texts, told = self._language.say, self._language.texts, []
        if one.deputies:
            names = ", ".join(map(texts.title, one.deputies))
            told.append(say("window.registry.deputies", deputies=names))
        told += [
            say("window.registry.substituted", name=name, until=until)
            for name, until in one.substitutes
        ]
        if one.last_day:
            heir = texts.title(one.heir) if one.heir else "–"
            told.append(say("window.registry.ends", day=one.last_day, heir=heir))
        return told

    def _holder(self, into: QVBoxLayout, holder: Holder, today: date) -> None:
        say = self._language.say
        self._add(into, say("window.registry.holds", name=holder.name, until=holder.until))
        for bound in holder.certificates:
            self._certificate(into, bound, today)
        for absence in holder.absences:
            into.addLayout(self._absence(absence))

    def _certificate(self, into: QVBoxLayout, bound: CertificateBound, today: date) -> None:
        ends = helsinki_day(bound.not_after)
        kind = self._language.say(f"certificate_kind.{bound.purpose.value}")
        key = "expired" if ends < today else "valid"
        text = self._language.say(f"window.registry.{key}", certificate=kind, day=ends)
        tone = "danger" if ends < today else "warning" if ends < today + SOON else ""
        self._add(into, text, "caption", tone)

    def _absence(self, absence: AbsenceRecorded) -> QHBoxLayout:
        say = self._language.say
        days = label("chip", "warning")
        days.setText(say("window.registry.away", since=absence.since, until=absence.until))
        back = button("quiet", partial(self._tell, self.withdrawn, absence))
        back.setText(say("window.registry.withdraw"))
        back.setObjectName(f"withdraw-{absence.person}-{absence.since}")
        return columns(days, back, 1, gap=self._look.px(8))

    def _add(self, into: QVBoxLayout, text: str, kind: str = "", tone: str = "") -> None:
        made = label(kind, tone)
        made.setText(text)
        into.addWidget(made)
