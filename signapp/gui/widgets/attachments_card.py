"""The card of a case's attachments: each file as it came, what is read of it, and both hashes."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QLayout, QPushButton, QVBoxLayout

from signapp.domain.acts import DocumentRef
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.grounds import grouped
from signapp.gui.widgets.parts import button, columns, empty, label, mark, rows
from signapp.services.attachments import AttachmentFacts, kind_words


class AttachmentsCard(QFrame):
    """Shows each attachment; `save_asked` asks to have the file as it came saved."""

    save_asked = Signal(object)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language, self._look = language, look
        self.facts: tuple[AttachmentFacts, ...] = ()
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(12))
        self.setLayout(rows(self._lines, margin=look.px(16)))
        self.hide()
        language.changed.connect(self.dress)

    def show_attachments(self, facts: tuple[AttachmentFacts, ...]) -> None:
        """Show the attachments of a case."""
        self.facts = facts
        self.dress()

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to show."""
        return not self.facts

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        empty(self._lines)
        heading = label("section")
        heading.setText(self._language.say("intake.attachments"))
        self._lines.addWidget(heading)
        for one in self.facts:
            self._lines.addLayout(self._attachment(one))

    def _attachment(self, one: AttachmentFacts) -> QLayout:
        say, texts = self._language.say, self._language.texts
        number, title, file = label("caption"), label("strong"), label("step")
        number.setText(say("intake.attachment", number=one.number))
        title.setText(texts.title_of(one.title))
        file.setText(" · ".join(filter(None, (one.name, kind_words(texts, one.media_type)))))
        parts = rows(number, title, file, gap=self._look.px(2))
        parts.addLayout(self._hash("intake.came", one.original, one))
        if one.prepared is not None:
            key = "intake.made" if one.to_be_signed else "intake.read"
            parts.addLayout(self._hash(key, one.prepared))
        return parts

    def _hash(self, key: str, ref: DocumentRef, saved: AttachmentFacts | None = None) -> QLayout:
        """Return a hash with what may be done: copy it, and save the file as it came."""
        say = self._language.say
        name, text = label("caption"), label("step")
        name.setText(say(key))
        text.setText(grouped(ref.sha256))
        copy = button("quiet")
        copy.setText(say("window.intake.copy"))
        copy.clicked.connect(partial(self._copy, copy, ref.sha256))
        acts = [copy]
        if saved is not None and not saved.title.withheld:
            save = button("quiet")
            save.setText(say("window.intake.save"))
            save.clicked.connect(partial(self.save_asked.emit, saved))
            acts.append(save)
        return rows(name, text, columns(*acts, 1, gap=self._look.px(8)), gap=self._look.px(2))

    def _copy(self, copy: QPushButton, sha256: str) -> None:
        QGuiApplication.clipboard().setText(sha256)
        copy.setText(self._language.say("window.intake.copied"))
