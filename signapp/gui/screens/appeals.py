"""The catalogue of appeal instructions, for registrars: its words, and their approval (R25)."""

from functools import partial

from PySide6.QtCore import Slot

from signapp.gui.screens.appeal_forms import AppealForm, ApprovalForm, WordsForm
from signapp.gui.screens.screen import PersonalScreen
from signapp.gui.tools import Tools
from signapp.gui.widgets.form import Answer, Choices
from signapp.gui.widgets.parts import columns, frame, label, panel, rows, scrolling
from signapp.gui.widgets.row_list import Chip, Row, RowList
from signapp.services.appeals import CatalogueEntry, appeals_now
from signapp.services.journal import SignedIn
from signapp.texts.catalogue import LANGUAGES, Texts


class AppealsScreen(PersonalScreen):
    """Lists the instructions of one language; the chosen one can be edited and approved."""

    def __init__(self, tools: Tools) -> None:
        super().__init__(tools)
        px = tools.look.px
        self._entries: tuple[CatalogueEntry, ...] = ()
        self._title, self._note = label("title"), label("", "muted")
        self._languages = label("strong")
        self.language = Choices(tools.look, tuple(LANGUAGES))
        self.list = RowList(tools.look, marks=True)
        self.words = WordsForm(tools.language, tools.look)
        self.approval = ApprovalForm(tools.language, tools.look)
        left = rows(
            self._languages, self.language, frame("card", rows(self.list, margin=px(8))),
            gap=px(8),
        )  # fmt: skip
        left.setStretch(2, 1)
        forms = scrolling(panel("plain", rows(self.words, self.approval, 1, gap=px(12))))
        body = columns(left, forms, gap=px(16))
        body.setStretch(0, 2)
        body.setStretch(1, 3)
        page = rows(self._title, self._note, body, gap=px(12), margin=px(24))
        page.setStretch(2, 1)
        self.setLayout(page)
        self.language.choose(tools.language.code)
        self.language.changed.connect(self.refresh)
        self.list.chosen.connect(self._choose)
        for form in (self.words, self.approval):
            form.confirmed.connect(self._answered)
            form.cancelled.connect(self._show_chosen)
        self.dress()

    @Slot()
    def refresh(self) -> None:
        """Read the catalogue anew."""
        if self._who is not None:
            work = partial(appeals_now, self._tools.desk, self.language.chosen)
            self._tools.runner.act(work, partial(self._show, self._who))

    def leave(self) -> None:
        """Forget the person and what was written."""
        super().leave()
        self._entries = ()
        self.dress()

    def _show(self, who: SignedIn, entries: tuple[CatalogueEntry, ...]) -> None:
        if who is self._who:
            self._entries = entries
            self.dress()
            self._show_chosen()

    @Slot(str)
    def _choose(self, _: str) -> None:
        self._show_chosen()

    @Slot()
    def _show_chosen(self) -> None:
        """Fill the forms with the words of the chosen instruction."""
        chosen = [one for one in self._entries if one.text.code == self.list.current_key]
        for form in (self.words, self.approval):
            form.setVisible(bool(chosen))
            if chosen:
                form.show_text(chosen[0].text)
        self.approval.setVisible(bool(chosen) and chosen[0].text.draft)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        """Do what a form asks for; the form stays when it is refused."""
        form = self.sender()
        if self._who is None or not isinstance(form, AppealForm):
            return
        task = self._tools.runner.act(partial(answer, self._tools.desk, self._who, ""))
        task.failed.connect(form.take_again)
        task.succeeded.connect(self._done)

    @Slot(object)
    def _done(self, _: object) -> None:
        self.refresh()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        say, texts = self._tools.language.say, self._tools.language.texts
        self._title.setText(say("window.appeals.title"))
        self._note.setText(say("window.appeals.note"))
        self._languages.setText(say("window.appeals.language"))
        self.language.name(lambda key: say(f"window.appeals.language.{key}"))
        self.list.setAccessibleName(say("window.appeals.title"))
        self.list.show_rows([row(texts, one) for one in self._entries])


def row(texts: Texts, entry: CatalogueEntry) -> Row:
    """Return an instruction as a row of a list."""
    draft = entry.text.draft
    state = texts.say("appeals.draft" if draft else "appeals.approved")
    written = texts.say("appeals.edited" if entry.written_by else "appeals.shipped")
    return Row(
        title=entry.text.name,
        detail=" · ".join((*entry.text.laws, written)),
        key=entry.text.code,
        chips=(Chip(state, "warning" if draft else "success"),),
    )
