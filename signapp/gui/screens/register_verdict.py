"""What an auditor is told of a whole register: three levels, each in a state, and the findings."""

from collections.abc import Iterable

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.domain.errors import SignappError
from signapp.gui.icons import picture
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.widgets.grounds import grouped
from signapp.gui.widgets.parts import columns, empty, label, mark, rows
from signapp.gui.widgets.verdict import ICONS, TONES
from signapp.services.audit import RegisterVerdict
from signapp.services.document_audit import DocumentVerdict
from signapp.services.ports import Holds, worst

SENTENCES = {
    Holds.YES: "window.audit.holds",
    Holds.NOT_KNOWN: "window.audit.not_known",
    Holds.NO: "window.audit.does_not_hold",
}


class RegisterVerdictCard(QFrame):
    """Shows the verdict on a register; hidden until there is one."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self.found: RegisterVerdict | None = None
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(8))
        self.setLayout(rows(self._lines, margin=look.px(16)))
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)
        self.hide()

    @Slot(object)
    def show_verdict(self, found: RegisterVerdict | None) -> None:
        """Show a verdict, or none."""
        self.found = found
        self.setVisible(found is not None)
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        found, say = self.found, self._language.say
        if found is None:
            return
        heading = label("section")
        key = SENTENCES[found.holds]
        heading.setText(say(key))
        self.setAccessibleName(say(key))
        self._lines.addWidget(heading)
        documents = tuple(one for one in found.documents if one.holds is not Holds.YES)
        self._level("integrity", found.integrity)
        self._level("authority", found.authority)
        self._level("documents", (), documents)
        self._add(say("window.audit.size", size=found.size, root=grouped(found.root)), "step")
        self._add(say("window.audit.limits"), "caption")

    def _level(
        self,
        name: str,
        findings: Iterable[SignappError],
        documents: tuple[DocumentVerdict, ...] = (),
    ) -> None:
        told = [self._finding(one) for one in findings]
        told += [self._document(one) for one in documents]
        holds = Holds.NO if told else Holds.YES
        if documents:
            holds = worst(*(one.holds for one in documents))
        shown = label(wrap=False)
        colour = getattr(self._look.colours, TONES[holds])
        size, ratio = self._look.px(18), self.devicePixelRatioF()
        shown.setPixmap(picture(ICONS[holds], colour, size, ratio))
        title, state = label("strong", wrap=False), label("chip", TONES[holds])
        title.setText(self._language.say(f"window.audit.{name}"))
        state.setText(self._language.say(f"holds.{holds.value}"))
        what = label("step", "muted", wrap=False)
        what.setText(self._language.say(f"window.audit.{name}.what"))
        line = columns(shown, title, state, what, 1, gap=self._look.px(10))
        self._lines.addLayout(line)
        for text in told:
            self._add(text, "step", "danger" if holds is Holds.NO else "muted")

    def _finding(self, error: SignappError) -> str:
        told = self._language.texts.error(error)
        return f"• {told.heading}. {told.cause}"

    def _document(self, found: DocumentVerdict) -> str:
        digest = grouped(found.document.sha256)[:17]
        what = self._language.say(f"window.audit.role.{found.role}")
        line = f"• {found.case}, {what}, {digest}…"
        if found.problem is not None:
            return f"{line}: {self._language.texts.error(found.problem).heading}"
        parts = [found.entry, found.verdict.decided if found.verdict else None]
        broken = [part for part in parts if part and part.holds is not Holds.YES]
        remarks = [remark for part in broken for remark in part.remarks]
        said = " ".join(self._language.texts.remark(r.code, r.facts) for r in remarks)
        return f"{line}: {said}" if said else line

    def _add(self, text: str, kind: str, tone: str = "") -> None:
        made = label(kind, tone)
        made.setText(text)
        self._lines.addWidget(made)
