"""The window's language, which can be changed while it is open."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator, Signal

from signapp.domain.acts import Capacity, OfficeTitle
from signapp.texts.catalogue import LANGUAGES, Texts


class Language(QObject):
    """The texts of the window; `changed` tells everybody to say theirs anew."""

    changed = Signal()

    def __init__(self, code: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._qt_texts: QTranslator | None = None
        self.texts = Texts(code)
        self._tell_qt(code)

    @property
    def code(self) -> str:
        """The code of the language, such as `fi`."""
        return self.texts.language

    def say(self, key: str, /, **facts: Any) -> str:
        """Return the text of a key with its facts filled in."""
        return self.texts.say(key, **facts)

    def role(self, title: OfficeTitle, capacity: Capacity) -> str:
        """Return the title of an office, or of somebody who stands in for its holder."""
        if capacity not in (Capacity.DEPUTY, Capacity.SUBSTITUTE):
            return self.texts.title(title)
        office = title.fi_genitive if self.code == "fi" else self.texts.title(title)
        return self.say(f"window.role.{capacity.value}", office=office)

    def choose(self, code: str) -> None:
        """Change the language of the whole window."""
        if code == self.code:
            return
        self.texts = Texts(code)
        self._tell_qt(code)
        self.changed.emit()

    def _tell_qt(self, code: str) -> None:
        """Give Qt its own texts (context menus and the like) in the same language."""
        QLocale.setDefault(QLocale(LANGUAGES[code]))
        if self._qt_texts is not None:
            QCoreApplication.removeTranslator(self._qt_texts)
            self._qt_texts = None
        texts = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if texts.load(f"qtbase_{code}", folder):
            QCoreApplication.installTranslator(texts)
            self._qt_texts = texts
