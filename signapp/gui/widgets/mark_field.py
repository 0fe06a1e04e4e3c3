"""The visible mark before it is signed: how it will look, and how else it may."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QImage, QPixmap, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QFrame, QLabel

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.form import choice_field
from signapp.gui.widgets.parts import button, columns, label, mark, panel, rows
from signapp.services.marks import MarkChoice, MarkForm, MarkLanguage
from signapp.services.ports import PageImage

FILES = "(*.png *.jpg *.jpeg *.svg)"


class MarkField(QFrame):
    """Shows the mark; `changed` tells of another form or language, `picture` of another file."""

    changed = Signal(object, object)
    picture = Signal(object)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._choice = MarkChoice()
        self._image: QImage | None = None
        self._drawn, self._shown = False, QLabel()
        mark(self._shown, role="paper")
        self._shown.setAlignment(Qt.AlignmentFlag.AlignLeft)
        self._shown.setMinimumWidth(1)
        self._title, self._hint = label("caption"), label("step", "muted")
        self.change = button("link", self._unfold)
        self.form, self.language = choice_field(), choice_field()
        for key in MarkForm:
            self.form.addItem("", key)
        for tongue in MarkLanguage:
            self.language.addItem("", tongue)
        self._form_title, self._language_title = label("strong"), label("strong")
        self._form_title.setBuddy(self.form)
        self._language_title.setBuddy(self.language)
        self.choose, self.remove = button("", self._ask), button("", self._no_picture)
        px = look.px
        head = columns(self._title, self.change)
        head.setStretch(0, 1)
        chosen = rows(
            rows(self._form_title, self.form, gap=px(4)),
            rows(self._language_title, self.language, gap=px(4)),
            columns(self.choose, self.remove, gap=px(8)),
            gap=px(8),
        )
        self._choices = panel("plain", chosen)
        self._choices.hide()
        self.setLayout(rows(head, self._shown, self._hint, self._choices, gap=px(6)))
        for field in (self.form, self.language):
            field.activated.connect(self._chosen)
        language.changed.connect(self.dress)
        self.dress()

    def show_choice(self, choice: MarkChoice) -> None:
        """Show what is chosen, while the mark is being drawn."""
        self._choice, self._drawn = choice, False
        _select(self.form, choice.form)
        _select(self.language, choice.language)
        self.dress()

    def show_mark(self, image: PageImage | None) -> None:
        """Show how the mark will look; None is an invisible signature."""
        self._drawn, self._image = True, _qt_image(image) if image else None
        self._draw()
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._title.setText(say("window.mark.title"))
        self.change.setText(say("window.mark.change"))
        self._form_title.setText(say("window.mark.form"))
        self._language_title.setText(say("window.mark.language"))
        for key in MarkForm:
            self.form.setItemText(self.form.findData(key), say(f"mark.form.{key.value}"))
        for tongue in MarkLanguage:
            at = self.language.findData(tongue)
            self.language.setItemText(at, say(f"mark.language.{tongue.value}"))
        self.choose.setText(say("window.mark.choose"))
        self.remove.setText(say("window.mark.remove"))
        self.remove.setVisible(bool(self._choice.picture))
        chosen = self._choice.form is MarkForm.INVISIBLE
        no_place = self._drawn and self._image is None and not chosen
        invisible = chosen or no_place
        self.change.setVisible(not no_place)
        self._hint.setText(say(_HINTS[no_place]) if invisible else "")
        self._hint.setVisible(invisible)
        self._shown.setVisible(self._image is not None and not invisible)
        self._shown.setAccessibleName(say("window.mark.title"))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the picture of the mark to the width."""
        super().resizeEvent(event)
        self._draw()

    def _draw(self) -> None:
        if self._image is None:
            self._shown.clear()
            return
        ratio = self.devicePixelRatioF()
        most = min(self._image.width(), int(self.width() * ratio))
        fitted = self._image.scaledToWidth(most, Qt.TransformationMode.SmoothTransformation)
        fitted.setDevicePixelRatio(ratio)
        self._shown.setPixmap(QPixmap.fromImage(fitted))

    @Slot()
    def _unfold(self) -> None:
        self._choices.setVisible(not self._choices.isVisible())

    @Slot()
    def _chosen(self) -> None:
        self.changed.emit(self.form.currentData(), self.language.currentData())

    @Slot()
    def _no_picture(self) -> None:
        self.picture.emit(None)

    @Slot()
    def _ask(self) -> None:
        say = self._language.say
        dialog = QFileDialog(self, say("window.mark.choose"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilter(f"{say('window.mark.pictures')} {FILES}")
        dialog.fileSelected.connect(self.take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    @Slot(str)
    def take(self, file: str) -> None:
        """Take the file of a picture."""
        self.picture.emit(Path(file))


_HINTS = {False: "window.mark.invisible", True: "window.mark.no_place"}


def _select(field: QComboBox, key: object) -> None:
    field.setCurrentIndex(field.findData(key))


def _qt_image(image: PageImage) -> QImage:
    row = image.width * 4
    form = QImage.Format.Format_RGBA8888
    return QImage(image.pixels, image.width, image.height, row, form).copy()
