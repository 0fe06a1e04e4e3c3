"""The verdict on a file that somebody gave: as on a document, with what is around it."""

from functools import partial

from PySide6.QtCore import Signal, Slot

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.parts import button, columns, empty, label
from signapp.gui.widgets.verdict import VerdictView
from signapp.services.files import FileVerdict
from signapp.services.ports import Holds, SignatureVerdict

UNFINISHED = "window.check.being_checked"


class FileVerdictView(VerdictView):
    """Shows what is known of a file; `opened` and `saved` ask for the version that was signed."""

    opened = Signal(object)
    saved = Signal(object)

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._found: FileVerdict | None = None
        self._finished = True

    @property
    def found(self) -> FileVerdict | None:
        """What is shown."""
        return self._found

    def show_file(self, found: FileVerdict | None, *, finished: bool = True) -> None:
        """Show what is known of a file; what is not finished is never shown as good."""
        if found is not self._found:
            self.show_saved("")
        self._found, self._finished = found, finished
        self._verdict = found.verdict if found else None
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        self._offer_report(finished=self._finished)
        found, say = self._found, self._language.say
        if found is None:
            return
        open_still = not self._finished and found.holds is not Holds.NO
        state = label("chip") if open_still else self._state(found.holds)
        if open_still:
            state.setText(say(UNFINISHED))
        heading = label("section")
        heading.setText(found.path.name)
        head = columns(heading, state, gap=self._look.px(8))
        head.setStretch(0, 1)
        self._lines.addLayout(head)
        self.setAccessibleName(f"{found.path.name}: {state.text()}")
        if found.problem:
            told = self._language.texts.error(found.problem)
            self._sentence(told.heading, "strong")
            self._sentence(told.cause, "step")
            self._sentence(told.remedy, "step")
        around = (("authority", found.authority), ("entry", found.entry))
        parts = [(name, part) for name, part in around if part]
        for name, part in sorted(parts, key=lambda named: self.badness(named[1].holds)):
            self._part(name, part)
        if found.verdict:
            self._signatures(found.verdict)

    def _below_signature(self, made: SignatureVerdict) -> None:
        """Offer the version that was signed, once the file is judged."""
        if not self._finished:
            return
        row = columns(gap=self._look.px(8))
        for key, asked in (("open_signed", self.opened), ("save_signed", self.saved)):
            offered = button("", partial(asked.emit, made))
            offered.setText(self._language.say(f"window.check.{key}"))
            offered.setObjectName(key)
            row.addWidget(offered)
        row.addStretch(1)
        self._lines.addLayout(row)
