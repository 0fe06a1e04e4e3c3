"""Signs out whoever left the desk: after a while without a key or a mouse the session ends."""

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QApplication

from signapp.gui.window import MainWindow

AFTER = timedelta(minutes=10)
SIGNS_OF_LIFE = {
    *(QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove),
    *(QEvent.Type.Wheel, QEvent.Type.TouchBegin, QEvent.Type.TabletMove),
}


class IdleLock(QObject):
    """Watches for signs of life in a window; without any it signs the person out.

    Their session ends in the ledger, so that its key is good for nothing any more. An act that
    is under way comes to its end first.
    """

    def __init__(self, application: QApplication, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._timer = QTimer(self)
        self._timer.setInterval(AFTER // timedelta(milliseconds=1))
        self._timer.timeout.connect(self.expire)
        self._timer.start()
        application.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Begin to wait anew at each sign of life; nothing is held back."""
        if event.type() in SIGNS_OF_LIFE:
            self._timer.start()
        return super().eventFilter(watched, event)

    @Slot()
    def expire(self) -> None:
        """Sign out whoever is here, unless something is under way."""
        here = self._window.navigation.isVisibleTo(self._window)
        if here and not self._window.tools.runner.busy:
            self._window.leave()
            self._window.enter_anew("window.sign_in.idle")
