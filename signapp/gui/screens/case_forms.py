"""The forms of a case: publishing, sending the extract, and being disqualified."""

from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from signapp.domain.calendar import Ground, Method
from signapp.gui.language import Language
from signapp.gui.look import Look
from signapp.gui.screens.case_reading import CaseReading
from signapp.gui.widgets.form import (
    Answer,
    Choices,
    Form,
    day_field,
    day_in,
    line_field,
    qt_day,
    titled,
)
from signapp.gui.widgets.moment_field import MomentField
from signapp.gui.widgets.parts import label, panel, rows
from signapp.services.extracts import send_extract
from signapp.services.impartiality import declare_disqualified
from signapp.services.notify import Sent
from signapp.services.publish import publish

METHODS = {
    Method.LETTER.value: Ground.GENERAL,
    Method.ELECTRONIC.value: Ground.CONSENT,
    Method.CERTIFIED.value: Ground.GENERAL,
}
"""How an extract is sent, and what allows it."""
GROUNDS = ("1", "2", "3", "4", "5", "6", "7")
"""The grounds of disqualification (Hallintolaki 28.1 §)."""


class CaseForm(Form):
    """A form about the case that is shown."""

    def show_case(self, reading: CaseReading) -> None:
        """Fill the form for a case, anew."""
        raise NotImplementedError

    def stays(self, done: object) -> bool:  # noqa: ARG002  (what most forms do is done)
        """Hear what came of the act, and tell whether the form stays for another one."""
        return False


class PublishForm(CaseForm):
    """Asks where the minutes were published."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._now: datetime | None = None
        self._title, self._seen_title = label("strong"), label("strong")
        self.address = line_field(self.look_at_fields)
        self.address.setPlaceholderText("https://")
        self.address.returnPressed.connect(self._confirm)
        self.seen = MomentField(look, self.look_at_fields)
        self._lay_out(
            titled(self._title, self.address, look), titled(self._seen_title, self.seen, look)
        )
        self.dress()

    def show_case(self, reading: CaseReading) -> None:
        """Forget what was typed; whoever looks now is taken to have seen them now."""
        self.address.clear()
        self._now = reading.around.now
        self.seen.show_moment(self._now)
        self.work(on=False)

    def first_field(self) -> QWidget:
        """Return the address."""
        return self.address

    def answer(self) -> Answer | None:
        """Return the publishing, once there is an address."""
        address = self.address.text().strip()
        scheme, _, rest = address.partition("://")
        if scheme not in _WEB or "." not in rest:
            return None
        shown = self.seen.moment
        same = self._now is not None and shown == self._now.replace(second=0)
        return partial(publish, address=address, seen_at=None if same else shown)

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.publish.heading"))
        self._note.setText(say("window.publish.note"))
        self._title.setText(say("window.publish.address"))
        self.address.setAccessibleName(say("window.publish.address"))
        self._seen_title.setText(say("window.publish.seen_at"))
        self.seen.setAccessibleName(say("window.publish.seen_at"))
        self.confirm.setText(say("window.publish.confirm"))
        super().dress()


_WEB = ("https", "http")


class NoticeForm(CaseForm):
    """Asks to whom the extract was sent, how and when."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._to, self._how, self._when = label("strong"), label("strong"), label("strong")
        self._receipt_note = label("step", "muted")
        self.addressee = line_field(self.look_at_fields)
        self.method = Choices(look, tuple(METHODS))
        self.sent_on = day_field(self.look_at_fields)
        self.received = QCheckBox()
        self.received_on = day_field(self.look_at_fields)
        px = look.px
        receipt = rows(self._receipt_note, self.received, self.received_on, gap=px(6))
        self._receipt = panel("plain", receipt)
        self._lay_out(
            titled(self._to, self.addressee, look),
            rows(self._how, self.method, gap=px(4)),
            titled(self._when, self.sent_on, look),
            self._receipt,
        )
        self.method.changed.connect(self._arrange)
        self.received.toggled.connect(self._arrange)
        self.dress()

    def show_case(self, reading: CaseReading) -> None:
        """Begin with the counterparty, by letter, today."""
        today = reading.today
        decided = reading.decided_on or today
        self.addressee.setText(", ".join(reading.parties))
        self.addressee.setCursorPosition(0)
        self.method.choose(Method.LETTER.value)
        for field in (self.sent_on, self.received_on):
            field.setDateRange(qt_day(decided), qt_day(today))
            field.setDate(qt_day(today))
        self.received.setChecked(False)
        self.work(on=False)
        self._arrange()

    def first_field(self) -> QWidget:
        """Return the addressee."""
        return self.addressee

    @Slot()
    def _arrange(self) -> None:
        certified = self.method.chosen == Method.CERTIFIED.value
        self._receipt.setVisible(certified)
        self.received_on.setVisible(self.received.isChecked())
        self.look_at_fields()

    def _receipt_day(self) -> date | None:
        shown = self.method.chosen == Method.CERTIFIED.value and self.received.isChecked()
        return day_in(self.received_on) if shown else None

    def answer(self) -> Answer | None:
        """Return the notice, once there is an addressee."""
        addressee, method = self.addressee.text().strip(), self.method.chosen
        sent_on, received_on = day_in(self.sent_on), self._receipt_day()
        if not addressee or not method or (received_on and received_on < sent_on):
            return None
        return partial(
            send_extract,
            addressee=addressee,
            method=Method(method),
            ground=METHODS[method],
            sent=Sent(sent_on, received_on),
        )

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.notice.heading"))
        self._note.setText(say("window.notice.note"))
        self._to.setText(say("window.notice.addressee"))
        self.addressee.setAccessibleName(say("window.notice.addressee"))
        self._how.setText(say("window.notice.method"))
        self.method.name(lambda key: say(f"window.method.{key}"))
        self._when.setText(say("window.notice.sent_on"))
        self.sent_on.setAccessibleName(say("window.notice.sent_on"))
        self._receipt_note.setText(say("window.notice.receipt.note"))
        self.received.setText(say("window.notice.received_on"))
        self.received_on.setAccessibleName(say("window.notice.received_on"))
        self.confirm.setText(say("window.notice.confirm"))
        super().dress()


class ImpartialityForm(CaseForm):
    """Asks on which ground a person may not handle the case."""

    def __init__(self, language: Language, look: Look) -> None:
        super().__init__(language, look)
        self._parties: tuple[str, ...] = ()
        self._who = label()
        self.ground = Choices(look, GROUNDS)
        self._lay_out(self._who, self.ground)
        self.ground.changed.connect(self.look_at_fields)
        self.dress()

    def show_case(self, reading: CaseReading) -> None:
        """Begin with no ground chosen."""
        self._parties = reading.parties
        self.ground.choose("")
        self.work(on=False)
        self.dress()

    def first_field(self) -> QWidget:
        """Return the first ground."""
        return self.ground.buttons[GROUNDS[0]]

    def answer(self) -> Answer | None:
        """Return the declaration, once a ground is chosen."""
        ground = self.ground.chosen
        return partial(declare_disqualified, ground=int(ground)) if ground else None

    @Slot()
    def dress(self) -> None:
        """Say everything in the language of now."""
        say = self._language.say
        self._heading.setText(say("window.impartiality.heading"))
        self._note.setText(say("window.impartiality.note"))
        self._who.setText(say("window.parties", parties=", ".join(self._parties)))
        self.ground.name(lambda key: say(f"window.impartiality.ground.{key}"))
        self.confirm.setText(say("window.impartiality.confirm"))
        super().dress()
