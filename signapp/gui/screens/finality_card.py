"""The card of notice and finality: who was told when, which period runs, what stands against."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFrame, QVBoxLayout

from signapp.domain.calendar import helsinki_day
from signapp.domain.deadlines import NotFinal, WhyNotFinal
from signapp.gui.icons import picture
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_aftermath import Addressee, Aftermath
from signapp.gui.widgets.parts import columns, empty, label, line, mark, rows

_TOLD_WITH_A_DAY = (WhyNotFinal.NOT_CONFIRMED,)
"""What is left out while its day cannot be told: the other reasons come first."""


class FinalityCard(QFrame):
    """Shows how far a decision is from being final, and why."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__()
        self._language = language
        self._look = look
        self._aftermath: Aftermath | None = None
        mark(self, role="card")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(look.px(10))
        self.setLayout(rows(self._lines, margin=look.px(16)))
        language.changed.connect(self.dress)
        look.changed.connect(self.dress)

    def show_aftermath(self, aftermath: Aftermath | None) -> None:
        """Show what happened after a decision."""
        self._aftermath = aftermath
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Say everything in the language and colours of now."""
        empty(self._lines)
        found, say = self._aftermath, self._language.say
        if found is None:
            return
        final = found.final_on is not None
        heading, state = label("section"), label("chip", "success" if final else "")
        heading.setText(say("window.finality"))
        state.setText(say("window.finality.is" if final else "window.finality.is_not"))
        self.setAccessibleName(f"{heading.text()}: {state.text()}")
        head = columns(heading, state, gap=self._look.px(8))
        head.setStretch(0, 1)
        self._lines.addLayout(head)
        self._published(found)
        for one in found.addressees:
            if one.name:
                self._told(one.name, one)
        if found.ends_at:
            period = say("window.finality.ends_at", moment=found.ends_at)
            self._fact(say("window.finality.period"), period)
        self._network(found)
        self._claims(found)
        self._lines.addWidget(line())
        self._standing(found)

    def _published(self, found: Aftermath) -> None:
        """Tell of the publication, which is the notice to the municipal members."""
        say = self._language.say
        if found.published_at is None:
            self._fact(say("window.finality.published"), say("window.finality.unpublished"))
            return
        moment = self._language.texts.moment(found.published_at)
        self._fact(say("window.finality.published"), f"{moment}\n{_breakable(found.address)}")
        for one in found.addressees:
            if not one.name:
                self._told(say("window.finality.members"), one)

    def _network(self, found: Aftermath) -> None:
        """Tell when the minutes could not be seen, and when personal data have to be gone."""
        say, texts = self._language.say, self._language.texts
        gaps = [
            say("window.finality.gap", since=since, until=until)
            if until
            else say("window.finality.gap_open", since=since)
            for since, until in found.gaps
        ]
        if gaps:
            self._fact(say("window.finality.outages"), "\n".join(gaps))
        if found.remove_by:
            told = texts.date(found.remove_by)
            if found.taken_down_at:
                told += "\n" + say("window.finality.removed", moment=found.taken_down_at)
            self._fact(say("window.finality.remove_by"), told)

    def _claims(self, found: Aftermath) -> None:
        """Tell the claims that arrived, and what became of them."""
        say, told = self._language.say, []
        for one in found.claims:
            key = "claim_settled" if one.settled_on else "claim_open"
            facts = {
                "claim": say(f"claim.{one.kind.value}"),
                "day": helsinki_day(one.arrived_at),
                "settled": one.settled_on or "",
            }
            told.append(say(f"window.finality.{key}", **facts))
        if told:
            self._fact(say("window.finality.claims"), "\n".join(told))

    def _told(self, name: str, one: Addressee) -> None:
        say = self._language.say
        lines = [say(f"window.method.{one.notice.method.value}")]
        if one.notice.sent_on:
            lines[0] += f" · {self._language.texts.date(one.notice.sent_on)}"
        if one.period:
            lines.append(say("window.finality.notified", day=one.period.deemed_notified))
            lines.append(say("window.finality.last_day", day=one.period.last_day))
        self._fact(name, "\n".join(lines))

    def _standing(self, found: Aftermath) -> None:
        """Tell that the decision is final, or what stands against it."""
        say = self._language.say
        if found.forbidden_by:
            text = say("window.finality.forbidden", body=found.forbidden_by)
            self._line("alert-triangle", "warning", text)
        if found.final_on:
            self._line("check", "success", say("window.finality.final", day=found.final_on))
            return
        for since, _ in found.to_judge:
            text = say("window.finality.outage_not_judged", day=helsinki_day(since))
            self._line("alert-triangle", "warning", text)
        for one in found.against:
            if one.day or one.why not in _TOLD_WITH_A_DAY:
                self._line("minus", "muted", self._sentence(found, one))
        if not found.against and not found.to_judge:
            self._line("check", "success", say("window.finality.nothing_against"))

    def _sentence(self, found: Aftermath, one: NotFinal) -> str:
        say, why = self._language.say, one.why.value
        name = found.names.get(one.addressee, "") or say("window.finality.members")
        day = self._language.texts.date(one.day) if one.day else ""
        return say(f"window.finality.{why}", name=name, day=day)

    def _fact(self, name: str, value: str) -> None:
        title, text = label("caption"), label("step")
        title.setText(name)
        text.setText(value)
        self._lines.addLayout(rows(title, text, gap=0))

    def _line(self, icon: str, tone: str, text: str) -> None:
        shown, said = label(wrap=False), label("step", "" if tone == "muted" else tone)
        colour = getattr(self._look.colours, tone)
        shown.setPixmap(picture(icon, colour, self._look.px(18), self.devicePixelRatioF()))
        said.setText(text)
        row = columns(rows(shown, 1), said, gap=self._look.px(10))
        row.setStretch(1, 1)
        self._lines.addLayout(row)


def _breakable(address: str) -> str:
    """Return an address that a line can break after each of its parts."""
    return address.replace("/", "/\u200b")
