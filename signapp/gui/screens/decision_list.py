"""A meeting's list: the mayor goes through every case, and then signs all minutes in one go."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter

from signapp.gui.icons import icon
from signapp.gui.runner import Task, Work
from signapp.gui.screens.case_documents import CaseDocuments
from signapp.gui.screens.case_forms import CaseForm, ImpartialityForm
from signapp.gui.screens.case_papers import CaseDocument
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.list_bar import dress_list_bar
from signapp.gui.screens.list_reading import ListReading, read_list, reading_row
from signapp.gui.screens.list_signing import ListSigning
from signapp.gui.screens.ruling_form import RulingForm
from signapp.gui.screens.screen import PersonalScreen
from signapp.gui.screens.section_form import SectionForm
from signapp.gui.screens.withholding import shown_to
from signapp.gui.tools import Tools
from signapp.gui.widgets.action_bar import ActionBar
from signapp.gui.widgets.form import Answer
from signapp.gui.widgets.parts import columns, frame, label, panel, rows, scrolling, tool_button
from signapp.gui.widgets.row_list import RowList
from signapp.services.decide import begin_decision
from signapp.services.decision_list import DecisionList
from signapp.services.journal import SignedIn
from signapp.services.prepare import open_document

NARROW, SHORT = 980, 600
"""Below this width the cases stand in no column of their own; below this height no note does."""


class DecisionListScreen(PersonalScreen):
    """Shows the list to whoever decides; `left` asks for the list of all cases."""

    left = Signal()

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        self._found: DecisionList | None = None
        self._reading: ListReading | None = None
        self._case: CaseReading | None = None
        self._number = ""
        self._left_out: set[str] = set()
        self._asked: CaseForm | None = None
        self._back = tool_button(self.left.emit, kind="icon")
        self._title, self._note = label("title"), label("", "muted")
        self.list = RowList(tools.look, lead=84, marks=True)
        self.documents = CaseDocuments(tools)
        self.ruling = RulingForm(tools.language, tools.look)
        self.section = SectionForm(tools.language, tools.look)
        self.impartiality = ImpartialityForm(tools.language, tools.look)
        self.signing = ListSigning(tools)
        self.bar = ActionBar(tools.look)
        self._halves = QSplitter(Qt.Orientation.Horizontal)
        self._lay_out()
        self._connect()
        self.dress()

    def _lay_out(self) -> None:
        px = self._tools.look.px
        forms = rows(self.ruling, self.section, self.impartiality, 1)
        self._side = scrolling(panel("plain", forms))
        self._side.setMinimumWidth(px(360))
        self._cases = frame("card", rows(self.list, margin=px(4)))
        self._cases.setMinimumWidth(px(340))
        self._halves.setChildrenCollapsible(False)
        self._halves.setHandleWidth(px(16))
        for part in (self._cases, self.documents, self._side, self.signing):
            self._halves.addWidget(part)
        self._halves.setStretchFactor(1, 1)
        self._halves.setStretchFactor(3, 1)
        top = columns(self._back, self._title, gap=px(8))
        top.setStretch(1, 1)
        head = rows(top, self._note, gap=px(4))
        head.setContentsMargins(px(24), px(12), px(24), px(8))
        body = rows(self._halves)
        body.setContentsMargins(px(24), 0, px(24), px(8))
        page = rows(head, body, self.bar, gap=0)
        page.setStretch(1, 1)
        self.setLayout(page)

    def _connect(self) -> None:
        self.list.chosen.connect(self.turn_to)
        self.documents.read_through.connect(self._read_through)
        self.bar.pressed.connect(self.documents.circulation.note)
        self.bar.pressed.connect(self._press)
        self.bar.other_pressed.connect(partial(self._ask, self.ruling))
        self.bar.link_pressed.connect(partial(self._ask, self.impartiality))
        self.bar.given_up.connect(self._give_up)
        self.signing.ended.connect(self.refresh)
        self.signing.left.connect(self._back_to_reading)
        for form in (self.ruling, self.section, self.impartiality):
            form.confirmed.connect(self._answered)
            form.cancelled.connect(partial(self._ask, None))

    # --- reading ----------------------------------------------------------------------------

    def enter(self, who: SignedIn) -> None:
        """Show the list of a person, from its first case that is to be read."""
        self._found = DecisionList(self._tools.desk, who)
        self._number, self._reading, self._case = "", None, None
        self._left_out.clear()
        self._asked = None
        self.signing.put_away()
        self.documents.show_case(None)
        super().enter(who)

    def leave(self) -> None:
        """Forget the person and the list."""
        super().leave()
        self._found, self._reading, self._case, self._number = None, None, None, ""
        self._asked = None
        self.signing.put_away()
        self.documents.show_case(None)
        self.dress()

    def refresh(self) -> None:
        """Read the list anew, and the case that is on view."""
        who, found, tools = self._who, self._found, self._tools
        if who is None or found is None:
            return
        own = tools.credentials(who.actor.person)
        tools.runner.act(partial(read_list, tools.desk, found, own), partial(self._show, who))

    def _show(self, who: SignedIn, reading: ListReading) -> None:
        if who is not self._who:
            return
        self._reading = ListReading(
            tuple(one for one in reading.cases if one.number not in self._left_out),
            reading.key,
            reading.pin_use,
        )
        known = self._reading.of(self._number) is not None
        first = self._reading.next_after("") or next((c.number for c in reading.cases), "")
        self.dress()
        self.turn_to(self._number if known else first)

    @Slot(str)
    def turn_to(self, number: str) -> None:
        """Show a case of the list."""
        who, tools = self._who, self._tools
        if who is None or not number:
            self._case = None
            self.documents.show_case(None)
            self.dress()
            return
        self._number = number
        self.list.set_current(number)
        own = tools.credentials(who.actor.person)
        work = partial(shown_to, tools.desk, who, own, number)
        tools.runner.act(work, partial(self._show_case, who))

    def _show_case(self, who: SignedIn, case: CaseReading) -> None:
        if who is not self._who or case.case.number != self._number:
            return
        turned = self._case is None or self._case.case.number != self._number
        self._case = case
        self.documents.show_case(case)
        if turned:
            self._ask(None)
            self.documents.take_focus()
        self.dress()

    @Slot(object)
    def _read_through(self, document: CaseDocument) -> None:
        """Log that the person was shown the document that waits for their act."""
        wanted = self._case.to_be_shown if self._case else None
        if self._who is not None and wanted is not None and wanted.ref == document.ref:
            work = partial(open_document, self._tools.desk, self._who, self._number, document.ref)
            self._tools.runner.act(work).finished.connect(self.refresh)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, texts, reading = self._tools.language.say, self._tools.language.texts, self._reading
        one = reading.of(self._number) if reading else None
        named = not self.signing.is_on and self.width() < self._tools.look.px(NARROW)
        self._title.setText(
            texts.title_of(one.title) if one and named else say("window.list.title")
        )
        self._back.setIcon(icon("arrow-left", self._tools.look.colours.text))
        self._back.setToolTip(say("window.case.back"))
        self._back.setAccessibleName(say("window.case.back"))
        self.list.setAccessibleName(say("window.list.title"))
        cases = reading.cases if reading else ()
        self.list.show_rows([reading_row(texts, one) for one in cases])
        self.list.set_current(self._number)
        ready = len(reading.ready) if reading else 0
        self._note.setText(
            say("window.list.note", ready=ready, cases=len(cases))
            if reading
            else say("window.reading")
        )
        signs, narrow = self.signing.is_on, self.width() < self._tools.look.px(NARROW)
        self._note.setVisible(not signs and self.height() >= self._tools.look.px(SHORT))
        self._cases.setVisible(not signs and not narrow)
        self.documents.setVisible(not signs and not (narrow and self._asked))
        self._side.setVisible(not signs and self._asked is not None)
        for form in (self.ruling, self.section, self.impartiality):
            form.setVisible(form is self._asked)
        self.bar.setVisible(not signs and self._asked is None and reading is not None)
        self._back.setEnabled(not self.signing.is_busy)
        if reading is not None:
            dress_list_bar(self.bar, self._tools.language, reading, self._number, self._case)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        self.dress()

    # --- acting -----------------------------------------------------------------------------

    @Slot()
    def _press(self) -> None:
        """Begin the decision, turn to the next case, or go to the signing."""
        reading, case, found = self._reading, self._case, self._found
        one = reading.of(self._number) if reading else None
        if reading is None or found is None or self._who is None:
            return
        if one is not None and not one.begun:
            if case and case.around.external_numbers:
                self._ask(self.section)
            else:
                self._do(partial(found.begin, self._number))
        elif following := reading.next_after(self._number):
            self.turn_to(following)
        elif reading.ready:
            self.signing.ask(self._who, reading)
            self.dress()

    @Slot()
    def _give_up(self) -> None:
        """Leave a case out of the list: give up what was begun, or do not begin it."""
        found, reading = self._found, self._reading
        one = reading.of(self._number) if reading else None
        if one is None or found is None:
            return
        self._left_out.add(one.number)
        if one.begun:
            self._do(partial(found.leave_out, one.number))
        else:
            self.refresh()

    @Slot(object)
    def _ask(self, form: CaseForm | None) -> None:
        self._asked = form
        if form is not None and self._case is not None:
            form.show_case(self._case)
        self.dress()
        if form is not None:
            form.first_field().setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        """Do what a form asks for; the form stays when it is refused."""
        form, who = self._asked, self._who
        if form is None or who is None:
            return
        if isinstance(answer, partial) and answer.func is begin_decision:
            answer = partial(answer, in_list=True)
        task = self._do(partial(answer, self._tools.desk, who, self._number))
        task.succeeded.connect(self._form_done)
        task.failed.connect(form.take_again)

    @Slot(object)
    def _form_done(self, _: object) -> None:
        self._ask(None)

    def _do(self, work: Work) -> Task:
        """Do an act, and read the list anew whatever comes of it."""
        self.bar.work(on=True)
        task = self._tools.runner.act(work)
        task.finished.connect(self._done)
        return task

    @Slot()
    def _done(self) -> None:
        self.bar.work(on=False)
        self.refresh()

    @Slot()
    def _back_to_reading(self) -> None:
        self.signing.put_away()
        self.refresh()
        self.dress()
