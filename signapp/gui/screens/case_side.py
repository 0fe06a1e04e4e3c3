"""Beside the documents: why this person may act, the verdict on what is shown, the facts."""

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading, Participant, ToDo
from signapp.gui.widgets.grounds import GroundsCard, grouped
from signapp.gui.widgets.parts import empty, label, mark, panel, rows, scrolling
from signapp.gui.widgets.pin_prompt import PinPrompt
from signapp.gui.widgets.verdict import VerdictView
from signapp.services.ports import Verdict


class CaseSide(QWidget):
    """The column beside the documents; while a PIN is asked for, it shows only that."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._reading: CaseReading | None = None
        self._asking = self._has_verdict = self._is_checking = False
        self._checking = label("", "muted")
        self._language = language
        self.card = GroundsCard(language, look)
        self.verdict = VerdictView(language, look)
        self.prompt = PinPrompt(language, look)
        self.facts = FactsCard(language, look)
        px = look.px
        content = rows(
            self.prompt, self.card, self._checking, self.verdict, self.facts, 1, gap=px(12)
        )
        content.setContentsMargins(0, 0, px(4), 0)
        self._scroll = scrolling(panel("plain", content), focus=True)
        self.setLayout(rows(self._scroll))
        self.setMinimumWidth(px(400))
        self._arrange()
        language.changed.connect(self.dress)

    def show_case(self, reading: CaseReading | None) -> None:
        """Show the card and the facts of a case."""
        self._reading = reading
        if reading is not None and reading.card is not None:
            decides = reading.to_do in (ToDo.BEGIN_DECISION, ToDo.SIGN_MINUTES)
            self.card.show_card(
                "window.card.decide" if decides else "window.card.sign", reading.card
            )
        self.facts.show_case(reading)
        self._arrange()

    def show_verdict(self, kind: str, verdict: Verdict | None, *, checking: bool = False) -> None:
        """Show the verdict on the document on view, or that it is being checked."""
        self._has_verdict = verdict is not None
        if verdict is not None:
            self.verdict.show_verdict(f"window.verdict.{kind}", verdict)
        self._is_checking = checking
        self._arrange()

    def ask(self, *, on: bool) -> None:
        """Show the prompt for the PIN, and nothing else; or put it away."""
        self._asking = on
        self._arrange()
        self._scroll.verticalScrollBar().setValue(0)
        if on:
            QTimer.singleShot(0, self, self._bring_field)

    @Slot()
    def _bring_field(self) -> None:
        self._scroll.ensureWidgetVisible(self.prompt.field)

    def _arrange(self) -> None:
        card = self._reading is not None and self._reading.card is not None
        self.prompt.setVisible(self._asking)
        self.card.setVisible(card and not self._asking)
        self._checking.setVisible(self._is_checking and not self._asking)
        self.verdict.setVisible(self._has_verdict and not self._asking)
        self.facts.setVisible(self._reading is not None and not self._asking)
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        self._checking.setText(self._language.say("window.verdict.checking"))
        self._scroll.setAccessibleName(self._language.say("window.tab.side"))


class FactsCard(QFrame):
    """What a case rests on: who did what, the provision, the authorisation, the bytes."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._reading: CaseReading | None = None
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(10))
        self.setLayout(rows(self._lines, margin=look.px(16)))
        language.changed.connect(self.dress)

    def show_case(self, reading: CaseReading | None) -> None:
        """Show the facts of a case."""
        self._reading = reading
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        empty(self._lines)
        if self._reading is None:
            return
        say = self._language.say
        heading = label("section")
        heading.setText(say("window.facts"))
        self._lines.addWidget(heading)
        for key, value in self._facts(self._reading):
            name, text = label("caption"), label("step")
            name.setText(say(f"window.fact.{key}"))
            text.setText(value)
            self._lines.addLayout(rows(name, text, gap=0))

    def _facts(self, reading: CaseReading) -> list[tuple[str, str]]:
        texts, case = self._language.texts, reading.case
        facts = [("number", f"{case.number} · {case.opened.class_code}")]
        facts.append(("preparers", "\n".join(map(self._person, reading.preparers))))
        if reading.presenter:
            facts.append(("presenter", self._person(reading.presenter)))
        facts.append(("competence", reading.citation))
        if case.begun:
            section = texts.say("minutes.section", section=case.begun.section)
            facts.append(("section", f"{section}/{case.begun.year}"))
        if case.decided_at:
            facts.append(("decided", texts.moment(case.decided_at)))
        if case.published_at:
            facts.append(("published", texts.moment(case.published_at)))
        if case.proposal:
            wanted = case.proposal.authorisation
            facts.append(("counterparty", wanted.counterparty))
            facts.append(("day", texts.date(wanted.day)))
            size = texts.say("minutes.bytes", length=wanted.document.length)
            facts.append(("document", f"{grouped(wanted.document.sha256)}\n{size}"))
        if case.signed_at:
            facts.append(("signed", texts.moment(case.signed_at)))
        return [(key, value) for key, value in facts if value]

    def _person(self, one: Participant) -> str:
        return f"{one.name}, {self._language.texts.title(one.title)}"
