"""The forms of a case that is checked out: it leaves, is recalled, and comes back."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QLineEdit, QWidget

from signapp.domain.acts import OfficeTitle
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.screens.keyed_form import KeyedForm
from signapp.gui.widgets.file_field import FileField
from signapp.gui.widgets.form import Answer, Choices, line_field
from signapp.services.checkout import Destination, recall
from signapp.services.checkout_moves import Move, home_into, keep_file, out_into, take_in_file

MOST = 8
"""So many offices the form can offer."""
ZIP = "ZIP (*.zip)"


class MoveForm(KeyedForm):
    """A form that is offered when the rules let this person do its act."""

    @classmethod
    def offered(cls, reading: CaseReading) -> bool:
        """Offer it to whoever may do it now."""
        return Move(cls.key) in reading.around.moves.may


def folder_field(form: KeyedForm) -> QLineEdit:
    """Return a field for the folder that a file is written into."""
    return line_field(form.look_at_fields)


def show_downloads(field: QLineEdit) -> None:
    """Begin with the folder for downloads."""
    place = QStandardPaths.StandardLocation.DownloadLocation
    field.setText(QStandardPaths.writableLocation(place))


class CheckOutForm(MoveForm):
    """Asks where a case goes, what for, and into which folder its file is written."""

    key = Move.CHECK_OUT.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._offices: tuple[tuple[str, OfficeTitle], ...] = ()
        self.to = Choices(look, tuple(str(number) for number in range(MOST)))
        self.reason, self.folder = line_field(self.look_at_fields), folder_field(self)
        self._lay_out(
            self._field("to", self.to),
            self._field("reason", self.reason),
            self._field("folder", self.folder),
        )
        self.dress()

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the authorised office."""
        self._offices = reading.around.moves.offices[:MOST]
        for number, choice in enumerate(self.to.buttons.values()):
            choice.setVisible(number < len(self._offices))
        self.to.choose("0")
        self.reason.clear()
        show_downloads(self.folder)
        self.work(on=False)
        self.dress()

    def answer(self) -> Answer | None:
        """Return the check-out, once it has an office, a reason and a folder."""
        reason, folder = self.reason.text().strip(), self.folder.text().strip()
        if not (self.to.chosen and reason and folder):
            return None
        office, _ = self._offices[int(self.to.chosen)]
        return partial(out_into, to=Destination(office, reason), folder=Path(folder))

    def dress(self) -> None:
        """Say everything in the language of now."""
        super().dress()
        names = [self._language.texts.title(title) for _, title in self._offices]
        self.to.name(lambda key: names[int(key)] if int(key) < len(names) else "")


class FolderForm(MoveForm):
    """Asks into which folder a case's file is written."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.folder = folder_field(self)
        self._lay_out(self._field("folder", self.folder))
        self.dress()

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with the folder for downloads."""
        show_downloads(self.folder)
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the writing, once there is a folder."""
        folder = self.folder.text().strip()
        return self._writing(Path(folder)) if folder else None

    def _writing(self, folder: Path) -> Answer:
        raise NotImplementedError


class CheckOutAgainForm(FolderForm):
    """Asks where the file of a case that is away is written again."""

    key = Move.CHECK_OUT_AGAIN.value

    def _writing(self, folder: Path) -> Answer:
        return partial(out_into, to=Destination("", ""), folder=folder)


class ReturnForm(FolderForm):
    """Asks, away, where the file is written that is taken in at home."""

    key = Move.RETURN_HOME.value

    def _writing(self, folder: Path) -> Answer:
        return partial(home_into, folder=folder)


class RecallForm(MoveForm):
    """Asks why a case is recalled."""

    key = Move.RECALL.value

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.reason = line_field(self.look_at_fields)
        self._lay_out(self._field("reason", self.reason))
        self.dress()

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with no reason."""
        self.reason.clear()
        self.work(on=False)

    def answer(self) -> Answer | None:
        """Return the recall, once it has a reason."""
        reason = self.reason.text().strip()
        return partial(recall, reason=reason) if reason else None


class BackForm(MoveForm):
    """Asks for the file that came back."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self.file = FileField(language, look, ZIP, f"window.more.{self.key}.drop")
        self.file.changed.connect(self.look_at_fields)
        self._lay_out(self._field("file", self.file))
        self.dress()

    def first_field(self) -> QWidget:
        """Return the button that chooses the file."""
        return self.file.choose

    def show_case(self, reading: CaseReading) -> None:  # noqa: ARG002  (no case differs)
        """Begin with no file."""
        self.file.take(None)
        self.work(on=False)


class TakeInForm(BackForm):
    """Asks for the file that is taken in."""

    key = Move.TAKE_IN.value

    def answer(self) -> Answer | None:
        """Return the taking in, once there is a file."""
        return partial(take_in_file, file=self.file.file) if self.file.file else None


class KeepForm(BackForm):
    """Asks for the file that came back too late."""

    key = Move.KEEP_RETURN.value

    def answer(self) -> Answer | None:
        """Return the keeping, once there is a file."""
        return partial(keep_file, file=self.file.file) if self.file.file else None


FORMS: tuple[type[KeyedForm], ...] = (
    *(CheckOutForm, CheckOutAgainForm, TakeInForm, RecallForm),
    *(KeepForm, ReturnForm),
)
