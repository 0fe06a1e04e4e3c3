"""The mark of the signature that a person is asked for: shown, and changed before the PIN."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Slot

from signapp.gui.tools import Tools
from signapp.gui.widgets.mark_field import MarkField
from signapp.services.desk import Desk
from signapp.services.journal import SignedIn
from signapp.services.marks import MarkChoice, MarkForm, MarkLanguage
from signapp.services.ports import PageImage
from signapp.services.seal import choose_mark, choose_picture, picture_of_mark

DOTS_A_POINT = 3.0


class CaseMark(QObject):
    """Reads, draws and keeps the mark of one person for one case."""

    def __init__(self, parent: QObject, tools: Tools, field: MarkField) -> None:
        super().__init__(parent)
        self._tools, self._field = tools, field
        self._who: SignedIn | None = None
        self._number = ""
        field.changed.connect(self._change)
        field.picture.connect(self._change_picture)

    def show(self, who: SignedIn, number: str) -> None:
        """Show the mark that a signature of this person in this case will have."""
        self._who, self._number = who, number
        self._do(lambda: None)

    @Slot(object, object)
    def _change(self, form: MarkForm, language: MarkLanguage) -> None:
        if self._who is not None:
            desk, person = self._tools.desk, self._who.actor.person
            self._do(partial(choose_mark, desk, person, form, language))

    @Slot(object)
    def _change_picture(self, file: Path | None) -> None:
        if self._who is not None:
            self._do(partial(choose_picture, self._tools.desk, self._who.actor.person, file))

    def _do(self, change: Callable[[], object]) -> None:
        """Do a change in the lane of acts, and show what comes of it."""
        who, number, desk = self._who, self._number, self._tools.desk
        assert who is not None
        runner = self._tools.runner
        runner.act(partial(_changed, desk, who, change), partial(self._chosen, who))
        runner.act(
            partial(picture_of_mark, desk, who, number, DOTS_A_POINT), partial(self._drawn, who)
        )

    def _chosen(self, who: SignedIn, choice: MarkChoice) -> None:
        if who is self._who:
            self._field.show_choice(choice)

    def _drawn(self, who: SignedIn, image: PageImage | None) -> None:
        if who is self._who:
            self._field.show_mark(image)


def _changed(desk: Desk, who: SignedIn, change: Callable[[], object]) -> MarkChoice:
    change()
    return desk.marks.of(who.actor.person)
