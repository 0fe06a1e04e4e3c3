"""The card of what a case rests on: who did what, the authorisation, the bytes."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.domain.acts import DocumentRef
from signapp.domain.numbers import diary_number
from signapp.domain.publicity import WHOLE_CASE, PublicityClass
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.case_slots import Participant
from signapp.gui.widgets.grounds import grouped
from signapp.gui.widgets.parts import empty, label, mark, rows
from signapp.services.authorise import ConditionState
from signapp.services.schedule import backwards_line


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
        facts = [("number", diary_number(case.number, case.opened.class_code))]
        facts.append(("class", f"{case.opened.class_code} {case.opened.class_title}"))
        facts.append(("preparers", "\n".join(map(self._person, reading.preparers))))
        facts += self._publicity(reading)
        facts.append(("succeeds", reading.mandate.succeeds))
        facts.append(("replaced_by", case.mandate.replaced_by))
        if reading.presenter:
            facts.append(("presenter", self._person(reading.presenter)))
        facts.append(("competence", reading.citation))
        if case.begun:
            facts.append(("section", f"{texts.show(reading.section)}/{case.begun.year}"))
        if case.decided_at:
            facts.append(("decided", texts.moment(case.decided_at)))
        if case.decided and case.begun:
            facts.append(("outcome", texts.say(f"outcome.{case.begun.outcome.value}")))
        if case.proposal:
            wanted = case.proposal.authorisation
            facts.append(("counterparty", ", ".join(reading.parties)))
            facts.append(("counterparty_signatory", reading.mandate.counterparty_signatory))
            facts.append(("day", texts.show(wanted.days)))
            facts.append(
                ("conditions", "\n".join(map(self._condition, reading.mandate.conditions)))
            )
        facts += self._bytes(reading)
        if case.signed_at:
            local = case.signed_on.local_time if case.signed_on else case.signed_at
            facts.append(("signed", texts.both_moments(local)))
        return [(key, value) for key, value in facts if value]

    def _bytes(self, reading: CaseReading) -> list[tuple[str, str]]:
        """Name the bytes that are signed, and those that came where they are others."""
        case, facts = reading.case, []
        signable = [one for one in case.attachments if one.attached.to_be_signed]
        prepared = [one.prepared.prepared for one in signable if one.prepared][:1]
        signed = [case.to_sign.document] if case.to_sign else prepared if not case.proposal else []
        for ref in signed:
            facts.append(("document", self._named(ref)))
            originals = [
                one.attached.original
                for one in case.attachments
                if one.prepared and one.prepared.prepared == ref != one.attached.original
            ]
            facts += [("original", self._named(one)) for one in originals]
        return facts

    def _named(self, ref: DocumentRef) -> str:
        size = self._language.texts.say("minutes.bytes", length=ref.length)
        return f"{grouped(ref.sha256)}\n{size}"

    def _condition(self, one: ConditionState) -> str:
        state = self._language.say("window.condition.met" if one.met else "window.condition.open")
        return f"{one.number}. {one.text} ({state})"

    def _charge(self, reading: CaseReading) -> str:
        around = reading.around
        return f"{around.charge}, {self._language.texts.title(around.charge_office)}"

    def _publicity(self, reading: CaseReading) -> list[tuple[str, str]]:
        """Tell who has charge of a draft, its class, and by when to publish for finality."""
        texts, case, facts = self._language.texts, reading.case, []
        if case.in_charge:
            facts.append(("charge", self._charge(reading)))
        publicity = case.publicity.of(WHOLE_CASE)
        if publicity is not PublicityClass.PUBLIC:
            name = texts.say(f"publicity.{publicity.value}")
            facts.append(
                ("publicity", f"{name} ({', '.join(case.publicity.grounds(WHOLE_CASE))})")
            )
        if reading.around.backwards:
            facts.append(("backwards", backwards_line(texts, reading.around.backwards)))
        return facts

    def _person(self, one: Participant) -> str:
        return f"{one.name}, {self._language.texts.title(one.title)}"
