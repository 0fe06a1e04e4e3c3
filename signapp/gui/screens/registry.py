"""The registry's screen: the register's own affairs, for those who keep it."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QWidget

from signapp.domain.acts import AbsenceRecorded
from signapp.gui.screens.condition_card import ConditionCard
from signapp.gui.screens.outbox_card import OutboxCard
from signapp.gui.screens.registry_cards import OfficesCard, WaitingCard
from signapp.gui.screens.registry_forms import (
    AbsenceForm,
    LeavingForm,
    RegistryForm,
    SubstituteForm,
)
from signapp.gui.screens.screen import PersonalScreen
from signapp.gui.screens.trust_card import TrustCard
from signapp.gui.tools import Tools
from signapp.gui.widgets.form import Answer
from signapp.gui.widgets.parts import button, columns, frame, label, panel, rows, scrolling
from signapp.services.journal import SignedIn
from signapp.services.register import confirm_roster_change
from signapp.services.registry import Registry, read_registry, withdraw_absence
from signapp.services.roster import reject
from signapp.services.trust_facts import TrustFacts, facts_of
from signapp.services.trusted_lists import refresh_lists

BESIDE, ABOVE = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.BottomToTop
NARROW, WIDTH, NO_LIMIT = 780, 300, 16_777_215


class RegistryScreen(PersonalScreen):
    """Shows what waits for a registrar and who is who today, and takes the everyday changes."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        px, parts = tools.look.px, (tools.language, tools.look)
        self._registry: Registry | None = None
        self._title, self._note = label("title"), label("", "muted")
        self._few = label()
        self._few_frame = frame("warning", rows(self._few, margin=px(12)))
        self.waiting, self.offices = WaitingCard(*parts), OfficesCard(*parts)
        self.outbox = OutboxCard(tools)
        self.condition = ConditionCard(tools)
        self.trust = TrustCard(*parts)
        self._trusted: TrustFacts | None = None
        self.absence, self.substitute = AbsenceForm(*parts), SubstituteForm(*parts)
        self.leaving = LeavingForm(*parts)
        self.forms: tuple[RegistryForm, ...] = (self.absence, self.substitute, self.leaving)
        self._changes_title = label("section")
        self.buttons = {form: button("", partial(self._ask, form)) for form in self.forms}
        self._choices = frame(
            "card",
            rows(self._changes_title, *self.buttons.values(), gap=px(10), margin=px(16)),
        )
        self._right, self._halves = QWidget(), QBoxLayout(BESIDE)
        self._lay_out()
        self._connect()
        self.dress()

    def _lay_out(self) -> None:
        px = self._tools.look.px
        head = rows(self._title, self._note, gap=px(4))
        left = rows(
            *(self._few_frame, self.waiting, self.condition, self.outbox),
            *(self.offices, self.trust, 1),
            gap=px(12),
        )
        right = panel("plain", rows(self._choices, *self.forms, 1, gap=px(12)))
        self._right = right
        self._halves.setSpacing(px(16))
        self._halves.addLayout(left, 100)
        self._halves.addWidget(right)
        page = rows(head, self._halves, gap=px(12), margin=px(24))
        page.addStretch(1)
        middle = frame("", page)
        middle.setMaximumWidth(px(1240))
        across = columns(middle, gap=0)
        across.addStretch(0)
        across.setStretch(0, 100)
        self.setLayout(rows(scrolling(panel("plain", across))))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room beside the lists, put the changes above them."""
        super().resizeEvent(event)
        px, beside = self._tools.look.px, self.width() >= self._tools.look.px(NARROW)
        self._halves.setDirection(BESIDE if beside else ABOVE)
        self._right.setMinimumWidth(px(WIDTH) if beside else 0)
        self._right.setMaximumWidth(px(WIDTH) if beside else NO_LIMIT)

    def _connect(self) -> None:
        self.waiting.confirmed.connect(self._confirm)
        self.waiting.rejected.connect(self._reject)
        self.offices.withdrawn.connect(self._withdraw)
        self.trust.refresh_wanted.connect(self._refresh_lists)
        for form in self.forms:
            form.hide()
            form.confirmed.connect(partial(self._do, form))
            form.cancelled.connect(self._put_away)

    # --- reading ----------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the register anew."""
        if self._who is not None:
            work = partial(read_registry, self._tools.desk)
            self._tools.runner.act(work, partial(self._show, self._who))
            self.outbox.refresh()
            self.condition.refresh(self._who)
            self._read_trust()

    def leave(self) -> None:
        """Forget the person, and what was begun."""
        super().leave()
        self._registry = self._trusted = None
        self.condition.leave()
        self._put_away()

    def _read_trust(self) -> None:
        work = partial(facts_of, self._tools.desk.trust)
        self._tools.runner.draw(work, self._show_trust)

    def _show_trust(self, facts: TrustFacts) -> None:
        if self._who is not None:
            self._trusted = facts
            self.dress()

    @Slot()
    def _refresh_lists(self) -> None:
        """Fetch newer lists beside the acts: a slow network stops nobody."""
        self.trust.work(on=True)
        task = self._tools.runner.draw(partial(refresh_lists, self._tools.desk))
        task.finished.connect(self._refreshed)

    @Slot()
    def _refreshed(self) -> None:
        self.trust.work(on=False)
        self._read_trust()

    def _show(self, who: SignedIn, registry: Registry) -> None:
        if who is self._who:
            self._registry = registry
            self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, texts = self._tools.language.say, self._tools.language.texts
        registry, who = self._registry, self._who
        self._title.setText(say("window.registry.title"))
        self._note.setText(say("window.reading"))
        if registry is not None:
            numbering = say(f"window.registry.numbering.{registry.numbering.value}")
            self._note.setText(f"{registry.city} · {numbering}")
        few = registry.few if registry else None
        self._few.setText(texts.count("roster.few_registrars", few) if few is not None else "")
        self._few_frame.setVisible(few is not None)
        self.waiting.show_registry(registry, who.actor.person if who else "")
        self.offices.show_registry(registry)
        desk = self._tools.desk
        now, can_fetch = desk.journal.clock.now(), desk.list_source is not None
        self.trust.show_trust(self._trusted, now, can_fetch=can_fetch)
        self._changes_title.setText(say("window.registry.changes"))
        for form, made in self.buttons.items():
            made.setText(say(f"window.registry.{form.name}"))
            made.setEnabled(registry is not None)

    # --- changing ---------------------------------------------------------------------------

    def _ask(self, form: RegistryForm, _: bool = False) -> None:
        if self._registry is not None:
            form.start(self._registry)
            self._choices.hide()
            form.show()
            form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _put_away(self) -> None:
        for form in self.forms:
            form.hide()
        self._choices.show()
        self.dress()

    def _do(self, form: RegistryForm, answer: Answer) -> None:
        if self._who is not None:
            work = partial(answer, self._tools.desk, self._who, "")
            task = self._tools.runner.act(work, partial(self._done, self._who))
            task.failed.connect(form.take_again)

    @Slot(str)
    def _confirm(self, code: str) -> None:
        if self._who is not None:
            self._settle(partial(confirm_roster_change, self._tools.desk, self._who, code))

    @Slot(str)
    def _reject(self, code: str) -> None:
        if self._who is not None:
            self._settle(partial(reject, self._tools.desk, self._who, code))

    @Slot(object)
    def _withdraw(self, absence: AbsenceRecorded) -> None:
        if self._who is not None:
            self._settle(partial(withdraw_absence, self._tools.desk, self._who, absence))

    def _settle(self, work: "partial[None]") -> None:
        """Do it once: what is shown is closed until the register was read anew."""
        for card in (self.waiting, self.offices):
            card.setEnabled(False)
        task = self._tools.runner.act(work)
        task.finished.connect(self._settled)

    @Slot()
    def _settled(self) -> None:
        for card in (self.waiting, self.offices):
            card.setEnabled(True)
        self.refresh()

    def _done(self, who: SignedIn, _: object) -> None:
        if who is self._who:
            self._put_away()
            self.refresh()
