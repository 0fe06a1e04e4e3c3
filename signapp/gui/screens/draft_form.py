"""The preparer's form: everything that a proposal says, and what it asks to be allowed."""

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QComboBox, QWidget

from signapp.domain.authorisation import AuthorisationKind, SigningDays
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.draft_lines import (
    contact,
    contact_line,
    extract,
    extract_line,
)
from signapp.gui.widgets.form import (
    Answer,
    Choices,
    choice_field,
    day_field,
    day_in,
    line_field,
    qt_day,
    text_field,
    titled,
)
from signapp.gui.widgets.parts import button, label, line, panel, rows
from signapp.services.drafting import Drafting, Plan, save_plan
from signapp.services.import_draft import days_of, filled_text
from signapp.services.import_facts import Knowledge
from signapp.services.import_values import ImportedDecision
from signapp.services.proposal_text import ProposalText
from signapp.services.proposed_signing import ProposedSigning
from signapp.services.text_blocks import kept_paragraphs
from signapp.services.usual_places import own_field

ONE_DAY, LATEST, OPEN = "day", "latest", "open"


class DraftForm(CaseForm):
    """Asks for everything that a proposal says and wants; it may be saved half-written.

    `importing` asks for a decision text to fill it with.
    """

    importing = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._drafting: Drafting | None = None
        self._titles = {key: label("strong") for key in _TITLES}
        texts = {key: text_field(look, self.look_at_fields) for key in _LONG}
        lines = {key: line_field(self.look_at_fields) for key in _SHORT}
        self.texts: dict[str, QWidget] = {**texts, **lines}
        self._long, self._short = texts, lines
        self.provision, self.signatory = choice_field(), choice_field()
        self.document, self.appeal = choice_field(), choice_field()
        self.kind = Choices(look, tuple(kind.value for kind in AuthorisationKind))
        self.days = Choices(look, (ONE_DAY, LATEST, OPEN))
        self.day = day_field(self.look_at_fields)
        self.binding, self.useless, self.forbidden = QCheckBox(), QCheckBox(), QCheckBox()
        self.delegation, self.changes = QCheckBox(), QCheckBox()
        self.import_text = button("", self.importing.emit)
        px = look.px
        self._day = panel("plain", rows(self.day, self.binding, gap=px(6)))
        self._lay_out(
            self.import_text,
            *(self._titled(key) for key in ("title", "decision", "rationale")),
            line(),
            *(self._titled(key) for key in ("provision", "signatory", "counterparty")),
            rows(self._titles["kind"], self.kind, gap=px(4)),
            self._titled("document"),
            rows(self._titles["days"], self.days, self._day, gap=px(4)),
            self._titled("place"),
            self._titled("conditions"),
            rows(self.delegation, self.changes, gap=px(4)),
            line(),
            self._titled("appeal"),
            *(self._titled(key) for key in ("extracts", "distribution", "contacts")),
            line(),
            rows(self._titles["enforcement"], self.useless, self.forbidden, gap=px(4)),
            self._titled("reason"),
        )
        self.days.changed.connect(self._arrange)
        self.kind.changed.connect(self._arrange)
        self.dress()

    def _titled(self, key: str) -> QWidget:
        boxes = {"provision": self.provision, "signatory": self.signatory}
        boxes |= {"document": self.document, "appeal": self.appeal}
        field = boxes.get(key) or self.texts[key]
        return panel("plain", titled(self._titles[key], field, self._look))

    # --- filling ----------------------------------------------------------------------------

    def show_case(self, reading: CaseReading) -> None:
        """Show the draft as it was kept last."""
        drafting = self._drafting = reading.drafting
        if drafting is None:
            return
        self._fill_texts(drafting.text or ProposalText(reading.task.title.text, "", ()))
        self._fill_choices(drafting)
        self._fill_plan(drafting.plan, reading)
        self.work(on=False)
        self._arrange()

    def _fill_texts(self, text: ProposalText) -> None:
        written = {
            "decision": text.decision,
            "rationale": "\n\n".join(text.rationale),
            "reason": text.enforcement_reason,
            "extracts": "\n".join(map(extract_line, text.extracts)),
            "distribution": "\n".join(text.distribution),
            "contacts": "\n".join(map(contact_line, text.further_information)),
        }
        for key, value in written.items():
            self._long[key].setPlainText(value)
        for key, value in (("title", text.title), ("counterparty", text.counterparty)):
            self._short[key].setText(value)
            self._short[key].setCursorPosition(0)

    def _fill_choices(self, drafting: Drafting) -> None:
        say_title = self._language.texts.title
        _fill(self.provision, [(one.provision, one.citation) for one in drafting.provisions])
        _fill(self.signatory, [(code, say_title(title)) for code, title in drafting.signatories])
        numbers = [(str(number), str(number)) for number, _ in drafting.fields]
        _fill(self.document, numbers)
        say = self._language.say  # the decision has the language of its instruction
        named = {o: say(f"window.appeals.language.{o.language}") for o in drafting.appeals}
        _fill(self.appeal, [(one.key, f"{one.name} · {of}") for one, of in named.items()])
        chosen = drafting.text.appeals if drafting.text else ()
        _choose(self.appeal, chosen[0].key if chosen else "")

    def _fill_plan(self, plan: Plan | None, reading: CaseReading) -> None:
        wanted = plan.signing if plan else None
        days = wanted.days if wanted else SigningDays(reading.today, reading.today, binding=True)
        kind = ONE_DAY if days.single else LATEST if days.last else OPEN
        self.days.choose(kind)
        self.day.setDate(qt_day(days.last or reading.today))
        self.binding.setChecked(days.binding)
        self.kind.choose((wanted.kind if wanted else AuthorisationKind.EXACT).value)
        self.delegation.setChecked(bool(wanted and wanted.sub_delegation))
        self.changes.setChecked(bool(wanted and wanted.minor_changes))
        self._long["conditions"].setPlainText("\n".join(wanted.conditions if wanted else ()))
        self._short["place"].setText(wanted.place if wanted else "")
        for box, key in (
            (self.provision, wanted.provision if wanted else ""),
            (self.signatory, wanted.office if wanted else ""),
            (self.document, str(wanted.attachment) if wanted else ""),
        ):
            _choose(box, key)
        self.useless.setChecked(bool(plan and plan.request_would_become_useless))
        self.forbidden.setChecked(bool(plan and plan.enforcement_forbidden))

    def take_over(self, decision: ImportedDecision, known: Knowledge) -> None:
        """Fill the form with what a text says; what it does not tell stays as it was."""
        drafting = self._drafting
        if drafting is None:
            return
        text = filled_text(decision, known, drafting.text)
        self._drafting = replace(drafting, text=text)
        self._fill_texts(text)
        wanted, days = decision.wanted, days_of(decision)
        if text.appeals:
            _choose(self.appeal, text.appeals[0].key)
        if wanted.office:
            _choose(self.signatory, wanted.office)
        if self.document.findData(str(wanted.attachment)) >= 0:
            _choose(self.document, str(wanted.attachment))
        of_maker = [
            one.provision for one in drafting.provisions if one.office == wanted.decision_maker
        ]
        if of_maker:
            _choose(self.provision, of_maker[0])
        if days and days.last:
            self.days.choose(ONE_DAY if days.single else LATEST)
            self.day.setDate(qt_day(days.last))
        self._arrange()

    def first_field(self) -> QWidget:
        """Return the decision's text."""
        return self._long["decision"]

    @Slot()
    def _arrange(self) -> None:
        self._day.setVisible(self.days.chosen != OPEN)
        self.document.setEnabled(self.kind.chosen != AuthorisationKind.DESCRIBED.value)
        self.look_at_fields()

    # --- answering --------------------------------------------------------------------------

    def answer(self) -> Answer | None:
        """Return the saving of the draft, once it can be told what would be signed by whom."""
        drafting, kind = self._drafting, AuthorisationKind(self.kind.chosen or "exact")
        described = kind is AuthorisationKind.DESCRIBED
        attachment = 0 if described else int(self.document.currentData() or 0)
        provisions = {one.provision: one for one in drafting.provisions} if drafting else {}
        provision = provisions.get(self.provision.currentData() or "")
        if drafting is None or provision is None or not (attachment or described):
            return None
        if not self.signatory.currentData() or not self._short["title"].text().strip():
            return None
        signing = ProposedSigning(
            decision_maker=provision.office,
            provision=provision.provision,
            office=self.signatory.currentData(),
            attachment=attachment,
            field="" if described else own_field(dict(drafting.fields)[attachment]),
            days=self._days(),
            place=self._short["place"].text().strip(),
            kind=kind,
            conditions=self._lines("conditions"),
            sub_delegation=self.delegation.isChecked(),
            minor_changes=self.changes.isChecked(),
        )
        plan = Plan(signing, self.useless.isChecked(), self.forbidden.isChecked())
        return partial(save_plan, text=self._text(drafting), plan=plan)

    def _days(self) -> SigningDays:
        day, kind = day_in(self.day), self.days.chosen
        if kind == OPEN:
            return SigningDays(None, None, binding=False)
        first = day if kind == ONE_DAY else None
        return SigningDays(first, day, self.binding.isChecked())

    def _text(self, drafting: Drafting) -> ProposalText:
        known, chosen = drafting.text or ProposalText("", "", ()), self.appeal.currentData()
        keys = [one.key for one in known.appeals]
        keys = keys if chosen in keys[:1] else [chosen]  # further ones stay with the first
        appeals = tuple(text for text in drafting.appeals if text.key in keys)
        return replace(
            known,
            title=self._short["title"].text().strip(),
            decision=self._long["decision"].toPlainText().strip(),
            rationale=kept_paragraphs(self._long["rationale"].toPlainText()),
            counterparty=self._short["counterparty"].text().strip(),
            appeals=appeals,
            language=appeals[0].language if appeals else known.language,
            enforcement_reason=self._long["reason"].toPlainText().strip(),
            further_information=tuple(map(contact, self._lines("contacts"))),
            extracts=tuple(map(extract, self._lines("extracts"))),
            distribution=self._lines("distribution"),
        )

    def _lines(self, key: str) -> tuple[str, ...]:
        written = self._long[key].toPlainText().splitlines()
        return tuple(one.strip() for one in written if one.strip())

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.draft.heading"))
        self._note.setText(say("window.draft.note"))
        for key, title in self._titles.items():
            title.setText(say(f"window.draft.{key}"))
        for key, field in self.texts.items():
            field.setAccessibleName(say(f"window.draft.{key}"))
        for box, key in (
            (self.provision, "provision"),
            (self.signatory, "signatory"),
            (self.document, "document"),
            (self.appeal, "appeal"),
            (self.day, "days"),
        ):
            box.setAccessibleName(say(f"window.draft.{key}"))
        self.days.name(lambda key: say(f"window.draft.days.{key}"))
        self.kind.name(lambda key: say(f"window.draft.kind.{key}"))
        self.delegation.setText(say("window.draft.delegation"))
        self.changes.setText(say("window.draft.changes"))
        self.binding.setText(say("window.draft.binding"))
        self.useless.setText(say("window.draft.useless"))
        self.forbidden.setText(say("window.draft.forbidden"))
        self.import_text.setText(say("window.import.open"))
        self.confirm.setText(say("window.draft.confirm"))
        super().dress()


_LONG = (
    *("decision", "rationale", "extracts", "distribution", "contacts", "reason"),
    "conditions",
)
_SHORT = ("title", "counterparty", "place")
_CHOSEN = ("provision", "signatory", "kind", "document", "appeal", "days", "enforcement")
_TITLES = (*_LONG, *_SHORT, *_CHOSEN)


def _fill(box: QComboBox, choices: list[tuple[str, str]]) -> None:
    box.clear()
    for key, name in choices:
        box.addItem(name, key)


def _choose(box: QComboBox, key: str) -> None:
    """Choose by key; the first where nothing has the key."""
    box.setCurrentIndex(max(0, box.findData(key)))
