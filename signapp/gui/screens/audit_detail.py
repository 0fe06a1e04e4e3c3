"""One entry of the log in full, the verdict on its signature, and what can't be proven."""

from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.domain.auditing import Result
from signapp.gui.tools import Tools
from signapp.gui.widgets.grounds import grouped
from signapp.gui.widgets.parts import button, empty, label, mark, rows
from signapp.gui.widgets.verdict import VerdictView
from signapp.services.anchor_proofs import AnchorProof
from signapp.services.audit_desk import AuditReading, EntryReading, then_and_now
from signapp.services.history import SignedDocument
from signapp.services.log_words import LogWords
from signapp.services.not_provable import not_provable
from signapp.services.ports import Verdict


class EntryCard(QFrame):
    """Shows an entry; `verdict_wanted` carries the signature whose full verdict is asked for."""

    verdict_wanted = Signal(object)

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._read: EntryReading | None = None
        self._reading: AuditReading | None = None
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(tools.look.px(6))
        self.open = button("", self._want)
        self.setLayout(
            rows(self._lines, self.open, gap=tools.look.px(10), margin=tools.look.px(16))
        )
        self.dress()

    def show_entry(self, read: EntryReading | None, reading: AuditReading | None) -> None:
        """Show an entry, or none."""
        self._read, self._reading = read, reading
        self.dress()

    @property
    def signed(self) -> SignedDocument | None:
        """The signature that the entry tells of, if any."""
        return self._read.signed if self._read else None

    @Slot()
    def _want(self) -> None:
        if self.signed is not None:
            self.verdict_wanted.emit(self.signed)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        empty(self._lines)
        say = self._tools.language.say
        self.open.setText(say("log.entry.open_verdict"))
        self.open.setVisible(self.signed is not None)
        if self._read is None or self._reading is None:
            self._add(say("log.entry.none"), "step", "muted")
            return
        words, row = LogWords(self._tools.language.texts, self._reading.names), self._read.row
        self._add(say("log.entry.heading", number=row.place), "caption")
        tone = "" if row.result is Result.DONE else "warning"
        self._add(words.act(row), "section", tone)
        self._add(words.who(row), "strong")
        for text in self._facts(words):
            self._add(text, "step")
        if row.leaf:
            self._add(f"SHA-256 {grouped(row.leaf)}", "caption")

    def _facts(self, words: LogWords) -> list[str]:
        read, texts = self._read, words.texts
        assert read is not None
        row, say = read.row, texts.say
        facts = [say("log.entry.claimed", at=row.at)]
        facts += self._bracket(words)
        facts += [say("log.entry.case", case=row.case)] if row.case else []
        facts += [f"• {self._reason(words, code)}" for code in row.codes]
        facts += [words.particulars(row)] if row.pages else []
        if read.detail is not None:
            local = read.detail.facts.get("local")
            more = {"local": texts.both_moments(local)} if local else {}
            facts.append(say(read.detail.key, **{**read.detail.facts, **more}))
        if read.mark is not None:
            facts.append(texts.remark(read.mark.remark.code, read.mark.remark.facts))
        if row.document:
            facts.append(say("log.entry.document", sha256=grouped(row.document)))
        return facts

    def _bracket(self, words: LogWords) -> list[str]:
        """Return between which moments time stamps over the ledger prove that it was made."""
        assert self._read is not None
        assert self._reading is not None
        earlier, later = self._reading.bracket(self._read.row.number)
        told = []
        if earlier:
            told.append(words.texts.say("log.entry.not_earlier", at=earlier))
        if later:
            told.append(words.texts.say("log.entry.not_later", at=later))
        return told or [words.texts.say("log.entry.no_stamp")]

    def _reason(self, words: LogWords, code: str) -> str:
        return f"{words.reason(code)} [{code}]"

    def _add(self, text: str, kind: str, tone: str = "") -> None:
        made = label(kind, tone)
        made.setText(text)
        self._lines.addWidget(made)


class LimitsCard(QFrame):
    """Always says what can't be proven with the anchors at hand."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools, self._proofs = tools, tuple[AnchorProof, ...]()
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(tools.look.px(6))
        self.setLayout(rows(self._lines, margin=tools.look.px(16)))
        self.dress()

    def show_proofs(self, proofs: tuple[AnchorProof, ...]) -> None:
        """Say it of the anchors that were compared."""
        self._proofs = proofs
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        empty(self._lines)
        say = self._tools.language.say
        heading = label("strong")
        heading.setText(say("not_provable"))
        self._lines.addWidget(heading)
        for key in not_provable(self._proofs):
            one = label("step", "muted")
            one.setText(f"– {say(f'not_provable.{key}')}")
            self._lines.addWidget(one)


class SignatureCard(QFrame):
    """The full verdict on one signature, and how it differs from when it was made."""

    def __init__(self, tools: Tools) -> None:
        super().__init__()
        self._tools = tools
        self._then: tuple[str, str] | None = None
        self.verdict = VerdictView(tools.language, tools.look)
        self._levels, self.close_card = (
            label("step"),
            button("quiet", partial(self.show_verdict, None)),
        )
        self.setLayout(rows(self.verdict, self._levels, self.close_card, gap=tools.look.px(8)))
        self.hide()

    @Slot()
    def show_verdict(self, signed: SignedDocument | None, verdict: Verdict | None = None) -> None:
        """Show the verdict on a signature, or none."""
        shown = signed is not None and verdict is not None
        if signed is not None and verdict is not None:
            self._then = then_and_now(signed, verdict)
            self.verdict.show_verdict(f"window.audit.verdict.{signed.role}", verdict)
        self.setVisible(shown)
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._tools.language.say
        self.close_card.setText(say("log.entry.close_verdict"))
        if self._then is not None:
            then, now = self._then
            key = "log.entry.level_same" if then == now else "log.entry.level_changed"
            self._levels.setText(say(key, then=then, now=now))
