"""What whoever checks evidence is told: archive, ledger, documents, and what was not checked."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.register_verdict import RegisterVerdictCard
from signapp.gui.widgets.grounds import grouped
from signapp.gui.widgets.parts import empty, label
from signapp.services.evidence_check import EvidenceVerdict
from signapp.services.ports import Holds

SENTENCES = {
    Holds.YES: "evidence.holds",
    Holds.NOT_KNOWN: "evidence.not_known",
    Holds.NO: "evidence.does_not_hold",
}


class EvidenceCard(RegisterVerdictCard):
    """Shows the verdict on evidence, in the place of another widget; hidden until there is one."""

    def __init__(self, language: Language, look: Look, in_place_of: QWidget) -> None:
        self.evidence: EvidenceVerdict | None = None
        self._other = in_place_of
        super().__init__(language, look)

    @Slot(object)
    def show_evidence(self, found: EvidenceVerdict | None) -> None:
        """Show a verdict, or none."""
        self.evidence = found
        self.setVisible(found is not None)
        self._other.setVisible(found is None)
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        found, say = self.evidence, self._language.say
        if found is None:
            return
        heading = label("section")
        heading.setText(say(SENTENCES[found.holds]))
        self.setAccessibleName(heading.text())
        self._lines.addWidget(heading)
        self._add(found.path.name, "step", "muted")
        if found.contents:
            variant = say("evidence.public" if found.contents.public else "evidence.whole")
            self._add(
                f"{say('evidence.summary.title', case=found.contents.case)} · {variant}", "strong"
            )
        self._level("archive", found.damaged)
        self._level("integrity", found.findings)
        if found.documents:
            told = tuple(one for one in found.documents if one.holds is not Holds.YES)
            self._level("documents", (), told)
        if found.contents:
            self._add(say("evidence.nothing_after", moment=found.contents.made), "strong")
            size, root = found.size, grouped(found.root)
            self._add(say("window.audit.size", size=size, root=root), "step")
        for code in found.remarks(told_trust=True):
            self._add(say(f"evidence.remark.{code}", **found.facts), "caption")
