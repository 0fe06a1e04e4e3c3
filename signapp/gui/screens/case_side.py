"""Beside the documents: why this person may act, the verdict on what is shown, the facts."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.attach_form import AttachForm
from signapp.gui.screens.case_bar import at_the_foot, offers_ink
from signapp.gui.screens.case_forms import (
    CaseForm,
    ImpartialityForm,
    NoticeForm,
    PublishForm,
)
from signapp.gui.screens.case_reading import SIGNS_MINUTES, CaseReading, ToDo
from signapp.gui.screens.draft_form import DraftForm
from signapp.gui.screens.enforcement_forms import RejudgeForm
from signapp.gui.screens.facts_card import FactsCard
from signapp.gui.screens.finality_card import FinalityCard
from signapp.gui.screens.import_form import ImportForm
from signapp.gui.screens.more_forms import more_forms
from signapp.gui.screens.propose_form import ProposeForm
from signapp.gui.screens.ruling_form import RulingForm
from signapp.gui.screens.section_form import SectionForm
from signapp.gui.screens.signatures_card import SignaturesCard
from signapp.gui.screens.signing_forms import InkForm, ReceiveForm, RefuseForm
from signapp.gui.widgets.attachments_card import AttachmentsCard
from signapp.gui.widgets.grounds import GroundsCard
from signapp.gui.widgets.parts import label, panel, rows, scrolling
from signapp.gui.widgets.pin_prompt import PinPrompt
from signapp.gui.widgets.preflight_card import PreflightCard
from signapp.gui.widgets.verdict import VerdictView
from signapp.services.ports import Preflight, Verdict
from signapp.services.signing_acts import SigningAct


class CaseSide(QWidget):
    """The column beside the documents; while something is asked for, it shows only that.

    `answered` carries what a form asks for, `wanted` a form that is chosen here; `asked_anew`
    tells that something else is asked for, or nothing.
    """

    asked_anew = Signal()
    answered = Signal(object)
    cancelled = Signal()
    wanted = Signal(object)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._reading: CaseReading | None = None
        self._has_verdict = self._is_checking = False
        self._checking = label("", "muted")
        self._language = language
        self.asked: PinPrompt | CaseForm | None = None
        self.card = GroundsCard(language, look)
        self.competence = GroundsCard(language, look)
        self.preflight = PreflightCard(language, look)
        self.verdict = VerdictView(language, look)
        self.finality = FinalityCard(language, look)
        self.prompt = PinPrompt(language, look)
        self.publish, self.notice = PublishForm(language, look), NoticeForm(language, look)
        self.ruling = RulingForm(language, look)
        self.impartiality = ImpartialityForm(language, look)
        self.draft, self.attach = DraftForm(language, look), AttachForm(language, look)
        self.importing = ImportForm(language, look)
        self.propose, self.section = ProposeForm(language, look), SectionForm(language, look)
        self.more = more_forms(language, look)
        self.receive, self.ink = ReceiveForm(language, look), InkForm(language, look)
        self.refuse = RefuseForm(language, look)
        self.signatures = SignaturesCard(language, look)
        self.facts = FactsCard(language, look)
        self.files = AttachmentsCard(language, look)
        self.prompt.cancelled.connect(self.cancelled)
        self.prompt.by_hand.connect(partial(self.wanted.emit, self.ink))
        self.signatures.wanted.connect(self._want)
        for form in self.forms:
            form.confirmed.connect(self.answered)
            form.cancelled.connect(self.cancelled)
        self._lay_out(look.px)
        self._arrange()
        self.dress()
        language.changed.connect(self.dress)

    def _lay_out(self, px: Callable[[float], int]) -> None:
        self._content = rows(
            *(self.prompt, *self.forms, self.card, self.preflight),
            *(self.signatures, self.competence),
            *(self._checking, self.verdict, self.finality, self.facts, self.files, 1),
            gap=px(12),
        )
        self._content.setContentsMargins(0, 0, px(4), 0)
        self._scroll = scrolling(panel("plain", self._content), focus=True)
        self.setLayout(rows(self._scroll))
        self.setMinimumWidth(px(400))

    @property
    def forms(self) -> tuple[CaseForm, ...]:
        """All forms."""
        asking = (self.publish, self.notice, self.ruling, self.impartiality)
        drafting = (self.draft, self.importing, self.attach, self.propose, self.section)
        signing = (self.receive, self.ink, self.refuse)
        return (*asking, *drafting, *signing, *self.more.values())

    def form_of(self, reading: CaseReading) -> CaseForm | None:
        """Return the form that the primary act needs first, if it needs one."""
        forms: dict[ToDo | None, CaseForm] = {
            **{to_do: self.more[to_do.value] for to_do in ToDo if to_do.value in self.more},
            ToDo.DRAFT: self.draft,
            ToDo.PUBLISH: self.publish,
            ToDo.GIVE_NOTICE: self.notice,
            ToDo.RECORD_COUNTERPARTY: self.receive,
        }
        if reading.drafting and reading.drafting.findings:
            forms[ToDo.PROPOSE] = self.propose
        if reading.around.external_numbers:
            forms[ToDo.BEGIN_DECISION] = self.section
        return forms.get(reading.to_do)

    def other(self, reading: CaseReading) -> CaseForm:
        """Return the form of what a person may do beside the primary act."""
        if reading.to_do is ToDo.DRAFT:
            return self.attach
        if RejudgeForm.offered(reading):
            return self.more[RejudgeForm.key]
        other = self.ink if offers_ink(reading) else self.notice
        return self.ruling if reading.may_rule else other

    @Slot(object)
    def _want(self, act: SigningAct) -> None:
        forms = {SigningAct.RECEIVE: self.receive, SigningAct.REFUSE: self.refuse}
        self.wanted.emit(forms.get(act, self.ink))

    def show_case(self, reading: CaseReading | None) -> None:
        """Show the card, the way to finality, and the facts of a case."""
        self._reading = reading
        if reading is not None and reading.card is not None:
            decides = reading.to_do in (ToDo.BEGIN_DECISION, *SIGNS_MINUTES)
            heading = "window.card.decide" if decides else "window.card.sign"
            self.card.show_card(heading, reading.card)
        if reading is not None and reading.mandate.competence is not None:
            self.competence.show_card("window.card.competence", reading.mandate.competence)
            self._place_competence(beside=self.card if reading.card else None)
        self.finality.show_aftermath(reading.aftermath if reading else None)
        if reading is not None:
            self.signatures.show_slots(reading.slots, at_the_foot(reading))
        if reading is not None:
            self._put_first(self.finality if _is_about_finality(reading) else self.verdict)
        self.facts.show_case(reading)
        self.files.show_attachments(reading.files if reading else ())
        self._arrange()

    def _place_competence(self, beside: QWidget | None) -> None:
        """Put the card on competence right below the one on signing, or else above the facts."""
        self._content.removeWidget(self.competence)
        after = self._content.indexOf(beside) + 1 if beside else self._content.indexOf(self.facts)
        self._content.insertWidget(after, self.competence)

    def _put_first(self, first: QWidget) -> None:
        """Put the verdict or the way to finality right below the card."""
        second = self.verdict if first is self.finality else self.finality
        place = self._content.indexOf(self._checking)
        for widget in (second, first):
            self._content.removeWidget(widget)
            self._content.insertWidget(place + 1, widget)

    def show_verdict(self, kind: str, verdict: Verdict | None, *, checking: bool = False) -> None:
        """Show the verdict on the document on view, or that it is being checked."""
        self._has_verdict = verdict is not None
        if verdict is not None:
            self.verdict.show_verdict(f"window.verdict.{kind}", verdict)
        self._is_checking = checking
        self._arrange()

    def show_preflight(self, card: Preflight | None, *, checking: bool = False) -> None:
        """Show what was found in the document on view, or that it is being looked at."""
        self.preflight.show_card(card, checking=checking)
        self._arrange()

    def ask(self, asked: PinPrompt | CaseForm | None) -> None:
        """Show what asks for something, and nothing else; or put it away."""
        self.asked = asked
        self._arrange()
        self._scroll.verticalScrollBar().setValue(0)
        self.asked_anew.emit()
        if asked is self.prompt:
            QTimer.singleShot(0, self, self._bring_field)

    @Slot()
    def _bring_field(self) -> None:
        self.prompt.take_focus()
        self._scroll.ensureWidgetVisible(self.prompt.goal)

    def _arrange(self) -> None:
        free = self.asked is None
        for asking in (self.prompt, *self.forms):
            asking.setVisible(asking is self.asked)
        reading = self._reading
        self.card.setVisible(free and reading is not None and reading.card is not None)
        self.signatures.setVisible(free and reading is not None and reading.slots is not None)
        decides = reading is not None and reading.to_do in (ToDo.BEGIN_DECISION, ToDo.SIGN_MINUTES)
        known = reading is not None and reading.mandate.competence is not None
        self.competence.setVisible(free and known and not decides)
        self.finality.setVisible(free and reading is not None and reading.aftermath is not None)
        self.preflight.setVisible(free and reading is not None and not self.preflight.is_empty)
        self._checking.setVisible(free and self._is_checking)
        self.verdict.setVisible(free and self._has_verdict)
        self.facts.setVisible(free and reading is not None)
        self.files.setVisible(free and not self.files.is_empty)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        self._checking.setText(self._language.say("window.verdict.checking"))
        self._scroll.setAccessibleName(self._language.say("window.tab.side"))


def _is_about_finality(reading: CaseReading) -> bool:
    """Tell whether this person works on notice and finality."""
    return reading.registers or reading.to_do is ToDo.PUBLISH
