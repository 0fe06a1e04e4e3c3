"""The form by which papers of a case leave: what there is, why not the rest, and where it goes."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.form import Answer, choice_field
from signapp.gui.widgets.parts import button, frame, label, rows
from signapp.gui.widgets.told_choices import ToldChoice, ToldChoices
from signapp.services.paper_values import Options
from signapp.services.papers import PAPERS, Offered, Taken, take_paper
from signapp.texts.catalogue import LANGUAGES


class PapersForm(KeyedForm):
    """Offers every kind of paper; those that can't be made now say why, and can't be chosen."""

    key = "papers"

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._offered: dict[str, Offered] = {}
        self._file: Path | None = None
        self.kind = ToldChoices(look, tuple(one.code for one in PAPERS))
        self.which, self.of_language = choice_field(), choice_field()
        self._written = label("step")
        self.open = button("", self._open_folder)
        self.done = frame("note", rows(self._written, self.open, gap=look.px(8), margin=12))
        which = self._field("which", self.which)
        language_field = self._field("language", self.of_language)
        self._lay_out(self.done, self.kind, which, language_field)
        self.kind.changed.connect(self._arrange)
        self.dress()

    @staticmethod
    def offered(reading: CaseReading) -> bool:
        """Offer it to whoever can take a paper out now."""
        return any(not one.against for one in reading.around.papers)

    def first_field(self) -> QWidget:
        """Return the paper that is chosen."""
        return self.kind.buttons[self.kind.chosen or PAPERS[0].code]

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the first paper that can be made."""
        self._offered = {one.paper.code: one for one in reading.around.papers}
        self._file = None
        possible = [code for code, one in self._offered.items() if not one.against]
        self.dress()
        self.kind.choose(possible[0] if possible else "")
        self._arrange()
        self.work(on=False)

    def stays(self, done: object) -> bool:
        """Say where the paper was written, and stay for the next one."""
        assert isinstance(done, Taken)
        self._file = done.file
        self.dress()
        self._arrange()
        self.work(on=False)
        return True

    @property
    def _chosen(self) -> Offered | None:
        return self._offered.get(self.kind.chosen)

    @property
    def options(self) -> Options:
        """What is asked for besides the kind."""
        one = self._chosen
        language = self.of_language.currentData() if one and one.paper.languages else ""
        return Options(self.which.currentData() or "", language or "")

    @Slot()
    def _arrange(self) -> None:
        """Show what the chosen paper leaves to choose."""
        one = self._chosen
        self.which.clear()
        for each in one.choices if one else ():
            self.which.addItem(self._language.texts.show(each.title), each.key)
        several = self.which.count() > 1
        for name, field, shown in (
            ("which", self.which, several),
            ("language", self.of_language, bool(one and one.paper.languages)),
        ):
            self._labels[name].setVisible(shown)
            field.setVisible(shown)
        self.done.setVisible(self._file is not None)
        self.look_at_fields()

    def answer(self) -> Answer | None:
        """Return nothing to do yet, but that there is something: its file is asked for."""
        return self._saving(Path()) if self._chosen else None

    def _saving(self, file: Path) -> Answer:
        assert self._chosen is not None  # the button is off otherwise
        code = self._chosen.paper.code
        return partial(take_paper, code=code, file=file, options=self.options, over=True)

    @Slot()
    def _confirm(self) -> None:
        """Ask for the file; the dialog itself asks before another one is written over."""
        one = self._chosen
        if one is None or self._working:
            return
        dialog = QFileDialog(self, self._language.say("window.more.papers.confirm"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(f"{one.paper.ending.upper()} (*.{one.paper.ending})")
        dialog.setDefaultSuffix(one.paper.ending)
        place = QStandardPaths.StandardLocation.DownloadLocation
        dialog.setDirectory(QStandardPaths.writableLocation(place))
        dialog.selectFile(one.name(self.options))
        dialog.fileSelected.connect(self.save)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def save(self, file: str) -> None:
        """Have the chosen paper written to a file."""
        answer = self._saving(Path(file))
        self.work(on=True)
        self.confirmed.emit(answer)

    @Slot()
    def _open_folder(self) -> None:
        if self._file is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._file.parent)))

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self.kind.setAccessibleName(say("window.more.papers.kind"))
        self.kind.tell({code: self._told(code, one) for code, one in self._offered.items()})
        chosen = self.of_language.currentData() or self._language.code
        self.of_language.clear()
        for code in LANGUAGES:
            self.of_language.addItem(say(f"window.language.{code}"), code)
        self.of_language.setCurrentIndex(self.of_language.findData(chosen))
        if self._file is not None:
            self._written.setText(say("window.more.papers.written", file=str(self._file)))
        self.open.setText(say("window.more.papers.open"))
        super().dress()

    def _told(self, code: str, one: Offered) -> ToldChoice:
        say = self._language.say
        sentence = say(f"paper.{code}.what")
        if one.against:
            sentence = self._language.texts.error(one.against[0]).heading
        return ToldChoice(say(f"paper.{code}"), sentence, not one.against)
