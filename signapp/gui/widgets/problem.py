"""The panel that tells of an error: what is true now, what happened, why, and the way on."""

import traceback
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from signapp.domain.errors import SignappError
from signapp.gui.icons import icon
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import button, columns, empty, label, mark, panel, rows, scrolling
from signapp.texts.catalogue import ErrorText

TALLEST = 320
"""The panel scrolls inside when its text needs more than this."""


class ProblemPanel(QFrame):
    """Shows one error until it is closed; hidden when there is none."""

    closed = Signal()

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._error: SignappError | None = None
        self._details = ""
        self._report: Path | None = None
        mark(self, role="problem")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(4))
        self._copy = button("", self._copy_details)
        self._close = button("", self.dismiss)
        self._text = rows(self._lines, 1)
        self._scroll = scrolling(panel("plain", self._text), focus=True)
        self._buttons = rows(columns(self._copy, self._close, gap=look.px(8)), 1)
        line = columns(self._scroll, self._buttons, gap=look.px(16), margin=look.px(12))
        line.setStretch(0, 1)
        self.setLayout(line)
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)
        self.hide()

    def show_error(self, error: Exception, report: Path | None = None) -> None:
        """Show an error: a known one by its texts, anything else as a fault of the program.

        `report` is where the report of a fault is kept.
        """
        known = isinstance(error, SignappError)
        self._details = "" if known else "".join(traceback.format_exception(error))
        self._error = error if isinstance(error, SignappError) else None
        self._report = report
        error.__traceback__ = None  # its frames may hold what was typed
        self.dress()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self._close.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def dismiss(self) -> None:
        """Put the panel away."""
        self._error, self._details = None, ""
        self.hide()
        self.closed.emit()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say, colours = self._language.say, self._look.colours
        self._copy.setText(say("window.problem.copy"))
        self._copy.setIcon(icon("copy", colours.text))
        self._close.setText(say("window.problem.close"))
        self._close.setIcon(icon("x", colours.text))
        empty(self._lines)
        if self._error is not None:
            told = self._language.texts.error(self._error)
        elif self._details:
            told = ErrorText(
                standing="",
                heading=say("window.bug.heading"),
                cause=say("window.bug.cause"),
                remedy=say("window.bug.remedy"),
                code=self._details.strip().rsplit("\n", 1)[-1],
            )
        else:
            return
        self._tell(told)
        self.setAccessibleName(told.heading)
        self._scroll.setAccessibleName(told.heading)
        self.setAccessibleDescription(plain(told))
        self._fit()

    def _tell(self, told: ErrorText) -> None:
        if told.standing:
            self._add(told.standing, "section", "danger")
        self._add(told.heading, "strong" if told.standing else "section", "danger")
        self._add(told.cause)
        self._add(told.remedy)
        for reason in told.reasons:
            self._add(f"• {reason.heading}", "strong")
            self._add(f"{reason.cause} {reason.remedy}")
        if self._report is not None:
            self._add(self._language.say("window.bug.report", file=str(self._report)), "step")
        self._add(self._language.say("window.problem.code", code=told.code), "caption")

    def _add(self, text: str, kind: str = "", tone: str = "") -> None:
        if text:
            made = label(kind, tone)
            made.setText(text)
            self._lines.addWidget(made)

    def _fit(self) -> None:
        """Be as tall as the text needs, up to a limit."""
        around = self._buttons.sizeHint().width() + self._look.px(16 + 2 * 12) + 2
        width = max(self.width() - around, self._look.px(200))
        wanted = self._text.totalHeightForWidth(width)
        self._scroll.setFixedHeight(min(wanted + self._look.px(4), self._look.px(TALLEST)))

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        """Fit the height to the new width."""
        self._fit()

    @Slot()
    def _copy_details(self) -> None:
        if self._error is not None:
            text = f"{plain(self._language.texts.error(self._error))}\n{self._error}"
        else:
            text = self._details
        QGuiApplication.clipboard().setText(text)

    def first_line(self) -> str:
        """Return the line that is read first."""
        item = self._lines.itemAt(0)
        shown: QWidget | None = item.widget() if item else None
        return str(shown.property("text")) if shown else ""


def plain(told: ErrorText) -> str:
    """Return an error's text as plain lines."""
    lines = [told.standing, f"{told.heading} [{told.code}]", told.cause, told.remedy]
    lines += [plain(reason) for reason in told.reasons]
    return "\n".join(line for line in lines if line)
