"""One case: what is next, its documents, why this person may act, and the one act itself."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QSplitter

from signapp.gui.runner import Work
from signapp.gui.screens.case_acts import AT_ONCE, GIVING_UP, SIGNING
from signapp.gui.screens.case_bar import dress_bar
from signapp.gui.screens.case_documents import CaseDocuments
from signapp.gui.screens.case_forms import CaseForm
from signapp.gui.screens.case_head import CaseHead
from signapp.gui.screens.case_import import CaseImport
from signapp.gui.screens.case_mark import CaseMark
from signapp.gui.screens.case_papers import CaseDocument
from signapp.gui.screens.case_preflights import CasePreflights
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.case_side import CaseSide
from signapp.gui.screens.case_verdicts import CaseVerdicts
from signapp.gui.screens.screen import PersonalScreen
from signapp.gui.screens.withholding import shown_to
from signapp.gui.tools import Tools
from signapp.gui.widgets.action_bar import ActionBar
from signapp.gui.widgets.form import Answer
from signapp.gui.widgets.parts import rows
from signapp.gui.widgets.pin_prompt import PinPrompt
from signapp.services.journal import SignedIn
from signapp.services.ports import Verdict
from signapp.services.prepare import open_document
from signapp.services.signing_acts import SigningAct

NARROW, SHORT = 980, 600
"""Below this width the side becomes a tab; below this height the heading is smaller."""


class CaseScreen(PersonalScreen):
    """Shows one case to one person; `left` asks for the list, `acted` tells of an act."""

    left = Signal()
    acted = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._number, self._shows_result = "", False
        self._reading: CaseReading | None = None
        self.head, self.documents = CaseHead(tools), CaseDocuments(tools)
        self.side, self.bar = CaseSide(tools.language, tools.look), ActionBar(tools.look)
        self._verdicts = CaseVerdicts(self, tools, self.side.verdict)
        self._mark = CaseMark(self, tools, self.side.prompt.mark)
        self._preflights = CasePreflights(self, tools, self.documents, self.side)
        self._import = CaseImport(self, tools, self.side)
        self._halves = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self.head.left.connect(self.left)
        self.documents.read_through.connect(self._read_through)
        self.documents.turned.connect(self._judge)
        for acting in (self.bar.pressed, self.side.prompt.confirmed, self.side.answered):
            acting.connect(self.documents.circulation.note)
        self.bar.pressed.connect(self._press)
        self.bar.other_pressed.connect(self._press_other)
        self.bar.link_pressed.connect(self._press_link)
        self.bar.given_up.connect(self._give_up)
        self.bar.more_chosen.connect(self._press_more)
        self._verdicts.changed.connect(self._judge)
        self.side.prompt.confirmed.connect(self._sign)
        self.side.answered.connect(self._answered)
        self.side.cancelled.connect(self._stop_asking)
        self.side.wanted.connect(self._ask_by)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self, self.left.emit)
        self.dress()

    def _lay_out(self) -> None:
        px = self._tools.look.px
        self._halves.setChildrenCollapsible(False)
        self._halves.setHandleWidth(px(16))
        self._halves.addWidget(self.documents)
        self._halves.addWidget(self.side)
        self._halves.setStretchFactor(0, 1)
        body = rows(self._halves)
        body.setContentsMargins(px(24), 0, px(24), px(8))
        page = rows(self.head, body, self.bar, gap=0)
        page.setStretch(1, 1)
        self.setLayout(page)

    # --- reading ----------------------------------------------------------------------------

    def open(self, who: SignedIn, number: str) -> None:
        """Show a case to a person."""
        self._stop_asking()
        self._number, self._reading = number, None
        self._show_nothing()
        self.enter(who)

    def leave(self) -> None:
        """Forget the person and the case."""
        super().leave()
        self._stop_asking()
        self._number, self._reading = "", None
        self._verdicts.forget()
        self._show_nothing()

    def _show_nothing(self) -> None:
        self.head.show_task(None)
        self.documents.show_case(None)
        self.side.show_case(None)

    def refresh(self) -> None:
        """Read the case anew."""
        if self._who is None or not self._number:
            return
        tools, who = self._tools, self._who
        own = tools.credentials(who.actor.person)
        work = partial(shown_to, tools.desk, who, own, self._number)
        tools.runner.act(work, partial(self._show, who))

    def _show(self, who: SignedIn, reading: CaseReading) -> None:
        if who is not self._who or reading.case.number != self._number:
            return
        first, self._reading = self._reading is None, reading
        self.head.show_task(reading.task)
        self.documents.show_case(reading)
        self.side.show_case(reading)
        if self._shows_result:
            self._shows_result = False
            self.documents.show_side()
        if first:
            self.documents.take_focus()
        if self.side.asked is self.side.prompt:
            self._ask_again()
        self._judge()
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        reading = self._reading
        self.bar.setVisible(reading is not None and self.side.asked is None)
        if reading is not None:
            dress_bar(self.bar, self._tools.language, reading)

    # --- acting -----------------------------------------------------------------------------

    def _do(self, work: Work) -> None:
        """Do an act, and read the case anew whatever comes of it."""
        self.bar.work(on=True)
        self._tools.runner.act(work, self._acted).finished.connect(self._done)

    @Slot(object)
    def _acted(self, _: object) -> None:
        self.acted.emit()

    @Slot()
    def _done(self) -> None:
        self.bar.work(on=False)
        self.refresh()

    @Slot()
    def _press(self) -> None:
        reading, who = self._reading, self._who
        if reading is None or who is None:
            return
        form = self.side.form_of(reading)
        if form is not None:
            self._ask_by(form)
        elif reading.to_do in AT_ONCE:
            self._do(partial(AT_ONCE[reading.to_do], self._tools.desk, who, self._number))
        elif reading.needs_no_pin:
            self._sign("")
        elif reading.signature is not None:
            self.side.prompt.ask(reading.signature, self._tools.desk.clock_off)
            self._mark.show(who, self._number)
            self._ask(self.side.prompt)
            self.documents.pages.view.go_to_field(reading.signature.field)

    @Slot()
    def _press_other(self) -> None:
        if self._reading is not None:
            self._ask_by(self.side.other(self._reading))

    @Slot(str)
    def _press_more(self, key: str) -> None:
        self._ask_by(self.side.more[key])

    @Slot()
    def _press_link(self) -> None:
        self._ask_by(self.side.impartiality)

    @Slot()
    def _give_up(self) -> None:
        to_do = self._reading.to_do if self._reading else None
        if self._reading and self._reading.may(SigningAct.REFUSE):
            self._ask_by(self.side.refuse)
        elif self._who is not None and to_do in GIVING_UP:
            self._do(partial(GIVING_UP[to_do], self._tools.desk, self._who, self._number))

    def _ask(self, asked: PinPrompt | CaseForm) -> None:
        """Show what asks for something, instead of everything else beside the documents."""
        self.side.ask(asked)
        self.documents.show_side()
        self.dress()

    @Slot(object)
    def _ask_by(self, form: CaseForm | None) -> None:
        if self._reading is not None and form is not None:
            form.show_case(self._reading)
            self._ask(form)
            form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        """Do what a form asks for; the form stays when it is refused."""
        who, form = self._who, self.side.asked
        if who is None or not isinstance(form, CaseForm):
            return
        work = partial(answer, self._tools.desk, who, self._number)
        task = self._tools.runner.act(work, partial(self._form_done, who, form))
        task.failed.connect(form.take_again)
        task.finished.connect(self._done)

    def _form_done(self, who: SignedIn, form: CaseForm, done: object) -> None:
        if who is self._who:
            if not form.stays(done):
                self._stop_asking()
            self.acted.emit()
            if isinstance(done, str):  # the number of a case that was opened
                self.open(who, done)

    @Slot(str)
    def _sign(self, pin: str) -> None:
        """Sign the minutes, or the agreement, with the person's own key."""
        reading, who = self._reading, self._who
        if reading is None or reading.key is None or who is None:
            return
        act = SIGNING[reading.to_do]
        self.side.prompt.work(on=True)
        work = partial(act, self._tools.desk, who, self._number, reading.key.with_pin(pin))
        self._tools.runner.act(work, partial(self._signed, who)).finished.connect(self._done)

    def _signed(self, who: SignedIn, verdict: Verdict) -> None:
        if who is not self._who:
            return
        self._verdicts.keep(verdict)
        field = verdict.signatures[-1].field if verdict.signatures else ""
        self.documents.open_at(field)
        self._shows_result = True
        self._stop_asking()
        self.acted.emit()

    @Slot()
    def _stop_asking(self) -> None:
        self.side.ask(None)
        self.dress()

    def _ask_again(self) -> None:
        """After a failed try: let the PIN be typed again, where that would help."""
        reading = self._reading
        card = reading.card if reading and not reading.needs_no_pin else None
        if reading and reading.signature and card and card.may_sign:
            self.side.prompt.work(on=False)
        else:
            self._stop_asking()

    # --- what is on view --------------------------------------------------------------------

    @Slot(object)
    def _read_through(self, document: CaseDocument) -> None:
        """Log that the person was shown the document that waits for their act."""
        reading = self._reading
        wanted = reading.to_be_shown if reading else None
        if self._who is not None and wanted is not None and wanted.ref == document.ref:
            work = partial(open_document, self._tools.desk, self._who, self._number, document.ref)
            self._tools.runner.act(work).finished.connect(self.refresh)

    @Slot()
    def _judge(self) -> None:
        """Show the verdict on the signed document that is on view."""
        document = self.documents.shown
        if self._reading is None or document is None or document.decided is None:
            self.side.show_verdict("", None)
            return
        verdict = self._verdicts.of(document)
        checking = verdict is None and not self._verdicts.is_failed(document)
        self.side.show_verdict(document.kind, verdict, checking=checking)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the side column among the tabs where the window is narrow."""
        px = self._tools.look.px
        narrow, short = self.width() < px(NARROW), self.height() < px(SHORT)
        self.head.shorten(on=short)
        if narrow and self.side.parent() is self._halves:
            self.documents.take_side(self.side)
        elif not narrow and self.side.parent() is not self._halves:
            self.documents.take_side(None)
            self._halves.addWidget(self.side)
            self.side.show()
        super().resizeEvent(event)
